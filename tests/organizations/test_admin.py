"""What an operator sees and may do."""

import pytest
from django.contrib.auth import get_user_model

from dovetail.organizations.models import Organization

PAGES = ["organization", "membership", "invitation"]


@pytest.fixture
def operator(browser_for, make_user):
    return browser_for(make_user("op@example.org", is_staff=True, is_superuser=True))


@pytest.mark.parametrize("page", PAGES)
def test_rows_are_shown_and_not_edited(operator, acme, page, settings):
    below = f"/admin/dovetail_organizations/{page}/"

    assert operator.get(below, {"q": "acme"}).status_code == 200
    assert operator.get(f"{below}add/").status_code == 403


@pytest.mark.parametrize(("action", "status"), [("suspend", "suspended"), ("reactivate", "active")])
def test_an_operator_suspends_and_reactivates(operator, acme, published, action, status):
    if action == "reactivate":
        Organization.objects.filter(id=acme.id).update(status="suspended")

    answer = operator.post(
        "/admin/dovetail_organizations/organization/",
        {"action": action, "_selected_action": [str(acme.id)]},
    )

    assert answer.status_code == 302
    assert Organization.objects.get(id=acme.id).status == status
    assert published()[-1][0].startswith("organizations.organization_")


def test_the_list_costs_no_query_for_each_row(
    operator, acme, join, make_user, django_assert_max_num_queries
):
    for _ in range(5):
        join()

    with django_assert_max_num_queries(8):
        operator.get("/admin/dovetail_organizations/membership/")
    assert get_user_model().objects.count() == 7
