import os
import signal
from dataclasses import dataclass

from brewery.models import Cup
from dovetail.shared_kernel.events import subscribe


@dataclass(frozen=True, slots=True)
class Poured:
    pot: str
    number: int


@subscribe("brewery.pot_emptied.v1")
def count_cup(fact: Poured) -> None:
    Cup.objects.create(pot=fact.pot, number=fact.number)


@dataclass(frozen=True, slots=True)
class Burst:
    pot: str


@subscribe("brewery.vat_burst.v1")
def die(fact: Burst) -> None:
    """As a segmentation fault or the out-of-memory killer would have it."""
    os.kill(os.getpid(), signal.SIGKILL)
