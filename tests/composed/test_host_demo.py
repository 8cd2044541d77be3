"""The log-ins that `make run` prints are good for what it says."""

import re
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command

from dovetail.accounts.testing import bearer
from host_project import demo

pytestmark = pytest.mark.django_db

LOGIN = "/api/v1/auth/login"


@pytest.fixture
def loaded(db):
    call_command("load_demo", stdout=StringIO())


@pytest.mark.usefixtures("loaded")
def test_the_demo_person_logs_in_by_the_password_alone(anonymous):
    answer = anonymous.post(LOGIN, {"email": demo.EMAIL, "password": demo.PASSWORD}).json()

    assert answer["status"] == "authenticated"
    assert bearer(answer["tokens"]["access_token"]).get("/api/v1/me").status_code == 200


@pytest.mark.usefixtures("loaded")
def test_the_demo_operator_comes_into_the_admin_by_the_code_on_the_page(client, settings, tmp_path):
    settings.MAIL_CATCHER_DIR = str(tmp_path)
    entered = {"step": "password", "username": demo.OPERATOR, "password": demo.PASSWORD}
    page = client.post("/admin/login/", entered).content.decode()
    challenge_id = re.search(r'name="challenge_id" value="([^"]+)"', page)[1]
    code = re.search(r"shows <code>(\d{6})</code>", client.get("/").content.decode())[1]

    entered = {"step": "second_factor", "challenge_id": challenge_id, "method": "totp"}
    answer = client.post("/admin/login/", {**entered, "code": code})

    assert (answer.status_code, client.get("/admin/").status_code) == (302, 200)


def test_the_page_of_a_deployment_shows_neither(client):
    page = client.get("/").content.decode()

    assert demo.OPERATOR not in page
    assert "shows <code>" not in page


@pytest.mark.usefixtures("loaded")
def test_loading_it_again_changes_nothing_and_takes_the_admin_from_the_demo_person():
    users = get_user_model().objects
    users.filter(email=demo.EMAIL).update(is_staff=True, is_superuser=True)

    call_command("load_demo", stdout=StringIO())

    assert users.get(email=demo.EMAIL).is_staff is False
    assert users.get(email=demo.OPERATOR).is_superuser is True
    assert users.count() == 2
