"""Letters that wait for somebody: written again, let go, printed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from domain.errors import ConflictError, InvalidError, Mistake
from domain.ids import RequestId
from domain.machine import Fate, Fault
from domain.rights import Permission
from flows.acting import ONCE, Acting, Purpose, called, find_acting
from flows.correspondence import models
from flows.correspondence.hand import SIGNING
from flows.correspondence.models import Current
from flows.correspondence.occasion import Occasion
from flows.correspondence.recipient import ByMail, ByPost, Way, way_to
from flows.correspondence.sample import sample
from flows.correspondence.writing import BY_HAND, Writing, as_part
from flows.departed import depart
from flows.holding import refuse_merged
from flows.kinds import LATER, JobKind
from flows.post import BY_POST
from flows.rights import READ_FOR_RIGHTS
from flows.wiring import Installation
from flows.wording import say
from letters.kinds import ModelKey, kind_of
from letters.model import BoundlessError, UnresolvedError, UnwritableError
from store import deliveries, history, jobs, outbox, requests
from store.deliveries import Delivery
from store.mapping import load
from store.outbox import Held, LetterRecord, OutboxId
from store.requests import RequestRecord

UNWRITTEN = frozenset({Held.UNRESOLVED, Held.UNWRITABLE, Held.SIGNATORY})
"""Letters that say nothing yet: what they need was not there."""
HELD_OUT = "holding_letter"
"""What the history calls a holding reply."""
CHOSEN = frozenset({Held.ABUSIVE, Held.DOUBTFUL, Held.RESTORED, Held.UNCERTAIN})
"""Letters that leave when somebody says so."""


def retry(installation: Installation, letter: OutboxId, agent: str, now: datetime) -> LetterRecord:
    """Write a letter that could not be written, from its request as it stands now; it leaves then, or is held for what else there is.

    Raises NotFoundError; ConflictError for a letter that is written already; InvalidError with the field that is still not there.
    """
    with installation.database.write() as session:
        one = InHand.of(session, letter, agent, now, _handling(installation))
        one.expect(UNWRITTEN)
        held = one.write_again(installation)
        one.write_down("letter_written", {})
        rung = one.let_go(held)
        changed = outbox.get(session, letter)
    installation.bell.ring(*rung)
    return changed


def release(installation: Installation, letter: OutboxId, agent: str, now: datetime) -> LetterRecord:
    """Let a letter leave that was held because of what it answers, or since a backup was put back: somebody has chosen so.

    Raises NotFoundError; ConflictError for a letter that is not held for that.
    """
    with installation.database.write() as session:
        one = InHand.of(session, letter, agent, now, Purpose(towns=installation.towns, to=Permission.SUPERVISE))
        one.expect(CHOSEN)
        one.write_down("letter_released", {})
        rung = one.let_go(Held.PRINT if one.is_by_post else None)
        changed = outbox.get(session, letter)
    installation.bell.ring(*rung)
    return changed


def printed(installation: Installation, letter: OutboxId, agent: str, now: datetime) -> LetterRecord:
    """Say that a letter to print was printed and sent. Raises NotFoundError; ConflictError for one that is not to be printed."""
    return printed_together(installation, (letter,), agent, now)[0]


def printed_together(installation: Installation, letters: Sequence[OutboxId], agent: str, now: datetime) -> tuple[LetterRecord, ...]:
    """Say that letters about one request were printed and sent: all of them, or none. Raises as `printed` does.

    A large incident, or a mailing, hangs many letters on one request: it is held and read once for all of them, without its history.
    """
    with installation.database.write() as session:
        found, record = hold_all(session, letters, READ_FOR_RIGHTS)
        acting = find_acting(session, record, agent, now, _handling(installation))
        for letter in found:
            one = InHand(session=session, letter=letter, record=record, acting=acting)
            one.expect({Held.PRINT})
            outbox.mark_sent(session, letter.id, now)
            depart(session, letter.letter, now)
            one.write_down("letter_printed", {})
        return tuple(outbox.get(session, letter) for letter in letters)


def returned(installation: Installation, letter: OutboxId, agent: str, now: datetime) -> LetterRecord:
    """Say that a letter that was printed and sent came back (NPAI).

    Raises NotFoundError; ConflictError for one that was not sent by post.
    """
    with installation.database.write() as session:
        one = InHand.of(session, letter, agent, now, _handling(installation))
        if not one.is_by_post or one.letter.state != "sent":
            raise ConflictError(say("Letter {id} was not sent by post.", id=letter))
        if deliveries.find(session, letter) is None:
            deliveries.keep(session, one.came_back())
            one.write_down("letter_failed", {"why": Fault.NOT_THERE.value})
        return outbox.get(session, letter)


def wait(
    installation: Installation, request: RequestId, reason: str, agent: str, now: datetime, once: str | None = None
) -> tuple[RequestRecord, int]:
    """Tell the requesters of an open request that it takes longer, and why (réponse d'attente).

    Return the request, and how many letters leave; 0: it was said before. The same words of an agent leave once whatever is done to the
    request in between; under another ``once`` they are said again.

    Raises NotFoundError; ConflictError for a request that is not open, or a part of another one, or where something else was said under the
    same ``once``; InvalidError without a reason.
    """
    with installation.database.write() as session:
        record = requests.get(session, requests.hold(session, request))
        if record.line.id != request:
            # Whoever writes of one request means its own requesters, not those of the one it became a part of.
            refuse_merged(session, requests.get(session, request), (agent, now), installation.towns)
        purpose = Purpose(towns=installation.towns, to=(Permission.TREAT, Permission.REQUALIFY))
        acting, words = find_acting(session, record, agent, now, purpose), reason.strip()
        if not record.line.status.is_open:
            raise ConflictError(say("Request {reference} is not open.", reference=called(record)))
        if not words:
            mistake = Mistake(where="reason", what=say("The reason is missing."), remedy=say("Say in a sentence why."))
            raise InvalidError(mistake)
        if _is_said(record, acting.agent, words, once):
            return record, 0
        view = installation.towns.get(record.line.town)
        writing = Writing(settings=installation.settings, view=view, session=session, now=now, agent=acting.agent)
        event = f"{ModelKey.HOLDING}:{record.line.id}:{len(record.history)}"
        written = writing.of(record, Occasion(model=ModelKey.HOLDING, event=event, reason=words, agent=acting.agent))
        acting.write_down(session, record, HELD_OUT, {}, {"reason": words, **({} if once is None else {ONCE: once})})
        rung = writing.post(written)
        changed = requests.get(session, record.line.id)
    installation.bell.ring(*rung)
    return changed, len(written)


def _is_said(record: RequestRecord, agent: str, words: str, once: str | None) -> bool:
    """Tell whether an agent has said it before. Raises ConflictError where he said something else under the same ``once``."""
    own = [line.details for line in record.history if (line.actor, line.action) == (agent, HELD_OUT)]
    if once is None:
        return any(said.get("reason") == words for said in own)
    said = next((one for one in own if one.get(ONCE) == once), None)
    if said is not None and said.get("reason") != words:
        raise ConflictError(say("Something else was said under this key. Choose another one."))
    return said is not None


def _handling(installation: Installation) -> Purpose:
    """Return what is needed to see letters on their way: those of a department its people do, all of them the reception."""
    return Purpose(towns=installation.towns, to=(Permission.TREAT, Permission.REVIEW))


def hold(session: Session, letter: OutboxId) -> tuple[LetterRecord, RequestRecord]:
    """Return a letter to a requester with its request, which is held: two who do the same do it once.

    Raises NotFoundError; ConflictError for another letter.
    """
    (found,), record = hold_all(session, (letter,))
    return found, record


def hold_all(
    session: Session, letters: Sequence[OutboxId], told: history.Reader = history.lines
) -> tuple[tuple[LetterRecord, ...], RequestRecord]:
    """Return letters about one request, and that request with what ``told`` reads of its history.

    Raises as `hold`; ValueError where it is not one request.
    """
    found = tuple(_to_requester(session, letter) for letter in letters)
    # Before the request, as who undoes the joining or the confirmation holds both: else the two would wait for each other.
    for joining in sorted({one.letter.joining for one in found if one.letter.joining is not None}):
        outbox.of_joining(session, joining)
    for confirmation in sorted({one.letter.confirmation for one in found if one.letter.confirmation is not None}):
        outbox.of_confirmation(session, confirmation)
    (request,) = {one.letter.request for one in found if one.letter.request is not None}
    main = requests.hold(session, request)
    record = requests.get(session, request, told)
    if main != record.line.id:
        record = as_part(record, requests.get(session, main, told))
    return tuple(outbox.get(session, letter) for letter in letters), record


def _to_requester(session: Session, letter: OutboxId) -> LetterRecord:
    found = outbox.get(session, letter)
    if found.letter.request is None or "occasion" not in found.letter.payload:
        raise ConflictError(say("Letter {id} goes to no requester.", id=letter))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class InHand:
    """A letter in somebody's hands."""

    session: Session
    letter: LetterRecord
    record: RequestRecord
    acting: Acting

    @classmethod
    def of(cls, session: Session, letter: OutboxId, agent: str, now: datetime, purpose: Purpose) -> "InHand":
        """Return it, with its request held: two who do the same do it once."""
        found, record = hold(session, letter)
        acting = find_acting(session, record, agent, now, purpose)
        return cls(session=session, letter=found, record=record, acting=acting)

    @property
    def is_by_post(self) -> bool:
        """Whether it is printed."""
        return self.letter.letter.payload.get("way") == BY_POST

    @property
    def way(self) -> Way:
        """How it goes."""
        recipient = self.letter.letter.recipient
        return ByPost(address=None if recipient == BY_HAND else recipient) if self.is_by_post else ByMail(address=recipient)

    def came_back(self) -> Delivery:
        """Return what the post says of it."""
        return Delivery(
            letter=self.letter.id,
            town=self.letter.letter.town,
            request=self.letter.letter.request,
            recipient=self.letter.letter.recipient,
            fate=Fate.FAILED,
            fault=Fault.NOT_THERE,
            status=None,
            is_proven=True,
            at=self.acting.now,
            inbound=None,
        )

    def expect(self, why: Collection[Held]) -> None:
        """Raise ConflictError where it is not held, or kept, for one of these reasons."""
        if self.letter.state not in {"held", "kept"} or self.letter.held_why not in why:
            raise ConflictError(say("Letter {id} does not wait for that: {state}.", id=self.letter.id, state=_state(self.letter)))

    def write_again(self, installation: Installation) -> Held | None:
        """Write what it says; return why it is held then."""
        payload, now = dict(self.letter.letter.payload), self.acting.now
        occasion = load(Occasion, dict(payload["occasion"]))  # type: ignore[call-overload]  # a JSON document
        view = installation.towns.get(self.record.line.town)
        writing = Writing(settings=installation.settings, view=view, session=self.session, now=now, agent=self.acting.agent)
        try:
            written, why = writing.said(self.record, occasion, str(payload["main"]) if "main" in payload else None, self.way)
        except UnresolvedError as error:
            what = say("The request has no {field}, and the model {model} names it.", field=error.field, model=occasion.model.value)
            remedy = say("Enter it, or take it out of the model: citoyen letters models set {model} FILE", model=occasion.model.value)
            raise InvalidError(Mistake(where=error.field, what=what, remedy=remedy)) from error
        except BoundlessError as error:
            raise InvalidError(_boundless(occasion.name or occasion.model, error)) from error
        except UnwritableError as error:
            raise InvalidError(_unwritable(occasion.name or occasion.model)) from error
        kept = {key: value for key, value in payload.items() if key not in {"field", SIGNING, "rich"}}
        outbox.rewrite(self.session, self.letter.id, {**kept, **written})
        return why

    def let_go(self, held: Held | None, not_before: datetime | None = None) -> tuple[str, ...]:
        """Let it leave, not before a moment, or hold it for another reason; return the queues that have work then."""
        if held is Held.PRINT:
            outbox.keep_here(self.session, self.letter.id, held)
            return ()
        if held is not None:
            outbox.mark_held(self.session, self.letter.id, held)
            return ()
        outbox.take_up(self.session, self.letter.id)
        town = self.record.line.town
        now = self.acting.now
        jobs.add(self.session, town=town, queue=LATER, kind=JobKind.SEND, subject_id=self.letter.id, now=now, not_before=not_before)
        # One that waited before a backup was put back has its job, ended.
        jobs.repeat(self.session, JobKind.SEND, self.letter.id, self.acting.now)
        return (LATER,)

    def write_down(self, action: str, facts: dict[str, object]) -> None:
        """Write what was done into the history of its request and the journal."""
        self.acting.write_down(self.session, self.record, action, {"letter": self.letter.id, **facts})


def _state(letter: LetterRecord) -> str:
    return letter.state if letter.held_why is None else f"{letter.state}, {letter.held_why}"


def preview(installation: Installation, key: str, request: RequestId, now: datetime, text: str | None = None) -> dict[str, object]:
    """Return what a model makes of a request: subject, body and html; words of an agent that were never said stand in brackets.

    ``text`` is a file of the model that is not kept yet. Raises NotFoundError; InvalidError with all that is wrong with it, or with the
    field the request does not have.
    """
    mistakes = models.misnamed(key) if text is None else models.check(key, text)
    kind = kind_of(key)
    if mistakes or kind is None:
        raise InvalidError(*mistakes)
    model = None if text is None else Current(key=key, model=models.parse(text), number=0)
    with installation.database.read() as session:
        record = requests.get(session, request)
        view = installation.towns.get(record.line.town)
        writing = Writing(settings=installation.settings, view=view, session=session, now=now)
        occasion = replace(sample(record, kind, now), name=key)
        try:
            way = way_to(session, view, record) or ByMail(address="")
            return writing.compose(record, occasion, None, way, is_discreet=False, model=model)
        except UnresolvedError as error:
            what = say("The request has no {field}, and the model {model} names it.", field=error.field, model=key)
            raise InvalidError(Mistake(where=error.field, what=what, remedy=say("Such a letter is held until it is there."))) from error
        except BoundlessError as error:
            raise InvalidError(_boundless(key, error)) from error
        except UnwritableError as error:
            raise InvalidError(_unwritable(key)) from error


def _boundless(key: str, error: BoundlessError) -> Mistake:
    if error.field is not None:
        what = say("The list {field} is longer than {most}: the model {model} was stopped.", field=error.field, most=error.most, model=key)
        return Mistake(where=key, what=what, remedy=say("Take the list out of the model, or shorten it on the request."))
    what = say("The letter would be longer than {most} characters: the model {model} was stopped.", most=error.most, model=key)
    return Mistake(where=key, what=what, remedy=say("Name long texts once in the model."))


def _unwritable(key: str) -> Mistake:
    what = say("The model {model} cannot be written.", model=key)
    return Mistake(where=key, what=what, remedy=say("Correct it: citoyen letters models check says what is wrong with its file."))
