"""Letters cut and joined by hand; on SQLite and on PostgreSQL. All people are made up."""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from email.message import EmailMessage

import pytest

from domain.decision import Reason
from domain.department import Confidentiality
from domain.errors import ConflictError, NotFoundError
from domain.ids import DepartmentCode, InboundId, RequestId
from domain.inbound import Channel, Outcome
from domain.member import Member, Post
from domain.paper import Sheet
from domain.request import Status
from flows import merge as merging
from flows import recut, remake
from flows.confirm import Correction, confirm
from flows.recut import join, split
from flows.remake import Seen
from flows.replay import Verdict, replay
from flows.wiring import Installation
from ingest.paper.heap.sheets import sheets_pdf
from store import drafts, heaps, inbounds, jobs, journal, members, pages, requests
from store.requests import RequestRecord
from tests.flows.confirming import ANNE, STRANGER, hire
from tests.flows.test_follow_up import count, request, work_all
from tests.flows.test_paper import WORDS, joined, scan, take_in
from tests.ingest.paper.made import pdf_of_lines
from tests.installations import AUVILLE, BREVILLE, NOW, arrival, ledger

POTHOLE = "Il y a un nid de poule devant le 22 rue de Poterie. Deux cyclistes sont déjà tombés."
PAVEMENT = "Par ailleurs, le trottoir abîmé devant le 14 rue de Poterie est dangereux pour ma mère."
SOMEWHERE = "Par ailleurs, le trottoir abîmé est dangereux pour ma mère."
NOTHING = "Je vous remercie de l’entretien de mardi et reste dans l’attente."


def page(name: str, body: str, *, day: int = 10) -> bytes:
    """Return a letter of one page."""
    lines = (
        (57, 60, name),
        (57, 76, "14 rue du Chemin-Vert"),
        (57, 92, "50700 Valognes"),
        (320, 140, "Monsieur le Maire"),
        (320, 156, "Mairie de Bréville"),
        (320, 200, f"Valognes, le {day} mars 2026"),
        (57, 300, "Monsieur le Maire,"),
        (57, 330, body),
        (57, 390, "Je vous prie d’agréer, Monsieur le Maire, mes salutations distinguées."),
        (320, 440, name),
    )
    return pdf_of_lines(lines)


def blank(count: int = 1) -> bytes:
    return pdf_of_lines((), pages=count)


ONE, TWO, THREE = page("Sylvie Lebrun", POTHOLE), page("Paul Roger", PAVEMENT), page("Annie Marie", NOTHING)


@pytest.fixture
def hall(town_hall: Installation) -> Installation:
    """A town hall with agents, where two letters were scanned as one."""
    hire(town_hall)
    take_in(town_hall, scan(joined(ONE, TWO)))
    return town_hall


def seen(hall: Installation, number: int) -> Seen:
    return Seen(request=RequestId(number), version=request(hall, number).line.version)


def cut(hall: Installation, number: int, at_page: int) -> RequestRecord:
    """Cut a letter and let its second part be routed."""
    kept = split(hall, seen(hall, number), at_page, ANNE, NOW)
    work_all(hall)
    return kept


def put_together(hall: Installation, number: int, other: int) -> RequestRecord:
    return join(hall, seen(hall, number), seen(hall, other), ANNE, NOW)


def pages_of(hall: Installation, number: int) -> tuple[int, int] | None:
    paper = request(hall, number).draft.paper
    return None if paper is None else paper.pages


def verdicts(hall: Installation) -> dict[int, tuple[Verdict, tuple[str, ...]]]:
    return {one.request: (one.verdict, one.differences) for one in replay(hall, None)}


def all_identical(hall: Installation) -> bool:
    found = verdicts(hall)
    return bool(found) and all(verdict is Verdict.IDENTICAL for verdict, _ in found.values())


def latest(hall: Installation) -> int:
    with hall.database.read() as session:
        return max(requests.ids(session, None))


def content(record: RequestRecord) -> dict[str, object]:
    """Return all that is made of a letter, and by what a requester knows it."""
    return {
        "draft": record.draft,
        "line": replace(record.line, version=0),
        "details": record.details,
        "offset": record.offset,
        "requester": record.requester,
        "place": record.place,
        "decision": record.decision,
        "classification": record.classification,
    }


