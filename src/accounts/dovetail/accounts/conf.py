"""What a project may decide."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from typing import Any, Literal

from django.core.exceptions import ImproperlyConfigured

from dovetail.shared_kernel.conf import read


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a project may set in DOVETAIL_ACCOUNTS; nothing is required."""

    access_token_lifetime: timedelta = timedelta(minutes=10)
    """How long an access token is accepted; its session is looked up at every request anyway."""

    stateless_access: bool = False
    """Whether access tokens are believed until they end, without looking their session up: a query
    less for each request, and who logged out or was turned off is let in for that long. What
    proves who somebody is (`auth/...`) is changed after a look at the session all the same."""

    session_idle_timeout: timedelta = timedelta(days=14)
    """A session that is not refreshed for so long has ended."""

    session_absolute_timeout: timedelta = timedelta(days=90)
    """A session ends so long after it began, however busy it is."""

    max_sessions_per_user: int = 20
    """Where somebody may be logged in at once; one more ends the session that was used least."""

    refresh_transport: Literal["body", "cookie"] = "body"
    """How refresh tokens travel: in bodies, or in an HttpOnly cookie that scripts cannot read."""

    refresh_reuse_leeway: timedelta = timedelta(seconds=10)
    """For so long the previous refresh token is answered with the same successor; 0 is strict."""

    reauthentication_window: timedelta = timedelta(minutes=10)
    """For so long after authenticating a person may change what proves who they are."""

    impersonation_lifetime: timedelta = timedelta(minutes=30)
    """How long one of the staff may act as somebody, who is told of it."""

    security_event_retention: timedelta = timedelta(days=400)
    """How long the history of an account is kept."""

    erasure_grace: timedelta = timedelta(days=30)
    """For so long a person who asked to be erased may change their mind."""

    export_lifetime: timedelta = timedelta(days=7)
    """How long the document of an export can be fetched; then it is deleted."""

    challenge_lifetime: timedelta = timedelta(minutes=10)
    """How long a mailed code may be entered."""

    challenge_max_attempts: int = 5
    """How often a code may be entered; the counter is kept when the code is sent again."""

    challenge_max_sends: int = 5
    """How often the code of one challenge is mailed."""

    login_failures: int = 5
    """How many failed log-ins of one address from one place are answered within the window."""

    login_failure_window: timedelta = timedelta(minutes=5)
    """When the failures of one address from one place are forgotten."""

    account_login_failures: int = 50
    """How many failed log-ins of one address from anywhere are answered within an hour; from where
    its owner has been logged in, more are."""

    password_min_length: int = 12
    """The fewest characters of a password; the most are 256."""

    jwt_algorithm: Literal["HS256", "RS256", "ES256", "EdDSA"] = "HS256"
    """The one algorithm of access tokens; all but HS256 publish a key that others verify with."""

    jwt_signing_key: str = ""
    """HS256: a secret of at least 32 bytes; empty derives one from SECRET_KEY. Else the private
    key, in PEM."""

    jwt_previous_keys: tuple[str, ...] = ()
    """Keys that access tokens may be signed with besides, while the key is rotated: secrets, or
    public keys in PEM."""

    jwt_issuer: str = "dovetail"
    """The `iss` of access tokens."""

    jwt_audience: str = "dovetail"
    """The `aud` of access tokens; a token for another audience is refused."""

    api_key_prefix: str = "dvt"
    """What every API key begins with, so that scanners of leaked secrets find it."""

    api_key_limit: int = 25
    """How many live API keys a person, or a service account, may have."""

    api_key_max_lifetime: timedelta = timedelta(days=366)
    """How long an API key lasts at the most, and where nobody says how long."""

    api_key_expiry_notice: timedelta = timedelta(days=14)
    """How long before the end of an API key its holder is told."""

    signup_rate: str = "20/1h"
    """How often one client address may sign up; empty is no limit, as with the two below."""

    login_rate: str = "30/5m"
    """How often one client address may log in, with or without success."""

    mail_rate: str = "5/1h"
    """How often codes are mailed to one address on behalf of who is not logged in."""

    context_words: tuple[str, ...] = ()
    """Words that no password may consist of, such as the names of the product and its maker."""

    breached_passwords_url: str = "https://api.pwnedpasswords.com/range/"
    """Where the adapter `PwnedPasswords` asks, with the first five digits of a SHA-1."""

    email_undo_lifetime: timedelta = timedelta(days=7)
    """How long the owner of the old address may take a change of address back."""

    webauthn_rp_id: str = ""
    """The domain that passkeys are for, such as `example.com`; empty offers none. Its passkeys are
    of no use for another one, so this never changes. Needs the extra `passkeys`."""

    webauthn_rp_name: str = ""
    """What a browser calls who asks for a passkey; empty takes `product_name`, or the domain."""

    webauthn_origins: tuple[str, ...] = ()
    """The origins of the pages that may use passkeys, such as `https://app.example.com`."""

    max_passkeys_per_user: int = 20
    """How many passkeys somebody may have."""

    mfa_required: Literal["off", "staff", "all"] = "staff"
    """Who must have a second factor, where the port `MfaPolicy` is not wired otherwise."""

    totp_drift_steps: int = 0
    """By how many half minutes the clock of an app may be wrong, either way."""

    product_name: str = ""
    """What mails call the product; empty for no name."""

    oidc_providers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Through whom people may log in (OpenID Connect), each under a name for URLs that never
    comes to mean another issuer."""


def conf() -> Settings:
    return read("DOVETAIL_ACCOUNTS", Settings)


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcProvider:
    """What a project says of one of its `oidc_providers`."""

    key: str
    """Its name in `oidc_providers`, in URLs and in the database."""

    issuer: str
    """Exactly as the provider's discovery document says it."""

    client_id: str
    client_secret: str = ""
    """Empty for a public client."""

    redirect_uris: tuple[str, ...]
    """To where the provider may send a browser back: whole addresses, compared exactly."""

    name: str = ""
    """What people are shown; empty is the name in URLs."""

    scopes: tuple[str, ...] = ("openid", "email", "profile")

    trusts_email: bool = False
    """Whether the provider is believed when it says that an address is verified."""

    algorithms: tuple[str, ...] = ("RS256", "ES256")
    """With what an ID token may be signed; never a secret that both sides know."""

    is_internal: bool = False
    """Whether the provider may have an address in a private network."""


def oidc_providers() -> dict[str, OidcProvider]:
    """
    The providers of the project, by name.

    :raises ImproperlyConfigured: for a key that is not known, or missing.
    """
    return {key: _provider(key, chosen) for key, chosen in conf().oidc_providers.items()}


def _provider(key: str, chosen: Mapping[str, Any]) -> OidcProvider:
    known = {field.name for field in fields(OidcProvider)} - {"key"}
    unknown = sorted(set(chosen) - known)
    if unknown:
        raise ImproperlyConfigured(
            f"The provider {key!r} of DOVETAIL_ACCOUNTS has no setting {unknown[0]!r}; "
            f"it knows {', '.join(sorted(known))}."
        )
    missing = sorted({"issuer", "client_id", "redirect_uris"} - set(chosen))
    if missing:
        raise ImproperlyConfigured(
            f"The provider {key!r} of DOVETAIL_ACCOUNTS lacks {', '.join(missing)}."
        )
    return OidcProvider(key=key, **chosen)
