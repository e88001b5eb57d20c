"""Call cards: an answered call of the reception becomes an entry when an agent writes down what was asked, or is dismissed."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from domain.errors import ConflictError
from domain.ids import TownId
from domain.inbound import Channel
from flows.entry import SOON, Entry, Person, enter
from flows.once import DifferentError, Write
from flows.wiring import Installation
from flows.wording import say
from ingest.phone.drafts import call_id, requester_of
from store import calls, journal
from store.calls import CardState, KeptCall

LATE = "Fiche d’appel complétée depuis le journal du standard"
"""Why a call is entered later than `SOON`; kept with the entry, in the language of the administration."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What an agent writes on a card. ``name`` is who called as the agent knows them, where the log does not."""

    text: str
    agent: str
    """As the history names who did it."""
    name: str | None = None
    heading: str | None = None
    place: str | None = None


class SettledError(ConflictError):
    """Somebody has completed or dismissed the card already."""


def complete(installation: Installation, kept: KeptCall, note: Note, now: datetime) -> str:
    """Keep what was asked in a call as an entry of the moment of the call, and return its receipt. The same card is completed once.

    Raises SettledError, UnavailableError.
    """
    if kept.card not in {CardState.OPEN, CardState.PAST}:
        raise settled()
    call = kept.call
    requester, _ = requester_of(call.outside, (call.name,))
    entry = Entry(
        channel=Channel.PHONE,
        text=note.text,
        agent=note.agent,
        person=Person(name=note.name or requester.name, organisation=requester.organisation, phone=requester.phone),
        heading=note.heading,
        place=note.place,
        arrived_at=min(call.at, now),
        reason=LATE if now - call.at > SOON else None,
        source_id=call_id(call),
    )
    # The card is marked after its entry is kept: who is cut short in between finds the same entry again.
    written = "\n".join((note.text, note.name or "", note.heading or "", note.place or ""))
    write = Write(caller="call_cards", key=f"card {kept.id}", content=sha256(written.encode()).digest())
    try:
        answered = enter(installation, kept.town, entry, now, write)
    except DifferentError as error:
        raise settled() from error
    tracking = str(answered.answer["tracking"])
    _settle(installation, kept, CardState.DONE, note.agent, now, tracking)
    return tracking


def dismiss(installation: Installation, kept: KeptCall, agent: str, now: datetime) -> None:
    """Say that there is nothing to write down of a call. Raises SettledError, UnavailableError."""
    _settle(installation, kept, CardState.DISMISSED, agent, now)


def dismiss_before(installation: Installation, town: TownId, until: datetime, agent: str, now: datetime) -> int:
    """Dismiss the cards of all calls before a moment; return how many."""
    with installation.database.write() as session:
        count = calls.dismiss_before(session, town, until, agent, now)
        facts = {"until": until.isoformat(), "count": count}
        journal.append(session, at=now, town=town, actor=agent, action="calls.dismissed", object=f"town:{town}", details=facts)
    return count


def settled() -> SettledError:
    """Return what is said of a card that is not to be completed any more."""
    return SettledError(say("This card was completed or dismissed already."))


def _settle(installation: Installation, kept: KeptCall, state: CardState, agent: str, now: datetime, tracking: str | None = None) -> None:
    with installation.database.write() as session:
        if not calls.settle_card(session, kept.id, state, agent, now, tracking):
            raise settled()
        facts = {"state": state.value}
        journal.append(session, at=now, town=kept.town, actor=agent, action="calls.card", object=f"call:{kept.id}", details=facts)
