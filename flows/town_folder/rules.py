"""`regles.yaml`: the routing rules, and those common to all towns."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from domain.ids import RuleId
from domain.ruleset import Example, Level, Listing, Precision, Rule, Thresholds
from domain.town import Town
from flows.town_folder.conditions import read_condition, write_condition
from flows.town_folder.effects import read_effect, write_effect
from flows.town_folder.known import Known
from flows.town_folder.mistakes import Mistakes
from flows.town_folder.operands import Value, read_several
from flows.town_folder.sections import NO_RULES, read_examples, read_listings, read_thresholds
from flows.town_folder.tree import Tree, read_yaml
from flows.wording import say

PRECISIONS = {
    "adresse": Precision.ADDRESS,
    "lieu": Precision.LANDMARK,
    "voie": Precision.STREET,
    "gestion": Precision.OWNER,
    "secteur": Precision.SECTOR,
    "commune": Precision.TOWN,
    "aucune": Precision.NONE,
}
PRECISION_WORDS = {precision: word for word, precision in PRECISIONS.items()}
LEVELS = {str(level.value): level for level in Level}
HIGHEST_PRIORITY = 1000

FILE_KEYS = ("version", "commune", "ordre_precision", "seuils", "annuaire", "regles", "exemples", "sans_localisation")
HEAD_KEYS = ("id", "nom", "rang", "precision")
RULE_KEYS = (*HEAD_KEYS, "priorite_regle", "active", "du", "au", "date", "si", "sauf", "alors", "variantes", "motif")


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesFile:
    """What a `regles.yaml` holds."""

    rules: tuple[Rule, ...] = ()
    without_place: frozenset[str] | None = None
    """Subjects that want no place; None where the file does not say."""
    thresholds: Thresholds = field(default_factory=Thresholds)
    directory: tuple[Listing, ...] = ()
    examples: tuple[Example, ...] = ()


def read_rules_file(path: Path, known: Known, town: Town | None, mistakes: Mistakes) -> RulesFile:
    """Return what a rule file holds."""
    root = read_yaml(path, mistakes)
    if root is None or not root.has_only(FILE_KEYS, ("regles",)):
        return RulesFile()
    _check_head(root, town)
    without = root.find("sans_localisation")
    rules = read_rules(root.find("regles"), known)
    return RulesFile(
        rules=rules,
        without_place=frozenset(read_several(without, known.subjects, "sujets.csv")) if without else None,
        thresholds=read_thresholds(root.find("seuils")),
        directory=read_listings(root.find("annuaire"), known),
        examples=read_examples(root.find("exemples"), replace(known, rules=known.rules | names_of(rules))),
    )


def read_rules(listed: Tree | None, known: Known) -> tuple[Rule, ...]:
    """Return the rules of a list, one for each variant."""
    found: dict[str, Rule] = {}
    for tree in listed.items() if listed else ():
        for rule in _rules(tree, known):
            if rule.id in found:
                (tree.find("id") or tree).wrong(say("“{value}” stands twice.", value=rule.id), say("Give one of them another id."))
            found.setdefault(rule.id, rule)
    return tuple(found.values())


def names_of(rules: Iterable[Rule]) -> frozenset[str]:
    """Return the ids of rules, and what several variants have in common."""
    return frozenset(name for rule in rules for name in (rule.id, rule.id.partition("/")[0]))


def _check_head(root: Tree, town: Town | None) -> None:
    if (version := root.find("version")) is not None:
        version.number(1, 1)
    if (order := root.find("ordre_precision")) is not None and order.value != list(PRECISIONS):
        order.wrong(
            say("the order of places cannot be changed."), say("Write [{order}], or leave the line out.", order=", ".join(PRECISIONS))
        )
    head = root.find("commune")
    if head is None or town is None or not head.has_only(("nom", "insee", "code_postal")):
        return
    for key, expected in (("nom", town.name), ("insee", town.insee), ("code_postal", town.postcode)):
        value = head.find(key)
        if value is not None and str(value.value) != expected:
            value.wrong(
                say("“{value}” is not the town of ville.json ({expected}).", value=value.value, expected=expected),
                say("Correct one of the two."),
            )


def _rules(tree: Tree, known: Known) -> Iterator[Rule]:
    """Yield the rule, or one for each of its variants."""
    if not tree.has_only(RULE_KEYS, HEAD_KEYS):
        return
    variants = tree.find("variantes")
    if variants is None:
        rule = _rule(tree, tree, known)
        yield from () if rule is None else (rule,)
    else:
        yield from _variants(tree, variants, known)


def _variants(tree: Tree, variants: Tree, known: Known) -> Iterator[Rule]:
    for key in ("si", "alors", "sauf"):
        if (doubled := tree.find(key)) is not None:
            doubled.wrong(say("“{key}” stands beside “variantes”.", key=key), say("Move it into the variants."), of_key=True)
    for number, variant in enumerate(variants.items(), start=1):
        rule = _rule(tree, variant, known) if variant.has_only(("si", "sauf", "alors")) else None
        if rule is not None:
            yield replace(rule, id=RuleId(f"{rule.id}/{number}"))


def _rule(head: Tree, body: Tree, known: Known) -> Rule | None:
    name, title, level, precision = (head.find(key) for key in HEAD_KEYS)
    when, then = body.find("si"), body.find("alors")
    for key in ("si", "alors"):
        if isinstance(body.value, dict) and key not in body.value:
            body.wrong(say("key “{key}” is missing.", key=key), say("Add it."))
    condition = read_condition(when, body.find("sauf"), known) if when else None
    effect = read_effect(then, known) if then else None
    chosen = level.choice(LEVELS) if level else None
    place = precision.choice(PRECISIONS) if precision else None
    identity, label = _identity(name), title.exact() if title else None
    weight, reason, active = head.find("priorite_regle"), head.find("motif"), head.find("active")
    priority, motive = (weight.number(0, HIGHEST_PRIORITY) if weight else None) or 0, reason.exact() if reason else None
    is_active = active is None or active.truth()
    first, last, written = (_day(head, key) for key in ("du", "au", "date"))
    if condition is None or effect is None or chosen is None or place is None or identity is None or label is None:
        return None
    return Rule(
        id=RuleId(identity),
        name=label,
        level=LEVELS[chosen],
        precision=PRECISIONS[place],
        priority=priority,
        condition=condition,
        effect=effect,
        reason=motive,
        active=is_active,
        valid_from=first,
        valid_until=last,
        written_on=written,
    )


def _identity(tree: Tree | None) -> str | None:
    """Return the id of a rule, which must not be taken for what decides where no rule does."""
    found = tree.identity() if tree else None
    if tree is not None and found is not None and found.startswith(NO_RULES):
        tree.wrong(say("“{value}” names what decides where no rule does.", value=found), say("Give it another id."))
    return found


def _day(tree: Tree, key: str) -> date | None:
    found = tree.find(key)
    return found.day() if found else None


def write_rule(rule: Rule) -> dict[str, Value]:
    """Return a rule as it is read; a variant is a rule of its own."""
    values: dict[str, Value | None] = {
        "id": rule.id,
        "nom": rule.name,
        "rang": rule.level.value,
        "precision": PRECISION_WORDS[rule.precision],
        "priorite_regle": rule.priority or None,
        "active": None if rule.active else False,
        "du": rule.valid_from,
        "au": rule.valid_until,
        "date": rule.written_on,
        **write_condition(rule.condition),
        "alors": write_effect(rule.effect),
        "motif": rule.reason,
    }
    return {key: value for key, value in values.items() if value is not None}
