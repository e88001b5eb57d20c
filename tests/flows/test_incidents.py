"""Duplicates, chasers and incidents, on both databases (issue 7, point 5; DOMAIN S32, S41, S45, §7)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import update

from domain.department import Confidentiality
from domain.draft import Draft, Kind, Requester
from domain.errors import ConflictError
from domain.ids import DepartmentCode, RequestId, SubjectCode
from domain.inbound import Channel
from domain.lifecycle import Act, Step
from domain.member import Member, Post
from domain.place import Places
from domain.request import Addition, Closure, Status
from domain.rights import Role
from domain.sameness import SameKind
from flows import accounts, sameness, town_suspending
from flows.act import Asked, act
from flows.confirm import Correction, confirm
from flows.entry import Entry, Person, enter
from flows.incidents import Including, act_together, detach, follow, include
from flows.kinds import LATER as LATER_QUEUE
from flows.kinds import MAIL, JobKind
from flows.merge import merge
from flows.receive import receive
from flows.sameness import Likely, Together, bring_together
from flows.wiring import Installation
from flows.work import work
from letters.kinds import ModelKey
from store import drafts, follow_ups, inbounds, jobs, members, outbox, requests, towns
from store import incidents as kept
from store.agents import NewAgent
from store.request_lines import RequestLine
from store.requests import RequestRecord
from store.schema import RequestRow
from tests import installations
from tests.installations import AUVILLE, BREVILLE, NOW, arrival
from tests.store import samples

OFFICE = "mairie@breville.example"
ANNE, MARC, JULES = "anne", "marc", "jules"
FIRST, SECOND, THIRD, FOURTH = (RequestId(number) for number in range(1, 5))
LATER = NOW + timedelta(minutes=5)
HOLE = "Bonjour, il y a un trou profond devant le 22 rue de Poterie, un cycliste est tombé."
"""People have to look at it: no subject is recognised."""
FILLED = Step(act=Act.CLOSE, closure=Closure.CARRIED_OUT, answer="Le trou est rebouché.")
SYLVIE, PAUL, ODILE = "sylvie.lebrun@courriel.example", "paul.roger@courriel.example", "odile.vasseur@courriel.example"


on_sqlite = pytest.mark.parametrize("filled", ["sqlite"], indirect=True)
"""What the database does not matter for."""


@pytest.fixture
def hall(town_hall: Installation) -> Installation:
    """A town that writes to requesters, with two agents."""
    with town_hall.database.write() as session:
        known = installations.town(BREVILLE)
        writes = replace(known, writes_to_requesters=True)
        towns.save_town(session, writes, installations.ruleset(BREVILLE), streets(), installations.mailboxes(BREVILLE), NOW)
    town_hall.towns.refresh()
    for login in (ANNE, MARC):
        roles = frozenset({Role.RECEPTION, Role.REGULATOR})
        accounts.add_agent(town_hall, NewAgent(town=BREVILLE, login=login, name=login, roles=roles, password_hash="x"), NOW)
    return town_hall


def streets() -> Places:
    """Return two streets."""
    known = installations.places()
    (street,) = known.streets
    return replace(known, streets=(street, replace(street, name="Rue des Tanneurs")))


def work_all(hall: Installation) -> None:
    at = NOW + timedelta(days=3)
    while any([work(hall, queue, at).claimed for queue in jobs.QUEUES]):
        at += timedelta(seconds=30)


def write(hall: Installation, sender: str, text: str = HOLE, *, minutes: int = 0) -> None:
    """Let a citizen's mail become a request."""
    mail = EmailMessage()
    name = sender.partition("@")[0].replace(".", " ").title()
    mail["From"], mail["To"], mail["Subject"] = f"{name} <{sender}>", OFFICE, "bonjour"
    mail["Message-ID"] = f"<{sender.partition('@')[0]}.{minutes}@courriel.example>"
    mail.set_content(f"{text}\n\n{name}\n")
    came = replace(arrival(mail.as_bytes(), town_id=BREVILLE, mailbox=OFFICE), received_at=NOW + timedelta(minutes=minutes))
    receive(hall, [came])
    work_all(hall)


