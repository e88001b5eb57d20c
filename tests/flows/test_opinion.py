"""The opinion on a draft, shared by live work and explain."""

from dataclasses import replace

import pytest

from domain.decision import ForReview, Reason, Routed
from domain.draft import Draft, Kind, Remark
from domain.ids import DepartmentCode, RuleId
from domain.inbound import Channel, Mailbox
from domain.ruleset import Effect, HasWords, Level, Precision, Rule
from flows.opinion import for_review, opinions
from flows.town_views import TownView, town_view
from tests.installations import BREVILLE, NOW, POTHOLE, mailboxes, places, ruleset, town


@pytest.fixture(scope="module")
def view() -> TownView:
    return town_view(town(), ruleset(BREVILLE), places(), mailboxes(BREVILLE))


def _draft(text: str, *, kind: Kind = Kind.REQUEST, remarks: tuple[Remark, ...] = ()) -> Draft:
    return Draft(channel=Channel.EMAIL, kind=kind, text=text, remarks=remarks)


def test_a_clear_request_is_routed(view: TownView) -> None:
    (opinion,) = opinions(view, _draft(POTHOLE), NOW)
    assert isinstance(opinion.decision, Routed)
    assert opinion.decision.orientation.department == "VOI"


def test_the_same_question_gets_the_same_answer(view: TownView) -> None:
    assert opinions(view, _draft(POTHOLE), NOW) == opinions(view, _draft(POTHOLE), NOW)


@pytest.mark.parametrize("remark", [Remark.TIME_LIMIT, Remark.TEXT_CUT, Remark.ENCRYPTED, Remark.TOO_MANY_PARTS])
def test_what_was_not_read_whole_is_seen_by_people_however_clear_the_rest(view: TownView, remark: Remark) -> None:
    (opinion,) = opinions(view, _draft(POTHOLE, remarks=(remark,)), NOW)
    assert isinstance(opinion.decision, ForReview)
    assert opinion.decision.reasons.count(Reason.UNREADABLE) == 1


def test_a_harmless_remark_changes_nothing(view: TownView) -> None:
    (opinion,) = opinions(view, _draft(POTHOLE, remarks=(Remark.BAD_ENCODING,)), NOW)
    assert isinstance(opinion.decision, Routed)


def test_a_blank_message_is_unclassified_and_seen_by_people(view: TownView) -> None:
    (opinion,) = opinions(view, _draft("", kind=Kind.BLANK, remarks=(Remark.EMPTY,)), NOW)
    assert isinstance(opinion.decision, ForReview)
    assert opinion.decision.orientation.subject == "AUT-00"


def test_the_mailbox_never_overrules_what_was_recognised(view: TownView) -> None:
    social = view.mailboxes[1]
    (opinion,) = opinions(view, _draft(POTHOLE), NOW, social)
    assert opinion.decision.orientation.department == "VOI"


def test_the_mailbox_speaks_where_nothing_was_recognised(view: TownView) -> None:
    roads = next(mailbox for mailbox in view.mailboxes if mailbox.department is not None)
    (opinion,) = opinions(view, _draft("Bonjour, pourriez-vous me rappeler ?"), NOW, roads)
    assert opinion.decision.orientation.department == roads.department


def test_the_mailbox_never_overrules_a_rule_that_needs_no_subject(view: TownView) -> None:
    gas = Rule(
        id=RuleId("gaz"),
        name="Gaz",
        level=Level.SAFETY,
        precision=Precision.NONE,
        priority=100,
        condition=HasWords(words=("odeur de gaz",)),
        effect=Effect(department=DepartmentCode("VOI"), priority=1),
    )
    guarded = town_view(town(), replace(view.ruleset, rules=(*view.ruleset.rules, gas)), places(), view.mailboxes)
    other = next(department.code for department in view.ruleset.departments if department.code != "VOI")
    mailbox = Mailbox(address="accueil@breville.example", town=BREVILLE, name="Accueil", department=other)
    (opinion,) = opinions(guarded, _draft("Bonjour, forte odeur de gaz dans le hall."), NOW, mailbox)
    assert (opinion.decision.orientation.department, opinion.decision.orientation.rule) == ("VOI", "gaz")


def test_a_reason_is_not_given_twice(view: TownView) -> None:
    (opinion,) = opinions(view, _draft(POTHOLE), NOW)
    once = for_review(opinion.decision, Reason.DANGER)
    assert for_review(once, Reason.DANGER).reasons == (Reason.DANGER,)
