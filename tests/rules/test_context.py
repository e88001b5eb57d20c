from rules.context import is_plainly_said, names_of, read_meaning
from rules.words import read_words


def worth(text: str, word: str, names: frozenset[str] = frozenset()) -> float:
    words = read_words(text)
    return read_meaning(words, names).worth[words.forms.index(word)]


def test_what_is_set_aside_speaks_against() -> None:
    assert worth("Ce n'est pas la plaque qui pose problème", "plaque") < 0
    assert worth("ce n'est pas un problème de voirie, c'est l'égout", "voirie") < 0
    assert worth("Je ne demande pas qu'on coupe les tilleuls, seulement qu'on balaie", "tilleuls") < 0


def test_a_denial_ends_with_its_clause() -> None:
    assert worth("ce n'est pas un problème de voirie, c'est l'égout", "egout") == 1
    assert worth("ce n'est pas le lampadaire mais bien le panneau", "panneau") == 1


def test_a_complaint_with_a_negation_is_no_denial() -> None:
    assert worth("ma poubelle n'est pas vidée", "videe") == 1
    assert worth("ce n'est pas tondu", "tondu") == 1


def test_what_was_last_year_hardly_counts() -> None:
    assert worth("L'an dernier vous aviez réparé le trottoir. Maintenant un tag.", "trottoir") < 0.5
    assert worth("L'an dernier vous aviez réparé le trottoir. Maintenant un tag.", "tag") == 1


def test_what_has_begun_again_counts() -> None:
    assert worth("L'an dernier vous aviez réparé le trottoir, depuis il s'est de nouveau affaissé", "trottoir") == 1


def test_what_works_again_is_over() -> None:
    assert worth("Le feu du pont remarche depuis hier.", "pont") == 1  # « depuis »: who writes so may still complain
    assert worth("La pompe a été remplacée, elle fonctionne de nouveau.", "pompe") < 0.5
    assert worth("L'eau est à nouveau coupée.", "eau") == 1


def test_of_two_alike_the_one_that_is_not_repaired_keeps_the_noun() -> None:
    assert worth("Le banc du square est réparé mais celui du parc reste cassé.", "banc") == 1
    assert worth("Le banc du square est réparé mais la fontaine reste cassée.", "banc") < 0.5


def test_a_date_at_the_end_of_a_sentence_makes_only_its_word_past() -> None:
    text = "Peut-on replanter des arbres place du Calvaire à la place de ceux abattus l'an passé"
    assert worth(text, "arbres") == 1
    assert worth(text, "abattus") < 0.5


def test_names_of_persons_do_not_count() -> None:
    assert worth("Monsieur Poubelle vous signale un trou", "poubelle") == 0
    assert worth("Cordialement, Philippe Poubelle", "poubelle", names_of("POUBELLE Philippe")) == 0
    assert worth("la poubelle de M. Poubelle", "poubelle") == 1


def test_ni_denies_only_after_a_denial() -> None:
    assert worth("je n'ai plus de quoi payer le loyer ni l'électricité", "electricite") == 1
    assert worth("ce n'est pas la voirie ni l'électricité", "electricite") < 0


def test_danger_words_count_only_where_said_plainly() -> None:
    for text, plain in (
        ("il y a du gaz", True),
        ("il n'y a pas de gaz", False),
        ("aucune odeur de gaz", False),
        ("pas de réponse, odeur de gaz", True),
    ):
        words = read_words(text)
        index = words.forms.index("gaz")
        assert is_plainly_said(words, read_meaning(words), index, index) is plain
