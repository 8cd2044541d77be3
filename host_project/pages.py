"""The page at `/`, for a person who has just started this."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .demo import EMAIL, PASSWORD


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
            "demo": {"email": EMAIL, "password": PASSWORD} if catches_mail else None,
        },
    )
