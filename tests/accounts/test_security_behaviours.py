"""What no other file guards of the checklist in docs/security.md."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from dovetail import accounts
from dovetail.accounts import tokens
from dovetail.accounts.conf import Settings
from dovetail.accounts.models import Session
from dovetail.accounts.testing import bearer, tokens_of
from dovetail.shared_kernel.api.views import PUBLIC
from dovetail.shared_kernel.testing.endpoints import endpoints

pytestmark = pytest.mark.django_db

LOGIN = "/api/v1/auth/login"
SOURCES = [path for root in accounts.__path__ for path in Path(root).rglob("*.py")]


def imported(path):
    """What a file imports, and the attributes of modules that it names."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{node.value.id}.{node.attr}"


def test_nobody_has_an_account_that_nobody_made():
    assert not get_user_model()._default_manager.exists()


@pytest.mark.usefixtures("only_our_users")
def test_an_old_password_is_as_good_as_a_new_one(ada, anonymous, password):
    get_user_model().objects.update(password_changed_at=timezone.now() - timedelta(days=3650))

    answer = anonymous.post(LOGIN, {"email": "ada@example.org", "password": password})

    assert answer.status_code == 200


@pytest.mark.parametrize("secret", ["allinlowercase", "1029384756019", "!!!! !!!! !!!!"])
def test_no_kind_of_character_is_asked_for(sign_up, secret):
    assert sign_up(password=secret).id


def test_an_account_whose_password_is_blank_lets_nobody_in(ada, anonymous):
    get_user_model().objects.filter(pk=ada.pk).update(password="")

    answers = [
        anonymous.post(LOGIN, {"email": "ada@example.org", "password": tried})
        for tried in ("", " ", "correct horse battery")
    ]

    assert [answer.status_code for answer in answers] == [422, 401, 401]


def test_signing_up_uses_up_no_log_ins_and_log_ins_no_mails(anonymous, ada, settings, password):
    settings.DOVETAIL_ACCOUNTS = {"signup_rate": "1/1h", "login_rate": "1/1h", "mail_rate": "1/1h"}
    body = {"email": "ada@example.org", "password": password}

    asked = [
        ("auth/signup", {**body, "email": "grace@example.org", "full_name": "Grace"}),
        ("auth/login", body),
        ("auth/password/forgot", {"email": "ada@example.org"}),
    ]
    first = [anonymous.post(f"/api/v1/{path}", sent).status_code for path, sent in asked]
    second = [anonymous.post(f"/api/v1/{path}", sent).status_code for path, sent in asked]

    assert (first, second) == ([202, 200, 202], [429, 429, 429])


def test_what_is_secret_comes_from_the_systems_generator():
    guessable = {"random", "random.choice", "random.random", "uuid.uuid1"}

    assert {path.name for path in SOURCES if guessable & set(imported(path))} == set()


def test_no_broken_hash_protects_anything():
    """SHA-1 is what Have I Been Pwned is asked by, and protects nothing there."""
    broken = {"hashlib.md5", "hashlib.sha1"}

    assert {path.name for path in SOURCES if broken & set(imported(path))} <= {"adapters.py"}


def test_secrets_are_as_long_as_they_should_be():
    assert len(tokens.CODE_ALPHABET) ** tokens.CODE_LENGTH > 2**32
    assert len({tokens.new_code() for _ in range(1000)}) == 1000
    assert len(tokens.new_session_secret()) == 32
    assert tokens.new_session_secret() != tokens.new_session_secret()


def test_what_a_project_gets_without_asking_is_within_the_standard():
    chosen = Settings()

    assert chosen.challenge_lifetime <= timedelta(minutes=10)
    assert chosen.challenge_max_attempts <= 5
    assert chosen.access_token_lifetime <= timedelta(minutes=10)
    assert chosen.session_absolute_timeout <= timedelta(days=90)
    assert chosen.session_idle_timeout <= timedelta(days=14)
    assert chosen.password_min_length >= 12
    assert chosen.impersonation_lifetime <= timedelta(minutes=30)


def test_every_way_in_is_a_row_of_the_document():
    """6.1.3: whatever answers tokens or takes a credential stands under "Ways in"."""
    text = (Path(__file__).parents[2] / "docs" / "security.md").read_text()
    ways = text.split("## Ways in")[1].split("\n## ")[0]

    unnamed = [
        endpoint.route
        for endpoint in endpoints("api/v1/")
        if endpoint.view.__module__.startswith("dovetail.accounts")
        and endpoint.method == "POST"
        and endpoint.view.permissions["POST"] == PUBLIC
        and endpoint.route.removeprefix("api/v1/") not in ways
    ]

    assert unnamed == []


def test_the_end_of_a_session_is_the_end_of_both_of_its_tokens(ada, anonymous):
    """However it ends: by logging out, by a new password, by being turned off, by time."""
    now = timezone.now()
    ends = [
        {"revoked_at": now, "revoke_reason": "logged_out"},
        {"revoked_at": now, "revoke_reason": "password_reset"},
        {"revoked_at": now, "revoke_reason": "deactivated"},
        {"expires_at": now},
    ]
    for end in ends:
        pair = tokens_of(ada)
        Session.objects.filter(id=Session.objects.latest("id").id).update(**end)

        assert bearer(pair.access_token).get("/api/v1/me").status_code == 401
        body = {"refresh_token": pair.refresh_token}
        assert anonymous.post("/api/v1/auth/token/refresh", body).status_code == 401
