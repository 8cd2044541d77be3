"""
django-allauth, headless, with its tokens.

https://docs.allauth.org/en/latest/headless/installation.html and
https://docs.allauth.org/en/latest/headless/token-strategies/jwt-tokens.html: access tokens signed
with RS256, which the project generates a key for.
"""

import os

import cryptography.hazmat.primitives.serialization  # noqa: F401 (allauth uses it unimported)
from common import settings

globals().update(
    settings(
        "allauth",
        "allauth",
        "allauth.account",
        "allauth.headless",
        "rest_framework",
        AUTHENTICATION_BACKENDS=[
            "django.contrib.auth.backends.ModelBackend",
            "allauth.account.auth_backends.AuthenticationBackend",
        ],
        ACCOUNT_LOGIN_METHODS={"email"},
        ACCOUNT_SIGNUP_FIELDS=["email*", "password1*"],
        ACCOUNT_EMAIL_VERIFICATION="none",
        HEADLESS_ONLY=True,
        HEADLESS_TOKEN_STRATEGY="allauth.headless.tokens.strategies.jwt.JWTTokenStrategy",
        HEADLESS_JWT_PRIVATE_KEY=os.environ["BENCHMARK_PRIVATE_KEY"],
        HEADLESS_JWT_STATEFUL_VALIDATION_ENABLED=os.environ.get("BENCHMARK_STATEFUL") == "1",
    )
)
MIDDLEWARE = [*globals()["MIDDLEWARE"], "allauth.account.middleware.AccountMiddleware"]