def test_a_letter_is_cut_and_each_part_is_what_it_would_have_been(hall: Installation) -> None:
    before = request(hall, 1)
    assert (before.line.status, pages_of(hall, 1)) == (Status.REVIEW, (0, 1))
    kept = cut(hall, 1, 1)
    assert (kept.line.id, kept.line.tracking, kept.line.received_at) == (1, before.line.tracking, before.line.received_at)
    assert (kept.line.status, kept.line.subject, kept.requester.name, kept.place.number) == (Status.REVIEW, "VOI-01", "LEBRUN Sylvie", "22")
    assert kept.line.reasons == (Reason.RECUT,)
    second = request(hall, latest(hall))
    assert (second.line.subject, second.requester.name, second.place.number) == ("VOI-02", "ROGER Paul", "14")
    assert (pages_of(hall, 1), pages_of(hall, second.line.id)) == ((0, 0), (1, 1))
    assert "trottoir" not in kept.draft.text
    assert "nid de poule" not in second.draft.text
    assert second.history[0].details["cut_from"] == before.line.tracking
    assert [line.outcome for line in ledger(hall)] == [Outcome.DRAFTED]
    assert all_identical(hall)


def test_parts_are_the_same_as_letters_that_came_by_themselves(hall: Installation) -> None:
    cut(hall, 1, 1)
    first, second = request(hall, 1), request(hall, latest(hall))
    take_in(hall, scan(ONE), scan(TWO))
    alone, other = request(hall, latest(hall) - 1), request(hall, latest(hall))
    for part, whole, shift in ((first, alone, 0), (second, other, 1)):
        assert (part.draft.text, part.draft.heading, part.draft.signature) == (whole.draft.text, whole.draft.heading, whole.draft.signature)
        assert (part.requester, part.place, part.classification) == (whole.requester, whole.place, whole.classification)
        assert part.decision.orientation == whole.decision.orientation
        assert part.draft.paper is not None
        assert whole.draft.paper is not None
        moved = tuple(replace(word, page=word.page + shift) for word in whole.draft.paper.layout)
        assert part.draft.paper.layout == moved


def test_what_is_left_without_a_part_becomes_a_part_of_the_first(hall: Installation) -> None:
    assert count(hall) == 2
    lost = request(hall, 2)
    cut(hall, 1, 1)
    after = request(hall, 2)
    assert (after.line.merged_into, after.line.status, after.line.tracking) == (1, Status.CLOSED, lost.line.tracking)
    with hall.database.read() as session:
        assert requests.find_by_reference(session, BREVILLE, lost.line.tracking) == 1
    assert request(hall, 2).history[-1].action == "merged"
    assert request(hall, 1).history[-1].action == "split"


def test_cutting_by_the_second_request_of_a_letter_keeps_its_first(hall: Installation) -> None:
    kept = split(hall, seen(hall, 2), 1, ANNE, NOW)
    assert kept.line.id == 1
    assert pages_of(hall, 1) == (0, 0)


def test_what_routing_has_decided_meanwhile_is_not_joined(hall: Installation) -> None:
    cut(hall, 1, 1)
    second = latest(hall)
    assert request(hall, second).line.status is Status.OPEN
    with pytest.raises(ConflictError, match="decided already"):
        put_together(hall, 1, second)


def test_joining_what_was_cut_gives_back_each_of_its_requests(town_hall: Installation) -> None:
    hire(town_hall)
    take_in(town_hall, scan(joined(ONE, page("Paul Roger", SOMEWHERE))))
    before = [content(request(town_hall, number)) for number in (1, 2)]
    cut(town_hall, 1, 1)
    assert request(town_hall, 2).line.merged_into == 1
    put_together(town_hall, 1, 3)
    assert [content(request(town_hall, number)) for number in (1, 2)] == before
    # Who has the code of the second part finds its words, not those of the first.
    assert request(town_hall, 3).line.merged_into == 2
    assert all_identical(town_hall), verdicts(town_hall)


def _heap(rng: random.Random) -> list[bytes]:
    bodies = [NOTHING, f"Autour de nous tout va mal. {NOTHING}", "Pouvez-vous passer ? La situation dure.", f"{POTHOLE} {PAVEMENT}"]
    names = ["Sylvie Lebrun", "Paul Roger", "Annie Marie", "Jean Vasselin"]
    return [page(rng.choice(names), rng.choice(bodies), day=rng.randint(1, 28)) for _ in range(rng.randint(2, 4))]


