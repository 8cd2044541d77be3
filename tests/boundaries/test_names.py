"""One context names another in a string; every way of using it is seen."""

import pytest

STRINGS = {
    "import_module": "import_module('dovetail.billing.services')",
    "import_string": "import_string('dovetail.billing.services.void_invoice')",
    "a patched path": "ADAPTER = 'dovetail.billing.adapters.OneSeat'",
    "pkgutil": "resolve_name('dovetail.billing.models:Invoice')",
    "added up": "import_module('dovetail.' + 'billing' + '.services')",
    "formatted": "import_module(f'dovetail.{\"billing\"}.services')",
    "joined": "import_module('.'.join(['dovetail', 'billing', 'services']))",
    "get_model with one argument": "apps.get_model('dovetail_billing.Invoice')",
    "get_model with two": "apps.get_model('dovetail_billing', 'Invoice')",
    "get_app_config": "apps.get_app_config('dovetail_billing')",
    "is_installed": "apps.is_installed('dovetail.billing')",
    "a content type": "ContentType.objects.get(app_label='dovetail_billing', model='invoice')",
    "a foreign key": "invoice = models.ForeignKey('dovetail_billing.Invoice', models.PROTECT)",
    "a permission of Django": "user.has_perm('dovetail_billing.view_invoice')",
    "a table": "cursor.execute('SELECT total FROM dovetail_billing_invoice')",
    "a table in a schema": "cursor.execute('SELECT 1 FROM public.dovetail_billing_invoice')",
    "a table in quotes": "cursor.execute('UPDATE \"dovetail_billing_invoice\" SET status = 1')",
    "a join": "queryset.extra(tables=['dovetail_billing_invoice'])",
    "db_table": "class Meta:\n    db_table = 'dovetail_billing_invoice'",
    "a migration's dependency": "dependencies = [('dovetail_billing', '0001_initial')]",
    "a template": "render_to_string('dovetail/billing/invoice.txt')",
    "an include": "include('dovetail.billing.api.urls')",
    "a task": "app.send_task('dovetail.billing.tasks.run_billing')",
    "a logger": "logging.getLogger('dovetail.billing')",
    "a distribution": "importlib.metadata.version('dovetail-billing')",
    "a setting": "from django.conf import settings\n\nclocks = settings.DOVETAIL_BILLING",
    "a setting by name": "getattr(settings, 'DOVETAIL_BILLING')",
    "reverse": "reverse('billing:invoice')",
    "reverse of a label": "reverse('dovetail_billing:invoice')",
    "the host": "import_string('host_project.settings.base')",
    "redirect": "shortcuts.redirect('billing:invoice')",
}


@pytest.mark.parametrize("line", STRINGS.values(), ids=STRINGS)
@pytest.mark.parametrize("module", ["organizations.services", "shared_kernel.errors"])
def test_a_string_that_names_another_context_is_seen(broken_by, module, line):
    assert "strings" in broken_by({module: line})


TEMPLATES = {
    "include": "{% include 'dovetail/billing/invoice.html' %}",
    "extends": "{% extends 'dovetail/billing/base.html' %}",
    "url": "{% url 'billing:invoice' pk=1 %}",
    "static": "{% static 'dovetail/billing/logo.png' %}",
}


@pytest.mark.parametrize("line", TEMPLATES.values(), ids=TEMPLATES)
def test_a_template_that_names_another_context_is_seen(broken_by, line):
    place = "src/organizations/dovetail/organizations/templates/dovetail/organizations/new.html"

    assert "strings" in broken_by({place: line})


FREE = {
    "the wire name of an event": "SAID = 'billing.invoice_paid.v1'",
    "the name of a port": "PORT = 'billing.SeatCounter'",
    "the context's own label": "apps.get_model('dovetail_organizations', 'Organization')",
    "the kernel": "import_string('dovetail.shared_kernel.authz.Actor')",
    "a docstring": "def why():\n    '''Told apart from dovetail.billing.services.'''",
    "a word that contains it": "TEXT = 'dovetail_billings'",
    "a permission code": "CODE = 'organizations:member.add'",
}


@pytest.mark.parametrize("line", FREE.values(), ids=FREE)
def test_wire_names_are_free(broken_by, line):
    assert broken_by({"organizations.services": line}) == set()


HOST = {
    "a model": "apps.get_model('dovetail_billing.Invoice')",
    "a table": "cursor.execute('SELECT 1 FROM dovetail_billing_invoice')",
    "models by path": "import_string('dovetail.billing.models.Invoice')",
}


@pytest.mark.parametrize("line", HOST.values(), ids=HOST)
def test_the_host_names_no_model_and_no_table(broken_by, line):
    assert "host-strings" in broken_by({"host_project.adapters": line})


def test_the_host_names_apps_urls_and_the_user_model(broken_by):
    names = ["dovetail.billing", "dovetail.billing.api.urls", "dovetail_accounts.User"]

    assert broken_by({"host_project.adapters": f"NAMES = {names!r}"}) == set()


COMPUTED = {
    "importlib": ("import importlib", "computed-imports"),
    "from importlib": ("from importlib import import_module", "computed-imports"),
    "importlib.util": ("import importlib.util", "computed-imports"),
    "import_string": ("from django.utils.module_loading import import_string", "computed-imports"),
    "pkgutil": ("def walk():\n    import pkgutil", "computed-imports"),
    "runpy": ("from runpy import run_module", "computed-imports"),
    "__import__": ("theirs = __import__('dove' + tail)", "computed-code"),
    "sys.modules": ("import sys\n\ntheirs = sys.modules[name]", "computed-code"),
    "from sys": ("from sys import modules", "computed-code"),
    "exec": ("exec(text)", "computed-code"),
    "eval": ("eval(text)", "computed-code"),
}


@pytest.mark.parametrize(("line", "contract"), COMPUTED.values(), ids=COMPUTED)
def test_a_name_that_is_computed_cannot_be_imported(broken_by, line, contract):
    assert contract in broken_by({"organizations.services": line})
