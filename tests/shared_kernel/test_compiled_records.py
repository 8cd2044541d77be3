"""Compiled reads whose rows are records."""

from uuid import UUID

import pytest
from django.conf import settings as project
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import Value

from dovetail.shared_kernel.compiled import NotCompilable, compiled_records
from dovetail.shared_kernel.models import OutboxDelivery, OutboxEvent
from dovetail.shared_kernel.transports import ReadQuerySet, Rows, UserId

pytestmark = pytest.mark.django_db


@compiled_records
def list_entries(user_id: UserId) -> Rows[LogEntry]:
    entries = ReadQuerySet(LogEntry).filter(user_id=user_id).order_by("id")
    return entries.select_related("user", "content_type").only(
        "user", "content_type", "object_repr"
    )


@pytest.fixture
def entry(make_user):
    kind = ContentType.objects.get_for_model(get_user_model())
    user = make_user()
    LogEntry.objects.create(user=user, object_repr="one", action_flag=1)
    return LogEntry.objects.create(user=user, object_repr="two", action_flag=1, content_type=kind)


def columns_of(record):
    return {name: value for name, value in vars(record).items() if name != "_state"}


def test_a_record_comes_with_what_is_joined_in_one_query(entry, django_assert_num_queries):
    for _ in range(2):  # compiled, and from then on
        with django_assert_num_queries(1):
            first, second = list_entries(str(entry.user_id))
            assert (first.content_type, second.content_type) == (None, entry.content_type)

        assert second == entry
        assert columns_of(second.user) == columns_of(get_user_model().objects.get())
        assert second._state.db == second.user._state.db == "default"
        assert not second._state.adding


def test_a_column_that_was_left_out_is_read_when_it_is_asked_for(entry, django_assert_num_queries):
    read = list_entries(str(entry.user_id))[:1]
    [first] = read

    assert first.get_deferred_fields() == {
        "action_time", "object_id", "action_flag", "change_message",
    }  # fmt: skip
    with django_assert_num_queries(1):
        assert first.action_flag == 1


def test_what_the_database_keeps_otherwise_is_converted():
    @compiled_records
    def read(event_id: UUID) -> Rows[OutboxDelivery]:
        return ReadQuerySet(OutboxDelivery).filter(event_id=event_id).select_related("event")

    event = OutboxEvent.objects.create(name="kitchen.kettle_boiled.v1", payload={"hour": [1]})
    OutboxDelivery.objects.create(event=event, subscription="kitchen.pour")

    [delivery] = read(event.id)

    assert delivery.event.payload == {"hour": [1]}
    assert columns_of(delivery.event) == columns_of(OutboxEvent.objects.get())


def _into(name: str) -> Rows[OutboxEvent]:
    return OutboxEvent.objects.filter(name=name).values_list("id")


def _annotated(name: str) -> Rows[OutboxEvent]:
    return OutboxEvent.objects.filter(name=name).annotate(one=Value(1))


def _prefetched(name: str) -> Rows[OutboxEvent]:
    return OutboxEvent.objects.filter(name=name).prefetch_related("deliveries")


@pytest.mark.parametrize("body", [_into, _annotated, _prefetched])
def test_what_is_not_made_of_columns_alone_is_refused(body):
    with pytest.raises(NotCompilable, match="adds to them what is no column"):
        compiled_records(body)("kitchen.kettle_boiled.v1")


def test_a_setting_that_a_test_changes_is_seen(settings):
    calls = []

    @compiled_records
    def read(name: str) -> Rows[OutboxEvent]:
        calls.append(project.LANGUAGE_CODE)
        return OutboxEvent.objects.filter(name=name)

    read("a")
    settings.LANGUAGE_CODE = "pt-br"
    read("b")
    read("c")

    assert calls == [calls[0], "pt-br"]
