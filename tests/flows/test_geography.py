from collections.abc import Callable
from pathlib import Path

import pytest

from domain.place import Landmark, Street
from flows.town_folder.geography import LANDMARK_COLUMNS, STREET_COLUMNS, read_landmarks, read_streets
from flows.town_folder.mistakes import Mistakes


def streets_of(folder: Path, *rows: str) -> tuple[tuple[Street, ...], Mistakes]:
    (folder / "voies.csv").write_text("\n".join((";".join(STREET_COLUMNS), *rows, "")), encoding="utf-8")
    mistakes = Mistakes()
    return read_streets(folder, (), mistakes), mistakes


def landmarks_of(folder: Path, *rows: str) -> tuple[tuple[Landmark, ...], Mistakes]:
    (folder / "lieux.csv").write_text("\n".join((";".join(LANDMARK_COLUMNS), *rows, "")), encoding="utf-8")
    mistakes = Mistakes()
    return read_landmarks(folder / "lieux.csv", frozenset(), (), (), mistakes), mistakes


def street_row(name: str, alias: str = "") -> str:
    return f"{name};rue;non coté;1;9;tous;commune;{alias}"


def landmark_row(name: str, alias: str = "") -> str:
    return f"{name};école;{alias};;;non coté;commune;;;;"


def test_name_over_two_lines_or_with_what_nobody_sees_is_one_name(tmp_path: Path) -> None:
    (street,), mistakes = streets_of(tmp_path, street_row('"Rue\nde la\xa0Paix"', "rue\u200b Neuve|Impasse  Basse"))

    assert (street.name, street.aliases) == ("Rue de la Paix", ("rue Neuve", "Impasse Basse"))
    assert not mistakes.everything()


@pytest.mark.parametrize("unfit", ["Rue \x1b[31mHaute", "Rue \u202eetuaH", "R" * 201, "???"])
@pytest.mark.parametrize(("row", "read"), [(street_row, streets_of), (landmark_row, landmarks_of)])
def test_name_that_is_none_is_a_mistake_and_told_without_acting_on_the_screen(
    tmp_path: Path, unfit: str, row: Callable[..., str], read: Callable[..., tuple[object, Mistakes]]
) -> None:
    _, mistakes = read(tmp_path, row(unfit), row("Haute", alias=f"Basse|{unfit}"))

    found = mistakes.everything()
    assert [(mistake.line, mistake.what.isprintable(), len(mistake.what) < 110) for mistake in found] == [(2, True, True), (3, True, True)]
