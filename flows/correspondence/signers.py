"""Who signs letters of a town (signataires): named on screen, as `ville.json` names them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from domain.errors import ConflictError, InvalidError, Mistake
from domain.ids import TownId
from domain.rights import Permission
from domain.town import Signatory, Town
from flows.acting import refuse_unless
from flows.correspondence.hand import SIGNING
from flows.wiring import Installation
from flows.wording import say
from store import agents, journal, outbox, towns
from store.outbox import Held, OutboxId

MOST_SIGNATORIES, MOST_WORDS = 50, 200
_AT_ONCE = 500
"""Letters that wait, looked through together."""


def known(session: Session, town: TownId) -> tuple[Town, int]:
    """Return a town as it is kept, and the revision of what is known of it. Raises NotFoundError."""
    return towns.town(session, town), towns.numbers(session)[town].revision


def keep_signatories(
    installation: Installation, town: TownId, wanted: Sequence[Signatory], agent: str, now: datetime, *, seen: int
) -> None:
    """Say who signs letters of a town, in place of who did; letters that are written from now on name him.

    Who has neither a name nor a quality is nobody, and left out. ``seen`` is the revision it was begun from. Raises InvalidError with all
    that is wrong, ConflictError where something of the town was changed meanwhile, ForbiddenError.
    """
    tidy = tuple(one for one in map(_tidy, wanted) if one.name or one.quality or one.delegation)
    with installation.database.write() as session:
        refuse_unless(session, installation.towns, town, agent, Permission.TEMPLATES)
        before, revision = known(session, town)
        if revision != seen:
            raise ConflictError(say("Somebody else has set this since you opened it. Nothing was overwritten."))
        if mistakes := (*_mistakes(session, town, tidy), *_still_waited_for(session, before, tidy)):
            raise InvalidError(*mistakes)
        if before.signatories == tidy:
            return
        towns.change(session, replace(before, signatories=tidy), seen)
        details: dict[str, object] = {"old": [one.name for one in before.signatories], "new": [one.name for one in tidy]}
        journal.append(session, at=now, town=town, actor=agent, action="signing.people", object=f"town:{town}", details=details)
    installation.towns.refresh()


def _tidy(one: Signatory) -> Signatory:
    agent, delegation = (one.agent or "").strip().lower(), " ".join((one.delegation or "").split())
    name, quality = " ".join(one.name.split()), " ".join(one.quality.split())
    return Signatory(name=name, quality=quality, agent=agent or None, delegation=delegation or None)


def _mistakes(session: Session, town: TownId, wanted: Sequence[Signatory]) -> Iterator[Mistake]:
    if len(wanted) > MOST_SIGNATORIES:
        what = say("{count} signatories are more than {most}.", count=len(wanted), most=MOST_SIGNATORIES)
        yield Mistake(where="signataires", what=what, remedy=say("Take out who signs nothing any more."))
    for place, one in enumerate(wanted, start=1):
        whom = one.name or str(place)
        if not one.name or not one.quality:
            what = say("Signatory {whom} lacks name or quality.", whom=whom)
            remedy = say("A decision names both (article L. 212-1). Empty all fields to take somebody out.")
            yield Mistake(where=whom, what=what, remedy=remedy)
        if max(len(one.name), len(one.quality), len(one.delegation or "")) > MOST_WORDS:
            what = say("What is said of signatory {whom} has more than {most} characters.", whom=whom[:50], most=MOST_WORDS)
            yield Mistake(where=whom, what=what, remedy=say("Shorten it."))
        yield from _unknown(session, town, one, whom)
    for login, count in Counter(one.agent for one in wanted).items():
        if count > 1:
            whose = say("the agent {login}", login=login) if login else say("all agents")
            what = say("A second signatory for {whose}.", whose=whose)
            yield Mistake(where="signataires", what=what, remedy=say("Name one only, or another agent."))


def _unknown(session: Session, town: TownId, one: Signatory, whom: str) -> Iterator[Mistake]:
    """Yield that nobody is known whose acts a signatory is to sign."""
    if one.agent is None:
        return
    found = agents.find_by_login(session, one.agent)
    if found is None or found.town not in {None, town} or found.closed_at is not None:
        what = say("Nobody works on requests of {town} as {login}.", town=town, login=one.agent[:50])
        yield Mistake(where=whom, what=what, remedy=say("Choose one of the list."))


def _still_waited_for(session: Session, before: Town, wanted: Sequence[Signatory]) -> Iterator[Mistake]:
    """Yield whose signature letters wait for that is to sign no more: nobody could sign them then."""
    gone = {one.name for one in before.signatories} - {one.name for one in wanted}
    waiting = Counter(name for name in _waited_for(session, before.id) if name in gone) if gone else Counter()
    for name in sorted(waiting):
        what = say("{count} letters wait for the signature of {name}.", count=waiting[name], name=name)
        yield Mistake(where=name, what=what, remedy=say("Have them signed or refused first."))


def _waited_for(session: Session, town: TownId) -> Iterator[str]:
    """Yield the signatory of each letter that waits for its signature."""
    after: OutboxId | None = None
    while found := outbox.held(session, after=after, limit=_AT_ONCE, why=Held.TO_SIGN, town=town):
        after = found[-1].id
        for one in found:
            kept = one.letter.payload.get(SIGNING)
            if isinstance(kept, dict):
                yield str(kept.get("signatory", ""))
