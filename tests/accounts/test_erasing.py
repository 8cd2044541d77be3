"""What is left of a person who was erased."""

import os
import signal

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session as DjangoSession
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models
from django.utils import timezone

from dovetail.accounts import checks, repositories, services
from dovetail.accounts.models import Challenge, DataRequest, LoginFailures, SecurityEvent, Session
from dovetail.accounts.testing import bearer, tokens_of
from dovetail.shared_kernel.authz import Actor
from dovetail.shared_kernel.models import OutboxEvent
from whole_database import columns_with

pytestmark = pytest.mark.django_db


def test_the_search_of_these_tests_finds_what_is_there(ada):
    assert any(found.endswith("ada@example.org") for found in columns_with("ada@example.org"))


def test_nothing_in_any_table_knows_them_any_more(
    sign_up, code_of, anonymous, deliver, erase, settings
):
    challenge = sign_up()
    services.verify_email(challenge_id=challenge.id, code=code_of(challenge.id))
    wrong = {"email": "grace@example.org", "password": "wrong horse battery"}
    anonymous.post("/api/v1/auth/login", wrong, HTTP_USER_AGENT="Leaky/1.0")
    anonymous.post("/api/v1/auth/password/forgot", {"email": "grace@example.org"})
    sign_up()  # a decoy: she has an account
    grace = get_user_model()._default_manager.get()
    client = bearer(tokens_of(grace).access_token)
    client.post("/api/v1/auth/email/change", {"email": "admiral@example.org"})
    asked = Challenge.objects.latest("id")
    client.post(
        "/api/v1/auth/email/change/confirm",
        {"challenge_id": str(asked.id), "code": code_of(asked.id)},
    )
    client.post("/api/v1/me/exports")
    services.make_export()
    deliver()
    words = ("grace@example.org", "admiral@example.org", "Grace Hopper", "Hopper", "Leaky")
    assert len(columns_with(*words)) > 5

    erase(grace)

    assert columns_with(*words) == set()
    assert not DjangoSession.objects.exists()
    assert LoginFailures.objects.count() == 1  # of a place, which no key names; it ends in minutes


def test_every_token_is_refused_from_the_next_request_on(ada, ada_tokens, anonymous, erase):
    client = bearer(ada_tokens.access_token)
    assert client.get("/api/v1/me").status_code == 200

    erase(ada)

    refresh = anonymous.post(
        "/api/v1/auth/token/refresh", {"refresh_token": ada_tokens.refresh_token}
    )
    assert client.get("/api/v1/me").status_code == 401
    assert refresh.status_code == 401


def test_the_row_stays_and_the_address_is_free(ada, erase, sign_up, code_of, password):
    erase(ada)

    assert not ada.is_active
    assert not ada.has_usable_password()
    challenge = sign_up("ada@example.org")
    services.verify_email(challenge_id=challenge.id, code=code_of(challenge.id))
    assert get_user_model()._default_manager.filter(is_active=True).get().pk != ada.pk


def test_our_users_say_since_when(ada, erase, only_our_users):
    erase(ada)

    assert (ada.email, ada.full_name, ada.locale, ada.timezone) == (None, "", "en", "UTC")
    assert ada.erased_at == ada.password_changed_at
    assert str(ada) == str(ada.pk)


