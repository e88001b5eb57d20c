"""A rule set as named entries, each a mapping in the words of the text form: what is written, compared and read again."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from domain.department import Department
from domain.ruleset import RuleSet, Subject
from flows.town_folder.catalogue import USUAL_ACKNOWLEDGEMENT, USUAL_TAKING
from flows.town_folder.operands import Value
from flows.town_folder.rules import write_rule
from flows.town_folder.sections import write_example, write_listing, write_thresholds


class Section(StrEnum):
    """Part of the text form, by its key."""

    HEAD = "commune"
    THRESHOLDS = "seuils"
    DEPARTMENTS = "services"
    SUBJECTS = "sujets"
    DIRECTORY = "annuaire"
    RULES = "regles"
    EXAMPLES = "exemples"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One department, subject, listing, rule or example; ``name`` tells it apart within its section."""

    section: Section
    name: str
    content: dict[str, Value]


def entries(ruleset: RuleSet) -> Iterator[Entry]:
    """Yield all a rule set holds, in the order it is written. The number of the version is not part of it."""
    yield Entry(section=Section.HEAD, name="", content={"commune": ruleset.town})
    yield Entry(section=Section.THRESHOLDS, name="", content=write_thresholds(ruleset.thresholds))
    for department in ruleset.departments:
        yield Entry(section=Section.DEPARTMENTS, name=department.code, content=write_department(department))
    for subject in ruleset.subjects:
        yield Entry(section=Section.SUBJECTS, name=subject.code, content=write_subject(subject))
    for listing in ruleset.directory:
        name = f"{', '.join(listing.subjects)} / {', '.join(listing.sectors)}"
        yield Entry(section=Section.DIRECTORY, name=name, content=write_listing(listing))
    for rule in ruleset.rules:
        yield Entry(section=Section.RULES, name=rule.id, content=write_rule(rule))
    for example in ruleset.examples:
        yield Entry(section=Section.EXAMPLES, name=example.id, content=write_example(example))


def write_department(department: Department) -> dict[str, Value]:
    """Return a department as it is read."""
    values: dict[str, Value | None] = {
        "code": department.code,
        "libelle": department.label,
        "courriel": department.email,
        "telephone": department.phone,
        "type": department.kind.value,
        "confidentialite": department.confidentiality.value or None,
        "assure_par": department.served_by,
        "ferme_le": department.closed_on,
        "repris_par": department.successor,
        "adresse": department.address,
    }
    return {key: value for key, value in values.items() if value is not None}


def write_subject(subject: Subject) -> dict[str, Value]:
    """Return a subject as it is read."""
    values: dict[str, Value | None] = {
        "code": subject.code,
        "objet": subject.label,
        "theme": subject.theme,
        "nature": subject.nature.value,
        "regime": subject.regime,
        "priorite": subject.priority,
        "delai": subject.target,
        "service": subject.department,
        "copies": list(subject.copies) or None,
        "confidentiel": subject.confidentiality.value or None,
        "sans_lieu": None if subject.wants_place else True,
        "astreinte": subject.on_call or None,
        "suspension": None if subject.waits else False,
        "accuse": None if subject.acknowledged_in == USUAL_ACKNOWLEDGEMENT else subject.acknowledged_in,
        "prise_en_charge": None if subject.taken_in == USUAL_TAKING else subject.taken_in,
        "alertes": subject.alerts or None,
        "relances": subject.nudges or None,
        "vocabulaire": list(subject.vocabulary) or None,
    }
    return {key: value for key, value in values.items() if value is not None}
