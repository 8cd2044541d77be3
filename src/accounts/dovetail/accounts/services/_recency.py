"""Who may change what proves who they are: somebody who has proven it, and not long ago."""

from django.utils import timezone

from dovetail.accounts import errors, repositories
from dovetail.accounts.conf import conf
from dovetail.shared_kernel.authz import Actor

from ._stateless import refuse_ended


def require_session(actor: Actor, *, recent: bool, impersonated: bool = False) -> None:
    """
    Nothing, for a person who is logged in.

    :param impersonated: whether it may also be asked in somebody else's name.
    :raises NotWhileImpersonating: when it is, and may not.

    :raises InvalidToken: when the session has ended, where tokens are believed without it.
    :raises InsufficientScope: for a credential that is no session, such as an API key.
    :raises ReauthenticationRequired: when that was longer ago than the project's window.
    """
    if actor.session_id is None or actor.user_id is None:
        raise errors.InsufficientScope
    if actor.impersonator_id is not None and not impersonated:
        raise errors.NotWhileImpersonating
    if conf().stateless_access:
        refuse_ended(actor)
    if not recent:
        return
    since = timezone.now() - conf().reauthentication_window
    if actor.authenticated_at is None or actor.authenticated_at < since:
        methods = repositories.list_reauthentication_methods(actor.user_id)
        raise errors.ReauthenticationRequired(methods=methods)
