import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from domain.errors import ConfigurationError, Mistake
from domain.town import Closure, CustomaryDay, Town
from flows.town_folder.mistakes import Mistakes
from flows.town_folder.town import read_town_file

DEMO = Path(__file__).resolve().parents[2] / "demo" / "valognes" / "ville.json"


def read(tmp_path: Path, **keys: object) -> Town:
    path = _written(tmp_path, **keys)
    mistakes = Mistakes()
    found = read_town_file(path, mistakes)
    mistakes.refuse()
    assert found is not None
    return found


def refused(tmp_path: Path, **keys: object) -> tuple[Mistake, ...]:
    mistakes = Mistakes()
    read_town_file(_written(tmp_path, **keys), mistakes)
    with pytest.raises(ConfigurationError) as error:
        mistakes.refuse()
    return error.value.mistakes


def _written(tmp_path: Path, **keys: object) -> Path:
    path = tmp_path / "ville.json"
    shutil.copy(DEMO, path)
    town = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**town, **keys}, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def test_closures_are_days_or_spans_with_a_reason(tmp_path: Path) -> None:
    closures = ["2026-12-24", {"du": "2026-05-15", "motif": "pont de l'Ascension"}, {"du": "2026-08-10", "au": "2026-08-14"}]

    assert read(tmp_path, fermetures=closures).closures == (
        Closure(first_day=date(2026, 5, 15), last_day=date(2026, 5, 15), label="pont de l'Ascension"),
        Closure(first_day=date(2026, 8, 10), last_day=date(2026, 8, 14)),
        Closure(first_day=date(2026, 12, 24), last_day=date(2026, 12, 24)),
    )


def test_a_town_that_says_nothing_keeps_good_friday_where_the_law_has_it_and_no_day_of_custom(tmp_path: Path) -> None:
    town = read(tmp_path)

    assert (town.holidays, town.good_friday, town.customary_days, town.closures) == ("metropole", True, (), ())


def test_switches_are_read(tmp_path: Path) -> None:
    assert not read(tmp_path, jours_feries="alsace-moselle", vendredi_saint=False).good_friday
    assert read(tmp_path, jours_feries="alsace-moselle", vendredi_saint=True).good_friday
    assert read(tmp_path, jours_feries="martinique", jours_coutumiers=["21_juillet", "vendredi_saint", "21_juillet"]).customary_days == (
        CustomaryDay.SCHOELCHER,
        CustomaryDay.GOOD_FRIDAY,
    )


@pytest.mark.parametrize(
    ("keys", "at", "what", "remedy"),
    [
        ({"vendredi_saint": False}, '"vendredi_saint"', "“metropole”", "alsace-moselle"),
        ({"jours_feries": "mayotte", "jours_coutumiers": []}, '"jours_coutumiers"', "“mayotte”", "guadeloupe, martinique"),
        ({"jours_feries": "alsace-moselle", "vendredi_saint": "peut-être"}, '"peut-être"', "neither true nor false", "true or false"),
        ({"jours_feries": "guadeloupe", "jours_coutumiers": ["mi_careme", "mi-careme "]}, '"mi-careme "', "“mi-careme ”", "“mi_careme”"),
        ({"jours_feries": "alsace"}, '"alsace"', "“alsace”", "alsace-moselle"),
        ({"fermetures": "2026-05-15"}, '"2026-05-15"', "list", "brackets"),
        ({"fermetures": ["15/05/2026"]}, '"15/05/2026"', "“15/05/2026” is not a date", "2026-03-31"),
        ({"fermetures": ["2026-02-30"]}, '"2026-02-30"', "“2026-02-30” is not a date", "2026-03-31"),
        ({"fermetures": [{"du": "2026-05-15", "jusqu_au": "2026-05-16"}]}, '"jusqu_au"', "“jusqu_au”", "du, au, motif"),
        ({"fermetures": [{"au": "2026-05-15"}]}, "{\n", "“du” is missing", "Add it"),
        ({"fermetures": [{"du": "2026-05-15", "au": "2026-05-14"}]}, '"2026-05-14"', "before the first", "Exchange"),
        ({"fermetures": [{"du": "2026-05-15", "au": "2028-05-15"}]}, '"2028-05-15"', "more than a year", "year"),
        ({"fermetures": ["2026-05-15", {"du": "2026-05-14", "au": "2026-05-16"}]}, "{\n", "already", "once"),
        ({"fermetures": [{"du": "2026-05-15", "motif": " "}]}, '" "', "a text was expected", "quotes"),
    ],
)
def test_what_is_wrong_is_told_where_it_stands(tmp_path: Path, keys: dict[str, object], at: str, what: str, remedy: str) -> None:
    (mistake,) = refused(tmp_path, **keys)

    text = (tmp_path / "ville.json").read_text(encoding="utf-8")
    ahead = text[: text.rindex(at)]
    assert (mistake.line, mistake.column) == (ahead.count("\n") + 1, len(ahead) - ahead.rfind("\n"))
    assert what in mistake.what
    assert remedy in mistake.remedy
