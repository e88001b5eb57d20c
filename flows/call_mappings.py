"""Column mappings of call logs: a sample looked at, a mapping tried on it, and kept for its town."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from domain.call import Leg
from domain.errors import ConfigurationError, Mistake
from domain.ids import TownId
from flows.calls_options import options_for
from flows.rulesets import Author
from flows.settings import Settings
from flows.town_views import TownView
from flows.wiring import Installation
from flows.wording import say
from ingest.phone.log import OpenedLog, Stream, open_log, open_mapped, rows_of
from ingest.phone.mapping import ColumnMapping, MappingFault
from ingest.phone.outcomes import Outcome, outcomes
from ingest.phone.packed import unpacked
from ingest.phone.proposal import Column, Proposal, columns_in, proposal_of, surveyed
from ingest.phone.source import encoding_of, text_of
from ingest.phone.survey import Shape
from store import call_logs, journal

MOST_SAMPLE_BYTES = 96 * 1024
MOST_SAMPLE_LINES = 400
"""So much of a log is looked at: enough for every kind of call, and no more of citizens' numbers than that is sent to and fro."""
NAME_CHARACTERS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A sample as it was understood without help. ``columns`` are none where its text is empty."""

    proposal: Proposal
    columns: tuple[Column, ...]
    shape: Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What a sample becomes, row by row."""

    log: OpenedLog
    outcomes: tuple[Outcome, ...]

    @property
    def has_calls(self) -> bool:
        """Whether any row tells of a call."""
        return any(isinstance(one.reading, Leg) for one in self.outcomes)


def sample_of(stream: Stream) -> str:
    """Return the beginning of a log as text, whole lines of it; packed ones are unpacked. Raises OSError."""
    head = unpacked(stream).read(MOST_SAMPLE_BYTES)
    text = text_of(head, encoding_of(head))
    lines = text.splitlines(keepends=True)
    if len(head) == MOST_SAMPLE_BYTES and len(lines) > 1:
        lines = lines[:-1]
    return "".join(lines[:MOST_SAMPLE_LINES])


def look_at(view: TownView, settings: Settings, text: str, now: datetime, mapping: ColumnMapping | None = None) -> Look:
    """Return what a sample is; its columns are shown as ``mapping`` cuts them, where one is given."""
    raw = text.encode()
    proposal = proposal_of(raw, options_for(view, settings, now))
    cutting = mapping or proposal.mapping
    found = surveyed(raw, cutting.separator, cutting.cuts)
    return Look(proposal=proposal, columns=columns_in(found.sample), shape=found.shape)


def try_mapping(
    view: TownView, settings: Settings, text: str, now: datetime, mapping: ColumnMapping | None = None
) -> Trial | tuple[MappingFault, ...] | None:
    """Return what the rows of a sample become by a mapping, or without one; what of the mapping does not fit it; None: it is no log."""
    options, stream = options_for(view, settings, now), BytesIO(text.encode())
    log = open_log(stream, options) if mapping is None else open_mapped(stream, options, mapping)
    if log is None or not isinstance(log, OpenedLog):
        return log
    return Trial(log=log, outcomes=outcomes(rows_of(stream, log, options), log, options))


def save_mapping(installation: Installation, town: TownId, name: str, document: Mapping[str, object], author: Author) -> None:
    """Keep a mapping for a town, over the one that had its name. Raises ConfigurationError for a name that is none."""
    if not 0 < len(name) <= NAME_CHARACTERS or not name.isprintable() or name != name.strip():
        what, remedy = say("a name has 1 to 64 characters."), say("Choose a shorter one.")
        raise ConfigurationError(Mistake(where=say("name"), what=what, remedy=remedy))
    with installation.database.write() as session:
        call_logs.put_mapping(session, town, name, document, author.name, author.now)
        facts = {"name": name}
        journal.append(session, at=author.now, town=town, actor=author.name, action="calls.mapping", object=f"town:{town}", details=facts)


def drop_mapping(installation: Installation, town: TownId, name: str, author: Author) -> bool:
    """Forget a mapping; False where the town has none of that name. Logs that were read by it stay as they are."""
    with installation.database.write() as session:
        is_gone = call_logs.drop_mapping(session, town, name)
        if is_gone:
            facts = {"name": name}
            journal.append(
                session, at=author.now, town=town, actor=author.name, action="calls.mapping_gone", object=f"town:{town}", details=facts
            )
    return is_gone
