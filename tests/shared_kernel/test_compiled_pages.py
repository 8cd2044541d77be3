"""Pages of a compiled read are those of the ordinary one."""

import django_filters
import pytest
from django.contrib.auth import get_user_model
from django.urls import path

from dovetail.shared_kernel.api.filters import StrictFilterSet
from dovetail.shared_kernel.api.openapi import Page, operation
from dovetail.shared_kernel.api.views import PUBLIC, ApiView
from dovetail.shared_kernel.compiled import CompiledRows, compiled
from dovetail.shared_kernel.transports import ReadQuerySet, Rows
from kitchen_api import Cook, CookFilter

bodies = []


def list_cooks(is_active: bool) -> Rows[Cook]:
    bodies.append(is_active)
    cooks = ReadQuerySet(get_user_model()).filter(is_active=is_active)
    return cooks.into(Cook).order_by("username", "id")


class CooksView(ApiView):
    """The cooks."""

    permissions = {"GET": PUBLIC}
    filterset_class = CookFilter
    ordering = ("username", "-username")
    read = staticmethod(list_cooks)

    @operation("list_cooks", responses=Page[Cook])
    def get(self, request):
        """List the cooks."""
        return self.page(self.read(True))


class CompiledCooksView(CooksView):
    """The cooks, compiled."""

    read = staticmethod(compiled(list_cooks))


urlpatterns = [
    path("plain/cooks", CooksView.as_view()),
    path("compiled/cooks", CompiledCooksView.as_view()),
]
handler404 = "dovetail.shared_kernel.api.problems.page_not_found"
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def cooks():
    users = get_user_model().objects
    for number in range(25):
        users.create(username=f"cook{number:02}", is_staff=number % 3 == 0, email=f"{number}@a.b")
    users.create(username="cook99", is_active=False)


def walk(client, path, link):
    """Every page, by its links in one direction."""
    pages = []
    while path:
        answer = client.get(path)
        assert answer.status_code == 200, answer.content
        pages.append(answer.json())
        path = pages[-1]["pagination"][link]
    return pages


def rows_of(pages):
    return [page["cooks"] for page in pages]


@pytest.mark.parametrize(
    "asked",
    ["", "&ordering=-username", "&is_staff=true", "&is_staff=false&ordering=-username"],
)
def test_they_are_the_same_in_both_directions(cooks, anonymous, asked):
    there = walk(anonymous, f"/compiled/cooks?per_page=4{asked}", "next")
    back = walk(anonymous, there[-2]["pagination"]["next"], "prev")

    assert rows_of(there) == rows_of(walk(anonymous, f"/plain/cooks?per_page=4{asked}", "next"))
    assert rows_of(back) == rows_of(there)[::-1]


def test_a_page_never_builds_the_queryset_again(cooks, anonymous, django_assert_num_queries):
    walk(anonymous, "/compiled/cooks?per_page=10", "next")
    bodies.clear()

    with django_assert_num_queries(3):
        walk(anonymous, "/compiled/cooks?per_page=9", "next")

    assert bodies == []


def test_a_crafted_cursor_is_a_problem(cooks, anonymous):
    assert (
        anonymous.get("/compiled/cooks?cursor=AAAA").json()["errors"][0]["code"] == "invalid_cursor"
    )
    assert anonymous.get("/compiled/cooks?is_staff=maybe").status_code == 400
    assert anonymous.get("/compiled/cooks?nope=1").status_code == 400


def test_a_filter_of_its_own_is_asked_of_the_queryset(cooks):
    rows = compiled(list_cooks)(True)
    filtered = CookFilter({"is_staff": "true"}, queryset=rows)

    assert isinstance(filtered.qs, CompiledRows)
    assert [cook.username for cook in rows.filter(username__endswith="07")] == ["cook07"]


class BusyFilter(CookFilter):
    """Filters what is not asked for."""

    def filter_queryset(self, queryset):
        return queryset.filter(is_staff=True)


class BusyCooksView(CooksView):
    """The cooks who are staff."""

    filterset_class = BusyFilter


class ExactingFilter(StrictFilterSet):
    is_staff = django_filters.ChoiceFilter(choices=[(True, "yes")], required=True)


class ExactingCooksView(CooksView):
    """The cooks, once it is said which."""

    filterset_class = ExactingFilter


urlpatterns += [
    path("busy/cooks", BusyCooksView.as_view()),
    path("exacting/cooks", ExactingCooksView.as_view()),
]


def test_a_filter_set_that_filters_unasked_is_always_used(cooks, anonymous):
    busy = anonymous.get("/busy/cooks").json()["cooks"]

    assert {cook["is_staff"] for cook in busy} == {True}
    assert anonymous.get("/exacting/cooks").status_code == 400
    assert anonymous.get("/exacting/cooks?is_staff=True").json()["cooks"] == busy
