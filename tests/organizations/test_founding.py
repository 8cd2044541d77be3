"""Founding, seeing and renaming an organization."""

import pytest

from dovetail.organizations import errors, services
from dovetail.organizations.models import Organization
from dovetail.organizations.testing.factories import make_member, make_organization


def test_the_founder_owns_it(client_for, ada, published):
    answer = client_for(ada).post("/api/v1/organizations", {"name": "Acme Ltd"})

    body = answer.json()
    assert answer.status_code == 201
    assert answer["Location"] == f"/api/v1/organizations/{body['id']}"
    assert {key: body[key] for key in ("name", "slug", "status", "role", "member_count")} == {
        "name": "Acme Ltd",
        "slug": "acme-ltd",
        "status": "active",
        "role": "owner",
        "member_count": 1,
    }
    (created, told), (added, _) = published()
    assert created == "organizations.organization_created.v1"
    assert told == {
        "organization_id": body["id"],
        "organization_name": "Acme Ltd",
        "slug": "acme-ltd",
        "created_by_id": str(ada.pk),
    }
    assert added == "organizations.member_added.v1"


def test_the_slug_can_be_chosen(client_for, ada):
    answer = client_for(ada).post("/api/v1/organizations", {"name": "Acme", "slug": "the-acme"})

    assert answer.json()["slug"] == "the-acme"


def test_a_taken_slug_is_refused_and_nothing_is_founded(client_for, ada, acme, snapshot):
    before = snapshot()

    answer = client_for(ada).post("/api/v1/organizations", {"name": "Other", "slug": acme.slug})

    assert (answer.status_code, answer.json()["code"]) == (409, "slug_taken")
    assert snapshot() == before


def test_a_reserved_slug_is_refused(client_for, ada, snapshot):
    before = snapshot()

    answer = client_for(ada).post("/api/v1/organizations", {"name": "Other", "slug": "admin"})

    assert (answer.status_code, answer.json()["code"]) == (409, "slug_reserved")
    assert snapshot() == before


@pytest.mark.parametrize("name", ["Acme", "株式会社", "Admin", "!", "A_B--C", "x" * 120])
def test_any_name_makes_a_slug_of_its_own(ada, name):
    first = make_organization(ada, name)
    second = make_organization(ada, name)

    assert first.name == second.name == name
    assert first.slug != second.slug


@pytest.mark.parametrize("slug", ["ab", "-abc", "abc-", "a--b", "Abc", "a_b", "x" * 64, "abc\n"])
def test_the_database_refuses_a_slug_that_is_not_plain(ada, slug):
    with pytest.raises(Exception, match=r"organizations_slug_is_plain|too long"):
        Organization.objects.create(name="Acme", slug=slug, created_by=ada)


def test_renaming(client_for, ada, acme, published):
    answer = client_for(ada).patch(f"/api/v1/organizations/{acme.id}", {"name": "Apex"})

    assert (answer.status_code, answer.json()["name"]) == (200, "Apex")
    assert published()[-1] == (
        "organizations.organization_updated.v1",
        {
            "organization_id": str(acme.id),
            "organization_name": "Apex",
            "previous_name": "Acme",
        },
    )


@pytest.mark.parametrize("body", [{}, {"name": "Acme"}])
def test_a_patch_that_changes_nothing_publishes_nothing(client_for, ada, acme, snapshot, body):
    before = snapshot()

    answer = client_for(ada).patch(f"/api/v1/organizations/{acme.id}", body)

    assert answer.status_code == 200
    assert snapshot() == before


def test_each_member_sees_their_own_role(client_for, ben, acme, join):
    join("viewer", ben)

    body = client_for(ben).get(f"/api/v1/organizations/{acme.id}").json()

    assert (body["role"], body["member_count"]) == ("viewer", 2)


def test_my_organizations_by_name_with_role_and_count(client_for, ada, ben, acme):
    zeta = make_organization(ben, "Zeta")
    make_member(zeta.id, ada, "viewer")
    make_organization(ben, "Not Adas")

    body = client_for(ada).get("/api/v1/me/organizations").json()

    seen = [(one["name"], one["role"], one["member_count"]) for one in body["organizations"]]
    assert seen == [("Acme", "owner", 1), ("Zeta", "viewer", 2)]


def test_a_suspended_organization_lets_nobody_do_anything(client_for, ada, acme, published):
    services.suspend_organization(organization_id=acme.id)
    services.suspend_organization(organization_id=acme.id)

    refused = client_for(ada).get(f"/api/v1/organizations/{acme.id}")
    listed = client_for(ada).get("/api/v1/me/organizations").json()["organizations"]
    services.reactivate_organization(organization_id=acme.id)

    assert (refused.status_code, refused.json()["code"]) == (403, "organization_suspended")
    assert [one["status"] for one in listed] == ["suspended"]
    assert client_for(ada).get(f"/api/v1/organizations/{acme.id}").status_code == 200
    assert [name for name, _ in published()[-2:]] == [
        "organizations.organization_suspended.v1",
        "organizations.organization_reactivated.v1",
    ]


def test_nobody_is_added_to_a_suspended_organization(acme, join):
    services.suspend_organization(organization_id=acme.id)

    with pytest.raises(errors.OrganizationSuspended):
        join()
