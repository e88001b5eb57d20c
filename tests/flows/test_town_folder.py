import csv
import json
import shutil
from dataclasses import replace
from datetime import date
from datetime import time as clock
from pathlib import Path

import pytest

from domain.department import Confidentiality
from domain.draft import Flag
from domain.errors import ConfigurationError, Mistake
from domain.ids import DepartmentCode, SectorName, SubjectCode
from domain.place import Parity, Point, RoadOwner, Street
from domain.ruleset import Alert, AllOf, HasWords, Level, Listing, Not, Precision, ReceivedDuring, Rule, SubjectIs, Weekday
from flows.town_folder import TownFolder, read_town
from flows.town_folder.mistakes import PRINTED
from flows.town_folder.shapes import contains, sector_of
from tests.soon import soon

DEMO = Path(__file__).resolve().parents[2] / "demo" / "valognes"
BAL_HEADER = (
    "uid_adresse;cle_interop;commune_insee;commune_nom;commune_deleguee_insee;commune_deleguee_nom;lieudit_complement_nom;voie_nom;"
    "numero;suffixe;position;x;y;long;lat;cad_parcelles;source;date_der_maj;certification_commune"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copied = tmp_path / "valognes"
    shutil.copytree(DEMO, copied, ignore=shutil.ignore_patterns("exemples.yaml"))
    (copied / "bal.csv").write_text(f"{BAL_HEADER}\n{bal_line()}\n", encoding="utf-8")
    return copied


def bal_line(street: str = "Rue Carnot", number: str = "1", **changes: str) -> str:
    cells = dict.fromkeys(BAL_HEADER.split(";"), "")
    cells |= {"commune_insee": "50615", "voie_nom": street, "numero": number, "position": "entrée", "long": "-1.4712", "lat": "49.5076"}
    return ";".join((cells | changes).values())


def mistakes_of(folder: Path) -> tuple[Mistake, ...]:
    with pytest.raises(ConfigurationError) as refused:
        read_town(folder)
    return refused.value.mistakes


def street_of(town: TownFolder, name: str) -> Street:
    return next(street for street in town.places.streets if street.name == name)


def rule_of(town: TownFolder, identity: str) -> Rule:
    return next(rule for rule in town.ruleset.rules if rule.id == identity)


def add_rule(folder: Path, own: str) -> None:
    path = folder / "regles.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("regles:\n", f"regles:\n{own}", 1), encoding="utf-8")


CARET = "‸"
"""Stands in the replacement before the character the mistake must be told at; it is not written."""

SLIPS = (
    ("services.csv", "libelle", "‸libele", "unknown column"),
    ("services.csv", ";interne;0;\nPRO", ";‸intern;0;\nPRO", "“interne”"),
    ("services.csv", "batiments@services.valognes.example", "‸batiments(at)valognes", "e-mail"),
    ("services.csv", "02 61 91 05 12", "‸02 61 91", "telephone"),
    ("services.csv", "DPO;", "‸DGS;", "twice"),
    ("services.csv", "interne;1;PM", "interne;1;‸PMM", "“PM”"),
    ("services.csv", "X-POSTE;La", 'X-POSTE;‸"La', "never closed"),
    ("services.csv", "X-POSTE;La", "X-POSTE;‸\x1bLa", "U+001B"),
    ("sujets.csv", ";10 jo;VOI;;0;trotoir", ";10 jo;‸VIO;;0;trotoir", "“VOI”"),
    ("sujets.csv", ";10 jo;VOI;;0;trotoir", ";‸10 jours;VOI;;0;trotoir", "5 jo"),
    ("sujets.csv", "aucun;2;10 jo;VOI;;0;trotoir", "aucun;‸7;10 jo;VOI;;0;trotoir", "from 1 to 4"),
    ("sujets.csv", "signalement;aucun;2;10 jo;VOI;;0", "‸signalment;aucun;2;10 jo;VOI;;0", "“signalement”"),
    ("sujets.csv", "\nAUT-00;", "\n‸AUT-0;", "VOI-01"),
    ("voies.csv", "Rue Carnot;rue;Centre-ville", "Rue Carnot;rue;‸Centre ville", "“Centre-ville”"),
    ("voies.csv", "1;43;tous;commune;rue Sadi", "‸43;1;tous;commune;rue Sadi", "upside down"),
    ("voies.csv", "1;43;tous;commune;rue Sadi", "1;‸4E;tous;commune;rue Sadi", "4E"),
    ("voies.csv", "1;43;tous;commune;rue Sadi", "1;‸;tous;commune;rue Sadi", "one end"),
    ("voies.csv", "43;tous;commune;rue Sadi", "43;tous;‸communal;rue Sadi", "“commune”"),
    ("voies.csv", "Rue Carnot;rue;Centre-ville", "‸Rue Carnot;Centre-ville", "cells: 7 here"),
    ("voies.csv", "Impasse Carnot;impasse;Centre-ville;1", "Rue Carnot;impasse;Centre-ville;‸1", "already has"),
    ("lieux.csv", "14;Rue du Tertre;", "14;‸Rue du Tetre;", "“Rue du Tertre”"),
    ("lieux.csv", "49.506694;-1.470186", "‸-1.470186;49.506694", "swapped"),
    ("lieux.csv", "49.506694", "‸49,506694", "Write a point"),
    ("lieux.csv", "etat;X-SNCF;49.5039", "etat;‸X-SNCFF;49.5039", "“X-SNCF”"),
    ("communes-voisines.csv", "Brix;50700", "Brix;‸5070", "first 0"),
    ("boites.csv", "Police municipale;PM", "Police municipale;‸MP", "“MP”"),
    ("regles.yaml", "priorite_regle: 60", "‸priorite_regl: 60", "“priorite_regle”"),
    ("regles.yaml", "VOI-02, VOI-04, VOI-05]", "VOI-02, ‸VOI-44, VOI-05]", "VOI-44"),
    ("regles.yaml", '["VOI-*", "ECL-*", EV-03]', '[‸"VOIE-*", "ECL-*", EV-03]', "“VOI-*”"),
    ("regles.yaml", "{service: X-SDE,", "{service: ‸X-SDEE,", "“X-SDE”"),
    ("regles.yaml", '["RN 13"', '[‸"RN 113"', "“RN 13”"),
    ("regles.yaml", "lieux: [cimetière]", "lieux: [‸cimetierre]", "“cimetière”"),
    ("regles.yaml", "X-ETAT, drapeaux: [TIERS]", "X-ETAT, drapeaux: [‸TIER]", "“TIERS”"),
    ("regles.yaml", "rang: 5", "rang: ‸2", "Valid"),
    ("regles.yaml", 'insee: "50615"', 'insee: ‸"50616"', "50615"),
    ("regles.yaml", "    rang: 4\n", "    rang: 4\n    ‸rang: 5\n", "twice"),
    ("regles.yaml", "amiante,", '"‸ami*te",'.replace("‸", ""), "star"),
    ("ville.json", "Europe/Paris", "Europe/Pari", "“Europe/Paris”"),
    ("ville.json", '"lundi": ["08:30-12:00"', '"lundi": [‸"12:30-08:00"', "earlier"),
    ("ville.json", '"nom": "Valognes",', '"nom": "Valognes"', "JSON"),
    ("secteurs.geojson", "[[[-1.46389,49.508685]", "[‸[[-1.46389,49.508686]", "closed"),
    ("voies.geojson", '"voie_nom":"Rue Carnot"', '"voie_nom":‸"Rue Carno"', "“Rue Carnot”"),
)


@pytest.mark.parametrize(("file", "old", "new", "says"), SLIPS)
def test_slip_is_found_where_it_is(folder: Path, file: str, old: str, new: str, says: str) -> None:
    path = folder / file
    before = path.read_text(encoding="utf-8")
    assert old in before
    broken = before.replace(old, new, 1)
    path.write_text(broken.replace(CARET, ""), encoding="utf-8")

    found = mistakes_of(folder)

    told = [mistake for mistake in found if says in f"{mistake.what} {mistake.remedy}"]
    assert told, found
    assert told[0].where == str(path)
    if CARET in broken:
        ahead = broken[: broken.index(CARET)]
        assert (told[0].line, told[0].column) == (ahead.count("\n") + 1, len(ahead) - ahead.rfind("\n"))
    else:
        assert told[0].line is not None
    assert len(found) <= 3, "one slip is not told all over the folder"


def test_demo_town_has_no_mistake_and_no_warning() -> None:
    town = read_town(DEMO)

    assert town.town.name == "Valognes"
    assert town.town.id == "valognes"
    assert len(town.ruleset.subjects) == 78
    assert len(town.places.landmarks) == 71
    assert sum(len(street.numbers) for street in town.places.streets) > 4000
    assert town.warnings == ()


def test_all_mistakes_of_all_files_come_at_once(folder: Path) -> None:
    for name, old, new in (("voies.csv", ";43;", ";x;"), ("ville.json", "Europe/Paris", "Paris"), ("regles.yaml", "X-SDE", "X-SED")):
        path = folder / name
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    (folder / "communes-voisines.csv").unlink()

    assert {Path(mistake.where).name for mistake in mistakes_of(folder)} == {
        "voies.csv",
        "ville.json",
        "regles.yaml",
        "communes-voisines.csv",
    }


def test_file_under_a_wrong_name_is_recognised(folder: Path) -> None:
    (folder / "sujets.csv").rename(folder / "sujet.csv")

    (mistake,) = mistakes_of(folder)

    assert mistake.where == str(folder / "sujets.csv")
    assert "“sujet.csv”" in mistake.remedy


def test_optional_file_under_a_wrong_name_is_a_warning(folder: Path) -> None:
    (folder / "boites.csv").rename(folder / "boite.csv")

    (warning,) = read_town(folder).warnings

    assert "“boites.csv”" in warning.remedy


def test_windows_encoding_is_told_once_with_its_byte(folder: Path) -> None:
    path = folder / "services.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1252"))

    (mistake,) = mistakes_of(folder)

    assert (mistake.line, mistake.column) == (2, 25)
    assert "0x96" in mistake.what
    assert "UTF-8" in mistake.remedy


