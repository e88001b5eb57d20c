"""Who signs letters of a town: which letters wait for a signature, by which account each signatory signs, and to whom he delegates."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain.errors import ConflictError, ForbiddenError, InvalidError, Mistake, NotFoundError
from domain.ids import TownId
from domain.rights import Permission
from domain.signing import Circuit, Delegation, DelegationId
from flows.acting import find_agent, refuse_unless
from flows.wiring import Installation
from flows.wording import say
from letters.kinds import ACKNOWLEDGEMENTS, APART, NAMED, ModelKey
from store import journal, signatures
from store.signatures import NewDelegation

FORMULA = "Pour le Maire et par délégation,"
MOST_WORDS = 120
SIGNABLE = tuple(one for one in ModelKey if one not in {*APART, *ACKNOWLEDGEMENTS, ModelKey.REGISTERED, ModelKey.DISCREET})
"""What acknowledges leaves at once and waits for nobody; what says nothing says nothing to sign."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A delegation as somebody asks for it. ``signatory`` is whose letters are signed."""

    signatory: str
    delegate: str
    quality: str
    first_day: date
    last_day: date
    formula: str = FORMULA


def keep_circuit(installation: Installation, town: TownId, wanted: Circuit, agent: str, now: datetime, *, seen: int) -> None:
    """Keep which letters of a town wait for a signature. Letters that wait already go on to. ``seen`` is the version it was begun from.

    Raises InvalidError with all that is wrong, ConflictError where somebody else has set it meanwhile, ForbiddenError.
    """
    with installation.database.write() as session:
        refuse_unless(session, installation.towns, town, agent, Permission.TEMPLATES)
        before, version = signatures.find(session, town)
        if version != seen:
            raise ConflictError(say("Somebody else has set this since you opened it. Nothing was overwritten."))
        names = {one.name for one in installation.towns.get(town).town.signatories}
        mistakes = tuple(_mistakes(wanted, names))
        if mistakes:
            raise InvalidError(*mistakes)
        for one in wanted.accounts:
            find_agent(session, town, one.login)
            if one.name not in names:
                raise NotFoundError(say("{name} signs no letters of this town.", name=one.name))
        if before == wanted:
            return
        signatures.keep(session, town, wanted, agent, now, seen=seen)
        facts: dict[str, object] = {
            "version": seen + 1,
            "models": list(wanted.models),
            "accounts": {one.name: one.login for one in wanted.accounts},
        }
        journal.append(session, at=now, town=town, actor=agent, action="signing.set", object=f"town:{town}", details=facts)


def _mistakes(wanted: Circuit, names: Collection[str]) -> Iterator[Mistake]:
    """Yield what is wrong; ``names`` are those of the town's signatories."""
    for one in wanted.models:
        if one not in SIGNABLE and one not in NAMED:
            yield Mistake(where=one, what=say("{model} is no letter that is signed.", model=one), remedy=say("Choose one of the list."))
    if wanted.models and not names:
        what = say("The town names nobody who signs letters.")
        yield Mistake(
            where="signataires",
            what=what,
            remedy=say("Name one under Administration, Signatures, or put “signataires” into ville.json and load it."),
        )
    for name in sorted(set(names) - {one.name for one in wanted.accounts}) if wanted.models else ():
        yield Mistake(where=name, what=say("{name} has no account to sign by.", name=name), remedy=say("Choose whose it is."))


def delegate(installation: Installation, town: TownId, wanted: Wanted, agent: str, now: datetime) -> Delegation:
    """Let another agent sign in a signatory's place, from one day to another; only the signatory himself does so.

    Raises ForbiddenError, NotFoundError for a delegate who is not of the town, InvalidError with all that is wrong.
    """
    quality, formula = " ".join(wanted.quality.split()), " ".join(wanted.formula.split())
    with installation.database.write() as session:
        circuit, _ = signatures.find(session, town)
        who = find_agent(session, town, agent)
        if circuit.account_of(wanted.signatory) != who.login:
            raise ForbiddenError(say("Only {name} delegates his own signature.", name=wanted.signatory))
        other = find_agent(session, town, wanted.delegate)
        zone = ZoneInfo(installation.towns.get(town).town.timezone)
        mistakes = []
        if not quality or len(quality) > MOST_WORDS or not formula or len(formula) > MOST_WORDS:
            what = say("Quality and formula have one to {most} characters.", most=MOST_WORDS)
            mistakes.append(Mistake(where="quality", what=what, remedy=say("Write them as they stand in letters.")))
        if wanted.last_day < wanted.first_day:
            mistakes.append(Mistake(where="last_day", what=say("The last day is before the first."), remedy=say("Name a later one.")))
        if wanted.last_day < now.astimezone(zone).date():
            what = say("{day} is over.", day=wanted.last_day.isoformat())
            mistakes.append(Mistake(where="last_day", what=what, remedy=say("Name a day from today on.")))
        if other.login == who.login:
            what = say("Nobody delegates to himself.")
            mistakes.append(Mistake(where="delegate", what=what, remedy=say("Choose another agent.")))
        if mistakes:
            raise InvalidError(*mistakes)
        new = NewDelegation(
            town=town,
            signatory=wanted.signatory,
            delegate=other.login,
            quality=quality,
            formula=formula,
            first_day=wanted.first_day,
            last_day=wanted.last_day,
            author=who.login,
        )
        same = (one for one in signatures.delegations(session, town, other.login) if one.ended_at is None and _terms(one) == _terms(new))
        found = next(same, None)
        if found is not None:
            return found
        made = signatures.delegate(session, new, now)
        facts: dict[str, object] = {
            "signatory": made.signatory,
            "delegate": made.delegate,
            "from": made.first_day.isoformat(),
            "to": made.last_day.isoformat(),
        }
        name = f"delegation:{made.id}"
        journal.append(session, at=now, town=town, actor=who.login, action="signing.delegated", object=name, details=facts)
        return made


def end_delegation(installation: Installation, one: DelegationId, agent: str, now: datetime) -> None:
    """Say that a delegation is over from now on; said twice it is said once.

    Who gave it may, and who writes models for the town. Raises NotFoundError, ForbiddenError.
    """
    with installation.database.write() as session:
        found = signatures.delegation(session, one)
        who = find_agent(session, found.town, agent)
        circuit, _ = signatures.find(session, found.town)
        if who.login not in {found.author, circuit.account_of(found.signatory)}:
            refuse_unless(session, installation.towns, found.town, agent, Permission.TEMPLATES)
        if signatures.end(session, one, who.login, now):
            facts: dict[str, object] = {"signatory": found.signatory, "delegate": found.delegate}
            name = f"delegation:{one}"
            journal.append(session, at=now, town=found.town, actor=who.login, action="signing.undelegated", object=name, details=facts)


def _terms(one: Delegation | NewDelegation) -> tuple[object, ...]:
    return (one.signatory, one.delegate, one.quality, one.formula, one.first_day, one.last_day)
