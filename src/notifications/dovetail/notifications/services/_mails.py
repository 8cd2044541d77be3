"""A delivery becomes a mail, when it is sent and not before."""

from email.utils import formataddr
from types import TracebackType

from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from dovetail.notifications.conf import conf
from dovetail.notifications.ports import RecipientDirectory
from dovetail.notifications.transports import Recipient
from dovetail.shared_kernel.announcements import registry, render
from dovetail.shared_kernel.ports import wired

from ._leases import Claimed


class NobodyThere(Exception):
    """The recipient cannot be written to (any more)."""


class UndeclaredAnnouncement(Exception):
    """No installed context declares the announcement of a delivery."""


class Line:
    """A connection to the mail server: opened for the first mail, and anew after a failure."""

    def __enter__(self) -> "Line":
        self._connection = _default_mailer()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._connection.close()

    def send(self, letter: EmailMultiAlternatives) -> None:
        try:
            self._connection.open()
            self._connection.send_messages([letter])
        except Exception:
            self._connection.close()
            raise


def _default_mailer() -> BaseEmailBackend:
    # From 6.1 on Django has mailers, and warns of what it had before.
    mailers = getattr(mail, "mailers", None)
    chosen: BaseEmailBackend = mailers.default if mailers else mail.get_connection()
    return chosen


def write(claimed: Claimed) -> EmailMultiAlternatives:
    """
    The mail of a delivery.

    :raises NobodyThere:
    :raises Outdated: when its publisher says that it is no longer worth sending.
    """
    announcement = registry.get(claimed.announcement)
    if announcement is None:
        raise UndeclaredAnnouncement(claimed.announcement)
    recipient = _recipient(claimed)
    rendered = render(announcement, claimed.payload)
    letter = EmailMultiAlternatives(
        subject=rendered.subject,
        body=rendered.text,
        from_email=conf().from_email or None,
        to=[recipient.email],
        headers={
            "To": formataddr((" ".join(recipient.full_name.split()), recipient.email)),
            "Message-ID": claimed.message_id,
            "Auto-Submitted": "auto-generated",  # RFC 3834: no answer from an absence notice
        },
    )
    letter.attach_alternative(rendered.html, "text/html")
    return letter


def _recipient(claimed: Claimed) -> Recipient:
    if claimed.user_id is None:
        return Recipient(id="", email=claimed.address, full_name="")
    for recipient in wired(RecipientDirectory).people([claimed.user_id]):
        return recipient
    raise NobodyThere
