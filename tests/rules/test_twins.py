from dataclasses import replace
from datetime import UTC, datetime

from domain.draft import Draft, Kind
from domain.inbound import Channel
from domain.town import Moment
from rules.classify import Classifier
from rules.twins import Twin
from tests.installations import BREVILLE, places, ruleset

NOW = Moment(at=datetime(2026, 3, 12, 10, tzinfo=UTC), holiday=False, open=True)
RULES = ruleset(BREVILLE)
OTHER_RULES = replace(RULES, rules=())
OTHER_WORDS = replace(RULES, subjects=tuple(replace(one, vocabulary=()) for one in RULES.subjects))


def _draft(text: str) -> Draft:
    return Draft(channel=Channel.EMAIL, kind=Kind.REQUEST, text=text)


DRAFTS = (_draft("un nid de poule 22 rue de Poterie"), _draft("le trottoir abîmé rue de Poterie"), _draft("bonjour"))


def test_twins_find_what_any_classifier_finds() -> None:
    for other in (OTHER_RULES, OTHER_WORDS):
        first = Twin(RULES, places())
        second = Twin(other, places(), first)
        for draft in DRAFTS:
            assert first.classify(draft, NOW) == Classifier(RULES, places()).classify(draft, NOW)
            assert second.classify(draft, NOW) == Classifier(other, places()).classify(draft, NOW)


def test_an_equal_text_in_another_draft_is_read_anew() -> None:
    twin = Twin(RULES, places())
    shifted = replace(DRAFTS[0], offset=100)
    assert twin.classify(DRAFTS[0], NOW) != twin.classify(shifted, NOW)
