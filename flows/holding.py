"""Who holds a request in review, and who was faster: nobody overwrites anybody."""

from datetime import datetime

from sqlalchemy.orm import Session

from domain.confirmation import Choice, Confirmation
from domain.department import Confidentiality
from domain.errors import ConflictError, ForbiddenError, NotFoundError
from domain.ids import RequestId
from domain.lifecycle import Act, allowed
from domain.request import Status
from domain.rights import READING
from flows.act_words import DONE, listed, when
from flows.acting import Purpose, called, find_acting
from flows.town_views import TownViews
from flows.wording import Message, say
from store import claims, requests, towns
from store.history import HistoryLine
from store.requests import RequestRecord

_FOLLOWS = "numbered"
"""What the program itself writes behind what somebody decides."""


class StandingError(ConflictError):
    """A request does not stand as somebody thought; ``record`` is how it stands."""

    def __init__(self, words: Message, record: RequestRecord) -> None:
        """Keep the words, and how the request stands."""
        super().__init__(words)
        self.record = record

    @property
    def last(self) -> HistoryLine | None:
        """What was done to the request last, None where nothing was."""
        return last_done(self.record)

    @property
    def acts(self) -> tuple[Act, ...]:
        """What may be done to it now, by whoever may; nothing to one that is a part of another."""
        return () if self.record.line.merged_into is not None else possible(self.record.line.status)


def possible(status: Status) -> tuple[Act, ...]:
    """Return what people may do to a request that stands so."""
    return tuple(one for one in allowed(status) if one is not Act.ARCHIVE)


def last_done(record: RequestRecord) -> HistoryLine | None:
    """Return what was done to a request last."""
    return next((line for line in reversed(record.history) if line.action != _FOLLOWS), None)


def may_do(session: Session, record: RequestRecord, acting: tuple[str, datetime], purpose: Purpose) -> bool:
    """Tell whether an agent, at a moment, may do something to a request as it stands."""
    try:
        find_acting(session, record, *acting, purpose)
    except ForbiddenError:
        return False
    return True


def may_read(session: Session, record: RequestRecord, acting: tuple[str, datetime], views: TownViews) -> bool:
    """Tell whether what a request is about is an agent's to read."""
    return may_do(session, record, acting, Purpose(towns=views, to=READING[record.line.confidentiality]))


def hold_seen(session: Session, request: RequestId, version: int | None, acting: tuple[str, datetime], views: TownViews) -> RequestRecord:
    """Return a request, held until this transaction ends, or the one it is a part of by then for who saw it in no ``version``.

    Raises NotFoundError, and StandingError with what happened where it became a part of another one since an agent saw it: what he wants
    done, and whom he means by it, is not what that one is. Whether he may do it to the one returned is not looked at.
    """
    record = requests.get(session, requests.hold(session, request))
    if record.line.id != request and version is not None:
        refuse_merged(session, requests.get(session, request), acting, views)
    return record


def refuse_merged(session: Session, record: RequestRecord, acting: tuple[str, datetime], views: TownViews) -> None:
    """Raise StandingError where a request that an agent may read is a part of another one: who made it that when."""
    main = record.line.merged_into
    if main is None or not may_read(session, record, acting, views):
        return
    by = next((line for line in reversed(record.history) if line.action == "merged"), record.history[-1])
    told: dict[str, object] = {"reference": called(record), "actor": by.actor, "at": told_at(session, record, by.at)}
    whole = requests.get(session, main)
    try:
        is_known = may_read(session, whole, acting, views)
    except NotFoundError:
        is_known = False
    if not is_known:
        words = say("Request {reference} became a part of another one meanwhile: {actor}, {at}. Nothing was done.", **told)
        raise StandingError(words, record)
    words = say(
        "Request {reference} became a part of {main} meanwhile: {actor}, {at}. Nothing was done. Look at that one.",
        **told,
        main=called(whole),
    )
    raise StandingError(words, record)


