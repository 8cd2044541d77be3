"""What is published of our keys."""

from dovetail.accounts import errors, signing, transports
from dovetail.accounts.conf import conf


def get_signing_keys() -> transports.SigningKeys:
    """
    The public keys of access tokens.

    :raises NoSigningKeys: where they are signed with a secret.
    """
    if conf().jwt_algorithm == "HS256":
        raise errors.NoSigningKeys
    return transports.SigningKeys([pair.jwk for pair in signing.every()])