def test_byte_order_mark_and_windows_line_ends_are_accepted(folder: Path) -> None:
    for name in ("services.csv", "voies.csv", "ville.json", "regles.yaml", "secteurs.geojson"):
        path = folder / name
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))

    assert read_town(folder).ruleset == replace(read_town(DEMO).ruleset, examples=())


def test_commas_between_columns_are_recognised(folder: Path) -> None:
    path = folder / "services.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream, delimiter=";"))
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)

    (mistake,) = mistakes_of(folder)

    assert (mistake.line, mistake.column) == (1, 5)
    assert "“,”" in mistake.what


def test_only_the_first_mistakes_of_a_file_are_listed(folder: Path) -> None:
    path = folder / "voies.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(";tous;", ";toutes;"), encoding="utf-8")

    found = mistakes_of(folder)

    assert len(found) == PRINTED + 1
    assert "more mistakes in this file: 1" in found[-1].what


def test_missing_catalogue_does_not_make_its_codes_unknown(folder: Path) -> None:
    (folder / "services.csv").unlink()

    (mistake,) = mistakes_of(folder)

    assert mistake.where == str(folder / "services.csv")


def test_commas_between_columns_are_one_mistake(folder: Path) -> None:
    path = folder / "services.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(";", ","), encoding="utf-8")

    (mistake,) = mistakes_of(folder)

    assert (mistake.where, mistake.line, mistake.column) == (str(path), 1, 5)


