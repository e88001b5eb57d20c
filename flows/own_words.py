"""A message to the requesters of one request in an agent's own words: shown before as each gets it, then sent through the outbox.

In the same act the request may wait for the answer: it stands as after asking, and goes on when he writes, or when the day is over.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from domain.deadline import Lack
from domain.errors import ConflictError, InvalidError, Mistake
from domain.ids import RequestId
from domain.lifecycle import Act, Step
from domain.note import AddedFile, FileId
from domain.rights import Permission
from flows.act import Asked, act
from flows.acting import ONCE, Acting, Purpose, find_acting
from flows.correspondence.occasion import Occasion, of_step
from flows.correspondence.writing import Writing, is_on
from flows.holding import changed, hold_seen, refuse_merged
from flows.post import BY_POST
from flows.whole import Shows, as_read_by, files_of
from flows.wiring import Installation
from flows.wording import say
from letters.kinds import ModelKey
from routing.calendar import calendar_of
from store import requests
from store.outbox import Letter
from store.requests import RequestRecord

MOST_CHARACTERS = 20_000
MOST_BYTES = 10 * 2**20
"""Of all files that go along together (`flows.correspondence.enclosures`)."""
WRITTEN = "written_to"
"""What the history calls it."""
_WRITING = (Permission.TREAT, Permission.REQUALIFY)
"""As for a holding reply: whoever does the work of a request, or says where it belongs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWords:
    """What the requesters of a request are to be told. ``until``: the last day on which the answer is waited for, None: it is not.

    ``version`` is the one it was written at. ``once`` is what its writer tells it from others by: the same is one message however often it
    is sent, another is another one. Without, the same words with the same files at the same version are one.
    """

    request: RequestId
    text: str
    version: int
    until: date | None = None
    files: tuple[FileId, ...] = ()
    once: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What would leave, as each recipient gets it, from which address, with which files; no letter: nobody can be reached.

    ``version`` is the one the request has then: what is sent at that one leaves as shown.
    """

    version: int
    letters: tuple[Letter, ...]
    sender: str
    files: tuple[AddedFile, ...]


def preview(installation: Installation, words: OwnWords, agent: str, now: datetime) -> Preview:
    """Return exactly what each would get; nothing is written. Raises as `send`."""
    with installation.database.read() as session:
        record = requests.get(session, words.request)
        refuse_merged(session, record, (agent, now), installation.towns)
        sending = _Sending.of(installation, session, record, words, (agent, now))
        town = installation.towns.get(sending.record.line.town).town
        sender = installation.settings.relay_from or town.email
        letters = sending.letters(record)
        return Preview(version=record.line.version, letters=letters, sender=sender, files=sending.files)


def send(installation: Installation, words: OwnWords, agent: str, now: datetime) -> tuple[RequestRecord, int]:
    """Write to the requesters of a request; return it as it stands then, and how many letters go into the outbox: 0, it was done.

    Raises NotFoundError; ForbiddenError; InvalidError without words, or with files that do not go along; ConflictError where the town
    writes to no requester, nobody can be reached, the request has changed or become a part of another one since it was seen, or something
    else was sent under the same ``once``.
    """
    if words.until is not None:
        return _ask(installation, words, agent, now)
    with installation.database.write() as session:
        record = hold_seen(session, words.request, words.version, (agent, now), installation.towns)
        sending = _Sending.of(installation, session, record, words, (agent, now))
        if sending.is_done():
            return record, 0
        if words.version != record.line.version:
            raise changed(session, record)
        letters = sending.letters(record)
        _refuse_unreached(letters)
        facts = {"letters": len(letters), **({"files": len(sending.files)} if sending.files else {})}
        sending.acting.write_down(session, record, WRITTEN, facts, {"answer": sending.text, ONCE: sending.once, **sending.enclosed()})
        rung = sending.writing(session).post(letters)
        written = requests.get(session, record.line.id)
    installation.bell.ring(*rung)
    return written, len(letters)


def _ask(installation: Installation, words: OwnWords, agent: str, now: datetime) -> tuple[RequestRecord, int]:
    """Write, and wait for the answer, in one act."""
    with installation.database.read() as session:
        record = requests.get(session, words.request)
        refuse_merged(session, record, (agent, now), installation.towns)
        sending = _Sending.of(installation, session, record, words, (agent, now))
        if sending.is_done():
            return record, 0
        letters = sending.letters(record)
    _refuse_unreached(letters)
    asked = Asked(request=words.request, step=sending.step(), version=words.version, once=sending.once)
    return act(installation, asked, agent, now), len(letters)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sending:
    """A message on its way: who sends it, of which request, with what."""

    installation: Installation
    session: Session
    record: RequestRecord
    acting: Acting
    text: str
    words: OwnWords
    files: tuple[AddedFile, ...]

    @classmethod
    def of(
        cls, installation: Installation, session: Session, record: RequestRecord, words: OwnWords, who: tuple[str, datetime]
    ) -> "_Sending":
        """Return it, if nothing speaks against it."""
        to = _WRITING if words.until is None else Act.ASK
        acting = find_acting(session, record, *who, Purpose(towns=installation.towns, to=to))
        view = installation.towns.get(record.line.town)
        if not is_on(installation.settings, view.town):
            raise ConflictError(say("The town writes to no requester. Ask an administrator of Citoyen whether it is to."))
        text = words.text.replace("\r\n", "\n").strip()
        files = _files(session, record, words.files, as_read_by(session, installation.towns, record.line.town, acting.agent))
        _refuse_unfit(text, words, calendar_of(view.town).local(who[1]).date(), files)
        return cls(installation=installation, session=session, record=record, acting=acting, text=text, words=words, files=files)

    @property
    def once(self) -> str:
        """Return what tells this message from the others of its request."""
        words, agent = self.words, self.acting.agent
        own = (agent, words.once) if words.once is not None else (agent, words.version, self.text, words.until, words.files)
        return sha256(repr(own).encode()).hexdigest()[:32]

    def is_done(self) -> bool:
        """Tell whether it was sent before: a second click, a form that came again. Raises ConflictError where that was something else."""
        sent = next((line.details for line in self.record.history if line.details.get(ONCE) == self.once), None)
        if sent is None:
            return False
        if sent.get("answer") != self.text or sent.get("day") != self._day() or sent.get("enclosed") != self.enclosed().get("enclosed"):
            raise ConflictError(say("This form has sent another message already. Look at this one again before you send it."))
        return True

    def enclosed(self) -> dict[str, object]:
        """Return the files that go along, as the history keeps them."""
        return {"enclosed": [one.id for one in self.files]} if self.files else {}

    def _day(self) -> str | None:
        return None if self.words.until is None else self.words.until.isoformat()

    def step(self) -> Step:
        """Return the act of asking."""
        calendar = calendar_of(self.installation.towns.get(self.record.line.town).town)
        today = calendar.local(self.acting.now).date()
        pieces = (f"votre réponse à notre message du {today:%d/%m/%Y}",)
        return Step(act=Act.ASK, answer=self.text, pieces=pieces, day=self.words.until, lack=Lack.USEFUL)

    def occasion(self) -> Occasion:
        """Return what is written of."""
        line = self.record.line
        if self.words.until is not None:
            asked = of_step(self.step(), self.acting.agent, f"{Act.ASK}:{line.id}:{line.version}")
            if asked is not None:
                return asked
        event = f"{ModelKey.MESSAGE}:{line.id}:own:{self.once}"
        return Occasion(model=ModelKey.MESSAGE, event=event, answer=self.text, agent=self.acting.agent)

    def letters(self, record: RequestRecord) -> tuple[Letter, ...]:
        """Return the letters; files go along with mails that say what is written, and with no other."""
        own = self.writing(self.session).of(record, self.occasion())
        return tuple(_enclosing(one, self.files) for one in own)

    def writing(self, session: Session) -> Writing:
        """Return who writes."""
        view = self.installation.towns.get(self.record.line.town)
        settings = self.installation.settings
        return Writing(settings=settings, view=view, session=session, now=self.acting.now, agent=self.acting.agent)


def _enclosing(letter: Letter, files: Sequence[AddedFile]) -> Letter:
    is_said = letter.payload.get("model") == ModelKey.MESSAGE and letter.payload.get("way") != BY_POST
    return replace(letter, payload={**letter.payload, "added": [one.id for one in files]}) if files and is_said else letter


def _files(session: Session, record: RequestRecord, wanted: Sequence[FileId], shows: Shows) -> tuple[AddedFile, ...]:
    own = {one.id: one for one in files_of(session, record.line.id, shows)} if wanted else {}
    found = tuple(own[one] for one in wanted if one in own)
    if len(found) < len(wanted) or not all(one.is_shareable for one in found):
        what = say("A file is not there any more, or is for the town hall alone.")
        raise InvalidError(Mistake(where="files", what=what, remedy=say("Choose among the files that may be shared.")))
    if sum(one.size for one in found) > MOST_BYTES:
        what = say("The files have more than {most} MB together.", most=MOST_BYTES // 2**20)
        raise InvalidError(Mistake(where="files", what=what, remedy=say("Choose fewer.")))
    return found


def _refuse_unfit(text: str, words: OwnWords, today: date, files: Sequence[AddedFile]) -> None:
    mistakes = []
    if not text:
        mistakes.append(Mistake(where="text", what=say("The text is missing."), remedy=say("Write what they are to be told.")))
    if len(text) > MOST_CHARACTERS:
        what = say("The text has {count} characters; {most} are taken.", count=len(text), most=MOST_CHARACTERS)
        mistakes.append(Mistake(where="text", what=what, remedy=say("Write less.")))
    if words.until is not None and words.until < today:
        what = say("{day} is over.", day=words.until.isoformat())
        mistakes.append(Mistake(where="day", what=what, remedy=say("Name a day from today on.")))
    if words.until is not None and files:
        what = say("A question that is waited for takes no files along.")
        mistakes.append(Mistake(where="files", what=what, remedy=say("Send them apart.")))
    if mistakes:
        raise InvalidError(*mistakes)


def _refuse_unreached(letters: Sequence[Letter]) -> None:
    if not letters:
        raise ConflictError(say("The requester gave no address, or one that takes no letters: nothing can be sent."))
