"""Events commit with the change they tell of, and reach each subscriber once."""

import pytest
from conftest import KettleBoiled
from django.contrib.auth import get_user_model
from django.db import transaction

from dovetail.shared_kernel.events import PublishedOutsideTransaction, publish
from dovetail.shared_kernel.models import DeliveryStatus, OutboxDelivery


def boil(kettle: str = "red", degrees: int = 100) -> None:
    with transaction.atomic():
        publish(KettleBoiled(kettle=kettle, degrees=degrees))
