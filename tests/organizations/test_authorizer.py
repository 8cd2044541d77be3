"""The kernel's authorizer, answered from memberships."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from dovetail.organizations import errors, services
from dovetail.organizations.adapters import OrganizationAuthorizer
from dovetail.organizations.checks import check_settings
from dovetail.organizations.conf import conf
from dovetail.organizations.permissions import MEMBER_READ, MEMBER_UPDATE, ORGANIZATION_READ
from dovetail.organizations.testing.factories import make_member, make_organization
from dovetail.shared_kernel.authz import (
    ANONYMOUS,
    Actor,
    Authorizer,
    PermissionDenied,
    TenantNotFound,
    catalogue,
)
from dovetail.shared_kernel.identifiers import uuid7
from dovetail.shared_kernel.ports import wired


def actor(user, **more):
    return Actor(kind="user", user_id=str(user.pk), **more)


def test_an_installed_app_offers_it(db):
    assert isinstance(wired(Authorizer), OrganizationAuthorizer)


@pytest.mark.parametrize("role", ["owner", "admin", "member", "viewer"])
def test_a_role_grants_what_the_catalogue_says(
    acme, join, make_user, role, django_assert_num_queries
):
    user = make_user()
    join(role, user)

    with django_assert_num_queries(1):
        grant = OrganizationAuthorizer().grant(actor(user), acme.id)

    assert (grant.role, grant.permissions) == (role, catalogue.for_role(role))


def test_a_viewer_sees_the_organization_and_not_its_members(acme, join, ben, grant_of):
    join("viewer", ben)

    grant = grant_of(ben)

    assert grant.allows(ORGANIZATION_READ)
    with pytest.raises(PermissionDenied):
        grant.require(MEMBER_READ)


def test_a_stranger_and_a_missing_organization_look_the_same(acme, ada, ben):
    for who, where in ((ben, acme.id), (ada, uuid7())):
        with pytest.raises(TenantNotFound):
            OrganizationAuthorizer().grant(actor(who), where)


@pytest.mark.parametrize("kind", ["anonymous", "service_account", "system"])
def test_who_is_no_user_is_in_no_organization(acme, kind):
    nobody = Actor(kind=kind)

    with pytest.raises(TenantNotFound):
        OrganizationAuthorizer().grant(nobody, acme.id)
    assert OrganizationAuthorizer().tenants(nobody) == []


def test_a_suspended_organization_grants_nothing(acme, ada, grant_of):
    services.suspend_organization(organization_id=acme.id)

    with pytest.raises(errors.OrganizationSuspended):
        grant_of(ada)


def test_a_credential_of_one_organization_opens_no_other(acme, ada):
    other = make_organization(ada, "Other")
    bound = actor(ada, bound_tenant=acme.id)

    assert OrganizationAuthorizer().grant(bound, acme.id).role == "owner"
    assert OrganizationAuthorizer().tenants(bound) == [acme.id]
    with pytest.raises(TenantNotFound):
        OrganizationAuthorizer().grant(bound, other.id)


def test_a_scope_only_narrows(acme, ada, join, ben):
    join("viewer", ben)
    scopes = frozenset({ORGANIZATION_READ.code, MEMBER_UPDATE.code})

    owner = OrganizationAuthorizer().grant(actor(ada, scopes=scopes), acme.id)
    viewer = OrganizationAuthorizer().grant(actor(ben, scopes=scopes), acme.id)

    assert (owner.allows(MEMBER_UPDATE), owner.allows(MEMBER_READ)) == (True, False)
    assert not viewer.allows(MEMBER_UPDATE)


def test_the_tenants_of_a_user(acme, ada, ben):
    other = make_organization(ben, "Other")
    make_member(other.id, ada)

    assert OrganizationAuthorizer().tenants(actor(ada)) == [acme.id, other.id]
    assert OrganizationAuthorizer().tenants(ANONYMOUS) == []


def test_who_has_a_permission(acme, ada, ben, join, make_user, django_assert_num_queries):
    join("admin", ben)
    join("member")
    make_organization(make_user(), "Other")

    with django_assert_num_queries(1):
        people = OrganizationAuthorizer().people_with(acme.id, MEMBER_UPDATE.code)

    assert people == [str(ada.pk), str(ben.pk)]
    assert OrganizationAuthorizer().people_with(acme.id, "nobody:knows.it") == []


def test_a_misspelt_setting_is_named(settings):
    settings.DOVETAIL_ORGANIZATIONS = {"invitation_dais": 2}

    with pytest.raises(ImproperlyConfigured, match="invitation_dais"):
        conf()
    assert [message.id for message in check_settings(None)] == ["dovetail.E201"]


def test_a_link_without_a_token_is_found_at_start(settings):
    settings.DOVETAIL_ORGANIZATIONS = {"accept_url": "https://app.example.com/join"}
    assert [message.id for message in check_settings(None)] == ["dovetail.E202"]

    settings.DOVETAIL_ORGANIZATIONS = {"accept_url": "https://app.example.com/join#{token}"}
    assert check_settings(None) == []
