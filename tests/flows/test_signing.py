"""Letters that wait for a signature, on both databases: signed, refused, delegated, withdrawn (issue 10; DOMAIN §8; L. 212-1)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from email.utils import parsedate_to_datetime
from io import BytesIO

import pdfplumber
import pytest

from domain.errors import ConflictError, ForbiddenError, InvalidError
from domain.lifecycle import Act
from domain.request import Closure
from domain.rights import Role
from domain.signing import Circuit, SignatoryAccount
from flows import accounts
from flows.correspondence import held, signatories, signing
from flows.correspondence.signatories import Wanted
from flows.correspondence.standing import Stage, letters_of
from flows.kinds import JobKind
from flows.merge import merge
from flows.printing.letters import pdf_of, pdf_to_sign
from flows.send import message
from flows.towns import load_town
from flows.wiring import Installation
from letters.kinds import ModelKey
from store import agents, history, jobs, journal, outbox, rings, signatures
from store.agents import NewAgent
from store.outbox import Held, LetterRecord
from tests.flows.test_correspondence import ANNE, FIRST, LATER, MAYOR, SECOND, VAGUE, VALOGNES, decide, do, folder, named, take_in, the
from tests.installations import NOW

MAIRE, PAUL, JEAN = "maire", "paul", "jean"
OWN = Circuit(models=(ModelKey.REFUSED,), accounts=(SignatoryAccount(name="Anne Roy", login=MAIRE),))
TODAY = LATER.date()


@pytest.fixture
def hall(demo_hall: Installation) -> Installation:
    load_town(demo_hall, folder(signatories=(MAYOR,)), NOW)
    demo_hall.towns.refresh()
    roles: Mapping[str, frozenset[Role]] = {
        ANNE: frozenset({Role.RECEPTION, Role.REGULATOR}),
        MAIRE: frozenset({Role.ELECTED}),
        PAUL: frozenset({Role.ELECTED}),
        JEAN: frozenset({Role.RECEPTION, Role.ADMIN}),
    }
    names = {ANNE: "Anne Marie", MAIRE: "Anne Roy", PAUL: "Paul Lenoir", JEAN: "Jean Admin"}
    for login, own in roles.items():
        accounts.add_agent(demo_hall, NewAgent(town=VALOGNES, login=login, name=names[login], roles=own, password_hash="x"), NOW)
    return demo_hall


@pytest.fixture
def circuit(hall: Installation) -> Installation:
    signatories.keep_circuit(hall, VALOGNES, OWN, JEAN, NOW, seen=0)
    return hall


def refused(hall: Installation, answer: str = "La voie est privée.") -> LetterRecord:
    take_in(hall)
    decide(hall)
    do(hall, Act.CLOSE, closure=Closure.REFUSED, answer=answer)
    return the(hall, ModelKey.REFUSED)


def delegate(hall: Installation, *, first: date = TODAY, last: date = TODAY, to: str = PAUL) -> None:
    wanted = Wanted(signatory="Anne Roy", delegate=to, quality="Directeur général des services", first_day=first, last_day=last)
    signatories.delegate(hall, VALOGNES, wanted, MAIRE, LATER)


def actions(hall: Installation) -> list[str]:
    with hall.database.read() as session:
        return [one.action for one in history.lines(session, FIRST)]


def listed(hall: Installation, login: str) -> list[int]:
    with hall.database.read() as session:
        return [one.letter.id for one in signing.to_sign(session, hall.towns, VALOGNES, login, LATER)]


def has_job(hall: Installation, letter: LetterRecord) -> bool:
    with hall.database.read() as session:
        found = jobs.waiting_page(session, after=None, limit=50)
    return any((one.kind, one.subject_id) == (JobKind.SEND, letter.id) for one in found)


def test_without_a_circuit_a_refusal_leaves_at_once(hall: Installation) -> None:
    assert refused(hall).state == "waiting"


def test_a_letter_waits_for_its_signature_and_leaves_then(circuit: Installation) -> None:
    letter = refused(circuit)
    assert (letter.state, letter.held_why, has_job(circuit, letter)) == ("held", Held.TO_SIGN, False)
    with circuit.database.read() as session:
        assert letters_of(session, FIRST)[-1].stage is Stage.TO_SIGN
    assert (listed(circuit, MAIRE), listed(circuit, PAUL), listed(circuit, ANNE)) == ([letter.id], [], [])
    for other in (ANNE, PAUL, JEAN):
        with pytest.raises(ForbiddenError):
            signing.sign(circuit, letter.id, other, LATER)
    signed = signing.sign(circuit, letter.id, MAIRE, LATER + timedelta(days=2), 1)
    assert (signed.state, has_job(circuit, signed), listed(circuit, MAIRE)) == ("waiting", True, [])
    assert actions(circuit)[-1] == "letter_signed"
    again = signing.sign(circuit, letter.id, MAIRE, LATER + timedelta(days=3), 1)
    assert again.letter.payload == signed.letter.payload and actions(circuit).count("letter_signed") == 1
    with pytest.raises(ConflictError):
        signing.refuse(circuit, letter.id, "Trop tard", MAIRE, LATER)


def test_what_is_seen_is_what_leaves_on_the_day_of_the_signature(circuit: Installation) -> None:
    letter = refused(circuit)
    load_town(circuit, folder(signatories=(replace(MAYOR, quality="Maire honoraire"),)), LATER)
    circuit.towns.refresh()
    on = LATER + timedelta(days=2)
    with circuit.database.read() as session:
        (shown,) = signing.to_sign(session, circuit.towns, VALOGNES, MAIRE, on)
    seen = signing.signed_now(circuit.towns.get(VALOGNES), shown, on)
    signed = signing.sign(circuit, letter.id, MAIRE, on)
    assert signed.letter.payload == seen.letter.payload
    assert "Anne Roy\nMaire\n" in str(signed.letter.payload["body"]) and "honoraire" not in str(signed.letter.payload["html"])
    assert "\ue010" not in str({**signed.letter.payload})
    with pdfplumber.open(BytesIO(pdf_of(circuit, letter.id, on))) as pdf:
        words = pdf.pages[0].extract_text()
    assert f"le {on.day} " in words.replace("\xa0", " ") and "Anne Roy" in words
    town = circuit.towns.get(VALOGNES).town
    # Not at noon: a mail from the future is taken for rubbish.
    assert parsedate_to_datetime(str(message(circuit.settings, town, signed)["Date"])) == on.replace(microsecond=0)


def test_a_delegate_signs_in_the_signatorys_place_while_his_delegation_holds(circuit: Installation) -> None:
    letter = refused(circuit)
    delegate(circuit)
    assert listed(circuit, PAUL) == [letter.id]
    with pytest.raises(ForbiddenError):
        signing.sign(circuit, letter.id, PAUL, LATER + timedelta(days=1))
    with pdfplumber.open(BytesIO(pdf_to_sign(circuit, letter.id, PAUL, LATER))) as pdf:
        assert "Pour le Maire et par délégation," in pdf.pages[0].extract_text()
    body = str(signing.sign(circuit, letter.id, PAUL, LATER).letter.payload["body"])
    assert "Pour le Maire et par délégation,\nPaul Lenoir\nDirecteur général des services" in body and "Anne Roy" not in body
    with circuit.database.read() as session:
        last = history.lines(session, FIRST)[-1]
    assert (last.actor, last.details["for"]) == (PAUL, "Anne Roy")


def test_a_delegation_that_was_ended_signs_nothing(circuit: Installation) -> None:
    letter = refused(circuit)
    delegate(circuit, last=TODAY + timedelta(days=9))
    delegate(circuit, last=TODAY + timedelta(days=9))
    with circuit.database.read() as session:
        (one,) = signatures.delegations(session, VALOGNES)
    with pytest.raises(ForbiddenError):
        signatories.end_delegation(circuit, one.id, PAUL, LATER)
    signatories.end_delegation(circuit, one.id, MAIRE, LATER)
    with pytest.raises(ForbiddenError):
        signing.sign(circuit, letter.id, PAUL, LATER)


def test_nobody_delegates_what_is_not_his(circuit: Installation) -> None:
    wanted = Wanted(signatory="Anne Roy", delegate=PAUL, quality="DGS", first_day=TODAY, last_day=TODAY)
    for other in (ANNE, PAUL, JEAN):
        with pytest.raises(ForbiddenError):
            signatories.delegate(circuit, VALOGNES, wanted, other, LATER)
    for wrong in (
        replace(wanted, last_day=TODAY - timedelta(days=1)),
        replace(wanted, quality=" "),
        replace(wanted, delegate=MAIRE),
        replace(wanted, first_day=TODAY + timedelta(days=1)),
    ):
        with pytest.raises(InvalidError):
            signatories.delegate(circuit, VALOGNES, wrong, MAIRE, LATER)


def test_who_is_refused_a_signature_is_told_corrects_it_and_puts_it_again(circuit: Installation) -> None:
    letter = refused(circuit)
    with pytest.raises(InvalidError):
        signing.refuse(circuit, letter.id, " ", MAIRE, LATER)
    for _ in range(2):
        signing.refuse(circuit, letter.id, "Citez l’arrêté.", MAIRE, LATER, 1)
    assert actions(circuit).count("letter_unsigned") == 1 and listed(circuit, MAIRE) == []
    with circuit.database.read() as session:
        anne = agents.find_by_login(session, ANNE)
        assert anne is not None and rings.unread(session, anne.id, VALOGNES, 10) == {FIRST: 1}
        entries = journal.page(session, VALOGNES, after=None, limit=50)
    assert all("arrêté" not in str(one.details) for one in entries)
    with pytest.raises(ConflictError):
        signing.sign(circuit, letter.id, MAIRE, LATER)
    again = signing.put_again(circuit, letter.id, ANNE, LATER, "La voie est privée (arrêté du 3 mars).")
    assert (again.held_why, "arrêté du 3 mars" in str(again.letter.payload["body"])) == (Held.TO_SIGN, True)
    with pytest.raises(ConflictError, match="written anew"):
        signing.sign(circuit, letter.id, MAIRE, LATER, 1)
    with circuit.database.read() as session:
        assert rings.unread(session, anne.id, VALOGNES, 10) == {}
    assert "arrêté du 3 mars" in str(signing.sign(circuit, letter.id, MAIRE, LATER, 2).letter.payload["html"])


def test_what_is_not_signed_may_be_dropped(circuit: Installation) -> None:
    letter = refused(circuit)
    signing.refuse(circuit, letter.id, "Non.", MAIRE, LATER)
    assert signing.drop(circuit, letter.id, ANNE, LATER).state == "withdrawn"
    with pytest.raises(ConflictError):
        signing.put_again(circuit, letter.id, ANNE, LATER)


def test_a_request_that_is_opened_again_withdraws_its_refusal(circuit: Installation) -> None:
    letter = refused(circuit)
    do(circuit, Act.REOPEN, reason="Erreur")
    with circuit.database.read() as session:
        assert outbox.get(session, letter.id).state == "withdrawn"
    assert "letter_withdrawn" in actions(circuit) and listed(circuit, MAIRE) == []
    with pytest.raises(ConflictError):
        signing.sign(circuit, letter.id, MAIRE, LATER)


def test_a_request_that_is_closed_or_joined_to_another_withdraws_what_it_asked_for(circuit: Installation) -> None:
    signatories.keep_circuit(circuit, VALOGNES, replace(OWN, models=(ModelKey.PIECES,)), JEAN, NOW, seen=1)
    take_in(circuit)
    decide(circuit)
    do(circuit, Act.TAKE)
    do(circuit, Act.ASK, pieces=("un plan",), day=date(2026, 12, 30))
    pieces = the(circuit, ModelKey.PIECES)
    assert pieces.held_why is Held.TO_SIGN
    take_in(circuit, VAGUE, number=2)
    merge(circuit, FIRST, SECOND, ANNE, LATER)
    with circuit.database.read() as session:
        assert outbox.get(session, pieces.id).state == "withdrawn"


def test_a_letter_that_tells_of_what_is_no_more_is_withdrawn_as_it_is_signed(circuit: Installation) -> None:
    letter = refused(circuit)
    payload = dict(letter.letter.payload)
    with circuit.database.write() as session:
        outbox.rewrite(session, letter.id, {**payload, "signing": {**payload["signing"], "is_open": True}})  # type: ignore[dict-item]
    assert listed(circuit, MAIRE) == []
    with pytest.raises(ConflictError, match="withdrawn"):
        signing.sign(circuit, letter.id, MAIRE, LATER)
    with circuit.database.read() as session:
        assert outbox.get(session, letter.id).state == "withdrawn"


def test_many_are_signed_each_by_itself(circuit: Installation) -> None:
    letter = refused(circuit)
    good, bad = signing.sign_all(circuit, {letter.id: 1, outbox.OutboxId(9999): 1}, MAIRE, LATER)
    assert good.fault is None and bad.fault is not None
    stale = signing.sign_all(circuit, {letter.id: 7}, MAIRE, LATER)
    assert stale[0].fault is not None


def test_a_letter_to_sign_is_neither_printed_nor_released_nor_retried(circuit: Installation) -> None:
    letter = refused(circuit)
    for doing in (held.printed, held.release, held.retry):
        with pytest.raises((ConflictError, ForbiddenError)):
            doing(circuit, letter.id, ANNE, LATER)


def test_a_model_without_a_signature_gets_the_name_of_who_signs(circuit: Installation) -> None:
    signatories.keep_circuit(circuit, VALOGNES, replace(OWN, models=(ModelKey.REOPENED,)), JEAN, NOW, seen=1)
    take_in(circuit)
    decide(circuit)
    do(circuit, Act.CLOSE, closure=Closure.CARRIED_OUT, answer="Le trou est rebouché.")
    do(circuit, Act.REOPEN, reason="Il est revenu")
    signed = signing.sign(circuit, the(circuit, ModelKey.REOPENED).id, MAIRE, LATER)
    assert str(signed.letter.payload["body"]).rstrip().endswith("Anne Roy\nMaire")


def test_a_circuit_names_letters_and_accounts_that_there_are(hall: Installation) -> None:
    for wrong in (replace(OWN, models=("nonsense",)), replace(OWN, accounts=())):
        with pytest.raises(InvalidError):
            signatories.keep_circuit(hall, VALOGNES, wrong, JEAN, NOW, seen=0)
    with pytest.raises(ForbiddenError):
        signatories.keep_circuit(hall, VALOGNES, OWN, PAUL, NOW, seen=0)
    signatories.keep_circuit(hall, VALOGNES, OWN, JEAN, NOW, seen=0)
    with pytest.raises(ConflictError):
        signatories.keep_circuit(hall, VALOGNES, replace(OWN, models=()), JEAN, NOW, seen=0)
    assert named(hall) == []
