"""Joining with the token that was mailed."""

from datetime import timedelta

import pytest

from dovetail.organizations import errors, services
from dovetail.organizations.enums import Role
from dovetail.organizations.models import Invitation, Membership
from dovetail.organizations.testing.factories import mailed_token
from dovetail.shared_kernel.authz import Actor, Grant

ACCEPT = "/api/v1/invitations/accept"


@pytest.fixture
def invite(ada, grant_of, now):
    def make(email="ben@example.org", role=Role.MEMBER, at=now, by=ada):
        return services.create_invitation(grant=grant_of(by), email=email, role=role, at=at)

    return make


def test_the_recipient_joins(client_for, ben, acme, invite, published):
    invitation = invite("Ben@Example.org", Role.ADMIN)

    answer = client_for(ben).post(ACCEPT, {"token": mailed_token(invitation.id)})

    body = answer.json()
    assert (answer.status_code, body["role"], body["user"]["id"]) == (200, "admin", str(ben.pk))
    assert client_for(ben).get(f"/api/v1/organizations/{acme.id}").json()["role"] == "admin"
    added, accepted = published()[-2:]
    assert added == (
        "organizations.member_added.v1",
        {
            "organization_id": str(acme.id),
            "member_id": body["id"],
            "user_id": str(ben.pk),
            "role": "admin",
        },
    )
    assert accepted == (
        "organizations.invitation_accepted.v1",
        {
            "organization_id": str(acme.id),
            "invitation_id": str(invitation.id),
            "member_id": body["id"],
            "user_id": str(ben.pk),
        },
    )


def refused(client, token, snapshot):
    """The status and code of a refusal that has changed and published nothing."""
    before = snapshot()
    answer = client.post(ACCEPT, {"token": token})
    assert snapshot() == before
    return answer.status_code, answer.json()["code"]


def test_somebody_else_does_not(client_for, make_user, invite, snapshot):
    invitation = invite("ben@example.org")
    stranger = client_for(make_user("eve@example.org"))

    outcome = refused(stranger, mailed_token(invitation.id), snapshot)

    assert outcome == (403, "not_invitation_recipient")


def test_nobody_passes_by_an_address_that_only_looks_alike(client_for, make_user, invite, snapshot):
    invitation = invite("kim@example.org")
    stranger = client_for(make_user("\N{KELVIN SIGN}im@example.org"))

    outcome = refused(stranger, mailed_token(invitation.id), snapshot)

    assert outcome == (403, "not_invitation_recipient")


def test_nobody_passes_without_an_address(client_for, ben, invite, snapshot, wire):
    class Nameless:
        def person(self, user_id):
            return None

    wire({"organizations.People": Nameless})
    invitation = invite()

    outcome = refused(client_for(ben), mailed_token(invitation.id), snapshot)

    assert outcome == (403, "not_invitation_recipient")


def test_a_used_token_is_gone_for_its_holder(client_for, ben, invite, snapshot):
    token = mailed_token(invite().id)
    client_for(ben).post(ACCEPT, {"token": token})

    assert refused(client_for(ben), token, snapshot) == (410, "invitation_used")


def test_a_revoked_one_is_gone(client_for, ada, ben, grant_of, invite, snapshot):
    invitation = invite()
    services.revoke_invitation(grant=grant_of(ada), invitation_id=invitation.id)

    outcome = refused(client_for(ben), mailed_token(invitation.id), snapshot)

    assert outcome == (410, "invitation_revoked")


def test_an_expired_one_is_gone_before_and_after_the_job(
    client_for, ben, invite, now, run_job, snapshot
):
    token = mailed_token(invite(at=now - timedelta(days=8)).id)

    before = refused(client_for(ben), token, snapshot)
    run_job("organizations.expire_invitations")
    after = refused(client_for(ben), token, snapshot)

    assert before == after == (410, "invitation_expired")


def test_that_it_is_gone_is_told_to_nobody_else(client_for, make_user, ben, invite, snapshot):
    token = mailed_token(invite().id)
    client_for(ben).post(ACCEPT, {"token": token})

    outcome = refused(client_for(make_user()), token, snapshot)

    assert outcome == (403, "not_invitation_recipient")


def test_a_token_that_nobody_minted_opens_nothing(client_for, ben, invite, snapshot):
    token = mailed_token(invite().id)
    forged = [
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        token[:22] + "A" * 26,
        token[:-1],
        token + "A",
        f"{token[:20]}!{token[20:]}",
        "é" * 48,
        "A" * 48,
        "!" * 48,
        "x",
    ]

    outcomes = {refused(client_for(ben), one, snapshot) for one in forged}

    assert outcomes == {(404, "invitation_not_found")}


def test_a_former_version_opens_nothing(client_for, ben, invite, snapshot):
    invitation = invite()
    token = mailed_token(invitation.id)
    Invitation.objects.filter(id=invitation.id).update(token_version=2)

    assert refused(client_for(ben), token, snapshot) == (404, "invitation_not_found")


def test_a_token_survives_the_rotation_of_the_key(client_for, ben, invite, settings):
    token = mailed_token(invite().id)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key for tests, as long as the first one, and as well known"

    assert client_for(ben).post(ACCEPT, {"token": token}).status_code == 200


def test_a_key_that_is_gone_opens_nothing(client_for, ben, invite, settings, snapshot):
    token = mailed_token(invite().id)
    settings.SECRET_KEY = "another key for tests, as long as the first one, and as well known"

    assert refused(client_for(ben), token, snapshot) == (404, "invitation_not_found")


def test_who_is_in_already_keeps_the_role(client_for, ben, invite, join, snapshot):
    token = mailed_token(invite().id)
    join("viewer", ben)

    assert refused(client_for(ben), token, snapshot) == (409, "already_member")


def test_an_invitation_ends_with_its_inviters_right(
    client_for, make_user, ada, ben, join, grant_of, invite, snapshot
):
    admin = make_user()
    membership = join("admin", admin)
    token = mailed_token(invite(by=admin).id)
    services.change_member_role(grant=grant_of(ada), member_id=membership.id, role=Role.MEMBER)
    demoted = refused(client_for(ben), token, snapshot)
    services.remove_member(grant=grant_of(ada), member_id=membership.id)
    removed = refused(client_for(ben), token, snapshot)

    assert demoted == removed == (410, "invitation_revoked")


def test_what_no_user_sent_depends_on_no_inviter(client_for, acme, ben, now):
    machine = Grant(Actor(kind="service_account"), acme.id, frozenset(), "admin")
    invitation = services.create_invitation(
        grant=machine, email="ben@example.org", role=Role.MEMBER, at=now
    )

    answer = client_for(ben).post(ACCEPT, {"token": mailed_token(invitation.id)})

    assert answer.status_code == 200


def test_a_suspended_organization_is_not_joined(client_for, acme, ben, invite, snapshot):
    token = mailed_token(invite().id)
    services.suspend_organization(organization_id=acme.id)

    assert refused(client_for(ben), token, snapshot) == (403, "organization_suspended")


def test_nobody_joins_without_signing_in(anonymous, invite, snapshot):
    token = mailed_token(invite().id)

    assert refused(anonymous, token, snapshot)[0] in (401, 403)


def test_the_service_says_what_it_refuses(ben, invite, now):
    with pytest.raises(errors.InvitationNotFound):
        services.accept_invitation(user_id=str(ben.pk), token="", at=now)

    assert not Membership.objects.filter(user=ben).exists()