def test_codes_of_lines_that_cannot_be_read_are_not_unknown(folder: Path) -> None:
    path = folder / "services.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("\nVOI;", "\nVOI;;"), encoding="utf-8")

    (mistake,) = mistakes_of(folder)

    assert "cells: " in mistake.what


@pytest.mark.parametrize("file", ["bal.csv", "regles.yaml", "services.csv"])
def test_a_workbook_is_told_to_be_no_text(folder: Path, file: str) -> None:
    (folder / file).write_bytes(b"PK\x03\x04\x14\x00\x06\x00\x08\x00\n\xff;\n")

    (mistake,) = mistakes_of(folder)

    assert (mistake.where, "no text file" in mistake.what) == (str(folder / file), True)


def test_quoted_cells_may_hold_separators_quotes_and_line_breaks(folder: Path) -> None:
    path = folder / "services.csv"
    text = path.read_text(encoding="utf-8").replace("BAT;Bâtiments communaux;", 'BAT;"Bâtiments ""communaux"" ;\nvieux murs";')
    path.write_text(text.replace("\nPM;", "\nPM ;"), encoding="utf-8")

    departments = {department.code: department for department in read_town(folder).ruleset.departments}

    assert departments[DepartmentCode("BAT")].label == 'Bâtiments "communaux" ;\nvieux murs'
    assert departments[DepartmentCode("PM")].email == "police.municipale@services.valognes.example"


