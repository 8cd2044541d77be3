"""People, codes and tokens for the tests of accounts; they hold for any user model."""

from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import MD5PasswordHasher

from dovetail.accounts.models import AbstractUser
from dovetail.accounts.testing import bearer, tokens_of
from dovetail.shared_kernel.sealed import unseal
from dovetail.shared_kernel.testing.wiring import path_to

PASSWORD = "correct horse battery"


@pytest.fixture
def password():
    return PASSWORD


@pytest.fixture(autouse=True)
def plain_mail(wire):
    """Mails go out at once, also where notifications is installed."""
    wire({"shared_kernel.Announcer": "dovetail.shared_kernel.announcements.PlainMail"})


@pytest.fixture
def ada(make_user):
    """Somebody with an account."""
    return make_user("ada@example.org", full_name="Ada Lovelace", password=PASSWORD)


@pytest.fixture
def ada_tokens(ada):
    return tokens_of(ada)


@pytest.fixture
def ada_client(ada_tokens):
    return bearer(ada_tokens.access_token)


@pytest.fixture
def code_of(published):
    """The newest code of a challenge, out of the event that carries it sealed."""

    def read(challenge_id):
        sealed = [
            payload["sealed_code"]
            for _, payload in published()
            if payload.get("challenge_id") == str(challenge_id) and "sealed_code" in payload
        ]
        return unseal(sealed[-1])

    return read


@pytest.fixture
def sign_up(anonymous):
    """Ask for an account over HTTP; the answer's challenge."""

    def post(email="grace@example.org", full_name="Grace Hopper", password=PASSWORD):
        body = {"email": email, "password": password, "full_name": full_name}
        answer = anonymous.post("/api/v1/auth/signup", body)
        assert answer.status_code == 202, answer.content
        return SimpleNamespace(**answer.json())

    return post


@pytest.fixture
def has_our_users():
    """Whether the project's user model is ours, or at least made from it."""

    return issubclass(get_user_model(), AbstractUser)


@pytest.fixture
def only_our_users(has_our_users):
    if not has_our_users:
        pytest.skip("About our own user model.")


@pytest.fixture
def names_of(published):
    """The names of the events published so far."""
    return lambda: [name for name, _ in published()]


@pytest.fixture
def hashings(settings, db):
    """How many password hashes were computed since."""

    class CountingHasher(MD5PasswordHasher):
        algorithm = "counted"
        count = 0

        def encode(self, password, salt):
            CountingHasher.count += 1
            return super().encode(password, salt)

    settings.PASSWORD_HASHERS = [path_to(CountingHasher), *settings.PASSWORD_HASHERS]
    return lambda: CountingHasher.count


@pytest.fixture
def staff(make_user):
    """One of the platform's own people."""
    return make_user("staff@example.org", full_name="Sam Staff", is_staff=True, password=PASSWORD)


@pytest.fixture
def staff_client(staff):
    return bearer(tokens_of(staff).access_token)


@pytest.fixture
def impersonate(staff_client):
    """Ask to act as somebody."""

    def post(user, reason="Ticket 1042", client=staff_client):
        return client.post(f"/api/v1/admin/users/{user.pk}/impersonate", {"reason": reason})

    return post


@pytest.fixture
def as_ada(impersonate, ada):
    """One of the staff, acting as Ada."""
    return bearer(impersonate(ada).json()["access_token"])
