from collections import Counter, defaultdict

import pytest

from bench.usage import COUNTS, Labelled, counted, labelled, lines
from domain.draft import Draft, Kind
from domain.evidence import USAGE, Evidence, Part, Span
from domain.ids import SubjectCode
from domain.inbound import Channel
from rules.context import read_meaning
from rules.usage import Usage, shipped_usage, terms_of
from rules.words import Words, read_words, stem

LAMP, BIN, HOLE = SubjectCode("ECL-01"), SubjectCode("PRO-01"), SubjectCode("VOI-01")
KNOWN = frozenset({LAMP, BIN, HOLE})
MESSAGES = 20
DARK, FULL, BROKEN = "candélabre clignote blafard", "corbeille débordent corneilles", "goudron crevasse gravillons"
OFTEN = tuple((term, code, 10) for code, said in ((LAMP, DARK), (BIN, FULL), (HOLE, BROKEN)) for term in said.split())


def taught(*said: tuple[str, SubjectCode, int]) -> Usage:
    """Return what terms say of which is given in how many of a subject's twenty messages they stand."""
    counts: dict[str, Counter[SubjectCode]] = defaultdict(Counter)
    counts[""] = Counter(dict.fromkeys(KNOWN, MESSAGES))
    for term, code, times in said:
        counts[" ".join(map(stem, term.split()))][code] += times
    return Usage(counts)


def heard(
    usage: Usage, text: str, known: frozenset[SubjectCode] = KNOWN, *, is_letter: bool = False
) -> dict[SubjectCode, Evidence[SubjectCode]]:
    return heard_in(usage, (read_words(text),), known, is_letter=is_letter)


def heard_in(
    usage: Usage, parts: tuple[Words, ...], known: frozenset[SubjectCode] = KNOWN, *, is_letter: bool = False
) -> dict[SubjectCode, Evidence[SubjectCode]]:
    heard = [term for words in parts for term in usage.listen(words, read_meaning(words))]
    told = usage.subjects(heard, known, is_letter=is_letter)
    return {evidence.answer: evidence for evidence in told}


def terms(text: str, names: frozenset[str] = frozenset()) -> frozenset[str]:
    words = read_words(text)
    return terms_of(words, read_meaning(words, names))


@pytest.mark.parametrize(("text", "code"), [(DARK, LAMP), (FULL, BIN), (BROKEN, HOLE)])
def test_terms_speak_for_the_subject_they_stand_in(text: str, code: SubjectCode) -> None:
    found = heard(taught(*OFTEN), f"le {text} depuis lundi")
    assert list(found) == [code]
    assert found[code].rule == USAGE
    assert found[code].weight == found[code].ceiling


def test_other_forms_of_a_word_are_the_same_term() -> None:
    assert list(heard(taught(*OFTEN), "les candélabres clignotent, blafards")) == [LAMP]


def test_a_term_of_two_subjects_decides_less_between_them_than_a_term_of_one() -> None:
    text = f"potelet {DARK} {FULL}"
    without, shared, own = (
        heard(taught(*OFTEN, *more), text)[LAMP].weight
        for more in ((), (("potelet", LAMP, 10), ("potelet", BIN, 8)), (("potelet", LAMP, 10),))
    )
    assert without < shared < own


def test_the_shares_of_all_subjects_make_one_and_the_best_comes_first() -> None:
    found = tuple(heard(taught(*OFTEN, ("potelet", LAMP, 10)), f"potelet {FULL} {DARK}").values())
    assert [one.answer for one in found] == [LAMP, BIN]
    assert sum(one.weight for one in found) == pytest.approx(found[0].ceiling, abs=0.001)
    assert found[0].weight > found[1].weight > 0


def test_a_term_met_once_says_less_than_one_met_often() -> None:
    once = tuple((term, BIN, 1) for term in FULL.split())
    found = heard(taught(*OFTEN[:3], *once), f"{DARK} {FULL}")
    assert found[LAMP].weight > found[BIN].weight > 0


