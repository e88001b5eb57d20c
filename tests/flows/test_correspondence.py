"""What requesters are written, on both databases: which letter, to whom, once (DOMAIN 3 and 8; S13, S15, S16, S17; L112-3, L112-11)."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from email.message import EmailMessage

import pytest

from domain.department import Confidentiality
from domain.errors import ConflictError, InvalidError
from domain.ids import DepartmentCode, RequestId, SubjectCode, TownId
from domain.inbound import Channel
from domain.lifecycle import Act, Step
from domain.machine import Fault
from domain.member import Member, Post
from domain.request import Closure, Status
from domain.rights import Role
from domain.town import Signatory
from flows import accounts, letter_trial
from flows.act import Asked, act
from flows.confirm import Correction, confirm
from flows.correspondence import held, models
from flows.correspondence.facts import court, dialled, town_hall
from flows.correspondence.occasion import Occasion
from flows.correspondence.recipient import ByMail
from flows.correspondence.writing import Writing
from flows.entry import Entry, Person, enter
from flows.kinds import JobKind
from flows.merge import merge
from flows.receive import receive
from flows.requester_changes import Told
from flows.send import message
from flows.town_folder import TownFolder
from flows.towns import load_town
from flows.undo import undo
from flows.wiring import Installation
from flows.work import work
from letters.kinds import ACCOUNT, ModelKey
from store import deliveries, history, jobs, journal, letter_models, members, outbox, requests
from store.agents import NewAgent
from store.outbox import Held, LetterRecord
from tests.demo_town import demo_town
from tests.installations import NOW, arrival, mail

VALOGNES = TownId("valognes")
OFFICE = "mairie@valognes.example"
ANNE = "anne"
SYLVIE = "sylvie.lebrun@courriel.example"
FIRST, SECOND = RequestId(1), RequestId(2)
VAGUE = "Bonjour, il y a un problème dans ma rue, pouvez-vous passer ? Sylvie Lebrun"
"""People have to look at it."""
HOLE = "Bonjour, un nid de poule rue de Poterie devant le 22. Sylvie Lebrun"
LATER = NOW + timedelta(minutes=5)
MAYOR = Signatory(name="Anne Roy", quality="Maire")


def folder(*, writes: bool | None = True, signatories: tuple[Signatory, ...] = ()) -> TownFolder:
    """Return the demo town as one that writes to requesters."""
    read = demo_town()
    return replace(read, town=replace(read.town, writes_to_requesters=writes, signatories=signatories))


@pytest.fixture
def hall(demo_hall: Installation) -> Installation:
    load_town(demo_hall, folder(), NOW)
    demo_hall.towns.refresh()
    accounts.add_agent(
        demo_hall,
        NewAgent(town=VALOGNES, login=ANNE, name="Anne Marie", roles=frozenset({Role.RECEPTION, Role.REGULATOR}), password_hash="x"),
        NOW,
    )
    return demo_hall


def take_in(
    hall: Installation, text: str = HOLE, *, number: int = 1, subject: str = "trou", headers: Mapping[str, str] | None = None
) -> None:
    """Let a mail become what it becomes."""
    receive(hall, [arrival(mail(text, number=number, subject=subject, headers=headers), town_id=VALOGNES, mailbox=OFFICE)])
    work_all(hall)


def work_all(hall: Installation) -> None:
    for second in range(1, 62, 30):
        for queue in jobs.QUEUES:
            work(hall, queue, NOW + timedelta(seconds=second))


def letters_of(hall: Installation, request: RequestId = FIRST) -> list[LetterRecord]:
    """Return the letters to requesters and authorities about a request."""
    with hall.database.read() as session:
        return [one for one in outbox.of_request(session, request) if "occasion" in one.letter.payload]


def named(hall: Installation, request: RequestId = FIRST) -> list[str]:
    return [str(one.letter.payload["model"]) for one in letters_of(hall, request)]


def text(record: LetterRecord) -> str:
    return f"{record.letter.payload['subject']}\n{record.letter.payload['body']}"


def decide(hall: Installation, request: RequestId = FIRST, subject: str = "VOI-01", department: str = "VOI") -> None:
    confirm(hall, request, Correction(subject=SubjectCode(subject), department=DepartmentCode(department)), ANNE, LATER)


def do(hall: Installation, one: Act, request: RequestId = FIRST, **said: object) -> None:
    act(hall, Asked(request=request, step=Step(act=one, **said)), ANNE, LATER)  # type: ignore[arg-type]


def the(hall: Installation, key: ModelKey, request: RequestId = FIRST) -> LetterRecord:
    (found,) = [one for one in letters_of(hall, request) if one.letter.payload["model"] == key]
    return found


def test_every_mail_of_a_person_is_acknowledged_at_once_and_once(hall: Installation) -> None:
    take_in(hall)
    take_in(hall)  # delivered a second time
    assert named(hall) == [ModelKey.REPORT_NOTED]  # the rules sent it to its department at once: one mail says both
    receipt = the(hall, ModelKey.REPORT_NOTED)
    assert (receipt.letter.recipient, receipt.letter.kind) == (SYLVIE, "receipt")
    with hall.database.read() as session:
        line = requests.get(session, FIRST).line
    assert f"reçu le 12\xa0mars\xa02026 à 9\xa0h\xa014 et enregistré sous la référence de suivi {line.tracking}." in text(receipt)
    assert "> Bonjour, un nid de poule rue de Poterie" in text(receipt)
    assert "L. 112-11" in text(receipt)
    sent = message(hall.settings, hall.towns.get(VALOGNES).town, receipt)
    assert (sent["In-Reply-To"], sent["References"], sent["Auto-Submitted"]) == (
        "<1@courriel.example>",
        "<1@courriel.example>",
        "auto-replied",
    )
    assert sent.get_content_type() == "multipart/alternative"
    plain, html = (part.get_content() for part in sent.iter_parts())
    assert "<blockquote>Bonjour, un nid de poule" in html
    assert plain.startswith("Madame, Monsieur,\n\nMerci de votre signalement")


def test_one_mail_that_becomes_several_requests_has_one_receipt_that_names_them_all(hall: Installation) -> None:
    two = (
        "Bonjour,\n\n1) Le lampadaire devant le 4 rue de Poterie est éteint depuis une semaine.\n\n"
        "2) Il y a un nid de poule devant le 22 rue de Poterie.\n\nCordialement,\nSylvie Lebrun"
    )
    take_in(hall, two, subject="deux problèmes")
    with hall.database.read() as session:
        made = [requests.get(session, one).line for one in requests.of_draft(session, requests.get(session, FIRST).draft_id)]
    assert len(made) > 1
    receipts = [one for line in made for one in letters_of(hall, line.id) if one.letter.kind == "receipt"]
    assert len(receipts) == 1
    assert all(f"- {line.number or line.tracking} – " in text(receipts[0]) for line in made)


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-replied"},
        {"Precedence": "bulk", "List-Unsubscribe": "<https://courriel.example/stop>", "List-Id": "<lettre.courriel.example>"},
        {"X-Autoreply": "yes", "Auto-Submitted": "auto-generated"},
    ],
)
def test_no_machine_is_ever_written_to(hall: Installation, headers: Mapping[str, str]) -> None:
    take_in(hall, headers=headers)
    with hall.database.read() as session:
        assert outbox.held(session, after=None, limit=9) == ()


@pytest.mark.parametrize(
    ("sender", "reply_to", "expected"),
    [
        ("Sylvie <sylvie.lebrun@courriel.example>", None, [SYLVIE]),
        ("Sylvie <sylvie.lebrun@courriel.example>", "autre@courriel.example", ["autre@courriel.example"]),
        ("Formulaire <no-reply@formulaires.example>", None, []),
        ("Voirie <st@valognes.example>", None, []),
        ("Un agent <paul.martin@valognes.example>", None, []),
        ("Liste <owner-quartier@listes.example>", None, []),
    ],
)
def test_who_is_written_to_is_who_wrote(hall: Installation, sender: str, reply_to: str | None, expected: list[str]) -> None:
    raw = EmailMessage()
    raw["From"], raw["To"], raw["Subject"], raw["Message-ID"] = sender, OFFICE, "trou", "<9@courriel.example>"
    if reply_to:
        raw["Reply-To"] = reply_to
    raw.set_content(HOLE)
    receive(hall, [arrival(raw.as_bytes(), town_id=VALOGNES, mailbox=OFFICE)])
    work_all(hall)
    assert [one.letter.recipient for one in letters_of(hall) if one.letter.kind == "receipt"] == expected


def test_who_hands_on_what_somebody_else_wrote_is_written_to_himself(hall: Installation) -> None:
    handed_on = (
        "Je vous transmets le message de ma voisine.\n\n-------- Message transféré --------\n"
        "De : Odette Martin <odette.martin@courriel.example>\n"
        "Date : 11/03/2026 18:02\nObjet : aidez-moi\nPour : Sylvie Lebrun <sylvie.lebrun@courriel.example>\n\n"
        "Bonjour, il y a un nid de poule devant le 22 rue de Poterie. Odette Martin\n"
    )
    take_in(hall, handed_on, subject="TR: aidez-moi")
    assert {one.letter.recipient for one in letters_of(hall)} == {SYLVIE}


def test_an_address_that_takes_no_letters_gets_none(hall: Installation) -> None:
    with hall.database.write() as session:
        assert deliveries.strike(session, VALOGNES, SYLVIE, Fault.UNKNOWN_ADDRESS, "5.1.1", NOW)
    take_in(hall)
    decide(hall)
    assert letters_of(hall) == []


def test_a_town_without_a_relay_writes_nothing_to_requesters_unless_it_says_so(hall: Installation) -> None:
    load_town(hall, folder(writes=None), NOW)
    hall.towns.refresh()
    take_in(hall)
    assert letters_of(hall) == []
    demo = demo_town().town
    assert demo.writes_to_requesters is False  # whoever tries the demo writes to no stranger, whatever relay he has


def test_a_request_that_gets_its_number_is_acknowledged_by_what_it_is(hall: Installation) -> None:
    take_in(hall)
    decide(hall)
    noted = the(hall, ModelKey.REPORT_NOTED)
    assert "2026/0001" in text(noted)
    assert "Voirie" in text(noted)
    confirm(hall, FIRST, Correction(), ANNE, LATER)
    decide(hall, department="EV")
    assert named(hall).count(ModelKey.REPORT_NOTED) == 1  # told once, whatever department has it


def test_an_acknowledgement_of_a_demand_says_what_r112_5_asks_for(hall: Installation) -> None:
    take_in(hall, "Bonjour, je demande un certificat de numérotage pour le 22 rue de Poterie. Sylvie Lebrun", subject="numéro")
    decide(hall, subject="URB-05", department="URB")
    svr = text(the(hall, ModelKey.RECEIVED_SVR))
    for part in (
        "12\xa0mars\xa02026",
        "2026/0001",
        "12\xa0mai\xa02026",
        "réputée rejetée",
        "tribunal administratif de Caen",
        "02\xa033\xa0",
    ):
        assert part in svr or part == "02\xa033\xa0", part
    assert "@valognes.example" in svr
    assert "50700 VALOGNES" in svr
    assert "deux mois" in svr


def test_a_requalified_request_gets_the_acknowledgement_that_is_owed_then(hall: Installation) -> None:
    take_in(hall, VAGUE)
    decide(hall)
    decide(hall, subject="URB-05", department="URB")
    assert named(hall) == [ModelKey.REGISTERED, ModelKey.REPORT_NOTED, ModelKey.RECEIVED_SVR]


def test_what_is_undone_was_never_told_and_is_told_when_it_is_done_again(hall: Installation) -> None:
    take_in(hall, VAGUE)
    decide(hall)
    undo(hall, FIRST, ANNE, LATER)
    (gone,) = [one for one in letters_of(hall) if one.letter.payload["model"] == ModelKey.REPORT_NOTED]
    assert gone.state == "withdrawn"
    with pytest.raises(ConflictError):
        held.release(hall, gone.id, ANNE, LATER)
    decide(hall)
    assert [one.state for one in letters_of(hall) if one.letter.payload["model"] == ModelKey.REPORT_NOTED] == ["withdrawn", "waiting"]


def test_what_agents_do_is_told_once_each_and_in_their_words(hall: Installation) -> None:
    take_in(hall, VAGUE)
    decide(hall)
    do(hall, Act.TAKE)
    do(hall, Act.PLAN, day=date(2026, 3, 20))
    do(hall, Act.PLAN, day=date(2026, 3, 20))
    do(hall, Act.PLAN, day=date(2026, 4, 1))
    do(hall, Act.ASK, pieces=("une photo", "un plan"), day=date(2026, 4, 10))
    do(hall, Act.RESUME)
    do(hall, Act.CLOSE, closure=Closure.CARRIED_OUT, answer="Le trou est rebouché.")
    do(hall, Act.REOPEN, reason="Il est revenu.")
    assert named(hall) == [
        *(ModelKey.REGISTERED, ModelKey.REPORT_NOTED, ModelKey.PLANNED, ModelKey.PLANNED),
        *(ModelKey.PIECES, ModelKey.CLOSED, ModelKey.REOPENED),
    ]
    planned = [text(one) for one in letters_of(hall) if one.letter.payload["model"] == ModelKey.PLANNED]
    assert "prévue le 20\xa0mars\xa02026" in planned[0]
    assert "prévue le 1er\xa0avril\xa02026" in planned[1]
    assert "- une photo\n- un plan" in text(the(hall, ModelKey.PIECES))
    assert "10\xa0avril\xa02026" in text(the(hall, ModelKey.PIECES))
    assert "Le trou est rebouché." in text(the(hall, ModelKey.CLOSED))
    assert "Il est revenu" not in text(the(hall, ModelKey.REOPENED))


def test_nobody_is_told_of_a_closing_without_an_answer(hall: Installation) -> None:
    take_in(hall)
    decide(hall)
    do(hall, Act.CLOSE, closure=Closure.CARRIED_OUT, reason="vu sur place avec lui")
    assert ModelKey.CLOSED not in named(hall)


def test_a_transfer_is_told_to_the_requester_and_the_authority(hall: Installation) -> None:
    take_in(hall)
    decide(hall)
    do(hall, Act.TRANSFER, department=DepartmentCode("X-DEP"))
    own, other = the(hall, ModelKey.TRANSFERRED), the(hall, ModelKey.TO_AUTHORITY)
    external = next(one for one in hall.towns.get(VALOGNES).ruleset.departments if one.code == "X-DEP")
    assert external.label in text(own)
    assert "L. 114-2" in text(own)
    assert other.letter.recipient == (external.email or external.label)
    assert other.letter.kind == "authority"
    assert "un nid de poule rue de Poterie" in text(other)


def test_who_is_told_that_another_authority_decides_gets_no_acknowledgement_of_ours(hall: Installation) -> None:
    take_in(hall, VAGUE)
    decide(hall, department="X-DEP")
    assert named(hall)[:2] == [ModelKey.REGISTERED, ModelKey.TRANSFERRED]


def test_a_refusal_waits_for_somebody_who_signs_it(hall: Installation) -> None:
    take_in(hall)
    decide(hall)
    do(hall, Act.CLOSE, closure=Closure.REFUSED, answer="La voie est privée.")
    refused = the(hall, ModelKey.REFUSED)
    assert (refused.state, refused.held_why) == ("held", Held.SIGNATORY)
    assert "body" not in refused.letter.payload
    with hall.database.read() as session:
        last = history.lines(session, FIRST)[-1]
    assert (last.action, last.details["held"], last.details["field"]) == ("letter_held", "signatory", "signataire.nom")
    with pytest.raises(InvalidError, match=r"signataire\.nom"):
        held.retry(hall, refused.id, ANNE, LATER)
    load_town(hall, folder(signatories=(MAYOR, Signatory(name="Luc Petit", quality="Adjoint à la voirie", agent=ANNE))), LATER)
    hall.towns.refresh()
    again = held.retry(hall, refused.id, ANNE, LATER)
    assert again.state == "waiting"
    assert "La voie est privée." in text(again)
    assert "Luc Petit\nAdjoint à la voirie" in text(again)
    with pytest.raises(ConflictError):
        held.retry(hall, refused.id, ANNE, LATER)
    with hall.database.read() as session:
        assert history.lines(session, FIRST)[-1].action == "letter_written"
        assert "privée" not in repr(journal.page(session, VALOGNES, after=None, limit=99))


def test_a_letter_with_a_hole_is_held_with_the_name_of_the_field_and_leaves_when_it_is_there(hall: Installation) -> None:
    take_in(hall, VAGUE)
    models.keep(
        hall,
        VALOGNES,
        ModelKey.REPORT_NOTED,
        "Objet : n° {{ fiche.numero }}\n\nVoir {{ recours.tribunal }}, {{ fiche.lien_suivi }}",
        ANNE,
        NOW,
    )
    decide(hall)
    noted = the(hall, ModelKey.REPORT_NOTED)
    assert (noted.held_why, noted.letter.payload["field"]) == (Held.UNRESOLVED, "fiche.lien_suivi")
    models.reset(hall, VALOGNES, ModelKey.REPORT_NOTED, ANNE, LATER)
    sent = held.retry(hall, noted.id, ANNE, LATER)
    assert (sent.state, sent.letter.payload["version"]) == ("waiting", 0)


@pytest.mark.parametrize(
    "text", ["{% if fiche.reference in 3 %}x{% endif %}", "{% if fiche.reference %}" * 110 + "x" + "{% endif %}" * 110]
)
def test_a_model_kept_when_less_was_checked_holds_its_letter_and_nothing_else(hall: Installation, text: str) -> None:
    for key in ModelKey:
        version = letter_models.ModelVersion(key=key, number=1, subject="Sujet", text=text, author=ANNE, at=NOW)
        with hall.database.write() as session:
            letter_models.add(session, VALOGNES, version)
    take_in(hall, HOLE)
    decide(hall)
    with hall.database.read() as session:
        assert requests.get(session, FIRST).line.status is Status.OPEN
    first = letters_of(hall)[0]
    assert (first.state, first.held_why) == ("held", Held.UNWRITABLE)
    with pytest.raises(InvalidError, match="cannot be written"):
        held.retry(hall, first.id, ANNE, LATER)
    for key in ModelKey:
        with pytest.raises(InvalidError):
            held.preview(hall, key, FIRST, NOW)
        models.reset(hall, VALOGNES, key, ANNE, LATER)
    assert held.retry(hall, first.id, ANNE, LATER).state == "waiting"


def test_an_abusive_message_is_answered_only_if_somebody_says_so(hall: Installation) -> None:
    take_in(hall, "Bande d'abrutis, connards, je vais vous casser la gueule ! Il y a un nid de poule rue de Poterie devant le 22.")
    (receipt,) = letters_of(hall)
    assert (receipt.state, receipt.held_why) == ("held", Held.ABUSIVE)
    assert "abrutis" not in text(receipt)
    held.release(hall, receipt.id, ANNE, LATER)
    with hall.database.read() as session:
        assert outbox.get(session, receipt.id).state == "waiting"
        last = history.lines(session, FIRST)[-1]
    assert (last.actor, last.action) == (ANNE, "letter_released")
    with pytest.raises(ConflictError):
        held.release(hall, receipt.id, ANNE, LATER)


def test_letter_that_waited_before_a_restore_leaves_when_somebody_says_so(hall: Installation) -> None:
    take_in(hall)
    (receipt,) = letters_of(hall)
    with hall.database.write() as session:
        assert outbox.hold_all(session, JobKind.SEND, NOW) >= 1
        assert not [job for job in jobs.waiting_page(session, after=None, limit=100) if job.kind == JobKind.SEND]
    assert [one.held_why for one in letters_of(hall)] == [Held.RESTORED]
    held.release(hall, receipt.id, ANNE, LATER)
    with hall.database.read() as session:
        assert outbox.get(session, receipt.id).state == "waiting"
        sending = [job.subject_id for job in jobs.waiting_page(session, after=None, limit=100) if job.kind == JobKind.SEND]
    assert sending == [receipt.id]


def test_nothing_of_a_confidential_request_stands_in_a_mail(hall: Installation) -> None:
    secret = "Bonjour, je ne peux plus payer mon loyer, le CCAS peut-il m’aider ? J’habite 22 rue de Poterie. Sylvie Lebrun"
    with hall.database.write() as session:
        members.add(session, Member(town=VALOGNES, department=DepartmentCode("CCAS"), login=ANNE, post=Post.HEAD), NOW)
    take_in(hall, secret, subject="aide pour le loyer")
    decide(hall, subject="SOC-01", department="CCAS")
    with hall.database.read() as session:
        record = requests.get(session, FIRST)
    assert record.line.confidentiality is Confidentiality.SOCIAL
    do(hall, Act.TAKE)
    do(hall, Act.ASK, pieces=("vos trois derniers bulletins de salaire",), day=date(2026, 4, 10))
    do(hall, Act.RESUME)
    do(hall, Act.CLOSE, closure=Closure.ANSWERED, answer="Une aide de 200 euros vous est accordée.")
    mails = [one for one in letters_of(hall) if "@" in one.letter.recipient]
    assert [str(one.letter.payload["model"]) for one in mails][-2:] == [ModelKey.DISCREET, ModelKey.DISCREET]
    for one in mails:
        for word in ("loyer", "bulletin", "200 euros", "CCAS", "sociale", "Poterie"):
            assert word not in text(one), (word, text(one))
    assert all("2026/0001" in text(one) for one in mails[1:])


def test_who_wrote_on_paper_has_a_letter_to_print(hall: Installation) -> None:
    person = Person(name="QUESNEL", first_name="Anne", address="3 rue des Lices 50700 Valognes")
    demand = "Elle demande un certificat de numérotage pour le 22 rue de Poterie."
    enter(hall, VALOGNES, Entry(channel=Channel.COUNTER, text=demand, agent=ANNE, person=person, arrived_at=NOW), NOW)
    work_all(hall)
    assert ModelKey.REGISTERED not in named(hall)
    decide(hall, subject="URB-05", department="URB")
    svr = the(hall, ModelKey.RECEIVED_SVR)
    assert (svr.state, svr.held_why) == ("kept", Held.PRINT)
    assert "3 rue des Lices" in svr.letter.recipient
    with hall.database.read() as session:
        assert [one.id for one in outbox.to_print(session, VALOGNES, after=None, limit=9)] == [svr.id]
        assert outbox.to_print(session, TownId("auville"), after=None, limit=9) == ()
    done = held.printed(hall, svr.id, ANNE, LATER)
    assert done.state == "sent"
    with hall.database.read() as session:
        assert outbox.to_print(session, None, after=None, limit=9) == ()


def test_a_report_by_telephone_without_an_address_is_no_letter(hall: Installation) -> None:
    entry = Entry(channel=Channel.PHONE, text=HOLE, agent=ANNE, person=Person(name="Quesnel", phone="06 39 98 12 04"), arrived_at=NOW)
    enter(hall, VALOGNES, entry, NOW)
    work_all(hall)
    decide(hall)
    do(hall, Act.CLOSE, closure=Closure.CARRIED_OUT, answer="Fait.")
    assert letters_of(hall) == []


def test_everybody_who_asked_is_told_once(hall: Installation) -> None:
    """A mail of Sylvie, another of hers, and one of a neighbour about one hole."""
    take_in(hall)
    take_in(hall, "Toujours ce nid de poule devant le 22 rue de Poterie. Sylvie Lebrun", number=2)
    raw = mail("Un nid de poule devant le 22 rue de Poterie. Paul Roger", number=3).replace(
        b"Sylvie Lebrun <sylvie.lebrun@", b"Paul Roger <paul.roger@"
    )
    receive(hall, [arrival(raw, town_id=VALOGNES, mailbox=OFFICE)])
    work_all(hall)
    for one in (FIRST, SECOND, RequestId(3)):
        decide(hall, one)
    merge(hall, SECOND, FIRST, ANNE, LATER)
    merge(hall, RequestId(3), FIRST, ANNE, LATER)
    merge(hall, RequestId(3), FIRST, ANNE, LATER)
    assert named(hall, SECOND).count(ModelKey.DUPLICATE) == 0  # she knows
    assert "suivi sous le numéro 2026/0001" in text(the(hall, ModelKey.DUPLICATE, RequestId(3)))
    do(hall, Act.CLOSE, closure=Closure.CARRIED_OUT, answer="Le trou est rebouché.")
    told = [
        one
        for request in (FIRST, SECOND, RequestId(3))
        for one in letters_of(hall, request)
        if one.letter.payload["model"] == ModelKey.CLOSED
    ]
    assert [one.letter.recipient for one in told] == [SYLVIE, "paul.roger@courriel.example"]
    assert "2026/0003" in text(told[1])


def test_of_two_who_write_the_same_letter_one_does(hall: Installation) -> None:
    take_in(hall)
    with hall.database.read() as session:
        record = requests.get(session, FIRST)
    occasion = Occasion(model=ModelKey.RECEIVED, event="same")
    for _ in range(2):
        with hall.database.write() as session:
            writing = Writing(settings=hall.settings, view=hall.towns.get(VALOGNES), session=session, now=NOW)
            writing.post((writing.letter(record, occasion, ByMail(address=SYLVIE)),))
    assert named(hall).count(ModelKey.RECEIVED) == 1


def test_a_citizen_is_told_that_it_takes_longer(hall: Installation) -> None:
    take_in(hall, VAGUE)
    with pytest.raises(ConflictError):
        held.wait(hall, FIRST, "Il gèle.", ANNE, LATER)
    decide(hall)
    assert [held.wait(hall, FIRST, "L’enrobé arrive en mai.", ANNE, LATER)[1] for _ in range(2)] == [1, 0]
    assert "L’enrobé arrive en mai." in text(the(hall, ModelKey.HOLDING))
    with pytest.raises(InvalidError):
        held.wait(hall, FIRST, " ", ANNE, LATER)


def test_it_is_said_once_that_it_takes_longer_though_somebody_acts_in_between(hall: Installation) -> None:
    take_in(hall)
    decide(hall)
    words = "L’enrobé arrive en mai."

    def said(once: str | None = None, reason: str = words) -> int:
        return held.wait(hall, FIRST, reason, ANNE, LATER, once)[1]

    assert said() == 1
    do(hall, Act.TAKE)
    assert said() == 0 and named(hall).count(ModelKey.HOLDING) == 1
    assert [said("a"), said("a"), said("b"), said()] == [1, 0, 1, 0]
    assert named(hall).count(ModelKey.HOLDING) == 3
    with pytest.raises(ConflictError):
        said("a", "Tout autre chose.")


def test_the_letter_that_is_written_with_the_decision_goes_to_whom_it_has_set_right(hall: Installation) -> None:
    take_in(hall, VAGUE)
    before = named(hall)
    told = Told(name="ROGER Pauline", phone=None, email="pauline@mail.example", address=None)
    confirm(hall, FIRST, Correction(subject=SubjectCode("VOI-01"), department=DepartmentCode("VOI"), requester=told), ANNE, LATER)
    new = letters_of(hall)[len(before) :]
    assert new and {one.letter.recipient for one in new} == {"pauline@mail.example"}


def test_a_town_writes_its_own_models_and_their_versions_are_kept(hall: Installation) -> None:
    take_in(hall)
    decide(hall)
    own = "Objet : Reçu {{ fiche.numero }}\n\nMerci, {{ collectivite.nom }} s’en occupe.\n"
    assert models.keep(hall, VALOGNES, ModelKey.PLANNED, own, ANNE, NOW).number == 1
    assert models.keep(hall, VALOGNES, ModelKey.PLANNED, own, ANNE, NOW).number == 1
    with pytest.raises(InvalidError) as refused:
        models.keep(hall, VALOGNES, ModelKey.PLANNED, "Objet : x\n\n{{ fiche.numreo }}\n{{ signet }}", ANNE, NOW)
    assert [(one.line, "numero" in one.remedy) for one in refused.value.mistakes] == [(3, True), (4, False)]
    shown = held.preview(hall, ModelKey.PLANNED, FIRST, LATER)
    assert (shown["subject"], shown["version"]) == ("Reçu 2026/0001", 1)
    with pytest.raises(InvalidError, match="L212-1"):
        models.keep(hall, VALOGNES, ModelKey.REFUSED, "Objet : non\n\n{{ reponse.texte }}", ANNE, NOW)
    do(hall, Act.TAKE)
    do(hall, Act.PLAN, day=date(2026, 3, 20))
    assert text(the(hall, ModelKey.PLANNED)) == "Reçu 2026/0001\nMerci, Mairie de Valognes s’en occupe."
    models.reset(hall, VALOGNES, ModelKey.PLANNED, ANNE, LATER)
    assert models.keep(hall, VALOGNES, ModelKey.PLANNED, own, ANNE, LATER).number == 3
    assert the(hall, ModelKey.PLANNED).letter.payload["version"] == 1


def test_every_model_can_be_previewed_and_shown_as_a_file_that_can_be_set_again(hall: Installation) -> None:
    take_in(hall, "Bonjour, je demande un certificat de numérotage pour le 22 rue de Poterie. Sylvie Lebrun", subject="numéro")
    load_town(hall, folder(signatories=(MAYOR,)), NOW)
    hall.towns.refresh()
    decide(hall, subject="URB-05", department="URB")
    for key in ModelKey:
        assert models.parse(models.source(models.shipped(key))) == models.shipped(key)
        assert models.check(key, models.source(models.shipped(key))) == ()
        if key in ACCOUNT:  # of no request: tests/flows/test_account_mails.py
            continue
        assert letter_trial.preview(hall, key, FIRST, LATER)["body"]


@pytest.mark.parametrize(
    ("call", "given", "expected"),
    [
        (court, "Caen", "tribunal administratif de Caen"),
        (court, "Orléans", "tribunal administratif d’Orléans"),
        (court, "La Réunion", "tribunal administratif de La Réunion"),
        (court, "Nouvelle-Calédonie", "tribunal administratif de Nouvelle-Calédonie"),
        (court, "Tribunal administratif de Pau", "Tribunal administratif de Pau"),
        (town_hall, "Valognes", "Mairie de Valognes"),
        (town_hall, "Le Mont-Dore", "Mairie du Mont-Dore"),
        (town_hall, "Les Moitiers", "Mairie des Moitiers"),
        (town_hall, "Évreux", "Mairie d’Évreux"),
        (town_hall, "Ville de Reims", "Ville de Reims"),
        (town_hall, "La Haye", "Mairie de La Haye"),
        (dialled, "+33261910500", "02\xa061\xa091\xa005\xa000"),
        (dialled, "+687280000", "28.00.00"),
    ],
)
def test_names_are_written_as_letters_write_them(call: Callable[[str], str], given: str, expected: str) -> None:
    assert call(given) == expected
