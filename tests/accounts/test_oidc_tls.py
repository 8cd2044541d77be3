"""A provider over TLS, whose certificate is looked at."""

import time
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from dovetail.accounts import gateways
from dovetail.accounts.gateways import _https
from openid_process import REDIRECT_URI, OpenidProcess

pytestmark = pytest.mark.django_db

BEGIN = "/api/v1/auth/login/oidc/trusted/begin"


def certificate_for(address, path):
    """A certificate of an address that vouches for itself, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "a provider for tests")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path.write_bytes(signed.public_bytes(pem) + key.private_bytes(pem, *plain))
    return path


@pytest.fixture
def serve(tmp_path, settings, monkeypatch):
    """Serve a provider with a certificate of an address, which our side trusts or not."""
    running = []

    def start(address="127.0.0.1", *, is_trusted=True):
        certificate = certificate_for(address, tmp_path / "provider.pem")
        if is_trusted:
            monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        _https._tls.cache_clear()
        gateways.forget()
        process = OpenidProcess(certificate)
        running.append(process)
        trusted = {**process.setting, "trusts_email": True}
        settings.DOVETAIL_ACCOUNTS = {"oidc_providers": {"trusted": trusted}}
        settings.DEBUG = True
        return process

    yield start
    for process in running:
        process.stop()
    _https._tls.cache_clear()
    gateways.forget()


def begun(anonymous):
    return anonymous.post(BEGIN, {"redirect_uri": REDIRECT_URI})


def test_a_log_in_over_tls(serve, anonymous, finish):
    provider = serve()

    begin = begun(anonymous).json()
    back = provider.log_in(begin["authorization_url"])

    assert begin["authorization_url"].startswith("https://")
    assert finish(back | {"binding": begin["binding"]}).status_code == 200


def test_a_certificate_that_nobody_vouches_for_is_not_believed(serve, anonymous):
    serve(is_trusted=False)

    assert begun(anonymous).json()["code"] == "provider_unavailable"


def test_a_certificate_of_another_server_is_not_believed(serve, anonymous):
    serve("127.0.0.2")

    assert begun(anonymous).json()["code"] == "provider_unavailable"


def test_who_says_a_byte_now_and_then_is_not_listened_to(serve, anonymous, monkeypatch):
    serve().control(misbehaves="drip@/.well-known/openid-configuration")
    monkeypatch.setattr(_https, "TIMEOUT_SECONDS", 0.4)
    before = time.monotonic()

    assert begun(anonymous).json()["code"] == "provider_unavailable"
    assert time.monotonic() - before < 6.0


def test_without_debug_nothing_on_this_machine_is_asked_however_it_is_named(
    serve, anonymous, settings
):
    provider = serve()
    settings.DEBUG = False

    assert begun(anonymous).json()["code"] == "provider_unavailable"
    assert provider.seen()["asked"] == []
