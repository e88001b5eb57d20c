"""Messages that Outlook saved (.msg), attached to a mail: kept as they came, and read."""

import struct
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from domain.draft import Danger, Draft, Kind
from domain.inbound import Reception
from ingest.email.msg import is_msg, mail_of_msg
from ingest.email.parse import attachment, read_email
from tests.ingest.office.compounds import Tree, compound

TOWN = Reception(domains=frozenset({"valognes.example"}), addresses=frozenset({"mairie@valognes.example"}))
SAID = "Bonjour,\r\nUn lampadaire est éteint rue des Tanneurs devant le 14.\r\nCordialement\r\nSylvie Lebrun\r\n06 39 98 12 04"
HEADERS = (
    "Received: from a by b\r\nFrom: Sylvie Lebrun <sylvie@courriel.example>\r\nTo: jean.martin@valognes.example\r\nSubject: Lampadaire\r\n"
    "Date: Tue, 3 Mar 2026 09:14:00 +0100\r\nMessage-ID: <lamp@courriel.example>\r\nContent-Type: multipart/mixed;\r\n boundary=x\r\n"
)


def properties(head: int, **numbers: int) -> bytes:
    return bytes(head) + b"".join(struct.pack("<HHIQ", int(name[5:], 16), int(name[1:5], 16), 6, value) for name, value in numbers.items())


def texts(**found: str) -> dict[str, bytes]:
    return {f"__substg1.0_{name[1:]}001F": text.encode("utf-16-le") for name, text in found.items()}


def message(said: str = SAID, headers: str = HEADERS, *, head: int = 32, attached: Tree | None = None) -> Tree:
    return {
        "__properties_version1.0": properties(head, n00390040=int((datetime(2026, 3, 3, 8, tzinfo=UTC).timestamp() + 11644473600) * 10**7)),
        **texts(n1000=said, n007D=headers, n0037="Lampadaire", n0C1A="Sylvie Lebrun", n5D01="sylvie@courriel.example"),
        **({} if attached is None else {"__attach_version1.0_#00000000": attached}),
    }


def file(name: str, content: bytes) -> Tree:
    return {"__properties_version1.0": bytes(8), **texts(n3707=name), "__substg1.0_37010102": content}


def mail(said: str, saved: bytes, sender: str = "Jean Martin <jean.martin@valognes.example>", name: str = "Lampadaire.msg") -> Draft:
    return read_email(raw_mail(said, saved, sender, name), TOWN)


def raw_mail(said: str, saved: bytes, sender: str, name: str = "Lampadaire.msg") -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, "mairie@valognes.example", "TR: Lampadaire"
    made.set_content(said)
    made.add_attachment(saved, maintype="application", subtype="vnd.ms-outlook", filename=name)
    return made.as_bytes()


@pytest.mark.parametrize("headers", [HEADERS, ""], ids=["header kept", "header of its properties"])
def test_a_colleague_hands_on_a_saved_message_and_the_citizen_is_the_requester(headers: str) -> None:
    draft = mail("Pour suite à donner.", compound(message(headers=headers)))
    assert (draft.requester.name, draft.requester.email) == ("LEBRUN Sylvie", "sylvie@courriel.example")
    assert (draft.requester.phone, draft.sender, draft.heading) == ("+33639981204", "jean.martin@valognes.example", "Lampadaire")
    assert "lampadaire est éteint rue des Tanneurs" in draft.text


def test_a_mail_that_says_nothing_itself_is_what_the_saved_message_says() -> None:
    draft = mail("Bonjour, voir ci-joint. Cordialement", compound(message()), "Paul Mercier <paul@courriel.example>")
    assert draft.requester.email == "sylvie@courriel.example" and draft.text.startswith("Bonjour") and draft.kind is Kind.REQUEST


def test_who_writes_himself_is_read_and_the_saved_message_is_kept_with_its_files() -> None:
    saved = compound(message(attached=file("plan.pdf", b"%PDF-1.4 plan")))
    raw = raw_mail("Voici un échange sur le trou de la rue Carnot, merci de le reboucher.", saved, "Paul <paul@courriel.example>")
    draft = read_email(raw, TOWN)
    assert draft.requester.email == "paul@courriel.example" and "trou de la rue Carnot" in draft.text
    assert [(one.filename, one.danger) for one in draft.attachments] == [("Lampadaire.msg", None), ("plan.pdf", None)]
    kept, inner = draft.attachments
    assert attachment(raw, kept.part)[0] == saved
    assert attachment(raw, inner.part) == (b"%PDF-1.4 plan", "plan.pdf", "application/pdf")


def test_a_program_within_a_saved_message_is_kept_apart() -> None:
    program = b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0" + bytes(200)
    deep = message(head=24, attached=file("facture.exe", program))
    outer = message(attached={"__properties_version1.0": bytes(8), "__substg1.0_3701000D": deep})
    draft = mail("Merci de regarder ce message reçu hier, est-ce bien vous ?", compound(outer), "Paul <paul@courriel.example>")
    assert {(one.filename, one.danger) for one in draft.attachments} >= {
        ("Lampadaire.msg", Danger.PROGRAM_INSIDE),
        ("facture.exe", Danger.PROGRAM),
    }


def test_html_and_old_code_pages_are_read() -> None:
    html = "<p>Un banc cassé square Vauban</p>".encode("cp1252")
    tree = {
        "__properties_version1.0": properties(32, n3FDE0003=1252, n3FFD0003=1252),
        "__substg1.0_10130102": html,
        "__substg1.0_0037001E": "Banc cassé".encode("cp1252"),
        "__substg1.0_0C1A001E": "Zoé".encode("cp1252"),
        "__substg1.0_0C1F001E": b"zoe@courriel.example",
    }
    draft = mail("", compound(tree))
    assert (draft.text, draft.heading, draft.requester.email) == ("Un banc cassé square Vauban", "Banc cassé", "zoe@courriel.example")


def test_what_is_damaged_stays_an_attachment() -> None:
    saved = compound(message())
    assert is_msg(saved) and mail_of_msg(saved[:600]) is None and mail_of_msg(b"no message") is None
    for end in range(512, len(saved), 700):
        mail_of_msg(saved[:end])
    for at in range(512, len(saved), 97):
        mail_of_msg(saved[:at] + b"\xff\xff" + saved[at + 2 :])
    draft = mail("Pour suite à donner.", saved[:700])
    assert [one.filename for one in draft.attachments] == ["Lampadaire.msg"] and draft.sender == "jean.martin@valognes.example"
