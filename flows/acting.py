"""An agent who does something to a request: who he is, and what is written down of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from domain.errors import NotFoundError
from flows.wording import say
from store import agents, history, journal
from store.history import HistoryLine
from store.requests import RequestRecord

Within = Callable[[Session, RequestRecord], None]
"""What a caller writes in the transaction of an act, given the request as it stands then: an answer that may be asked for again."""


def nothing(_session: Session, _record: RequestRecord) -> None:
    """Write nothing more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """What an agent does at a moment."""

    agent: str
    now: datetime

    def write_down(
        self, session: Session, record: RequestRecord, action: str, facts: Mapping[str, object], words: Mapping[str, object] | None = None
    ) -> None:
        """Write an action into the history of a request and into the journal, which never holds ``words`` of people."""
        line = HistoryLine(at=self.now, actor=self.agent, action=action, details={**facts, **(words or {})})
        history.append(session, record.line.town, record.line.id, line)
        name, row = f"request.{action}", f"request:{record.line.id}"
        journal.append(session, at=self.now, town=record.line.town, actor=self.agent, action=name, object=row, details=facts)


def find_acting(session: Session, record: RequestRecord, agent: str, now: datetime) -> Acting:
    """Return an agent who decides on a request. Raises NotFoundError for one who is not there, or of another town."""
    who = agents.find_by_login(session, agent)
    if who is None or who.town not in (None, record.line.town):
        raise NotFoundError(
            say(
                "Nobody decides requests of {town} as {login}. Add somebody: citoyen users add LOGIN, and name who decides.",
                town=record.line.town,
                login=agent,
            )
        )
    return Acting(agent=who.login, now=now)


def called(record: RequestRecord) -> str:
    """Return how people call a request: its number, else its tracking code."""
    return str(record.line.number or record.line.tracking)
