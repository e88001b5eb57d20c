from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.errors import ConfigurationError, Mistake
from domain.ids import DepartmentCode, RuleId
from domain.ruleset import AllOf, AnyOf, Condition, Effect, HasWords, Level, MatchesExpression, Not, Precision, Rule, RuleSet, SubjectIs
from flows.ruleset_text import changes, diff, read_ruleset, write_ruleset
from flows.ruleset_text.layout import lines_of
from flows.town_folder import TownFolder, read_town
from flows.town_folder.conditions import CONDITIONS, read_condition, write_condition
from flows.town_folder.known import anything
from flows.town_folder.mistakes import Mistakes
from flows.town_folder.operands import REFUSALS
from flows.town_folder.tree import read_yaml_text
from rules.expressions import Refusal
from tests.flows.any_rulesets import LEAVES, PLACES, conditions, rulesets
from tests.soon import soon

DEMO = Path(__file__).resolve().parents[2] / "demo" / "valognes"
THOROUGH = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@pytest.fixture(scope="module")
def town() -> TownFolder:
    return read_town(DEMO)


@THOROUGH
@given(rulesets())
def test_what_is_written_is_read_back_exactly(ruleset: RuleSet) -> None:
    text = write_ruleset(ruleset)

    read = read_ruleset(text, "regles", PLACES)

    assert read == ruleset
    assert write_ruleset(read) == text


@THOROUGH
@given(rulesets())
def test_other_tools_read_the_same_texts(ruleset: RuleSet) -> None:
    read = yaml.load(write_ruleset(ruleset), Loader=yaml.CSafeLoader)

    assert [subject["objet"] for subject in read["sujets"]] == [subject.label for subject in ruleset.subjects]
    assert [tuple(subject.get("vocabulaire", ())) for subject in read["sujets"]] == [subject.vocabulary for subject in ruleset.subjects]
    assert [rule["id"] for rule in read["regles"]] == [rule.id for rule in ruleset.rules]


@THOROUGH
@given(conditions)
def test_condition_is_read_back_exactly(condition: Condition) -> None:
    assert read_back(condition) == condition


@given(st.data())
def test_every_condition_has_an_entry_that_round_trips(data: st.DataObject) -> None:
    members = set(get_args(Condition))

    assert {form.member for form in CONDITIONS} == members
    assert len({form.key for form in CONDITIONS}) == len(members)
    drawn = [data.draw(leaf) for leaf in LEAVES]
    whole = [*drawn, AllOf(all_of=tuple(drawn)), AnyOf(any_of=(drawn[0],)), Not(negated=drawn[1])]
    assert {type(condition) for condition in whole} == members
    assert [read_back(condition) for condition in whole] == whole


def read_back(condition: Condition) -> Condition | None:
    mistakes = Mistakes()
    root = read_yaml_text("\n".join(lines_of(write_condition(condition))), "si", mistakes)
    when = root.find("si") if root else None
    assert root is not None
    assert when is not None
    read = read_condition(when, root.find("sauf"), anything())
    mistakes.refuse()
    return read


def test_demo_town_is_read_back_exactly(town: TownFolder) -> None:
    text = write_ruleset(town.ruleset)

    assert read_ruleset(text, "valognes.yaml", town.places, {box.address for box in town.mailboxes}) == town.ruleset
    assert max(len(line) for line in text.splitlines()) < 200
    assert "si: {sujets: [PRO-02], lieux: [parc, square, aire de jeux, bois]}" in text


BODY = """\
version: 1
commune: valognes
jeu: 3
services:
  - {code: VOI, libelle: Voirie, type: interne}
sujets:
  - {code: AUT-00, objet: Autre, nature: autre, regime: aucun, priorite: 3, delai: 2 jo, service: VOI}
  - {code: VOI-01, objet: Trous, theme: Voirie, nature: signalement, regime: aucun, priorite: 2, delai: 5 jo, service: VOI}
annuaire:
  - {sujets: [VOI-01], secteurs: [Centre-ville], service: VOI}
regles:
  - id: R1
    nom: Trous
    rang: 5
    precision: aucune
    si: {sujets: [VOI-01]}
    alors: {service: VOI}
exemples:
  - id: E1
    texte: Un trou.
    attendu: {sujet: VOI-01}
"""
CARET = "‸"

