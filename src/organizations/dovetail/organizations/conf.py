"""What a project may decide."""

from dataclasses import dataclass

from dovetail.shared_kernel.conf import read

RESERVED = frozenset(
    {
        "account",
        "accounts",
        "admin",
        "api",
        "app",
        "assets",
        "auth",
        "billing",
        "blog",
        "dashboard",
        "docs",
        "help",
        "invitations",
        "login",
        "logout",
        "mail",
        "new",
        "organization",
        "organizations",
        "root",
        "settings",
        "signup",
        "static",
        "status",
        "support",
        "www",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a project may set in DOVETAIL_ORGANIZATIONS."""

    invitation_days: int = 7
    """How many days an invitation can be accepted."""

    accept_url: str = ""
    """
    The page of the product where an invitation is accepted, with `{token}` in it; prefer the
    fragment (`https://app.example.com/join#{token}`), which no server logs. Empty mails the
    token alone.
    """

    reserved_slugs: frozenset[str] = RESERVED
    """Slugs that no organization can take."""


def conf() -> Settings:
    return read("DOVETAIL_ORGANIZATIONS", Settings)
