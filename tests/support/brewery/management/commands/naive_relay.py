"""How one would write a relay at first: the effect commits, and then the receipt."""

import time

from django.core.management.base import BaseCommand
from django.db import transaction

from brewery.models import Cup
from dovetail.shared_kernel.models import DeliveryStatus, OutboxDelivery


class Command(BaseCommand):
    def handle(self, *args, **options):
        while True:
            for delivery in OutboxDelivery.objects.filter(status=0).select_related("event")[:1]:
                with transaction.atomic():
                    Cup.objects.create(**delivery.event.payload)
                time.sleep(0.05)  # anything that takes a moment, and the end of the process in it
                OutboxDelivery.objects.filter(id=delivery.id).update(status=DeliveryStatus.DONE)
