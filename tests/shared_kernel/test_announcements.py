"""People are told of events, by plain mail until an app does it better."""

import pytest

from dovetail.shared_kernel import announcements
from dovetail.shared_kernel.announcements import Announcement, Outdated, address, holders, person
from dovetail.shared_kernel.events import remove_subscription

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("templates")]


@pytest.fixture
def templates(settings):
    [engine] = settings.TEMPLATES
    words = {
        "kitchen/boiled.txt": "{{ kettle }} is at {{ degrees }}.",
        "kitchen/boiled.html": "<p>{{ kettle }} is at {{ degrees }}.</p>",
    }
    options = {"loaders": [("django.template.loaders.locmem.Loader", words)]}
    settings.TEMPLATES = [{**engine, "APP_DIRS": False, "OPTIONS": options}]


@pytest.fixture
def tell():
    """Declare an announcement of the kettle for the time of a test."""

    def declare(audience, **values):
        announcements.announce(
            Announcement(
                name="kitchen.boiled",
                event="kitchen.kettle_boiled.v1",
                category="kitchen",
                audience=audience,
                subject="{{ kettle }}  boils",
                template="kitchen/boiled",
                **values,
            )
        )

    yield declare
    remove_subscription("announce.kitchen.boiled")
    announcements.registry.pop("kitchen.boiled", None)


def test_an_address_gets_the_mail_in_text_and_html(tell, boil, deliver, mailoutbox):
    tell(address("kettle"))
    boil("o'brien&sons@example.org")

    deliver()

    [mail] = mailoutbox
    assert mail.to == ["o'brien&sons@example.org"]
    assert mail.subject == "o'brien&sons@example.org boils"
    assert mail.body == "o'brien&sons@example.org is at 100.\n"
    assert mail.alternatives[0].content == "<p>o&#x27;brien&amp;sons@example.org is at 100.</p>"


def test_a_person_is_found_by_their_id(tell, boil, deliver, make_user, mailoutbox):
    tell(person("kettle"))
    boil(str(make_user("ada@example.org").pk))

    deliver()

    assert [mail.to for mail in mailoutbox] == [["ada@example.org"]]


def test_nobody_is_told_what_is_outdated(tell, boil, deliver, mailoutbox):
    def outdated(payload):
        raise Outdated

    tell(address("kettle"), context=outdated)
    boil("ada@example.org")

    assert deliver() == 1
    assert mailoutbox == []


def test_what_is_only_for_the_inbox_is_not_mailed(tell, boil, deliver, mailoutbox):
    tell(address("kettle"), channels=("inbox",))
    boil("ada@example.org")

    deliver()

    assert mailoutbox == []


def test_the_context_adds_words_at_send_time(tell, boil, deliver, mailoutbox):
    tell(address("kettle"), context=lambda payload: {"degrees": payload["degrees"] + 1})
    boil("ada@example.org")

    deliver()

    assert "is at 101." in mailoutbox[0].body


def test_holders_need_a_tenant(tell, boil, deliver, mailoutbox):
    tell(holders("kitchen:cook.read"))
    boil()

    assert deliver() == 1
    assert mailoutbox == []
