import pytest

from ingest.paper.letter.letter_text import paragraphs, without_furniture, without_running_heads
from ingest.paper.letter.rows import Row, row
from tests.ingest.paper.written import words


def rows(*lines: str, page: int = 0, top: int = 3000) -> tuple[Row, ...]:
    return tuple(row(page, words(text, 1000, top + 180 * place, 90)) for place, text in enumerate(lines) if text)


def texts(*given: Row) -> list[str]:
    return [part.text if part is not None else "" for part in paragraphs(given)]


def test_rows_of_a_paragraph_are_joined() -> None:
    assert texts(
        *rows(
            "Le lampadaire du milieu de la venelle ne s'allume plus",
            "le soir, et les gens qui rentrent de la gare y passent",
            "dans le noir.",
        )
    ) == ["Le lampadaire du milieu de la venelle ne s'allume plus le soir, et les gens qui rentrent de la gare y passent dans le noir."]


def test_an_empty_row_parts_paragraphs() -> None:
    assert texts(*rows("Le banc de la place est cassé depuis le mois de mars", "dernier.", "", "Pouvez-vous le réparer ?")) == [
        "Le banc de la place est cassé depuis le mois de mars dernier.",
        "",
        "Pouvez-vous le réparer ?",
    ]


def test_points_of_a_list_stay_apart() -> None:
    assert texts(*rows("Deux demandes :", "1) le lampadaire de la rue Thiers est en panne depuis", "lundi ;", "2) le banc est cassé.")) == [
        "Deux demandes :",
        "1) le lampadaire de la rue Thiers est en panne depuis lundi ;",
        "2) le banc est cassé.",
    ]


@pytest.mark.parametrize(
    ("above", "below", "joined"),
    [
        ("pour l'ins-", "cription de ma fille", "pour l'inscription de ma fille"),
        ("habite à Saint-", "Sauveur chez ses parents", "habite à Saint-Sauveur chez ses parents"),
        ("prendre un rendez-", "vous avec le maire", "prendre un rendez-vous avec le maire"),
        ("pourriez-", "vous venir", "pourriez-vous venir"),
        ("rue Jean-", "Jaurès", "rue Jean-Jaurès"),
        ("un arrêté muni\u00ad", "cipal", "un arrêté municipal"),
    ],
)
def test_a_hyphen_goes_where_it_only_parts_a_word(above: str, below: str, joined: str) -> None:
    assert texts(*rows(above, below)) == [joined]


def test_a_sentence_goes_on_over_the_page() -> None:
    first = rows("Les soirées commencent vers vingt-trois heures et la musique ne")
    second = rows("s'arrête qu'au matin.", page=1, top=1000)
    assert texts(*first, *second) == ["Les soirées commencent vers vingt-trois heures et la musique ne s'arrête qu'au matin."]


@pytest.mark.parametrize("text", ["2/2", "- 2 -", "Page 2 sur 3", "p. 2", ".../...", "…/…", "T.S.V.P.", "Tournez SVP", "_2-"])
def test_page_numbers_and_signs_to_turn_over_go(text: str) -> None:
    foot = row(0, words(text, 8000, 9700, 90))
    body = rows("Le banc est cassé.")
    assert without_furniture((*body, foot), 0) == body


def test_a_number_within_the_text_stays() -> None:
    body = rows("12")
    assert without_furniture(body, 0) == body


def test_a_head_that_names_the_sender_again_goes() -> None:
    first, second = rows("Le banc est cassé."), rows("G. VAUTIER – lettre du 3 avril", page=1, top=400)
    rest = rows("Il faut le réparer.", page=1, top=1500)
    assert without_running_heads((*first, *second, *rest), ["Gérard VAUTIER"]) == (*first, *rest)


def test_words_know_where_they_stand() -> None:
    [part] = [one for one in paragraphs(rows("pour l'ins-", "cription")) if one is not None]
    assert [part.text[start:end] for start, end, _, _ in part.words] == ["pour", "l'ins", "cription"]