SLIPS = (
    ("commune: valognes\n", "", "“commune”"),
    ("type: interne", "type: ‸intern", "“interne”"),
    ("{code: VOI,", "{code: ‸voi,", "capitals"),
    ("type: interne}", "type: interne, assure_par: ‸VOI}", "own work"),
    ("type: interne}", "type: interne, ferme_le: ‸demain}", "2026-03-31"),
    ("type: interne}", "type: interne, courriel: ‸voirie}", "e-mail"),
    ("delai: 5 jo", "delai: ‸5 jours", "5 jo"),
    ("delai: 5 jo", "delai: 5 jo, accuse: ‸T 1 jo", "5 jo or 30 j"),
    ("delai: 5 jo", "delai: 5 jo, prise_en_charge: ‸2 jours", "5 jo or 30 j"),
    ("delai: 5 jo", "delai: 5 jo, astreinte: ‸parfois", "true or false"),
    ("nature: signalement, regime: aucun", "nature: signalement, regime: ‸aucune", "legal regime"),
    ("code: AUT-00", "code: AUT-01", "AUT-00"),
    ("service: VOI}\nannuaire", "service: ‸VOIE}\nannuaire", "“VOI”"),
    ("secteurs: [Centre-ville]", "secteurs: [‸Centre ville]", "“Centre-ville”"),
    ("si: {sujets: [VOI-01]}", "si: {themes: [‸Voirrie]}", "“Voirie”"),
    ("si: {sujets: [VOI-01]}", "si: {sujets: ‸[]}", "never hold"),
    ("si: {sujets: [VOI-01]}", "si: ‸{}", "every message"),
    ("si: {sujets: [VOI-01]}", "si: {‸sujet: [VOI-01]}", "“sujets”"),
    ("si: {sujets: [VOI-01]}", "si: {un_de: [{sujets: [VOI-01]}, {‸mot: [x]}]}", "“mots”"),
    ("si: {sujets: [VOI-01]}", "si: {un_de: ‸[]}", "missing"),
    ("si: {sujets: [VOI-01]}", "si: {non: ‸{}}", "missing"),
    ("si: {sujets: [VOI-01]}", "si: {non: {voies: {noms: [Rue Carnot], de: ‸x}}}", "whole number"),
    ("si: {sujets: [VOI-01]}", "si: {voies: {noms: [Rue Carnot], cote: ‸impaire}}", "“impair”"),
    ("si: {sujets: [VOI-01]}", "si: {voies: [‸Rue Carno]}", "“Rue Carnot”"),
    ("si: {sujets: [VOI-01]}", 'si: {expression: ‸"a(?=b)"}', "linear"),
    ("si: {sujets: [VOI-01]}", 'si: {expression: ‸"(a"}', "parenthesis"),
    ("si: {sujets: [VOI-01]}", 'si: {saison: {du: ‸"31-02", au: "15-03"}}', "15-03"),
    ("si: {sujets: [VOI-01]}", "si: {moment: ‸{}}", "neither"),
    ("si: {sujets: [VOI-01]}", "si: {mairie: ‸ouvert}", "“ouverte”"),
    ("si: {sujets: [VOI-01]}", "si: {canaux: [‸email]}", "courriel"),
    ("si: {sujets: [VOI-01]}", "si: {boites: [‸mairie@valogne.example]}", "“mairie@valognes.example”"),
    ("si: {sujets: [VOI-01]}", "si: {demandeur: [‸entreprises]}", "“entreprise”"),
    ("si: {sujets: [VOI-01]}", "si: {pieces_jointes: [‸photo]}", "image/*"),
    ("si: {sujets: [VOI-01]}", "si: {drapeaux: [‸URGENT]}", "URG"),
    ("si: {sujets: [VOI-01]}", "si: {expediteur: [‸vérifiée]}", "vérifié"),
    ("alors: {service: VOI}", "alors: {sujet: ‸VOI-02}", "“VOI-01”"),
    ("alors: {service: VOI}", "alors: {arreter: ‸peut-être}", "true or false"),
    ("rang: 5", "rang: 5\n    au: ‸31/12/2026", "2026-03-31"),
    ("attendu: {sujet: VOI-01}", "attendu: {sujet: ‸VOI-03}", "“VOI-01”"),
    ("attendu: {sujet: VOI-01}", "attendu: {regle: ‸R2}", "“R1”"),
    ("attendu: {sujet: VOI-01}", "attendu: ‸{}", "expects nothing"),
    ("texte: Un trou.", 'texte: Un trou.\n    recu_le: ‸"hier"', "20:00"),
    ("texte: Un trou.", 'texte: Un trou.\n    recu_le: ‸"0001-01-01 00:00"', "20:00"),
    ("texte: Un trou.", 'texte: Un trou.\n    recu_le: ‸"2026-03-10"', "20:00"),
    ("rang: 5", "rang: 5\n    du: ‸2026-W10-1", "2026-03-31"),
    ("rang: 5", "rang: 5\n    du: ‸20260301", "2026-03-31"),
    ("id: R1", "‸id:", "nothing stands behind “id”"),
    ("nom: Trous", "‸nom:", "nothing stands behind “nom”"),
    ("rang: 5", "‸rang: null", "nothing stands behind “rang”"),
    ("alors: {service: VOI}", "alors: {‸service: , copies: [VOI]}", "remove the line"),
    ("si: {sujets: [VOI-01]}", "si: {sujets: [VOI-01], ‸mots: ~}", "remove the line"),
    ("si: {sujets: [VOI-01]}", "‸si:", "nothing stands behind “si”"),
    ("libelle: Voirie", "‸libelle: ", "nothing stands behind “libelle”"),
    ("objet: Trous", "‸objet: ", "nothing stands behind “objet”"),
    ("attendu: {sujet: VOI-01}", "‸attendu:", "nothing stands behind “attendu”"),
    ("id: R1", 'id: ‸"R\\n1"', "one line"),
    ("id: R1", 'id: ‸" R1"', "without blanks"),
    ("id: R1", f"id: ‸{'R' * 201}", "200 characters"),
    ("id: R1", "id: ‸R0-VOI", "no rule"),
    ("nom: Trous", 'nom: ‸"\\e]0;Trous\\a"', "U+001B"),
    ("nom: Trous", 'nom: ‸"Trous\\0"', "U+0000"),
    ("nom: Trous", "nom: Tr‸\x07ous", "U+0007"),
    ("si: {sujets: [VOI-01]}", "si: {‸zzz: [x]}", "demandeur"),
    ("id: E1", "id: &x E1", "references"),
    ("id: E1", "id: !!python/name:os.system E1", "references"),
    ("regles:\n", "---\nregles:\n", "second document"),
)


