"""What the platform's staff says of what it does."""

from dovetail.shared_kernel.api.requests import StrictSerializer, Text


class Impersonate(StrictSerializer):
    """Why somebody acts as another."""

    reason = Text(
        max_length=300,
        help_text="Such as the number of a ticket; kept in the person's history, and told to them.",
    )
