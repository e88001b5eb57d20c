"""The register of breaches: one recorded, gone on with, closed; whatever was written of it before is kept (GDPR, article 33(5))."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import datetime

from sqlalchemy.orm import Session

from domain.breach import Breach, BreachFacts, Lacking, differing, lacking
from domain.errors import ConflictError, InvalidError, Mistake
from domain.ids import TownId
from domain.rights import Permission
from flows.acting import refuse_unless
from flows.wiring import Installation
from flows.wording import Message, say
from store import breaches, journal

LONGEST = 4000
MOST_COUNTED = 10**9
_LACKING: Mapping[Lacking, Message] = {
    Lacking.CONSEQUENCES: say("Say what follows from it before you close it."),
    Lacking.MEASURES: say("Say what was done about it before you close it."),
    Lacking.RISK: say("Judge the risk for persons before you close it."),
    Lacking.AUTHORITY: say("Say why the CNIL was not told, or not within 72 hours, before you close it."),
    Lacking.PERSONS: say("The risk is high: say when the persons were told, or why not, before you close it."),
}


def record(installation: Installation, town: TownId, facts: BreachFacts, by: str, now: datetime) -> Breach:
    """Record a breach. Raises InvalidError with all that is wrong, ForbiddenError."""
    tidy = _fit(facts, now)
    with installation.database.write() as session:
        refuse_unless(session, installation.towns, town, by, Permission.ERASE)
        first = breaches.add(session, town, tidy, by, now)
        _write_down(session, first, "breach.recorded", tuple(_named(tidy)))
    return first


def amend(installation: Installation, number: int, facts: BreachFacts, seen: int, by: str, now: datetime) -> Breach:
    """Write a breach anew, begun from the version that was ``seen``; nothing differs: nothing is written.

    Raises NotFoundError, InvalidError with all that is wrong, ForbiddenError, ConflictError where somebody else has written meanwhile.
    """
    with installation.database.write() as session:
        known = breaches.get(session, number)
        refuse_unless(session, installation.towns, known.town, by, Permission.ERASE)
        if known.version != seen:
            raise ConflictError(say("Somebody else has changed it meanwhile. Look at it, then try again."))
        tidy = _fit(facts, now)
        changed = differing(known.facts, tidy)
        if not changed:
            return known
        new = replace(known, facts=tidy, version=known.version + 1, author=by, at=now)
        breaches.append(session, new)
        _write_down(session, new, _action(known.facts, tidy), changed)
    return new


def _action(before: BreachFacts, after: BreachFacts) -> str:
    if before.is_closed is after.is_closed:
        return "breach.amended"
    return "breach.closed" if after.is_closed else "breach.reopened"


def _write_down(session: Session, one: Breach, action: str, changed: tuple[str, ...]) -> None:
    """Write into the journal which fields were said, and none of their words."""
    facts: dict[str, object] = {"version": one.version, "known_at": one.facts.known_at.isoformat(), "changed": list(changed)}
    journal.append(session, at=one.at, town=one.town, actor=one.author, action=action, object=f"breach:{one.id}", details=facts)


def _named(facts: BreachFacts) -> Iterator[str]:
    for field in fields(facts):
        if getattr(facts, field.name):
            yield field.name


def _fit(facts: BreachFacts, now: datetime) -> BreachFacts:
    """Return the facts tidied up. Raises InvalidError with all that is wrong."""
    texts = ("what", "persons", "data", "consequences", "measures", "authority_why", "persons_why")
    tidy = replace(facts, **{name: getattr(facts, name).replace("\r\n", "\n").strip() for name in texts})
    faults = tuple(_faults(tidy, texts, now))
    if faults:
        raise InvalidError(*faults)
    return tidy


def _faults(facts: BreachFacts, texts: tuple[str, ...], now: datetime) -> Iterator[Mistake]:
    for name in texts:
        if len(getattr(facts, name)) > LONGEST:
            yield _mistake(name, say("That is too long: {most} characters at most.", most=LONGEST))
    if not facts.what:
        yield _mistake("what", say("Say what happened."))
    if not facts.natures:
        yield _mistake("natures", say("Say what has gone wrong: seen by others, altered, or lost."))
    for name in ("persons_count", "records_count"):
        count = getattr(facts, name)
        if count is not None and not 0 <= count <= MOST_COUNTED:
            yield _mistake(name, say("A number from {least} to {most} is wanted here.", least=0, most=MOST_COUNTED))
    yield from _order(facts, now)
    if facts.is_closed:
        yield from (_mistake(one, _LACKING[one]) for one in lacking(facts))


def _order(facts: BreachFacts, now: datetime) -> Iterator[Mistake]:
    """Yield what cannot be of the moments: what is still to come, what was told or known before it was there."""
    for name in ("began_at", "known_at", "authority_at", "persons_at"):
        moment = getattr(facts, name)
        if moment is not None and moment > now:
            yield _mistake(name, say("This moment is still to come."))
    if facts.began_at is not None and facts.began_at > facts.known_at:
        yield _mistake("known_at", say("It cannot be known before it began."))
    for name in ("authority_at", "persons_at"):
        moment = getattr(facts, name)
        if moment is not None and moment < facts.known_at:
            yield _mistake(name, say("Nobody can be told before it was known."))


def _mistake(where: str, what: str) -> Mistake:
    return Mistake(where=where, what=what, remedy="")
