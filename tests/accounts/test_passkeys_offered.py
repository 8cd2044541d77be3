"""Passkeys are offered where a project has said for which domain, and has what they need."""

import subprocess
import sys

import pytest

from dovetail.accounts import checks
from dovetail.accounts.testing.devices import Device

pytestmark = pytest.mark.django_db

GOOD = {"webauthn_rp_id": "example.com", "webauthn_origins": ("https://app.example.com",)}


@pytest.fixture
def credential(authenticator):
    options = {"challenge": "AAAA", "user": {"id": "AAAA"}}
    created = Device().create(options)
    authenticator.create(options)
    return created, authenticator.get(options)


@pytest.mark.parametrize(
    "chosen",
    [{}, {"webauthn_rp_id": "localhost"}, {"webauthn_origins": ("http://localhost:8000",)}],
)
def test_elsewhere_they_are_refused_in_words(ada_client, anonymous, credential, settings, chosen):
    created, used = credential
    settings.DOVETAIL_ACCOUNTS = chosen
    named = {"challenge_id": "00000000-0000-0000-0000-000000000000"}

    answers = [
        ada_client.post("/api/v1/auth/mfa/passkeys/begin"),
        ada_client.post(
            "/api/v1/auth/mfa/passkeys", {**named, "name": "Mine", "credential": created}
        ),
        anonymous.post("/api/v1/auth/login/passkey/begin"),
        anonymous.post("/api/v1/auth/login/passkey", {**named, "credential": used}),
    ]

    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {
        (404, "passkeys_not_offered")
    }
    assert ada_client.get("/api/v1/auth/mfa/passkeys").json()["passkeys"] == []


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        GOOD,
        {**GOOD, "webauthn_rp_name": "Example"},
        {**GOOD, "webauthn_origins": ("https://example.com", "https://example.com:8443")},
        {**GOOD, "webauthn_origins": ("android:apk-key-hash:AAAA", "https://example.com")},
        {"webauthn_rp_id": "localhost", "webauthn_origins": ("http://localhost:3000",)},
    ],
)
def test_what_is_whole_is_not_complained_of(settings, chosen):
    settings.DOVETAIL_ACCOUNTS = chosen

    assert checks.check_passkeys(None) == []


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"webauthn_rp_name": "Example"}, "webauthn_rp_name is set and webauthn_rp_id is not"),
        ({"webauthn_origins": ("https://a.example",)}, "webauthn_origins is set and"),
        ({"webauthn_rp_id": "example.com"}, "webauthn_origins names no origins"),
        ({**GOOD, "webauthn_rp_id": "https://app.example.com"}, "no domain"),
        ({**GOOD, "webauthn_rp_id": "Example.com"}, "no domain"),
        ({**GOOD, "webauthn_rp_id": "example.com:443"}, "no domain"),
        ({**GOOD, "webauthn_rp_id": "127.0.0.1"}, "no domain"),
        ({**GOOD, "webauthn_origins": ("http://app.example.com",)}, "'http://app.example.com'"),
        ({**GOOD, "webauthn_origins": ("https://example.com/",)}, "'https://example.com/'"),
        ({**GOOD, "webauthn_origins": ("https://example.com:443",)}, "'https://example.com:443'"),
        ({**GOOD, "webauthn_origins": ("https://example.com.evil.example",)}, "evil"),
        ({**GOOD, "webauthn_origins": ("https://notexample.com",)}, "notexample"),
        ({**GOOD, "webauthn_origins": ("example.com",)}, "'example.com'"),
        ({**GOOD, "webauthn_origins": ("https://example.com:port",)}, "port"),
        ({**GOOD, "webauthn_origins": "https://example.com"}, "'h'"),
    ],
)
def test_what_is_half_is_named(settings, chosen, said):
    settings.DOVETAIL_ACCOUNTS = chosen

    found = checks.check_passkeys(None)

    assert {message.id for message in found} == {"accounts.E005"}
    assert any(said in message.msg for message in found)


WITHOUT = """
import sys

sys.modules["fido2"] = None  # as where it is not installed

import django
from django.conf import settings
from django.core.checks import run_checks
from django.urls import get_resolver

django.setup()
get_resolver().url_patterns
settings.DOVETAIL_ACCOUNTS = {}
assert not any(one.id == "accounts.E005" for one in run_checks())
settings.DOVETAIL_ACCOUNTS = {
    "webauthn_rp_id": "localhost", "webauthn_origins": ("http://localhost:8000",)
}
(found,) = [one for one in run_checks() if one.id == "accounts.E005"]
print(found.msg, found.hint)

from dovetail.accounts import errors, services

try:
    services.begin_passkey_login()
except errors.PasskeysNotOffered as refused:
    print(refused.code)
assert not [name for name in sys.modules if name.startswith("fido2.")]
"""


def test_without_the_extra_everything_starts_and_a_check_says_what_is_missing():
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", WITHOUT], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert "not installed" in done.stdout
    assert 'pip install "dovetail-accounts[passkeys]"' in done.stdout
    assert "passkeys_not_offered" in done.stdout