def call(hall: Installation, name: str, phone: str, text: str, *, minutes: int = 1) -> None:
    """Let an agent write a call down."""
    at = NOW + timedelta(minutes=minutes)
    person = Person(name=name.split(maxsplit=1)[0], first_name=name.split()[1], phone=phone)
    enter(hall, BREVILLE, Entry(channel=Channel.PHONE, text=text, agent=ANNE, person=person, arrived_at=at), at)
    work_all(hall)


def fax(hall: Installation, requester: Requester, text: str, *, minutes: int = 2) -> None:
    """Let a fax that was read become a request."""
    at = NOW + timedelta(minutes=minutes)
    raw = samples.inbound(f"fax {minutes}".encode(), BREVILLE)
    came = replace(raw, channel=Channel.FAX, source_id=f"fax-{minutes}.tif", received_at=at, mailbox=None)
    with hall.database.write() as session:
        inbound_id, _ = inbounds.add(session, came)
        draft = Draft(channel=Channel.FAX, kind=Kind.REQUEST, text=text, requester=requester)
        (draft_id,) = drafts.add(session, inbound_id, BREVILLE, (draft,), at)
        jobs.add(session, town=BREVILLE, queue=MAIL, kind=JobKind.ROUTE, subject_id=draft_id, now=NOW)
    work_all(hall)


def decide(hall: Installation, request: RequestId, agent: str = ANNE) -> None:
    confirm(hall, request, Correction(subject=SubjectCode("VOI-01"), department=DepartmentCode("VOI")), agent, LATER)


def record(hall: Installation, request: RequestId) -> RequestRecord:
    with hall.database.read() as session:
        return requests.get(session, request)


def likely(hall: Installation, request: RequestId, sees: Callable[[RequestLine], bool] = lambda _line: True) -> tuple[Likely, ...]:
    with hall.database.read() as session:
        return sameness.find(session, hall.towns.get(BREVILLE), requests.get(session, request), sees)


def told(hall: Installation, model: ModelKey) -> list[tuple[RequestId | None, str]]:
    """Return which requests' letters of a model went to whom."""
    with hall.database.read() as session:
        ids = requests.ids(session, BREVILLE)
        letters = [one for request in ids for one in outbox.of_request(session, request)]
    return [(one.letter.request, one.letter.recipient) for one in letters if one.letter.payload.get("model") == model]


@on_sqlite
def test_mail_fax_and_call_of_one_person_become_one_request_with_three_contacts(hall: Installation) -> None:
    write(hall, SYLVIE, f"{HOLE}\n\nSylvie Lebrun\n06 39 98 12 04")
    decide(hall, FIRST)
    fax(hall, Requester(name="LEBRUN Sylvie", phone="+33639981204", address="8 rue des Glycines"), HOLE)
    call(hall, "LEBRUN Sylvie", "+33639981204", "Le trou du 22 rue de Poterie est toujours là, elle a envoyé un fax.", minutes=3)
    assert {(one.line.id, one.sameness.kind) for one in likely(hall, THIRD)} == {(one, SameKind.DUPLICATE) for one in (FIRST, SECOND)}
    done = bring_together(hall, Together(request=SECOND, other=FIRST, kind=SameKind.DUPLICATE), ANNE, LATER)
    assert done.line.id == FIRST
    bring_together(hall, Together(request=THIRD, other=FIRST, kind=SameKind.CHASER), ANNE, LATER)
    with hall.database.read() as session:
        gathered = kept.gathered(session, [FIRST])[FIRST]
        assert [one.kind for one in follow_ups.of(session, FIRST)] == [Addition.MERGED, Addition.ASKED_AGAIN]
    assert (gathered.contacts, gathered.chasers, gathered.duplicates, gathered.included) == (3, 1, 1, 0)
    assert [record(hall, one).line.merged_into for one in (SECOND, THIRD)] == [FIRST, FIRST]
    with hall.database.read() as session:
        figures = kept.figures(session, BREVILLE, NOW - timedelta(days=1), NOW + timedelta(days=1))
    assert (figures.received, figures.chasers, figures.duplicates, figures.incidents) == (3, 1, 1, 0)
    # Asking again tells the department, as if the number had been given.
    with hall.database.read() as session:
        assert [one.letter.kind for one in outbox.of_request(session, FIRST)].count("follow_up") == 1


