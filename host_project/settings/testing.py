"""The composed suite, on DATABASE_URL or the embedded PostgreSQL of tests/support/database.py."""

import os

from database import database

os.environ.setdefault("SECRET_KEY", "a key for tests, long enough for HMAC, known to everybody")

from .base import *

DATABASES = {"default": database()}
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# The middleware reads every static file at its start, and tests start it often.
MIDDLEWARE = [each for each in MIDDLEWARE if not each.startswith("whitenoise.")]
LOGGING_CONFIG = None

DOVETAIL_ACCOUNTS = {
    **DOVETAIL_ACCOUNTS,
    "webauthn_rp_id": "localhost",
    "webauthn_origins": ("http://localhost:8000",),
}
DOVETAIL_BILLING = {"test_clocks": True}
DOVETAIL_PORTS = {
    **DOVETAIL_PORTS,
    "accounts.BreachedPasswords": "dovetail.accounts.adapters.NoneBreached",
    # Redis has tests of its own.
    "shared_kernel.RateMeter": "dovetail.shared_kernel.testing.meters.MemoryMeter",
}
