"""Request bodies."""

from django.core.validators import RegexValidator
from rest_framework import serializers

from dovetail.organizations.enums import Role
from dovetail.shared_kernel.api.requests import Choice, Email, Moment, StrictSerializer, Text

SLUG = RegexValidator(
    r"^[a-z0-9](-?[a-z0-9])*\Z",
    "Lower-case letters, digits and single hyphens between them are expected.",
    "invalid_slug",
)


class CreateOrganization(StrictSerializer):
    """A new organization."""

    name = Text(max_length=120, help_text="What people call it.")
    slug = Text(
        min_length=3,
        max_length=63,
        validators=[SLUG],
        required=False,
        help_text="A unique short name for URLs; made from the name when absent.",
    )


class UpdateOrganization(StrictSerializer):
    """What is to change of an organization."""

    name = Text(max_length=120, required=False, help_text="What people call it.")


class UpdateMember(StrictSerializer):
    """The role that a member is to have."""

    role = Choice(choices=Role.choices, required=False, help_text="The base role.")


class CreateInvitation(StrictSerializer):
    """Who is invited, and as what."""

    email = Email(help_text="Where the token is mailed; only its owner can accept.")
    role = Choice(choices=Role.choices, help_text="The role that the person will have.")


class AcceptInvitation(StrictSerializer):
    """The token from the mail."""

    token = Text(max_length=200, help_text="The token that was mailed.")


class AddServiceAccount(StrictSerializer):
    """A program that is to act in the organization."""

    name = Text(max_length=100, help_text="What people call it.")
    role = Choice(
        choices=[role for role in Role.choices if role[0] != Role.OWNER],
        help_text="The role that it will have; not above yours.",
    )


class IssueServiceKey(StrictSerializer):
    """A key for a program."""

    name = Text(max_length=100, help_text="What people call it.")
    scopes = serializers.ListField(
        child=Text(max_length=100),
        min_length=1,
        max_length=100,
        help_text="Codes of permissions, as the operations name them (`x-required-permission`).",
    )
    expires_at = Moment(
        required=False, allow_null=True, help_text="Absent, as late as the project lets it be."
    )
