"""The product's own call list: ``date;heure;sens;appelant;appele;duree_s;statut;agent;nom;note``."""

from ingest.phone.layouts.table import TableReader
from ingest.phone.plan import LayoutName, Plan, RowReader, Sample
from ingest.phone.times import Clock
from ingest.phone.words import Role, header_key

COLUMNS = (
    ("date", Role.DATE),
    ("heure", Role.TIME),
    ("sens", Role.WAY),
    ("appelant", Role.CALLER),
    ("appele", Role.CALLED),
    ("duree_s", Role.DURATION),
    ("statut", Role.STATUS),
    ("agent", Role.AGENT),
    ("nom", Role.NAME),
    ("note", Role.NOTE),
)
_NEEDED = 7
"""Columns that tell our list from any other; who writes it may leave out the last ones, and write them in another order."""
_SURE = 99


def recognise(sample: Sample) -> Plan | None:
    """Return how our list is read, None where the sample has other columns."""
    keys = [header_key(name) for name in sample.names]
    places = {role: keys.index(header_key(name)) for name, role in COLUMNS if header_key(name) in keys}
    if len(places) < _NEEDED or Role.DATE not in places or Role.TIME not in places:
        return None
    return Plan(
        layout=LayoutName.OWN,
        columns=places,
        separator=sample.separator,
        fewest=max(places[role] for role in (Role.DATE, Role.TIME)) + 1,
        first=(sample.header or 0) + 1,
        names=sample.names,
        confidence=_SURE,
    )


def reader(plan: Plan, clock: Clock) -> RowReader:
    """Return the reader of our list."""
    return TableReader(plan, clock)