def incident(hall: Installation) -> None:
    """Let three people tell of one hole; the first request leads, the others are included while they are in review."""
    write(hall, SYLVIE)
    decide(hall, FIRST)
    write(hall, PAUL, "Un trou énorme au 22 rue de Poterie, un cycliste est tombé ce matin.", minutes=1)
    write(hall, ODILE, "Attention, trou dangereux devant le 22 rue de Poterie, les cyclistes tombent.", minutes=2)
    for one in (SECOND, THIRD):
        found = likely(hall, one)
        assert FIRST in {each.line.id for each in found}
        assert {each.sameness.kind for each in found} == {SameKind.INCIDENT}
        bring_together(hall, Together(request=one, other=FIRST, kind=SameKind.INCIDENT), ANNE, LATER)


def test_three_people_make_an_incident_that_is_closed_together_and_each_is_told_once(hall: Installation) -> None:
    incident(hall)
    lines = [record(hall, one).line for one in (FIRST, SECOND, THIRD)]
    assert all(line.number is not None and line.status is Status.OPEN for line in lines)  # each keeps a number of his own
    with hall.database.read() as session:
        assert kept.gathered(session, [FIRST])[FIRST].included == 2
        figures = kept.figures(session, BREVILLE, NOW - timedelta(days=1), NOW + timedelta(days=1))
        assert (figures.received, figures.chasers, figures.duplicates, figures.incidents, figures.included) == (3, 0, 0, 1, 2)
        (listed,) = kept.page(session, BREVILLE, after=None, limit=10)
        assert (listed.main.id, listed.included, listed.still_open) == (FIRST, 2, 2)
    act_together(hall, Asked(request=FIRST, step=FILLED), ANNE, LATER)
    assert record(hall, SECOND).line.status is Status.OPEN  # not yet: each in a transaction of its own
    work_all(hall)
    assert [record(hall, one).line.status for one in (FIRST, SECOND, THIRD)] == [Status.CLOSED] * 3
    assert sorted(told(hall, ModelKey.CLOSED)) == [(FIRST, SYLVIE), (SECOND, PAUL), (THIRD, ODILE)]
    follow(hall, FIRST, ANNE, LATER)
    act_together(hall, Asked(request=FIRST, step=FILLED), ANNE, LATER)
    work_all(hall)
    assert len(told(hall, ModelKey.CLOSED)) == 3


@on_sqlite
def test_what_is_under_way_waits_while_the_town_is_suspended_and_is_never_given_up(hall: Installation) -> None:
    incident(hall)
    act_together(hall, Asked(request=FIRST, step=FILLED), ANNE, LATER)
    town_suspending.suspend(hall, BREVILLE, "Déménagement", "cli", LATER)
    for hours in range(1, 2 * jobs.MAX_ATTEMPTS):
        worked = work(hall, LATER_QUEUE, LATER + timedelta(hours=hours))
        assert (worked.put_back, worked.failed, worked.parked) == (1, 0, 0)
    town_suspending.resume(hall, BREVILLE, "cli", LATER)
    assert work(hall, LATER_QUEUE, LATER + timedelta(days=1)).failed == 0
    assert [record(hall, one).line.status for one in (FIRST, SECOND, THIRD)] == [Status.CLOSED] * 3


@on_sqlite
def test_one_that_is_out_of_the_agents_sight_keeps_no_other_from_following(hall: Installation) -> None:
    incident(hall)
    new = NewAgent(town=BREVILLE, login=JULES, name=JULES, roles=frozenset(), password_hash="x")
    accounts.add_agent(hall, new, NOW)
    act(hall, Asked(request=SECOND, step=Step(act=Act.HAND_OVER, department=DepartmentCode("ACC"), reason="accueil")), ANNE, LATER)
    with hall.database.write() as session:
        members.add(session, Member(town=BREVILLE, department=DepartmentCode("VOI"), login=JULES, post=Post.HEAD), NOW)
    act_together(hall, Asked(request=FIRST, step=FILLED), JULES, LATER)
    work_all(hall)
    assert [record(hall, one).line.status for one in (FIRST, SECOND, THIRD)] == [Status.CLOSED, Status.OPEN, Status.CLOSED]
    with hall.database.read() as session:
        assert not kept.is_under_way(session, FIRST)


