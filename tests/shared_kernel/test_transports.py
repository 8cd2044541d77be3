"""Reads return frozen facts."""

from dataclasses import dataclass

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldError
from django.db.models import Value

from dovetail.shared_kernel.errors import NotFound
from dovetail.shared_kernel.transports import ReadQuerySet, UserId, one

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True)
class Kind:
    id: int
    model: str


@dataclass(frozen=True, slots=True)
class Entry:
    user_id: UserId
    object_repr: str
    content_type: Kind | None


@pytest.fixture
def entries(make_user):
    user = make_user()
    kind = ContentType.objects.get_for_model(get_user_model())
    for text, type_ in (("with", kind), ("without", None)):
        LogEntry.objects.create(user=user, object_repr=text, content_type=type_, action_flag=1)
    return user, kind


def test_a_nested_transport_follows_its_relation_in_one_query(entries, django_assert_num_queries):
    user, kind = entries

    with django_assert_num_queries(1):
        rows = list(ReadQuerySet(LogEntry).into(Entry).order_by("id"))

    assert rows == [
        Entry(str(user.pk), "with", Kind(kind.id, kind.model)),
        Entry(str(user.pk), "without", None),
    ]


def test_rows_can_be_filtered_and_sliced(entries):
    rows = ReadQuerySet(LogEntry).into(Entry)

    assert [row.object_repr for row in rows.filter(content_type=None)[:5]] == ["without"]


def test_an_annotation_is_taken_whole():
    @dataclass(frozen=True)
    class Answer:
        id: int
        greeting: str

    ContentType.objects.all()
    row = ReadQuerySet(ContentType).annotate(greeting=Value("hello")).into(Answer)[0]

    assert row.greeting == "hello"


def test_a_misspelt_column_is_loud():
    @dataclass(frozen=True)
    class Misspelt:
        nope: int

    with pytest.raises(FieldError):
        ReadQuerySet(ContentType).into(Misspelt)


def test_one_row_or_the_refusal(entries):
    rows = ReadQuerySet(LogEntry).into(Entry)

    assert one(rows.filter(object_repr="with"), NotFound).object_repr == "with"
    with pytest.raises(NotFound):
        one(rows.filter(object_repr="nothing"), NotFound)
