"""Secrets that are answered are not kept, and those that are kept outlive their keys."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest
from drf_spectacular.generators import SchemaGenerator

from dovetail.shared_kernel.models import IdempotencyKey
from dovetail.shared_kernel.sealed import SealBroken, reseal, seal, unseal

VAULT = "/api/v1/vault"


@pytest.mark.django_db
@pytest.mark.urls("vault_api")
def test_what_answers_a_secret_keeps_nothing_for_a_replay(client_for, make_user):
    client = client_for(make_user())

    first, again = (client.post(VAULT, HTTP_IDEMPOTENCY_KEY="once") for _ in range(2))

    assert (first.status_code, again.status_code) == (200, 409)
    assert again.json()["code"] == "idempotency_answer_not_kept"
    assert bytes(IdempotencyKey.objects.get().body) == b""


@pytest.mark.urls("vault_api")
def test_the_document_says_that_it_is_not_answered_again():
    document = SchemaGenerator().get_schema(request=None, public=True)

    told = document["paths"][VAULT]["post"]
    assert "Idempotency-Key" in str(told["parameters"])
    assert "idempotency_answer_not_kept" in str(told["responses"]["409"])


def test_what_is_sealed_anew_outlives_the_key_of_before(settings):
    sealed, old = seal("a secret"), settings.SECRET_KEY
    assert reseal(sealed) == sealed

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a newer key", [old]
    again = reseal(sealed)
    settings.SECRET_KEY_FALLBACKS = []

    assert unseal(again) == "a secret"
    with pytest.raises(SealBroken):
        unseal(sealed)
    with pytest.raises(SealBroken):
        reseal(sealed)


def test_what_was_altered_is_not_opened():
    """Sealing authenticates: nobody turns one sealed value into another without the key."""
    sealed = urlsafe_b64decode(seal("a secret"))
    assert unseal(urlsafe_b64encode(sealed).decode()) == "a secret"

    for at in range(len(sealed)):
        altered = bytes([*sealed[:at], sealed[at] ^ 1, *sealed[at + 1 :]])
        with pytest.raises(SealBroken):
            unseal(urlsafe_b64encode(altered).decode())