@on_sqlite
def test_what_follows_later_is_done_in_the_name_of_who_lets_it_follow(hall: Installation) -> None:
    incident(hall)
    act(hall, Asked(request=FIRST, step=FILLED), ANNE, LATER)
    follow(hall, FIRST, ANNE, LATER)
    follow(hall, FIRST, MARC, LATER)
    work_all(hall)
    for one in (SECOND, THIRD):
        (closed,) = [line for line in record(hall, one).history if line.action == "closed"]
        assert closed.actor == MARC


@on_sqlite
def test_an_incident_opens_again_with_those_that_were_closed_with_it(hall: Installation) -> None:
    incident(hall)
    act(
        hall,
        Asked(request=SECOND, step=Step(act=Act.CLOSE, closure=Closure.WITHDRAWN, reason="retirée")),
        ANNE,
        LATER - timedelta(minutes=1),
    )
    act_together(hall, Asked(request=FIRST, step=FILLED), ANNE, LATER)
    work_all(hall)
    act_together(hall, Asked(request=FIRST, step=Step(act=Act.REOPEN, reason="le trou est revenu")), ANNE, LATER + timedelta(minutes=1))
    work_all(hall)
    assert [record(hall, one).line.status for one in (FIRST, SECOND, THIRD)] == [Status.OPEN, Status.CLOSED, Status.OPEN]


@on_sqlite
def test_closing_the_main_one_alone_proposes_the_others(hall: Installation) -> None:
    incident(hall)
    act(hall, Asked(request=FIRST, step=FILLED), ANNE, LATER)
    work_all(hall)
    assert record(hall, SECOND).line.status is Status.OPEN
    follow(hall, FIRST, ANNE, LATER)
    work_all(hall)
    assert record(hall, SECOND).line.situation.closure is Closure.CARRIED_OUT
    assert sorted(told(hall, ModelKey.CLOSED)) == [(FIRST, SYLVIE), (SECOND, PAUL), (THIRD, ODILE)]


@on_sqlite
def test_who_told_twice_of_an_incident_is_answered_once(hall: Installation) -> None:
    write(hall, SYLVIE)
    decide(hall, FIRST)
    write(hall, SYLVIE, "Le trou du 22 rue de Poterie grandit.", minutes=1)
    include(hall, Including(request=SECOND, main=FIRST), ANNE, LATER)
    act_together(hall, Asked(request=FIRST, step=FILLED), ANNE, LATER)
    work_all(hall)
    assert record(hall, SECOND).line.status is Status.CLOSED
    assert told(hall, ModelKey.CLOSED) == [(FIRST, SYLVIE)]


