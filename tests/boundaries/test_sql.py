"""What only run time can see: a table reached by a name or a model that no source spells out."""

from textwrap import dedent
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from dovetail.shared_kernel.testing.boundary import Boundary

pytestmark = pytest.mark.django_db


@pytest.fixture
def sql_boundary():
    """In place of the guard that is always on: this one is asked, and fails nothing by itself."""
    boundary = Boundary()
    with boundary.watching():
        yield boundary


def run_in(module: str, code: str, **given: Any) -> None:
    """Run a function `reach` as if it were written in a module."""
    names: dict[str, Any] = {"__name__": module, "apps": apps, "connection": connection}
    exec(compile(dedent(code), module, "exec"), names)
    names["reach"](**given)


REACHES = {
    "a table's name put together": """
        def reach(context="billing"):
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM %s" % "_".join(["dovetail", context, "invoice"]))
    """,
    "models found by walking the registry": """
        def reach():
            for model in apps.get_models():
                if model.__name__ == "Invoice":
                    model.objects.exists()
    """,
    "a write through the registry": """
        def reach():
            for label, models in apps.all_models.items():
                if label.endswith("billing"):
                    models["invoice"].objects.filter(pk=None).update(created_at=None)
                    models["invoice"].objects.all().delete()
    """,
    "a statement in a thread": """
        from threading import Thread

        def count():
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM dovetail_" + "_".join(["billing", "invoice"]))
            connection.close()

        def reach():
            thread = Thread(target=count)
            thread.start()
            thread.join()
    """,
    "a subquery": """
        def reach():
            [invoice] = [model for model in apps.get_models() if model.__name__ == "Invoice"]
            [users] = [model for model in apps.get_models() if model.__name__ == "User"]
            users.objects.filter(pk__in=invoice.objects.values("id")).exists()
    """,
}


@pytest.mark.parametrize("code", REACHES.values(), ids=REACHES)
def test_a_table_of_another_context_is_seen_when_it_is_touched(sql_boundary, code):
    run_in("dovetail.organizations.services", code)

    assert any(
        "dovetail.organizations touches dovetail_billing_invoice" in violation
        for violation in sql_boundary.violations
    )


def test_a_queryset_of_another_context_may_not_be_evaluated(sql_boundary):
    rows = apps.get_model("dovetail_billing", "Invoice").objects.all()

    run_in("dovetail.notifications.services", "def reach(rows): list(rows)", rows=rows)

    assert len(sql_boundary.violations) == 1


FREE = {
    "its own table": ("dovetail.billing.services", "dovetail_billing_invoice"),
    "a table of the kernel": ("dovetail.billing.services", "dovetail_kernel_outboxevent"),
    "the users": ("dovetail.billing.services", "dovetail_accounts_user"),
    "from the host": ("host_project.health", "dovetail_billing_invoice"),
}


@pytest.mark.parametrize(("module", "table"), FREE.values(), ids=FREE)
def test_what_is_one_s_own_is_free(sql_boundary, module, table):
    code = "def reach(table): connection.cursor().execute('SELECT 1 FROM ' + table)"

    run_in(module, code, table=table)

    assert sql_boundary.violations == set()
