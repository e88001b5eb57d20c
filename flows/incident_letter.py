"""A letter of an agent's own words to everyone of an incident: shown before as each gets it, then written to each by his own way, once.

Each request is dealt with in a transaction of its own and has its own result. Who is killed on the way says the same again: an address that
was written these words about this incident is not written them twice, however many of the requests are its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from sqlalchemy.orm import Session

from domain.errors import CitoyenError, ConflictError, ForbiddenError, InvalidError, Mistake, NotFoundError
from domain.ids import RequestId, TownId
from domain.rights import Permission
from flows.acting import Acting, Purpose, called, find_acting
from flows.correspondence.occasion import Occasion
from flows.correspondence.writing import Writing, is_on
from flows.parting import top
from flows.wiring import Installation
from flows.wording import say
from letters.kinds import ModelKey
from store import incidents, requests
from store.outbox import Letter
from store.requests import RequestRecord

MOST_CHARACTERS = 20_000
_WRITING = (Permission.TREAT, Permission.REQUALIFY)
"""As for a holding reply: whoever does the work of a request, or says where it belongs."""


def _everything(_record: RequestRecord) -> bool:
    return True


class Outcome(StrEnum):
    """What becomes of a letter to the requesters of one request (résultat)."""

    WRITTEN = "written"
    TOLD = "told"
    """All its addresses have these words already: by another request of the incident, or by an earlier call."""
    UNREACHED = "unreached"
    """Its requester gave no address, or one that takes no letters."""
    REFUSED = "refused"
    """Nothing is written. Without an error: what it is about is not for who asks to know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What everyone of the incident of a request is to be told, in an agent's own words."""

    request: RequestId
    text: str
    is_open: Callable[[RequestRecord], bool] = _everything
    """Whether whoever asks may read a request, beside what the agent's own rights allow: a key opens less than its agent does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became, or would become, of one request; ``letters`` as each recipient gets them. ``error`` is what speaks against it."""

    request: RequestId
    reference: str | None
    outcome: Outcome
    letters: tuple[Letter, ...] = ()
    error: CitoyenError | None = None


def preview(installation: Installation, words: Words, agent: str, now: datetime) -> tuple[Told, ...]:
    """Return exactly what each would get, the main request first; nothing is written. Raises as `write_to_all`."""
    with installation.database.read() as session:
        telling = _begin(installation, session, words, agent, now)
        told: list[Told] = []
        seen: set[tuple[str, str]] = set()
        for one in (telling.main, *incidents.included_ids(session, telling.main)):
            told.append(telling.tell(session, one, seen))
            seen.update(map(_key, told[-1].letters))
    return tuple(told)


def write_to_all(installation: Installation, words: Words, agent: str, now: datetime) -> tuple[Told, ...]:
    """Write to everyone of the incident a request is in, and return a result for each of its requests, the main one first.

    Raises NotFoundError; ForbiddenError for who may not write of the main request; InvalidError without words; ConflictError where the town
    writes to no requester.
    """
    with installation.database.read() as session:
        telling = _begin(installation, session, words, agent, now)
        wanted = (telling.main, *incidents.included_ids(session, telling.main))
    rung: set[str] = set()
    told = []
    for one in wanted:
        with installation.database.write() as session:
            requests.hold(session, one)
            found = telling.tell(session, one, set())
            rung.update(telling.post(session, found))
        told.append(found)
    installation.bell.ring(*sorted(rung))
    return tuple(told)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Telling:
    """Tells the requesters of an incident something. ``event`` names it: an address is told once."""

    installation: Installation
    town: TownId
    main: RequestId
    text: str
    event: str
    agent: str
    now: datetime
    is_open: Callable[[RequestRecord], bool]

    def tell(self, session: Session, request: RequestId, seen: set[tuple[str, str]]) -> Told:
        """Return what is to be written of one request to those who were not told yet; ``seen`` are told beside."""
        try:
            record = requests.get(session, request)
            self._acting(session, record)
        except ForbiddenError as error:
            number = None if record.line.number is None else str(record.line.number)
            return Told(request=request, reference=number, outcome=Outcome.REFUSED, error=error)
        except NotFoundError as error:
            return Told(request=request, reference=None, outcome=Outcome.REFUSED, error=error)
        if not self.is_open(record):
            return Told(request=request, reference=None, outcome=Outcome.REFUSED)
        occasion = Occasion(model=ModelKey.MESSAGE, event=self.event, answer=self.text, agent=self.agent)
        letters = self._writing(session).of(record, occasion)
        if not letters:
            return Told(request=request, reference=called(record), outcome=Outcome.UNREACHED)
        known = incidents.told_of(session, [str(one.event) for one in letters])
        new = tuple(one for one in letters if _key(one) not in known | seen)
        outcome = Outcome.WRITTEN if new else Outcome.TOLD
        return Told(request=request, reference=called(record), outcome=outcome, letters=new)

    def post(self, session: Session, told: Told) -> tuple[str, ...]:
        """Put letters into the outbox and say so in the history of their request; return the queues that have work then."""
        if not told.letters:
            return ()
        record = requests.get(session, told.request)
        facts = {"incident": self.main, "letters": len(told.letters)}
        self._acting(session, record).write_down(session, record, "told_all", facts, {"answer": self.text})
        return self._writing(session).post(told.letters)

    def _acting(self, session: Session, record: RequestRecord) -> Acting:
        return find_acting(session, record, self.agent, self.now, Purpose(towns=self.installation.towns, to=_WRITING))

    def _writing(self, session: Session) -> Writing:
        view = self.installation.towns.get(self.town)
        return Writing(settings=self.installation.settings, view=view, session=session, now=self.now, agent=self.agent)


def _begin(installation: Installation, session: Session, words: Words, agent: str, now: datetime) -> _Telling:
    text = words.text.strip()
    if not text:
        raise InvalidError(Mistake(where="text", what=say("The text is missing."), remedy=say("Write what they are to be told.")))
    if len(text) > MOST_CHARACTERS:
        what = say("The text has {count} characters; {most} are taken.", count=len(text), most=MOST_CHARACTERS)
        raise InvalidError(Mistake(where="text", what=what, remedy=say("Write less.")))
    asked = requests.get(session, words.request)
    find_acting(session, asked, agent, now, Purpose(towns=installation.towns, to=_WRITING))
    main = requests.get(session, top(session, words.request))
    acting = find_acting(session, main, agent, now, Purpose(towns=installation.towns, to=_WRITING))
    if not is_on(installation.settings, installation.towns.get(main.line.town).town):
        raise ConflictError(say("The town writes to no requester. Ask an administrator of Citoyen whether it is to."))
    digest = sha256(text.encode()).hexdigest()[:16]
    return _Telling(
        installation=installation,
        town=main.line.town,
        main=main.line.id,
        text=text,
        event=f"{ModelKey.MESSAGE}:{main.line.id}:{digest}",
        agent=acting.agent,
        now=now,
        is_open=words.is_open,
    )


def _key(letter: Letter) -> tuple[str, str]:
    return (letter.recipient.strip().lower(), str(letter.event))