def refuse_held(session: Session, record: RequestRecord, agent: str, now: datetime) -> None:
    """Raise ConflictError where another agent works on a request in review."""
    claim = claims.find(session, record.line.id, now)
    if claim is not None and claim.agent != agent and record.line.status is Status.REVIEW:
        raise ConflictError(
            say(
                "Request {reference} is held by {agent} until {until}. Ask {agent}, or take it after that.",
                reference=called(record),
                agent=claim.agent,
                until=told_at(session, record, claim.until),
            )
        )


def refuse_stale(session: Session, record: RequestRecord, version: int | None, decided: Confirmation | None) -> None:
    """Raise StandingError where a request has changed since somebody saw it in ``version``, or was rejected: with who did what when.

    ``decided`` is what people have decided on it by now.
    """
    if record.line.status is Status.REJECTED or version not in (None, record.line.version):
        raise stale(session, record, decided)


def stale(session: Session, record: RequestRecord, decided: Confirmation | None) -> StandingError:
    """Return what is said to who was slower: who decided what when, or what else was done."""
    if decided is not None and record.line.status not in {Status.REVIEW, Status.REJECTED}:
        return StandingError(_decided(session, record, decided), record)
    if record.line.status is Status.REJECTED:
        return StandingError(_rejected(session, record), record)
    return changed(session, record)


def changed(session: Session, record: RequestRecord) -> StandingError:
    """Return what is said to who saw a request as it was before: who did what when, and what may be done now."""
    last = last_done(record) or record.history[-1]
    what = DONE.get(last.action)
    told: dict[str, object] = {"reference": called(record), "actor": last.actor, "at": told_at(session, record, last.at)}
    if what is None:
        return StandingError(say("Request {reference} has changed meanwhile: {actor}, {at}. Look at it again.", **told), record)
    words = say(
        "Request {reference} has changed meanwhile: {actor}, {at} – {what}. Possible now: {possible}. Look at it again.",
        **told,
        what=what,
        possible=listed(possible(record.line.status)),
    )
    return StandingError(words, record)


def _decided(session: Session, record: RequestRecord, decided: Confirmation) -> Message:
    told: dict[str, object] = {"reference": called(record), "agent": decided.agent, "at": told_at(session, record, decided.at)}
    if record.line.confidentiality is not Confidentiality.NORMAL:
        # What it is about is not for everybody who may decide.
        return say("Request {reference} was decided meanwhile by {agent}, {at}. Nothing was overwritten.", **told)
    return say(
        "Request {reference} was decided meanwhile by {agent}, {at}: {subject}, {department}. Nothing was overwritten.",
        **told,
        **_named(session, record, decided.decided),
    )


def _named(session: Session, record: RequestRecord, choice: Choice) -> dict[str, object]:
    """Return what was decided by code and name; a code the town's rule set no longer has stands alone."""
    ruleset = towns.ruleset(session, record.line.town)
    subject = next((one.label for one in ruleset.subjects if one.code == choice.subject), None)
    department = next((one.label for one in ruleset.departments if one.code == choice.department), None)
    return {"subject": _with_name(choice.subject, subject), "department": _with_name(choice.department, department)}


def _with_name(code: str, name: str | None) -> str:
    return code if name is None else f"{name} ({code})"


def _rejected(session: Session, record: RequestRecord) -> Message:
    by = next((line for line in reversed(record.history) if line.action == "rejected"), record.history[-1])
    told: dict[str, object] = {"reference": called(record), "agent": by.actor, "at": told_at(session, record, by.at)}
    if record.line.confidentiality is not Confidentiality.NORMAL:
        return say("Request {reference} was rejected by {agent}, {at}. Restore it first.", **told)
    reason = by.details.get("reason", "")
    return say("Request {reference} was rejected by {agent}, {at}: {reason} Restore it first.", **told, reason=reason)


def told_at(session: Session, record: RequestRecord, at: datetime) -> Message:
    """Return a moment as the clock of a request's town showed it."""
    return when(at, towns.town(session, record.line.town).timezone)