def test_hours_need_no_quotes(folder: Path) -> None:
    own = "  - {id: R20, nom: Soir, rang: 5, precision: aucune, si: {moment: {heures: {de: 20:00, a: 6:00}}}, alors: {priorite: 2}}\n"
    add_rule(folder, own)

    assert rule_of(read_town(folder), "R20").condition == ReceivedDuring(start=clock(20), end=clock(6), days=())


def test_hours_that_are_none_are_told(folder: Path) -> None:
    own = "  - {id: R20, nom: Soir, rang: 5, precision: aucune, si: {moment: {heures: {de: 20h, a: 25:00}}}, alors: {priorite: 2}}\n"
    add_rule(folder, own)

    found = mistakes_of(folder)

    assert [mistake.column for mistake in found] == [own.index("20h") + 1, own.index("25:00") + 1]


def test_rule_becomes_condition_and_effect() -> None:
    rule = rule_of(read_town(DEMO), "R8")

    assert (rule.level, rule.precision, rule.priority) == (Level.SUBJECT, Precision.TOWN, 40)
    assert rule.condition == AllOf(all_of=(SubjectIs(subjects=("DEC-*", "EAU-*")), Not(negated=SubjectIs(subjects=("EAU-04",)))))
    assert rule.effect.department == "X-AGG"
    assert rule.effect.flags == (Flag.THIRD_PARTY,)


def test_variants_become_rules_of_their_own() -> None:
    town = read_town(DEMO)

    assert rule_of(town, "R7/1").effect.department == "EV"
    assert rule_of(town, "R7/2").effect.department == "ECI"
    assert rule_of(town, "R9/2").effect.keeps_subject_department
    assert rule_of(town, "R3").effect.goes_on


def test_rules_common_to_all_towns_apply_where_the_town_has_none() -> None:
    town = read_town(DEMO)

    night = rule_of(town, "R10").condition
    assert isinstance(night, AllOf)
    during = night.all_of[1]
    assert isinstance(during, ReceivedDuring)
    assert during.days == (Weekday.SATURDAY, Weekday.SUNDAY, Weekday.HOLIDAY)
    assert rule_of(town, "R1").effect.alert is Alert.ALWAYS
    assert rule_of(town, "R13/1").effect.confidentiality is Confidentiality.SOCIAL


def test_rule_of_the_town_replaces_the_common_one(folder: Path) -> None:
    path = folder / "regles.yaml"
    own = "  - {id: R13, nom: Secret, rang: 1, precision: aucune, si: {mots: [secret]}, alors: {confidentialite: 2}}\n"
    path.write_text(path.read_text(encoding="utf-8").replace("regles:\n", f"regles:\n{own}", 1), encoding="utf-8")

    town = read_town(folder)

    assert rule_of(town, "R13").condition == HasWords(words=("secret",))
    assert not [rule for rule in town.ruleset.rules if rule.id.startswith("R13/")]


