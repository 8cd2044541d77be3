"""Refusals of this context."""

from dovetail.shared_kernel.errors import Conflict, Forbidden, Gone, NotFound


class MemberNotFound(NotFound):
    """There is no such member in this organization."""


class ServiceAccountNotFound(NotFound):
    """There is no such service account in this organization."""


class InvitationNotFound(NotFound):
    """There is no such pending invitation."""


class OrganizationSuspended(Forbidden):
    """The organization is suspended; support can tell why."""


class OwnerRequired(Forbidden):
    """Only an owner can do this to an owner, or make one."""


class RoleExceedsYours(Forbidden):
    """Nobody can act on, or give, a role above their own."""


class OwnRoleFixed(Forbidden):
    """Nobody can change their own role; an owner alone can step down."""


class NotInvitationRecipient(Forbidden):
    """The invitation was sent to another address than yours."""


class SeatLimitReached(Forbidden):
    """Every seat of the plan is taken or reserved by an invitation."""


class LastOwner(Conflict):
    """An organization needs an owner; make somebody else one first."""


class AlreadyMember(Conflict):
    """This person is a member already."""


class AlreadyInvited(Conflict):
    """This address has a pending invitation already."""


class ServiceAccountsNotOffered(Conflict):
    """This project offers no service accounts."""


class SlugTaken(Conflict):
    """Another organization has this slug."""


class SlugReserved(Conflict):
    """This slug is reserved."""


class InvitationUsed(Gone):
    """The invitation has been accepted already."""


class InvitationRevoked(Gone):
    """The invitation was revoked; ask for a new one."""


class InvitationExpired(Gone):
    """The invitation has expired; ask for a new one."""
