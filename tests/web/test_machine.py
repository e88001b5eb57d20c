"""The page of automatic mail, and what a request shows of its letters."""

import re
from datetime import timedelta

import pytest

from domain.draft import Draft, Kind
from domain.ids import InboundId, Sha256
from domain.inbound import Channel, Envelope, Inbound, Outcome
from domain.machine import Fate, Fault, Sign, Sort, Witness
from store import deliveries, drafts, inbounds, jobs, outbox
from store.deliveries import Delivery
from store.outbox import Held, Letter, OutboxId
from tests.ingest.email.machine_mails import eml
from tests.web import seed
from tests.web.conftest import Browser, Hall
from tests.web.seed import BREVILLE, NOW, VALOGNES
from web.pages import machine

WITNESS = Witness(sort=Sort.ANSWER, sign=Sign.FIELD, quote="Auto-Submitted: auto-replied")


def _aside(hall: Hall, *, heading: str = "Absence", town: str = VALOGNES, number: int = 1) -> InboundId:
    raw = eml(
        f"From: Anne Roussel <anne@messagerie.example>\nSubject: {heading}\nAuto-Submitted: auto-replied\nMessage-ID: <{number}@x.example>",
        "Le lampadaire clignote devant le 3 rue Thiers.",
    )
    (digest,) = hall.installation.blobs.put_many([raw])
    inbound = Inbound(
        town=town,  # type: ignore[arg-type]  # a town's name
        channel=Channel.EMAIL,
        source_id=f"<{number}@x.example>",
        sha256=digest,
        size=len(raw),
        content_key=Sha256(f"{number:064d}"),
        received_at=NOW + timedelta(minutes=number),
        mailbox=None,
        envelope=Envelope(),
    )
    draft = Draft(
        channel=Channel.EMAIL, kind=Kind.AUTO_REPLY, heading=heading, text="Je suis absente <b>!</b>", sender="anne@messagerie.example"
    )
    with hall.installation.database.write() as session:
        inbound_id, _ = inbounds.add(session, inbound)
        (draft_id,) = drafts.add(session, inbound_id, inbound.town, (_with_witness(draft),), NOW)
        jobs.add(session, town=inbound.town, queue="mail", kind="route", subject_id=draft_id, now=NOW)
        jobs.finish(session, jobs.claim(session, "mail", now=NOW, lease=timedelta(minutes=1)), NOW)
        inbounds.set_outcome(session, inbound_id, Outcome.MACHINE, "auto_reply")
    return inbound_id


def _with_witness(draft: Draft) -> Draft:
    return Draft(channel=draft.channel, kind=draft.kind, heading=draft.heading, text=draft.text, sender=draft.sender, witness=WITNESS)


def _letter(hall: Hall, *, recipient: str = "voirie@valognes.example") -> OutboxId:
    letter = Letter(town=VALOGNES, request=hall.ids["trou"], kind="notice", recipient=recipient, payload={})
    with hall.installation.database.write() as session:
        letter_id = outbox.add(session, letter, NOW)
        outbox.mark_sent(session, letter_id, NOW, "x")
    return letter_id


def _failed(hall: Hall, letter: OutboxId, *, is_proven: bool = True) -> None:
    told = Delivery(
        letter=letter,
        town=VALOGNES,
        request=hall.ids["trou"],
        recipient="voirie@valognes.example",
        fate=Fate.FAILED,
        fault=Fault.FULL,
        status="5.2.2",
        is_proven=is_proven,
        at=NOW,
        inbound=None,
    )
    with hall.installation.database.write() as session:
        deliveries.keep(session, told)
        if is_proven:
            deliveries.strike(session, VALOGNES, "voirie@valognes.example", Fault.FULL, "5.2.2", NOW)


def test_machine_mail_is_listed_with_its_kind_and_reason(claire: Browser, hall: Hall) -> None:
    _aside(hall)
    page = claire.get("/machine")
    for shown in (
        "Réponse automatique",
        "Absence ou accusé de réception",
        "Une ligne de son en-tête",
        "Auto-Submitted: auto-replied",
        "anne@",
    ):
        assert shown in page
    assert "Je suis absente &lt;b&gt;!" in page


