"""The tables of accounts."""

from ._api_keys import (
    ApiKey,
    ServiceAccount,
)
from ._factors import (
    RecoveryCode,
    TotpDevice,
)
from ._history import (
    SecurityEvent,
)
from ._identities import (
    ExternalIdentity,
)
from ._passkeys import (
    Passkey,
)
from ._people import (
    AbstractUser,
    User,
    UserManager,
)
from ._privacy import (
    DataRequest,
    ExportPart,
)
from ._sessions import (
    Challenge,
    LoginFailures,
    Session,
)
from ._treatment import (
    Personal,
    deleted,
    emptied,
    kept,
)

__all__ = [
    "AbstractUser",
    "ApiKey",
    "Challenge",
    "DataRequest",
    "ExportPart",
    "ExternalIdentity",
    "LoginFailures",
    "Passkey",
    "Personal",
    "RecoveryCode",
    "SecurityEvent",
    "ServiceAccount",
    "Session",
    "TotpDevice",
    "User",
    "UserManager",
    "deleted",
    "emptied",
    "kept",
]