def test_a_process_that_dies_on_the_way_leaves_nobody_out_and_tells_nobody_twice(
    hall: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    incident(hall)
    act_together(hall, Asked(request=FIRST, step=FILLED), ANNE, LATER)

    class KilledError(BaseException):
        """The process is gone: nothing after this runs."""

    def dies_at_the_third(installation: Installation, one: Asked, agent: str, now: object) -> object:
        if one.request == THIRD:
            raise KilledError
        return act(installation, one, agent, now)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr("flows.incidents.act", dies_at_the_third)
    with pytest.raises(KilledError):
        work(hall, LATER_QUEUE, NOW + timedelta(minutes=6))
    monkeypatch.undo()
    assert [record(hall, one).line.status for one in (SECOND, THIRD)] == [Status.CLOSED, Status.OPEN]
    with hall.database.write() as session:
        jobs.release(session, NOW + timedelta(minutes=7))
    while work(hall, LATER_QUEUE, NOW + timedelta(minutes=8)).claimed:
        pass
    assert record(hall, THIRD).line.status is Status.CLOSED
    assert sorted(told(hall, ModelKey.CLOSED)) == [(FIRST, SYLVIE), (SECOND, PAUL), (THIRD, ODILE)]


@on_sqlite
def test_a_request_is_taken_out_again_and_stays_open_when_the_rest_is_closed(hall: Installation) -> None:
    incident(hall)
    assert detach(hall, THIRD, ANNE, LATER).line.status is Status.OPEN
    detach(hall, THIRD, ANNE, LATER)  # a second click
    act_together(hall, Asked(request=FIRST, step=FILLED), ANNE, LATER)
    work_all(hall)
    assert [record(hall, one).line.status for one in (SECOND, THIRD)] == [Status.CLOSED, Status.OPEN]
    assert [line.action for line in record(hall, THIRD).history][-2:] == ["included", "detached"]
    assert [line.action for line in record(hall, FIRST).history].count("detaches") == 1


@on_sqlite
def test_what_is_included_in_a_request_goes_along_and_nothing_goes_in_circles(hall: Installation) -> None:
    incident(hall)
    write(hall, "luc.aubry@courriel.example", minutes=3)
    decide(hall, FOURTH)
    include(hall, Including(request=FIRST, main=FOURTH), ANNE, LATER)
    with hall.database.read() as session:
        assert kept.included_ids(session, FOURTH) == (FIRST, SECOND, THIRD)
    # Into a request that is included means into the one that leads; the leading one cannot be included in its own.
    include(hall, Including(request=SECOND, main=THIRD), ANNE, LATER)
    assert include(hall, Including(request=FOURTH, main=FIRST), ANNE, LATER).line.id == FOURTH
    with hall.database.read() as session:
        assert {kept.find_main(session, one) for one in (FIRST, SECOND, THIRD)} == {FOURTH}
        assert kept.find_main(session, FOURTH) is None
    with pytest.raises(ConflictError, match="cannot be included in itself"):
        include(hall, Including(request=FOURTH, main=FOURTH), ANNE, LATER)
    merge(hall, FOURTH, FIRST, ANNE, LATER)
    with hall.database.read() as session:
        assert kept.included_ids(session, FIRST) == (SECOND, THIRD)
        assert kept.find_main(session, FIRST) is None


def test_merging_each_into_the_other_at_once_leaves_one(hall: Installation) -> None:
    write(hall, SYLVIE)
    write(hall, SYLVIE, minutes=1)
    pairs = ((FIRST, SECOND), (SECOND, FIRST))
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda pair: merge(hall, pair[0], pair[1], ANNE, LATER), pairs))
    into = {one: record(hall, one).line.merged_into for one in (FIRST, SECOND)}
    assert sorted(into.values(), key=str) in ([SECOND, None], [FIRST, None])


def test_two_agents_who_include_at_once_include_once(hall: Installation) -> None:
    write(hall, SYLVIE)
    decide(hall, FIRST)
    write(hall, PAUL, minutes=1)
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda agent: include(hall, Including(request=SECOND, main=FIRST), agent, LATER), (ANNE, MARC)))
    with hall.database.read() as session:
        assert kept.included_ids(session, FIRST) == (SECOND,)
    assert [line.action for line in record(hall, FIRST).history].count("includes") == 1
    assert [line.action for line in record(hall, SECOND).history].count("numbered") == 1


def test_each_into_the_other_at_once_makes_one_incident(hall: Installation) -> None:
    write(hall, SYLVIE)
    write(hall, PAUL, minutes=1)
    for one in (FIRST, SECOND):
        decide(hall, one)

    def tried(pair: tuple[RequestId, RequestId]) -> None:
        try:
            include(hall, Including(request=pair[0], main=pair[1]), ANNE, LATER)
        except ConflictError:
            return

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(tried, ((FIRST, SECOND), (SECOND, FIRST))))
    with hall.database.read() as session:
        mains = [kept.find_main(session, one) for one in (FIRST, SECOND)]
    assert sorted(mains, key=str) in ([FIRST, None], [SECOND, None])


@on_sqlite
def test_what_is_not_decided_or_over_leads_and_joins_nothing(hall: Installation) -> None:
    write(hall, SYLVIE, "Bonjour, il y a un problème dans ma rue.")
    write(hall, PAUL, "Bonjour, il y a un problème dans ma rue.", minutes=1)
    with pytest.raises(ConflictError, match="is not decided"):
        include(hall, Including(request=SECOND, main=FIRST), ANNE, LATER)
    decide(hall, FIRST)
    act(hall, Asked(request=SECOND, step=Step(act=Act.REJECT, reason="publicité")), ANNE, LATER)
    with pytest.raises(ConflictError, match="is over"):
        include(hall, Including(request=SECOND, main=FIRST), ANNE, LATER)
    with pytest.raises(ConflictError, match="could follow"):
        follow(hall, FIRST, ANNE, LATER)
    with pytest.raises(ConflictError, match="one requester alone"):
        act_together(hall, Asked(request=FIRST, step=Step(act=Act.ASK, pieces=("photo",))), ANNE, LATER)


