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
