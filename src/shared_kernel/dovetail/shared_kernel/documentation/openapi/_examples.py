"""What the document says where the code says nothing: examples of problems, and words."""

from typing import Any

SAID = {
    200: "Done.",
    201: "Created.",
    202: "Accepted; the rest happens behind the request.",
    204: "Done; there is nothing to say.",
    304: "The caller has this version.",
}
LOCATION: dict[str, Any] = {
    "description": "Where it is.",
    "schema": {"type": "string", "format": "uri-reference"},
}
HEADERS: dict[str, Any] = {
    "XRequestId": {
        "description": "The id of this request, to name to support.",
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9._-]{8,128}$"},
    },
    "ETag": {
        "description": "The version of what is answered.",
        "schema": {"type": "string"},
    },
    "IdempotencyReplayed": {
        "description": "Sent where this is the answer to an earlier request with the same key.",
        "schema": {"type": "string", "const": "true"},
    },
    "RateLimitPolicy": {
        "description": "The limits of this request: `q` requests in `w` seconds each.",
        "schema": {"type": "string"},
        "example": '"requests";q=600;w=60',
    },
    "RateLimit": {
        "description": "How they stand: `r` requests remain for `t` seconds. Not sent while "
        "nothing can be counted.",
        "schema": {"type": "string"},
        "example": '"requests";r=599;t=60',
    },
    "RetryAfter": {
        "description": "Seconds to wait before the next try.",
        "schema": {"type": "integer", "minimum": 0},
    },
}
EXAMPLE_ERRORS = {
    "invalid": [
        {
            "code": "unknown_field",
            "detail": "This key is not known here.",
            "pointer": "/color",
            "parameter": None,
        }
    ],
    "invalid_parameter": [
        {
            "code": "unknown_parameter",
            "detail": "This parameter is not known here.",
            "pointer": None,
            "parameter": "page",
        }
    ],
}


def example_of(status: int, code: str, title: str) -> dict[str, Any]:
    """A problem document as a client might see it."""
    request_id = "4f2c1e0b9a7d4d3c8e6f5a4b3c2d1e0f"
    return {
        "type": f"/problems/{code}",
        "title": title,
        "status": status,
        "detail": title,
        "instance": f"urn:request:{request_id}",
        "code": code,
        "request_id": request_id,
        "errors": EXAMPLE_ERRORS.get(code, []),
    }