def test_a_term_that_stands_in_all_subjects_alike_says_nothing() -> None:
    usage = taught(*OFTEN, *((term, code, 10) for term in ("lundi", "rue", "passage", "quartier") for code in KNOWN))
    assert heard(usage, "lundi rue passage quartier") == {}
    assert heard(usage, f"lundi rue passage quartier {DARK}")[LAMP] == heard(taught(*OFTEN), f"lundi rue passage quartier {DARK}")[LAMP]


def test_a_term_said_again_says_no_more() -> None:
    assert heard(taught(*OFTEN), f"{DARK}, {DARK}, {DARK}, {FULL}")[LAMP] == heard(taught(*OFTEN), f"{DARK}, {FULL}")[LAMP]
    assert heard(taught(*OFTEN), "candélabre, candélabre, candélabre, candélabre") == {}


def test_too_few_terms_say_nothing() -> None:
    usage = taught(*OFTEN)
    assert heard(usage, "le candélabre clignote") == {}
    assert heard(usage, "le candélabre clignote dans un goudron") == {}
    assert heard(usage, "") == {}


def test_terms_that_say_little_say_nothing_together() -> None:
    vague = [(term, code, times) for term in DARK.split() for code, times in ((LAMP, 10), (BIN, 7), (HOLE, 7))]
    assert heard(taught(*vague), DARK) == {}


def test_a_table_without_terms_or_messages_says_nothing() -> None:
    assert heard(taught(), DARK) == {}
    assert heard(Usage({}), DARK) == {}


def test_subjects_not_known_to_the_town_are_left_out() -> None:
    usage = taught(*OFTEN)
    assert list(heard(usage, f"{DARK} {FULL}", frozenset({BIN, HOLE}))) == [BIN]
    assert heard(usage, DARK, frozenset({BIN, HOLE})) == {}
    assert heard(usage, DARK, frozenset()) == {}
    assert list(heard(usage, DARK, KNOWN)) == [LAMP]


def test_a_town_s_own_subjects_are_none_of_the_table() -> None:
    assert list(heard(taught(*OFTEN), DARK, KNOWN | {SubjectCode("ZOO-01")})) == [LAMP]


@pytest.mark.parametrize("is_letter", [False, True])
def test_it_may_say_more_in_a_letter(is_letter: bool) -> None:
    found = heard(taught(*OFTEN), DARK, is_letter=is_letter)
    assert (found[LAMP].weight, found[LAMP].ceiling) == ((3.0, 3.0) if is_letter else (1.5, 1.5))


def test_one_term_more_decides_less_in_a_letter() -> None:
    usage = taught(*OFTEN, ("potelet", LAMP, 10))
    shares = [
        found[LAMP].weight / found[LAMP].ceiling
        for found in (heard(usage, f"potelet {DARK} {FULL}", is_letter=is_letter) for is_letter in (True, False))
    ]
    assert 0.5 < shares[0] < shares[1]


def test_pairs_speak_beside_words() -> None:
    pairs = (("banc aveugle", LAMP, 10), ("aveugle soir", LAMP, 10), ("soir dimanche", LAMP, 10))
    usage = taught(*pairs, *OFTEN)
    assert list(heard(usage, "le banc aveugle le soir du dimanche")) == [LAMP]
    assert heard(usage, "le dimanche, le soir aveugle le banc") == {}


def test_words_of_two_sentences_are_no_pair() -> None:
    pairs = (("banc aveugle", LAMP, 10), ("aveugle soir", LAMP, 10), ("soir dimanche", LAMP, 10))
    assert heard(taught(*pairs), "le banc aveugle. Le soir du dimanche") == {}
    assert "banc aveugl" in terms("le banc aveugle")
    assert terms("le banc. aveugle") == {"banc", "aveugl"}


