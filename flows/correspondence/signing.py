"""The signature circuit: a letter that wants a signature waits for it, is signed by its signatory or a delegate, or refused with a reason.

What is signed was written when it was put to sign (`flows.correspondence.hand`). A letter whose request was closed, opened again, undone or
joined to another one meanwhile is withdrawn.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from domain.department import Confidentiality
from domain.errors import CitoyenError, ConflictError, ForbiddenError, InvalidError, Mistake, NotFoundError
from domain.ids import RequestId, TownId
from domain.note import RingKind
from domain.rights import Permission, Visibility, may, visibility
from domain.town import Signatory
from flows import notice
from flows.acting import Acting, Purpose, find_agent
from flows.correspondence.facts import day, parted
from flows.correspondence.hand import SIGNING, Signer, signed
from flows.correspondence.held import InHand, hold
from flows.correspondence.occasion import Occasion
from flows.correspondence.writing import holding
from flows.post import SIGNED_BY
from flows.rights import facts_of, line_facts, standing_of
from flows.town_views import TownView, TownViews
from flows.wiring import Installation
from flows.wording import Message, say
from letters.kinds import Language
from store import agents, follow_ups, outbox, requests, rings, signatures
from store.mapping import dump, load
from store.outbox import Held, LetterRecord, OutboxId
from store.requests import RequestRecord
from store.rings import NewRing

MOST_REASON, MOST_AT_ONCE = 2_000, 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ToSign:
    """A letter somebody may sign: it, its request, and as whom he signs it. ``version`` counts how often it was put to sign."""

    letter: LetterRecord
    record: RequestRecord
    signer: Signer
    signatory: str
    by: str | None
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one of several letters: None where it was signed, else why not."""

    letter: OutboxId
    fault: Message | None


def to_sign(session: Session, towns: TownViews, town: TownId, login: str, now: datetime) -> tuple[ToSign, ...]:
    """Return the letters an agent may sign today, the eldest first. Raises NotFoundError for who is not of the town."""
    view = towns.get(town)
    signers = _signers(session, view, login, now)
    if not signers:
        return ()
    waiting = outbox.held(session, after=None, limit=MOST_AT_ONCE, why=Held.TO_SIGN, town=town)
    return tuple(_shown(session, towns, waiting, signers, login))


def count_to_sign(session: Session, towns: TownViews, town: TownId, login: str, now: datetime) -> int | None:
    """Return how many letters an agent may sign today; None in a town whose letters are not signed."""
    if not signatures.find(session, town)[1]:
        return None
    signers = _signers(session, towns.get(town), login, now)
    if not signers:
        return 0
    held = outbox.held(session, after=None, limit=MOST_AT_ONCE, why=Held.TO_SIGN, town=town)
    waiting = [one for one in held if _of(one).get("signatory") in signers]
    about = {one.letter.request for one in waiting if one.letter.request is not None}
    lines = {line.id: line for line in requests.lines(session, sorted(about))}
    plain, others = 0, []
    for one in waiting:
        line = None if one.letter.request is None else lines.get(one.letter.request)
        if line is not None and line.confidentiality is Confidentiality.NORMAL and line.merged_into is None:
            plain += line.status.is_open == _of(one).get("is_open")
        else:
            others.append(one)
    return plain + sum(1 for _ in _shown(session, towns, others, signers, login))


def back(session: Session, towns: TownViews, town: TownId, login: str) -> tuple[LetterRecord, ...]:
    """Return the letters that wait for somebody's signature, or were refused one, about requests an agent works on, the eldest first."""
    standing = standing_of(session, towns, find_agent(session, town, login))
    found = [
        one
        for why in (Held.UNSIGNED, Held.TO_SIGN)
        for one in outbox.held(session, after=None, limit=MOST_AT_ONCE, why=why, town=town)
        if one.letter.request is not None
    ]
    ruleset, shown = towns.get(town).ruleset, set()
    for line in requests.lines(session, sorted({one.letter.request for one in found if one.letter.request is not None})):
        facts = line_facts(ruleset, line)
        works = may(standing, Permission.TREAT, facts) or may(standing, Permission.REVIEW, facts)
        if works and visibility(standing, facts) is Visibility.WHOLE:
            shown.add(line.id)
    return tuple(one for one in found if one.letter.request in shown)


def reason_of(session: Session, letter: OutboxId) -> str:
    """Return why a letter was not signed; nothing of one that was put to sign again since."""
    found = outbox.get(session, letter).letter.payload.get(SIGNING)
    return str(found.get("reason", "")) if isinstance(found, dict) else ""


