"""Requests as open data (données ouvertes): a line each, of nobody, placed to a street at most; and what its columns hold. Pure."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from figures.formula_guard import guarded
from figures.words import Said

LEAST_IN_STREET = 5
"""Requests of a street in a year: of fewer, the street is left out (DOMAIN §7)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRequest:
    """A request as anybody may have it. ``duration_days``: calendar days from reception to closing."""

    received_on: date
    channel: str
    nature: str
    theme: str
    subject_code: str
    subject: str
    sector: str
    street: str
    state: str
    closed_on: date | None

    @property
    def duration_days(self) -> int | None:
        """Return how long it took."""
        return None if self.closed_on is None else (self.closed_on - self.received_on).days


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A column: its name, its type as Table Schema names it, what it holds in both languages, an example."""

    name: str
    kind: str
    holds: Said
    example: str


FIELDS: tuple[Field, ...] = (
    Field(
        name="date_reception",
        kind="date",
        holds=Said("Jour de la réception de la demande.", "Day the request was received."),
        example="2025-03-12",
    ),
    Field(
        name="canal",
        kind="string",
        holds=Said("Par où la demande est arrivée.", "The way the request came in."),
        example="Courriel",
    ),
    Field(
        name="nature",
        kind="string",
        holds=Said("Signalement, demande, réclamation, information ou autre.", "Report, request, complaint, question or other."),
        example="Signalement",
    ),
    Field(name="theme", kind="string", holds=Said("Thème de l’objet.", "Theme of the subject."), example="Voirie"),
    Field(
        name="objet_code",
        kind="string",
        holds=Said("Code de l’objet au catalogue de la commune.", "Code of the subject in the town’s catalogue."),
        example="VOI-01",
    ),
    Field(
        name="objet",
        kind="string",
        holds=Said("Objet, en mots.", "Subject, in words."),
        example="Nid-de-poule, chaussée dégradée",
    ),
    Field(
        name="secteur",
        kind="string",
        holds=Said("Secteur de la commune, vide s’il n’est pas connu.", "Sector of the town, empty where unknown."),
        example="Centre-ville",
    ),
    Field(
        name="rue",
        kind="string",
        holds=Said(
            "Rue, sans numéro. Vide si elle n’est pas connue, ou si moins de cinq demandes de l’année y sont.",
            "Street, without number. Empty where unknown, or where fewer than five requests of the year lie there.",
        ),
        example="Rue du 20-Juin",
    ),
    Field(
        name="etat",
        kind="string",
        holds=Said("État le jour de l’extraction.", "State on the day of the extract."),
        example="Close",
    ),
    Field(
        name="date_cloture",
        kind="date",
        holds=Said("Jour de la clôture, vide si la demande est ouverte.", "Day of closing, empty for an open request."),
        example="2025-03-18",
    ),
    Field(
        name="duree_jours",
        kind="integer",
        holds=Said("Jours calendaires de la réception à la clôture.", "Calendar days from reception to closing."),
        example="6",
    ),
)


def discreet(requests: Iterable[OpenRequest]) -> tuple[OpenRequest, ...]:
    """Return requests without the streets that too few of them lie in, in an order that tells nothing of when in the day they came."""
    known = tuple(requests)
    counts = Counter(one.street for one in known)
    kept = (one if counts[one.street] >= LEAST_IN_STREET else replace(one, street="") for one in known)
    return tuple(sorted(kept, key=_cells))


def written(requests: Sequence[OpenRequest]) -> bytes:
    """Return requests as CSV: UTF-8, commas, ISO 8601 days, a head (RFC 4180; Validata's usual form)."""
    return _csv([field.name for field in FIELDS], map(_cells, requests))


def dictionary(language: str) -> bytes:
    """Return what the columns hold, as CSV: name, type, description, example."""
    head = Said("nom,type,description,exemple", "name,type,description,example").told(language).split(",")
    return _csv(head, ((field.name, field.kind, field.holds.told(language), field.example) for field in FIELDS))


def _cells(one: OpenRequest) -> tuple[str, ...]:
    closed = "" if one.closed_on is None else one.closed_on.isoformat()
    took = "" if one.duration_days is None else str(one.duration_days)
    place = (one.sector, one.street)
    return (one.received_on.isoformat(), one.channel, one.nature, one.theme, one.subject_code, one.subject, *place, one.state, closed, took)


def _csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    file = io.StringIO(newline="")
    out = csv.writer(file, lineterminator="\r\n")
    out.writerow(head)
    out.writerows([guarded(cell) for cell in row] for row in rows)
    return file.getvalue().encode()