@on_sqlite
def test_requests_of_two_towns_never_mix(hall: Installation) -> None:
    roles = frozenset({Role.RECEPTION, Role.REGULATOR})
    accounts.add_agent(hall, NewAgent(town=None, login="chef", name="chef", roles=roles, password_hash="x"), NOW)
    write(hall, SYLVIE)
    decide(hall, FIRST)
    elsewhere = f"From: Paul <{PAUL}>\nTo: mairie@auville.example\nSubject: x\n\n{HOLE}".encode()
    receive(hall, [arrival(elsewhere, town_id=AUVILLE)])
    work_all(hall)
    assert record(hall, SECOND).line.town == AUVILLE
    assert likely(hall, FIRST) == ()
    with pytest.raises(ConflictError, match="two towns"):
        include(hall, Including(request=SECOND, main=FIRST), "chef", LATER)


@on_sqlite
def test_what_somebody_may_not_read_is_not_proposed_to_him(hall: Installation) -> None:
    write(hall, SYLVIE)
    write(hall, PAUL, minutes=1)
    assert [one.line.id for one in likely(hall, SECOND)] == [FIRST]
    assert likely(hall, SECOND, lambda line: line.confidentiality is not Confidentiality.NORMAL) == ()


@on_sqlite
def test_a_proposal_follows_what_was_corrected_and_closed(hall: Installation) -> None:
    write(hall, SYLVIE)
    write(hall, PAUL, minutes=1)
    decide(hall, FIRST)
    assert [one.sameness.kind for one in likely(hall, SECOND)] == [SameKind.INCIDENT]
    confirm(hall, FIRST, Correction(street="Rue des Tanneurs", number="14"), ANNE, LATER)
    assert likely(hall, SECOND) == ()  # of another place by now
    confirm(hall, FIRST, Correction(street="Rue de Poterie", number="22"), ANNE, LATER)
    act(hall, Asked(request=FIRST, step=FILLED), ANNE, NOW)
    write(hall, PAUL, "Le trou profond devant le 22 rue de Poterie est revenu, un cycliste est tombé.", minutes=2000)
    (again,) = [one for one in likely(hall, THIRD) if one.line.id == FIRST]
    assert again.sameness.kind is SameKind.RECURRENCE
    linked = bring_together(hall, Together(request=THIRD, other=FIRST, kind=SameKind.RECURRENCE), ANNE, LATER)
    bring_together(hall, Together(request=THIRD, other=FIRST, kind=SameKind.RECURRENCE), ANNE, LATER)
    assert (linked.line.id, linked.line.merged_into) == (THIRD, None)
    with hall.database.read() as session:
        (link,) = follow_ups.links(session, THIRD)
    assert (link.other.id, link.is_proven) == (FIRST, True)
    assert [line.action for line in record(hall, THIRD).history].count("linked") == 1


def test_what_a_key_does_not_open_follows_nothing_it_does_and_follows_who_may(hall: Installation) -> None:
    incident(hall)
    with hall.database.write() as session:
        session.execute(update(RequestRow).where(RequestRow.id == SECOND).values(confidentiality=int(Confidentiality.RESTRICTED)))
    act_together(hall, Asked(request=FIRST, step=FILLED), ANNE, LATER, Confidentiality.NORMAL)
    work_all(hall)
    assert [record(hall, one).line.status for one in (FIRST, SECOND, THIRD)] == [Status.CLOSED, Status.OPEN, Status.CLOSED]
    assert (SECOND, PAUL) not in told(hall, ModelKey.CLOSED)
    follow(hall, FIRST, ANNE, LATER)
    work_all(hall)
    assert record(hall, SECOND).line.status is Status.CLOSED


def test_who_may_less_does_not_hold_up_what_somebody_has_begun(hall: Installation) -> None:
    incident(hall)
    with hall.database.write() as session:
        session.execute(update(RequestRow).where(RequestRow.id == SECOND).values(confidentiality=int(Confidentiality.RESTRICTED)))
    act_together(hall, Asked(request=FIRST, step=FILLED), ANNE, LATER)
    follow(hall, FIRST, MARC, LATER, Confidentiality.NORMAL)
    work_all(hall)
    assert record(hall, SECOND).line.status is Status.CLOSED
