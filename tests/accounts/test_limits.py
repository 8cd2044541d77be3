"""How often one place may try, and how often one mailbox is written to."""

import pytest

from dovetail.accounts.models import Challenge
from dovetail.shared_kernel.rates import MeterAway

pytestmark = pytest.mark.django_db

LOGIN, SIGNUP, RESEND = "/api/v1/auth/login", "/api/v1/auth/signup", "/api/v1/auth/email/resend"


class Gone:
    """A meter that does not answer."""

    def take(self, asked):
        raise MeterAway


@pytest.fixture
def log_in(anonymous, password):
    def post(email, password=password, **extra):
        return anonymous.post(LOGIN, {"email": email, "password": password}, **extra)

    return post


@pytest.fixture
def ask(anonymous, password):
    """Ask for an account."""

    def post(email, **extra):
        body = {"email": email, "password": password, "full_name": "Somebody"}
        return anonymous.post(SIGNUP, body, **extra)

    return post


def limited_by(answer):
    assert answer.status_code == 429, answer.content
    assert answer.json()["code"] == "rate_limited"
    assert int(answer["Retry-After"]) > 0
    return answer.json()["violated_policies"]


def test_one_place_tries_thirty_accounts_in_five_minutes_and_no_more(log_in, ada):
    for number in range(30):
        assert log_in(f"{number}@example.org").status_code == 401

    assert limited_by(log_in("ada@example.org")) == ["log-ins"]
    assert log_in("ada@example.org", REMOTE_ADDR="192.0.2.9").status_code == 200


def test_success_gives_a_place_no_more_tries(log_in, ada):
    for number in range(29):
        log_in(f"{number}@example.org")

    assert log_in("ada@example.org").status_code == 200
    assert limited_by(log_in("ada@example.org")) == ["log-ins"]


def test_one_place_signs_up_twenty_times_in_an_hour(ask):
    for number in range(20):
        assert ask(f"{number}@example.org").status_code == 202

    assert limited_by(ask("one-more@example.org")) == ["sign-ups"]
    assert ask("one-more@example.org", REMOTE_ADDR="192.0.2.9").status_code == 202


def test_a_mailbox_is_written_to_five_times_from_wherever_it_is_asked_for(ask, ada, published):
    spellings = ["GRACE@example.org", "  grace@EXAMPLE.org", "Grace@Example.org" + " " * 5000]
    for number in range(5):
        answer = ask(spellings[number % 3], REMOTE_ADDR=f"192.0.2.{number}")
        assert answer.status_code == 202

    assert limited_by(ask("Grace@example.org", REMOTE_ADDR="192.0.2.9")) == ["mails"]
    assert len(published()) == 5


@pytest.mark.parametrize("challenge", [None, 5, "", "nonsense", "\0", [], "A" * 500_000])
def test_what_names_no_challenge_is_refused_as_ever(anonymous, challenge):
    assert anonymous.post(RESEND, {"challenge_id": challenge}).status_code == 422


def test_who_has_an_account_is_written_to_as_often(ask, ada):
    answers = [ask("ada@example.org", REMOTE_ADDR=f"192.0.2.{n}") for n in range(6)]

    assert [answer.status_code for answer in answers] == [202] * 5 + [429]


def test_a_code_that_is_sent_again_is_a_mail_to_the_same_mailbox(anonymous, ask, published):
    challenge = {"challenge_id": ask("grace@example.org").json()["id"]}
    for _ in range(3):
        assert anonymous.post(RESEND, challenge).status_code == 202
    assert ask("GRACE@example.org").status_code == 202

    assert limited_by(anonymous.post(RESEND, challenge)) == ["mails"]
    assert len(published()) == 5


def test_a_challenge_that_is_over_has_no_mailbox_to_protect(anonymous, ask):
    challenge = {"challenge_id": ask("grace@example.org").json()["id"]}
    Challenge.objects.update(expires_at="2020-01-01T00:00Z")

    answers = [anonymous.post(RESEND, challenge).status_code for _ in range(7)]

    assert answers == [422] * 7


def test_who_is_refused_by_the_place_uses_up_nothing_of_a_mailbox(ask):
    for number in range(20):
        ask(f"{number}@example.org")
    for _ in range(6):
        assert limited_by(ask("grace@example.org")) == ["sign-ups"]

    answer = ask("grace@example.org", REMOTE_ADDR="192.0.2.9")

    assert '"mails";r=4' in answer["RateLimit"]


def test_while_nothing_can_be_counted_nobody_tries(wire, log_in, ask, ada, published):
    wire({"shared_kernel.RateMeter": Gone})

    answers = [log_in("ada@example.org"), ask("grace@example.org")]

    assert [answer.status_code for answer in answers] == [503, 503]
    assert {answer.json()["code"] for answer in answers} == {"unavailable"}
    assert {answer.has_header("Retry-After") for answer in answers} == {True}
    assert published() == []


def test_a_project_sets_other_rates_or_none(settings, log_in, ask):
    settings.DOVETAIL_ACCOUNTS = {"login_rate": "1/1h", "signup_rate": "", "mail_rate": ""}

    log_in("a@example.org")
    assert limited_by(log_in("b@example.org")) == ["log-ins"]
    assert [ask("grace@example.org").status_code for _ in range(22)] == [202] * 22
