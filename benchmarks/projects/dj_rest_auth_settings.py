"""
dj-rest-auth with djangorestframework-simplejwt.

https://dj-rest-auth.readthedocs.io/en/latest/installation.html#json-web-token-jwt-support-optional
"""

from common import settings

globals().update(
    settings(
        "dj_rest_auth",
        "rest_framework",
        "rest_framework.authtoken",
        "rest_framework_simplejwt",
        "dj_rest_auth",
        REST_FRAMEWORK={
            "DEFAULT_AUTHENTICATION_CLASSES": ["dj_rest_auth.jwt_auth.JWTCookieAuthentication"],
        },
        REST_AUTH={"USE_JWT": True, "JWT_AUTH_COOKIE": "access", "JWT_AUTH_HTTPONLY": False},
    )
)
