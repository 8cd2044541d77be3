"""dovetail-accounts, as its README says."""

from common import settings

globals().update(
    settings(
        "dovetail",
        "rest_framework",
        "drf_spectacular",
        "dovetail.shared_kernel",
        "dovetail.accounts",
        AUTH_USER_MODEL="dovetail_accounts.User",
        REST_FRAMEWORK={
            "DEFAULT_AUTHENTICATION_CLASSES": [
                "dovetail.accounts.api.authentication.BearerAuthentication"
            ],
        },
    )
)
