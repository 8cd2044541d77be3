"""The caught mails of `make run`, for a person and for scripts. Only in development."""

import mailbox
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses, parsedate_to_datetime

import msgspec
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

LIMIT = 200


@dataclass(frozen=True, slots=True)
class Mail:
    id: str
    sender: str
    to: list[str]
    subject: str
    sent_at: datetime | None
    text: str
    html: str


def list_mails(*, to: str = "") -> list[Mail]:
    """The newest first, to one address or to all."""
    folder = _folder()
    newest = sorted(folder.keys(), key=_received, reverse=True)
    mails = (_mail(key, folder) for key in newest[:LIMIT])
    return [mail for mail in mails if not to or to.casefold() in map(str.casefold, mail.to)]


def _received(key: str) -> tuple[float, int]:
    """`time.MmicrosPpidQcounter.host`, as the Maildir of the standard library names its files."""
    seconds, _, rest = key.partition(".")
    micros = rest.partition("P")[0].removeprefix("M")
    return float(seconds), int(micros) if micros.isdigit() else 0


def _folder() -> mailbox.Maildir:
    if not settings.MAIL_CATCHER_DIR:
        raise Http404
    return mailbox.Maildir(settings.MAIL_CATCHER_DIR, factory=None, create=True)


def _mail(key: str, folder: mailbox.Maildir) -> Mail:
    message = message_from_bytes(folder.get_bytes(key), EmailMessage, policy=default)
    return Mail(
        id=key,
        sender=str(message["From"] or ""),
        to=[address for _, address in getaddresses([str(message["To"] or "")])],
        subject=str(message["Subject"] or ""),
        sent_at=parsedate_to_datetime(message["Date"]) if message["Date"] else None,
        text=_body(message, "plain"),
        html=_body(message, "html"),
    )


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part is not None else ""


def mails_page(request: HttpRequest) -> HttpResponse:
    to = request.GET.get("to", "")
    return render(request, "host/mails.html", {"mails": list_mails(to=to), "to": to})


def mails_json(request: HttpRequest) -> HttpResponse:
    mails = list_mails(to=request.GET.get("to", ""))
    return HttpResponse(msgspec.json.encode({"mails": mails}), content_type="application/json")


def mail_page(request: HttpRequest, mail_id: str) -> HttpResponse:
    folder = _folder()
    if mail_id not in folder:
        raise Http404
    return render(request, "host/mail.html", {"mail": _mail(mail_id, folder)})
