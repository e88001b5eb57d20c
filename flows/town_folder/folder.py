"""Read a town folder as a whole."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from domain.department import Department
from domain.errors import Mistake
from domain.inbound import Mailbox
from domain.place import Places
from domain.ruleset import RuleSet, Subject
from domain.town import Town
from flows.town_folder.addresses import read_addresses, report_contradictions, with_addresses
from flows.town_folder.catalogue import read_departments, read_subjects
from flows.town_folder.common import common_rules, fitted_rules
from flows.town_folder.conditions import Known
from flows.town_folder.geography import read_landmarks, read_neighbours, read_sectors, read_streets
from flows.town_folder.mistakes import Mistakes, nearest
from flows.town_folder.rules import read_rules
from flows.town_folder.table import Progress
from flows.town_folder.town import mailboxes_of, read_mailboxes, read_town_file
from flows.wording import say

NEEDED = ("ville.json", "services.csv", "sujets.csv", "voies.csv", "communes-voisines.csv", "regles.yaml")
OPTIONAL = ("secteurs.geojson", "secteurs.csv", "bal.csv", "voies.geojson", "lieux.csv", "boites.csv")


@dataclass(frozen=True, slots=True)
class Notes:
    """Where a reader of many files tells what it meets."""

    mistakes: Mistakes
    warnings: Mistakes
    progress: Progress | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TownFolder:
    """What a town folder holds; the rule set is number 0 until it is published. ``warnings`` contradict nothing that must hold."""

    town: Town
    ruleset: RuleSet
    places: Places
    mailboxes: tuple[Mailbox, ...]
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
    rules = read_rules(folder / "regles.yaml", _known(folder, codes, subjects, places, mistakes), town, mistakes)
    mailboxes: tuple[Mailbox, ...] = ()
    if town is not None:
        own = folder / "boites.csv"
        mailboxes = read_mailboxes(own, town.id, departments, mistakes) if own.exists() else mailboxes_of(town, departments, subjects)
    mistakes.refuse()
    if town is None:
        raise AssertionError("a town file that cannot be read has mistakes")
    common = fitted_rules(
        rules.rules, frozenset(str(department.code) for department in departments), frozenset(str(subject.code) for subject in subjects)
    )
    without_place = (common_rules() if rules.without_place is None else rules).without_place or frozenset()
    ruleset = RuleSet(
        town=town.id,
        number=0,
        subjects=tuple(replace(subject, wants_place=subject.code not in without_place) for subject in subjects),
        departments=departments,
        rules=(*common, *rules.rules),
    )
    return TownFolder(town=town, ruleset=ruleset, places=places, mailboxes=mailboxes, warnings=warnings.everything())


def _check_files(folder: Path, mistakes: Mistakes, warnings: Mistakes) -> None:
    present = {path.name for path in folder.iterdir()}
    unknown = sorted(present - set(NEEDED) - set(OPTIONAL))
    for name in NEEDED:
        if name not in present:
            near = nearest(name, unknown)
            remedy = say("“{near}” looks like it: rename it.", near=near) if near else say("Add it.")
            mistakes.add(str(folder / name), say("the file is missing."), remedy)
    for name in unknown:
        if (near := nearest(name, OPTIONAL)) is not None and near not in present:
            warnings.add(str(folder / name), say("the file is not read."), say("Did you mean “{near}”?", near=near))


def _read_places(folder: Path, town: Town | None, departments: Sequence[Department], notes: Notes) -> Places:
    mistakes = notes.mistakes
    sectors = read_sectors(folder, mistakes)
    streets = read_streets(folder, sectors, mistakes)
    if (path := folder / "bal.csv").exists():
        addresses = read_addresses(path, town.insee if town else "", sectors, mistakes, notes.progress)
        report_contradictions(folder / "voies.csv", streets, addresses, notes.warnings)
        streets = with_addresses(streets, addresses, sectors)
    path = folder / "lieux.csv"
    landmarks = read_landmarks(path, streets, sectors, departments, mistakes) if path.exists() else ()
    return Places(
        town_name=town.name if town else "",
        postcode=town.postcode if town else "",
        streets=streets,
        landmarks=landmarks,
        sectors=sectors,
        neighbours=read_neighbours(folder / "communes-voisines.csv", mistakes),
    )


def _known(folder: Path, departments: AbstractSet[str], subjects: tuple[Subject, ...], places: Places, mistakes: Mistakes) -> Known:
    streets = chain.from_iterable((street.name, *street.aliases) for street in places.streets)
    landmarks = chain.from_iterable((landmark.name, landmark.category, *landmark.aliases) for landmark in places.landmarks)
    listed = folder / "lieux.csv"
    return Known(
        subjects=mistakes.known(str(folder / "sujets.csv"), (subject.code for subject in subjects)),
        departments=departments,
        streets=mistakes.known(str(folder / "voies.csv"), streets),
        landmarks=mistakes.known(str(listed), landmarks) if listed.exists() else frozenset(),
        sectors=mistakes.known(str(folder / "secteurs.csv"), (sector.name for sector in places.sectors)),
    )
