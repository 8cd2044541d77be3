"""What the mails of accounts have in common."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from dovetail.accounts import repositories
from dovetail.accounts.conf import conf
from dovetail.shared_kernel.announcements import Announcement, Audience, Outdated, announce

USER_ID = "01976b2e-7a44-7cc0-8d3a-1f2b3c4d5e6f"
CHALLENGE_ID = "01976b2e-7a44-7cc0-8d3a-1f2b3c4d5e70"
SEALED = "gAAAAAB…"


def security_mail(
    name: str,
    *,
    event: str,
    audience: Audience,
    subject: str,
    example: Mapping[str, Any],
    context: Any = None,
) -> None:
    """Declare a mail that nobody can turn off: it is about who gets into an account."""
    announce(
        Announcement(
            name=f"accounts.{name}",
            event=event,
            category="security",
            audience=audience,
            channels=("mail",),
            mandatory=("mail",),
            subject=subject,
            template=f"dovetail/accounts/{name}",
            context=context or product,
            example=example,
        )
    )


def product(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"product_name": conf().product_name}


def mailed_code(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    mail = repositories.find_code_mail(UUID(payload["challenge_id"]), payload["sealed_code"])
    if mail is None:
        raise Outdated
    return {"code": mail.code, "minutes_left": mail.minutes_left, **product(payload)}
