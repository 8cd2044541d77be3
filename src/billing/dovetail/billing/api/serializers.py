from dovetail.shared_kernel.api.requests import Moment, StrictSerializer, Text


class AttachPaymentMethod(StrictSerializer):
    """The card that is to be charged."""

    gateway_token = Text(
        max_length=128, help_text="The token that the payment gateway gave for the card."
    )


class Subscribe(StrictSerializer):
    """The plan to subscribe to."""

    plan = Text(max_length=48, help_text="The code of the plan.")


class AdvanceTestClock(StrictSerializer):
    """The time to move the clock to."""

    to = Moment(help_text="The new time of the account, at most two years ahead.")
