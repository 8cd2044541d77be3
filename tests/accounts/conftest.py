"""People, codes and tokens for the tests of accounts; they hold for any user model."""

import json
from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import MD5PasswordHasher
from django.utils import timezone

from dovetail.accounts import gateways, services
from dovetail.accounts.models import AbstractUser, DataRequest
from dovetail.accounts.testing import bearer, tokens_of
from dovetail.accounts.testing.devices import ORIGIN, Device
from dovetail.shared_kernel.authz import Actor
from dovetail.shared_kernel.sealed import unseal
from dovetail.shared_kernel.testing.wiring import path_to
from guest_book import guest_book
from openid_process import REDIRECT_URI, OpenidProcess

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
def guests():
    """Another context that holds something of people, and may have a veto."""
    with guest_book() as book:
        yield book


@pytest.fixture
def erase():
    """Ask for a person's erasure, and do it at once."""

    def run(person):
        services.request_erasure(actor=Actor(kind="user", user_id=str(person.pk)))
        DataRequest.objects.filter(user=person).update(execute_after=timezone.now())
        assert services.erase_next()
        person.refresh_from_db()
        return person

    return run


@pytest.fixture
def fetch():
    """The document of an export, as a client reads it."""

    def read(client, export_id):
        answer = client.get(f"/api/v1/me/exports/{export_id}/document")
        assert answer.status_code == 200, answer.content
        return json.loads(b"".join(answer.streaming_content))

    return read


@pytest.fixture(scope="session")
def openid_process():
    process = OpenidProcess()
    yield process
    process.stop()


@pytest.fixture
def openid(openid_process, settings):
    """A provider on loopback that behaves; the project has it twice, and trusts it once."""
    openid_process.control()
    gateways.forget()
    settings.DEBUG = True
    settings.DOVETAIL_ACCOUNTS = {
        "oidc_providers": {
            "plain": openid_process.setting,
            "trusted": {**openid_process.setting, "trusts_email": True},
        },
        "login_rate": "",
    }
    yield openid_process
    gateways.forget()


@pytest.fixture
def begin(anonymous, openid):
    """Begin a log-in over HTTP; what is to be sent to finish it, once the person was there."""

    def post(provider="trusted", client=anonymous, path="login/oidc", **more):
        body = {"redirect_uri": REDIRECT_URI, **more}
        answer = client.post(f"/api/v1/auth/{path}/{provider}/begin", body)
        assert answer.status_code == 200, answer.content
        return answer.json()

    return post


@pytest.fixture
def came_back(begin, openid):
    """A log-in that was at the provider: the body that finishes it."""

    def make(provider="trusted", **how):
        begun = begin(provider, **how)
        back = openid.log_in(begun["authorization_url"])
        return back | ({"binding": begun["binding"]} if begun["binding"] else {})

    return make


@pytest.fixture
def finish(anonymous):
    return lambda body: anonymous.post("/api/v1/auth/login/oidc/finish", body)


@pytest.fixture
def authenticator(settings):
    """Somebody's device, where passkeys are offered."""
    settings.DOVETAIL_ACCOUNTS = {
        "product_name": "Dovetail",
        "webauthn_rp_id": "localhost",
        "webauthn_origins": (ORIGIN,),
    }
    return Device()


@pytest.fixture
def begin_passkey(ada_client, authenticator):
    """Begin to add a passkey of Ada's."""
    return lambda: ada_client.post("/api/v1/auth/mfa/passkeys/begin").json()


@pytest.fixture
def add_passkey(ada_client, authenticator, begin_passkey):
    """Let Ada's device make a passkey over HTTP; the passkey, or the problem."""

    def add(name="My device", begun=None, status=201):
        begun = begun or begin_passkey()
        body = {
            "challenge_id": begun["challenge_id"],
            "name": name,
            "credential": authenticator.create(begun["options"]),
        }
        answer = ada_client.post("/api/v1/auth/mfa/passkeys", body)
        assert answer.status_code == status, answer.content
        told = answer.json()
        return told["passkey"] if status == 201 else told

    return add


@pytest.fixture
def log_in_with_passkey(anonymous, authenticator):
    """Log in over HTTP with what a device signs; the response."""

    def log_in(begun=None, credential=None):
        begun = begun or anonymous.post("/api/v1/auth/login/passkey/begin").json()
        body = {
            "challenge_id": begun["challenge_id"],
            "credential": credential or authenticator.get(begun["options"]),
        }
        return anonymous.post("/api/v1/auth/login/passkey", body)

    return log_in


@pytest.fixture
def enter_password(anonymous, password):
    """Log in as far as the password goes; the answer."""

    def post():
        body = {"email": "ada@example.org", "password": password}
        answer = anonymous.post("/api/v1/auth/login", body)
        assert answer.status_code == 200, answer.content
        return answer.json()

    return post


@pytest.fixture
def demanded(authenticator, settings):
    """Everybody must have a second factor."""
    settings.DOVETAIL_ACCOUNTS = {**settings.DOVETAIL_ACCOUNTS, "mfa_required": "all"}


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