def test_common_rule_is_fitted_to_the_departments_a_town_has(folder: Path) -> None:
    path = folder / "services.csv"
    kept = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith(("X-GRDF;", "X-ENE;"))]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    subjects = folder / "sujets.csv"
    subjects.write_text(subjects.read_text(encoding="utf-8").replace("X-ENE", ""), encoding="utf-8")

    town = read_town(folder)
    gas, electricity = rule_of(town, "R1-gaz"), rule_of(town, "R1-electricite")

    assert gas.effect.department is None
    assert gas.effect.keeps_subject_department
    assert gas.effect.review
    assert electricity.effect.department == "ECL"
    assert electricity.effect.copies == ()


def test_subjects_without_place_are_marked() -> None:
    wants = {subject.code: subject.wants_place for subject in read_town(DEMO).ruleset.subjects}

    assert not wants[SubjectCode("ECI-01")]
    assert wants[SubjectCode("VOI-01")]


def test_mailboxes_come_from_their_file() -> None:
    mailboxes = {mailbox.address: mailbox for mailbox in read_town(DEMO).mailboxes}

    assert mailboxes["ccas@valognes.example"].department == "CCAS"
    assert mailboxes["st@valognes.example"].department is None
    assert mailboxes["contact@valognes.example"].name == "Formulaire du site"


def test_mailboxes_come_from_the_departments_without_a_file(folder: Path) -> None:
    (folder / "boites.csv").unlink()

    mailboxes = {mailbox.address: mailbox.department for mailbox in read_town(folder).mailboxes}

    assert mailboxes["mairie@valognes.example"] == "AG"
    assert mailboxes["st@services.valognes.example"] is None, "four departments share it"
    assert mailboxes["police.municipale@services.valognes.example"] == "PM", "it does the work of HYG, too"
    assert "atd-nord@dep-manche.example" not in mailboxes


def test_light_town_without_addresses_places_and_shapes_is_read(folder: Path) -> None:
    for name in ("bal.csv", "lieux.csv", "voies.geojson", "boites.csv"):
        (folder / name).unlink()
    features = json.loads((folder / "secteurs.geojson").read_text(encoding="utf-8"))["features"]
    names = [f"{feature['properties']['code']};{feature['properties']['nom']}" for feature in features]
    (folder / "secteurs.geojson").unlink()
    (folder / "secteurs.csv").write_text("code;nom\n" + "\n".join(names) + "\n", encoding="utf-8")
    rules = (folder / "regles.yaml").read_text(encoding="utf-8")
    begin, end = rules.index("  - id: R5\n"), rules.index("  - id: R6\n")
    rules = rules[:begin] + rules[end : rules.index("  - id: R7\n")] + rules[rules.index("  - id: R8\n") : rules.index("  - id: R9\n")]
    (folder / "regles.yaml").write_text(rules, encoding="utf-8")

    town = read_town(folder)

    assert [sector.polygons for sector in town.places.sectors] == [()] * 6
    assert town.places.landmarks == ()


def test_street_in_several_sectors_has_several_stretches() -> None:
    street = street_of(read_town(DEMO), "Boulevard de Verdun")

    assert {stretch.parity for stretch in street.stretches} == {Parity.ODD, Parity.EVEN}
    assert {stretch.sector for stretch in street.stretches} == {"Centre-ville", "Est–Gare"}


def test_homonym_outside_the_town_is_a_stretch_outside() -> None:
    street = street_of(read_town(DEMO), "Rue de l'Église")

    assert [stretch.inside for stretch in street.stretches].count(False) == 1


