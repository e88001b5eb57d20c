"""Directory, examples and thresholds: the sections a rule file may have beside its rules."""

from collections.abc import Collection
from dataclasses import fields as fields_of
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from domain.ids import DepartmentCode, RuleId, SectorName, SubjectCode
from domain.inbound import Channel
from domain.ruleset import Example, Listing, Thresholds
from flows.town_folder.catalogue import LOWEST_PRIORITY
from flows.town_folder.conditions import CHANNEL_WORDS, CHANNELS
from flows.town_folder.effects import read_copies
from flows.town_folder.known import Known
from flows.town_folder.mistakes import Mistakes
from flows.town_folder.operands import Value, read_entrance, read_some
from flows.town_folder.tree import Tree, read_yaml
from flows.wording import say

LISTING_KEYS = ("sujets", "secteurs", "service", "copies")
EXAMPLE_KEYS = ("id", "texte", "objet", "canal", "boite", "recu_le", "attendu")
EXPECTED_KEYS = ("sujet", "service", "copies", "priorite", "voie", "numero", "secteur", "revue", "regle")
NO_RULES = ("R0-", "mailbox:", "annuaire:")
"""How names begin of what decides where no rule does: the subject's department, the mailbox, the directory."""
THRESHOLD_KEYS = {"automatique": "automatic", "ecart": "tie", "lieu": "place"}


def read_listings(tree: Tree | None, known: Known) -> tuple[Listing, ...]:
    """Return the directory: « annuaire »."""
    found = (_listing(item, known) for item in (tree.items() if tree else ()))
    return tuple(listing for listing in found if listing is not None)


def _listing(tree: Tree, known: Known) -> Listing | None:
    if not tree.has_only(LISTING_KEYS, ("sujets", "secteurs", "service")):
        return None
    subjects, sectors, department = tree.find("sujets"), tree.find("secteurs"), tree.find("service")
    code = department.choice(known.departments, "services.csv") if department else None
    codes = read_some(subjects, known.patterns, "sujets.csv") if subjects else ()
    names = read_some(sectors, known.sectors, "secteurs") if sectors else ()
    copies = read_copies(tree, known.departments) or ()
    if code is None:
        return None
    return Listing(subjects=codes, sectors=tuple(SectorName(name) for name in names), department=DepartmentCode(code), copies=copies)


def write_listing(listing: Listing) -> dict[str, Value]:
    """Return an entry of the directory as it is read."""
    written: dict[str, Value] = {"sujets": list(listing.subjects), "secteurs": list(listing.sectors), "service": listing.department}
    return {**written, "copies": list(listing.copies)} if listing.copies else written


def read_thresholds(tree: Tree | None) -> Thresholds:
    """Return « seuils », the usual ones where nothing is said."""
    if tree is None or not tree.has_only(tuple(THRESHOLD_KEYS)):
        return Thresholds()
    given = {
        name: value for key, name in THRESHOLD_KEYS.items() if (at := tree.find(key)) is not None and (value := at.share()) is not None
    }
    return Thresholds(**given)


def write_thresholds(thresholds: Thresholds) -> dict[str, Value]:
    """Return all thresholds, as they are read."""
    values = {field.name: getattr(thresholds, field.name) for field in fields_of(thresholds)}
    return {key: float(values[name]) for key, name in THRESHOLD_KEYS.items()}


def read_examples_file(path: Path, known: Known, mistakes: Mistakes) -> tuple[Example, ...]:
    """Return the examples of an `exemples.yaml`; none where there is no such file."""
    root = read_yaml(path, mistakes)
    if root is None or not root.has_only(("version", "exemples"), ("exemples",)):
        return ()
    if (version := root.find("version")) is not None:
        version.number(1, 1)
    return read_examples(root.find("exemples"), known)


def read_examples(tree: Tree | None, known: Known) -> tuple[Example, ...]:
    """Return « exemples »: messages and what must become of them."""
    found: dict[str, Example] = {}
    for item in tree.items() if tree else ():
        example = _example(item, known)
        if example is not None and example.id in found:
            (item.find("id") or item).wrong(say("“{value}” stands twice.", value=example.id), say("Give one of them another id."))
        if example is not None:
            found.setdefault(example.id, example)
    return tuple(found.values())


