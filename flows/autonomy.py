"""How much each rule does alone: lowered by itself on a burst of corrections, raised by somebody's word once it has earned that."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from domain.autonomy import Autonomy, Level, Measured, Terms, is_burst
from domain.confirmation import Confirmation
from domain.decision import Reason, Routed
from domain.errors import ConflictError, InvalidError, Mistake, NotFoundError
from domain.ids import RuleId, TownId
from domain.rights import Permission
from flows.acting import find_worker
from flows.opinion import Opinion, for_review
from flows.wiring import Installation
from flows.wording import say
from store import autonomy as stored
from store import journal
from store.confirmations import ConfirmationId
from store.requests import RequestRecord

ACTOR = "system"
"""Who lowers a rule on a burst; ``why`` are then the corrections and the requests, as in 3/10."""
UNDONE = "undone"
"""Why a rule works alone again whose lowering was taken back with its correction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a rule stands: ``said`` None where it does what its rule set says; ``has_earned`` where it may work alone."""

    rule: RuleId
    said: Autonomy | None
    measured: Measured
    has_earned: bool

    @property
    def level(self) -> Level:
        """Return how much it does alone; what nobody lowered does what its rule set says."""
        return Level.AUTOMATIC if self.said is None else self.said.level

    @property
    def is_proposed(self) -> bool:
        """Whether it may be raised by now."""
        return self.has_earned and self.level is not Level.AUTOMATIC


def on_probation(session: Session, town: TownId, found: Sequence[Opinion]) -> tuple[Opinion, ...]:
    """Return opinions as the autonomy of the rules that decided allows: for people where a rule does not work alone."""
    rules = {one.decision.orientation.rule for one in found if isinstance(one.decision, Routed)}
    held = stored.on_probation(session, town, rules)
    return tuple(
        replace(one, decision=for_review(one.decision, Reason.RULE_ON_PROBATION))
        if isinstance(one.decision, Routed) and one.decision.orientation.rule in held
        else one
        for one in found
    )


def heed(session: Session, record: RequestRecord, kept: ConfirmationId, confirmation: Confirmation) -> None:
    """Lower the rule that decided a request where its correction makes a burst with its neighbours; the request stands as corrected.

    Only what the rule decides by itself speaks against that: proposals with doubts of their own are there to be corrected.
    """
    rule = confirmation.rule
    if rule is None or not (confirmation.is_correction and confirmation.is_sole):
        return
    said, terms = stored.find(session, record.line.town, rule), stored.terms(session, record.line.town)
    if said is not None and said.level is not Level.AUTOMATIC:
        return
    raised_at = None if said is None else said.raised_at
    around = stored.neighbours(session, record.line.town, rule, record.line.id, since=raised_at, limit=terms.of_requests - 1)
    if is_burst(*around, terms):
        lowered = Autonomy(
            town=record.line.town,
            rule=rule,
            level=Level.PRESELECT,
            since=confirmation.at,
            by=ACTOR,
            why=f"{terms.corrections}/{terms.of_requests}",
            confirmation=kept,
            raised_at=raised_at,
        )
        _put(session, lowered, said)


def unheed(session: Session, kept: ConfirmationId, agent: str, now: datetime) -> None:
    """Let a rule work alone again that a correction had lowered which is taken back."""
    lowered = stored.lowered_by(session, kept)
    if lowered is not None:
        _put(session, replace(lowered, level=Level.AUTOMATIC, since=now, by=agent, why=UNDONE, confirmation=None), lowered)


def standings(session: Session, town: TownId) -> tuple[Standing, ...]:
    """Return how the rules stand of which anything was said or confirmed, by rule."""
    terms = stored.terms(session, town)
    said = {one.rule: one for one in stored.all_of(session, town)}
    rules = sorted({*said, *stored.rules_confirmed(session, town)})
    return tuple(_standing(session, town, rule, said.get(rule), terms) for rule in rules)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How much a rule of a town is to do alone, and why."""

    town: TownId
    rule: RuleId
    level: Level
    why: str