def test_hole_of_a_sector_is_outside_it() -> None:
    town = read_town(DEMO)
    around = next(sector for sector in town.places.sectors if sector.name == "Hameaux et écarts")

    assert sector_of(Point(lat=49.5065, lon=-1.4701), town.places.sectors) == "Centre-ville"
    assert not any(contains(ring, Point(lat=49.5065, lon=-1.4701)) for ring in around.polygons)
    assert any(contains(ring, Point(lat=49.5150, lon=-1.4950)) for ring in around.polygons)


def test_sectors_of_another_export_say_which_property_is_meant(folder: Path) -> None:
    path = folder / "secteurs.geojson"
    path.write_text(path.read_text(encoding="utf-8").replace('"nom":"Alleaume"', '"NOM_QUART":"Alleaume"'), encoding="utf-8")

    mistake = next(mistake for mistake in mistakes_of(folder) if "“nom”" in mistake.what)

    assert "“NOM_QUART”" in mistake.remedy
    assert mistake.line == 3


def test_sectors_may_be_numbered_and_drawn_in_several_pieces(folder: Path) -> None:
    ring = [[-1.48, 49.5], [-1.47, 49.5], [-1.47, 49.51], [-1.48, 49.5]]
    pieces = {"type": "MultiPolygon", "coordinates": [[ring], [[[lon + 0.1, lat, 12.5] for lon, lat in ring]]]}
    geometry = {"type": "Polygon", "coordinates": [ring]}
    features = [
        {"type": "Feature", "properties": {"code": 7, "nom": "Deux morceaux"}, "geometry": pieces},
        {"type": "Feature", "properties": {"code": 8, "nom": "Deux morceaux"}, "geometry": geometry},
    ]
    (folder / "secteurs.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")

    twice = [mistake for mistake in mistakes_of(folder) if mistake.where.endswith("secteurs.geojson")]

    assert [mistake.what for mistake in twice] == ["“Deux morceaux” stands twice."]


def with_addresses(folder: Path, *lines: str) -> TownFolder:
    (folder / "bal.csv").write_text("\r\n".join((BAL_HEADER, *lines, "")), encoding="utf-8")
    return read_town(folder)


def test_best_position_of_an_address_is_kept(folder: Path) -> None:
    town = with_addresses(
        folder,
        bal_line(number="3", position="segment", lat="49.5071"),
        bal_line(number="3", position="entrée", lat="49.5072"),
        bal_line(number="3", position="parcelle", lat="49.5073"),
        bal_line(number="3", suffixe="BIS"),
    )

    numbers = street_of(town, "Rue Carnot").numbers

    assert [(number.number, number.suffix) for number in numbers] == [(3, ""), (3, "bis")]
    assert numbers[0].point == Point(lat=49.5072, lon=-1.4712)


def test_street_only_the_addresses_know_is_added(folder: Path) -> None:
    street = street_of(with_addresses(folder, bal_line("Venelle du Four", "2")), "Venelle du Four")

    assert street.kind == "venelle"
    assert street.stretches[0].owner is RoadOwner.TOWN
    assert street.stretches[0].sector == "Centre-ville"


def test_hamlet_without_numbers_has_a_position(folder: Path) -> None:
    street = street_of(with_addresses(folder, bal_line("Le Grand Pré", "99999", position="segment")), "Le Grand Pré")

    assert street.kind == "lieu-dit"
    assert street.numbers == ()
    assert street.lines == ((Point(lat=49.5076, lon=-1.4712),),)


def test_former_town_within_the_town_is_read(folder: Path) -> None:
    town = with_addresses(folder, bal_line(commune_deleguee_insee="50002", commune_deleguee_nom="Alleaume"))

    assert len(street_of(town, "Rue Carnot").numbers) == 1


def test_former_town_of_a_sectors_name_is_that_sector_where_no_outline_says_so(folder: Path) -> None:
    features = json.loads((folder / "secteurs.geojson").read_text(encoding="utf-8"))["features"]
    (folder / "secteurs.geojson").unlink()
    rows = [f"{each['properties']['code']};{each['properties']['nom']}" for each in features]
    (folder / "secteurs.csv").write_text("\n".join(("code;nom", *rows, "")), encoding="utf-8")
    town = with_addresses(
        folder, bal_line("Rue du Lin", commune_deleguee_insee="50002", commune_deleguee_nom="Alleaume"), bal_line("Rue Neuve")
    )

    assert [street_of(town, name).stretches[0].sector for name in ("Rue du Lin", "Rue Neuve")] == ["Alleaume", None]