def _example(tree: Tree, known: Known) -> Example | None:
    if not tree.has_only(EXAMPLE_KEYS, ("id", "texte", "attendu")):
        return None
    name, text, heading, expected = (tree.find(key) for key in ("id", "texte", "objet", "attendu"))
    identity = name.identity() if name else None
    message = _message(tree, text, heading, known)
    if expected is None or not expected.has_only(EXPECTED_KEYS):
        return None
    if expected.value == {}:
        expected.wrong(say("an example that expects nothing."), say("Say at least sujet or service."))
    wanted = _expected(message, expected, known)
    return None if identity is None else replace(wanted, id=identity)


def _message(tree: Tree, text: Tree | None, heading: Tree | None, known: Known) -> Example:
    """Return the message of an example, without id and without what must become of it."""
    channel, entrance = tree.find("canal"), tree.find("boite")
    came_by = channel.choice(CHANNELS) if channel else None
    return Example(
        id="",
        text=text.any_text() if text else "",
        heading=heading.any_text() if heading else None,
        channel=CHANNELS[came_by] if came_by else Channel.EMAIL,
        entrance=read_entrance(entrance, known.entrances) if entrance else None,
        received_at=_moment(tree.find("recu_le")),
    )


def _expected(message: Example, expected: Tree, known: Known) -> Example:
    """Return an example with what must become of its message."""
    subject = _choice(expected, "sujet", known.subjects, "sujets.csv")
    department = _choice(expected, "service", known.departments, "services.csv")
    sector, rule = _choice(expected, "secteur", known.sectors, "secteurs"), expected.find("regle")
    priority, review, number = expected.find("priorite"), expected.find("revue"), expected.find("numero")
    return replace(
        message,
        subject=SubjectCode(subject) if subject else None,
        department=DepartmentCode(department) if department else None,
        copies=read_copies(expected, known.departments),
        priority=priority.number(1, LOWEST_PRIORITY) if priority else None,
        street=_choice(expected, "voie", known.streets | known.landmarks, "voies.csv"),
        number=_house_number(number),
        sector=SectorName(sector) if sector else None,
        review=review.truth() if review else None,
        rule=_rule(rule, known.rules),
    )


def _choice(tree: Tree, key: str, known: Collection[str], listed_in: str) -> str | None:
    found = tree.find(key)
    return found.choice(known, listed_in) if found else None


def _moment(tree: Tree | None) -> datetime | None:
    return tree.moment() if tree else None


def _house_number(tree: Tree | None) -> str | None:
    """Return a house number; one of figures only needs no quotes."""
    if tree is None:
        return None
    return str(tree.value) if isinstance(tree.value, int) and not isinstance(tree.value, bool) else tree.exact()


def _rule(tree: Tree | None, rules: Collection[str]) -> RuleId | None:
    """Return the id of a rule; ``R0-VOI``, ``annuaire:…`` and ``mailbox:…`` name what decides where no rule does."""
    value = tree.exact() if tree else None
    if tree is None or value is None:
        return None
    if value.startswith(NO_RULES):
        return RuleId(value)
    chosen = tree.choice(rules, "regles.yaml")
    return RuleId(chosen) if chosen else None


def write_example(example: Example) -> dict[str, Value]:
    """Return an example as it is read: only what it says."""
    message: dict[str, Value | None] = {
        "id": example.id,
        "objet": example.heading,
        "texte": example.text,
        "canal": None if example.channel is Channel.EMAIL else CHANNEL_WORDS[example.channel],
        "boite": example.entrance,
        "recu_le": None if example.received_at is None else example.received_at.isoformat(sep=" "),
    }
    expected: dict[str, Value | None] = {
        "sujet": example.subject,
        "service": example.department,
        "copies": None if example.copies is None else list(example.copies),
        "priorite": example.priority,
        "voie": example.street,
        "numero": example.number,
        "secteur": example.sector,
        "revue": example.review,
        "regle": example.rule,
    }
    said = {key: value for key, value in message.items() if value is not None}
    return {**said, "attendu": {key: value for key, value in expected.items() if value is not None}}
