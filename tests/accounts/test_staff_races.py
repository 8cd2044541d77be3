"""Several of the staff at one moment."""

import pytest
from django.contrib.auth import get_user_model

from dovetail.accounts import services
from dovetail.accounts.models import Session
from dovetail.accounts.testing import bearer, tokens_of


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    """Several of the staff do the same, or the opposite, at one moment."""

    @pytest.fixture
    def actors(self, make_user):
        made = [make_user(is_staff=True) for _ in range(4)]
        return [
            services.authenticate(access_token=tokens_of(user).access_token).actor for user in made
        ]

    def test_turning_off_is_told_once(self, ada, ada_tokens, actors, race, published):
        race(4, lambda n: services.deactivate_user(actor=actors[n], user_id=str(ada.pk)))

        told = [name for name, payload in published() if payload.get("user_id") == str(ada.pk)]
        assert told.count("accounts.user_deactivated.v1") == 1
        assert told.count("accounts.session_revoked.v1") == 1

    def test_off_and_on_leave_the_events_in_the_order_of_what_happened(
        self, ada, actors, race, published
    ):
        verbs = [services.deactivate_user, services.reactivate_user] * 2

        race(4, lambda n: verbs[n](actor=actors[n], user_id=str(ada.pk)))

        told = [name.split(".")[1] for name, payload in published() if "activated" in name]
        expected = ["user_deactivated", "user_reactivated"] * 2
        assert told == expected[: len(told)]
        is_on = get_user_model()._default_manager.get(pk=ada.pk).is_active
        assert is_on == (not told or told[-1] == "user_reactivated")

    def test_nobody_acts_as_who_is_turned_off_at_that_moment(self, ada, actors, race):
        def together(number):
            if number == 0:
                return services.deactivate_user(actor=actors[0], user_id=str(ada.pk))
            return services.impersonate_user(
                actor=actors[number], user_id=str(ada.pk), reason="Ticket 1042"
            )

        given = [one for one in race(4, together)[1:] if not isinstance(one, Exception)]

        statuses = {bearer(one.access_token).get("/api/v1/me").status_code for one in given}
        assert statuses <= {401}
        assert not Session.objects.filter(user_id=ada.pk, revoked_at=None).exists()
