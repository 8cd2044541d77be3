"""Lists: pages that join up, and the same number of queries however long they are."""

import pytest

from dovetail.organizations import repositories
from dovetail.organizations.models import Invitation
from dovetail.organizations.testing.factories import make_organization


def pages(client, path):
    """Every page from the first to the last."""
    found = []
    while path:
        body = client.get(path).json()
        key = next(key for key in body if key != "pagination")
        found.append([one["id"] for one in body[key]])
        path = body["pagination"]["next"]
    return found


@pytest.fixture
def crowd(ada, acme, join, now):
    """Seven members, seven organizations, seven invitations."""
    for number in range(6):
        join("member")
        make_organization(ada, f"Organization {number % 3}")
    for number in range(7):
        Invitation.objects.create(
            organization_id=acme.id,
            email_normalized=f"{number}@example.org",
            role="member",
            expires_at=now,
            invited_by=ada,
        )


@pytest.mark.parametrize("which", ["members", "invitations", "me"])
def test_pages_join_up(client_for, ada, acme, crowd, which):
    path = (
        "/api/v1/me/organizations"
        if which == "me"
        else (f"/api/v1/organizations/{acme.id}/{which}")
    )
    client = client_for(ada)

    (whole,) = pages(client, path)
    parts = pages(client, f"{path}?per_page=3")

    assert [len(part) for part in parts] == [3, 3, 1]
    assert [one for part in parts for one in part] == whole


@pytest.mark.parametrize(("which", "queries"), [("members", 1), ("invitations", 1), ("me", 1)])
def test_a_list_is_one_query(ada, acme, crowd, which, queries, django_assert_num_queries):
    rows = {
        "members": lambda: repositories.list_members(acme.id),
        "invitations": lambda: repositories.list_invitations(acme.id),
        "me": lambda: repositories.list_organizations(str(ada.pk)),
    }[which]

    with django_assert_num_queries(queries):
        assert len(list(rows())) == 7


@pytest.mark.parametrize(("which", "queries"), [("members", 2), ("invitations", 2), ("me", 1)])
def test_a_page_costs_authorization_and_itself(
    client_for, ada, acme, crowd, which, queries, django_assert_num_queries
):
    path = (
        "/api/v1/me/organizations"
        if which == "me"
        else (f"/api/v1/organizations/{acme.id}/{which}")
    )
    client = client_for(ada)

    for per_page in (1, 7):
        with django_assert_num_queries(queries):
            client.get(f"{path}?per_page={per_page}")


def test_a_person_without_names_has_an_empty_one(make_user, acme, join):
    join("member", make_user("zoe@example.org"))

    names = [member.user.full_name for member in repositories.list_members(acme.id)]

    assert names == ["Ada Bell", ""]
