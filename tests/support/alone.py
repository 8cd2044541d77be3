"""A project with one context, the kernel and a user model of its own; named by DOVETAIL_ALONE."""

import os

import django

from database import database

CONTEXT = os.environ.get("DOVETAIL_ALONE", "shared_kernel")

SECRET_KEY = "a key for tests, long enough for HMAC with SHA-256, known to everybody"
DEBUG = False
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
USE_TZ = True
TIME_ZONE = "UTC"
ROOT_URLCONF = "alone_urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": database()}
MAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if django.VERSION >= (6, 1):
    MAILERS = {"default": {"BACKEND": MAIL_BACKEND}}
else:
    EMAIL_BACKEND = MAIL_BACKEND
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

AUTH_USER_MODEL = "foreign_users.Member"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.admin",
    "rest_framework",
    "drf_spectacular",
    "foreign_users",
    "dovetail.shared_kernel",
]
if CONTEXT == "shared_kernel":
    INSTALLED_APPS.append("brewery")
else:
    INSTALLED_APPS.append(f"dovetail.{CONTEXT}")
if CONTEXT == "accounts" and os.environ.get("DOVETAIL_USERS") != "foreign":
    AUTH_USER_MODEL = "dovetail_accounts.User"
    INSTALLED_APPS.remove("foreign_users")

if CONTEXT == "accounts":
    INSTALLED_APPS[INSTALLED_APPS.index("django.contrib.admin")] = (
        "dovetail.accounts.admin_app.AdminConfig"
    )

MIDDLEWARE = [
    "dovetail.shared_kernel.api.middleware.RequestIdMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
# The first says how to answer whoever comes without credentials: with 401, as the host does.
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.BasicAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
}
if CONTEXT == "accounts":
    REST_FRAMEWORK = {
        "DEFAULT_AUTHENTICATION_CLASSES": [
            "dovetail.accounts.api.authentication.BearerAuthentication"
        ],
    }
SPECTACULAR_SETTINGS = {"TITLE": f"Dovetail {CONTEXT}", "VERSION": "1", "OAS_VERSION": "3.1.1"}
DOVETAIL_KERNEL = {"tenant_url_kwarg": "organization_id"}
if CONTEXT == "accounts":
    DOVETAIL_PORTS = {"accounts.BreachedPasswords": "dovetail.accounts.adapters.NoneBreached"}
if CONTEXT == "billing":
    DOVETAIL_BILLING = {"test_clocks": True}
