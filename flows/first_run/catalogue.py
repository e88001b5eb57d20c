"""The catalogue a new town chooses from: usual departments, the subjects they deal with, the rules that lead there."""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from domain.ids import TownId
from flows.first_run.plan import Choice, TownFacts
from flows.town_folder import TownFolder, read_town

FOLDER = Path(__file__).parents[1] / "catalogue"
EVERYTHING_ELSE = "AG"
"""The department that deals with what no other was chosen for: reception. A town has it, whatever it chooses."""
_EXTERNAL = "externe"
_DEPARTMENTS = ("code", "libelle", "courriel", "telephone", "type", "confidentialite", "assure_par")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A department of the catalogue: ``subjects`` are what it deals with, ``is_usual`` whether most towns have it."""

    code: str
    label: str
    is_external: bool
    confidentiality: int
    served_by: str
    is_usual: bool
    subjects: tuple[str, ...]


@cache
def offers() -> tuple[Offer, ...]:
    """Return the departments of the catalogue in its order."""
    subjects = _subjects()
    return tuple(
        Offer(
            code=row["code"],
            label=row["libelle"],
            is_external=row["type"] == _EXTERNAL,
            confidentiality=int(row["confidentialite"]),
            served_by=row["assure_par"],
            is_usual=row["courant"] == "1",
            subjects=tuple(one["objet"] for one in subjects if one["service"] == row["code"]),
        )
        for row in _rows(FOLDER / "services.csv")
    )


def usual() -> Choice:
    """Return the choice most towns make."""
    return Choice(codes=tuple(one.code for one in offers() if one.is_usual))


def composed(town: TownId, facts: TownFacts, choice: Choice) -> TownFolder:
    """Return the town as its folder would say it, read and checked as `citoyen init` does.

    Subjects of departments that were not chosen stay: reception deals with them. Rules that lead to such a department are left out.
    Raises ConfigurationError.
    """
    codes = {EVERYTHING_ELSE, *(one.code for one in offers() if one.code in choice.codes)}
    with TemporaryDirectory(prefix="citoyen-town-") as made:
        folder = Path(made)
        (folder / "ville.json").write_text(json.dumps(_town(town, facts), ensure_ascii=False), encoding="utf-8")
        _write(folder / "services.csv", _DEPARTMENTS, [_department(one, codes, choice.emails) for one in offers() if one.code in codes])
        subjects = _subjects()
        _write(folder / "sujets.csv", tuple(subjects[0]), [_subject(one, codes) for one in subjects])
        _write(folder / "voies.csv", ("voie_nom", "type", "secteur", "numero_min", "numero_max", "parite", "gestion", "alias"), [])
        _write(folder / "communes-voisines.csv", ("commune", "code_postal", "alias"), [])
        (folder / "regles.yaml").write_text(_rules(facts, codes), encoding="utf-8")
        return read_town(folder)


def _town(town: TownId, facts: TownFacts) -> Mapping[str, object]:
    lines = [facts.street, f"{facts.postcode} {facts.name}"]
    return {
        "identifiant": town,
        "nom": facts.name,
        "insee": facts.insee,
        "code_postal": facts.postcode,
        "fuseau": facts.zone,
        "adresse": [line for line in lines if line],
        "courriel": facts.email,
        "jours_feries": facts.holidays,
        **({"telephone": facts.phone} if facts.phone else {}),
    }


def _department(one: Offer, codes: set[str], emails: Mapping[str, str]) -> Mapping[str, str]:
    return {
        "code": one.code,
        "libelle": one.label,
        "courriel": emails.get(one.code, ""),
        "type": _EXTERNAL if one.is_external else "interne",
        "confidentialite": str(one.confidentiality),
        "assure_par": one.served_by if one.served_by in codes else "",
    }


def _subject(row: Mapping[str, str], codes: set[str]) -> Mapping[str, str]:
    copies = "|".join(code for code in row["copies"].split("|") if code in codes)
    return {**row, "service": row["service"] if row["service"] in codes else EVERYTHING_ELSE, "copies": copies}


def _rules(facts: TownFacts, codes: set[str]) -> str:
    found: list[dict[str, Any]] = yaml.safe_load((FOLDER / "regles.yaml").read_text(encoding="utf-8"))  # Any: rules as the town writes them
    own = [_fitted(rule, codes) for rule in found if rule["alors"]["service"] in {"=sujet", *codes}]
    whose = {"nom": facts.name, "insee": facts.insee, "code_postal": facts.postcode}
    return yaml.safe_dump({"version": 1, "commune": whose, "regles": own}, allow_unicode=True, sort_keys=False)


def _fitted(rule: dict[str, Any], codes: set[str]) -> dict[str, Any]:  # Any: as above
    effect = {name: value for name, value in rule["alors"].items() if name != "copies"}
    copies = [code for code in rule["alors"].get("copies", ()) if code in codes]
    return {**rule, "alors": {**effect, **({"copies": copies} if copies else {})}}


@cache
def _subjects() -> tuple[Mapping[str, str], ...]:
    return tuple(_rows(FOLDER / "sujets.csv"))


def _rows(path: Path) -> Sequence[Mapping[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file, delimiter=";"))


def _write(path: Path, names: Sequence[str], rows: Sequence[Mapping[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, restval="", delimiter=";", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
