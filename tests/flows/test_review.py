"""The review queue: claims, returning later, two confirmations at once, many at once, parts of messages (S5, S8, S12)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from domain.decision import Reason
from domain.department import Confidentiality
from domain.errors import ConflictError, InvalidError, NotFoundError
from domain.ids import RequestId, SubjectCode
from domain.lifecycle import Act, Step
from domain.request import Status
from domain.rights import Role
from flows import accounts
from flows.act import Asked, act
from flows.bulk import MOST, Confirming, Item, PuttingOff, Rejecting, Result, bulk
from flows.confirm import Correction, confirm
from flows.cut import Cut, Span, cut, find_span
from flows.holding import refuse_stale
from flows.merge import merge
from flows.remake import Seen
from flows.replay import Verdict, replay_one
from flows.review import Delay, bring_back, claim, claim_next, put_off, release, waiting
from flows.wiring import Installation
from store import claims, confirmations, requests
from store.agents import NewAgent
from store.schema import RequestRow
from tests.flows.confirming import ANNE, LATER, STRANGER, VAGUE, hire, request, take_in
from tests.installations import BREVILLE, NOW

AS_IT_IS = Correction()
PAVEMENT = Correction(subject=SubjectCode("VOI-02"))
FIRST, SECOND, THIRD = RequestId(1), RequestId(2), RequestId(3)
MARC = "marc"


@pytest.fixture
def hall(town_hall: Installation) -> Installation:
    """A town with two agents and three vague requests in review."""
    hire(town_hall)
    accounts.add_agent(
        town_hall, NewAgent(town=BREVILLE, login=MARC, name=MARC, roles=frozenset({Role.RECEPTION, Role.REGULATOR}), password_hash="x"), NOW
    )
    take_in(town_hall, *(f"{VAGUE} {number}" for number in range(3)))
    return town_hall


def together(count: int, do: Callable[[int], object]) -> list[object]:
    """Do something in many threads; return what each gives, or raises on purpose."""

    def tried(number: int) -> object:
        try:
            return do(number)
        except ConflictError as error:
            return error

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(tried, range(count)))


def test_a_claimed_request_is_decided_by_nobody_else_who_is_told_who_holds_it_and_until_when(hall: Installation) -> None:
    held = claim(hall, FIRST, ANNE, LATER)
    assert held.until == LATER + timedelta(minutes=15)
    for other in (
        lambda: confirm(hall, FIRST, AS_IT_IS, MARC, LATER),
        lambda: claim(hall, FIRST, MARC, LATER),
        lambda: act(hall, Asked(request=FIRST, step=Step(act=Act.REJECT, reason="pub")), MARC, LATER),
        lambda: merge(hall, FIRST, SECOND, MARC, LATER),
        lambda: put_off(hall, Delay(request=FIRST, until=LATER + timedelta(hours=1), reason="x"), MARC, LATER),
    ):
        with pytest.raises(ConflictError, match=r"Request .* is held by anne until 2026-03-12 at 09:34"):
            other()
    assert request(hall, 1).line.status is Status.REVIEW
    assert confirm(hall, FIRST, AS_IT_IS, ANNE, LATER).number.counter == 1
    with hall.database.read() as session:
        assert claims.find(session, FIRST, LATER) is None


def test_a_lease_renews_and_expires_and_is_released(hall: Installation) -> None:
    claim(hall, FIRST, ANNE, LATER)
    renewed = claim(hall, FIRST, ANNE, LATER + timedelta(minutes=10))
    assert renewed.until == LATER + timedelta(minutes=25)
    with pytest.raises(ConflictError):
        claim(hall, FIRST, MARC, LATER + timedelta(minutes=24))
    assert claim(hall, FIRST, MARC, renewed.until).agent == MARC
    assert not release(hall, FIRST, ANNE, LATER + timedelta(minutes=26))
    assert release(hall, FIRST, MARC, LATER + timedelta(minutes=26))
    assert claim(hall, FIRST, ANNE, LATER + timedelta(minutes=26)).agent == ANNE
    with pytest.raises(NotFoundError):
        claim(hall, FIRST, STRANGER, LATER)


def test_the_next_request_is_the_first_that_nobody_else_holds_and_that_is_not_put_off(hall: Installation) -> None:
    claim(hall, FIRST, MARC, LATER)
    put_off(hall, Delay(request=SECOND, until=LATER + timedelta(hours=2), reason="le maire répond"), MARC, LATER)
    found = claim_next(hall, BREVILLE, ANNE, LATER)
    assert found is not None
    assert (found[0].line.id, found[1].agent) == (THIRD, ANNE)
    again = claim_next(hall, BREVILLE, ANNE, LATER)
    assert again is not None and again[0].line.id == THIRD
    assert claim_next(hall, BREVILLE, MARC, LATER) is not None
    confirm(hall, THIRD, AS_IT_IS, ANNE, LATER)
    assert claim_next(hall, BREVILLE, ANNE, LATER) is None
    later = LATER + timedelta(hours=2)
    back = claim_next(hall, BREVILLE, ANNE, later)
    assert back is not None and back[0].line.id == FIRST  # Marc's lease is over


def test_agents_who_ask_at_once_never_get_the_same_request(hall: Installation) -> None:
    take_in(hall, *(f"{VAGUE} {number}" for number in range(3, 20)), first=4)
    logins = [f"agent{number}" for number in range(20)]
    for login in logins:
        accounts.add_agent(
            hall,
            NewAgent(town=BREVILLE, login=login, name=login, roles=frozenset({Role.RECEPTION, Role.REGULATOR}), password_hash="x"),
            NOW,
        )
    found = together(20, lambda number: claim_next(hall, BREVILLE, logins[number], LATER))
    ids = [one[0].line.id for one in found if isinstance(one, tuple)]
    assert len(ids) == len(set(ids)) == 20


def test_of_two_confirmations_one_wins_and_the_other_is_shown_what_happened(hall: Installation) -> None:
    version = request(hall, 1).line.version
    first = confirm(hall, FIRST, PAVEMENT, ANNE, LATER, version)
    decided = r"by anne, 2026-03-12 at 09:19: Trottoir abîmé \(VOI-02\), Voirie \(VOI\)\. Nothing was overwritten\."
    with pytest.raises(ConflictError, match=f"was decided meanwhile {decided}"):
        confirm(hall, FIRST, AS_IT_IS, MARC, LATER, version)
    with pytest.raises(ConflictError, match="by anne"):
        confirm(hall, FIRST, PAVEMENT, MARC, LATER, version)
    before = request(hall, 1)
    assert confirm(hall, FIRST, PAVEMENT, ANNE, LATER, version) == first  # the same, by the same agent: a second click
    assert request(hall, 1) == before
    with hall.database.read() as session:
        assert len(confirmations.all_of(session, FIRST)) == 1


def test_what_was_rejected_meanwhile_is_not_confirmed_over_it(hall: Installation) -> None:
    act(hall, Asked(request=FIRST, step=Step(act=Act.REJECT, reason="publicité")), ANNE, LATER)
    with pytest.raises(ConflictError, match=r"was rejected by anne, .*: publicité"):
        confirm(hall, FIRST, AS_IT_IS, MARC, LATER)
    act(hall, Asked(request=FIRST, step=Step(act=Act.RESTORE)), MARC, LATER)
    assert confirm(hall, FIRST, AS_IT_IS, MARC, LATER).number.counter == 1


def test_why_a_confidential_request_was_rejected_is_not_told_in_an_error(hall: Installation) -> None:
    act(hall, Asked(request=FIRST, step=Step(act=Act.REJECT, reason="loyer impayé")), ANNE, LATER)
    rejected = request(hall, 1)
    secret = replace(rejected, line=replace(rejected.line, confidentiality=Confidentiality.SOCIAL))
    with hall.database.read() as session, pytest.raises(ConflictError, match=r"was rejected by anne, .+\. Restore it first") as told:
        refuse_stale(session, secret, None, None)
    assert "loyer" not in str(told.value)


def test_twenty_who_confirm_one_request_at_once_leave_one_confirmation(hall: Installation) -> None:
    version = request(hall, 1).line.version
    found = together(20, lambda number: confirm(hall, FIRST, (AS_IT_IS, PAVEMENT)[number % 2], (ANNE, MARC)[number % 2], LATER, version))
    with hall.database.read() as session:
        (kept,) = confirmations.all_of(session, FIRST)
    winners = [one for one in found if not isinstance(one, ConflictError)]
    assert len(winners) == 10  # the winner's other nine clicks change nothing; all the other agent's are told
    assert {str(one) for one in found if isinstance(one, ConflictError)} and all(one.confirmation == kept for one in winners)  # type: ignore[attr-defined]
    assert request(hall, 1).line.number is not None


def test_numbers_have_no_gap_when_twenty_confirm_at_once(hall: Installation) -> None:
    take_in(hall, *(f"{VAGUE} {number}" for number in range(3, 40)), first=4)
    with hall.database.read() as session:
        ids = [line.id for line in requests.review_page(session, BREVILLE, after=None, limit=100)]
    assert len(ids) == 40
    together(20, lambda number: [confirm(hall, one, AS_IT_IS, ANNE, LATER) for one in ids[number::20]])
    counters = sorted(found.line.number.counter for found in (request(hall, one) for one in ids) if found.line.number is not None)
    assert counters == list(range(1, 41))


def test_what_is_put_off_comes_back_by_itself_and_says_why(hall: Installation) -> None:
    until = LATER + timedelta(hours=3)
    found = put_off(hall, Delay(request=FIRST, until=until, reason=" attend la mairie annexe "), ANNE, LATER)
    assert found.history[-1].details == {"until": "2026-03-12T11:19+00:00", "reason": "attend la mairie annexe"}
    before = request(hall, 1)
    assert put_off(hall, Delay(request=FIRST, until=until, reason="attend la mairie annexe"), ANNE, LATER) == before
    with hall.database.read() as session:
        lines = requests.review_page(session, BREVILLE, after=None, limit=10)
        assert [one.put_off is not None for one in waiting(session, lines, LATER)] == [True, False, False]
        assert [one.put_off for one in waiting(session, lines, until)] == [None, None, None]
    assert bring_back(hall, FIRST, MARC, LATER).history[-1].action == "brought_back"
    with pytest.raises(InvalidError, match="reason is missing"):
        put_off(hall, Delay(request=FIRST, until=until, reason=" "), ANNE, LATER)
    with pytest.raises(InvalidError, match="more than 30 days"):
        put_off(hall, Delay(request=FIRST, until=LATER + timedelta(days=31), reason="x"), ANNE, LATER)
    with pytest.raises(InvalidError, match="is over"):
        put_off(hall, Delay(request=FIRST, until=LATER, reason="x"), ANNE, LATER)


def test_a_danger_is_never_put_off(hall: Installation) -> None:
    put_off(hall, Delay(request=THIRD, until=LATER + timedelta(hours=1), reason="x"), ANNE, LATER)
    with hall.database.write() as session:
        session.execute(update(RequestRow).where(RequestRow.id == THIRD).values(priority=1))  # its message was added to since, say
    found = request(hall, 3)
    with hall.database.read() as session:
        assert [one.put_off for one in waiting(session, [found.line], LATER)] == [None]
    with pytest.raises(InvalidError, match="stays in sight"):
        put_off(hall, Delay(request=found.line.id, until=LATER + timedelta(hours=1), reason="x"), ANNE, LATER)
    first = claim_next(hall, BREVILLE, ANNE, LATER)
    assert first is not None and first[0].line.id == found.line.id


def test_many_at_once_have_a_result_each_and_one_bad_item_stops_no_other(hall: Installation) -> None:
    seen = {number: request(hall, number).line.version for number in (1, 2, 3)}
    confirm(hall, SECOND, PAVEMENT, MARC, LATER)
    items = (
        Item(request=FIRST, doing=Confirming(correction=PAVEMENT), version=seen[1]),
        Item(request=SECOND, doing=Confirming(correction=AS_IT_IS), version=seen[2]),
        Item(request=RequestId(99), doing=Rejecting(reason="x")),
        Item(request=THIRD, doing=PuttingOff(until=LATER + timedelta(hours=1), reason=""), version=seen[3]),
        Item(request=THIRD, doing=Confirming(correction=Correction(subject=SubjectCode("XXX")))),
        Item(request=THIRD, doing=Rejecting(reason="publicité"), version=seen[3]),
    )
    done = bulk(hall, BREVILLE, items, ANNE, LATER)
    assert [one.result for one in done] == [
        *(Result.DONE, Result.CONFLICT, Result.REFUSED, Result.REFUSED, Result.REFUSED, Result.DONE),
    ]
    assert "decided meanwhile by marc" in str(done[1].error)
    assert [request(hall, number).line.status for number in (1, 2, 3)] == [Status.OPEN, Status.OPEN, Status.REJECTED]
    again = bulk(hall, BREVILLE, items[:1], ANNE, LATER)
    assert again[0].result is Result.DONE
    with pytest.raises(InvalidError, match="taken at once"):
        bulk(hall, BREVILLE, items[:1] * (MOST + 1), ANNE, LATER)


def test_a_request_is_attached_to_an_existing_one_unless_it_has_changed(hall: Installation) -> None:
    version = request(hall, 1).line.version
    confirm(hall, SECOND, PAVEMENT, ANNE, LATER)
    with pytest.raises(ConflictError, match="changed meanwhile"):
        merge(hall, FIRST, SECOND, ANNE, LATER, version + 1)
    claim(hall, FIRST, ANNE, LATER)
    assert merge(hall, FIRST, SECOND, ANNE, LATER, version).line.id == SECOND
    assert request(hall, 1).line.merged_into == SECOND


TWO = "Bonjour, un nid de poule devant le 22 rue de Poterie. Et puis le chien du voisin aboie la nuit. Merci de faire le nécessaire."
BARKING = "Et puis le chien du voisin aboie la nuit."


@pytest.mark.parametrize(
    ("taken", "left"),
    [
        (BARKING, ("Bonjour, un nid de poule devant le 22 rue de Poterie.", "[…]", "Merci de faire le nécessaire.")),
        (TWO[: TWO.index(" Et puis")], (BARKING,)),
    ],
)
def test_a_part_of_a_message_becomes_a_request_of_its_own(hall: Installation, taken: str, left: tuple[str, ...]) -> None:
    take_in(hall, f"{TWO} Cordialement, il y a aussi un problème.", first=9)
    number = 4
    before = request(hall, number)
    if before.line.status is not Status.REVIEW:
        act(hall, Asked(request=before.line.id, step=Step(act=Act.REFUSE, reason="x")), ANNE, LATER)
        before = request(hall, number)
    seen = Seen(request=before.line.id, version=before.line.version)
    done = cut(hall, seen, find_span(before, taken), ANNE, LATER)
    assert done.made.details == taken
    assert before.draft.text[done.made.offset :].startswith(taken)
    assert all(part in done.kept.details for part in left) and taken not in done.kept.details
    assert done.kept.line.tracking == before.line.tracking and done.made.line.tracking != before.line.tracking
    assert {done.kept.line.status, done.made.line.status} == {Status.REVIEW}
    assert Reason.RECUT in done.made.line.reasons and done.made.draft_id == before.draft_id
    assert (done.kept.history[-1].action, done.kept.history[-1].details["request"]) == ("cut", done.made.line.id)
    assert done.made.history[0].details["cut_from"] == str(before.line.number or before.line.tracking)
    assert {replay_one(hall, one.line.id).verdict for one in (done.kept, done.made)} == {Verdict.IDENTICAL}
    with pytest.raises(ConflictError, match="changed meanwhile"):
        cut(hall, seen, Span(start=0, end=5), ANNE, LATER)
    assert cut(hall, seen, find_span(before, taken), ANNE, LATER).made == done.made  # a second click


def test_no_part_is_empty_or_all_there_is(hall: Installation) -> None:
    record = request(hall, 1)
    seen = Seen(request=FIRST, version=record.line.version)
    for span in (Span(start=0, end=len(record.details)), Span(start=5, end=5), Span(start=0, end=9999), Span(start=-4, end=3)):
        with pytest.raises(InvalidError):
            cut(hall, seen, span, ANNE, LATER)
    assert request(hall, 1) == record
    assert find_span(record, "ma rue") == Span(start=record.details.index("ma rue"), end=record.details.index("ma rue") + 6)
    with pytest.raises(InvalidError, match="does not say"):
        find_span(record, "éléphant")


def test_a_part_that_is_taken_many_times_at_once_is_taken_once(hall: Installation) -> None:
    record = request(hall, 1)
    seen = Seen(request=FIRST, version=record.line.version)
    found = together(6, lambda _number: cut(hall, seen, find_span(record, "ma rue"), ANNE, LATER))
    assert len({one.made.line.id for one in found if isinstance(one, Cut)}) == 1
    assert all(isinstance(one, Cut) for one in found)  # the same again is a second click
    with hall.database.read() as session:
        assert [requests.get(session, one).part for one in requests.of_draft(session, record.draft_id)] == [1, 2]


def test_what_is_put_off_is_told_by_who_did_it_and_what_comes_back_first_comes_first(hall: Installation) -> None:
    def told(agent: str | None, now: datetime = LATER) -> list[RequestId]:
        with hall.database.read() as session:
            return [one.request for one in claims.all_put_off(session, BREVILLE, agent, now, 10)]

    for one, agent, days in ((FIRST, ANNE, 3), (SECOND, MARC, 1), (THIRD, ANNE, 2)):
        put_off(hall, Delay(request=one, until=LATER + timedelta(days=days), reason="attend"), agent, LATER)
    assert told(None) == [SECOND, THIRD, FIRST]
    assert told(ANNE) == [THIRD, FIRST]
    assert told(None, LATER + timedelta(days=1)) == [THIRD, FIRST]
    confirm(hall, THIRD, AS_IT_IS, ANNE, LATER)
    with hall.database.write() as session:
        session.execute(update(RequestRow).where(RequestRow.id == FIRST).values(priority=1))
    assert told(None) == [SECOND]
    bring_back(hall, SECOND, MARC, LATER)
    assert told(None) == []
