from datetime import date

import pytest

from ingest.paper.letter.days import names_calendar_day
from ingest.paper.letter.rows import Row, row
from ingest.paper.letter.stamps import cut_stamps
from tests.ingest.paper.written import words

TODAY = date(2026, 11, 26)


def rows(*lines: tuple[int, int, str]) -> tuple[Row, ...]:
    return tuple(row(0, words(text, left, top, 90)) for left, top, text in lines)


def cut(*lines: tuple[int, int, str]) -> tuple[date | None, list[str]]:
    day, kept = cut_stamps(rows(*lines), TODAY)
    return day, [one.text for one in kept]


@pytest.mark.parametrize(
    "lines",
    [
        ("REÇU LE", "12 MARS 2026"),
        ("REÇU LE 12 MARS 2026",),
        ("ARRIVÉE", "COURRIER", "12 MAR. 2026"),
        ("MAIRIE DE VALOGNES", "COURRIER ARRIVÉ LE", "12 MARS 2026"),
        ("COURRIER ARRIVE Lz", "12 MAR5 2026"),
        ("Reçu le 12/03/2026",),
        ("Mairie de Valognes", "REÇU LE :", "12.03.26", "N° 00812"),
        ("12 MAR. 2026",),
    ],
)
def test_a_stamp_gives_its_day_and_goes(lines: tuple[str, ...]) -> None:
    assert cut(*((6500, 500 + 180 * place, text) for place, text in enumerate(lines)))[0] == date(2026, 3, 12)


def test_what_stands_beside_the_stamp_stays() -> None:
    address = [(1000, 500, "Jeanne ROUSSEL"), (1000, 680, "12 rue Thiers"), (1000, 860, "50700 VALOGNES")]
    stamp = [(6500, 500, "MAIRIE DE VALOGNES"), (6500, 680, "COURRIER ARRIVÉ LE"), (6500, 860, "12 MARS 2026")]
    assert cut(*address, *stamp) == (date(2026, 3, 12), [text for _, _, text in address])


def test_of_two_days_the_one_below_the_mark_is_the_stamps() -> None:
    assert cut((6000, 500, "COURRIER ARRIVÉ LE"), (6000, 700, "20 MAI 2026"), (6000, 1200, "Reims, le 18 mai 2026"))[0] == date(2026, 5, 20)


@pytest.mark.parametrize("day", ["12 MARS 2062", "12 MARS 2019", "32 MARS 2026"])
def test_a_day_that_cannot_be_true_is_none(day: str) -> None:
    assert cut((6500, 500, "REÇU LE"), (6500, 680, day))[0] is None


def test_a_sentence_about_something_received_is_no_stamp() -> None:
    lines = [
        (1000, 3000, "J'ai reçu le 12 mars 2026 un avis"),
        (1000, 3180, "de contravention."),
        (6000, 2000, "Valognes, le 16 mars 2026"),
    ]
    assert cut(*lines) == (None, [text for _, _, text in lines])


@pytest.mark.parametrize(
    ("stamped", "beside"),
    [
        ((3000, 680, "| 12 MARS 2026"), "Marie-Thérèse HUE"),
        ((3000, 680, "12/03/2026"), "Marie-Thérèse HUE"),
    ],
)
def test_a_line_of_the_stamp_joined_with_a_name_is_parted(stamped: tuple[int, int, str], beside: str) -> None:
    joined = row(0, (*words(beside, 900, 680, 90), *words(stamped[2], *stamped[:2], 90)))
    mark = rows((3300, 500, "REÇU LE"))
    day, kept = cut_stamps((*mark, joined), TODAY)
    assert (day, [one.text for one in kept]) == (date(2026, 3, 12), [beside])


def test_the_towns_name_below_the_day_is_parted_from_the_sender() -> None:
    stamp = rows((3900, 300, "REÇU LE"), (3600, 460, "13 MARS 2026"))
    joined = row(0, (*words("MAIRIE DE REIMS", 3600, 630, 90), *words("Karim BOUVIER", 5500, 630, 90)))
    day, kept = cut_stamps((*stamp, joined), TODAY)
    assert (day, [one.text for one in kept]) == (date(2026, 3, 13), ["Karim BOUVIER"])


