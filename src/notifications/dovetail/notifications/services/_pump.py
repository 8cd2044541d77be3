"""Sending: claim in one transaction, send in none, record in another."""

import logging

from django.db import InterfaceError, OperationalError

from dovetail.notifications.enums import Outcome
from dovetail.shared_kernel.announcements import Outdated
from dovetail.shared_kernel.jobs import Budget

from ._leases import Claimed, claim_delivery, release_expired_leases
from ._mails import Line, NobodyThere, write
from ._outcomes import Result, result_of, result_of_rendering
from ._recording import record_attempt

logger = logging.getLogger("dovetail.notifications")


def send_mail(*, budget: Budget) -> int:
    """
    Send the mails that are due, until none is or the budget is spent; how many were tried.

    Any number of pumps may run at once. Each mail goes out at least once: a pump that is
    killed after the server took a mail and before that is recorded leaves it to another,
    which sends it again under the same Message-ID.
    """
    release_expired_leases()
    tried = 0
    with Line() as line:
        while not budget.is_spent and (claimed := claim_delivery()) is not None:
            record_attempt(claimed, _attempt(claimed, line))
            tried += 1
    return tried


def _attempt(claimed: Claimed, line: Line) -> Result:
    try:
        letter = write(claimed)
    except Outdated:
        return Result(Outcome.CANCELED, error="It is no longer worth sending.")
    except NobodyThere:
        return Result(Outcome.CANCELED, error="The recipient cannot be written to.")
    except (OperationalError, InterfaceError):
        raise  # the database's fault: the lease ends, and it is taken again
    except Exception as error:
        result = result_of_rendering(error)
        logger.error("Delivery %s of %s: %s", claimed.id, claimed.announcement, result.error)
        return result
    try:
        line.send(letter)
    except Exception as error:
        result = result_of(error).to(letter.to[0])
        logger.warning("Delivery %s of %s: %s", claimed.id, claimed.announcement, result.error)
        return result
    return Result(Outcome.SENT, code="250").to(letter.to[0])
