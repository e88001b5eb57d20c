import pytest

from domain.inbound import Reception
from ingest.email.calendar import MAX_CALENDAR, invitation
from ingest.email.parse import read_email

HEAD = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VTIMEZONE\r\nTZID:Europe/Paris\r\nBEGIN:STANDARD\r\nDTSTART:16010101T030000\r\n"
HEAD += "END:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\n"


def told(*lines: str, method: str = "REQUEST") -> str:
    text = HEAD.replace("REQUEST", method) + "\r\n".join(lines) + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    return invitation(text, with_description=False)


@pytest.mark.parametrize(
    ("lines", "when"),
    [
        (("DTSTART;TZID=Europe/Paris:20260310T140000", "DTEND;TZID=Europe/Paris:20260310T153000"), "mardi 10 mars 2026 de 14 h à 15 h 30"),
        (('DTSTART;TZID="Romance Standard Time":20260301T090000',), "dimanche 1er mars 2026 à 9 h"),
        (("DTSTART:20260310T130000Z", "DURATION:PT1H30M"), "mardi 10 mars 2026 de 13 h à 14 h 30 (UTC)"),
        (("DTSTART;VALUE=DATE:20260310", "DTEND;VALUE=DATE:20260311"), "mardi 10 mars 2026"),
        (("DTSTART;VALUE=DATE:20260310", "DTEND;VALUE=DATE:20260313"), "du mardi 10 mars 2026 au jeudi 12 mars 2026"),
        (("DTSTART;TZID=America/Cayenne:20260310T140000",), "mardi 10 mars 2026 à 14 h (America/Cayenne)"),
        (
            ("DTSTART:20260310T220000", "DTEND:20260311T020000"),
            "du mardi 10 mars 2026 à 22 h au mercredi 11 mars 2026 à 2 h",
        ),
    ],
)
def test_moment_is_told_as_people_say_it(lines: tuple[str, ...], when: str) -> None:
    assert told("SUMMARY:Visite", *lines) == f"Invitation : Visite\nQuand : {when}"


def test_folded_and_escaped_lines_are_joined() -> None:
    text = told(
        "SUMMARY:Réunion \\, quart", " ier\\nbis", "LOCATION;LANGUAGE=fr:Salle des fêtes\\; rez-de-chaussée", "DTSTART:20260310T140000"
    )
    assert text == "Invitation : Réunion , quartier\nbis\nQuand : mardi 10 mars 2026 à 14 h\nOù : Salle des fêtes; rez-de-chaussée"


def test_cancelling_and_answering_are_told() -> None:
    assert told("SUMMARY:Visite", method="CANCEL") == "Invitation annulée : Visite"
    answer = told("SUMMARY:Visite", "ATTENDEE;PARTSTAT=DECLINED;CN=Jean:mailto:j@b.example", method="REPLY")
    assert answer == "Réponse à l’invitation (refusée) : Visite"


@pytest.mark.parametrize(
    "text", ["", "BEGIN:VCALENDAR", "DTSTART:20260310", "BEGIN:VEVENT\nDTSTART:99999999\n", HEAD + "DTSTART:x\n" * 1000, "\n " * 100_000]
)
def test_what_is_no_invitation_says_nothing(text: str) -> None:
    assert invitation(text, with_description=True) == ""


def test_hostile_calendar_is_cut() -> None:
    assert len(told("SUMMARY:" + "x" * 2 * MAX_CALENDAR)) <= MAX_CALENDAR


def test_invitation_stands_in_the_text_and_stays_a_file() -> None:
    calendar = HEAD + "SUMMARY:Visite du square\r\nDTSTART:20260310T140000\r\nDESCRIPTION:Avec M. Petit\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    raw = (
        "From: Jean Petit <jp@poste.example>\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\n"
        "Je vous propose cette visite.\r\n--b\r\nContent-Type: text/calendar; method=REQUEST; charset=utf-8\r\n\r\n"
        + calendar
        + "--b--\r\n"
    )
    draft = read_email(raw.encode(), Reception())
    assert draft.text == "Invitation : Visite du square\nQuand : mardi 10 mars 2026 à 14 h\n\nJe vous propose cette visite."
    assert [piece.media_type for piece in draft.attachments] == ["text/calendar"]
    alone = read_email(f"From: a@b.example\r\nContent-Type: text/calendar; charset=utf-8\r\n\r\n{calendar}".encode(), Reception())
    assert alone.text.endswith("Avec M. Petit")
