"""The opinion on a draft, shared by live work and explain."""

from dataclasses import replace
from datetime import date

import pytest

from domain.decision import ForReview, Reason, Routed
from domain.draft import Draft, Kind, Remark
from domain.ids import DepartmentCode, RuleId
from domain.inbound import Channel, Mailbox
from domain.ruleset import CameInAt, Effect, HasWords, Level, Precision, Rule
from flows.opinion import for_review, opinion_on_part, opinions
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


def _with(view: TownView, *rules: Rule) -> TownView:
    return town_view(town(), replace(view.ruleset, rules=(*view.ruleset.rules, *rules)), places(), view.mailboxes)


def _at_mailbox(address: str, department: str, level: Level) -> Rule:
    return Rule(
        id=RuleId("boîte"),
        name="Boîte",
        level=level,
        precision=Precision.NONE,
        priority=100,
        condition=CameInAt(entrances=(address,)),
        effect=Effect(department=DepartmentCode(department)),
    )


def test_rules_ask_for_the_mailbox_by_address_or_name(view: TownView) -> None:
    mailbox = Mailbox(address="accueil@breville.example", town=BREVILLE, name="Accueil", department=None)
    other = next(department.code for department in view.ruleset.departments if department.code != "VOI")
    for entrance in ("accueil@breville.example", "accueil"):
        asking = _with(view, _at_mailbox(entrance, other, Level.SUBJECT_AND_PLACE))
        (opinion,) = opinions(asking, _draft(POTHOLE), NOW, mailbox)
        assert (opinion.decision.orientation.department, opinion.decision.orientation.rule) == (other, "boîte")
        (unasked,) = opinions(asking, _draft(POTHOLE), NOW)
        assert unasked.decision.orientation.department == "VOI"


def test_a_rule_on_the_mailbox_goes_before_the_mailboxs_own_department(view: TownView) -> None:
    first, second = (department.code for department in view.ruleset.departments[:2])
    mailbox = Mailbox(address="accueil@breville.example", town=BREVILLE, name="Accueil", department=first)
    asking = _with(view, _at_mailbox("Accueil", second, Level.MAILBOX))
    (opinion,) = opinions(asking, _draft("Bonjour, pourriez-vous me rappeler ?"), NOW, mailbox)
    assert (opinion.decision.orientation.department, opinion.decision.orientation.rule) == (second, "boîte")
    (recognised,) = opinions(asking, _draft(POTHOLE), NOW, mailbox)
    assert recognised.decision.orientation.department == "VOI"


def test_a_closed_department_is_not_proposed_for_its_mailbox(view: TownView) -> None:
    code = next(department.code for department in view.ruleset.departments if department.code != "VOI")
    departments = tuple(replace(one, closed_on=date(2020, 1, 1)) if one.code == code else one for one in view.ruleset.departments)
    closed = town_view(town(), replace(view.ruleset, departments=departments), places(), view.mailboxes)
    mailbox = Mailbox(address="accueil@breville.example", town=BREVILLE, name="Accueil", department=code)
    (opinion,) = opinions(closed, _draft("Bonjour, pourriez-vous me rappeler ?"), NOW, mailbox)
    assert opinion.decision.orientation.department != code


def test_an_opinion_says_what_it_rests_on(view: TownView) -> None:
    (opinion,) = opinions(view, _draft(POTHOLE), NOW)
    assert opinion.basis == view.basis
    assert opinion.basis.ruleset == view.ruleset.number


def test_a_stored_part_gets_the_opinion_it_had(view: TownView) -> None:
    (opinion,) = opinions(view, _draft(POTHOLE), NOW)
    assert opinion_on_part(view, opinion.draft, NOW, None, parts=1) == opinion
    together = opinion_on_part(view, opinion.draft, NOW, None, parts=2)
    assert isinstance(together.decision, ForReview)
    assert Reason.SEVERAL_REQUESTS in together.decision.reasons


def test_a_reason_is_not_given_twice(view: TownView) -> None:
    (opinion,) = opinions(view, _draft(POTHOLE), NOW)
    once = for_review(opinion.decision, Reason.DANGER)
    assert for_review(once, Reason.DANGER).reasons == (Reason.DANGER,)