def test_words_far_apart_are_no_pair() -> None:
    assert "banc aveugl" in terms("un banc qui est si aveugle")
    assert terms("un banc qui est si très aveugle") == {"banc", "aveugl"}
    pairs = (("banc aveugle", LAMP, 10), ("aveugle soir", LAMP, 10), ("soir dimanche", LAMP, 10))
    assert list(heard(taught(*pairs), "un banc qui est si aveugle le soir du dimanche")) == [LAMP]
    assert heard(taught(*pairs), "un banc qui est si très aveugle le soir du dimanche") == {}


def test_a_message_is_counted_by_stems_and_pairs() -> None:
    assert terms("Le candélabre du parc clignote, 42 jours") == {
        "candelabr",
        "parc",
        "clignot",
        "jour",
        "candelabr parc",
        "parc clignot",
        "clignot jour",
    }


def test_names_are_not_counted() -> None:
    assert terms("Une corbeille vue par Monsieur Lampion") == {"corbeil", "vue", "corbeil vue"}
    assert terms("Lampion signale une corbeille", frozenset({"lampion"})) == {"signal", "corbeil", "signal corbeil"}


def test_words_with_a_capital_within_a_sentence_are_not_counted() -> None:
    assert terms("Corbeille de Valmont pleine. Goudron") == {"corbeil", "plein", "corbeil plein", "goudron"}
    assert terms("une corbeille\nGoudron") == {"corbeil", "goudron", "corbeil goudron"}


def test_a_message_in_capitals_is_counted() -> None:
    assert terms("LA CORBEILLE PLEINE") == {"corbeil", "plein", "corbeil plein"}


def test_what_is_denied_is_not_counted() -> None:
    assert "corbeil" not in terms("Ce n'est pas la corbeille, le candélabre clignote")
    assert "clignot" in terms("Ce n'est pas la corbeille, le candélabre clignote")


def test_what_was_is_not_counted() -> None:
    assert terms("L'an dernier vous aviez réparé le candélabre. Il clignote") == {"clignot"}


def test_what_a_letter_says_to_be_well_is_not_counted() -> None:
    story = "Le candélabre clignote et la rue est sombre. " * 15
    assert "corbeil" in terms("La corbeille est impeccable.")
    assert "corbeil" not in terms(f"{story}La corbeille est impeccable.")
    assert "candelabr" in terms(f"{story}La corbeille est impeccable.")


def test_the_frame_of_a_letter_is_not_counted() -> None:
    told = "Une corbeille pleine. " * 40
    text = f"Boulangerie du pont\n\nObjet : candélabre\n\nMadame,\n\n{told}\nCordialement\nmarchande"
    assert terms(text).isdisjoint({stem("boulangerie"), "pont", "cordial", "marchand"})
    assert {"objet", "candelabr", "corbeil", "plein"} <= terms(text)


@pytest.mark.parametrize("is_letter", [False, True])
@pytest.mark.parametrize("text", [f"{DARK}. {FULL}, {DARK} {BROKEN}", f"{BROKEN} {BROKEN} {BROKEN} {FULL}"])
def test_a_stretch_says_what_its_terms_say(text: str, is_letter: bool) -> None:
    usage, words = taught(*OFTEN, ("débordent corneilles", BIN, 4)), read_words(text)
    heard = usage.listen(words, read_meaning(words))
    for first in range(len(words)):
        for end in range(first, len(words) + 1):
            within = [term for term in heard if first <= term[1] < end]
            whole = usage.subjects(within, KNOWN, is_letter=is_letter)
            hunches = usage.hunches(usage.sums(heard, KNOWN), KNOWN, range(first, end), is_letter=is_letter)
            assert [(one.answer, one.weight, one.ceiling) for one in hunches] == [(one.answer, one.weight, one.ceiling) for one in whole]


def test_what_is_not_counted_is_not_heard() -> None:
    usage = taught(*OFTEN)
    assert heard(usage, "le candélabre, Clignote, blafard") == {}
    assert heard(usage, "ce n'est pas le candélabre qui clignote, blafard") == {}
    assert list(heard(usage, "le candélabre, clignote, blafard")) == [LAMP]


