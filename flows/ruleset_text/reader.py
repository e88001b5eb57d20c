"""The text form of a rule set, read: refused whole, with every mistake and its place."""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import TypeVar

from domain.department import Confidentiality, Department, DepartmentKind
from domain.ids import UNCLASSIFIED, DepartmentCode, SubjectCode, TownId
from domain.place import Places
from domain.ruleset import Nature, RuleSet, Subject
from flows.town_folder.catalogue import (
    ALERTS_REMEDY,
    DEPARTMENT_CODE,
    LOWEST_PRIORITY,
    NUDGES_REMEDY,
    REGIME,
    SUBJECT_CODE,
    USUAL_ACKNOWLEDGEMENT,
    USUAL_TAKING,
    is_alerts,
    is_nudges,
)
from flows.town_folder.cells import is_email, is_phone
from flows.town_folder.effects import read_copies, read_delay, read_target
from flows.town_folder.known import Known, names_of_landmarks, names_of_streets, themes_of
from flows.town_folder.mistakes import Anything, Mistakes
from flows.town_folder.rules import names_of, read_rules
from flows.town_folder.sections import read_examples, read_listings, read_thresholds
from flows.town_folder.tree import Tree, read_yaml_text
from flows.wording import Message, say

FILE_KEYS = ("version", "commune", "jeu", "seuils", "services", "sujets", "annuaire", "regles", "exemples")
NEEDED_KEYS = ("commune", "services", "sujets", "regles")
DEPARTMENT_KEYS = (
    *("code", "libelle", "courriel", "telephone", "type", "confidentialite", "assure_par", "ferme_le", "repris_par", "adresse"),
)
SUBJECT_KEYS = (
    *("code", "objet", "theme", "nature", "regime", "priorite", "delai", "service", "copies", "confidentiel", "sans_lieu"),
    *("astreinte", "suspension", "accuse", "prise_en_charge", "alertes", "relances", "vocabulaire"),
)
HIGHEST_NUMBER = 1_000_000_000
ELSEWHERE = {
    "services.csv": "services",
    "sujets.csv": "sujets",
    "regles.yaml": "regles",
    "voies.csv": say("the places of the town"),
    "lieux.csv": say("the places of the town"),
    "secteurs": say("the places of the town"),
    "boites.csv": say("the mailboxes of the town"),
}
"""What this text knows as a section of its own, or takes from the town, by the file of a town folder that has it."""

Choice = TypeVar("Choice", bound=StrEnum)
Member = TypeVar("Member", Department, Subject)


def read_ruleset(text: str, where: str, places: Places, entrances: Collection[str] | None = None) -> RuleSet:
    """Return the rule set a text holds. ``entrances`` are the addresses of the town's mailboxes, where they are known.

    Raises ConfigurationError with all mistakes, each with line, column and what to do; ``where`` names the text in them.
    """
    mistakes = Mistakes()
    root = read_yaml_text(text, where, mistakes, ELSEWHERE)
    found = _read(root, places, Anything() if entrances is None else frozenset(entrances)) if root else None
    mistakes.refuse()
    if found is None:
        raise AssertionError("a text that cannot be read has mistakes")
    return found


def _read(root: Tree, places: Places, entrances: frozenset[str]) -> RuleSet | None:
    if not root.has_only(FILE_KEYS, NEEDED_KEYS) or not root.has(NEEDED_KEYS):
        # Without a section, all that names what stands in it would be told as unknown.
        return None
    if (version := root.find("version")) is not None:
        version.number(1, 1)
    town, number, listed = root.find("commune"), root.find("jeu"), root.find("services")
    departments = _members(listed, read_department)
    codes = _codes(listed, departments)
    for item in listed.items() if listed and isinstance(listed.value, list) else ():
        check_served(item, codes)
    subjects = _members(root.find("sujets"), lambda tree: read_subject(tree, codes))
    known = replace(_known(_subject_codes(root.find("sujets"), subjects), codes, subjects, places), entrances=entrances)
    rules = read_rules(root.find("regles"), known)
    return RuleSet(
        town=TownId((town.exact() if town else None) or ""),
        number=(number.number(0, HIGHEST_NUMBER) if number else None) or 0,
        subjects=subjects,
        departments=departments,
        rules=rules,
        thresholds=read_thresholds(root.find("seuils")),
        directory=read_listings(root.find("annuaire"), known),
        examples=read_examples(root.find("exemples"), replace(known, rules=names_of(rules))),
    )


