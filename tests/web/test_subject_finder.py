from dataclasses import replace

from domain.ids import SubjectCode, TownId
from domain.ruleset import RuleSet
from tests.web import seed
from web.subject_finder import SubjectBook, entries, find

KNOWN = entries(seed.SUBJECTS)


def codes(typed: str) -> list[str]:
    return [one.code for one in find(KNOWN, typed)]


def test_beginnings_of_words_find_it_in_any_order_and_without_accents() -> None:
    for typed in ("lamp ecl", "ecl lamp", "ÉCL LAMPADAIRE", "pan lam"):
        assert codes(typed)[0] == "ECL-01", typed


def test_the_code_finds_it_too() -> None:
    assert codes("voi-04") == ["VOI-04"]


def test_what_is_named_so_comes_before_what_is_only_of_that_theme() -> None:
    found = codes("voirie")
    assert set(found) == {"VOI-01", "VOI-04"}
    assert codes("depot")[0] == "PRO-02"


def test_citizens_words_find_it() -> None:
    spoken = entries((*seed.SUBJECTS[:3], replace(seed.SUBJECTS[4], vocabulary=("encombrants", "vieux matelas"))))
    assert [one.code for one in find(spoken, "mate vie")] == ["PRO-02"]


def test_a_word_that_stands_nowhere_finds_nothing_and_neither_does_nothing() -> None:
    assert codes("lampadaire zèbre") == [] and codes("  ") == [] and codes("’") == []


def test_another_rule_set_is_read_anew() -> None:
    book, town = SubjectBook(), TownId("valognes")

    def ruleset(number: int) -> RuleSet:
        return RuleSet(town=town, number=number, subjects=seed.SUBJECTS[:number], departments=seed.DEPARTMENTS, rules=())

    two = ruleset(2)
    assert book.of(town, two) is book.of(town, two)
    assert [one.code for one in book.of(town, ruleset(3)).entries] == [SubjectCode("VOI-01"), SubjectCode("VOI-04"), SubjectCode("ECL-01")]


def test_misspelt_words_plurals_and_words_as_they_sound_find_it() -> None:
    spoken = entries(
        (
            replace(seed.SUBJECTS[0], vocabulary=("nid de poule", "trou dans la chaussée")),
            seed.SUBJECTS[2],
            replace(seed.SUBJECTS[4], vocabulary=("encombrants", "poubelles", "sacs éventrés")),
        )
    )
    wanted = {"lampadere": "ECL-01", "lampadaires": "ECL-01", "nid de poul": "VOI-01", "nids de poules": "VOI-01", "poubele": "PRO-02"}
    wanted |= {"enconbrants": "PRO-02", "encombrant": "PRO-02", "depo sovage": "PRO-02", "dépots sauvages": "PRO-02", "lanpad": "ECL-01"}
    for typed, code in wanted.items():
        assert [one.code for one in find(spoken, typed)][:1] == [code], typed


def test_what_is_spelt_right_is_not_mixed_with_what_only_looks_so() -> None:
    near = entries((replace(seed.SUBJECTS[0], label="Barrière"), replace(seed.SUBJECTS[2], label="Carrière")))
    assert [one.label for one in find(near, "carrière")] == ["Carrière"]
    assert {one.label for one in find(near, "farrière")} == {"Barrière", "Carrière"}
