"""
A provider of OpenID Connect, small and complete, as a process on loopback.

`python openid_provider.py` serves it, over TLS where a certificate is named. Whoever asks to log
in is let in at once. What it says of them, and how it misbehaves, is set by a POST of JSON to
/control; /rotate gives it other keys.
"""

import base64
import hashlib
import hmac
import json
import secrets
import ssl
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from openid_lies import SPOILED, by_secret

CLIENT_ID, CLIENT_SECRET = "dovetail:tests", "a secret / with + odd & parts"
GOOD = {
    "sub": "subject-1",
    "claims": {"email": "grace@example.org", "email_verified": True, "name": "Grace Hopper"},
    "alg": "RS256",
    "misbehaves": "",
    "names_issuer": True,
    "auth_method": "client_secret_basic",
    "delay": 0.0,
}


class Provider:
    """The state of the provider."""

    def __init__(self, issuer):
        self.issuer = issuer
        self.codes = {}
        self.spent = []
        self.asked = []
        self.lock = Lock()
        self.mode = dict(GOOD)
        self.rotate()

    def rotate(self):
        self.keys = {
            "RS256": (secrets.token_hex(4), rsa.generate_private_key(65537, 2048)),
            "ES256": (secrets.token_hex(4), ec.generate_private_key(ec.SECP256R1())),
        }

    def jwks(self):
        (rsa_id, rsa_key), (ec_id, ec_key) = self.keys["RS256"], self.keys["ES256"]
        if self.mode["misbehaves"] == "weak_key":
            rsa_key = self.weak_key()
        found = [
            json.loads(RSAAlgorithm.to_jwk(rsa_key.public_key())) | {"kid": rsa_id},
            json.loads(ECAlgorithm.to_jwk(ec_key.public_key())) | {"kid": ec_id},
        ]
        return {"keys": [key | {"use": "sig"} for key in found]}

    def weak_key(self):
        self.weak = getattr(self, "weak", None) or rsa.generate_private_key(65537, 1024)
        return self.weak

    def discovery(self):
        wrong = self.mode["misbehaves"]
        issuer = self.issuer
        document = {
            "issuer": f"{issuer}/" if wrong == "discovery_issuer" else issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{issuer}/jwks",
            "userinfo_endpoint": f"{issuer}/userinfo",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256", "ES256", "none", "HS256"],
            "token_endpoint_auth_methods_supported": [self.mode["auth_method"]],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": self.mode["names_issuer"],
        }
        if wrong == "plain_endpoint":
            document["token_endpoint"] = "http://192.0.2.1/token"
        if wrong == "metadata_address":
            document["jwks_uri"] = "https://169.254.169.254/jwks"
        return document

    def authorize(self, asked):
        """Let somebody in: where to send the browser back."""
        code = secrets.token_urlsafe(24)
        self.codes[code] = dict(asked) | {"sub": self.mode["sub"]}
        answer = {"code": code, "state": asked["state"]}
        if self.mode["misbehaves"] != "no_iss" and self.mode["names_issuer"]:
            answer["iss"] = self.issuer
        return f"{asked['redirect_uri']}?{urlencode(answer)}"

    def exchange(self, form, authorization):
        """The token endpoint: status and body."""
        if not self.is_client(form, authorization):
            return 401, {"error": "invalid_client"}
        with self.lock:
            self.spent.append(form.get("code"))
            asked = self.codes.pop(form.get("code"), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if (
            asked is None
            or asked.get("code_challenge_method") != "S256"
            or not hmac.compare_digest(asked.get("code_challenge", ""), challenge)
            or asked["redirect_uri"] != form.get("redirect_uri")
        ):
            return 400, {"error": "invalid_grant"}
        access_token = secrets.token_urlsafe(24)
        self.codes[access_token] = asked
        return 200, {
            "access_token": access_token,
            "token_type": "Bearer",
            "expires_in": 60,
            "id_token": self.id_token(asked, access_token),
        }

    def is_client(self, form, authorization):
        if self.mode["auth_method"] == "client_secret_post":
            return (form.get("client_id"), form.get("client_secret")) == (CLIENT_ID, CLIENT_SECRET)
        kind, _, pair = (authorization or "").partition(" ")
        if kind != "Basic":
            return False
        given = base64.b64decode(pair).decode().split(":")
        return [unquote_plus(part) for part in given] == [CLIENT_ID, CLIENT_SECRET]

    def id_token(self, asked, access_token):
        wrong = self.mode["misbehaves"]
        half = hashlib.sha256(access_token.encode()).digest()[:16]
        claims = {
            "iss": self.issuer,
            "sub": asked["sub"],
            "aud": CLIENT_ID,
            "exp": int(time.time()) + 300,
            "iat": int(time.time()),
            "nonce": asked.get("nonce"),
            "at_hash": base64.urlsafe_b64encode(half).decode().rstrip("="),
            **({} if wrong == "only_userinfo" else self.mode["claims"]),
        }
        if asked.get("max_age") == "0" and wrong != "not_fresh":
            claims["auth_time"] = int(time.time())
        claims |= SPOILED.get(wrong, {})
        claims = {name: value for name, value in claims.items() if value != "absent"}
        return self.signed(claims, wrong)

    def signed(self, claims, wrong):
        kid, key = self.keys[self.mode["alg"]]
        if wrong == "alg_none":
            return jwt.encode(claims, None, algorithm="none")
        if wrong == "hs256_public_key":
            public = self.keys["RS256"][1].public_key()
            form = serialization.PublicFormat.SubjectPublicKeyInfo
            return by_secret(claims, public.public_bytes(serialization.Encoding.PEM, form))
        if wrong == "foreign_key":
            key = rsa.generate_private_key(65537, 2048)
        if wrong == "weak_key":
            key = self.weak_key()
        headers = {"kid": "nobody's" if wrong == "unknown_kid" else kid}
        if wrong == "crit":
            headers |= {"crit": ["b64"], "b64": True}
        token = jwt.encode(claims, key, algorithm=self.mode["alg"], headers=headers)
        return token[:-8] + "AAAAAAAA" if wrong == "signature" else token


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def provider(self):
        return self.server.provider

    def do_GET(self):
        url = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(url.query).items()}
        if url.path == "/authorize":
            return self.answer(302, {}, {"Location": self.provider.authorize(asked)})
        if url.path == "/control":
            return self.answer(200, {"asked": self.provider.asked, "spent": self.provider.spent})
        pages = {
            "/.well-known/openid-configuration": self.provider.discovery,
            "/jwks": self.provider.jwks,
            "/userinfo": self.userinfo,
        }
        return self.tell(url.path, lambda: (200, pages[url.path]()))

    def do_POST(self):
        content = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/control":
            self.provider.mode = GOOD | json.loads(content)
            self.provider.asked.clear()
            return self.answer(200, {})
        if self.path == "/rotate":
            self.provider.rotate()
            return self.answer(200, {})
        form = {name: values[0] for name, values in parse_qs(content.decode()).items()}
        authorization = self.headers["Authorization"]
        return self.tell(self.path, lambda: self.provider.exchange(form, authorization))

    def userinfo(self):
        asked = self.provider.codes.get(self.headers["Authorization"].removeprefix("Bearer "))
        is_other = self.provider.mode["misbehaves"] == "userinfo_sub"
        subject = "somebody else" if is_other else self.provider.mode["sub"]
        return self.provider.mode["claims"] | {"sub": subject} if asked else {}

    def tell(self, path, page):
        """An answer of the provider proper, spoiled as the mode says."""
        self.provider.asked.append(path)
        kind, _, where = self.provider.mode["misbehaves"].partition("@")
        if where != path:
            return self.answer(*page())
        if kind == "slow":
            time.sleep(self.provider.mode["delay"])
        spoiled = {
            "slow": (200, b"{}", {}),
            "drip": (200, b"", {"Content-Length": "1000"}),
            "error": (500, b"{}", {}),
            "redirect": (302, b"{}", {"Location": f"{self.provider.issuer}/jwks"}),
            "garbage": (200, b"<html>\xff", {}),
            "list": (200, b"[]", {}),
            "deep": (200, b"[" * 100_000, {}),
            "huge": (200, b"{}" + b" " * 5_000_000, {}),
        }
        self.answer(*spoiled[kind])
        if kind == "drip":
            self.drip()
        return None

    def drip(self):
        """A byte now and then, so that no read of a socket ever waits for long."""
        try:
            for _ in range(200):
                self.wfile.write(b" ")
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            self.close_connection = True

    def answer(self, status, body, headers=()):
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        known = {"Content-Type": "application/json", "Content-Length": str(len(content))}
        try:
            self.send_response(status)
            for name, value in (known | dict(headers)).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)
        except OSError:  # who asked has had enough
            self.close_connection = True

    def log_message(self, *arguments):
        pass


class Server(ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        pass


if __name__ == "__main__":
    server = Server(("127.0.0.1", 0), Handler)
    scheme = "http"
    if sys.argv[1:]:
        scheme = "https"
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[1])
        server.socket = context.wrap_socket(server.socket, server_side=True)
    server.provider = Provider(f"{scheme}://127.0.0.1:{server.server_port}")
    print(server.provider.issuer, flush=True)
    server.serve_forever()
