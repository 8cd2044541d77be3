"""
djoser with djangorestframework-simplejwt.

https://djoser.readthedocs.io/en/latest/getting_started.html and …/authentication_backends.html
"""

from common import settings

globals().update(
    settings(
        "djoser",
        "rest_framework",
        "djoser",
        REST_FRAMEWORK={
            "DEFAULT_AUTHENTICATION_CLASSES": [
                "rest_framework_simplejwt.authentication.JWTAuthentication"
            ],
        },
        SIMPLE_JWT={"AUTH_HEADER_TYPES": ("Bearer",)},
        DJOSER={"LOGIN_FIELD": "username"},
    )
)
