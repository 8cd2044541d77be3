"""An invitation over the days in which nobody accepts it."""

import pytest

from dovetail.organizations import services
from dovetail.organizations.enums import Role

pytestmark = pytest.mark.django_db


def test_an_invitation_lapses_after_a_week(scenario, acme, ada, grant_of, now):
    scenario.when(
        services.create_invitation,
        grant=grant_of(ada),
        email="ben@example.org",
        role=Role.MEMBER,
        at=now,
    )
    invited = scenario.told("organizations.invitation_created.v1", organization_id=acme.id)

    scenario.time_passes(days=6)
    assert scenario.turn("organizations.expire_invitations") == 0

    scenario.time_passes(days=1, minutes=1)
    assert scenario.turn("organizations.expire_invitations") == 1
    scenario.told("organizations.invitation_expired.v1", invitation_id=invited["invitation_id"])
