"""What organizations hold of a person: exported, vetoed, erased."""

import json

import pytest
from django.db import transaction
from django.utils import timezone

from dovetail.organizations import errors, personal_data, services
from dovetail.organizations.models import Invitation, Membership, Organization
from dovetail.organizations.testing.factories import mailed_token, make_member, make_organization
from dovetail.shared_kernel.personal_data import Subject, Veto, erase, exported

pytestmark = pytest.mark.django_db


@pytest.fixture
def subject_of():
    return lambda user: Subject(str(user.pk), frozenset({user.email}))


@pytest.fixture
def invite(grant_of, ada, acme):
    """Ada invites an address to Acme."""

    def run(email, role="member"):
        return services.create_invitation(
            grant=grant_of(ada), email=email, role=role, at=timezone.now()
        )

    return run


def names_of(published):
    return [name for name, _ in published()]


def test_a_person_gets_what_is_held_of_them(ada, ben, acme, invite, subject_of):
    invited = invite("ben@example.org")
    services.accept_invitation(
        user_id=str(ben.pk), token=mailed_token(invited.id), at=timezone.now()
    )

    hers, his = (
        json.loads(b"".join(exported(subject_of(user))))["contexts"]["organizations"]
        for user in (ada, ben)
    )

    assert [one["organization_name"] for one in hers["memberships"]] == ["Acme"]
    assert [one["slug"] for one in hers["founded_organizations"]] == ["acme"]
    assert [one["email"] for one in hers["sent_invitations"]] == ["ben@example.org"]
    assert his["founded_organizations"] == his["sent_invitations"] == []
    assert [one["status"] for one in his["received_invitations"]] == ["accepted"]
    assert [one["role"] for one in his["memberships"]] == ["member"]


def test_the_only_owner_is_held_back_by_name(ada, ben, acme, join, subject_of):
    assert list(personal_data.vetoes(subject_of(ada))) == []  # nobody else is in it

    member = join(user=ben)

    (veto,) = personal_data.vetoes(subject_of(ada))
    assert (veto.code, "Acme (acme)" in veto.detail) == ("sole_owner", True)
    assert isinstance(veto, Veto)
    assert list(personal_data.vetoes(subject_of(ben))) == []
    Membership.objects.filter(id=member.id).update(role="owner")
    assert list(personal_data.vetoes(subject_of(ada))) == []


def test_vetoes_cost_one_query_however_many_organizations(
    ada, ben, subject_of, django_assert_num_queries
):
    for number in range(5):
        make_member(make_organization(ada, f"Org {number}").id, ben)

    with django_assert_num_queries(1):
        assert len(list(personal_data.vetoes(subject_of(ada)))) == 5


def test_memberships_end_and_the_others_are_told(ben, acme, join, subject_of, published):
    join(user=ben)

    erase(subject_of(ben))

    assert not Membership.objects.filter(user=ben).exists()
    assert names_of(published)[-1] == "organizations.member_left.v1"
    before = published()
    erase(subject_of(ben))
    assert published() == before


def test_an_address_goes_from_invitations_and_what_waits_is_revoked(
    ben, acme, invite, subject_of, published
):
    invite("ben@example.org")
    invite("carl@example.org")

    erase(subject_of(ben))

    left = Invitation.objects.order_by("email_normalized").values_list("email_normalized", "status")
    assert list(left) == [("", "revoked"), ("carl@example.org", "pending")]
    assert names_of(published)[-1] == "organizations.invitation_revoked.v1"


def test_an_address_goes_from_what_was_accepted_under_an_earlier_one(ben, acme, invite, subject_of):
    invited = invite("ben@example.org")
    services.accept_invitation(
        user_id=str(ben.pk), token=mailed_token(invited.id), at=timezone.now()
    )

    erase(Subject(str(ben.pk), frozenset({"benjamin@example.org"})))

    assert Invitation.objects.get().email_normalized == ""


def test_an_organization_of_one_is_closed_and_nameless(ada, acme, invite, subject_of, published):
    invite("carl@example.org")

    for _ in range(2):
        erase(subject_of(ada))

    closed = Organization.objects.get()
    assert (closed.status, closed.name) == ("suspended", "[erased]")
    assert closed.slug == f"erased-{closed.id.hex}"
    assert Invitation.objects.values_list("email_normalized", "status").get() == ("", "revoked")
    assert names_of(published).count("organizations.organization_suspended.v1") == 1


def test_whoever_becomes_the_only_owner_meanwhile_is_not_erased(
    ada, acme, join, subject_of, snapshot
):
    join()
    before = snapshot()

    with pytest.raises(errors.LastOwner), transaction.atomic():
        erase(subject_of(ada))

    assert snapshot() == before


@pytest.mark.django_db(transaction=True)
def test_of_two_owners_who_are_erased_at_once_one_stays(ada, ben, acme, join, subject_of, race):
    join("owner", ben)
    join()

    def run(number):
        with transaction.atomic():
            return erase(subject_of((ada, ben)[number]))

    outcomes = race(2, run)

    assert sum(isinstance(one, errors.LastOwner) for one in outcomes) == 1
    assert Membership.objects.filter(role="owner").count() == 1
