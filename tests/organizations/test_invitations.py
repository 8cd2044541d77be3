"""Inviting by mail, and taking it back."""

from datetime import timedelta

import pytest

from dovetail.organizations import repositories, services
from dovetail.organizations.enums import Role
from dovetail.organizations.models import Invitation
from dovetail.organizations.testing.factories import mailed_token


def path(organization, invitation_id=None):
    below = f"/api/v1/organizations/{organization.id}/invitations"
    return below if invitation_id is None else f"{below}/{invitation_id}"


@pytest.fixture
def invite(client_for, ada, acme):
    def post(email="ben@example.org", role="member"):
        return client_for(ada).post(path(acme), {"email": email, "role": role})

    return post


def test_a_person_is_invited(invite, acme, published):
    answer = invite("Ben@Example.org", "viewer")

    body = answer.json()
    assert answer.status_code == 201
    assert answer["Location"] == path(acme, body["id"])
    assert (body["email"], body["role"], body["status"]) == ("ben@example.org", "viewer", "pending")
    assert published()[-1] == (
        "organizations.invitation_created.v1",
        {
            "organization_id": str(acme.id),
            "invitation_id": body["id"],
            "email": "ben@example.org",
            "role": "viewer",
            "organization_name": "Acme",
        },
    )


def test_the_token_stands_in_no_row_and_no_event(invite, snapshot, published):
    invitation = invite().json()

    token = mailed_token(invitation["id"])
    assert token not in str((snapshot(), published()))


def test_one_invitation_is_shown_and_all_are_listed_the_newest_first(invite, client_for, ada, acme):
    first, second = invite("one@example.org").json(), invite("two@example.org").json()

    client = client_for(ada)
    assert client.get(path(acme, first["id"])).json() == first
    assert client.get(path(acme)).json()["invitations"] == [second, first]


def test_invitations_are_filtered_by_status(invite, client_for, ada, acme):
    first, second = invite("one@example.org").json(), invite("two@example.org").json()
    client = client_for(ada)
    client.delete(path(acme, first["id"]))

    pending = client.get(path(acme), {"status": "pending"}).json()["invitations"]
    revoked = client.get(path(acme), {"status": "revoked,expired"}).json()["invitations"]

    assert [one["id"] for one in pending] == [second["id"]]
    assert [one["id"] for one in revoked] == [first["id"]]


@pytest.mark.parametrize("email", ["ben@example.org", "BEN@example.ORG"])
def test_nobody_is_invited_twice(invite, snapshot, email):
    invite("ben@example.org")
    before = snapshot()

    answer = invite(email)

    assert (answer.status_code, answer.json()["code"]) == (409, "already_invited")
    assert snapshot() == before


def test_a_member_is_not_invited(invite, join, ben, snapshot):
    join(user=ben)
    before = snapshot()

    answer = invite("Ben@example.org")

    assert (answer.status_code, answer.json()["code"]) == (409, "already_member")
    assert snapshot() == before


def test_an_invitation_is_revoked_once(invite, client_for, ada, acme, published):
    invitation = invite().json()
    client = client_for(ada)

    answer = client.delete(path(acme, invitation["id"]))
    again = client.delete(path(acme, invitation["id"]))

    assert (answer.status_code, again.status_code) == (204, 404)
    assert again.json()["code"] == "invitation_not_found"
    assert client.get(path(acme, invitation["id"])).json()["status"] == "revoked"
    assert published()[-1] == (
        "organizations.invitation_revoked.v1",
        {"organization_id": str(acme.id), "invitation_id": invitation["id"]},
    )
    assert invite().status_code == 201


def test_who_was_invited_in_vain_is_invited_again(ada, acme, grant_of, now, published):
    first = services.create_invitation(
        grant=grant_of(ada), email="ben@example.org", role=Role.MEMBER, at=now - timedelta(days=8)
    )

    services.create_invitation(
        grant=grant_of(ada), email="ben@example.org", role=Role.MEMBER, at=now
    )

    assert repositories.get_invitation(acme.id, first.id).status == "expired"
    assert [name for name, _ in published()[-2:]] == [
        "organizations.invitation_expired.v1",
        "organizations.invitation_created.v1",
    ]


def test_the_job_expires_what_is_due_and_nothing_else(ada, acme, grant_of, now, run_job, published):
    late, fresh = (
        services.create_invitation(
            grant=grant_of(ada),
            email=f"{days}@example.org",
            role=Role.MEMBER,
            at=now - timedelta(days=days),
        )
        for days in (8, 6)
    )

    assert (run_job("organizations.expire_invitations"), len(published())) == (1, 5)
    assert run_job("organizations.expire_invitations") == 0
    assert repositories.get_invitation(acme.id, late.id).status == "expired"
    assert repositories.get_invitation(acme.id, fresh.id).status == "pending"


def test_the_job_drains_more_than_a_batch(ada, acme, now, run_job):
    Invitation.objects.bulk_create(
        Invitation(
            organization_id=acme.id,
            email_normalized=f"{number}@example.org",
            role="member",
            expires_at=now,
            invited_by=ada,
        )
        for number in range(150)
    )

    assert run_job("organizations.expire_invitations") == 150


def test_the_days_are_a_setting(ada, grant_of, now, settings):
    settings.DOVETAIL_ORGANIZATIONS = {"invitation_days": 2}

    invitation = services.create_invitation(
        grant=grant_of(ada), email="ben@example.org", role=Role.MEMBER, at=now
    )

    assert invitation.expires_at == now + timedelta(days=2)
