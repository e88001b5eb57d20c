"""A sample of a log laid out for whoever describes its columns: what each is called and holds, and what it most likely means."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO

from ingest.phone.fixed import cuts_of
from ingest.phone.layouts.guess import contents_of, with_words
from ingest.phone.log import LogOptions, open_log
from ingest.phone.mapping import ColumnMapping, mapping_of, named
from ingest.phone.plan import LayoutName, Plan, Sample, columns_of, is_date
from ingest.phone.records import with_documents
from ingest.phone.survey import HEAD_BYTES, Survey, survey
from ingest.phone.words import Role

EXAMPLES = 3
"""Values shown of a column."""
LONGEST_EXAMPLE = 60
MOST_COLUMNS = 200
ROLES = (
    *(Role.START, Role.DATE, Role.TIME, Role.ANSWER, Role.END, Role.DURATION, Role.TALK, Role.RING, Role.CALLER, Role.CLID, Role.NAME),
    *(Role.CALLED, Role.DIALLED, Role.OTHER, Role.EXTENSION, Role.STATUS, Role.WAY, Role.AGENT, Role.NOTE, Role.AUDIO, Role.TRANSCRIPT),
    *(Role.CALL_ID, Role.LINKED_ID),
)
"""What a column may be said to hold; the rest of what is known of columns is one switchboard's own."""
_OWN_READERS = frozenset(LayoutName) - {LayoutName.HEADED, LayoutName.GUESSED, LayoutName.JSON, LayoutName.MAPPED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a sample: ``place`` from 1, ``name`` as the log has it, empty where it has none, and different values of it."""

    place: int
    name: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a sample most likely is. ``plan`` is None where nothing here can read it; then ``mapping`` has what little is known."""

    plan: Plan | None
    mapping: ColumnMapping

    @property
    def is_known(self) -> bool:
        """Whether it is the log of a switchboard that is known: it needs no mapping."""
        return self.plan is not None and self.plan.layout in _OWN_READERS


def proposal_of(raw: bytes, options: LogOptions) -> Proposal:
    """Return what a sample is, and a mapping of it to start from."""
    log = open_log(BytesIO(raw), options)
    if log is not None:
        found = mapping_of(log.plan)
        columns = {role: place for role, place in found.columns.items() if role in ROLES}
        is_placed = log.plan.layout in _OWN_READERS and len(columns) < 2  # noqa: PLR2004 - a line is read as a whole
        if not is_placed:
            return Proposal(plan=log.plan, mapping=ColumnMapping(columns=columns, separator=found.separator, cuts=found.cuts))
    looked_at = surveyed(raw)
    cuts = cuts_of(looked_at.text.splitlines()[:400]) if max(map(len, looked_at.sample.rows), default=0) <= 1 else ()
    sample = surveyed(raw, cuts=cuts).sample
    known = {role: place for role, place in _told(sample).items() if role in ROLES}
    separator = None if cuts or log is not None else sample.separator
    return Proposal(
        plan=log.plan if log is not None else None,
        mapping=ColumnMapping(columns=named(known, sample.names), separator=separator, cuts=cuts),
    )


def _told(sample: Sample) -> dict[Role, int]:
    """Return what the columns hold by their names or, where they have none, by what stands in them."""
    if sample.header is not None:
        return with_words(columns_of(sample.names), sample)
    # Names that nobody knows, and titles, tell nothing of what stands below them.
    dated = tuple(row for row in sample.rows if any(map(is_date, row)))
    return contents_of(replace(sample, rows=dated))


def surveyed(raw: bytes, separator: str | None = None, cuts: tuple[int, ...] = ()) -> Survey:
    """Return a sample as a table, whatever its shape."""
    return with_documents(survey(raw[:HEAD_BYTES], separator=separator, cuts=cuts))


def columns_in(sample: Sample) -> tuple[Column, ...]:
    """Return the columns of a sample with what stands in them."""
    width = min(max((len(row) for row in sample.rows), default=0), MOST_COLUMNS)
    return tuple(Column(place=place + 1, name=_name(sample, place), examples=tuple(_examples(sample, place))) for place in range(width))


def _name(sample: Sample, place: int) -> str:
    return sample.names[place].strip()[:LONGEST_EXAMPLE] if place < len(sample.names) else ""


def _examples(sample: Sample, place: int) -> Iterator[str]:
    shown: set[str] = set()
    for row in sample.records:
        value = row[place].strip() if place < len(row) else ""
        if value and value not in shown:
            shown.add(value)
            yield value if len(value) <= LONGEST_EXAMPLE else value[: LONGEST_EXAMPLE - 1] + "…"
        if len(shown) >= EXAMPLES:
            return
