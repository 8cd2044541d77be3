"""Programs in an organization, whoever keeps their users and keys."""

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction

from dovetail.organizations import errors, repositories, services
from dovetail.organizations.adapters import NoServiceAccounts, OrganizationAuthorizer
from dovetail.organizations.models import ServiceAccount
from dovetail.organizations.testing.factories import make_organization
from dovetail.shared_kernel.authz import Actor, PermissionDenied, TenantNotFound, catalogue
from dovetail.shared_kernel.errors import NotFound

pytestmark = pytest.mark.django_db

SCOPE = "organizations:organization.read"


@pytest.fixture
def add(acme, grant_of, ada, robots):
    def make(role="member", by=ada):
        return services.add_service_account(grant=grant_of(by), name="Robot", role=role)

    return make


def actor(user_id, **more):
    return Actor(kind="service_account", user_id=user_id, **more)


def test_a_program_is_added_with_a_user_in_the_organization(acme, add, robots, published):
    account = add("viewer")

    assert repositories.get_service_account(acme.id, account.id) == account
    (listed,) = repositories.list_service_accounts(acme.id)
    assert listed.user_id == account.user_id
    assert robots.bound == {account.user_id: acme.id}
    assert published()[-1] == (
        "organizations.service_account_added.v1",
        {
            "organization_id": str(acme.id),
            "service_account_id": str(account.id),
            "user_id": account.user_id,
            "role": "viewer",
        },
    )


@pytest.mark.parametrize("role", ["admin", "member", "viewer"])
def test_its_role_grants_what_the_catalogue_says(acme, add, role, django_assert_num_queries):
    account = add(role)

    with django_assert_num_queries(1):
        grant = OrganizationAuthorizer().grant(actor(account.user_id), acme.id)

    assert (grant.role, grant.permissions) == (role, catalogue.for_role(role))
    assert OrganizationAuthorizer().tenants(actor(account.user_id)) == [acme.id]


def test_it_is_in_no_other_organization_and_nobody_else_is_it(acme, add, ben):
    account = add()
    other = make_organization(ben, "Other")
    authorizer = OrganizationAuthorizer()

    for who, where in (
        (actor(account.user_id), other.id),
        (actor(account.user_id, bound_tenant=other.id), acme.id),
        (Actor(kind="user", user_id=account.user_id), acme.id),
        (actor(str(ben.pk)), other.id),
    ):
        with pytest.raises(TenantNotFound):
            authorizer.grant(who, where)


def test_it_takes_no_seat_and_is_told_of_nothing(acme, add):
    account = add("admin")

    assert repositories.count_seats(acme.id) == 1
    told = OrganizationAuthorizer().people_with(acme.id, "organizations:member.read")
    assert account.user_id not in told


def test_a_suspended_organization_lets_no_program_in(acme, add):
    account = add()
    services.suspend_organization(organization_id=acme.id)

    with pytest.raises(errors.OrganizationSuspended):
        OrganizationAuthorizer().grant(actor(account.user_id), acme.id)


def test_keys_are_issued_shown_and_revoked(
    acme, add, grant_of, ada, django_capture_on_commit_callbacks
):
    account, grant = add(), grant_of(ada)
    named = {"grant": grant, "service_account_id": account.id}

    issued = services.issue_service_key(**named, name="first", scopes=[SCOPE])

    assert issued.secret == "secret"
    (shown,) = repositories.get_service_account(acme.id, account.id).keys
    assert (shown.id, shown.scopes) == (issued.id, [SCOPE])
    with django_capture_on_commit_callbacks(execute=True):
        services.revoke_service_key(**named, key_id=issued.id)
    assert repositories.get_service_account(acme.id, account.id).keys == []
    with pytest.raises(NotFound):
        services.revoke_service_key(**named, key_id=issued.id)


def test_a_removed_program_is_let_in_no_more(
    acme, add, grant_of, ada, robots, published, django_capture_on_commit_callbacks
):
    account, grant = add(), grant_of(ada)

    with django_capture_on_commit_callbacks(execute=True):
        services.remove_service_account(grant=grant, service_account_id=account.id)

    assert robots.keys == {}
    assert published()[-1][0] == "organizations.service_account_removed.v1"
    assert list(repositories.list_service_accounts(acme.id)) == []
    with pytest.raises(TenantNotFound):
        OrganizationAuthorizer().grant(actor(account.user_id), acme.id)
    with pytest.raises(errors.ServiceAccountNotFound):
        services.remove_service_account(grant=grant, service_account_id=account.id)


def test_nobody_adds_or_serves_a_program_above_their_own_role(acme, add, grant_of, join, ben):
    admins = add("admin")
    join("member", ben)
    grant = grant_of(ben)

    with pytest.raises(errors.RoleExceedsYours):
        add("admin", by=ben)
    with pytest.raises(errors.RoleExceedsYours):
        services.issue_service_key(
            grant=grant, service_account_id=admins.id, name="x", scopes=[SCOPE]
        )
    with pytest.raises(errors.OwnerRequired):
        add("owner", by=ben)


def test_no_program_owns_an_organization_whoever_writes_it(acme, ada, make_user):
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceAccount.objects.create(
            organization_id=acme.id, user=make_user(), name="x", role="owner", created_by=ada
        )


@pytest.mark.parametrize("narrowed", [{"scopes": frozenset({SCOPE})}, {"kind": "service_account"}])
def test_no_key_and_no_program_manages_programs(acme, add, grant_of, ada, narrowed):
    account = add()
    whole = grant_of(ada)
    fields = {"kind": "user", "user_id": whole.actor.user_id, **narrowed}
    grant = type(whole)(Actor(**fields), acme.id, whole.permissions, whole.role)

    with pytest.raises(PermissionDenied):
        services.add_service_account(grant=grant, name="x", role="viewer")
    with pytest.raises(PermissionDenied):
        services.issue_service_key(
            grant=grant, service_account_id=account.id, name="x", scopes=[SCOPE]
        )


def test_a_program_of_another_organization_is_not_found(acme, add, grant_of, ben):
    account = add()
    other = make_organization(ben, "Other")
    grant = OrganizationAuthorizer().grant(Actor(kind="user", user_id=str(ben.pk)), other.id)

    with pytest.raises(errors.ServiceAccountNotFound):
        services.remove_service_account(grant=grant, service_account_id=account.id)
    with pytest.raises(errors.ServiceAccountNotFound):
        repositories.get_service_account(other.id, account.id)


def test_a_project_without_programs_says_so(acme, ada, client_for, wire):
    wire({"organizations.ServiceAccounts": NoServiceAccounts})
    client, path = client_for(ada), f"/api/v1/organizations/{acme.id}/service-accounts"
    before = get_user_model().objects.count()

    refused = client.post(path, {"name": "Robot", "role": "member"})

    assert (refused.status_code, refused.json()["code"]) == (409, "service_accounts_not_offered")
    assert client.get(path).json()["service_accounts"] == []
    assert get_user_model().objects.count() == before


def test_over_http_a_secret_is_shown_once(acme, add, ada, client_for):
    path = f"/api/v1/organizations/{acme.id}/service-accounts/{add().id}/keys"
    body = {"name": "first", "scopes": [SCOPE]}

    first = client_for(ada).post(path, body, HTTP_IDEMPOTENCY_KEY="one")
    again = client_for(ada).post(path, body, HTTP_IDEMPOTENCY_KEY="one")

    assert (first.status_code, first["Cache-Control"]) == (201, "no-store")
    assert first.json()["secret"] == "secret"
    assert (again.status_code, again.json()["code"]) == (409, "idempotency_answer_not_kept")
