import pytest

from rules.automaton import Automaton
from rules.tone import TONES, Tone, announces_several, tone_of
from rules.words import Words, read_words
from tests.soon import soon

CUES = Automaton(TONES)


def tone(words: Words) -> Tone:
    return tone_of(words, CUES.find(words))


def asked(text: str) -> list[int]:
    return sorted(tone(read_words(text)).asking)


def well(text: str) -> str:
    words = read_words(text)
    return " ".join(words.forms[index] for index in sorted(tone(words).well))


@pytest.mark.parametrize(
    "text",
    [
        "Je voudrais un bac",
        "Pourriez-vous réparer le banc",
        "Serait-il possible de passer",
        "Il faut réparer",
        "Veuillez réparer le banc",
        "Je vous prie de réparer le banc",
        "Merci de bien vouloir réparer le banc",
        "Nous venons vous signaler un trou",
        "Je tiens à attirer votre attention sur le mur",
        "Je dépose ma candidature",
        "A quand une poubelle",
        "Que quelqu'un vienne",
        "Nous demandons que la ville intervienne",
    ],
)
def test_words_that_ask_make_a_sentence_ask(text: str) -> None:
    assert asked(f"Le jardin est joli. {text}. La place est belle.") == [1]


def test_a_question_mark_makes_its_sentence_ask() -> None:
    assert asked("La place est belle. Le banc est cassé ? Le jardin est joli.") == [1]
    assert asked("La place est belle. Le banc est cassé ! Le jardin est joli.") == []


def test_each_sentence_that_asks_is_named() -> None:
    assert asked("Je voudrais un bac. Le jardin est joli. Passez-vous lundi ? Il faudrait un banc.") == [0, 2, 3]


@pytest.mark.parametrize(
    "text",
    [
        "Je ne demande rien",
        "Je ne vous demande rien",
        "Je demande rien",
        "Je demande pas la lune",
        "Nous ne demandons pas la lune",
        "Je ne réclame pas un sou",
        "Je n'exige rien",
        "Il ne faut pas réparer",
        "Je ne sais comment vous dire",
    ],
)
def test_what_is_not_asked_asks_for_nothing(text: str) -> None:
    assert asked(f"{text}. Je signale un trou.") == [1]


@pytest.mark.parametrize(
    "text",
    [
        "Veuillez agréer mes salutations",
        "Veuillez trouver ci-joint un devis",
        "Veuillez noter que le banc est neuf",
        "Je vous prie de croire à mes sentiments",
        "Je vous prie de bien recevoir mes salutations",
    ],
)
def test_politeness_asks_for_nothing(text: str) -> None:
    assert asked(text) == []


def test_a_story_asks_for_nothing() -> None:
    assert asked("Le jardin est joli. La place est belle, les enfants jouent.") == []
    assert asked("") == []


@pytest.mark.parametrize(
    "text",
    [
        "Aucun souci avec les bacs",
        "Les bacs rien à redire",
        "La cantine est parfaite",
        "La cantine va bien",
        "Le square est bien propre",
        "Bravo pour les fleurs",
        "Merci pour les fleurs",
        "La route n'est pas en cause",
        "Le portail a été refait",
        "Je ne réclame rien pour la jante",
        "Je ne demande rien",
    ],
)
def test_the_whole_sentence_is_of_what_is_well(text: str) -> None:
    words = " ".join(read_words(text).forms)
    assert well(f"Le banc est cassé. {text}. Le mur est sale.") == words


def test_a_contrast_ends_what_is_well() -> None:
    assert well("Le square est bien propre, cependant le banc est cassé") == "le square est bien propre"
    assert well("La cantine va bien mais le portail grince") == "la cantine va bien"


def test_a_contrast_begins_what_is_well() -> None:
    assert well("Le portail grince mais la cantine va bien") == "la cantine va bien"
    assert well("Le portail grince mais la cantine va bien mais le banc est sale") == "la cantine va bien"


def test_a_contrast_in_the_cue_does_not_end_it() -> None:
    assert well("Rien contre les chiens mais leurs crottes traînent") == "rien contre les chiens"


@pytest.mark.parametrize(
    "text",
    [
        "Le portail est cassé",
        "Le portail ne marche pas bien",
        "La cantine ne va pas bien",
        "Le portail n'a pas été refait",
        "Je voudrais un bac",
        "",
    ],
)
def test_a_complaint_or_a_wish_says_of_nothing_that_it_is_well(text: str) -> None:
    assert well(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "Je vous écris pour deux choses",
        "Trois points :",
        "J'ai plusieurs questions",
        "deux petites choses",
        "2 demandes",
        "Deux problèmes",
        "deux problemes",
        "quatre motifs",
        "DEUX SUJETS",
        "les deux requêtes",
        "deux\nchoses",
    ],
)
def test_a_message_may_say_that_it_speaks_of_several_things(text: str) -> None:
    assert announces_several(read_words(text))


@pytest.mark.parametrize("text", ["deux bancs sont cassés", "plusieurs fois", "une chose", "12 points", "quatre-vingts choses", "deux", ""])
def test_a_count_of_something_else_announces_nothing(text: str) -> None:
    assert not announces_several(read_words(text))


@pytest.mark.parametrize("unit", ["je voudrais ", "veuillez agréer ", "va bien ", "aucun ", "?", "deux ", "mais ", "\n", ". "])
def test_endless_repetition_takes_no_endless_time(unit: str) -> None:
    words = read_words(unit * (20_000 // len(unit)))
    with soon(1):
        tone(words)
        announces_several(words)
