"""What accounts answers."""

from ._api_keys import (
    ApiKey,
    ApiKeyMail,
    IssuedApiKey,
)
from ._factors import (
    Mfa,
    RecoveryCodes,
    TotpSecret,
)
from ._identities import (
    FederatedStart,
    Identity,
    Provider,
    Providers,
)
from ._passkeys import (
    AddedPasskey,
    Passkey,
    PasskeyChallenge,
)
from ._privacy import (
    DataExport,
    Erasure,
    ErasureVeto,
    PersonalData,
)
from ._profile import (
    Me,
)
from ._service_accounts import (
    ServiceUser,
)
from ._session_list import (
    CurrentSession,
    SecurityEvent,
    Session,
)
from ._sessions import (
    Challenge,
    CodeMail,
    Login,
    LoginChallenge,
    SessionMail,
    TokenPair,
)
from ._signing import (
    SigningKeys,
)
from ._users import (
    Impersonation,
    User,
)

__all__ = [
    "AddedPasskey",
    "ApiKey",
    "ApiKeyMail",
    "Challenge",
    "CodeMail",
    "CurrentSession",
    "DataExport",
    "Erasure",
    "ErasureVeto",
    "FederatedStart",
    "Identity",
    "Impersonation",
    "IssuedApiKey",
    "Login",
    "LoginChallenge",
    "Me",
    "Mfa",
    "Passkey",
    "PasskeyChallenge",
    "PersonalData",
    "Provider",
    "Providers",
    "RecoveryCodes",
    "SecurityEvent",
    "ServiceUser",
    "Session",
    "SessionMail",
    "SigningKeys",
    "TokenPair",
    "TotpSecret",
    "User",
]
