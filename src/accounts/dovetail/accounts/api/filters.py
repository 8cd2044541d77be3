"""Filters of lists."""

from typing import Any

import django_filters
from django.contrib.auth import get_user_model
from django.db.models.functions import Lower

from dovetail.accounts import addresses, errors
from dovetail.shared_kernel.api.filters import StrictFilterSet

SHORTEST_PART = 3

_TRUTH = [("true", "true"), ("false", "false")]


def _with_address(rows: Any, name: str, value: str) -> Any:
    try:
        address = addresses.normalized(value)
    except errors.AddressNotUsable:
        return rows.none()
    return rows.alias(address_=Lower(get_user_model().get_email_field_name())).filter(
        address_=address
    )


def _with_part(rows: Any, name: str, value: str) -> Any:
    return rows.filter(**{f"{get_user_model().get_email_field_name()}__icontains": value})


def _flagged(rows: Any, name: str, value: str) -> Any:
    return rows.filter(**{name: value == "true"})


class UserFilter(StrictFilterSet):
    """Filters of people; by columns that every user model has, or that its reads stand in for."""

    email = django_filters.CharFilter(
        method=_with_address, max_length=254, help_text="Only with this address, however spelt."
    )
    search = django_filters.CharFilter(
        method=_with_part,
        min_length=SHORTEST_PART,
        max_length=254,
        help_text="Only with an address that has these characters in it, three at the least.",
    )
    is_active = django_filters.ChoiceFilter(
        choices=_TRUTH, method=_flagged, help_text="Only who may log in, or may not."
    )
    is_staff = django_filters.ChoiceFilter(
        choices=_TRUTH, method=_flagged, help_text="Only the platform's staff, or all others."
    )