def test_the_letters_own_day_below_a_stamp_is_not_parted() -> None:
    joined = row(0, (*words("Reims, le", 2000, 950, 90), *words("12/03/2026", 3900, 950, 90)))
    assert cut_stamps((*rows((3900, 500, "REÇU LE")), joined), TODAY)[1] == (joined,)


def test_a_day_below_the_town_is_a_stamp_whose_mark_is_lost_where_the_letter_has_its_own() -> None:
    own = (5500, 1800, "Le 7 avril 2026")
    stamp = [(7600, 2580, "Ville de Valognes"), (7800, 2870, "09/04/2026")]
    assert cut(own, *stamp) == (date(2026, 4, 9), [own[2]])
    assert cut(*stamp) == (None, [text for _, _, text in stamp])


@pytest.mark.parametrize("written", ["Valognes, le 18 mai 2026", "le 18 mai 2026", "Valognes le 18/05/26"])
def test_the_day_of_the_letter_is_not_that_of_a_stamp_beside_it(written: str) -> None:
    day, kept = cut((5500, 500, "REÇU LE"), (5500, 700, written), (1000, 1200, "Monsieur le Maire,"))
    assert day is None
    assert written in kept


def test_a_day_of_the_calendar_is_told_from_one_that_is_none() -> None:
    assert names_calendar_day("REÇU LE 23 NOVEMBRE 2026")
    assert not names_calendar_day("REÇU LE 73 NOVEMBRE 2026")
    assert not names_calendar_day("REÇU LE")


@pytest.mark.parametrize(
    "mark",
    [
        "REÇULE",
        "RECULE",
        "REÇUE LE",
        "RÉCUTÉE",
        "REGUAE",
        "TTRECUPE",
        "REÇUTÉE",
        "REÇU EN MAIRIE",
        "REÇU LE :",
        "REÇUELE",
        "FREÇUAE",
        "REQULE",
    ],
)
@pytest.mark.parametrize("day", ["12 mars 2026", "12 MARS 2026", "12/03/2026"])
def test_a_mark_that_a_line_runs_across_is_a_mark_above_a_day(mark: str, day: str) -> None:
    assert cut((6500, 500, mark), (6500, 680, day), (1000, 3000, "Monsieur le Maire,")) == (date(2026, 3, 12), ["Monsieur le Maire,"])


@pytest.mark.parametrize(
    ("word", "below"),
    [
        ("RECUEIL", "12 mars 2026"),
        ("RECUPERATION", "12 mars 2026"),
        ("RÉCUPÉRÉ", "12 mars 2026"),
        ("REGULARISER", "12 mars 2026"),
        ("RÉGULARISATION", "12 mars 2026"),
        ("RECULER", "de dix mètres"),
        ("Recule", "12 mars 2026"),
        ("TTRECUPE", "Valognes, le 12 mars 2026"),
        ("TTRECUPE", "de la facture du 12 mars 2026"),
        ("RÉGUYÉ", "Monsieur le Maire,"),
        ("OBJET", "12 mars 2026"),
        ("REÇUTÉE", "50700 VALOGNES"),
    ],
)
def test_a_word_that_is_nearly_a_mark_is_none_elsewhere(word: str, below: str) -> None:
    assert cut((1000, 2000, word), (1000, 2180, below)) == (None, [word, below])


@pytest.mark.parametrize("day", ["12 mars 2026", "12 MARS 2026", "12/03/2026", "12 MAR. 26"])
@pytest.mark.parametrize("hidden", ["Monsieur le", "Madame le"])
def test_a_day_stamped_upon_the_addressee_is_parted(hidden: str, day: str) -> None:
    joined = row(0, (*words(hidden, 900, 680, 90), *words(day, 3000, 680, 90)))
    assert cut_stamps((*rows((3300, 500, "REÇU LE")), joined), TODAY)[0] == date(2026, 3, 12)


@pytest.mark.parametrize("before", ["Valognes, le", "Reims le", "Fait à Reims, le", "le"])
def test_the_letters_own_day_beside_a_stamp_stays(before: str) -> None:
    joined = row(0, (*words(before, 900, 680, 90), *words("12 mars 2026", 3000, 680, 90)))
    kept = cut_stamps((*rows((3300, 500, "REÇU LE")), joined), TODAY)[1]
    assert f"{before} 12 mars 2026" in [one.text for one in kept]
