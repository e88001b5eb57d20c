"""Who signs letters before they leave (circuit de signature), and who signs in whose place (délégation de signature)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NewType

from domain.ids import TownId

DelegationId = NewType("DelegationId", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatoryAccount:
    """By which account a signatory signs. ``name`` is his, as the town's list of signatories has it."""

    name: str
    login: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Circuit:
    """What a town has set of signing.

    ``models`` are the kinds of letters that wait for a signature, or models by their own names; none: nothing is signed.
    """

    models: tuple[str, ...] = ()
    accounts: tuple[SignatoryAccount, ...] = ()

    def wants(self, *names: str | None) -> bool:
        """Return whether a letter called so waits for a signature."""
        return any(one in self.models for one in names)

    def account_of(self, signatory: str) -> str | None:
        """Return the login by which somebody signs."""
        return next((one.login for one in self.accounts if one.name == signatory), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation:
    """An agent who signs in a signatory's place (délégation), from one day to another, both included.

    ``formula`` and ``quality`` stand in letters with the delegate's name: « Pour le Maire et par délégation, ». ``author`` gave it.
    """

    id: DelegationId
    town: TownId
    signatory: str
    delegate: str
    quality: str
    formula: str
    first_day: date
    last_day: date
    author: str
    created_at: datetime
    ended_at: datetime | None = None
    ended_by: str | None = None

    def holds(self, on: date) -> bool:
        """Return whether he may sign on a day, in the town's time."""
        return self.ended_at is None and self.first_day <= on <= self.last_day
