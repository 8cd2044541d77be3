"""Every problem code that has a page is met by some test of the composed run."""

from pathlib import Path

import pytest
from rest_framework import exceptions

from dovetail.shared_kernel.api.problems import TITLES, draft_of
from host_project.problems import meanings

WHOLE = {f"tests/{part}" for part in ("composed", "accounts", "organizations", "billing")}
# In projects that are put together in another way; the file is run there.
ELSEWHERE = {
    "csrf_token_required": "tests/accounts/test_allauth.py",
    "no_provider_session": "tests/accounts/test_allauth.py",
    "profile_field_not_kept": "tests/accounts/test_foreign_users.py",
}
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("status", TITLES)
def test_what_another_view_raises_is_told_in_our_words(status):
    error = exceptions.APIException("in its own words")
    error.status_code = status

    told = draft_of(error).document()

    assert (told["status"], (told["code"], told["title"])) == (status, TITLES[status])


def test_every_code_was_raised_by_a_test_before(request, raised_codes):
    """Runs last, and speaks of a whole run alone."""
    ran = {str(item.path.parent.relative_to(ROOT)) for item in request.session.items}
    if not ran >= WHOLE:
        pytest.skip("Only a part of the suite runs.")

    missing = sorted(set(meanings()) - raised_codes - set(ELSEWHERE))

    assert not missing, f"documented, and raised by no test: {', '.join(missing)}"
    for code, path in ELSEWHERE.items():
        assert f'"{code}"' in (ROOT / path).read_text(), f"{path} says nothing of {code}"
