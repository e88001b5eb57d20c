"""A citizen follows a request of his and acts on it: each act is an arrival that is kept first and added to the request then (S43)."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from domain.citizen import Notices, Profile, Proof
from domain.department import Confidentiality
from domain.draft import Flag
from domain.errors import ConflictError, NotFoundError
from domain.following import CHANGEABLE_FOR, PortalAct
from domain.ids import RequestId
from domain.inbound import Channel, Outcome
from domain.lifecycle import Act, PublicStatus
from domain.portal import Portal
from domain.request import Addition, Closure, Status
from flows.erase import Why, destroy_originals, erase
from flows.merge import merge
from flows.portal import own
from flows.portal.own import Wanted
from flows.portal.shown import ShownRequest, Side
from flows.receive import receive
from flows.wiring import Installation
from ingest.form.enclosed import File
from store import citizens, follow_ups, following, inbounds, outbox, portals, ratings, requests, tasks
from store.citizens import NewCitizen
from store.schema import RequestRow
from tests.flows.test_erase import everywhere
from tests.flows.waiting_hall import (
    ANNE,
    FIRST,
    HOLE,
    SYLVIE,
    at,
    come,
    decide,
    do,
    mail,
    open_hall,
    record,
    wait_for,
    work_all,
)
from tests.installations import BREVILLE, arrival, ledger

DAY = "2026-03-20T10:00"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64


@pytest.fixture
def hall(database_url: str, tmp_path: Path) -> Iterator[Installation]:
    """A town that writes to requesters."""
    opened = open_hall(tmp_path / "data", database_url)
    yield opened
    opened.close()


def taken(hall: Installation, words: str = HOLE) -> None:
    """Let Sylvie ask for something that a department has in hand."""
    come(hall, mail(words, 1))
    decide(hall, "VOI-01")
    do(hall, Act.TAKE, "2026-03-13T11:00")


def sent(act: PortalAct = PortalAct.MESSAGE, words: str = "Il y en a un second, plus loin.", page: str = "p1", **more: object) -> Wanted:
    return replace(
        Wanted(request=FIRST, act=act, text=words, files=(), page=page, language="fr"),
        **more,  # type: ignore[arg-type]
    )


def send(hall: Installation, wanted: Wanted, moment: str = DAY) -> bool:
    """Send something, let it be read, and tell whether it was new."""
    kept = own.send(hall, wanted, at(moment))
    work_all(hall, moment)
    return kept.is_new


def look(hall: Installation, request: RequestId = FIRST, moment: str = "2026-03-21T10:00") -> ShownRequest:
    return own.look(hall, request, at(moment))


def added(hall: Installation, request: RequestId = FIRST) -> list[tuple[Addition, str, Channel]]:
    with hall.database.read() as session:
        return [(one.kind, one.draft.text, one.draft.channel) for one in follow_ups.of(session, request)]


def told(hall: Installation) -> list[str]:
    """Return the headings of what departments were told."""
    with hall.database.read() as session:
        return [str(one.letter.payload["subject"]) for one in outbox.of_request(session, FIRST) if one.letter.kind == "follow_up"]


# --- opened by a code -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "second", [SYLVIE, SYLVIE.upper(), "  Sylvie.Lebrun@Courriel.Example ", "lebrun", "Lébrun", "LEBRUN Sylvie", "sylvie lebrun"]
)
def test_a_code_opens_with_the_address_or_the_family_name_however_spelt(hall: Installation, second: str) -> None:
    come(hall, mail(HOLE, 1))
    code = str(record(hall).line.tracking)
    assert own.prove(hall, BREVILLE, code.lower().replace("-", " "), second) == FIRST


@pytest.mark.parametrize(
    "second", ["", " ", "sylvie", "lebru", "b", "lebrun@courriel.example", "0639981204", "%", "nobody", "nobody@citoyen.example"]
)
def test_a_code_alone_or_with_what_was_not_given_opens_nothing(hall: Installation, second: str) -> None:
    come(hall, mail(HOLE, 1))
    assert own.prove(hall, BREVILLE, str(record(hall).line.tracking), second) is None
    assert own.prove(hall, BREVILLE, "BBBB-BBBB", second) is None


def test_a_telephone_opens_in_any_spelling(hall: Installation) -> None:
    come(hall, mail(f"{HOLE}\n06 39 98 12 04", 1))
    code = str(record(hall).line.tracking)
    assert [own.prove(hall, BREVILLE, code, one) for one in ("0639981204", "+33 6 39 98 12 04", "06 39 98 12 05")] == [FIRST, FIRST, None]


def test_the_code_of_another_town_opens_nothing_here(hall: Installation) -> None:
    come(hall, mail(HOLE, 1))
    with hall.database.read() as session:
        assert following.request_by_code(session, BREVILLE, record(hall).line.tracking) == FIRST
        assert following.request_by_code(session, "valognes", record(hall).line.tracking) is None  # type: ignore[arg-type]
    assert own.may_see(hall, BREVILLE, FIRST, frozenset({FIRST}), None)
    assert not own.may_see(hall, "valognes", FIRST, frozenset({FIRST}), None)  # type: ignore[arg-type]
    assert not own.may_see(hall, BREVILLE, FIRST, frozenset(), None)


# --- what is shown --------------------------------------------------------------------------------------------------------------------


def test_the_page_says_where_it_stands_what_is_promised_and_what_was_written(hall: Installation) -> None:
    taken(hall)
    shown = look(hall)
    assert (shown.status, shown.heading, shown.place) == (PublicStatus.IN_HAND, record(hall).line.heading, "22 Rue de Poterie")
    assert shown.promised is not None and shown.promised_on == shown.promised.on
    assert [one.status for one in shown.stages] == [PublicStatus.RECEIVED, PublicStatus.SENT, PublicStatus.IN_HAND, PublicStatus.OVER]
    assert [(one.side, one.text.startswith("Bonjour, un nid de poule")) for one in shown.messages] == [(Side.CITIZEN, True)]
    assert shown.acts == (PortalAct.MESSAGE, PortalAct.WITHDRAW)


def test_a_letter_shows_once_it_has_left_and_is_new_until_it_is_looked_at(hall: Installation) -> None:
    taken(hall)
    do(hall, Act.CLOSE, "2026-03-19T10:00", closure=Closure.CARRIED_OUT, answer="Le trou est bouché.")
    assert all(one.side is Side.CITIZEN for one in look(hall).messages)
    with hall.database.write() as session:
        session.execute(text("UPDATE outbox SET state = 'sent', sent_at = created_at WHERE kind = 'letter'"))
    shown = look(hall)
    assert any("Le trou est bouché." in one.text and one.side is Side.TOWN and one.has_pdf for one in shown.messages)
    assert shown.unread and look(hall).unread == shown.unread
    own.look(hall, FIRST, at(DAY), is_opened=True)
    assert look(hall).unread == ()
    with hall.database.read() as session:
        assert set(following.opened(session, shown.unread).values()) == {at(DAY)}


def test_nothing_internal_shows(hall: Installation) -> None:
    taken(hall)
    do(hall, Act.CLOSE, "2026-03-19T10:00", closure=Closure.NO_ACTION, reason="Une vieille querelle, interne.")
    page = repr(look(hall))
    assert "querelle" not in page
    assert ANNE not in page.split("'")


def test_of_a_confidential_request_only_states_days_and_his_own_words_show(hall: Installation) -> None:
    taken(hall)
    do(hall, Act.CLOSE, "2026-03-19T10:00", closure=Closure.ANSWERED, answer="Votre dossier zinzolin est accepté.")
    with hall.database.write() as session:
        session.execute(text("UPDATE requests SET confidentiality = 2"))
        session.execute(text("UPDATE outbox SET state = 'sent', sent_at = created_at WHERE kind = 'letter'"))
    shown = look(hall)
    assert shown.is_confidential and (shown.heading, shown.place, shown.department, shown.closure) == (None, None, None, None)
    assert record(hall).line.confidentiality is Confidentiality.SOCIAL
    assert "zinzolin" not in repr(shown) and not any(one.has_pdf for one in shown.messages)
    assert shown.messages[0].text.startswith("Bonjour, un nid de poule")


def test_whose_request_was_merged_sees_his_own_words_and_none_of_the_others(hall: Installation) -> None:
    taken(hall)
    other = mail("Bonjour, le nid de poule zinzolin de la rue de Poterie. Marc Duval", 2, sender="marc.duval@courriel.example")
    come(hall, other.replace(b"Sylvie Lebrun <", b"Marc Duval <"), "2026-03-14T09:00")
    part = RequestId(2)
    merge(hall, part, FIRST, ANNE, at("2026-03-14T10:00"))
    send(hall, sent(request=part, words="Il est profond, dit Marc."))
    shown, main = look(hall, part), look(hall)
    assert shown.status is PublicStatus.IN_HAND and "zinzolin" in repr(shown.messages) and "22 rue" not in repr(shown.messages)
    assert "dit Marc" in repr(shown.messages)
    assert "Marc" not in repr(main.messages) and "zinzolin" not in repr(main.messages)
    assert (Addition.CHASER, "Il est profond, dit Marc.", Channel.PORTAL) in added(hall)


def test_what_was_written_to_another_before_a_request_was_merged_with_his_is_not_shown(hall: Installation) -> None:
    taken(hall)
    own_pieces = ("Votre bail zinzolin",)
    do(hall, Act.ASK, "2026-03-13T15:00", pieces=own_pieces, day=date(2026, 4, 30), answer="Madame, votre bail zinzolin nous manque.")
    other = mail("Bonjour, le nid de poule de la rue de Poterie. Marc Duval", 2, sender="marc.duval@courriel.example")
    come(hall, other.replace(b"Sylvie Lebrun <", b"Marc Duval <"), "2026-03-14T09:00")
    part = RequestId(2)
    merge(hall, part, FIRST, ANNE, at("2026-03-14T10:00"))
    assert "zinzolin" not in repr(look(hall, part))
    do(hall, Act.CLOSE, "2026-03-19T10:00", closure=Closure.ANSWERED, answer="Le trou est rebouché, dit-on à tous.")
    with hall.database.write() as session:
        session.execute(text("UPDATE outbox SET state = 'sent', sent_at = created_at WHERE kind = 'letter'"))
    assert "dit-on à tous" in repr(look(hall, part)) and "zinzolin" not in repr(look(hall, part))


# --- acts -----------------------------------------------------------------------------------------------------------------------------


def test_a_message_is_an_arrival_that_is_kept_before_it_is_acknowledged_and_then_added(hall: Installation) -> None:
    taken(hall)
    kept = own.send(hall, sent(files=(File(name="trou.png", media_type="image/png", content=PNG),)), at(DAY))
    with hall.database.read() as session:
        kept_arrival = inbounds.get(session, kept.inbound_id)
    assert (kept_arrival.inbound.channel, kept_arrival.outcome) == (Channel.PORTAL, Outcome.PENDING)
    assert look(hall).messages[-1].is_pending
    work_all(hall, DAY)
    assert added(hall) == [(Addition.CHASER, "Il y en a un second, plus loin.", Channel.PORTAL)]
    assert ledger(hall)[-1].outcome is Outcome.ATTACHED
    message = look(hall).messages[-1]
    assert (message.side, message.is_pending, message.files[0].filename) == (Side.CITIZEN, False, "trou.png")
    content, _, _ = hall.reader.attachment(hall.blobs.path(kept_arrival.inbound.sha256), message.files[0].part)
    assert content == PNG
    assert told(hall) == ["Relance de l’usager – demande 2026/0001"]
    assert [line.action for line in record(hall).history][-1] == "followed_up"


def test_the_same_sent_twice_from_one_page_is_one_and_from_another_page_another(hall: Installation) -> None:
    taken(hall)
    assert [send(hall, sent()), send(hall, sent()), send(hall, sent(page="p2")), send(hall, sent(words="Autre chose."))] == [
        True,
        False,
        True,
        True,
    ]
    assert len(added(hall)) == 3


def test_two_clicks_at_the_same_moment_are_one(hall: Installation) -> None:
    taken(hall)
    with ThreadPoolExecutor(4) as threads:
        kept = list(threads.map(lambda _: own.send(hall, sent(), at(DAY)), range(4)))
    work_all(hall, DAY)
    assert len({one.inbound_id for one in kept}) == 1 and len(added(hall)) == 1


def test_who_answers_what_he_was_asked_for_lets_the_request_and_its_clock_go_on(hall: Installation) -> None:
    wait_for(hall)
    shown = look(hall)
    assert (shown.status, shown.pieces, shown.acts[0]) == (PublicStatus.AWAITS_YOU, ("un plan de situation",), PortalAct.PIECES)
    send(hall, sent(PortalAct.PIECES, "Voici le plan."))
    assert record(hall).line.status is Status.ACCEPTED
    assert [line.details["cause"] for line in record(hall).history if line.action == "resumed"] == ["came"]
    assert any(one.startswith("Réponse du demandeur") for one in told(hall))
    assert look(hall).acts == (PortalAct.MESSAGE, PortalAct.WITHDRAW)


def test_a_withdrawal_closes_what_concerns_nobody_else_and_tells_the_department(hall: Installation) -> None:
    taken(hall)
    send(hall, sent(PortalAct.WITHDRAW, "Réparé par mon voisin."))
    line = record(hall).line
    assert (line.status, line.situation.closure) == (Status.CLOSED, Closure.WITHDRAWN)
    assert told(hall) == ["Demande 2026/0001 – retirée par le demandeur"]
    assert [one.action for one in record(hall).history][-2:] == ["withdrawal_asked", "closed"]
    assert look(hall).status is PublicStatus.OVER and look(hall).withdrawn_at is None
    with pytest.raises(ConflictError):
        own.send(hall, sent(PortalAct.WITHDRAW, page="p9"), at(DAY))
    # He was given no answer: none is asked to be rated.
    assert not look(hall).may_rate
    with pytest.raises(ConflictError):
        own.rate(hall, FIRST, 1, "", at(DAY))


@pytest.mark.parametrize("case", ["review", "danger", "merged", "limited"])
def test_a_withdrawal_of_what_is_not_his_alone_is_for_people_to_decide(hall: Installation, case: str) -> None:
    if case == "review":
        come(hall, mail("Bonjour, une chose sans nom. Sylvie Lebrun", 1))
    elif case == "danger":
        taken(hall)
        with hall.database.write() as session:
            row = session.get_one(RequestRow, FIRST)
            row.decision = {**row.decision, "orientation": {**row.decision["orientation"], "flags": [Flag.DANGER.value]}}
        assert Flag.DANGER in record(hall).line.flags
    elif case == "limited":
        taken(hall)
        with hall.database.write() as session:
            session.get_one(RequestRow, FIRST).limited_at = at("2026-03-14T10:00")
    else:
        taken(hall)
        come(hall, mail(HOLE, 2, sender="marc.duval@courriel.example"), "2026-03-14T09:00")
        merge(hall, RequestId(2), FIRST, ANNE, at("2026-03-14T10:00"))
    before = record(hall).line.status
    send(hall, sent(PortalAct.WITHDRAW, ""))
    assert record(hall).line.status is before and before is not Status.CLOSED
    assert [kind for kind, _, channel in added(hall) if channel is Channel.PORTAL] == [Addition.WITHDRAWAL]
    assert look(hall).withdrawn_at == at(DAY) and PortalAct.WITHDRAW not in look(hall).acts


def closed(hall: Installation, moment: str = "2026-03-18T10:00") -> None:
    taken(hall)
    do(hall, Act.CLOSE, moment, closure=Closure.CARRIED_OUT, answer="C’est fait.")


def test_asking_for_reopening_gives_the_department_a_task_and_opens_nothing(hall: Installation) -> None:
    closed(hall)
    assert look(hall).acts == (PortalAct.REOPEN,)
    send(hall, sent(PortalAct.REOPEN, "Le trou est revenu."))
    assert record(hall).line.status is Status.CLOSED
    with hall.database.read() as session:
        (task,) = tasks.of_request(session, FIRST)
    assert (task.department, task.is_open) == (record(hall).line.department, True)
    assert told(hall) == ["Réouverture demandée – demande 2026/0001"]
    assert (look(hall).acts, look(hall).reopening_at) == ((), at(DAY))
    with hall.database.read() as session:
        assert requests.ids(session, BREVILLE) == (FIRST,)
    # Once it is open again nothing is left to be decided.
    do(hall, Act.REOPEN, "2026-03-21T11:00", reason="Revenu.")
    assert look(hall, moment="2026-03-22T10:00").reopening_at is None


def test_after_two_months_a_request_is_not_asked_to_be_opened_again(hall: Installation) -> None:
    closed(hall)
    assert look(hall, moment="2026-05-18T09:00").acts == (PortalAct.REOPEN,)
    assert look(hall, moment="2026-05-19T09:00").acts == ()


def test_a_town_says_how_long_reopening_may_be_asked_for(hall: Installation) -> None:
    closed(hall)
    with hall.database.write() as session:
        portals.keep(session, BREVILLE, Portal(reopen_days=2), ANNE, at(DAY), seen=0)
    assert look(hall, moment="2026-03-20T09:00").acts == (PortalAct.REOPEN,)
    assert look(hall, moment="2026-03-20T11:00").acts == ()
    with pytest.raises(ConflictError):
        own.send(hall, sent(PortalAct.REOPEN, "Encore."), at("2026-03-20T11:00"))


def test_a_message_that_meets_the_closing_is_a_matter_of_its_own_for_people(hall: Installation) -> None:
    taken(hall)
    own.send(hall, sent(), at(DAY))
    do(hall, Act.CLOSE, DAY, closure=Closure.CARRIED_OUT, answer="C’est fait.")
    work_all(hall, DAY)
    second = record(hall, RequestId(2))
    assert (second.line.status, second.line.channel, second.requester.email) == (Status.REVIEW, Channel.PORTAL, SYLVIE)
    assert "un second" in repr(look(hall).messages)
    with hall.database.read() as session:
        assert [(one.other.id, one.is_proven) for one in follow_ups.links(session, RequestId(2))] == [(FIRST, True)]


def test_such_a_file_that_comes_in_by_another_way_is_tied_to_nothing(hall: Installation) -> None:
    taken(hall)
    kept = own.send(hall, sent(), at(DAY))
    with hall.database.read() as session:
        first = inbounds.get(session, kept.inbound_id).inbound
    work_all(hall, DAY)
    forged = hall.blobs.read(first.sha256).replace(b"un second", b"un tiers")
    from_outside = arrival(forged, channel=Channel.PORTAL)
    receive(hall, [replace(from_outside, received_at=at("2026-03-21T09:00"))])
    work_all(hall, "2026-03-21T09:00")
    assert len(added(hall)) == 1 and "tiers" not in repr(look(hall).messages)


# --- rating, feed, erasing ------------------------------------------------------------------------------------------------------------


def test_an_answer_is_rated_once_and_changed_for_a_fortnight(hall: Installation) -> None:
    taken(hall)
    with pytest.raises(ConflictError):
        own.rate(hall, FIRST, 5, "", at(DAY))
    do(hall, Act.CLOSE, "2026-03-18T10:00", closure=Closure.CARRIED_OUT, answer="C’est fait.")
    own.rate(hall, FIRST, 2, " Trop long. ", at(DAY))
    own.rate(hall, FIRST, 4, "", at("2026-03-25T10:00"))
    with hall.database.read() as session:
        (given,) = ratings.of(session, FIRST).values()
    assert (given.stars, given.words, given.at, given.changed_at) == (4, None, at(DAY), at("2026-03-25T10:00"))
    with pytest.raises(ConflictError):
        own.rate(hall, FIRST, 1, "", at(DAY) + CHANGEABLE_FOR + timedelta(seconds=1))


def test_a_rating_lets_the_facts_be_counted_anew(hall: Installation) -> None:
    closed(hall)
    with hall.database.write() as session:
        session.execute(text("DELETE FROM fact_due"))
    own.rate(hall, FIRST, 5, "", at(DAY))
    with hall.database.read() as session:
        assert list(session.scalars(text("SELECT request FROM fact_due"))) == [FIRST]


def test_a_feed_tells_states_and_days_until_it_is_ended(hall: Installation) -> None:
    taken(hall)
    secret = own.make_feed(hall, FIRST, at(DAY))
    found = own.fed(hall, BREVILLE, secret, at(DAY))
    assert found is not None and [status for _, status in found.changes] == [PublicStatus.RECEIVED, PublicStatus.SENT, PublicStatus.IN_HAND]
    newer = own.make_feed(hall, FIRST, at(DAY))
    assert own.fed(hall, BREVILLE, secret, at(DAY)) is None
    own.end_feed(hall, FIRST, at(DAY))
    assert own.fed(hall, BREVILLE, newer, at(DAY)) is None
    with hall.database.read() as session:
        kept = [one for (one,) in session.execute(text("SELECT digest FROM portal_feeds"))]
    assert len(kept) == 2 and not {secret, newer} & set(kept)


def test_what_was_anonymised_is_followed_no_more_and_keeps_its_stars_alone(hall: Installation) -> None:
    taken(hall)
    send(hall, sent(words="Un mot zinzolin.", files=(File(name="amarante.png", media_type="image/png", content=PNG + b"cramoisi"),)))
    do(hall, Act.CLOSE, "2026-03-21T10:00", closure=Closure.CARRIED_OUT, answer="C’est fait.")
    own.rate(hall, FIRST, 3, "Réponse vermeille.", at("2026-03-22T10:00"))
    secret = own.make_feed(hall, FIRST, at("2026-03-22T10:00"))
    code = str(record(hall).line.tracking)
    with hall.database.destroy() as session:
        assert erase(hall, session, BREVILLE, (FIRST,), Why(actor="dpo", rule="test"), at("2026-03-23T10:00")) == 1
    destroy_originals(hall)
    found = everywhere(hall)
    assert [one for one in ("zinzolin", "vermeille", "amarante", "cramoisi", SYLVIE) if one in found] == []
    with hall.database.read() as session:
        assert [(one.stars, one.words) for one in ratings.of(session, FIRST).values()] == [(3, None)]
    assert own.prove(hall, BREVILLE, code, "lebrun") is None and own.prove(hall, BREVILLE, code, "") is None
    assert own.fed(hall, BREVILLE, secret, at("2026-03-24T10:00")) is None
    with pytest.raises(NotFoundError):
        look(hall)


# --- told where to follow -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "is_open", "is_told"), [("https://citoyen.example", True, True), ("https://citoyen.example", False, False), (None, True, False)]
)
def test_letters_say_where_it_is_followed_where_the_portal_is_open_and_has_an_address(
    database_url: str, tmp_path: Path, *, url: str | None, is_open: bool, is_told: bool
) -> None:
    hall = open_hall(tmp_path / "data", database_url)
    hall = replace(hall, settings=hall.settings.model_copy(update={"url": url}))
    try:
        with hall.database.write() as session:
            portals.keep(session, BREVILLE, Portal(open=is_open), ANNE, at(DAY), seen=0)
        come(hall, mail(HOLE, 1))
        link = f"{url}/p/breville/follow?code={record(hall).line.tracking}"
        with hall.database.read() as session:
            bodies = [str(one.letter.payload.get("body")) for one in outbox.of_request(session, FIRST) if one.letter.kind == "receipt"]
        assert bodies and all((link in body) is is_told and ("/follow" in body) is is_told for body in bodies)
    finally:
        hall.close()


# --- told by mail that it was received ------------------------------------------------------------------------------------------------


def receipts(hall: Installation, request: RequestId = FIRST) -> list[tuple[str, str]]:
    """Return whom it was told that what he sent on the portal was received, and in which words."""
    with hall.database.read() as session:
        acts = {f"receipt:{one.inbound_id}" for one in following.acts_of(session, request)}
        found = [one.letter for one in outbox.of_request(session, request) if one.letter.event in acts]
    return [(one.recipient, str(one.payload["body"])) for one in found]


def test_a_mail_says_once_that_a_message_was_received_and_the_portal_does_not_show_it_twice(hall: Installation) -> None:
    taken(hall)
    assert send(hall, sent()) and not send(hall, sent(), "2026-03-20T10:01")
    ((address, words),) = receipts(hall)
    assert address == SYLVIE and "> Il y en a un second, plus loin." in words and "2026/0001" in words
    assert [one.title for one in look(hall).messages if "enregistrement" in one.title.lower()] == []


def test_whose_request_is_a_part_is_told_of_his_own_and_the_other_reads_nothing_of_it(hall: Installation) -> None:
    taken(hall)
    other = mail("Bonjour, le nid de poule de la rue de Poterie. Marc Duval", 2, sender="marc.duval@courriel.example")
    come(hall, other.replace(b"Sylvie Lebrun <", b"Marc Duval <"), "2026-03-14T09:00")
    part = RequestId(2)
    merge(hall, part, FIRST, ANNE, at("2026-03-14T10:00"))
    send(hall, sent(request=part, words="Il est profond, dit Marc."))
    with hall.database.write() as session:
        session.execute(text("UPDATE outbox SET state = 'sent', sent_at = created_at"))
    assert "dit Marc" not in repr(look(hall))
    ((address, words),) = receipts(hall, part)
    assert address == "marc.duval@courriel.example" and "dit Marc" in words


def test_a_mail_about_a_part_is_acknowledged_to_its_sender_alone(hall: Installation) -> None:
    taken(hall)
    other = mail("Bonjour, le nid de poule de la rue de Poterie. Marc Duval", 2, sender="marc.duval@courriel.example")
    come(hall, other.replace(b"Sylvie Lebrun <", b"Marc Duval <"), "2026-03-14T09:00")
    part = RequestId(2)
    merge(hall, part, FIRST, ANNE, at("2026-03-14T10:00"))
    again = mail("Il est profond, dit Marc.", 3, answers=2, sender="marc.duval@courriel.example")
    come(hall, again.replace(b"Sylvie Lebrun <", b"Marc Duval <"), DAY)
    with hall.database.write() as session:
        session.execute(text("UPDATE outbox SET state = 'sent', sent_at = created_at"))
    assert "dit Marc" not in repr(look(hall)) and "dit Marc" in repr(look(hall, part))


def test_whose_request_is_a_part_is_told_as_he_himself_wishes(hall: Installation) -> None:
    taken(hall)
    other = mail("Bonjour, le nid de poule de la rue de Poterie. Marc Duval", 2, sender="marc.duval@courriel.example")
    come(hall, other.replace(b"Sylvie Lebrun <", b"Marc Duval <"), "2026-03-14T09:00")
    part = RequestId(2)
    merge(hall, part, FIRST, ANNE, at("2026-03-14T10:00"))
    with hall.database.write() as session:
        new = NewCitizen(town=BREVILLE, email="marc.duval@courriel.example", password_hash="x", profile=Profile(notices=Notices.NONE))
        citizens.link_request(session, citizens.add(session, new, at(DAY)), part, Proof.EMAIL, at(DAY))
    send(hall, sent(request=part, words="Il est profond, dit Marc."))
    with hall.database.read() as session:
        written = [one.letter for request in (FIRST, part) for one in outbox.of_request(session, request)]
    assert not [one for one in written if one.recipient == "marc.duval@courriel.example" and "dit Marc" in str(one.payload)]


@pytest.mark.parametrize(("notices", "count"), [(Notices.EACH, 1), (Notices.CLOSINGS, 0), (Notices.NONE, 0)])
def test_it_is_told_as_the_citizen_wishes(hall: Installation, notices: Notices, count: int) -> None:
    taken(hall)
    with hall.database.write() as session:
        new = NewCitizen(town=BREVILLE, email=SYLVIE, password_hash="x", profile=Profile(notices=notices))
        citizen = citizens.add(session, new, at(DAY))
        citizens.link_request(session, citizen, FIRST, Proof.EMAIL, at(DAY))
    send(hall, sent())
    assert len(receipts(hall)) == count


def test_of_a_confidential_request_the_mail_repeats_nothing(hall: Installation) -> None:
    taken(hall)
    with hall.database.write() as session:
        session.get_one(RequestRow, FIRST).confidentiality = Confidentiality.RESTRICTED
    send(hall, sent())
    ((_, words),) = receipts(hall)
    assert "second, plus loin" not in words and "nid de poule" not in words


def test_nothing_leaves_about_a_request_that_is_left_alone(hall: Installation) -> None:
    taken(hall)
    with hall.database.write() as session:
        session.get_one(RequestRow, FIRST).limited_at = at(DAY)
    send(hall, sent())
    assert receipts(hall) == []
