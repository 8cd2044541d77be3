"""The OpenAPI document, made from what the views declare."""

from ._schema import AutoSchema, finish

__all__ = ["AutoSchema", "finish"]
