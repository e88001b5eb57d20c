"""Rules proposed from what agents correct again and again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from domain.ids import RuleId, TownId
from domain.ruleset import Rule, RuleSet
from domain.version import Version
from flows.backtest import CHUNK
from flows.ruleset_text.layout import item_lines
from flows.rulesets import Author, add_draft
from flows.town_folder.rules import write_rule
from flows.town_views import TownView, mailbox_at
from flows.wiring import Installation
from flows.wording import say
from routing.calendar import moment
from rules.context import names_of
from rules.learned import GAP, telling_words
from rules.suggest import Case, Suggestion, repeated, suggest
from rules.words import fold, read_words
from store import confirmations, rulesets
from store.confirmations import Confirmed

_INDENT = 2


def suggestions(installation: Installation, town: TownId, now: datetime) -> tuple[Suggestion, ...]:
    """Return the rules that repeated corrections ask for, measured on all that agents decided; none that the town has already.

    Their ids are free in the published rule set, their date is today.
    """
    view = installation.towns.get(town)
    with installation.database.read() as session:
        wanted = repeated(confirmations.choices(session, town))
        subjects = {one.subject for one in wanted}
        cases = [_case(view, one) for one in _all(session, town) if one.proposed.subject in subjects] if wanted else []
    known = {(repr(rule.condition), repr(rule.effect)) for rule in view.ruleset.rules}
    found = [one for one in suggest(wanted, cases) if (repr(one.rule.condition), repr(one.rule.effect)) not in known]
    today = moment(view.town, now).at.date()
    return tuple(replace(one, rule=replace(one.rule, id=_free(one.rule, view.ruleset), written_on=today)) for one in found)


def rule_text(rule: Rule) -> str:
    """Return a rule as it stands below « regles: » in the text of a rule set."""
    return "\n".join(item_lines(write_rule(rule), _INDENT))


def draft_with(installation: Installation, town: TownId, found: tuple[Suggestion, ...], author: Author) -> Version:
    """Write a draft: the published rule set and the rules proposed, active."""
    with installation.database.read() as session:
        published = rulesets.get(session, town)
    rules = tuple(replace(one.rule, id=_free(one.rule, published)) for one in found)
    note = say("{count} rules proposed from corrections", count=len(rules))
    return add_draft(installation, replace(published, rules=(*published.rules, *rules)), author, note=note).version


def _all(session: Session, town: TownId) -> Iterator[Confirmed]:
    """Yield the decided requests, so many at a time that a year of them needs no room."""
    ids = confirmations.confirmed_ids(session, town)
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        yield from confirmations.confirmed(session, town, chunk[0], chunk[-1])


def _case(view: TownView, one: Confirmed) -> Case:
    mailbox = mailbox_at(view, one.mailbox, one.recipients)
    return Case(
        request=one.request,
        reference=one.reference,
        proposed=one.proposed,
        decided=one.decided,
        landmark=one.landmark,
        channel=one.part.channel,
        entrance=None if mailbox is None else mailbox.address,
        words=_impersonal(one),
    )


def _impersonal(one: Confirmed) -> tuple[str, ...]:
    """Return the words of a request with a gap for the requester and the place: neither may end up in a rule."""
    requester = one.part.requester
    said = (one.proposed.street, one.landmark, one.proposed.sector, requester.address, requester.organisation, requester.email)
    names = names_of(requester.name) | {form for text in said if text for form in read_words(text).forms}
    return tuple(GAP if fold(word) in names else word for word in telling_words(one.part))


def _free(rule: Rule, ruleset: RuleSet) -> RuleId:
    """Return an id for a rule that the rule set does not have."""
    taken = {known.id for known in ruleset.rules}
    number = 2
    name = rule.id
    while name in taken:
        name = RuleId(f"{rule.id}-{number}")
        number += 1
    return name