def version_of(letter: LetterRecord) -> int:
    """Return how often a letter was put to sign. Raises NotFoundError for one that needs no signature."""
    return int(str(_of(letter)["version"]))


def signed_now(view: TownView, one: ToSign, now: datetime) -> LetterRecord:
    """Return a letter as it leaves if it is signed now."""
    return replace(one.letter, letter=replace(one.letter.letter, payload=_as_signed(view, one.letter, one.signer, now)))


def sign(installation: Installation, letter: OutboxId, agent: str, now: datetime, seen: int | None = None) -> LetterRecord:
    """Sign a letter, which leaves then or is printed. ``seen`` is the version that was looked at. Signed by the same agent before: nothing.

    Raises NotFoundError, ForbiddenError for who may not sign it today, ConflictError for one that was changed, or does not wait for that.
    """
    with installation.database.write() as session:
        found, record = hold(session, letter)
        known = found.letter.payload.get(SIGNED_BY)
        if isinstance(known, dict) and known["agent"] == agent and seen in (None, version_of(found)):
            return found
        view = installation.towns.get(record.line.town)
        signer = _signer(session, installation.towns, found, record, agent, now)
        _check(found, Held.TO_SIGN, seen)
        acting = Acting(agent=signer.login, now=now)
        rung: tuple[str, ...] = ()
        is_over = _is_over(found, record)
        one = InHand(session=session, letter=found, record=record, acting=acting)
        if is_over:
            _withdraw(one)
        else:
            outbox.rewrite(session, letter, _as_signed(view, found, signer, now))
            facts = {"version": version_of(found), **({"for": _of(found)["signatory"]} if signer.formula else {})}
            one.write_down("letter_signed", facts)
            rung = one.let_go(_then(one), _not_before(installation, found, now))
        changed = outbox.get(session, letter)
    installation.bell.ring(*rung)
    if is_over:
        raise ConflictError(say("Letter {id} was withdrawn: its request was decided anew.", id=letter))
    return changed


def sign_all(installation: Installation, chosen: Mapping[OutboxId, int], agent: str, now: datetime) -> tuple[Outcome, ...]:
    """Sign several letters, each by itself and in the version that was looked at; return what became of each."""
    return tuple(_outcome(installation, letter, seen, agent, now) for letter, seen in chosen.items())


def refuse(installation: Installation, letter: OutboxId, reason: str, agent: str, now: datetime, seen: int | None = None) -> LetterRecord:
    """Refuse to sign a letter: it goes back to who prepared it, with the reason. Raises as `sign`, InvalidError without a reason."""
    words = reason.strip()
    if not words or len(words) > MOST_REASON:
        what = say("The reason is missing.") if not words else say("The reason has {most} characters at most.", most=MOST_REASON)
        raise InvalidError(Mistake(where="reason", what=what, remedy=say("Say in a sentence why.")))
    with installation.database.write() as session:
        found, record = hold(session, letter)
        signer = _signer(session, installation.towns, found, record, agent, now)
        waiting = _of(found)
        if found.held_why is Held.UNSIGNED and (waiting.get("refused_by"), waiting.get("reason")) == (signer.login, words):
            return found
        _check(found, Held.TO_SIGN, seen)
        one = InHand(session=session, letter=found, record=record, acting=Acting(agent=signer.login, now=now))
        refused = {**waiting, "refused_by": signer.login, "reason": words}
        outbox.rewrite(session, letter, {**found.letter.payload, SIGNING: refused})
        outbox.mark_held(session, letter, Held.UNSIGNED)
        one.acting.write_down(session, record, "letter_unsigned", {"letter": letter, "version": version_of(found)}, {"reason": words})
        _ring(session, one, signer)
        return outbox.get(session, letter)


def put_again(
    installation: Installation, letter: OutboxId, agent: str, now: datetime, words: str | None = None, seen: int | None = None
) -> LetterRecord:
    """Put a letter that was not signed to sign again, written anew from its request; ``words`` stand in place of the agent's own in it.

    Raises NotFoundError, ForbiddenError, ConflictError for one that does not wait for that; InvalidError for a field that is not there.
    """
    with installation.database.write() as session:
        one = InHand.of(session, letter, agent, now, _preparing(installation))
        _check(one.letter, Held.UNSIGNED, seen)
        version, payload = version_of(one.letter), dict(one.letter.letter.payload)
        if words is not None:
            occasion = load(Occasion, dict(payload["occasion"]))  # type: ignore[call-overload]  # a JSON document
            outbox.rewrite(session, letter, {**payload, "occasion": dump(_said(occasion, words.strip()))})
            one = replace(one, letter=outbox.get(session, letter))
        held = one.write_again(installation)
        again = dict(outbox.get(session, letter).letter.payload)
        if isinstance(waiting := again.get(SIGNING), dict):
            outbox.rewrite(session, letter, {**again, SIGNING: {**waiting, "version": version + 1}})
        rings.forget(session, RingKind.UNSIGNED, letter)
        one.write_down("letter_put_to_sign", {"version": version + 1})
        rung = one.let_go(held)
        changed = outbox.get(session, letter)
    installation.bell.ring(*rung)
    return changed