def test_the_history_keeps_that_it_happened_and_not_from_where(ada, ada_client, erase):
    ada_client.get("/api/v1/me", HTTP_USER_AGENT="Leaky/1.0")
    SecurityEvent.objects.update(ip="192.0.2.1", user_agent="Leaky/1.0", details={"a": "b"})

    erase(ada)

    kinds = list(SecurityEvent.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == ["logged_in", "erasure_requested", "session_revoked", "erased"]
    left = SecurityEvent.objects.values_list("ip", "user_agent").distinct()
    assert list(left) == [(None, "")]
    assert not SecurityEvent.objects.exclude(kind="session_revoked").exclude(details={}).exists()


def test_it_is_told_with_an_id_alone(ada, erase):
    erase(ada)

    told = OutboxEvent.objects.latest("id")
    assert (told.name, told.payload) == ("accounts.user_erased.v1", {"user_id": str(ada.pk)})
    request = DataRequest.objects.get()
    assert request.status == "done"
    first, *_, last = request.report["erased"]  # what else is installed stands between
    assert (first, last) == ("shared_kernel", "accounts")


def test_an_address_that_is_anothers_by_now_is_not_theirs(ada, make_user, erase, guests):
    OutboxEvent.objects.create(
        name="accounts.email_changed.v1",
        payload={
            "user_id": str(ada.pk),
            "old_email": "shared@example.org",
            "new_email": "Once@example.org",
        },
    )
    make_user("shared@example.org")

    erase(ada)

    (subject,) = guests.erased
    assert subject.addresses == {"ada@example.org", "once@example.org"}


def test_djangos_sessions_and_its_log_forget_them(ada, make_user, client, erase):
    ben = make_user("ben@example.org", password="a good long one")
    for person in (ada, ben):
        client.force_login(person)
        client.cookies.clear()
    LogEntry.objects.create(
        user=ben,
        content_type=ContentType.objects.get_for_model(get_user_model()),
        object_id=str(ada.pk),
        object_repr=str(ada),
        action_flag=CHANGE,
    )

    erase(ada)

    (session,) = DjangoSession.objects.all()
    assert session.get_decoded()["_auth_user_id"] == str(ben.pk)
    assert LogEntry.objects.get().object_repr == "[erased]"


def test_columns_of_the_project_are_emptied_as_the_user_model_says(ada, erase, monkeypatch):
    monkeypatch.setattr(
        get_user_model(), "erased_values", {"is_staff": True, "no_such_column": 1}, raising=False
    )

    assert erase(ada).is_staff


def test_a_column_that_nobody_empties_is_warned_of(monkeypatch):
    phone = models.CharField(max_length=20)
    phone.set_attributes_from_name("phone")
    users = get_user_model()
    assert services.list_columns_left(users) == []

    columns = (*users._meta.concrete_fields, phone)
    monkeypatch.setattr(users._meta, "concrete_fields", columns)

    (warning,) = [one for one in checks.check_user_model(None) if one.id == "accounts.W002"]
    assert warning.msg.startswith("phone of ")
    monkeypatch.setattr(users, "erased_values", {"phone": ""}, raising=False)
    assert services.list_columns_left(users) == []


def test_every_table_with_a_person_says_what_becomes_of_them():
    ties = list(repositories.list_ties())

    assert {model for model, _, _ in ties} >= {Session, Challenge, SecurityEvent, DataRequest}
    for model, _, treated in ties:
        columns = {field.attname for field in model._meta.concrete_fields}
        assert {*treated.exports, *treated.emptied} <= columns, model.__name__
        assert (treated.at_erasure == "emptied") == bool(treated.emptied), model.__name__


def test_a_table_that_was_forgotten_lets_nobody_be_erased(ada, erase, monkeypatch):
    monkeypatch.delattr(Session, "personal")

    with pytest.raises(ImproperlyConfigured, match="Session does not say in `personal`"):
        list(repositories.list_ties())
    services.request_erasure(actor=Actor(kind="user", user_id=str(ada.pk)))
    DataRequest.objects.update(execute_after=timezone.now())
    assert services.erase_next()
    ada.refresh_from_db()
    assert ada.is_active
    assert DataRequest.objects.get().report == {"failure": "ImproperlyConfigured"}


class KilledAt:
    """Ends the process, without a last word, before its n-th statement."""

    def __init__(self, number):
        self.left = number

    def __call__(self, execute, sql, params, many, context):
        self.left -= 1
        if not self.left:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)


def is_killed(number):
    connection.close()  # a forked process must not share it
    child = os.fork()
    if not child:
        try:
            with connection.execute_wrapper(KilledAt(number)):
                services.erase_next()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def everything():
    """Every row of the context, but for when it was written."""
    return [
        sorted(map(str, model._default_manager.values_list("pk")))
        for model in (get_user_model(), Session, Challenge, SecurityEvent, DataRequest, OutboxEvent)
    ]


@pytest.mark.django_db(transaction=True)
def test_whoever_is_killed_in_the_middle_leaves_nothing_done(ada, ada_tokens):
    services.request_erasure(actor=Actor(kind="user", user_id=str(ada.pk)))
    DataRequest.objects.update(execute_after=timezone.now())
    before = everything()
    number = 1
    while is_killed(number):
        assert everything() == before
        number += 3

    ada.refresh_from_db()
    assert number > 20
    assert not ada.is_active
    names = OutboxEvent.objects.values_list("name", flat=True)
    assert list(names).count("accounts.user_erased.v1") == 1
    assert not Session.objects.exists()
    assert services.erase_next() is False


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_does_it(ada, race, published):
    services.request_erasure(actor=Actor(kind="user", user_id=str(ada.pk)))
    DataRequest.objects.update(execute_after=timezone.now())

    race(6, lambda number: services.erase_next())

    assert [name for name, _ in published()].count("accounts.user_erased.v1") == 1
    assert services.erase_next() is False


@pytest.mark.django_db(transaction=True)
def test_what_a_request_wanted_to_write_meanwhile_does_not_come_back(ada, race):
    for _ in range(5):
        if ada.is_active:
            services.request_erasure(actor=Actor(kind="user", user_id=str(ada.pk)))
            DataRequest.objects.update(execute_after=timezone.now())

        def write_or_erase(number):
            if number == 0:
                return services.erase_next()
            if number == 1:
                return services.update_profile(
                    user_id=str(ada.pk), changes={"full_name": "Ada Again"}
                )
            return services.log_in(email="ada@example.org", password="correct horse battery")

        race(3, write_or_erase)
        ada.refresh_from_db()

    assert not ada.is_active
    assert not Session.objects.exists()
    assert "Again" not in repr(repositories.get_profile(str(ada.pk)))
