import pytest

from rules.clauses import ADDED, JOINED, LISTED, NEXT, PLAIN, Border, Borders
from tests.soon import soon


def borders(text: str) -> tuple[Border, ...]:
    found = Borders(text)
    return tuple(found[number] for number in range(len(found.positions)))


def plainest(text: str, clause: str) -> float | None:
    """Return how sure of its subject a clause must be, None where no border lies before it."""
    return next((border.sure for border in borders(text) if text.startswith(clause, border.position)), None)


@pytest.mark.parametrize(
    ("text", "clause", "sure"),
    [
        ("un trou rue Carnot et par la même occasion un tag", "et par la", PLAIN),
        ("Un trou. Je voudrais aussi un bac", "Je voudrais", PLAIN),
        ("un trou et en plus un tag", "et en plus", ADDED),
        ("Un trou. Comment faire pour un acte ?", "Comment", ADDED),
        ("Un trou. Et un tag.", "Et un", ADDED),
        ("Un trou rue Carnot. Le banc est cassé.", "Le banc", NEXT),
        ("un trou et le banc est cassé", "et le banc", JOINED),
        ("un trou, le banc est cassé", "le banc", LISTED),
        ("Deux choses : un trou, le banc est cassé", "le banc", PLAIN),
    ],
)
def test_the_first_words_say_how_plainly_another_request_begins(text: str, clause: str, sure: float) -> None:
    assert plainest(text, clause) == sure


def test_a_clause_about_the_same_thing_needs_more() -> None:
    told = plainest("Le lampadaire est éteint. Il clignote.", "Il clignote")
    assert told is not None
    assert told > NEXT


def test_a_need_opens_another_request_though_it_begins_with_il() -> None:
    assert plainest("Un trou. Il me faut un bac.", "Il me faut") == ADDED


def test_a_story_needs_more_where_no_word_opens_another_request() -> None:
    text = "Un trou rue Carnot. " + "La rue monte. " * 20 + "Le banc est cassé. Je voudrais aussi un bac."
    told = plainest(text, "Le banc")
    assert told is not None
    assert told > NEXT
    assert plainest(text, "Je voudrais") == PLAIN


def test_words_joined_by_a_noun_are_no_clauses() -> None:
    assert borders("un trou devant le banc de la rue Carnot") == ()


def test_borders_are_in_order_and_each_once() -> None:
    positions = [
        border.position for border in borders("Deux choses : un trou, et en plus le banc ; aussi un tag.\n\nEt puis le mur + un arbre.")
    ]
    assert positions == sorted(set(positions))


def test_what_is_to_be_brought_along_opens_nothing() -> None:
    assert plainest("Je voudrais un passeport. Faut-il apporter un acte de naissance ?", "Faut-il") == 1


def test_a_border_knows_whether_it_lies_within_a_sentence() -> None:
    assert [border.is_within for border in borders("Un trou et le banc est cassé. Le mur est sale.\nLe chat")] == [True, False, False]


@pytest.mark.parametrize("unit", ["\n", " ", "\n ", ", et", "et ", "je voudrais et ", "+ / ", "a ", "a", "deux choses "])
def test_endless_repetition_takes_no_endless_time(unit: str) -> None:
    with soon(1):
        borders("un trou. " + unit * (20_000 // len(unit)))
