"""What another authority is sent of a request: its letter with the file, as far as a mail takes it (L114-2; S17)."""

import re
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest

from domain.department import Confidentiality
from domain.ids import DepartmentCode, RequestId, TownId
from domain.lifecycle import Act, Step
from domain.rights import Role
from flows import accounts
from flows.act import Asked, act
from flows.confirm import Correction, confirm
from flows.correspondence import enclosures, models
from flows.departments.resending import resend
from flows.receive import receive
from flows.send import Piece, message
from flows.towns import load_town
from flows.wiring import Installation
from flows.work import work
from store import departments, jobs, outbox
from store.agents import NewAgent
from store.outbox import LetterRecord
from tests.demo_town import demo_town
from tests.flows.test_relay import running, using
from tests.installations import NOW, arrival, mail
from tests.servers import free_port

VALOGNES = TownId("valognes")
ANNE = "anne"
FIRST = RequestId(1)
LATER = NOW + timedelta(minutes=5)
COUNTY = DepartmentCode("X-DEP")
HOLE = "Bonjour, un nid de poule rue de Poterie devant le 22, voir la photo. Sylvie Lebrun"
PICTURE = b"\xff\xd8\xff\xe0" + b"photo" * 800
PLAN = b"%PDF-1.4\n" + b"plan" * 500


def with_pieces() -> bytes:
    """Return a mail with a picture, a plan, and a program."""
    plain = mail(HOLE)
    message = EmailMessage()
    head, _, _ = plain.partition(b"\n\n")
    for line in head.decode().splitlines():
        name, _, value = line.partition(": ")
        if name in {"From", "To", "Subject", "Date", "Message-ID"}:
            message[name] = value
    message.set_content(HOLE)
    message.add_attachment(PICTURE, maintype="image", subtype="jpeg", filename="trou.jpg")
    message.add_attachment(PLAN, maintype="application", subtype="pdf", filename="plan.pdf")
    message.add_attachment(b"MZ" + b"\0" * 200, maintype="application", subtype="octet-stream", filename="lire.exe")
    return message.as_bytes()


@pytest.fixture
def hall(demo_hall: Installation) -> Installation:
    """The demo town, which writes to requesters, with one open request that came with three pieces."""
    read = demo_town()
    load_town(demo_hall, replace(read, town=replace(read.town, writes_to_requesters=True)), NOW)
    demo_hall.towns.refresh()
    new = NewAgent(town=VALOGNES, login=ANNE, name=ANNE, roles=frozenset({Role.RECEPTION, Role.REGULATOR}), password_hash="x")
    accounts.add_agent(demo_hall, new, NOW)
    receive(demo_hall, [arrival(with_pieces(), town_id=VALOGNES, mailbox="mairie@valognes.example")])
    now = NOW + timedelta(seconds=1)
    while any(work(demo_hall, queue, now).claimed for queue in (jobs.QUEUES[0], jobs.QUEUES[1])):
        now += timedelta(seconds=30)
    return demo_hall


def transfer(hall: Installation) -> None:
    confirm(hall, FIRST, Correction(department=DepartmentCode("VOI")), ANNE, NOW)
    act(hall, Asked(request=FIRST, step=Step(act=Act.TRANSFER, department=COUNTY)), ANNE, LATER)


def to_authority(hall: Installation) -> list[LetterRecord]:
    with hall.database.read() as session:
        return [one for one in outbox.of_request(session, FIRST) if one.letter.kind == "authority"]


def names(sent: EmailMessage) -> list[str | None]:
    return [piece.get_filename() for piece in sent.walk() if piece.get_filename()]


def html_in(sent: EmailMessage) -> str:
    """Return what a mail says, as HTML."""
    content = next(part for part in sent.walk() if part.get_content_type() == "text/html").get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode()


def said_in(sent: EmailMessage) -> str:
    """Return what a mail says, plain."""
    content = next(part for part in sent.walk() if part.get_content_type() == "text/plain").get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode()


