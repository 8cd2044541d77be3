"""Inside a context and the kernel nobody looks up, and each layer knows only its own tools."""

import pytest

DOWN = [
    ("apps", "testing"),
    ("testing", "api"),
    ("api", "announcements"),
    ("announcements", "services"),
    ("services", "repositories"),
    ("repositories", "adapters"),
    ("adapters", "models"),
    ("models", "ports"),
    ("models", "events"),
    ("models", "transports"),
    ("models", "errors"),
    ("models", "enums"),
]
SIBLINGS = ["api", "admin", "tasks", "subscribers", "management", "checks"]
ROUND = list(zip(SIBLINGS, SIBLINGS[1:] + SIBLINGS[:1], strict=True))


@pytest.mark.parametrize(("upper", "lower"), DOWN)
def test_a_layer_never_imports_the_one_above(broken_by, upper, lower):
    broken = broken_by(
        {f"billing.{upper}": "", f"billing.{lower}": f"from dovetail.billing import {upper}"}
    )

    assert "context-layers" in broken


@pytest.mark.parametrize(("one", "other"), ROUND)
def test_entrances_do_not_know_each_other(broken_by, one, other):
    broken = broken_by(
        {f"billing.{one}": f"from dovetail.billing import {other}", f"billing.{other}": ""}
    )

    assert "context-layers" in broken


def test_a_layer_is_not_reached_inside_a_function(broken_by):
    line = "def late():\n    from dovetail.billing import services\n    return services"

    assert "context-layers" in broken_by({"billing.models": line})


KERNEL = [
    ("apps", "testing"),
    ("testing", "checks"),
    ("checks", "api"),
    ("api", "announcements"),
    ("jobs", "events"),
    ("events", "authz"),
    ("authz", "models"),
    ("models", "ports"),
    ("models", "errors"),
]


@pytest.mark.parametrize(("upper", "lower"), KERNEL)
def test_a_layer_of_the_kernel_never_imports_the_one_above(broken_by, upper, lower):
    line = f"def late():\n    from dovetail.shared_kernel import {upper}\n    return {upper}"

    assert "kernel-layers" in broken_by({f"shared_kernel.{lower}": line})


@pytest.mark.parametrize(
    "module", ["api.urls", "tasks", "subscribers", "announcements", "management", "apps", "checks"]
)
def test_models_stay_with_persistence(broken_by, module):
    assert "models-private" in broken_by(
        {f"billing.{module}": "from dovetail.billing import models"}
    )


REACHED = {
    "from a repository": "from dovetail.billing.repositories import models",
    "by attribute": "from dovetail.billing import repositories\n\nROWS = repositories.models",
    "by attribute, relative": "from .. import repositories\n\nROWS = repositories.models",
}


@pytest.mark.parametrize("line", REACHED.values(), ids=REACHED)
def test_models_are_not_reached_through_another_module(broken_by, line):
    broken = broken_by(
        {"billing.repositories": "from dovetail.billing import models", "billing.api.urls": line}
    )

    assert "reached-through" in broken


def test_private_topics_stay_in_their_package(broken_by):
    broken = broken_by(
        {
            "billing.services._secret": "ANSWER = 42",
            "billing.api.urls": "from dovetail.billing.services import _secret",
        }
    )

    assert "private-topics" in broken


WEB = ["rest_framework", "drf_spectacular", "django_filters"]


@pytest.mark.parametrize("framework", WEB)
@pytest.mark.parametrize("module", ["services", "repositories", "models", "events", "subscribers"])
def test_the_domain_knows_no_web_framework(broken_by, module, framework):
    line = f"def late():\n    from {framework} import anything"

    assert "domain-without-web" in broken_by({f"billing.{module}": line})


@pytest.mark.parametrize("line", ["from django.http import Http404", "import django.shortcuts"])
def test_the_domain_knows_no_request(broken_by, line):
    assert "domain-without-http" in broken_by({"billing.services": line})


@pytest.mark.parametrize("module", ["events", "ports"])
@pytest.mark.parametrize("line", ["from django.db import models", "import celery"])
def test_events_and_ports_are_plain(broken_by, module, line):
    assert "plain-events-and-ports" in broken_by({f"billing.{module}": line})


ENGINES = {
    "celery": "from celery import shared_task",
    "beat": "from django_celery_beat.models import PeriodicTask",
    "redis": "import redis",
    "send_task": "def late():\n    from celery import current_app as a\n    a.send_task('run')",
}


@pytest.mark.parametrize("line", ENGINES.values(), ids=ENGINES)
@pytest.mark.parametrize("module", ["billing.tasks", "billing.services", "shared_kernel.jobs"])
def test_only_the_host_knows_the_engine(broken_by, module, line):
    assert "engines-in-the-host" in broken_by({module: line})


FRAMEWORKS = ["from django.tasks import task", "from django.db.models.signals import post_save"]


@pytest.mark.parametrize("line", FRAMEWORKS)
def test_contexts_use_no_task_framework_and_no_signals(broken_by, line):
    assert "no-task-framework" in broken_by({"billing.subscribers": line})


ENVIRONMENT = {
    "os.environ": "import os\n\nKEY = os.environ['KEY']",
    "os.environ.get": "import os\n\nKEY = os.environ.get('KEY')",
    "os.getenv": "import os\n\nKEY = os.getenv('KEY')",
    "os by another name": "import os as system\n\nKEY = system.environ['KEY']",
    "os by its path": "import os.path\n\nKEY = os.environ['KEY']",
    "os through another module": "import shutil\n\nKEY = shutil.os.environ['KEY']",
    "from os": "from os import environ",
    "getenv renamed": "from os import getenv as read_setting",
    "star": "from os import *",
    "getattr": "import os\n\nKEY = getattr(os, 'environ')['KEY']",
    "in a function": "def key():\n    import os\n\n    return os.getenv('KEY')",
}


@pytest.mark.parametrize("line", ENVIRONMENT.values(), ids=ENVIRONMENT)
@pytest.mark.parametrize("module", ["billing.conf", "shared_kernel.conf"])
def test_only_the_host_reads_the_environment(broken_by, module, line):
    assert "environment" in broken_by({module: line})


@pytest.mark.parametrize("reader", ["environ", "dotenv", "decouple"])
def test_only_the_host_has_a_reader_of_the_environment(broken_by, reader):
    assert "engines-in-the-host" in broken_by({"billing.conf": f"import {reader}"})
