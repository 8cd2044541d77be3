"""The mails of logging in through others."""

from collections.abc import Mapping
from typing import Any

from dovetail.accounts import events, repositories
from dovetail.shared_kernel.announcements import person

from ._words import USER_ID, product, security_mail

EXAMPLE = {"user_id": USER_ID, "provider": "example"}


def _provider(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    key = payload["provider"]
    names = {one.id: one.name for one in repositories.list_providers().providers}
    return {"provider": names.get(key, key), **product(payload)}


security_mail(
    "identity_linked",
    event=events.IdentityLinked.name,
    audience=person("user_id"),
    subject="Another way to log in{% if product_name %} to {{ product_name }}{% endif %}",
    context=_provider,
    example=EXAMPLE,
)

security_mail(
    "identity_unlinked",
    event=events.IdentityUnlinked.name,
    audience=person("user_id"),
    subject="A way to log in was removed{% if product_name %} at {{ product_name }}{% endif %}",
    context=_provider,
    example=EXAMPLE,
)

security_mail(
    "federated_login_needs_linking",
    event=events.FederatedLoginNeedsLinking.name,
    audience=person("user_id"),
    subject="Somebody came with your address{% if product_name %} to {{ product_name }}{% endif %}",
    context=_provider,
    example=EXAMPLE,
)
