from dataclasses import dataclass
from typing import ClassVar

from dovetail.shared_kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PotEmptied(Event):
    """A cup was poured from a pot."""

    name: ClassVar = "brewery.pot_emptied.v1"
    ordered_by: ClassVar = "pot"

    pot: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VatBurst(Event):
    """Whoever hears of it dies."""

    name: ClassVar = "brewery.vat_burst.v1"
    ordered_by: ClassVar = "pot"

    pot: str
