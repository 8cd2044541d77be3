from django.db import models


class Cup(models.Model):
    """A row for each time that a pot was heard of: no constraint hides what is done twice."""

    pot = models.CharField(max_length=20)
    number = models.IntegerField()

    def __str__(self):
        return f"{self.pot} {self.number}"
