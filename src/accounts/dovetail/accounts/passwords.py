"""Passwords: what is acceptable, and checking one at the same cost whoever is asked for."""

import logging
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import get_password_validators
from django.core.exceptions import ValidationError

from dovetail.shared_kernel.ports import wired

from .conf import conf
from .errors import PasswordNotAcceptable
from .ports import BreachedPasswords, CannotTell

logger = logging.getLogger("dovetail.accounts")

MAX_LENGTH = 256

# For projects that configure no validators of their own.
_DEFAULTS: list[dict[str, Any]] = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "full_name", "first_name", "last_name")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]


def hashed(password: str, *, user: AbstractBaseUser) -> str:
    """
    The hash of a new password, taken verbatim.

    :raises PasswordNotAcceptable: with every reason; an oversized one is never hashed.
    """
    reasons = _length_reasons(password) or [
        *_context_reasons(password),
        *_validator_reasons(password, user),
    ]
    if reasons:
        raise PasswordNotAcceptable(reasons=reasons)
    return make_password(password)


def is_breached(password: str) -> bool | None:
    """Whether a password is known to others; None when that cannot be found out."""
    if len(password) > MAX_LENGTH:
        return False
    try:
        return wired(BreachedPasswords).contains(password)
    except CannotTell:
        logger.warning("Whether a password was breached cannot be found out.", exc_info=True)
        return None


def matches(password: str, user: AbstractBaseUser | None) -> bool:
    """Whether a password is the user's; for nobody it costs the same, and is not."""
    if len(password) > MAX_LENGTH:
        return False
    if user is None:
        make_password(password)
        return False
    return user.check_password(password)


def _length_reasons(password: str) -> list[dict[str, str]]:
    shortest = conf().password_min_length
    if len(password) < shortest:
        detail = f"A password has at least {shortest} characters."
        return [{"code": "password_too_short", "detail": detail}]
    if len(password) > MAX_LENGTH:
        detail = f"A password has at most {MAX_LENGTH} characters."
        return [{"code": "password_too_long", "detail": detail}]
    return []


def _context_reasons(password: str) -> list[dict[str, str]]:
    """A password that is little more than what the product is called (ASVS 5.0, 6.2.11)."""
    rest = password.casefold()
    words = sorted((conf().product_name, *conf().context_words), key=len, reverse=True)
    for word in words:
        rest = rest.replace(word.casefold(), "") if word else rest
    if len(rest) < len(password) and len(rest) < conf().password_min_length // 2:
        detail = "A password is more than the name of the product."
        return [{"code": "password_has_context_word", "detail": detail}]
    return []


def _validator_reasons(password: str, user: AbstractBaseUser) -> list[dict[str, str]]:
    reasons = []
    for validator in _validators():
        try:
            validator.validate(password, user)
        except ValidationError as refused:
            reasons += [
                {"code": error.code or "invalid", "detail": " ".join(error.messages)}
                for error in refused.error_list
            ]
    return reasons


def _validators() -> list[Any]:
    return get_password_validators(settings.AUTH_PASSWORD_VALIDATORS) or _defaults()


@cache
def _defaults() -> list[Any]:
    return get_password_validators(_DEFAULTS)
