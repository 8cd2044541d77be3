"""The page at `/`, for a person who has just started this."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from dovetail.accounts import totp

from .demo import EMAIL, OPERATOR, PASSWORD, SECRET


def no_icon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for one whatever a page says."""
    return HttpResponse(status=204, headers={"Cache-Control": "public, max-age=86400"})


def landing(request: HttpRequest) -> HttpResponse:
    catches_mail = bool(settings.MAIL_CATCHER_DIR)
    return render(
        request,
        "host/landing.html",
        {
            "url": request.build_absolute_uri("/").rstrip("/"),
            "release": settings.RELEASE,
            "catches_mail": catches_mail,
            "demo": _demo() if catches_mail else None,
        },
    )


def _demo() -> dict[str, str]:
    """The log-ins, and what the operator's app shows now."""
    code = totp.code_of(SECRET, totp.step_at(timezone.now()))
    return {"email": EMAIL, "operator": OPERATOR, "password": PASSWORD, "code": code}
