"""Addresses that one mailbox answers to are one account, or refused."""

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction

from dovetail.accounts import addresses, errors, services


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("Ada@Example.ORG", "ada@example.org"),
        ("  ada@example.org ", "ada@example.org"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
        ("ada@BÜCHER.example", "ada@xn--bcher-kva.example"),
        ("ada@bu\u0308cher.example", "ada@xn--bcher-kva.example"),
        ("ada@XN--BCHER-KVA.example", "ada@xn--bcher-kva.example"),
        ("\uff41\uff44\uff41@\uff45xampl\uff45\uff0eorg", "ada@example.org"),
        ("ada@example。org", "ada@example.org"),
        ("ada@e\u212aample.org", "ada@ekample.org"),
    ],
)
def test_an_address_has_one_spelling(written, stored):
    assert addresses.normalized(written) == stored
    assert addresses.normalized(stored) == stored


@pytest.mark.parametrize(
    "written",
    [
        "",
        "ada",
        "@example.org",
        "ada@",
        "ada@@example.org",
        '"ada"@example.org',
        "ada@[127.0.0.1]",
        "ada@[IPv6:::1]",
        "ada@straße.example",
        "ada@STRAẞE.example",
        "ada@βόλος.example",
        "ada@na\u200dme.example",
        "ada@exa mple.org",
        "ada@example.org\r\nBcc: eve@example.org",
        "ad\u0131a@example.org",
        "ada@-example.org",
        "ada@example..org",
        "ada\0@example.org",
        "a" * 65 + "@" + "b" * 200 + ".org",
        "ada@" + "b" * 64 + ".org",
    ],
)
def test_what_softwares_read_differently_is_refused(written):
    with pytest.raises(errors.AddressNotUsable):
        addresses.normalized(written)


@pytest.mark.django_db
@pytest.mark.parametrize("written", ["ADA@example.org", "ada@EXAMPLE.org", "ada@example.org"])
def test_every_spelling_logs_in_to_the_one_account(anonymous, ada, password, written):
    answer = anonymous.post("/api/v1/auth/login", {"email": written, "password": password})

    assert answer.status_code == 200


@pytest.mark.django_db
def test_mail_goes_to_the_one_spelling(sign_up, published):
    sign_up("Grace@BÜCHER.example")

    assert published()[-1][1]["email"] == "grace@xn--bcher-kva.example"


@pytest.mark.django_db
def test_two_spellings_verified_are_one_account(sign_up, code_of):
    first, second = sign_up("grace@bücher.example"), sign_up("GRACE@xn--bcher-kva.example")
    services.verify_email(challenge_id=first.id, code=code_of(first.id))

    with pytest.raises(errors.AccountExists):
        services.verify_email(challenge_id=second.id, code=code_of(second.id))


@pytest.mark.django_db
@pytest.mark.usefixtures("only_our_users")
def test_the_database_itself_keeps_one_account_per_address(ada):
    with pytest.raises(IntegrityError), transaction.atomic():
        get_user_model()(email="ADA@example.org").save()
    with pytest.raises(IntegrityError), transaction.atomic():
        get_user_model()(email=None).save()
