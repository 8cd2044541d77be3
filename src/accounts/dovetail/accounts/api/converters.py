"""What stands in paths beside UUIDs."""

from django.urls.converters import StringConverter

from dovetail.accounts import repositories
from dovetail.shared_kernel.errors import NotFound


class UserKey(StringConverter):
    """The key of a user of whatever model, in its one spelling; any other path leads nowhere."""

    def to_python(self, value: str) -> str:
        try:
            repositories.key_of(value)
        except NotFound:
            raise ValueError(value) from None
        return value
