"""Effects of a rule: « alors »."""

import re
from collections.abc import Collection

from domain.department import Confidentiality
from domain.draft import Flag
from domain.ids import DepartmentCode, SubjectCode
from domain.ruleset import Alert, Effect
from flows.town_folder.catalogue import DELAY, LOWEST_PRIORITY, TARGET
from flows.town_folder.known import Known
from flows.town_folder.operands import Value, read_several
from flows.town_folder.tree import Tree
from flows.wording import say

EFFECT_KEYS = (
    "service",
    "sujet",
    "copies",
    "priorite",
    "priorite_plus",
    "delai",
    "confidentialite",
    "drapeaux",
    "revue",
    "sans_verification",
    "alerte",
    "texte",
    "modele",
    "intitule_public",
    "continuer",
    "arreter",
)
SAME_DEPARTMENT = "=sujet"


def read_effect(tree: Tree, known: Known) -> Effect:
    """Return what a rule does."""
    if not tree.has_only(EFFECT_KEYS):
        return Effect()
    department = _choice(tree, "service", known.departments | {SAME_DEPARTMENT}, "services.csv")
    subject = _choice(tree, "sujet", known.subjects, "sujets.csv")
    flags, level = tree.find("drapeaux"), _number(tree, "confidentialite", 0, 2)
    alert = tree.find("alerte")
    chosen = alert.choice([alert.value for alert in Alert]) if alert else None
    return Effect(
        department=DepartmentCode(department) if department and department != SAME_DEPARTMENT else None,
        keeps_subject_department=department == SAME_DEPARTMENT,
        subject=SubjectCode(subject) if subject else None,
        copies=read_copies(tree, known.departments) or (),
        priority=_number(tree, "priorite", 1, LOWEST_PRIORITY),
        priority_raise=_number(tree, "priorite_plus", 1, LOWEST_PRIORITY - 1) or 0,
        target=read_target(tree.find("delai")),
        confidentiality=None if level is None else Confidentiality(level),
        flags=tuple(Flag(flag) for flag in read_several(flags, [flag.value for flag in Flag], "docs/town-folder.md")) if flags else (),
        review=_truth(tree, "revue"),
        alone=_truth(tree, "sans_verification"),
        alert=Alert(chosen) if chosen else Alert.NONE,
        notice=_text(tree, "texte"),
        letter=_text(tree, "modele"),
        public_label=_text(tree, "intitule_public"),
        goes_on=_truth(tree, "continuer"),
        stops=_truth(tree, "arreter"),
    )


def read_copies(tree: Tree, departments: Collection[str]) -> tuple[DepartmentCode, ...] | None:
    """Return the departments of « copies », None where the key is missing."""
    copies = tree.find("copies")
    return None if copies is None else tuple(DepartmentCode(code) for code in read_several(copies, departments, "services.csv"))


def read_target(tree: Tree | None) -> str | None:
    """Return a delay as the catalogue writes it."""
    value = tree.exact() if tree else None
    if tree is not None and value is not None and not re.fullmatch(TARGET, value):
        tree.wrong(say("“{value}” is not a delay.", value=value), say("Write 4 h, 5 jo, 30 j or T 1 jo."))
    return value


def read_delay(tree: Tree | None) -> str | None:
    """Return a delay of the town's own, which nobody is handed over in."""
    value = tree.exact() if tree else None
    if tree is not None and value is not None and not DELAY.fullmatch(value):
        tree.wrong(say("“{value}” is not a delay.", value=value), say("Write 4 h, 5 jo or 30 j."))
    return value


def _choice(tree: Tree, key: str, known: Collection[str], listed_in: str) -> str | None:
    found = tree.find(key)
    return found.choice(known, listed_in) if found else None


def _number(tree: Tree, key: str, low: int, high: int) -> int | None:
    found = tree.find(key)
    return found.number(low, high) if found else None


def _truth(tree: Tree, key: str) -> bool:
    found = tree.find(key)
    return found.truth() if found else False


def _text(tree: Tree, key: str) -> str | None:
    found = tree.find(key)
    return found.exact() if found else None


def write_effect(effect: Effect) -> dict[str, Value]:
    """Return what a rule does, as `read_effect` reads it: only what it changes."""
    department = SAME_DEPARTMENT if effect.keeps_subject_department else effect.department
    values: dict[str, Value | None] = {
        "service": department,
        "sujet": effect.subject,
        "copies": list(effect.copies) or None,
        "priorite": effect.priority,
        "priorite_plus": effect.priority_raise or None,
        "delai": effect.target,
        "confidentialite": None if effect.confidentiality is None else effect.confidentiality.value,
        "drapeaux": [flag.value for flag in effect.flags] or None,
        "revue": effect.review or None,
        "sans_verification": effect.alone or None,
        "alerte": None if effect.alert is Alert.NONE else effect.alert.value,
        "texte": effect.notice,
        "modele": effect.letter,
        "intitule_public": effect.public_label,
        "continuer": effect.goes_on or None,
        "arreter": effect.stops or None,
    }
    return {key: value for key, value in values.items() if value is not None}
