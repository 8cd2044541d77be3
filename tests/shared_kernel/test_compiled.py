"""Reads that the ORM compiles once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from threading import Barrier, Thread
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import DataError, connection, transaction
from django.db.models import (
    Count,
    DecimalField,
    Exists,
    F,
    FilteredRelation,
    JSONField,
    OuterRef,
    Q,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Now, TruncDay
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dovetail.shared_kernel.compiled import CompiledRows, NotCompilable, compiled
from dovetail.shared_kernel.errors import NotFound
from dovetail.shared_kernel.identifiers import uuid7
from dovetail.shared_kernel.models import OutboxDelivery, OutboxEvent
from dovetail.shared_kernel.transports import Instant, ReadQuerySet, Rows, UserId, one

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True)
class Told:
    id: UUID
    name: str
    tenant_id: UUID | None
    payload: dict
    occurred_at: Instant


@dataclass(frozen=True, slots=True)
class Entry:
    user_id: UserId
    object_repr: str
    action_flag: int


def _list_events(tenant_id: UUID | None = None, since: datetime | None = None) -> Rows[Told]:
    told = OutboxEvent.objects.filter(tenant_id=tenant_id)
    if since is not None:
        told = told.filter(occurred_at__gte=since)
    return told.into(Told).order_by("occurred_at", "id")


def _list_entries(user_id: UserId) -> Rows[Entry]:
    return ReadQuerySet(LogEntry).filter(user_id=user_id).into(Entry).order_by("id")


list_events = compiled(_list_events)
list_entries = compiled(_list_entries)


@pytest.fixture
def tenant_id():
    return uuid7()


@pytest.fixture
def told(tenant_id):
    start = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    for owner in (tenant_id, None, uuid7()):
        for hour in range(3):
            OutboxEvent.objects.create(
                name=f"kitchen.kettle_{hour}.v1", tenant_id=owner, payload={"hour": [hour, "é%s"]},
                occurred_at=start + timedelta(hours=hour),
            )  # fmt: skip
    return start


def both(read, plain, *args):
    """The rows of a compiled read, which are those of the ordinary one."""
    found = list(read(*args))
    assert found == list(plain(*args))
    return found


def is_compiled(rows):
    return isinstance(rows, CompiledRows)


def test_each_set_of_given_arguments_has_its_own_statement(told, tenant_id):
    assert len(both(list_events, _list_events, tenant_id)) == 3
    assert len(both(list_events, _list_events, None)) == 3
    assert len(both(list_events, _list_events, tenant_id, told + timedelta(hours=1))) == 2
    assert len(both(list_events, _list_events, None, told + timedelta(hours=2))) == 1
    assert both(list_events, _list_events, uuid7()) == []


def test_arguments_may_be_named(told, tenant_id):
    since = told + timedelta(hours=2)

    assert [row.occurred_at for row in list_events(since=since, tenant_id=tenant_id)] == [since]
    with pytest.raises(TypeError):
        list_events(tenant=tenant_id)


def test_the_body_runs_once_for_a_shape(told, tenant_id):
    calls = []

    @compiled
    def read(tenant_id: UUID) -> Rows[Told]:
        calls.append(tenant_id)
        return OutboxEvent.objects.filter(tenant_id=tenant_id).into(Told)

    assert len(read(tenant_id)) == 3
    assert len(read(uuid7())) == 0
    assert len(calls) == 1


def test_values_are_adapted_by_the_column_that_they_are_compared_with(make_user):
    user = make_user()
    LogEntry.objects.create(user=user, object_repr="a 'quoted' %s", action_flag=1)

    [row] = both(list_entries, _list_entries, str(user.pk))

    assert row == Entry(str(user.pk), "a 'quoted' %s", 1)
    assert list(list_events(UUID(int=0))) == []
    with pytest.raises((ValueError, TypeError)):
        list(list_entries("not a key"))


def test_a_moment_of_any_zone_is_the_same_moment(told, tenant_id):
    elsewhere = timezone.get_fixed_timezone(330)
    since = (told + timedelta(hours=1)).astimezone(elsewhere)

    with timezone.override(elsewhere):
        assert len(both(list_events, _list_events, tenant_id, since)) == 2


def test_what_the_session_changes_in_sql_is_compiled_apart(told, tenant_id):
    @dataclass(frozen=True)
    class Day:
        day: Instant

    def plain(tenant_id: UUID) -> Rows[Day]:
        days = OutboxEvent.objects.filter(tenant_id=tenant_id).annotate(day=TruncDay("occurred_at"))
        return days.order_by("occurred_at").into(Day)

    read = compiled(plain)

    for zone in (UTC, ZoneInfo("America/New_York"), UTC):
        with timezone.override(zone):
            assert len(both(read, plain, tenant_id)) == 3


def test_converters_of_columns_are_applied(told, tenant_id):
    class Sum(JSONField):
        def from_db_value(self, value, expression, connection):
            return sum(super().from_db_value(value, expression, connection))

    @dataclass(frozen=True)
    class Counted:
        payload: dict
        price: Decimal
        total: int

    def plain(tenant_id: UUID) -> Rows[Counted]:
        return (
            OutboxEvent.objects.filter(tenant_id=tenant_id)
            .annotate(
                price=Cast(Value("1.50"), DecimalField(max_digits=6, decimal_places=2)),
                total=Value([1, 2], output_field=Sum()),
            )
            .into(Counted)
        )

    first = both(compiled(plain), plain, tenant_id)[0]

    assert (first.price, first.total) == (Decimal("1.50"), 3)
    assert first.payload["hour"][1] == "é%s"


def test_arguments_reach_subqueries_joins_and_conditions(told, make_user):
    user = make_user()
    kind = ContentType.objects.get_for_model(get_user_model())
    LogEntry.objects.create(user=user, content_type=kind, object_repr="x", action_flag=1)

    @dataclass(frozen=True)
    class Kind:
        id: int
        mine: bool
        own_id: int | None
        count: int

    def plain(user_id: UserId, model: str) -> Rows[Kind]:
        entries = LogEntry.objects.filter(content_type=OuterRef("pk"), user_id=user_id)
        counted = entries.order_by().values("content_type").annotate(n=Count("id"))
        own = FilteredRelation("logentry", condition=Q(logentry__user_id=user_id))
        kinds = ReadQuerySet(ContentType).annotate(own=own)
        return (
            kinds.annotate(
                mine=Exists(entries),
                own_id=F("own__id"),
                count=Coalesce(Subquery(counted.values("n")), 0),
            )
            .filter(Q(model=model) | Q(model__in=[model, "session"]))
            .order_by("id")
            .into(Kind)
        )

    rows = both(compiled(plain), plain, str(user.pk), kind.model)

    assert [row.count for row in rows if row.mine] == [1]
    assert both(compiled(plain), plain, str(user.pk + 1), kind.model) != rows


def test_filters_order_and_cut_are_compiled_too(told, tenant_id):
    rows = list_events(tenant_id)
    asked = {
        "equal": rows.filter(name="kitchen.kettle_1.v1"),
        "some": rows.filter(name__in=["kitchen.kettle_1.v1", "kitchen.kettle_2.v1"]),
        "none": rows.filter(name__in=[]),
        "null": rows.filter(actor_id__isnull=False, tenant_id__isnull=False),
        "since": rows.filter(occurred_at__gt=told),
        "order": rows.order_by("-name"),
        "cut": rows.order_by("-id")[:2],
        "all": rows.all().filter(name="kitchen.kettle_1.v1").order_by("-id")[:5],
    }

    assert {name: is_compiled(found) for name, found in asked.items()} == dict.fromkeys(asked, True)
    assert {name: list(found) for name, found in asked.items()} == {
        name: list(found.ordinary) for name, found in asked.items()
    }
    assert {name: len(found) for name, found in asked.items()} == {
        "equal": 1, "some": 2, "none": 0, "null": 3, "since": 2, "order": 3, "cut": 2, "all": 1,
    }  # fmt: skip


def test_anything_else_is_asked_of_the_queryset(told, tenant_id):
    rows = list_events(tenant_id)

    assert rows.count() == 3
    assert rows.exists()
    assert rows[1] == list(rows)[1]
    assert list(rows[1:2]) == [rows[1]]
    assert len(rows.filter(Q(name__endswith="1.v1"))) == 1
    assert len(rows.filter(name__contains="kettle_2")) == 1
    assert len(rows.exclude(name="kitchen.kettle_2.v1")) == 2
    assert rows.values_list("name", flat=True)[0] == "kitchen.kettle_0.v1"
    assert OutboxEvent.objects.filter(id__in=rows.values("id")).count() == 3


def test_one_row_or_the_refusal(told, tenant_id, django_assert_num_queries):
    with django_assert_num_queries(3):
        assert one(list_events(tenant_id), NotFound).name == "kitchen.kettle_0.v1"
        assert list_events(tenant_id).first() == one(list_events(tenant_id), NotFound)
    with pytest.raises(NotFound):
        one(list_events(uuid7()), NotFound)


def test_a_statement_is_seen_by_all_who_watch(told, tenant_id):
    seen = []

    def watch(execute, sql, params, many, context):
        seen.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch), CaptureQueriesContext(connection) as logged:
        list(list_events(tenant_id)[:2])

    assert seen[0][0].endswith("LIMIT %s")
    assert seen[0][1] == (tenant_id, 2)
    assert tenant_id.hex in logged[0]["sql"]


def test_a_connection_that_binds_at_the_server_has_its_own_statement(told, tenant_id):
    bound = connection.copy("bound")
    bound.settings_dict["OPTIONS"] = {
        **connection.settings_dict["OPTIONS"],
        "server_side_binding": 1,
    }
    rows = list_events(tenant_id, told).filter(name__in=["kitchen.kettle_1.v1", "x"])
    try:
        statement = rows.plan.statement(bound)

        assert statement is not rows.plan.statement(connection)
        # What the test wrote is not committed, so another connection sees nothing of it.
        assert list(statement.rows(bound, rows._arguments, 5)) == []
    finally:
        bound.close()
    assert len(rows) == 1


def test_what_the_database_refuses_is_translated():
    @dataclass(frozen=True)
    class Broken:
        broken: int

    @compiled
    def read(name: str) -> Rows[Broken]:
        broken = Cast(F("name"), output_field=DecimalField(max_digits=6, decimal_places=2))
        return OutboxEvent.objects.filter(name=name).annotate(broken=broken).into(Broken)

    OutboxEvent.objects.create(name="kitchen.kettle_boiled.v1", payload={})

    with pytest.raises(DataError), transaction.atomic():
        list(read("kitchen.kettle_boiled.v1"))


def test_a_read_that_finds_nothing_by_its_nature_asks_nothing(django_assert_num_queries):
    @compiled
    def read(name: str | None) -> Rows[Told]:
        rows = OutboxEvent.objects.all() if name is None else OutboxEvent.objects.none()
        return rows.into(Told)

    with django_assert_num_queries(0):
        assert list(read("x")) == []


def test_no_more_is_kept_than_a_few(tenant_id, monkeypatch):
    monkeypatch.setattr("dovetail.shared_kernel.compiled._statements.MOST_KEPT", 3)
    rows = list_events(tenant_id)

    for column in ("id", "-id", "name", "-name", "tenant_id", "occurred_at"):
        assert list(rows.order_by(column)) == []
    assert len(rows.plan.following) <= 3


def test_threads_share_what_one_of_them_compiled():
    calls, found, barrier = [], [], Barrier(8)

    @compiled
    def read(name: str) -> Rows[Told]:
        calls.append(name)
        return OutboxEvent.objects.filter(name=name).into(Told)

    def run(number):
        barrier.wait()
        found.append((number, read(str(number))._arguments))

    threads = [Thread(target=run, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(calls) == 1
    assert sorted(found) == [(number, (str(number),)) for number in range(8)]


class TestRefusedAtImport:
    def refused(self, function):
        with pytest.raises(NotCompilable) as refusal:
            compiled(function)
        return str(refusal.value)

    def test_many_values(self):
        def read(names: Sequence[str]) -> Rows[Told]: ...

        assert "names is not annotated as one value of a column" in self.refused(read)

    def test_no_annotation(self):
        def read(name) -> Rows[Told]: ...

        assert "name is not annotated" in self.refused(read)

    def test_any_number_of_arguments(self):
        def read(**names: str) -> Rows[Told]: ...

        assert "names is not one argument" in self.refused(read)

    def test_a_default(self):
        def read(name: str = "x") -> Rows[Told]: ...

        assert "name has a default" in self.refused(read)

    def test_no_rows(self):
        def read(name: str) -> Told: ...

        assert "does not return Rows" in self.refused(read)


def _branch(name: str) -> Rows[Told]:
    return OutboxEvent.objects.filter(name=name if name else "x").into(Told)


def _compare(name: str) -> Rows[Told]:
    return OutboxEvent.objects.filter(id=None if name == "x" else uuid7()).into(Told)


def _write(name: str) -> Rows[Told]:
    return OutboxEvent.objects.filter(name=f"kitchen.{name}.v1").into(Told)


def _contain(name: str) -> Rows[Told]:
    return OutboxEvent.objects.filter(name__contains=name).into(Told)


def _look_into(name: str) -> Rows[Told]:
    return OutboxEvent.objects.filter(payload=name).into(Told)


def _annotate(name: str) -> Rows[Told]:
    return (
        OutboxEvent.objects.annotate(actor=Coalesce(name, F("name"))).order_by("actor").into(Told)
    )


def _forget(name: str) -> Rows[Told]:
    return OutboxEvent.objects.annotate(actor=Q(name=name)).into(Told)


def _cut(name: str) -> Rows[Told]:
    return OutboxEvent.objects.filter(name=name).into(Told)[:3]


def _lock(name: str) -> Rows[Told]:
    return OutboxEvent.objects.select_for_update().filter(name=name).into(Told)


def _not_into(name: str) -> Rows[Told]:
    return OutboxEvent.objects.filter(name=name)


def _join(name: str) -> Rows[Told]:
    rows = OutboxEvent.objects.filter(name=name).into(Told)
    return rows.union(OutboxEvent.objects.into(Told))


def _now(name: str) -> Rows[Told]:
    return OutboxEvent.objects.filter(name=name, occurred_at__lt=timezone.now()).into(Told)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (_branch, "what depends on its value cannot be compiled"),
        (_compare, "what depends on its value cannot be compiled"),
        (_write, "what depends on its value cannot be compiled"),
        (_contain, "something else than to be compared"),
        (_look_into, "something else than to be compared"),
        (_annotate, "something else than to be compared"),
        (_forget, "an argument that its statement leaves out"),
        (_cut, "is cut already"),
        (_lock, "locks rows"),
        (_not_into, "does not end in .into"),
        (_join, "is a union"),
        (_now, "a moment in it that would stay as it is now"),
    ],
)
def test_a_body_that_cannot_be_compiled_is_refused_at_its_first_call(body, reason):
    with pytest.raises(NotCompilable, match=reason) as refusal:
        list(compiled(body)("kitchen.kettle_boiled.v1"))

    assert body.__name__ in str(refusal.value)


def test_the_clock_of_the_database_may_be_compiled(told):
    @compiled
    def read(tenant_id: UUID | None = None) -> Rows[Told]:
        return OutboxEvent.objects.filter(tenant_id=tenant_id, occurred_at__lt=Now()).into(Told)

    assert list(read()) == list(read().ordinary)


def test_nested_transports_follow_their_relation(told, tenant_id):
    @dataclass(frozen=True)
    class Delivery:
        id: int
        event: Told
        status: int

    def plain(event_id: UUID) -> Rows[Delivery]:
        return OutboxDelivery.objects.filter(event_id=event_id).into(Delivery)

    event = OutboxEvent.objects.filter(tenant_id=tenant_id).first()
    OutboxDelivery.objects.create(event=event, subscription="kitchen.pour")

    [row] = both(compiled(plain), plain, event.id)

    assert row.event.payload == event.payload
