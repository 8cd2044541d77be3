"""What every deployment has in common; what differs comes from the environment (.env.example)."""

import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from urllib.parse import unquote

import environ

BASE_DIR = Path(__file__).resolve().parent.parent.parent

env = environ.Env()
if (BASE_DIR / ".env").is_file():
    env.read_env(BASE_DIR / ".env")

SECRET_KEY = env.str("SECRET_KEY", "")
DEBUG = env.bool("DEBUG", False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Whether /health/ready repeats what a driver says, which names hosts and users.
TELLS_FAULTS = False
PUBLIC_URL = env.str("PUBLIC_URL", "http://127.0.0.1:8000")

# Which process this is. The web process does without the beat's app and with it without Celery
# (120 ms of CPU at each start), unless operators should edit the schedules in its admin.
PROCESS = env.str("DOVETAIL_PROCESS", "command")
SCHEDULES_IN_ADMIN = env.bool("SCHEDULES_IN_ADMIN", False)

INSTALLED_APPS = [
    "dovetail.accounts.admin_app.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "dovetail.shared_kernel",
    "dovetail.accounts",
    "dovetail.organizations",
    "dovetail.billing",
    "dovetail.notifications",
    "host_project",
]
if PROCESS != "web" or SCHEDULES_IN_ADMIN:
    INSTALLED_APPS.append("django_celery_beat")

MIDDLEWARE = [
    "dovetail.shared_kernel.api.middleware.RequestIdMiddleware",
    "host_project.metrics.RequestMetricsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
    # What follows is for pages alone.
    "host_project.middleware.ApiMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "host_project.urls"
WSGI_APPLICATION = "host_project.wsgi.application"
# A redirect to the path with a slash would drop the body of a POST.
APPEND_SLASH = False
CSRF_FAILURE_VIEW = "dovetail.shared_kernel.api.problems.csrf_failure"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": env.db_url("DATABASE_URL", "postgresql://postgres@127.0.0.1/dovetail")}
# libpq's way to name a socket's folder in a URL: postgresql://user@%2Frun%2Fpostgresql/name
DATABASES["default"]["HOST"] = unquote(DATABASES["default"].get("HOST", ""))
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", None)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# Who asks is told 503 after so many seconds, also where the database's machine says nothing.
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 3)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The broker, the cache and the rates are different databases of Redis: a cache may be flushed.
REDIS_URL = env.str("REDIS_URL", "redis://127.0.0.1:6379").rstrip("/")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.str("CACHE_URL", f"{REDIS_URL}/1"),
        "KEY_PREFIX": "dovetail",
    },
}

CELERY_BROKER_URL = env.str("BROKER_URL", f"{REDIS_URL}/0")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_keepalive": True,
    "socket_timeout": 30,
}
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SERIALIZER = "json"
# Both below the visibility timeout, or Redis would hand a running task to a second worker.
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
_mail = env.email_url("EMAIL_URL", "smtp://127.0.0.1:25")
EMAIL_HOST = _mail["EMAIL_HOST"]
EMAIL_PORT = _mail["EMAIL_PORT"]
EMAIL_HOST_USER = _mail["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Dovetail <no-reply@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# The folder in which `make run` catches every mail; empty outside of development.
MAIL_CATCHER_DIR = env.str("MAIL_CATCHER_DIR", "")

LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT: Path | None = BASE_DIR / "static"
# Served from the apps' own folders where `collectstatic` has not been run.
WHITENOISE_USE_FINDERS = True

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_URL.startswith("https://")
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_TLS_PROXY", False) else None
)

AUTH_USER_MODEL = "dovetail_accounts.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["dovetail.accounts.api.authentication.BearerAuthentication"],
    # Of the documentation's own pages; the views of ours bring theirs.
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}

DOVETAIL_KERNEL = {
    "tenant_url_kwarg": "organization_id",
    "sealing_keys": tuple(env.list("SEALING_KEYS", default=[])),
    "trusted_proxy_count": env.int("TRUSTED_PROXY_COUNT", 0),
    "request_rate": env.str("REQUEST_RATE", "600/1m"),
    "rates_url": env.str("RATES_URL", f"{REDIS_URL}/2"),
}
DOVETAIL_ACCOUNTS = {
    "product_name": env.str("PRODUCT_NAME", "Dovetail"),
    "jwt_algorithm": env.str("JWT_ALGORITHM", "HS256"),
    # PEM in one line, with \n for its line breaks.
    "jwt_signing_key": env.str("JWT_SIGNING_KEY", "", multiline=True),
    "jwt_previous_keys": tuple(
        key.replace("\\n", "\n") for key in env.list("JWT_PREVIOUS_KEYS", default=[])
    ),
    "oidc_providers": env.json("OIDC_PROVIDERS", default={}),
    "webauthn_rp_id": env.str("WEBAUTHN_RP_ID", ""),
    "webauthn_rp_name": env.str("WEBAUTHN_RP_NAME", ""),
    "webauthn_origins": tuple(env.list("WEBAUTHN_ORIGINS", default=[])),
}
DOVETAIL_ORGANIZATIONS = {"accept_url": env.str("ACCEPT_INVITATION_URL", "")}
DOVETAIL_PORTS = {
    "billing.SeatCounter": "host_project.adapters.MemberSeats",
    "organizations.ServiceAccounts": "host_project.adapters.Programs",
    "organizations.SeatLimit": "host_project.adapters.PlanSeats",
    "shared_kernel.RateMeter": "dovetail.shared_kernel.rates.redis.RedisMeter",
}

try:
    RELEASE = version("dovetail-shared-kernel")
except PackageNotFoundError:  # a checkout whose sources are on the path, not installed
    _project = (BASE_DIR / "src" / "shared_kernel" / "pyproject.toml").read_text()
    RELEASE = tomllib.loads(_project)["project"]["version"]
SPECTACULAR_SETTINGS = {
    "TITLE": "Dovetail",
    "DESCRIPTION": "Accounts, organizations, billing and notifications, composed into one API.",
    "VERSION": RELEASE,
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "POSTPROCESSING_HOOKS": ["dovetail.shared_kernel.api.openapi.finish"],
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "host_project.logs.RequestIdFilter"}},
    "formatters": {
        "plain": {
            "format": "{asctime} {levelname:7} {name} {message} [{request_id}]",
            "style": "{",
        },
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "format": "{asctime}{levelname}{name}{message}{request_id}",
            "style": "{",
            "rename_fields": {"asctime": "at", "levelname": "level", "name": "logger"},
        },
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["request_id"],
            "formatter": env.str("LOG_FORMAT", "json"),
        },
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {
        # Django's own handlers would mail and print what the root logger already says.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # The request log says it with the request's id and duration.
        "django.request": {"level": "ERROR"},
        "celery": {"level": "WARNING"},
        # It says the id of each passkey that is used.
        "fido2": {"level": "WARNING"},
    },
}