def set_level(installation: Installation, wish: Wish, agent: str, now: datetime) -> Standing:
    """Write how much a rule does alone, by a word of who answers for the rules; the same again changes nothing.

    Raises NotFoundError for an agent who is not of the town or a rule it does not have, ForbiddenError for one who does not answer for the
    rules, InvalidError without a reason, and ConflictError where the rule has not earned to work alone.
    """
    view = installation.towns.get(wish.town)
    with installation.database.write() as session:
        by = find_worker(session, wish.town, agent, Permission.RULES, installation.towns).login
        said, terms = stored.find(session, wish.town, wish.rule), stored.terms(session, wish.town)
        standing = _standing(session, wish.town, wish.rule, said, terms)
        known = {rule.id for rule in view.ruleset.rules} | set(stored.rules_confirmed(session, wish.town))
        if said is None and wish.rule not in known:
            raise NotFoundError(say("Town {town} has no rule “{rule}”.", town=wish.town, rule=wish.rule))
        if wish.level is standing.level:
            return standing
        if not wish.why.strip():
            raise InvalidError(Mistake(where="reason", what=say("The reason is missing."), remedy=say("Say in a sentence why.")))
        if wish.level is Level.AUTOMATIC and not standing.has_earned:
            raise ConflictError(_unearned(wish.rule, standing.measured, terms))
        earlier = None if said is None else said.raised_at
        raised_at = now if wish.level is Level.AUTOMATIC else earlier
        wanted = Autonomy(town=wish.town, rule=wish.rule, level=wish.level, since=now, by=by, why=wish.why.strip(), raised_at=raised_at)
        _put(session, wanted, said)
        return _standing(session, wish.town, wish.rule, stored.find(session, wish.town, wish.rule), terms)


def set_terms(installation: Installation, town: TownId, asked: Terms, agent: str, now: datetime) -> None:
    """Write what a town asks of its rules. Raises as `set_level`, InvalidError for what cannot be."""
    wrong = {
        "confirmations": asked.confirmations < 1,
        "precision": not 0 < asked.precision <= 1,
        "corrections": asked.corrections < 1,
        "of_requests": asked.of_requests < asked.corrections,
    }
    mistakes = [
        Mistake(where=name, what=say("This cannot be."), remedy=say("See: citoyen review terms --help"))
        for name, bad in wrong.items()
        if bad
    ]
    if mistakes:
        raise InvalidError(*mistakes)
    with installation.database.write() as session:
        by = find_worker(session, town, agent, Permission.RULES, installation.towns).login
        stored.set_terms(session, town, asked)
        facts = {name: getattr(asked, name) for name in Terms.__slots__}
        journal.append(session, at=now, town=town, actor=by, action="autonomy.terms", object=f"town:{town}", details=facts)


def _standing(session: Session, town: TownId, rule: RuleId, said: Autonomy | None, terms: Terms) -> Standing:
    measured = stored.measured(session, town, rule, terms.confirmations)
    return Standing(rule=rule, said=said, measured=measured, has_earned=measured.has_earned(terms))


def _unearned(rule: RuleId, measured: Measured, terms: Terms) -> str:
    return say(
        "Rule {rule} has not earned to work alone: of its last {count} confirmed proposals {right} were right; "
        "wanted are {precision} per cent of {wanted}.",
        rule=rule,
        count=measured.confirmed,
        right=measured.right,
        precision=f"{terms.precision * 100:.0f}",
        wanted=terms.confirmations,
    )


def _put(session: Session, said: Autonomy, before: Autonomy | None) -> None:
    stored.put(session, said)
    action = "autonomy.lowered" if said.by == ACTOR else "autonomy.set"
    facts: dict[str, object] = {"before": (Level.AUTOMATIC if before is None else before.level).value, "after": said.level.value}
    if said.confirmation is not None:
        facts["confirmation"] = said.confirmation
    journal.append(session, at=said.since, town=said.town, actor=said.by, action=action, object=f"rule:{said.rule}", details=facts)
