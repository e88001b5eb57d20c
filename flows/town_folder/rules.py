"""`regles.yaml`: the routing rules, and those common to all towns."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from domain.department import Confidentiality
from domain.draft import Flag
from domain.ids import DepartmentCode, RuleId
from domain.ruleset import Alert, Effect, Level, Precision, Rule
from domain.town import Town
from flows.town_folder.catalogue import LOWEST_PRIORITY, TARGET
from flows.town_folder.conditions import Known, read_condition, read_several
from flows.town_folder.mistakes import Mistakes
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
LEVELS = {str(level.value): level for level in Level}

FILE_KEYS = ("version", "commune", "ordre_precision", "regles", "sans_localisation")
RULE_KEYS = ("id", "nom", "rang", "precision", "priorite_regle", "si", "sauf", "alors", "variantes", "motif")
EFFECT_KEYS = (
    "service",
    "copies",
    "priorite",
    "priorite_plus",
    "delai",
    "confidentialite",
    "drapeaux",
    "revue",
    "alerte",
    "texte",
    "modele",
    "intitule_public",
    "continuer",
)
SAME_DEPARTMENT = "=sujet"


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesFile:
    """What a `regles.yaml` holds."""

    rules: tuple[Rule, ...] = ()
    without_place: frozenset[str] | None = None
    """Subjects that want no place; None where the file does not say."""


def read_rules(path: Path, known: Known, town: Town | None, mistakes: Mistakes) -> RulesFile:
    """Return the rules of a file and the subjects that want no place."""
    root = read_yaml(path, mistakes)
    if root is None or not root.has_only(FILE_KEYS, ("regles",)):
        return RulesFile()
    _check_head(root, town)
    listed, without = root.find("regles"), root.find("sans_localisation")
    rules = tuple(rule for tree in (listed.items() if listed else ()) for rule in _rules(tree, known))
    _check_unique(listed)
    subjects = frozenset(read_several(without, known.subjects, "sujets.csv")) if without else None
    return RulesFile(rules=rules, without_place=subjects)


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


def _check_unique(rules: Tree | None) -> None:
    seen: set[str] = set()
    for rule in rules.items() if rules else ():
        name = rule.find("id")
        if name is not None and str(name.value) in seen:
            name.wrong(say("“{value}” stands twice.", value=name.value), say("Give one of them another id."))
        seen.add(str(name.value) if name else "")


def _rules(tree: Tree, known: Known) -> Iterator[Rule]:
    """Yield the rule, or one for each of its variants."""
    if not tree.has_only(RULE_KEYS, ("id", "nom", "rang", "precision")):
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
    name, title, level, precision = (head.find(key) for key in ("id", "nom", "rang", "precision"))
    when, then = body.find("si"), body.find("alors")
    if when is None or then is None:
        missing = "si" if when is None else "alors"
        body.wrong(say("key “{key}” is missing.", key=missing), say("Add it."))
        return None
    condition, effect = read_condition(when, body.find("sauf"), known), _effect(then, known)
    chosen = level.choice(LEVELS) if level else None
    place = precision.choice(PRECISIONS) if precision else None
    identity, label = name.text() if name else None, title.text() if title else None
    weight, reason = head.find("priorite_regle"), head.find("motif")
    if condition is None or chosen is None or place is None or identity is None or label is None:
        return None
    return Rule(
        id=RuleId(identity),
        name=label,
        level=LEVELS[chosen],
        precision=PRECISIONS[place],
        priority=(weight.number(0, 1000) if weight else None) or 0,
        condition=condition,
        effect=effect,
        reason=reason.text() if reason else None,
    )


def _effect(tree: Tree, known: Known) -> Effect:
    if not tree.has_only(EFFECT_KEYS):
        return Effect()
    values: Mapping[str, Tree] = dict(tree.pairs())

    def text(key: str) -> str | None:
        return values[key].text() if key in values else None

    def number(key: str, low: int, high: int) -> int | None:
        return values[key].number(low, high) if key in values else None

    department = values["service"].choice(known.departments | {SAME_DEPARTMENT}, "services.csv") if "service" in values else None
    copies = read_several(values["copies"], known.departments, "services.csv") if "copies" in values else ()
    flags = read_several(values["drapeaux"], [flag.value for flag in Flag], "demo/valognes") if "drapeaux" in values else ()
    alert = values["alerte"].choice([alert.value for alert in Alert]) if "alerte" in values else None
    level = number("confidentialite", 0, 2)
    return Effect(
        department=DepartmentCode(department) if department and department != SAME_DEPARTMENT else None,
        keeps_subject_department=department == SAME_DEPARTMENT,
        copies=tuple(DepartmentCode(copy) for copy in copies),
        priority=number("priorite", 1, LOWEST_PRIORITY),
        priority_raise=number("priorite_plus", 1, LOWEST_PRIORITY - 1) or 0,
        target=_target(values.get("delai")),
        confidentiality=None if level is None else Confidentiality(level),
        flags=tuple(Flag(flag) for flag in flags),
        review="revue" in values and values["revue"].truth(),
        alert=Alert(alert) if alert else Alert.NONE,
        notice=text("texte"),
        letter=text("modele"),
        public_label=text("intitule_public"),
        goes_on="continuer" in values and values["continuer"].truth(),
    )


def _target(tree: Tree | None) -> str | None:
    value = tree.text() if tree else None
    if tree is not None and value is not None and not re.fullmatch(TARGET, value):
        tree.wrong(say("“{value}” is not a delay.", value=value), say("Write 4 h, 5 jo, 30 j or T 1 jo."))
    return value