def test_machine_mail_is_listed_in_english_too(claire: Browser, hall: Hall) -> None:
    _aside(hall)
    claire.post("/language", language="en")
    assert "Absence or acknowledgement" in claire.get("/machine")


def test_one_click_makes_a_request_of_it(claire: Browser, hall: Hall) -> None:
    inbound_id = _aside(hall)
    assert claire.post(f"/machine/{inbound_id}/want", page="/machine") == 303
    with hall.installation.database.read() as session:
        record = inbounds.get(session, inbound_id)
        assert jobs.due(session, NOW + timedelta(days=999)) == {"mail": 1}
    assert (record.outcome, record.reason) == (Outcome.PENDING, "wanted")
    assert claire.post(f"/machine/{inbound_id}/want", page="/machine") == 404


def test_mail_of_another_town_is_neither_shown_nor_taken(claire: Browser, hall: Hall) -> None:
    inbound_id = _aside(hall, heading="Secret de Breville", town=BREVILLE)
    assert "Secret de Breville" not in claire.get("/machine")
    assert claire.post(f"/machine/{inbound_id}/want", page="/machine") == 404


def test_pages_of_machine_mail_follow_each_other(claire: Browser, hall: Hall) -> None:
    wanted = [_aside(hall, number=number) for number in range(1, machine.LIMIT + 11)]
    first = claire.get("/machine")
    (following,) = re.findall(r'href="(\?after=\d+)"', first)
    seen = [int(found) for page in (first, claire.get(f"/machine{following}")) for found in re.findall(r"/machine/(\d+)/want", page)]
    assert seen == sorted(wanted, reverse=True)


@pytest.mark.parametrize("after", ["x", "-1", "9" * 30, "١"])
def test_wrong_cursor_is_not_found(claire: Browser, after: str) -> None:
    assert claire.status(f"/machine?after={after}") == 404


def test_letter_that_did_not_arrive_is_told_on_page_and_request(claire: Browser, hall: Hall) -> None:
    _failed(hall, _letter(hall))
    for page in (claire.get("/machine"), claire.get(f"/requests/{hall.ids['trou']}")):
        for shown in ("voirie@valognes.example", "La boîte est pleine.", "5.2.2"):
            assert shown in page
    assert "Cette adresse ne reçoit pas de courrier." in claire.get(f"/requests/{hall.ids['trou']}")


def test_report_that_nothing_proves_is_called_so(claire: Browser, hall: Hall) -> None:
    _failed(hall, _letter(hall), is_proven=False)
    page = claire.get("/machine")
    assert "Rien ne prouve cet avis" in page
    assert "Adresses qui ne reçoivent pas de courrier" not in page


def test_mark_of_an_address_is_taken_off_by_a_person(claire: Browser, hall: Hall) -> None:
    _failed(hall, _letter(hall))
    assert claire.post("/machine/addresses/trust", page="/machine", town=VALOGNES, address="voirie@valognes.example") == 303
    assert "Adresses qui ne reçoivent pas de courrier" not in claire.get("/machine")
    assert claire.post("/machine/addresses/trust", page="/machine", town=BREVILLE, address="voirie@valognes.example") == 404


def test_held_letter_says_why(claire: Browser, hall: Hall) -> None:
    letter_id = _letter(hall)
    with hall.installation.database.write() as session:
        outbox.mark_held(session, letter_id, Held.TOO_MANY)
    assert "trop de courriers vers cette adresse" in claire.get("/machine")
    assert "trop de courriers vers cette adresse" in claire.get(f"/requests/{hall.ids['trou']}")


def test_page_needs_a_sign_in_and_a_form_of_ours(browser: Browser, hall: Hall) -> None:
    inbound_id = _aside(hall)
    assert browser.client.get("/machine", follow_redirects=False).status_code == 303
    assert browser.client.post(f"/machine/{inbound_id}/want", follow_redirects=False).status_code in {303, 403}
    with hall.installation.database.read() as session:
        assert inbounds.get(session, inbound_id).outcome is Outcome.MACHINE


def test_seed_has_a_request_without_letters(claire: Browser, hall: Hall) -> None:
    assert seed.PASSWORD
    assert "Courriers au sujet de cette demande" not in claire.get(f"/requests/{hall.ids['trou']}")