def _known(subjects: frozenset[str], departments: frozenset[str], tree: Iterable[Subject], places: Places) -> Known:
    return Known(
        subjects=subjects,
        departments=departments,
        streets=frozenset(names_of_streets(places)),
        landmarks=frozenset(names_of_landmarks(places)),
        sectors=frozenset(sector.name for sector in places.sectors),
        themes=frozenset(themes_of(tree)),
    )


def _members(listed: Tree | None, read: Callable[[Tree], Member | None]) -> tuple[Member, ...]:
    """Return the members of a section, each code once."""
    found: dict[str, Member] = {}
    for item in listed.items() if listed else ():
        member = read(item)
        if member is None:
            continue
        if member.code in found:
            (item.find("code") or item).wrong(
                say("“{value}” stands twice.", value=member.code), say("Remove one, or give it another code.")
            )
        found.setdefault(member.code, member)
    return tuple(found.values())


def _codes(listed: Tree | None, members: Sequence[Department] | Sequence[Subject]) -> frozenset[str]:
    """Return the codes of a section; whatever is asked for where a member could not be read, so that one cause is told once."""
    complete = listed is not None and isinstance(listed.value, list) and len(listed.value) == len(members)
    return frozenset(str(member.code) for member in members) if complete else Anything()


def _subject_codes(listed: Tree | None, subjects: Sequence[Subject]) -> frozenset[str]:
    codes = _codes(listed, subjects)
    if listed is not None and UNCLASSIFIED not in codes:
        listed.wrong(say("the subject {code} is missing.", code=UNCLASSIFIED), say("Add it: it takes what matched nothing."))
    return codes


def read_department(tree: Tree) -> Department | None:
    """Return a department; mistakes are reported. Whether the departments it names are there is `check_served`."""
    if not tree.has_only(DEPARTMENT_KEYS, ("code", "libelle", "type")):
        return None
    code, label, email, phone = (tree.find(key) for key in ("code", "libelle", "courriel", "telephone"))
    level, served, closed, next_one = (tree.find(key) for key in ("confidentialite", "assure_par", "ferme_le", "repris_par"))
    kind = _member(tree, "type", DepartmentKind)
    name = _code(code, DEPARTMENT_CODE, say("Write capitals, such as VOI, or X-AGG for a body outside."))
    title = label.exact() if label else None
    place = tree.find("adresse")
    address = _checked(
        email,
        is_email,
        lambda value: say("“{value}” is not an e-mail address.", value=value),
        say("Write name@domain, one address only."),
    )
    number = _checked(
        phone,
        is_phone,
        lambda value: say("“{value}” is not a telephone number.", value=value),
        say("Write ten figures, or + and the country code."),
    )
    secrecy = Confidentiality((level.number(0, 2) if level else None) or 0)
    stand_in = DepartmentCode(served.exact() or "") if served else None
    closing = closed.day() if closed else None
    successor = DepartmentCode(next_one.exact() or "") if next_one else None
    if name is None or title is None or kind is None:
        return None
    if name.startswith("X-") != (kind is DepartmentKind.EXTERNAL):
        what = say("“{value}” does not go with the code {code}.", value=kind, code=name)
        (tree.find("type") or tree).wrong(what, say("Codes of bodies outside begin with X-, no others do."))
    return Department(
        code=DepartmentCode(name),
        label=title,
        email=address,
        phone=number,
        kind=kind,
        confidentiality=secrecy,
        served_by=stand_in,
        closed_on=closing,
        successor=successor,
        address=place.exact() if place else None,
    )


