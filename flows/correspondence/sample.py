"""What a letter about a request would be about, before somebody has done anything: for previews and for documents to be filled."""

from dataclasses import replace
from datetime import datetime

from flows.correspondence.occasion import Occasion
from letters.kinds import ModelKey
from store.requests import RequestRecord


def sample(record: RequestRecord, key: ModelKey, now: datetime, agent: str | None = None) -> Occasion:
    """Return an occasion as it was, by the history of the request, or as it may be."""
    said: dict[str, object] = {}
    for line in record.history:
        said |= {name: line.details[name] for name in ("answer", "pieces", "day", "department") if line.details.get(name)}
    pieces = said.get("pieces")
    day = said.get("day")
    is_of_pieces = key in {ModelKey.PIECES, ModelKey.PIECES_AGAIN}
    made = Occasion(
        model=key,
        event="preview",
        answer=str(said.get("answer", "[réponse de l’agent]")),
        reason="[motif]",
        day=datetime.fromisoformat(day).date() if isinstance(day, str) else now.date(),
        suspends=is_of_pieces,
        agent=agent,
    )
    listed = tuple(map(str, pieces)) if isinstance(pieces, list) else ("[pièce demandée]",)
    authority = record.line.situation.authority or record.line.department
    return replace(made, pieces=listed if is_of_pieces else (), authority=authority)


def so_far(record: RequestRecord, key: ModelKey, event: str, agent: str | None, answer: str | None = None) -> Occasion:
    """Return an occasion with what was truly said of a request, last of all; what was not said is not there."""
    said: dict[str, object] = {}
    for line in record.history:
        said |= {name: line.details[name] for name in ("answer", "pieces", "day") if line.details.get(name)}
    pieces, day, told = said.get("pieces"), said.get("day"), said.get("answer")
    return Occasion(
        model=key,
        event=event,
        answer=answer or (told if isinstance(told, str) else None),
        pieces=tuple(map(str, pieces)) if isinstance(pieces, list) else (),
        day=datetime.fromisoformat(day).date() if isinstance(day, str) else None,
        authority=record.line.situation.authority,
        agent=agent,
    )