def test_whatever_is_cut_and_joined_again_is_as_it_was(town_hall: Installation) -> None:
    hire(town_hall)
    rng = random.Random(7)  # noqa: S311 - the same letters each time, no secret
    undone = 0
    for _ in range(8):
        made = _heap(rng)
        first = count(town_hall) + 1
        take_in(town_hall, scan(joined(*made, THREE)))
        own = range(first, count(town_hall) + 1)
        if request(town_hall, first).line.status is not Status.REVIEW:
            continue
        before = [content(request(town_hall, number)) for number in own]
        at_page = len(made) if undone % 2 else rng.randint(1, len(made))
        split(town_hall, seen(town_hall, first), at_page, ANNE, NOW)
        work_all(town_hall)
        other = latest(town_hall)
        if request(town_hall, other).line.status is not Status.REVIEW:
            continue
        assert all_identical(town_hall), verdicts(town_hall)
        assert put_together(town_hall, other, first).line.id == first
        assert [content(request(town_hall, number)) for number in own] == before
        assert request(town_hall, other).line.merged_into in own
        undone += 1
    assert undone >= 4
    assert all_identical(town_hall), verdicts(town_hall)


def test_a_letter_may_be_cut_again_and_again(town_hall: Installation) -> None:
    hire(town_hall)
    made = [page("Annie Marie", NOTHING, day=day) for day in (3, 4, 5, 6)]
    take_in(town_hall, scan(joined(*made)))
    cut(town_hall, 1, 2)
    cut(town_hall, latest(town_hall), 3)
    cut(town_hall, 1, 1)
    assert sorted(pages_of(town_hall, number) or () for number in range(1, 5)) == [(0, 0), (1, 1), (2, 2), (3, 3)]
    third = next(number for number in range(1, 5) if pages_of(town_hall, number) == (2, 2))
    with pytest.raises(ConflictError, match="another one lies between"):
        put_together(town_hall, 1, third)
    second = next(number for number in range(1, 5) if pages_of(town_hall, number) == (1, 1))
    put_together(town_hall, second, third)
    assert pages_of(town_hall, second) == (1, 2)
    # A letter that was taken in lies in nobody's way.
    put_together(town_hall, 1, second)
    assert pages_of(town_hall, 1) == (0, 2)
    cut(town_hall, 1, 2)
    assert (pages_of(town_hall, 1), pages_of(town_hall, latest(town_hall))) == ((0, 1), (2, 2))
    assert all_identical(town_hall)


def test_letters_on_both_sides_of_a_sheet_are_joined_without_it_and_what_it_says_is_the_second_ones(town_hall: Installation) -> None:
    hire(town_hall)
    sheet = sheets_pdf(Sheet(town=BREVILLE, department="VOI", received_on=date(2026, 3, 9)), WORDS)
    take_in(town_hall, scan(joined(THREE, sheet, page("Annie Marie", NOTHING, day=9))))
    before = [content(request(town_hall, number)) for number in (1, 2)]
    assert pages_of(town_hall, 2) == (3, 3)
    with town_hall.database.read() as session:
        assert pages.written(session, InboundId(1), 0, (0, 3)) == (0, 3)
        assert pages.written(session, InboundId(1), 0, (1, 3)) == (3,)
    put_together(town_hall, 1, 2)
    whole = request(town_hall, 1).draft
    assert whole.paper is not None
    assert (whole.paper.pages, whole.paper.department, whole.paper.received_on) == ((0, 3), None, None)
    cut(town_hall, 1, 3)
    again = request(town_hall, latest(town_hall))
    assert content(request(town_hall, 1))["draft"] == before[0]["draft"]
    assert again.draft.paper is not None
    assert (again.draft.paper.pages, again.draft.paper.department, again.draft.paper.received_on) == ((3, 3), "VOI", date(2026, 3, 9))
    assert all_identical(town_hall)


def test_a_cut_at_a_blank_page_begins_behind_it(town_hall: Installation) -> None:
    hire(town_hall)
    take_in(town_hall, scan(joined(THREE, blank(), page("Sylvie Lebrun", NOTHING), blank())))
    assert pages_of(town_hall, 1) in {(0, 0), (0, 2)}
    if pages_of(town_hall, 1) == (0, 0):
        put_together(town_hall, 1, 2)
    cut(town_hall, 1, 1)
    assert (pages_of(town_hall, 1), pages_of(town_hall, latest(town_hall))) == ((0, 0), (2, 2))


