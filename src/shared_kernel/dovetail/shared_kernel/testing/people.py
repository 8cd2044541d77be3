"""Users of whatever model the project has."""

from itertools import count
from typing import Any

from django.contrib.auth import get_user_model

_numbers = count(1)


def make_user(email: str | None = None, **fields: Any) -> Any:
    """A saved user with an address of its own; columns that the model lacks are passed over."""
    model = get_user_model()
    number = next(_numbers)
    known = {field.name for field in model._meta.get_fields()}
    values = {
        model.get_email_field_name(): email or f"person{number}@example.org",
        **{name: value for name, value in fields.items() if name in known},
    }
    if model.USERNAME_FIELD not in values:
        values[model.USERNAME_FIELD] = f"person{number}"
    password = values.pop("password", None)
    user = model(**values)
    user.set_password(password) if password else user.set_unusable_password()
    user.save()
    return user
