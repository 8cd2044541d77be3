"""What is read by compiled statements is what the querysets read."""

import pytest
from django.utils import timezone

from dovetail.notifications import models, repositories
from dovetail.shared_kernel.compiled import CompiledRows

pytestmark = pytest.mark.django_db


def same(rows):
    assert isinstance(rows, CompiledRows)
    found = list(rows)
    assert found == list(rows.ordinary)
    return [one.title for one in found]


def test_the_inbox(cook, make_user, empty_shelf):
    for shelf in ("Rice", "Beans", "Corn %s"):
        empty_shelf(shelf)
    newest = models.Notification.objects.filter(title="Corn %s is empty")
    newest.update(seen_at=timezone.now(), read_at=timezone.now())

    inbox = repositories.list_notifications(str(cook.pk))

    assert same(inbox) == ["Corn %s is empty", "Beans is empty", "Rice is empty"]
    assert same(inbox.filter(read_at__isnull=True)) == ["Beans is empty", "Rice is empty"]
    assert same(inbox.filter(id=newest.get().id)) == ["Corn %s is empty"]
    assert same(repositories.list_notifications(str(make_user().pk))) == []
