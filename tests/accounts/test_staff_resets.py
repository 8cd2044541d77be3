"""A new password for somebody, begun by staff and chosen by nobody but its owner."""

import pytest

from dovetail.accounts.models import Challenge
from dovetail.accounts.testing import code_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def send(staff_client):
    return lambda user: staff_client.post(f"/api/v1/admin/users/{user.pk}/send-password-reset")


def test_the_mail_is_enough_to_choose_a_password_and_its_sender_learns_nothing(
    send, ada, anonymous, deliver, mailoutbox, password
):
    answer = send(ada)
    deliver()

    assert (answer.status_code, answer.content) == (204, b"")
    (mail,) = mailoutbox
    assert mail.to == ["ada@example.org"]
    challenge_id = str(Challenge.objects.get().id)
    assert challenge_id in mail.body
    body = {
        "challenge_id": challenge_id,
        "code": code_in(mail.body),
        "new_password": "an entirely new password",
    }
    assert anonymous.post("/api/v1/auth/password/reset", body).status_code == 204


def test_who_cannot_log_in_is_sent_none(send, make_user, published):
    off = make_user(is_active=False)
    before = published()

    refused = send(off)

    assert (refused.status_code, refused.json()["code"]) == (409, "cannot_log_in")
    assert published() == before