def test_the_authority_gets_the_letter_with_the_pieces_and_the_names_of_those_kept_here(hall: Installation) -> None:
    transfer(hall)
    port = free_port()
    with running(port) as taken:
        now = LATER
        while work(using(hall, port), "later", now).claimed:
            now += timedelta(seconds=30)
    [sent] = [one for one in taken.mails if one["To"] == "atd-nord@dep-manche.example"]
    copy, *others = names(sent)
    assert re.fullmatch(r"courrier-\d+\.pdf", str(copy)) and others == ["trou.jpg", "plan.pdf"]
    contents = {piece.get_filename(): piece.get_payload(decode=True) for piece in sent.walk() if piece.get_filename() in others}
    assert contents == {"trou.jpg": PICTURE, "plan.pdf": PLAN}
    [letter] = to_authority(hall)
    body = str(letter.letter.payload["body"])
    assert "2026/0001" in body
    assert "L. 114-2" in body
    assert "nid de poule rue de Poterie" in body
    assert body.index("Pièces jointes") < body.index("trou.jpg") < body.index("ne sont pas jointes") < body.index("lire.exe")
    own = [one for one in taken.mails if one["To"] == "sylvie.lebrun@courriel.example"]
    assert any("L. 114-2" in said_in(one) for one in own)
    back = {name for one in own for name in names(one)}
    assert all(re.fullmatch(r"courrier-\d+\.pdf", str(name)) for name in back), "her own pieces do not come back to her"


def test_what_the_relay_does_not_take_goes_without_its_pieces_and_says_so(hall: Installation) -> None:
    transfer(hall)
    port = free_port()
    with running(port, size=5_000) as taken:
        now = LATER
        while work(using(hall, port), "later", now).claimed:
            now += timedelta(seconds=30)
    [sent] = [one for one in taken.mails if one["To"] == "atd-nord@dep-manche.example"]
    assert names(sent) == []
    said = said_in(sent)
    assert "n’ont pas pu être jointes" in said
    assert said.index("n’ont pas pu être jointes") < said.rindex("trou.jpg")
    assert "<li>trou.jpg</li>" in html_in(sent)
    assert to_authority(hall)[0].state == "sent"


def test_a_mail_without_its_pieces_keeps_its_bold_words(hall: Installation) -> None:
    text = "Objet : Transmission {{ fiche.reference }}\n\nNous vous transmettons **la demande** qui suit.\n"
    models.keep(hall, VALOGNES, "transmission_autorite", text, ANNE, NOW)
    transfer(hall)
    [letter] = to_authority(hall)
    missing = (Piece(name="trou.jpg", media_type="image/jpeg", content=None),)
    shown = html_in(message(hall.settings, hall.towns.get(VALOGNES).town, letter, missing))
    assert "<strong>la demande</strong>" in shown and "<li>trou.jpg</li>" in shown
    assert shown.count("</body></html>") == 1


def test_pieces_that_are_too_large_together_are_named(hall: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enclosures, "MOST_BYTES", len(PLAN) + 10)
    transfer(hall)
    [letter] = to_authority(hall)
    occasion = letter.letter.payload["occasion"]
    assert isinstance(occasion, dict)
    assert (len(occasion["enclosed"]), occasion["left_out"]) == (
        1,
        [one for one in ("trou.jpg", "plan.pdf", "lire.exe") if one not in occasion["enclosed"]],
    )


def test_who_is_confirmed_to_another_authority_goes_there_with_its_file_and_without_a_link(hall: Installation) -> None:
    confirm(hall, FIRST, Correction(department=COUNTY), ANNE, NOW)
    [letter] = to_authority(hall)
    assert letter.letter.payload["attachments"]
    assert "/requests/1" not in str(letter.letter.payload["body"])
    with hall.database.read() as session:
        kinds = [one.letter.kind for one in outbox.of_request(session, FIRST) if one.letter.recipient == letter.letter.recipient]
    assert kinds == ["authority"]
    resend(hall, FIRST, ANNE, LATER)
    assert len(to_authority(hall)) == 2


def test_a_confidential_request_goes_by_post_with_nothing_in_a_mail(hall: Installation) -> None:
    with hall.database.write() as session:
        departments.put(session, FIRST, DepartmentCode("VOI"), Confidentiality.RESTRICTED)
    confirm(hall, FIRST, Correction(department=DepartmentCode("X-ARS")), ANNE, NOW)
    [letter] = to_authority(hall)
    assert (letter.letter.payload["way"], letter.letter.payload.get("attachments")) == ("post", None)
    assert "trou.jpg" in str(letter.letter.payload["body"])
