"""Read a town folder as a whole."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path

from domain.department import Department
from domain.errors import Mistake
from domain.inbound import Mailbox
from domain.place import Places
from domain.ruleset import Example, Rule, RuleSet, Subject
from domain.town import Logo, Town
from flows.address_file.source import Progress
from flows.town_folder.addresses import Notes, read_addresses, report_contradictions, with_addresses
from flows.town_folder.catalogue import read_departments, read_subjects
from flows.town_folder.common import common_rules, fitted_rules
from flows.town_folder.geography import read_landmarks, read_neighbours, read_sectors, read_streets
from flows.town_folder.known import Known, names_of_landmarks, names_of_streets, themes_of
from flows.town_folder.logo import LOGO_NAMES, read_logo
from flows.town_folder.mistakes import Anything, Mistakes, nearest
from flows.town_folder.rules import RulesFile, names_of, read_rules_file
from flows.town_folder.sections import read_examples_file
from flows.town_folder.town import mailboxes_of, read_mailboxes, read_town_file
from flows.wording import say

NEEDED = ("ville.json", "services.csv", "sujets.csv", "voies.csv", "communes-voisines.csv", "regles.yaml")
OPTIONAL = ("secteurs.geojson", "secteurs.csv", "bal.csv", "voies.geojson", "lieux.csv", "boites.csv", "exemples.yaml", *LOGO_NAMES)


@dataclass(frozen=True, slots=True, kw_only=True)
class TownFolder:
    """What a town folder holds; the rule set is number 0 until it is published. ``warnings`` contradict nothing that must hold."""

    town: Town
    ruleset: RuleSet
    places: Places
    mailboxes: tuple[Mailbox, ...]
    logo: Logo | None = None
    warnings: tuple[Mistake, ...] = ()


def read_town(folder: Path, *, progress: Progress | None = None) -> TownFolder:
    """Return what the folder holds. Raises ConfigurationError with all mistakes of all its files."""
    mistakes, warnings = Mistakes(), Mistakes()
    if not folder.is_dir():
        mistakes.add(str(folder), say("there is no such folder."), say("Give the folder of a town, such as demo/valognes."))
        mistakes.refuse()
    _check_files(folder, mistakes, warnings)
    town = read_town_file(folder / "ville.json", mistakes)
    departments = read_departments(folder / "services.csv", mistakes)
    codes = mistakes.known(str(folder / "services.csv"), (department.code for department in departments))
    subjects = read_subjects(folder / "sujets.csv", codes, mistakes)
    places = _read_places(folder, town, departments, Notes(mistakes, warnings, progress))
    mailboxes = _read_mailboxes(folder, town, departments, subjects, mistakes) if town else ()
    known = _known(folder, codes, subjects, places, mistakes)
    known = replace(known, entrances=mistakes.known(str(folder / "boites.csv"), (box.address for box in mailboxes)))
    rules = read_rules_file(folder / "regles.yaml", known, town, mistakes)
    examples = _read_examples(folder / "exemples.yaml", known, rules, mistakes)
    logo = read_logo(folder, mistakes)
    mistakes.refuse()
    if town is None:
        raise AssertionError("a town file that cannot be read has mistakes")
    without_place = (common_rules() if rules.without_place is None else rules).without_place or frozenset()
    ruleset = RuleSet(
        town=town.id,
        number=0,
        subjects=tuple(replace(subject, wants_place=subject.code not in without_place) for subject in subjects),
        departments=departments,
        rules=(*_common_rules(rules, departments, subjects), *rules.rules),
        thresholds=rules.thresholds,
        directory=rules.directory,
        examples=examples,
    )
    return TownFolder(town=town, ruleset=ruleset, places=places, mailboxes=mailboxes, logo=logo, warnings=warnings.everything())


def _read_mailboxes(
    folder: Path, town: Town, departments: Sequence[Department], subjects: Sequence[Subject], mistakes: Mistakes
) -> tuple[Mailbox, ...]:
    own = folder / "boites.csv"
    return read_mailboxes(own, town.id, departments, mistakes) if own.exists() else mailboxes_of(town, departments, subjects)


def _read_examples(path: Path, known: Known, rules: RulesFile, mistakes: Mistakes) -> tuple[Example, ...]:
    """Return the examples of the rule file and those of a file of their own, which may name the rules of both."""
    seen = {example.id for example in rules.examples}
    # Rules that could not be read are told once, not by every example that names them.
    names = known.rules | names_of(rules.rules) if rules.rules else Anything()
    own = read_examples_file(path, replace(known, rules=names), mistakes)
    for example in own:
        if example.id in seen:
            mistakes.add(str(path), say("“{value}” stands twice.", value=example.id), say("Give one of them another id."))
    return (*rules.examples, *own)


def _common_rules(rules: RulesFile, departments: Sequence[Department], subjects: Sequence[Subject]) -> tuple[Rule, ...]:
    codes = frozenset(str(department.code) for department in departments)
    return fitted_rules(rules.rules, codes, frozenset(str(subject.code) for subject in subjects))


def _check_files(folder: Path, mistakes: Mistakes, warnings: Mistakes) -> None:
    present = {path.name for path in folder.iterdir()}
    unknown = sorted(present - set(NEEDED) - set(OPTIONAL))
    for name in NEEDED:
        # The address file alone makes streets too.
        if name not in present and not (name == "voies.csv" and "bal.csv" in present):
            near = nearest(name, unknown)
            remedy = say("“{near}” looks like it: rename it.", near=near) if near else say("Add it.")
            mistakes.add(str(folder / name), say("the file is missing."), remedy)
    for name in unknown:
        if (near := nearest(name, OPTIONAL)) is not None and near not in present:
            warnings.add(str(folder / name), say("the file is not read."), say("Did you mean “{near}”?", near=near))


def _read_places(folder: Path, town: Town | None, departments: Sequence[Department], notes: Notes) -> Places:
    mistakes = notes.mistakes
    sectors = read_sectors(folder, mistakes)
    places = Places(
        town_name=town.name if town else "",
        postcode=town.postcode if town else "",
        streets=read_streets(folder, sectors, mistakes),
        sectors=sectors,
        neighbours=read_neighbours(folder / "communes-voisines.csv", mistakes),
    )
    path = folder / "bal.csv"
    report = read_addresses(path, town.insee if town else "", sectors, notes) if path.exists() else None
    names = {street.name for street in places.streets} | {street.name for street in (report.streets if report else ())}
    path = folder / "lieux.csv"
    places = replace(places, landmarks=read_landmarks(path, names, sectors, departments, mistakes) if path.exists() else ())
    if report is not None:
        places = with_addresses(places, report.streets)
        report_contradictions(folder / "voies.csv", places.streets, notes.warnings)
    return places


def _known(folder: Path, departments: AbstractSet[str], subjects: tuple[Subject, ...], places: Places, mistakes: Mistakes) -> Known:
    catalogue, listed = str(folder / "sujets.csv"), folder / "lieux.csv"
    return Known(
        subjects=mistakes.known(catalogue, (subject.code for subject in subjects)),
        departments=departments,
        streets=mistakes.known(str(folder / "voies.csv"), names_of_streets(places)),
        landmarks=mistakes.known(str(listed), names_of_landmarks(places)) if listed.exists() else frozenset(),
        sectors=mistakes.known(str(folder / "secteurs.csv"), (sector.name for sector in places.sectors)),
        themes=mistakes.known(catalogue, themes_of(subjects)),
        rules=names_of(common_rules().rules),
    )
