"""What a mail server's answer means."""

import smtplib
from dataclasses import dataclass, replace
from pathlib import Path
from traceback import extract_tb

from dovetail.notifications.enums import Outcome

LONGEST_ERROR = 4000
# RFC 4954: the server wants to know us first. That is our settings' fault, not the recipient's.
AUTHENTICATION = frozenset({530, 534, 535, 538})


@dataclass(frozen=True, slots=True)
class Result:
    """How an attempt ended."""

    outcome: Outcome
    code: str = ""
    error: str = ""
    address: str = ""

    def to(self, address: str) -> "Result":
        return replace(self, address=address)


def result_of(error: Exception) -> Result:
    """What an error of sending means: try again, or never."""
    code, text = _reply(error)
    outcome = Outcome.BOUNCED if _is_permanent(error, code) else Outcome.FAILED
    return Result(outcome, str(code or ""), text[:LONGEST_ERROR])


def result_of_rendering(error: Exception) -> Result:
    """
    That an announcement could not be put into words.

    The text of such an error may hold what it was written from, so only its place is kept.
    """
    frames = extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    return Result(Outcome.FAILED, error=f"It cannot be rendered: {type(error).__name__} in {place}")


def _reply(error: Exception) -> tuple[int | None, str]:
    reply: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused) and error.recipients:
        code, reply = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, reply = error.smtp_code, error.smtp_error
    else:
        return None, f"{type(error).__name__}: {error}"
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else str(reply)
    return code, f"{code} {text}"


def _is_permanent(error: Exception, code: int | None) -> bool:
    greeting = (
        smtplib.SMTPAuthenticationError,
        smtplib.SMTPConnectError,
        smtplib.SMTPHeloError,
    )
    if isinstance(error, greeting):
        return False
    if code is not None:
        return code >= 500 and code not in AUTHENTICATION
    # The address, or a header made from it, cannot be written at all.
    return isinstance(error, (smtplib.SMTPNotSupportedError, ValueError))