def test_what_a_mail_tells_stays_with_both_parts_of_its_scan(town_hall: Installation) -> None:
    hire(town_hall)
    message = EmailMessage()
    message["From"] = "copieur@breville.example"
    message["To"] = "mairie@breville.example"
    message["Subject"] = "Message from KM_C258"
    message["Message-ID"] = "<1@copieur.example>"
    message.set_content("")
    for number, pdf in enumerate((THREE, joined(page("Paul Roger", NOTHING), page("Sylvie Lebrun", NOTHING)))):
        message.add_attachment(pdf, maintype="application", subtype="pdf", filename=f"SKM_{number}.pdf")
    take_in(town_hall, arrival(message.as_bytes()))
    second = request(town_hall, 2)
    assert second.draft.paper is not None
    assert (second.draft.paper.file, second.draft.paper.pages, second.draft.item) == (1, (0, 1), 2)
    before = content(second)
    with pytest.raises(ConflictError, match="one file"):
        put_together(town_hall, 1, 2)
    cut(town_hall, 2, 1)
    cut_off = request(town_hall, latest(town_hall))
    assert cut_off.draft.paper is not None
    assert (cut_off.draft.paper.file, cut_off.draft.item, cut_off.line.channel) == (1, 3, Channel.SCAN)
    assert (cut_off.requester.name, cut_off.draft.attachments) == ("LEBRUN Sylvie", second.draft.attachments)
    assert all_identical(town_hall)
    put_together(town_hall, 2, cut_off.line.id)
    assert content(request(town_hall, 2)) == before


def test_whoever_is_faster_wins_and_nothing_is_overwritten(hall: Installation) -> None:
    old = seen(hall, 1)
    cut(hall, 1, 1)
    count_before, after = count(hall), content(request(hall, 1))
    with pytest.raises(ConflictError, match="changed meanwhile"):
        split(hall, old, 1, ANNE, NOW)
    assert (count(hall), content(request(hall, 1))) == (count_before, after)


def test_of_two_who_cut_at_the_same_moment_one_does(hall: Installation) -> None:
    both = seen(hall, 1)

    def try_it(_number: int) -> bool:
        try:
            split(hall, both, 1, ANNE, NOW)
        except ConflictError:
            return False
        return True

    with ThreadPoolExecutor(4) as threads:
        done = list(threads.map(try_it, range(4)))
    assert sum(done) == 1
    with hall.database.read() as session:
        assert len(drafts.of_arrival(session, InboundId(1))) == 2


