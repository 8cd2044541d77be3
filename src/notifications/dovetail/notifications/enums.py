from django.db import models


class Channel(models.TextChoices):
    """How a delivery travels."""

    MAIL = "mail"


class DeliveryStatus(models.TextChoices):
    """Where a delivery stands."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    BOUNCED = "bounced"
    DEAD = "dead"
    CANCELED = "canceled"


UNFINISHED = (DeliveryStatus.PENDING, DeliveryStatus.SENDING)
FINISHED = (
    DeliveryStatus.SENT,
    DeliveryStatus.BOUNCED,
    DeliveryStatus.DEAD,
    DeliveryStatus.CANCELED,
)
RETRIABLE = (DeliveryStatus.BOUNCED, DeliveryStatus.DEAD)
WITHOUT_PAYLOAD = (DeliveryStatus.SENT, DeliveryStatus.CANCELED)


class Outcome(models.TextChoices):
    """How one attempt ended."""

    SENT = "sent"
    FAILED = "failed"
    BOUNCED = "bounced"
    CANCELED = "canceled"
