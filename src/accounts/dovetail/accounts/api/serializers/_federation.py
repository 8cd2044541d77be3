"""Logging in through a provider."""

from dovetail.shared_kernel.api.requests import Boolean, StrictSerializer, Text


class BeginLinking(StrictSerializer):
    """To where the provider shall send the browser back."""

    redirect_uri = Text(
        verbatim=True,
        max_length=2000,
        help_text="One of the addresses that the project allows for the provider, exactly.",
    )


class BeginFederatedLogin(BeginLinking):
    """To where the provider shall send the browser back, and whether to ask the person there."""

    is_fresh = Boolean(
        required=False,
        help_text="Whether the person has to authenticate at the provider, though logged in there.",
    )


class FinishFederatedLogin(StrictSerializer):
    """What came back from the provider, and what the begin answered."""

    code = Text(verbatim=True, max_length=4096, help_text="The parameter `code` of the redirect.")
    state = Text(verbatim=True, max_length=128, help_text="The parameter `state` of the redirect.")
    iss = Text(
        verbatim=True,
        max_length=2000,
        required=False,
        help_text="The parameter `iss` of the redirect, if there is one.",
    )
    binding = Text(
        verbatim=True,
        max_length=128,
        required=False,
        help_text="As the begin answered it; absent where it travels in a cookie.",
    )