def drop(installation: Installation, letter: OutboxId, agent: str, now: datetime) -> LetterRecord:
    """Let a letter be that was not signed, or waits for that: it never leaves. Raises as `put_again`."""
    with installation.database.write() as session:
        one = InHand.of(session, letter, agent, now, _preparing(installation))
        one.expect({Held.UNSIGNED, Held.TO_SIGN})
        _withdraw(one, "letter_dropped")
        return outbox.get(session, letter)


def withdraw_over(session: Session, request: RequestId, actor: str, now: datetime) -> None:
    """Withdraw letters of a request, and of those that are a part of it, that wait for a signature and tell of what is no more.

    To be called in the transaction that closes a request, opens it again or takes a decision back.
    """
    for one in (request, *(line.id for line in follow_ups.merged(session, request))):
        for letter in _waiting(session, one):
            if _is_over(letter, requests.get(session, request)):
                record = requests.get(session, one)
                _withdraw(InHand(session=session, letter=letter, record=record, acting=Acting(agent=actor, now=now)))


def withdraw_all(session: Session, request: RequestId, actor: str, now: datetime) -> None:
    """Withdraw all letters of a request that wait for a signature: it becomes a part of another one."""
    for letter in _waiting(session, request):
        _withdraw(InHand(session=session, letter=letter, record=requests.get(session, request), acting=Acting(agent=actor, now=now)))


def _waiting(session: Session, request: RequestId) -> Iterator[LetterRecord]:
    """Yield the letters of a request that wait for a signature.

    Not those that go with a confirmation or a joining: who takes these back holds them before the request, which is held by now. They are
    withdrawn with them, or when somebody is about to sign them.
    """
    for one in outbox.of_request(session, request):
        if one.state == "held" and one.held_why in {Held.TO_SIGN, Held.UNSIGNED} and not one.letter.may_be_withdrawn:
            yield one


def _shown(
    session: Session, towns: TownViews, waiting: Collection[LetterRecord], signers: Mapping[str, Signer], login: str
) -> Iterator[ToSign]:
    for letter in waiting:
        signatory = str(_of(letter).get("signatory"))
        if signatory not in signers or letter.letter.request is None:
            continue
        record = requests.get(session, letter.letter.request)
        if not _may_read(session, towns, record, login) or _is_over(letter, _standing(session, record)):
            continue
        by = _of(letter).get("by")
        yield ToSign(
            letter=letter,
            record=record,
            signer=signers[signatory],
            signatory=signatory,
            by=str(by) if by else None,
            version=version_of(letter),
        )


def _standing(session: Session, record: RequestRecord) -> RequestRecord:
    """Return the request where it stands: the one it is a part of."""
    while record.line.merged_into is not None:
        record = requests.get(session, record.line.merged_into)
    return record


def _signer(session: Session, towns: TownViews, letter: LetterRecord, record: RequestRecord, agent: str, now: datetime) -> Signer:
    """Return as whom an agent signs a letter. Raises NotFoundError where it is none of his, ForbiddenError where he may not sign it."""
    found = _signers(session, towns.get(record.line.town), agent, now).get(str(_of(letter).get("signatory")))
    if found is None:
        raise ForbiddenError(say("Letter {id} is not yours to sign today.", id=letter.id))
    if not _may_read(session, towns, record, agent):
        raise ForbiddenError(say("Letter {id} is about a confidential request you may not read.", id=letter.id))
    return found


def _signers(session: Session, view: TownView, login: str, now: datetime) -> dict[str, Signer]:
    """Return in whose names an agent signs today, by the signatory; his own name before those he has a delegation of."""
    circuit, version = signatures.find(session, view.town.id)
    who = find_agent(session, view.town.id, login)
    if not version:
        return {}
    today, known = _today(view, now), {one.name: one for one in view.town.signatories}
    found: dict[str, Signer] = {}
    for one in signatures.delegations(session, view.town.id, who.login):
        if one.holds(today) and one.signatory in known:
            given, family = parted(who.name)
            found.setdefault(
                one.signatory,
                Signer(login=who.login, name=who.name, quality=one.quality, formula=one.formula, given=given, family=family),
            )
    own = [known[one.name] for one in circuit.accounts if one.login == who.login and one.name in known]
    return found | {one.name: _in_own_name(who.login, one) for one in own}


