"""
Tries each context as a downstream project would: a new project with a user model of its own
installs one wheel, follows the four steps of the README, migrates and answers a request.
Accounts brings the user model itself.

python -m tools.try_downstream [CONTEXT ...]
"""

import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
import venv
from pathlib import Path

from tools.install import DIST, uv, wheel

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "support"))

from database import database_url  # noqa: E402  (its folder is put on the path above)

# What is asked of each context, without credentials, and what it has to answer.
REQUESTS = {
    "accounts": ("/api/v1/me", 401),
    "organizations": ("/api/v1/me/organizations", 401),
    "billing": ("/api/v1/billing/plans", 200),
    "notifications": ("/api/v1/me/notifications", 401),
}
USERS = """
from django.contrib.auth.models import AbstractUser


class Person(AbstractUser):
    class Meta:
        app_label = "people"
"""
SETTINGS = """
INSTALLED_APPS += ["people", {apps}]
AUTH_USER_MODEL = {user_model!r}
ALLOWED_HOSTS = ["testserver"]
DEBUG = False
from psycopg.conninfo import conninfo_to_dict
_parts = conninfo_to_dict({url!r})
DATABASES = {{"default": {{
    "ENGINE": "django.db.backends.postgresql",
    "NAME": {name!r}, "USER": _parts.get("user", ""), "PASSWORD": _parts.get("password", ""),
    "HOST": _parts.get("host", ""), "PORT": str(_parts.get("port", "")),
}}}}
{more}
"""
ACCOUNTS = """
REST_FRAMEWORK = {"DEFAULT_AUTHENTICATION_CLASSES": [
    "dovetail.accounts.api.authentication.BearerAuthentication"]}
"""
URLS = """
from django.contrib import admin
from django.urls import include, path

handler404 = "dovetail.shared_kernel.api.problems.page_not_found"
urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/v1/", include("dovetail.{context}.api.urls")),
]
"""
PROBE = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "downstream.settings"
import django
django.setup()
from django.test import Client
response = Client().get({path!r})
assert response.status_code == {status}, (response.status_code, response.content)
assert "json" in response["Content-Type"], response["Content-Type"]
print("GET {path}", response.status_code, response.content.decode()[:100])
"""


def attempt(context: str, folder: Path) -> None:
    """
    Take the steps of one README.

    :raises subprocess.CalledProcessError: by the step that failed.
    """
    python = _environment(folder / "venv", context)
    project = folder / "project"
    project.mkdir()
    _run([python.parent / "django-admin", "startproject", "downstream", project], cwd=folder)
    name = f"downstream_{context}_{os.getpid()}"
    _database(f"CREATE DATABASE {name}")
    try:
        _write(project, context, name)
        _run([python, "manage.py", "check"], cwd=project)
        if (project / "people").is_dir():
            _run([python, "manage.py", "makemigrations", "people"], cwd=project)
        _run([python, "manage.py", "makemigrations", "--check", "--dry-run"], cwd=project)
        _run([python, "manage.py", "migrate", "-v", "0"], cwd=project)
        path, status = REQUESTS[context]
        _run([python, "-c", PROBE.format(path=path, status=status)], cwd=project)
    finally:
        _database(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _environment(folder: Path, context: str) -> Path:
    """First: install. The wheels stand in for the index that they are not yet on."""
    command = uv()
    venv.create(folder, with_pip=command is None)
    python = folder / "bin" / "python"
    django = os.environ.get("DOWNSTREAM_DJANGO", "Django")
    wanted = [wheel(context), wheel("shared_kernel"), "psycopg[binary]", django]
    installer = [*command, "pip"] if command else [str(python), "-m", "pip"]
    target = ["--python", str(python)] if command else []
    _run([*installer, "install", "-q", *target, "--find-links", str(DIST), *wanted], cwd=ROOT)
    _run([*installer, "check", *target], cwd=ROOT)
    return python


def _write(project: Path, context: str, name: str) -> None:
    """Second: INSTALLED_APPS. Third: urls. And a user model of the project's own."""
    people = project / "people"
    (people / "migrations").mkdir(parents=True)
    for file in ("__init__.py", "migrations/__init__.py"):
        (people / file).touch()
    (people / "models.py").write_text(USERS)
    added = SETTINGS.format(
        apps=f'"rest_framework", "drf_spectacular", "dovetail.shared_kernel", "dovetail.{context}"',
        user_model="dovetail_accounts.User" if context == "accounts" else "people.Person",
        url=database_url(),
        name=name,
        more=textwrap.dedent(ACCOUNTS if context == "accounts" else ""),
    )
    if context == "accounts":
        added = added.replace('"people", ', "")
        shutil.rmtree(people)
    with (project / "downstream" / "settings.py").open("a") as settings:
        settings.write(added)
    (project / "downstream" / "urls.py").write_text(URLS.format(context=context))


def _database(statement: str) -> None:
    import psycopg  # noqa: PLC0415  (only this step needs the driver here)

    with psycopg.connect(database_url(), autocommit=True) as connection:
        connection.execute(statement.encode())


def _run(command: list[str | Path], cwd: Path) -> None:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("PYTHONPATH", "DJANGO_SETTINGS_MODULE", "VIRTUAL_ENV")
    }
    subprocess.run([str(word) for word in command], cwd=cwd, env=environment, check=True)


def main() -> int:
    contexts = sys.argv[1:] or list(REQUESTS)
    failed = 0
    for context in contexts:
        with tempfile.TemporaryDirectory(prefix="dovetail-downstream-") as folder:
            try:
                attempt(context, Path(folder))
            except subprocess.CalledProcessError as error:
                failed += 1
                print(f"{context}: {' '.join(error.cmd[:3])} failed", file=sys.stderr)
    print(f"{len(contexts) - failed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
