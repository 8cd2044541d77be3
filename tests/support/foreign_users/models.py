from django.contrib.auth.models import AbstractUser


class Member(AbstractUser):
    """Django's user under another name and label, with a number for its key."""
