"""Adapters for projects without organizations, and that credentials can only narrow."""

from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.contrib.auth.models import Permission as DjangoPermission
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from dovetail.shared_kernel.authz import (
    ANONYMOUS,
    Actor,
    Grant,
    Permission,
    TenantId,
    TenantNotFound,
    UserTenantAuthorizer,
    catalogue,
    permission,
    tenant_of,
)
from dovetail.shared_kernel.django_permissions import (
    DjangoPermissionAuthorizer,
    create_permissions,
    the_tenant,
)

DELIVERY_SKIP = permission("shared_kernel:outbox_delivery.skip", "Skip a delivery.")
SHELF_READ = permission("shared_kernel:shelf.read", "See a shelf.", roles=("member",))
ELSEWHERE = permission("warehouse:pallet.read", "See a pallet.")

CODES = tuple(f"kitchen:pot.{letter}" for letter in "abcdef")
POTS = [Permission(code, "A pot.", frozenset()) for code in CODES]
codes = st.frozensets(st.sampled_from(CODES))
TENANTS = [TenantId(UUID(int=number)) for number in range(1, 5)]


def allowed(scopes, granted):
    grant = Grant(Actor(kind="user", user_id="1", scopes=scopes), TENANTS[0], granted)
    return {pot.code for pot in POTS if grant.allows(pot)}


@given(granted=codes, scopes=st.none() | codes)
def test_a_scope_only_ever_narrows(granted, scopes):
    assert allowed(scopes, granted) == granted & (granted if scopes is None else scopes)


@given(granted=codes, wide=codes, narrow=codes)
def test_a_narrower_scope_allows_no_more(granted, wide, narrow):
    assert allowed(narrow & wide, granted) <= allowed(wide, granted) <= allowed(None, granted)


@given(
    user_id=st.sampled_from(["1", "2", None]),
    bound=st.none() | st.sampled_from(TENANTS),
    asked=st.sampled_from(TENANTS),
)
def test_what_is_bound_to_a_tenant_is_let_into_no_other(user_id, bound, asked):
    authorizer = UserTenantAuthorizer()

    def let_in(actor):
        try:
            return authorizer.grant(actor, asked).permissions
        except TenantNotFound:
            return None

    free = let_in(Actor(kind="user", user_id=user_id))
    kept = let_in(Actor(kind="user", user_id=user_id, bound_tenant=bound))

    assert kept == (free if bound in (None, asked) else None)


def test_a_user_tenant_costs_no_query(django_assert_num_queries, db):
    key = uuid4()
    actor = Actor(kind="user", user_id=str(key))
    authorizer = UserTenantAuthorizer()

    with django_assert_num_queries(0):
        assert authorizer.grant(actor, TenantId(key)).role == "owner"
        assert authorizer.tenants(actor) == (key,)
        assert authorizer.people_with(TenantId(key), SHELF_READ.code) == (str(key),)
        assert authorizer.people_with(TenantId(key), "kitchen:never.declared") == ()
        assert authorizer.tenants(ANONYMOUS) == ()


@pytest.fixture
def django_permissions(db):
    create_permissions()
    return DjangoPermissionAuthorizer()


def held(user, codename):
    user.user_permissions.add(DjangoPermission.objects.get(codename=codename))
    return Actor(kind="user", user_id=str(user.pk))


def test_a_permission_of_django_is_one_of_ours(
    django_permissions, make_user, django_assert_num_queries
):
    actor = held(make_user(), "shelf_read")

    with django_assert_num_queries(3):
        grant = django_permissions.grant(actor, the_tenant())

    assert (grant.permissions, grant.allows(SHELF_READ)) == ({SHELF_READ.code}, True)


def test_a_group_gives_what_its_members_may(django_permissions, make_user):
    tidy = Group.objects.create(name="tidy")
    tidy.permissions.add(DjangoPermission.objects.get(codename="outbox_delivery_skip"))
    user = make_user()
    user.groups.add(tidy)

    grant = django_permissions.grant(Actor(kind="user", user_id=str(user.pk)), the_tenant())

    assert grant.permissions == {DELIVERY_SKIP.code}


def test_a_superuser_may_what_installed_apps_declare(django_permissions, make_user):
    root = make_user(is_superuser=True)

    grant = django_permissions.grant(Actor(kind="user", user_id=str(root.pk)), the_tenant())

    assert grant.permissions >= {DELIVERY_SKIP.code, SHELF_READ.code}
    assert ELSEWHERE.code not in grant.permissions


def test_a_scope_narrows_what_django_says(django_permissions, make_user):
    user = make_user()
    held(user, "shelf_read")
    actor = Actor(kind="user", user_id=str(user.pk), scopes=frozenset({DELIVERY_SKIP.code}))

    assert not django_permissions.grant(actor, the_tenant()).allows(SHELF_READ)


@pytest.mark.parametrize("who", ["of another tenant", "bound", "inactive", "gone", "anonymous"])
def test_others_are_not_let_in(django_permissions, make_user, who):
    user = make_user(is_active=who != "inactive")
    key = str(user.pk)
    if who == "gone":
        user.delete()
    bound = TenantId(uuid4()) if who == "bound" else None
    actor = Actor(kind="user", user_id=key, bound_tenant=bound)
    tenant = TenantId(uuid4()) if who == "of another tenant" else the_tenant()

    with pytest.raises(TenantNotFound):
        django_permissions.grant(ANONYMOUS if who == "anonymous" else actor, tenant)


def test_who_has_a_permission_is_listed_at_once(
    django_permissions, make_user, django_assert_num_queries
):
    held(make_user(), "outbox_delivery_skip")
    reader, root = make_user(), make_user(is_superuser=True)
    held(reader, "shelf_read")
    held(make_user(is_active=False), "shelf_read")

    with django_assert_num_queries(1):
        found = django_permissions.people_with(the_tenant(), SHELF_READ.code)

    assert found == [str(reader.pk), str(root.pk)]
    assert django_permissions.people_with(TenantId(uuid4()), SHELF_READ.code) == ()
    assert django_permissions.people_with(the_tenant(), ELSEWHERE.code) == ()


def test_the_only_tenant_need_not_stand_in_the_url(make_user):
    actor = Actor(kind="user", user_id="1")

    assert DjangoPermissionAuthorizer().tenants(actor) == (the_tenant(),)
    assert DjangoPermissionAuthorizer().tenants(ANONYMOUS) == ()


def test_a_project_names_its_tenant(settings):
    settings.DOVETAIL_KERNEL = {"only_tenant_id": str(TENANTS[2])}

    assert the_tenant() == TENANTS[2]


def test_migrating_makes_the_permissions_where_the_adapter_is_wired(db, wire):
    label = apps.get_app_config("dovetail_kernel").label
    declared = DjangoPermission.objects.filter(
        content_type__app_label=label, codename__in=["outbox_delivery_skip", "shelf_read"]
    )
    call_command("migrate", verbosity=0)
    assert not declared.exists()

    wire({"shared_kernel.Authorizer": DjangoPermissionAuthorizer})
    call_command("migrate", verbosity=0)

    assert {(one.content_type.model, one.name) for one in declared} == {
        ("outboxdelivery", "Skip a delivery."),
        (next(iter(apps.get_app_config(label).get_models()))._meta.model_name, "See a shelf."),
    }
    assert create_permissions() == []


def test_numbers_and_uuids_never_meet():
    assert tenant_of("7") == UUID(int=7)
    assert all(one.code in catalogue.for_role("owner") for one in (SHELF_READ, DELIVERY_SKIP))