def _in_own_name(login: str, signatory: Signatory) -> Signer:
    return Signer(login=login, name=signatory.name, quality=signatory.quality)


def _may_read(session: Session, towns: TownViews, record: RequestRecord, login: str) -> bool:
    """Tell whether who signs may read what he signs: of what is confidential only who may read the request itself."""
    if record.line.confidentiality is Confidentiality.NORMAL:
        return True
    standing = standing_of(session, towns, find_agent(session, record.line.town, login))
    return visibility(standing, facts_of(towns.get(record.line.town).ruleset, record)) is Visibility.WHOLE


def _as_signed(view: TownView, letter: LetterRecord, signer: Signer, now: datetime) -> dict[str, object]:
    at = now.astimezone(ZoneInfo(view.town.timezone))
    return signed(letter.letter.payload, signer, {language: day(at.date(), language) for language in Language}, at)


def _then(one: InHand) -> Held | None:
    """Return why a letter that is signed does not leave by itself."""
    held = holding(one.record, one.way)
    # Whoever wrote it, the authority has to see it.
    return None if one.letter.letter.kind == notice.AUTHORITY and held is Held.DOUBTFUL else held


def _not_before(installation: Installation, letter: LetterRecord, now: datetime) -> datetime | None:
    """Return until when what a letter tells of may be taken back; a clock that was ahead when it was written prolongs nothing."""
    undo = timedelta(seconds=installation.settings.undo_seconds)
    return min(letter.created_at, now) + undo if letter.letter.may_be_withdrawn else None


def _outcome(installation: Installation, letter: OutboxId, seen: int, agent: str, now: datetime) -> Outcome:
    try:
        sign(installation, letter, agent, now, seen)
    except CitoyenError as error:
        words = error.args[0] if error.args else ""
        return Outcome(letter=letter, fault=words if isinstance(words, Message) else say("Letter {id} is not there any more.", id=letter))
    return Outcome(letter=letter, fault=None)


def _is_over(letter: LetterRecord, record: RequestRecord) -> bool:
    """Tell whether a letter tells of what is no more; ``record`` stands where its request stands."""
    return record.line.status.is_open != _of(letter).get("is_open")


def _withdraw(one: InHand, action: str = "letter_withdrawn") -> None:
    outbox.withdraw_one(one.session, one.letter.id)
    rings.forget(one.session, RingKind.UNSIGNED, one.letter.id)
    one.write_down(action, {})


def _ring(session: Session, one: InHand, signer: Signer) -> None:
    by = _of(one.letter).get("by")
    preparer = agents.find_by_login(session, str(by)) if by else None
    if preparer is not None and preparer.login != signer.login:
        town, request = one.record.line.town, one.record.line.id
        new = NewRing(town=town, request=request, kind=RingKind.UNSIGNED, item=one.letter.id, actor=signer.login)
        rings.ring(session, new, (preparer.id,), one.acting.now)


def _check(letter: LetterRecord, why: Held, seen: int | None) -> None:
    if letter.state != "held" or letter.held_why is not why:
        raise ConflictError(say("Letter {id} does not wait for that: {state}.", id=letter.id, state=letter.held_why or letter.state))
    if seen is not None and seen != version_of(letter):
        raise ConflictError(say("Letter {id} was written anew since you looked at it. Look at it again.", id=letter.id))


def _said(occasion: Occasion, words: str) -> Occasion:
    """Return an occasion with other words of the agent's."""
    if not words:
        raise InvalidError(Mistake(where="words", what=say("The text is missing."), remedy=say("Write what the letter says.")))
    return replace(occasion, reason=words) if occasion.answer is None and occasion.reason is not None else replace(occasion, answer=words)


def _of(letter: LetterRecord) -> Mapping[str, object]:
    found = letter.letter.payload.get(SIGNING)
    if not isinstance(found, dict):
        raise NotFoundError(say("Letter {id} needs no signature.", id=letter.id))
    return found


def _preparing(installation: Installation) -> Purpose:
    return Purpose(towns=installation.towns, to=(Permission.TREAT, Permission.REVIEW))


def _today(view: TownView, now: datetime) -> date:
    return now.astimezone(ZoneInfo(view.town.timezone)).date()
