from dovetail.shared_kernel.api.requests import Moment, StrictSerializer, Text


class AttachPaymentMethod(StrictSerializer):
    gateway_token = Text(
        max_length=128, help_text="The token that the payment gateway gave for the card."
    )


class Subscribe(StrictSerializer):
    plan = Text(max_length=48, help_text="The code of the plan.")


class AdvanceTestClock(StrictSerializer):
    to = Moment(help_text="The new time of the account, at most two years ahead.")
