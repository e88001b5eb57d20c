"""Changes to a draft of a rule set, one entry at a time, as the desk makes them. What others saved meanwhile is never overwritten."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from domain.ids import RuleId, SubjectCode, TownId
from domain.place import Places
from domain.ruleset import Example, Rule, RuleSet, Subject
from flows.rulesets import Author, Saved, save_draft
from flows.town_folder.known import Known, names_of_landmarks, names_of_streets, themes_of
from flows.town_folder.rules import names_of
from flows.wiring import Installation
from store import rulesets

Edit = Callable[[RuleSet], RuleSet]


def edit(installation: Installation, town: TownId, number: int, author: Author, *, seen: int, change: Edit) -> Saved:
    """Save a draft with a change, if its revision is still the one ``seen``.

    Raises as `flows.rulesets.save_draft`: ConfigurationError, StaleDraftError, ConflictError; then nothing has changed.
    """
    with installation.database.read() as session:
        present = rulesets.get(session, town, number)
    return save_draft(installation, change(present), author, seen=seen)


def known_of(ruleset: RuleSet, places: Places, entrances: Collection[str]) -> Known:
    """Return what a form of a draft may name: the codes of the draft itself, the town's places and mailboxes."""
    return Known(
        subjects=frozenset(subject.code for subject in ruleset.subjects),
        departments=frozenset(department.code for department in ruleset.departments),
        streets=frozenset(names_of_streets(places)),
        landmarks=frozenset(names_of_landmarks(places)),
        sectors=frozenset(sector.name for sector in places.sectors),
        themes=frozenset(themes_of(ruleset.subjects)),
        entrances=frozenset(entrances),
        rules=names_of(ruleset.rules),
    )


def with_rule(ruleset: RuleSet, was: str, rule: Rule) -> RuleSet:
    """Return a rule set in which a rule stands in the place of the one of an id, or at the end; examples follow its new id."""
    rules = tuple(rule if one.id == was else one for one in ruleset.rules)
    if all(one.id != was for one in ruleset.rules):
        return replace(ruleset, rules=(*ruleset.rules, rule))
    examples = tuple(replace(one, rule=rule.id) if one.rule == was else one for one in ruleset.examples)
    return replace(ruleset, rules=rules, examples=examples)


def without_rule(ruleset: RuleSet, identity: str) -> RuleSet:
    """Return a rule set without a rule."""
    return replace(ruleset, rules=tuple(one for one in ruleset.rules if one.id != identity))


def examples_naming(ruleset: RuleSet, identity: str) -> tuple[Example, ...]:
    """Return the examples that expect a rule by its id, where no other rule answers to it: the rule cannot go while they do."""
    left = names_of(one for one in ruleset.rules if one.id != identity)
    return tuple(one for one in ruleset.examples if one.rule is not None and one.rule in _names(identity) and one.rule not in left)


def with_example(ruleset: RuleSet, was: str, example: Example) -> RuleSet:
    """Return a rule set in which an example stands in the place of the one of a name, or at the end."""
    if any(one.id == was for one in ruleset.examples):
        return replace(ruleset, examples=tuple(example if one.id == was else one for one in ruleset.examples))
    return replace(ruleset, examples=(*ruleset.examples, example))


def without_example(ruleset: RuleSet, identity: str) -> RuleSet:
    """Return a rule set without an example."""
    return replace(ruleset, examples=tuple(one for one in ruleset.examples if one.id != identity))


def with_subject(ruleset: RuleSet, was: str, subject: Subject) -> RuleSet:
    """Return a rule set in which a subject stands in the place of the one of a code, or behind the last of its family."""
    if any(one.code == was for one in ruleset.subjects):
        return replace(ruleset, subjects=tuple(subject if one.code == was else one for one in ruleset.subjects))
    family = subject.code.partition("-")[0]
    kin = [place for place, one in enumerate(ruleset.subjects, start=1) if one.code.partition("-")[0] == family]
    place = kin[-1] if kin else len(ruleset.subjects)
    return replace(ruleset, subjects=(*ruleset.subjects[:place], subject, *ruleset.subjects[place:]))


def without_subject(ruleset: RuleSet, code: str) -> RuleSet:
    """Return a rule set without a subject."""
    return replace(ruleset, subjects=tuple(one for one in ruleset.subjects if one.code != code))


def free_id(rules: Iterable[Rule]) -> RuleId:
    """Return an id that no rule has, of the kind people give: ``N1``, ``N2``."""
    taken = {rule.id.partition("/")[0] for rule in rules}
    return next(RuleId(f"N{number}") for number in range(1, len(taken) + 2) if f"N{number}" not in taken)


def find_rule(ruleset: RuleSet, identity: str) -> Rule | None:
    """Return a rule by its id."""
    return next((one for one in ruleset.rules if one.id == identity), None)


def find_example(ruleset: RuleSet, identity: str) -> Example | None:
    """Return an example by its name."""
    return next((one for one in ruleset.examples if one.id == identity), None)


def find_subject(ruleset: RuleSet, code: str) -> Subject | None:
    """Return a subject by its code."""
    return next((one for one in ruleset.subjects if one.code == SubjectCode(code)), None)


def _names(identity: str) -> frozenset[str]:
    return frozenset({identity, identity.partition("/")[0]})