def test_ranges_that_contradict_the_addresses_are_a_warning(folder: Path) -> None:
    (warning,) = with_addresses(folder, bal_line(number="144")).warnings

    assert "Rue Carnot" in warning.what
    assert "144" in warning.what


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"number": "douze"}, "douze"),
        ({"number": ""}, "empty"),
        ({"street": ""}, "voie_nom"),
        ({"commune_insee": "50129"}, "of other communes than 50615, left out: 1"),
        ({"lat": "48.85", "long": "2.35"}, "far outside"),
        ({"lat": "-1.4712", "long": "49.5076"}, "swapped"),
        ({"lat": ""}, "one half"),
    ],
)
def test_wrong_address_is_a_warning_and_the_others_are_loaded(folder: Path, changes: dict[str, str], says: str) -> None:
    town = with_addresses(folder, bal_line(number="3"), bal_line(**changes))

    (warning,) = town.warnings
    assert says in f"{warning.what} {warning.remedy}"
    assert warning.line in (3, None)
    assert 3 in {house.number for house in street_of(town, "Rue Carnot").numbers}


def test_address_file_that_cannot_be_one_refuses_the_folder(folder: Path) -> None:
    (folder / "bal.csv").write_text(f"{BAL_HEADER}\n{bal_line(commune_insee='50129')}\n", encoding="utf-8")

    (mistake,) = mistakes_of(folder)

    assert "50129" in mistake.what


@pytest.mark.parametrize("listed", [None, "voie_nom;type;secteur;numero_min;numero_max;parite;gestion;alias\n"])
def test_folder_with_addresses_alone_has_their_streets_without_sectors(folder: Path, listed: str | None) -> None:
    for name in ("voies.csv", "voies.geojson", "secteurs.geojson", "lieux.csv", "exemples.yaml"):
        (folder / name).unlink(missing_ok=True)
    if listed is not None:
        (folder / "voies.csv").write_text(listed, encoding="utf-8")
    (folder / "regles.yaml").write_text("version: 1\ncommune: {nom: Valognes, insee: '50615', code_postal: '50700'}\nregles: []\n", "utf-8")

    town = with_addresses(folder, bal_line(), bal_line("Rue Neuve", "4"))

    assert [(street.name, street.listed, street.stretches[0].sector) for street in town.places.streets] == [
        ("Rue Carnot", False, None),
        ("Rue Neuve", False, None),
    ]


def test_columns_a_publisher_adds_to_the_addresses_pass(folder: Path) -> None:
    lines = [f"{line};x" for line in (bal_line(), bal_line(number="2"))]
    (folder / "bal.csv").write_text("\n".join((f"{BAL_HEADER};voie_nom_bre", *lines)) + "\n", encoding="utf-8")

    assert len(street_of(read_town(folder), "Rue Carnot").numbers) == 2


def test_large_address_file_is_read_while_progress_is_told(folder: Path) -> None:
    streets = [f"Rue du Numéro {number}" for number in range(500)]
    lines = (bal_line(street, str(number)) for street in streets for number in range(1, 61))
    (folder / "bal.csv").write_text("\n".join((BAL_HEADER, *lines)) + "\n", encoding="utf-8")
    told: list[tuple[str, int, int]] = []
    with soon(10):  # 30,000 addresses; 200,000 may take 20 s
        town = read_town(folder, progress=lambda name, done, total: told.append((name, done, total)))

        assert sum(len(street.numbers) for street in town.places.streets) == 30_000
    assert len(told) > 20
    assert told[-1][1] == told[-1][2]


def test_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    (mistake,) = mistakes_of(tmp_path / "nowhere")

    assert mistake.where == str(tmp_path / "nowhere")