def test_words_of_street_names_say_nothing() -> None:
    usage, words = taught(*OFTEN), read_words(DARK)
    meaning = read_meaning(words)
    assert usage.subjects(usage.listen(words, meaning), KNOWN, is_letter=False)
    assert usage.subjects(usage.listen(words, meaning, {0}), KNOWN, is_letter=False) == ()


def test_evidence_shows_the_three_words_that_say_most() -> None:
    usage = taught(*OFTEN[:3], ("potelet", LAMP, 1), ("corbeille", BIN, 10))
    found = heard(usage, "Un potelet et un Candélabre vieux ; candélabres qui clignotent, blafards")
    assert set(found[LAMP].quote.split(", ")) == {"candélabres", "clignotent", "blafards"}


def test_evidence_stands_where_the_strongest_word_does() -> None:
    usage = taught(("candélabre", LAMP, 10), ("clignote", LAMP, 1), ("blafard", LAMP, 1), ("corbeille", BIN, 10))
    text = "Blafard, il clignote, ce vieux candélabre"
    evidence = heard(usage, text)[LAMP]
    assert evidence.where == Span(part=Part.BODY, start=text.index("candélabre"), end=len(text))
    assert evidence.quote.startswith("candélabre, ")


def test_terms_of_heading_and_text_speak_together() -> None:
    heading = read_words("candélabre", Part.HEADING)
    body = read_words("il clignote, blafard", offset=100)
    usage = taught(*OFTEN[1:3], ("candélabre", LAMP, 20))
    assert heard_in(usage, (body,)) == heard_in(usage, (heading,)) == {}
    evidence = heard_in(usage, (heading, body))[LAMP]
    assert set(evidence.quote.split(", ")) == {"candélabre", "clignote", "blafard"}
    assert evidence.where in (Span(part=Part.HEADING, start=0, end=10), Span(part=Part.BODY, start=103, end=111))


def test_the_place_of_a_word_in_a_later_part_is_counted_in_the_whole_message() -> None:
    usage = taught(("candélabre", LAMP, 1), ("clignote", LAMP, 10), ("blafard", LAMP, 1), ("corbeille", BIN, 10))
    evidence = heard_in(usage, (read_words("candélabre", Part.HEADING), read_words("il clignote, blafard", offset=100)))[LAMP]
    assert evidence.where == Span(part=Part.BODY, start=103, end=111)


def test_a_term_counts_once_for_each_message_it_stands_in() -> None:
    def message(heading: str, text: str, subject: SubjectCode) -> Labelled:
        draft = Draft(channel=Channel.EMAIL, kind=Kind.REQUEST, heading=heading, text=text)
        return Labelled("invented.tsv", subject, draft)

    counts = counted(
        [
            message("Corbeille", "une corbeille, une corbeille pleine", BIN),
            message("", "une corbeille", BIN),
            message("Goudron", "corbeille", HOLE),
        ]
    )
    assert counts[""] == {BIN: 2, HOLE: 1}
    assert counts["corbeil"] == {BIN: 2, HOLE: 1}
    assert counts["goudron"] == {HOLE: 1}
    assert "goudron corbeil" not in counts
    assert next(lines(counts)) == "\tPRO-01=2 VOI-01=1\n"


def test_the_table_that_comes_with_the_product_is_what_its_messages_count_to() -> None:
    assert COUNTS.read_text(encoding="utf-8") == "".join(lines(counted(labelled()))), "run python -m bench.usage --write"


def test_the_table_that_comes_with_the_product_is_read_as_it_is_written() -> None:
    codes = frozenset(counted(labelled())[""])
    found = heard(shipped_usage(), "Le candélabre clignote, l'ampoule est grillée et la rue est dans le noir", codes)
    assert next(iter(found)) == LAMP
