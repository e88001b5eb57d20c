"""Machine mail of many makers and its human look-alikes, and what reports of mail systems say."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.draft import Draft, Kind
from domain.inbound import Reception
from domain.machine import DeliveryReport, Fate, Fault, RecipientReport, Sort, fault_of
from ingest.email.parse import read_email
from tests.ingest.email import human_mails, machine_mails, second_mails, third_mails
from tests.ingest.email.machine_mails import BOUNCES, CHALLENGES, DELIVERIES, OURS, RECEIPTS, eml, report

TOWN = Reception(addresses=frozenset({"mairie@valognes.example"}), domains=frozenset({"valognes.example"}))
OUR_ID = "<citoyen.valognes.12@valognes.example>"


def _read(raw: bytes) -> Draft:
    return read_email(raw, TOWN)


@pytest.mark.parametrize(
    ("kinds", "raw"),
    [pytest.param(kinds, raw, id=name) for name, kinds, raw in (*machine_mails.MAILS, *second_mails.MACHINES, *third_mails.MACHINES)],
)
def test_machine_mail_is_known_and_says_by_what(kinds: frozenset[Kind], raw: bytes) -> None:
    draft = _read(raw)
    assert draft.kind in kinds
    assert draft.witness is not None
    assert draft.witness.quote


@pytest.mark.parametrize(
    "raw", [pytest.param(raw, id=name) for name, raw in (*human_mails.MAILS, *second_mails.PEOPLE, *third_mails.PEOPLE)]
)
def test_person_who_writes_like_a_machine_is_heard(raw: bytes) -> None:
    draft = _read(raw)
    assert draft.kind in {Kind.REQUEST, Kind.FOLLOW_UP}
    assert draft.witness is None


@pytest.mark.parametrize(
    ("raw", "fate"), [(third_mails.FAILED_IN_FRENCH, Fate.FAILED), (third_mails.DELAYED_IN_FRENCH, Fate.DELAYED)], ids=["failed", "delayed"]
)
def test_french_words_of_a_failure_are_none_of_a_delivery(raw: bytes, fate: Fate) -> None:
    report = _read(raw).report
    assert report is not None
    assert [(one.address, one.fate) for one in report.recipients] == [("voirie@valognes.example", fate)]


@pytest.mark.parametrize("raw", CHALLENGES.values(), ids=CHALLENGES)
def test_challenge_is_told_from_other_answers(raw: bytes) -> None:
    draft = _read(raw)
    assert draft.witness is not None
    assert draft.witness.sort is Sort.CHALLENGE


@pytest.mark.parametrize("raw", RECEIPTS.values(), ids=RECEIPTS)
def test_receipt_is_told_from_other_answers(raw: bytes) -> None:
    draft = _read(raw)
    assert draft.witness is not None
    assert draft.witness.sort is Sort.RECEIPT


def test_a_challenge_that_names_its_filter_only_is_one_and_who_speaks_of_it_is_none() -> None:
    text = (
        "Bonjour, vous avez envoyé un message à Sylvie Lebrun qui utilise Mailinblack. Merci de cliquer sur le lien pour vous "
        "authentifier : https://filtre.example/auth"
    )
    witness = _read(eml("From: noreply@filtre.example\nSubject: Merci de confirmer votre envoi", text)).witness
    assert witness is not None and witness.sort is Sort.CHALLENGE
    told = "Bonjour, votre mairie utilise Mailinblack et je n'arrive pas à cliquer sur le lien pour m'authentifier. Que dois-je faire ?"
    assert _read(eml("From: s@courriel.example\nSubject: Mailinblack", told)).witness is None


def test_bait_for_passwords_is_no_challenge() -> None:
    text = (
        "Votre message est en attente. Cliquez ici pour confirmer que vous êtes humain et authentifier votre compte : saisissez votre mot "
        "de passe. Protection antispam. https://vol.example/x"
    )
    witness = _read(eml("From: x@vol.example\nSubject: Message retenu", text)).witness
    assert witness is None or witness.sort is not Sort.CHALLENGE


@pytest.mark.parametrize(
    ("name", "fate", "status", "fault", "address"),
    [
        ("postfix_full", Fate.FAILED, "5.1.1", Fault.UNKNOWN_ADDRESS, "voirie@valognes.example"),
        ("postfix_headers", Fate.FAILED, "5.4.6", Fault.LOOP, "voirie@valognes.example"),
        ("postfix_delayed", Fate.DELAYED, "4.4.1", Fault.UNREACHABLE, "voirie@valognes.example"),
        ("exchange_online", Fate.FAILED, "5.1.10", Fault.UNKNOWN_ADDRESS, "voirie@valognes.example"),
        ("exchange_on_site", Fate.FAILED, "5.2.2", Fault.FULL, "voirie@valognes.example"),
        ("exim_plain", Fate.FAILED, "5.1.1", Fault.UNKNOWN_ADDRESS, "voirie@valognes.example"),
        ("exim_warning", Fate.DELAYED, "4.0.0", Fault.OTHER, "voirie@valognes.example"),
        ("qmail", Fate.FAILED, "5.1.1", Fault.UNKNOWN_ADDRESS, "voirie@valognes.example"),
        ("gmail_failure", Fate.FAILED, "5.1.1", Fault.UNKNOWN_ADDRESS, "voirie@valognes.example"),
        ("gmail_delay", Fate.DELAYED, "4.0.0", Fault.OTHER, "voirie@valognes.example"),
        ("orange_plain_fr", Fate.FAILED, "5.2.2", Fault.FULL, "voirie@valognes.example"),
        ("free_plain", Fate.FAILED, "4.4.1", Fault.UNREACHABLE, "voirie@valognes.example"),
        ("sendmail", Fate.FAILED, "5.7.1", Fault.REFUSED, "voirie@valognes.example"),
        ("domino", Fate.FAILED, "5.1.1", Fault.UNKNOWN_ADDRESS, "jean.morel@domino.example"),
        ("filter_rejects", Fate.FAILED, "5.7.1", Fault.REFUSED, "accueil@passerelle.example"),
    ],
)
def test_bounce_says_who_did_not_get_it_and_why(name: str, fate: Fate, status: str, fault: Fault, address: str) -> None:
    found = _report(BOUNCES[name]).recipients[0]
    assert (found.fate, found.status, fault_of(found.status), found.address) == (fate, status, fault, address)


@pytest.mark.parametrize(
    "name", ["postfix_full", "postfix_headers", "postfix_delayed", "exchange_online", "exim_plain", "qmail", "gmail_failure", "sendmail"]
)
def test_bounce_names_the_letter_it_returns_however_it_returns_it(name: str) -> None:
    assert OUR_ID in _report(BOUNCES[name]).letters


def test_bounce_of_somebody_elses_letter_names_that_one_and_not_what_it_refers_to() -> None:
    returned = OURS.replace("citoyen.valognes.12@", "autre@").replace("Auto-Submitted", f"References: {OUR_ID}\n    Auto-Submitted")
    raw = report(
        "From: MAILER-DAEMON@relais.example\nSubject: Undelivered", "x", "Final-Recipient: rfc822; a@b.example\nAction: failed", returned
    )
    assert _report(raw).letters == ("<autre@valognes.example>",)


def test_several_recipients_have_each_their_fate() -> None:
    fields = """
        Reporting-MTA: dns; relais.example
        Original-Envelope-Id: citoyen.valognes.12.abc

        Final-Recipient: rfc822; a@b.example
        Action: delivered
        Status: 2.0.0

        Final-Recipient: rfc822; c@d.example
        Original-Recipient: rfc822; voirie@valognes.example
        Action: failed (user unknown)
        Status: 5.1.1 (bad destination mailbox address)
    """
    found = _report(report("From: MAILER-DAEMON@relais.example\nSubject: Undelivered", "x", fields, ""))
    assert found == DeliveryReport(
        recipients=(
            RecipientReport(address="a@b.example", fate=Fate.DELIVERED, status="2.0.0"),
            RecipientReport(address="voirie@valognes.example", fate=Fate.FAILED, status="5.1.1"),
        ),
        envelope_id="citoyen.valognes.12.abc",
    )


@pytest.mark.parametrize(("name", "fate"), [("success", Fate.DELIVERED), ("relayed", Fate.RELAYED)])
def test_delivery_receipt_is_no_bounce(name: str, fate: Fate) -> None:
    draft = _read(DELIVERIES[name])
    assert (draft.kind, _report(DELIVERIES[name]).recipients[0].fate) == (Kind.AUTO_REPLY, fate)


def test_receipt_in_words_alone_says_that_it_was_delivered() -> None:
    raw = eml(
        "From: postmaster@agglo.example\nSubject: Remis : Demande 2026/0147",
        "Votre message a été remis aux destinataires suivants :\n\nvoirie@valognes.example",
    )
    assert _report(raw).recipients == (RecipientReport(address="voirie@valognes.example", fate=Fate.DELIVERED),)


def test_report_that_tells_of_a_failure_beside_a_delivery_is_a_bounce() -> None:
    fields = """
        Final-Recipient: rfc822; a@b.example
        Action: delivered
        Status: 2.0.0

        Final-Recipient: rfc822; c@d.example
        Action: failed
        Status: 5.1.1
    """
    raw = report("From: MAILER-DAEMON@x.example\nSubject: Delivered: Demande", "Your message was delivered to some.", fields, "")
    assert _read(raw).kind is Kind.BOUNCE


def test_complaint_for_machines_is_no_request() -> None:
    raw = eml(
        'From: abuse@boites.example\nSubject: Abuse report\nContent-Type: multipart/report; report-type=feedback-report; boundary="=_f"',
        "--=_f\nContent-Type: text/plain\n\nThis is an email abuse report.\n--=_f\nContent-Type: message/feedback-report\n\n"
        "Feedback-Type: abuse\n--=_f--",
    )
    assert _read(raw).kind is Kind.AUTO_REPLY


def test_what_an_application_passes_on_is_a_request() -> None:
    head = "From: Signaler <noreply@appli.example>\nSubject: Nouveau signalement\nAuto-Submitted: auto-generated"
    assert _read(eml(head, "Lieu : 12 rue Thiers\nDescription : le lampadaire est cassé.")).kind is Kind.REQUEST


def _rsvp(words: str) -> Kind:
    return _read(
        eml(
            'From: Anne <anne@agglo.example>\nSubject: Accepté : Réunion rue Carnot\nContent-Type: multipart/alternative; boundary="=_c"',
            f"--=_c\nContent-Type: text/plain; charset=utf-8\n\n{words}\n--=_c\nContent-Type: text/calendar; method=REPLY\n\n"
            "BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nSUMMARY:Réunion rue Carnot\nDTSTART:20261202T080000Z\nUID:1\n"
            "ATTENDEE;PARTSTAT=ACCEPTED:mailto:anne@agglo.example\nEND:VEVENT\nEND:VCALENDAR\n--=_c--",
        )
    ).kind


def test_calendar_that_accepts_is_no_request_unless_its_owner_adds_one() -> None:
    assert _rsvp("") is Kind.AUTO_REPLY
    assert _rsvp("D'accord. Pouvez-vous aussi faire reboucher le trou devant l'école ?") is not Kind.AUTO_REPLY


def test_what_people_call_a_persons_message_is_read_as_one() -> None:
    raw = machine_mails.ABSENCES["exchange_fr"]
    draft = read_email(raw, Reception(addresses=TOWN.addresses, domains=TOWN.domains, is_person=True))
    assert draft.kind in {Kind.REQUEST, Kind.FOLLOW_UP}
    assert draft.requester.name == "LEMONNIER Hélène"


def _report(raw: bytes) -> DeliveryReport:
    found = _read(raw).report
    assert found is not None
    return found


@given(
    raw=st.sampled_from([*BOUNCES.values(), *DELIVERIES.values(), *RECEIPTS.values()]),
    cuts=st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 200), st.binary(max_size=12)), max_size=6),
)
@settings(max_examples=150, deadline=None)
def test_damaged_report_is_read_without_a_word_of_protest(raw: bytes, cuts: list[tuple[int, int, bytes]]) -> None:
    for start, length, put in cuts:
        raw = raw[:start] + put + raw[start + length :]
    draft = _read(raw)
    assert draft.report is None or len(draft.report.recipients) <= 50


@pytest.mark.parametrize("piece", ["a@", "550 5.1.1 ", "<x@y.example>: ", "Message-ID: <", "user unknown ", "> " * 4, "-- copy "])
def test_time_grows_with_the_length_of_a_report_and_not_faster(piece: str) -> None:
    def seconds(size: int) -> float:
        raw = eml("From: MAILER-DAEMON@x.example\nSubject: failure notice", piece * (size // len(piece)))
        began = time.process_time()
        _read(raw)
        return time.process_time() - began

    seconds(20_000)
    assert seconds(800_000) < 40 * max(seconds(40_000), 0.005)