@pytest.mark.parametrize(("old", "new", "says"), SLIPS)
def test_slip_is_told_where_it_is(old: str, new: str, says: str) -> None:
    assert old in BODY
    broken = BODY.replace(old, new, 1).replace("Centre-ville", "Centre-ville")

    found = mistakes_of(broken.replace(CARET, ""))

    assert len(found) <= 2, found
    told = [mistake for mistake in found if says in f"{mistake.what} {mistake.remedy}"]
    assert told, found
    if CARET in broken:
        ahead = broken[: broken.index(CARET)]
        assert (told[0].line, told[0].column) == (ahead.count("\n") + 1, len(ahead) - ahead.rfind("\n"))


def mistakes_of(text: str) -> tuple[Mistake, ...]:
    with pytest.raises(ConfigurationError) as refused:
        read_ruleset(text, "jeu.yaml", PLACES, {"mairie@valognes.example"})
    return refused.value.mistakes


def test_every_refusal_of_an_expression_has_its_words() -> None:
    assert set(REFUSALS) == set(Refusal)


def test_expression_is_written_as_it_is_typed() -> None:
    written = write_condition(MatchesExpression(expression=r'poteau "\d{3}"'))

    assert list(lines_of(written)) == ["si: {expression: 'poteau \"\\d{3}\"'}"]


def test_all_mistakes_come_at_once() -> None:
    broken = BODY.replace("nature: autre", "nature: autr").replace("rang: 5", "rang: 9").replace("[Centre-ville]", "[Nulle part]")

    assert len(mistakes_of(broken)) == 3


BOMBS = {
    "references": "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
    "depth": f"regles: {'[' * 100_000}",
    "nested conditions": f"regles: [{{si: {'{non: ' * 90}{{}}{'}' * 90}}}]",
    "a huge text": f"commune: {'a' * 1_000_000}\n",
    "50 MB": "# x\n" * 12_500_000,
    "too many values": f"regles: [{'x,' * 2_500_000}]",
    "many keys": "".join(f"k{number}: 1\n" for number in range(100_000)),
}


