"""The file of a requester (dossier demandeur): who he is, how he is reached, and how sure it is that two are one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import NewType

from domain.draft import Requester, RequesterKind
from domain.ids import TownId

DossierId = NewType("DossierId", int)


class ContactKind(StrEnum):
    """What finds a requester again (moyen de contact ou numéro de registre)."""

    EMAIL = "email"
    PHONE = "phone"
    SIRET = "siret"
    SIREN = "siren"
    RNA = "rna"
    FAX = "fax"
    """It reaches him; whom it belongs to it does not say: offices share one machine."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Contact:
    """A contact point or register number in its one form: an address of mail in lower case, a telephone in E.164.

    Several requesters may share one: a couple its telephone, an office its mailbox.
    """

    kind: ContactKind
    value: str


class Likelihood(IntEnum):
    """How sure it is that a requester is one that is known (degré de certitude). Only ``SURE`` is ever acted upon by the machine."""

    TO_CONFIRM = 1
    LIKELY = 2
    SURE = 3


class Clue(StrEnum):
    """What speaks for, or against, two requesters being one (indice)."""

    SIRET = "siret"
    RNA = "rna"
    SIREN = "siren"
    EMAIL = "email"
    PHONE = "phone"
    NAME = "name"
    """The same names."""
    NAME_FITS = "name_fits"
    """One name leaves out or shortens what the other has, or differs by a letter."""
    ADDRESS = "address"
    OTHER_NAME = "other_name"
    """Against it: other names."""
    OTHER_ORGANISATION = "other_organisation"
    """Against it: another organisation, or one of the two writes for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How much two requesters are alike (ressemblance), with what says so."""

    level: Likelihood
    clues: tuple[Clue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who somebody is, with all that finds him again (identité)."""

    requester: Requester
    contacts: tuple[Contact, ...]

    @staticmethod
    def of(requester: Requester) -> "Identity":
        """Return the identity of somebody of whom one message is known."""
        return Identity(requester=requester, contacts=contacts_of(requester))


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """A requester as he is known. ``merged_into`` is the file he was found to be the same as; his contacts are in order of first use."""

    id: DossierId
    town: TownId
    kind: RequesterKind
    identity: Identity
    merged_into: DossierId | None
    version: int
    created_at: datetime

    @property
    def requester(self) -> Requester:
        """What is known of him, each value the first that was told."""
        return self.identity.requester

    @property
    def contacts(self) -> tuple[Contact, ...]:
        """All that finds him again."""
        return self.identity.contacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A file that may be the same person's (rapprochement proposé); people decide."""

    dossier: Dossier
    likeness: Likeness


def contacts_of(requester: Requester) -> tuple[Contact, ...]:
    """Return what finds a requester again, the surest first, each once."""
    return tuple(dict.fromkeys(_contacts(requester)))


def _contacts(requester: Requester) -> Iterator[Contact]:
    for kind, values in (
        (ContactKind.SIRET, (requester.siret,)),
        (ContactKind.RNA, (requester.rna,)),
        (ContactKind.EMAIL, (requester.email.strip().lower() if requester.email else None,)),
        (ContactKind.PHONE, (requester.phone, *requester.other_phones)),
        (ContactKind.SIREN, (requester.siren,)),
        (ContactKind.FAX, (requester.fax,)),
    ):
        for value in values:
            if value:
                yield Contact(kind=kind, value=value)


def only_told(requester: Requester, told: Sequence[Requester]) -> Requester:
    """Return of what is known of a requester what some of his messages tell of him; what none tells gives way to the first that is told."""
    phones = [phone for one in told for phone in (one.phone, *one.other_phones) if phone]
    phone = _if_told(requester.phone, phones)
    return replace(
        requester,
        name=_if_told(requester.name, [one.name for one in told]),
        email=_if_told(requester.email, [one.email for one in told]),
        phone=phone,
        organisation=_if_told(requester.organisation, [one.organisation for one in told]),
        address=_if_told(requester.address, [one.address for one in told]),
        other_phones=tuple(one for one in requester.other_phones if one in phones and one != phone),
        siren=_if_told(requester.siren, [one.siren for one in told]),
        siret=_if_told(requester.siret, [one.siret for one in told]),
        rna=_if_told(requester.rna, [one.rna for one in told]),
        vat=_if_told(requester.vat, [one.vat for one in told]),
        fax=_if_told(requester.fax, [one.fax for one in told]),
    )


def _if_told(value: str | None, told: Sequence[str | None]) -> str | None:
    return value if value in told else next((one for one in told if one), None)
