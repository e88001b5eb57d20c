"""Rules proposed from corrections, on stored requests."""

import pytest

from domain.ids import RequestId, SubjectCode
from domain.ruleset import HasWords
from flows.backtest import backtest
from flows.confirm import Correction, confirm
from flows.ruleset_text import read_ruleset, write_ruleset
from flows.rulesets import Author
from flows.suggest import draft_with, rule_text, suggestions
from flows.wiring import Installation
from store import places, rulesets
from tests.flows.confirming import ANNE, LATER, hire, take_in
from tests.installations import AUVILLE, BREVILLE, POTHOLE

PAVEMENT = Correction(subject=SubjectCode("VOI-02"))
SLAB = "Bonjour, il y a un nid de poule sur le bateau pavé du perron, 14 rue de Poterie. {}\nSylvie Lebrun"
MARKS = ("Vite.", "Merci.", "C'est pénible.", "On tombe.", "Hier encore.")


@pytest.fixture
def hall(town_hall: Installation) -> Installation:
    """A town whose agents have corrected the same five times."""
    hire(town_hall)
    take_in(town_hall, *(SLAB.format(mark) for mark in MARKS), POTHOLE, POTHOLE.replace("22", "14"))
    for number in range(1, 8):
        confirm(town_hall, RequestId(number), PAVEMENT if number <= len(MARKS) else Correction(), ANNE, LATER)
    return town_hall


def test_a_correction_made_five_times_is_proposed_as_a_rule_without_names(hall: Installation) -> None:
    (one,) = suggestions(hall, BREVILLE, LATER)
    assert (one.right, one.holds, one.corrected, len(one.references)) == (5, 5, 5, 5)
    words = " ".join(word for part in getattr(one.rule.condition, "all_of", ()) if isinstance(part, HasWords) for word in part.words)
    assert words
    assert not {"sylvie", "lebrun", "poterie", "14"} & set(words.split())
    assert suggestions(hall, AUVILLE, LATER) == ()


def test_a_draft_with_the_rules_proposed_agrees_more_often(hall: Installation) -> None:
    found = suggestions(hall, BREVILLE, LATER)
    version = draft_with(hall, BREVILLE, found, Author(name=ANNE, now=LATER))
    report = backtest(hall, BREVILLE, version.number, since=None, progress=lambda _done, _total: None)
    assert report.comparison.overall.before.right == 2
    assert report.comparison.overall.after.right == 7
    with hall.database.read() as session:
        assert [rule.id for rule in rulesets.get(session, BREVILLE, version.number).rules] == ["R0", found[0].rule.id]


def test_the_text_of_a_proposed_rule_may_be_pasted_into_a_draft_as_it_is(hall: Installation) -> None:
    (one,) = suggestions(hall, BREVILLE, LATER)
    with hall.database.read() as session:
        published = rulesets.get(session, BREVILLE)
        geography = places.get(session, BREVILLE)
    text = write_ruleset(published)
    head, mark, rest = text.partition("\nregles:\n")
    assert mark
    pasted = read_ruleset(f"{head}{mark}{rule_text(one.rule)}\n{rest}", "jeu.yaml", geography)
    assert pasted.rules == (one.rule, *published.rules)
