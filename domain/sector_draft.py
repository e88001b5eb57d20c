"""A draft of a town's sectors: drawn and described by administrators, not what counts until it is published."""

from dataclasses import dataclass
from datetime import datetime

from domain.ids import TownId
from domain.place import Parity, Sector


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidRange:
    """Numbers of a street that lie in a sector, as an administrator said it; both ends None: all of them.

    ``sector`` is the code of a sector, None for « non coté ».
    """

    sector: str | None
    low: int | None
    high: int | None
    parity: Parity = Parity.ALL


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidStreet:
    """A street whose ranges were said, by its official name: they count before the outlines."""

    street: str
    ranges: tuple[SaidRange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inheritance:
    """A sector that is no more, and the one that has its ground and its streets, both by their codes."""

    gone: str
    heir: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SectorDraft:
    """What is to become of the sectors (brouillon de secteurs). A sector is known by its code: with another name it is the same."""

    sectors: tuple[Sector, ...]
    streets: tuple[SaidStreet, ...] = ()
    heirs: tuple[Inheritance, ...] = ()

    def lasting(self, code: str) -> str | None:
        """Return the sector that what was in one is in: itself while it is there, else its heir; None where there is none."""
        codes = {one.code for one in self.sectors}
        heirs = {one.gone: one.heir for one in self.heirs}
        seen: set[str] = set()
        while code not in codes:
            if code in seen or code not in heirs:
                return None
            seen.add(code)
            code = heirs[code]
        return code


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDraft:
    """A draft as it is kept. ``based_on`` is the version of the places it was begun from; each change raises ``revision``."""

    town: TownId
    based_on: int
    revision: int
    draft: SectorDraft
    begun_by: str
    begun_at: datetime
    changed_by: str
    changed_at: datetime
