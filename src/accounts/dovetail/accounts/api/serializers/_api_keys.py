"""API keys."""

from typing import Any

from rest_framework import serializers

from dovetail.shared_kernel.api.requests import Moment, StrictSerializer, Text, Uuid


def _scopes() -> Any:
    return serializers.ListField(
        child=Text(max_length=100),
        min_length=1,
        max_length=100,
        help_text="Codes of permissions, as the operations name them (`x-required-permission`).",
    )


class NewApiKey(StrictSerializer):
    """A key for a program."""

    name = Text(max_length=100, help_text="What people call it.")
    scopes = _scopes()
    tenant_id = Uuid(
        required=False,
        allow_null=True,
        help_text="The only organization in which it is to be good; absent, in all of yours.",
    )
    expires_at = Moment(
        required=False, allow_null=True, help_text="Absent, as late as the project lets it be."
    )


class NewServiceKey(StrictSerializer):
    """A key for a service account, good where the account is."""

    name = Text(max_length=100, help_text="What people call it.")
    scopes = _scopes()
    expires_at = Moment(
        required=False, allow_null=True, help_text="Absent, as late as the project lets it be."
    )


class NewServiceAccount(StrictSerializer):
    """A program that is to be a user of its own."""

    name = Text(max_length=100, help_text="What people call it.")
    tenant_id = Uuid(
        required=False,
        allow_null=True,
        help_text="The only organization in which its keys are to be good.",
    )


class RenameServiceAccount(StrictSerializer):
    """What is to change of a service account."""

    name = Text(max_length=100, required=False, help_text="What people call it.")


class RenameApiKey(StrictSerializer):
    """What is to change of a key."""

    name = Text(max_length=100, required=False, help_text="What people call it.")


class RotateApiKey(StrictSerializer):
    """When a key with a new secret ends."""

    expires_at = Moment(required=False, allow_null=True, help_text="As before, when absent.")