def test_who_confirms_while_a_letter_is_read_again_wins(hall: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    reading = remake.opinions_on

    def meanwhile(*arguments: object) -> object:
        confirm(hall, RequestId(1), Correction(), ANNE, NOW)
        return reading(*arguments)  # type: ignore[arg-type]  # handed on

    monkeypatch.setattr(recut, "opinions_on", meanwhile)
    drafts_before = request(hall, 1).draft
    with pytest.raises(ConflictError, match="changed meanwhile"):
        split(hall, seen(hall, 1), 1, ANNE, NOW)
    assert (request(hall, 1).draft, request(hall, 1).line.status) == (drafts_before, Status.OPEN)


def test_who_dies_in_the_middle_loses_nothing(hall: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    before = [content(request(hall, number)) for number in (1, 2)]

    def die(*_arguments: object, **_values: object) -> None:
        raise KeyboardInterrupt

    for function in ("journal.append", "history.append"):
        with monkeypatch.context() as patched:
            patched.setattr(f"store.{function}", die)
            with pytest.raises(KeyboardInterrupt):
                split(hall, seen(hall, 1), 1, ANNE, NOW)
        with hall.database.read() as session:
            assert len(drafts.of_arrival(session, InboundId(1))) == 1
            assert not any(jobs.due(session, NOW).values())
        assert [content(request(hall, number)) for number in (1, 2)] == before
        assert ledger(hall)[0].outcome is Outcome.DRAFTED


def test_refusals_say_why(hall: Installation) -> None:
    take_in(hall, scan(page("Annie Marie", NOTHING)))
    other = latest(hall)
    with pytest.raises(ConflictError, match="pages 1 to 2 of its file"):
        split(hall, seen(hall, 1), 0, ANNE, NOW)
    for at_page in (2, 99, -1):
        with pytest.raises(ConflictError, match="pages 1 to 2 of its file"):
            split(hall, seen(hall, 1), at_page, ANNE, NOW)
    with pytest.raises(ConflictError, match="pages 1 to 1"):
        split(hall, seen(hall, other), 0, ANNE, NOW)
    with pytest.raises(ConflictError, match="one file"):
        put_together(hall, 1, other)
    with pytest.raises(ConflictError, match="one letter already"):
        put_together(hall, 1, 2)
    with pytest.raises(NotFoundError):
        split(hall, Seen(request=RequestId(999), version=1), 1, ANNE, NOW)
    with pytest.raises(NotFoundError, match="Nobody decides"):
        split(hall, seen(hall, 1), 1, STRANGER, NOW)
    confirm(hall, RequestId(2), Correction(), ANNE, NOW)
    with pytest.raises(ConflictError, match="decided already"):
        split(hall, seen(hall, 1), 1, ANNE, NOW)


def test_letters_of_two_towns_and_mails_are_refused(hall: Installation) -> None:
    take_in(hall, replace(scan(page("Annie Marie", NOTHING)), town=AUVILLE))
    with pytest.raises(ConflictError, match="two towns"):
        put_together(hall, 1, latest(hall))
    raw = EmailMessage()
    raw["From"], raw["To"], raw["Message-ID"] = "paul.roger@courriel.example", "mairie@breville.example", "<7@courriel.example>"
    raw.set_content("Bonjour, pouvez-vous passer ? Paul Roger")
    take_in(hall, arrival(raw.as_bytes()))
    with pytest.raises(ConflictError, match="no letter on paper"):
        split(hall, seen(hall, latest(hall)), 1, ANNE, NOW)


def test_a_letter_of_which_a_part_went_elsewhere_is_left_alone(hall: Installation) -> None:
    take_in(hall, scan(page("Annie Marie", NOTHING)))
    other = latest(hall)
    merging.merge(hall, RequestId(2), RequestId(other), ANNE, NOW)
    with pytest.raises(ConflictError, match="part of another letter"):
        split(hall, seen(hall, 1), 1, ANNE, NOW)
    with pytest.raises(ConflictError, match="part of another request"):
        split(hall, seen(hall, 2), 1, ANNE, NOW)


def test_nothing_confidential_comes_into_the_open_by_joining(town_hall: Installation) -> None:
    hire(town_hall)
    with town_hall.database.write() as session:
        members.add(session, Member(town=BREVILLE, department=DepartmentCode("CCAS"), login=ANNE, post=Post.HEAD), NOW)
    sheet = sheets_pdf(Sheet(town=BREVILLE, department="CCAS"), WORDS)
    take_in(town_hall, scan(joined(THREE, sheet, page("Paul Roger", NOTHING))))
    assert [request(town_hall, number).line.confidentiality for number in (1, 2)] == [Confidentiality.NORMAL, Confidentiality.SOCIAL]
    kept = put_together(town_hall, 1, 2)
    assert kept.line.confidentiality is Confidentiality.SOCIAL
    assert Reason.RECUT in kept.line.reasons
    assert all_identical(town_hall)


def test_history_and_journal_tell_what_was_done(hall: Installation) -> None:
    cut(hall, 1, 1)
    line = request(hall, 1).history[-1]
    assert (line.actor, line.action, line.details["pages"]) == (ANNE, "split", {"before": [1, 2], "after": [1, 1]})
    with hall.database.read() as session:
        written = [one for one in journal.page(session, BREVILLE, after=None, limit=50) if one.action == "request.split"]
        found = inbounds.get(session, InboundId(1)).inbound
    assert [one.object for one in written] == ["request:1"]
    told = str(written[0].details)
    assert "Lebrun" not in told
    assert "heading" not in written[0].details
    assert found.sha256


def test_where_a_letter_seems_to_begin_is_kept_with_the_report(hall: Installation) -> None:
    with hall.database.read() as session:
        (report,) = heaps.find(session, InboundId(1))
    assert [one.page for one in report.proposals] == [1]
    assert report.proposals[0].confidence >= 0.5
    assert "salutation" in report.proposals[0].signs


def test_a_letter_lies_where_it_says(hall: Installation) -> None:
    cut(hall, 1, 1)
    with hall.database.read() as session:
        found = drafts.on_paper(session, InboundId(1))
    assert [(one.file, one.pages, one.item, one.is_joined) for one in found] == [(0, (0, 0), 1, False), (0, (1, 1), 2, False)]
