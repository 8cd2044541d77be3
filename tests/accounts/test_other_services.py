"""A service of another project, running djangorestframework-simplejwt, takes our access tokens."""

import json
import subprocess
import sys
import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from django.core.wsgi import get_wsgi_application

from dovetail.accounts.testing import tokens_of

pytestmark = pytest.mark.django_db(transaction=True)

SHARED = "a key that both services know, of thirty-two bytes or more"

# A Django of its own, without anything of ours: its user model has numbers for keys, and knows
# people by the subject of our tokens. It answers by simplejwt's own authentication classes.
SERVICE = """
import json, sys
import django
from django.conf import settings

asked = json.load(sys.stdin)
settings.configure(
    SECRET_KEY="of the other service, which is nobody's business but its own, and long",
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth",
                    "rest_framework_simplejwt"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    SIMPLE_JWT={"AUDIENCE": "dovetail", "ISSUER": "dovetail", "USER_ID_FIELD": "username",
                **asked["settings"]},
)
django.setup()
assert not [name for name in sys.modules if name.startswith("dovetail")]

from django.contrib.auth.models import User
from django.core.management import call_command
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.test import APIRequestFactory
from rest_framework_simplejwt.authentication import (
    JWTAuthentication, JWTStatelessUserAuthentication,
)

call_command("migrate", verbosity=0)
User.objects.create(username=asked["user_id"])
for authenticator in (JWTAuthentication(), JWTStatelessUserAuthentication()):
    request = APIRequestFactory().get("/", HTTP_AUTHORIZATION="Bearer " + asked["token"])
    try:
        user, token = authenticator.authenticate(request)
    except AuthenticationFailed as refused:
        print("refused", refused.default_code)
    else:
        print(getattr(user, "username", "") or user.id, token["sid"])
"""


@pytest.fixture
def pair():
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture
def paired(settings, pair):
    """The project signs with one half of a pair."""
    pem = pair.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    settings.DOVETAIL_ACCOUNTS = {"jwt_algorithm": "ES256", "jwt_signing_key": pem}


@pytest.fixture
def ask(ada):
    """Ask the other service who bears a token; a line from each of its authenticators."""

    def run(token, **simple_jwt):
        asked = {"token": token, "user_id": str(ada.pk), "settings": simple_jwt}
        done = subprocess.run(
            [sys.executable, "-c", SERVICE],
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return [line.split()[0] for line in done.stdout.splitlines()]

    return run


@pytest.fixture
def served():
    """Where the project answers over HTTP."""

    class Silent(WSGIRequestHandler):
        def log_message(self, *args):
            pass

    with make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Silent) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join(10)


def test_with_the_shared_key(ask, ada, settings):
    settings.DOVETAIL_ACCOUNTS = {"jwt_signing_key": SHARED}

    answers = ask(tokens_of(ada).access_token, ALGORITHM="HS256", SIGNING_KEY=SHARED)

    assert answers == [str(ada.pk)] * 2


def test_with_the_public_key(ask, ada, pair, paired):
    verifying = pair.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    answers = ask(tokens_of(ada).access_token, ALGORITHM="ES256", VERIFYING_KEY=verifying.decode())

    assert answers == [str(ada.pk)] * 2


def test_with_the_keys_that_we_publish(ask, ada, paired, served):
    where = f"{served}/.well-known/jwks.json"

    answers = ask(tokens_of(ada).access_token, ALGORITHM="ES256", JWK_URL=where)

    assert answers == [str(ada.pk)] * 2


def test_it_refuses_what_we_did_not_sign(ask, ada, settings):
    settings.DOVETAIL_ACCOUNTS = {"jwt_signing_key": SHARED}
    pair_of_tokens = tokens_of(ada)

    other = ask(pair_of_tokens.access_token, ALGORITHM="HS256", SIGNING_KEY="another " + SHARED)
    refresh = ask(pair_of_tokens.refresh_token, ALGORITHM="HS256", SIGNING_KEY=SHARED)

    assert (other, refresh) == (["refused"] * 2, ["refused"] * 2)