def check_served(item: Tree, codes: Collection[str]) -> None:
    """Report where the departments that one department names do not exist or cannot do what it asks of them."""
    served, following, code = (item.find(key) for key in ("assure_par", "repris_par", "code"))
    if served is not None and served.choice(codes, "services") is not None and code is not None and code.value == served.value:
        served.wrong(say("a department cannot do its own work for another."), say("Remove the line."))
    if following is None or following.choice(codes, "services") is None or code is None:
        return
    if code.value == following.value or str(following.value).startswith("X-"):
        following.wrong(say("what it leaves goes to another department of the town."), say("Name one of the town's own."))


def read_subject(tree: Tree, departments: Collection[str]) -> Subject | None:
    """Return an entry of the subject tree; mistakes are reported."""
    if not tree.has_only(SUBJECT_KEYS, ("code", "objet", "nature", "regime", "priorite", "delai", "service")):
        return None
    label, theme, priority, department = (tree.find(key) for key in ("objet", "theme", "priorite", "service"))
    level, without, vocabulary = (tree.find(key) for key in ("confidentiel", "sans_lieu", "vocabulaire"))
    name = _code(tree.find("code"), SUBJECT_CODE, say("Write it as VOI-01."))
    regime = _checked(
        tree.find("regime"),
        _is_regime,
        lambda value: say("“{value}” is not a legal regime.", value=value),
        say("Write aucun, SVR-2M, RGPD-1M, URBANISME, transfert …"),
    )
    title, target, nature = (label.exact() if label else None), read_target(tree.find("delai")), _member(tree, "nature", Nature)
    in_charge = department.choice(departments, "services") if department else None
    rank = priority.number(1, LOWEST_PRIORITY) if priority else None
    copies, group = read_copies(tree, departments) or (), theme.any_text() if theme else ""
    secrecy = Confidentiality((level.number(0, 2) if level else None) or 0)
    phrases = tuple(phrase for item in vocabulary.items() if (phrase := item.exact()) is not None) if vocabulary else ()
    wants_place = without is None or not without.truth()
    on_call, waits = tree.find("astreinte"), tree.find("suspension")
    promised = (read_delay(tree.find("accuse")), read_delay(tree.find("prise_en_charge")))
    alerts = _checked(tree.find("alertes"), is_alerts, lambda value: say("“{value}” are no days of alerts.", value=value), ALERTS_REMEDY)
    nudges = _checked(
        tree.find("relances"), is_nudges, lambda value: say("“{value}” are no days of reminders.", value=value), NUDGES_REMEDY
    )
    is_on_call, does_wait = on_call is not None and on_call.truth(), waits is None or waits.truth()
    if name is None or title is None or target is None or nature is None or in_charge is None or rank is None:
        return None
    return Subject(
        code=SubjectCode(name),
        label=title,
        theme=group,
        nature=nature,
        regime=regime or "",
        priority=rank,
        target=target,
        department=DepartmentCode(in_charge),
        copies=copies,
        confidentiality=secrecy,
        vocabulary=phrases,
        wants_place=wants_place,
        on_call=is_on_call,
        waits=does_wait,
        acknowledged_in=promised[0] or USUAL_ACKNOWLEDGEMENT,
        taken_in=promised[1] or USUAL_TAKING,
        alerts=alerts or "",
        nudges=nudges or "",
    )


def _is_regime(value: str) -> bool:
    return REGIME.fullmatch(value) is not None


def _code(tree: Tree | None, form: re.Pattern[str], remedy: Message) -> str | None:
    return _checked(
        tree, lambda value: form.fullmatch(value) is not None, lambda value: say("“{value}” is not a code.", value=value), remedy
    )


def _checked(tree: Tree | None, fits: Callable[[str], bool], what: Callable[[str], Message], remedy: Message) -> str | None:
    """Return a text of a certain form."""
    value = tree.exact() if tree else None
    if tree is None or value is None or fits(value):
        return value
    tree.wrong(what(value), remedy)
    return None


def _member(tree: Tree, key: str, kind: type[Choice]) -> Choice | None:
    found = tree.find(key)
    chosen = found.choice([member.value for member in kind]) if found else None
    return kind(chosen) if chosen else None