EXAMPLES = """\
version: 1
exemples:
  - id: trou
    texte: Un nid-de-poule rue Carnot.
    attendu: {sujet: VOI-01, voie: Rue Carnot, regle: R2}
"""


def test_examples_may_stand_in_a_file_of_their_own_and_in_the_rules(folder: Path) -> None:
    (folder / "exemples.yaml").write_text(EXAMPLES, encoding="utf-8")
    path = folder / "regles.yaml"
    own = 'exemples:\n  - {id: lampe, texte: "Éteint : rue Carnot", attendu: {service: X-SDE, regle: R6}}\n'
    path.write_text(path.read_text(encoding="utf-8") + own, encoding="utf-8")

    assert [example.id for example in read_town(folder).ruleset.examples] == ["lampe", "trou"]
    (folder / "exemples.yaml").write_text(EXAMPLES.replace("trou", "lampe"), encoding="utf-8")
    (mistake,) = mistakes_of(folder)
    assert "twice" in mistake.what


def test_example_that_names_what_is_not_there_is_told(folder: Path) -> None:
    (folder / "exemples.yaml").write_text(EXAMPLES.replace("Rue Carnot,", "Rue Carno,").replace("R2", "R66"), encoding="utf-8")

    found = mistakes_of(folder)

    assert [(mistake.line, mistake.remedy) for mistake in found] == [(5, "Did you mean “Rue Carnot”?"), (5, "Did you mean “R6”?")]


def test_rules_that_cannot_be_read_are_not_unknown_to_the_examples(folder: Path) -> None:
    (folder / "exemples.yaml").write_text(EXAMPLES, encoding="utf-8")
    (folder / "regles.yaml").write_text("regles: [", encoding="utf-8")

    assert {Path(mistake.where).name for mistake in mistakes_of(folder)} == {"regles.yaml"}


def test_thresholds_and_directory_stand_beside_the_rules(folder: Path) -> None:
    path = folder / "regles.yaml"
    own = "seuils: {automatique: 0.7}\nannuaire:\n  - {sujets: ['EV-*'], secteurs: [Alleaume], service: VOI, copies: [EV]}\n"
    path.write_text(path.read_text(encoding="utf-8").replace("regles:\n", f"{own}regles:\n", 1), encoding="utf-8")

    ruleset = read_town(folder).ruleset

    assert (ruleset.thresholds.automatic, ruleset.thresholds.tie) == (0.7, 0.15)
    assert ruleset.directory == (
        Listing(subjects=("EV-*",), sectors=(SectorName("Alleaume"),), department=DepartmentCode("VOI"), copies=(DepartmentCode("EV"),)),
    )


def test_department_may_have_a_closing_day(folder: Path) -> None:
    path = folder / "services.csv"
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    closing = [f"{line};{'2026-12-31' if line.startswith('CUL;') else ''}" for line in lines]
    path.write_text("\n".join((f"{header};ferme_le", *closing)) + "\n", encoding="utf-8")

    closed = {department.code: department.closed_on for department in read_town(folder).ruleset.departments if department.closed_on}

    assert closed == {DepartmentCode("CUL"): date(2026, 12, 31)}
    path.write_text(path.read_text(encoding="utf-8").replace("2026-12-31", "fin 2026"), encoding="utf-8")
    (mistake,) = mistakes_of(folder)
    assert "2026-03-31" in mistake.remedy


def test_place_of_interest_in_a_street_only_an_earlier_import_had_is_told_to_bring_the_address_file(folder: Path) -> None:
    places = folder / "lieux.csv"
    places.write_text(places.read_text(encoding="utf-8") + "Lavoir;lavoir;;;Sente des Foulons;;commune;;;;\n", encoding="utf-8")
    (folder / "bal.csv").unlink()

    (mistake,) = (one for one in mistakes_of(folder) if "Sente des Foulons" in one.what)

    assert "bal.csv" in mistake.remedy
