"""Where something may be guessed, a refusal leaves behind what was counted."""

import pytest

from dovetail.accounts import errors
from dovetail.accounts.api.views import CredentialView
from dovetail.shared_kernel.api.operations import operation_of
from dovetail.shared_kernel.api.views import PUBLIC
from dovetail.shared_kernel.testing.endpoints import endpoints

GUESSED = {errors.InvalidCredentials, errors.ChallengeFailed, errors.PasskeyFailed}


def guessing():
    for endpoint in endpoints("api/v1/"):
        promise = operation_of(getattr(endpoint.view, endpoint.method.lower()))
        if GUESSED & set(promise.refusals):
            yield endpoint, promise


@pytest.mark.parametrize(
    ("endpoint", "promise"), [pytest.param(*one, id=one[0].key) for one in guessing()]
)
def test_no_transaction_of_the_request_rolls_back_what_was_counted(endpoint, promise):
    assert issubclass(endpoint.view, CredentialView), "ATOMIC_REQUESTS would roll it back"
    if endpoint.view.permissions[endpoint.method] != PUBLIC:
        assert promise.commits_by_itself, "the transaction of an Idempotency-Key would roll it back"
