"""What the host decides of security for those who deploy it as it is."""

import importlib
import logging

import pytest

base = importlib.import_module("host_project.settings.base")


def test_passwords_are_hashed_by_argon2():
    assert base.PASSWORD_HASHERS[0] == "django.contrib.auth.hashers.Argon2PasswordHasher"


@pytest.mark.django_db
def test_a_refusal_is_a_line_of_the_log(anonymous, caplog):
    caplog.set_level(logging.INFO)

    anonymous.get("/api/v1/admin/users")

    assert "/api/v1/admin/users" in caplog.text


@pytest.mark.django_db
def test_who_is_turned_off_is_told_although_they_are(
    make_user, staff_client, deliver, run_job, mailoutbox
):
    user = make_user("ada@example.org")

    staff_client.post(f"/api/v1/admin/users/{user.pk}/deactivate")
    deliver()
    run_job("notifications.send_mail")

    (mail,) = [mail for mail in mailoutbox if mail.to == ["ada@example.org"]]
    assert "was turned off" in mail.subject