def test_a_missing_key_hides_no_other_mistake() -> None:
    text = BODY.replace("    precision: aucune\n", "    priorite_regle: 2000\n    du: 31-02\n").replace("rang: 5", "rang: 99")
    text = text.replace("si: {sujets: [VOI-01]}", "si: {moment: {heures: {de: 99:99, a: '10:00'}}}").replace(
        "alors: {service: VOI}", "alors: {delai: 3 semaines}"
    )
    text = (
        text.replace("libelle: Voirie, type: interne", "type: interne, courriel: mail")
        .replace("objet: Trous, ", "")
        .replace("delai: 5 jo", "delai: x")
    )
    text = (
        text.replace("secteurs: [Centre-ville], ", "")
        .replace("    texte: Un trou.\n", "")
        .replace("attendu: {sujet: VOI-01}", "attendu: {priorite: 9}")
    )
    said = " ".join(str(mistake) for mistake in mistakes_of(text))
    wrong = (
        "“precision”",
        "2000",
        "31-02",
        "99",
        "99:99",
        "3 semaines",
        "“libelle”",
        "“mail”",
        "“objet”",
        "“x”",
        "“secteurs”",
        "“texte”",
        "“9”",
    )
    assert [word for word in wrong if word not in said] == []


def test_value_that_is_refused_is_shown_as_a_line_can_show_it() -> None:
    (mistake,) = mistakes_of(BODY.replace("rang: 5", f'rang: "\\e[31m{"9" * 5000}"'))

    assert mistake.what.startswith("“\\u001b[31m999")
    assert len(mistake.what) < 300


def test_what_a_town_folder_has_in_files_is_called_as_in_this_text() -> None:
    (unknown_subject,) = mistakes_of(BODY.replace("si: {sujets: [VOI-01]}", "si: {sujets: [ZZZ-99]}"))
    (unknown_street,) = mistakes_of(BODY.replace("si: {sujets: [VOI-01]}", "si: {voies: [zzz]}"))

    assert "not in sujets." in unknown_subject.what
    assert "not in the places of the town." in unknown_street.what


@pytest.mark.parametrize("bomb", BOMBS)
def test_what_would_fill_the_memory_is_refused_soon(bomb: str) -> None:
    with soon(20):  # two million values take 6 s
        assert mistakes_of(BOMBS[bomb])


def test_ten_thousand_rules_are_written_and_read_soon(town: TownFolder) -> None:
    rules = tuple(
        Rule(
            id=RuleId(f"A{number}"),
            name=f"Règle {number}",
            level=Level.SUBJECT,
            precision=Precision.NONE,
            priority=number % 100,
            condition=AllOf(all_of=(SubjectIs(subjects=("VOI-01", "ECL-*")), HasWords(words=(f"mot {number}", "autre mot")))),
            effect=Effect(department=DepartmentCode("VOI")),
        )
        for number in range(10_000)
    )
    large = replace(town.ruleset, rules=(*town.ruleset.rules, *rules))
    with soon(15):
        assert read_ruleset(write_ruleset(large), "", town.places) == large


def test_equal_rule_sets_do_not_differ(town: TownFolder) -> None:
    assert diff(town.ruleset, replace(town.ruleset, number=9)) == ""
    assert changes(town.ruleset, town.ruleset) == ()


@THOROUGH
@given(rulesets(), rulesets())
def test_what_differs_is_said_and_only_then(old: RuleSet, new: RuleSet) -> None:
    same = replace(old, number=new.number) == new

    assert (diff(old, new) == "") == same
    assert (changes(old, new) == ()) == same


def test_changed_rule_is_told_in_words_and_lines(town: TownFolder) -> None:
    rules = tuple(
        replace(rule, priority=60, effect=replace(rule.effect, copies=(DepartmentCode("VOI"),))) if rule.id == "R6" else rule
        for rule in town.ruleset.rules
    )
    new = replace(town.ruleset, number=8, rules=rules)

    told = [f"{change.entry} | {change.field} | {change.words}" for change in changes(town.ruleset, new)]

    assert told == ["Rule R6 | priorite_regle | 40 → 60", "Rule R6 | alors.copies | VOI added"]
    text = diff(town.ruleset, new)
    assert text.startswith("--- jeu 0\n+++ jeu 8\n@@ regles R6 @@\n")
    assert "-    priorite_regle: 40\n+    priorite_regle: 60\n" in text


def test_words_added_to_a_subject_are_named(town: TownFolder) -> None:
    first = town.ruleset.subjects[0]
    changed = replace(first, vocabulary=(*first.vocabulary[1:], "cratère lunaire"))
    new = replace(town.ruleset, subjects=(changed, *town.ruleset.subjects[1:]))

    (change,) = changes(town.ruleset, new)

    assert (change.entry, change.field) == (f"Subject {first.code}", "vocabulaire")
    assert change.words == f"with « cratère lunaire », without « {first.vocabulary[0]} »"


def test_rules_in_another_order_differ(town: TownFolder) -> None:
    assert diff(town.ruleset, replace(town.ruleset, rules=town.ruleset.rules[::-1])).count("@@ regles @@") == 1
