"""Subjects of mails that leave are read by every program as they were written (RFC 2047; issue 7, point 8)."""

import re
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import compat32, default

import pytest

from flows.mail_form import OUTGOING

_WORD = re.compile(rb"=\?utf-8\?[bq]\?[^?\s]*\?=", re.IGNORECASE)


@pytest.mark.parametrize(
    "subject",
    [
        "Demande 2026/0001 – intervention prévue le 3\u00a0décembre 2026",
        "Demande 2026/0001 – intervention prévue le 3 décembre 2026",
        "Demande 2026/0147 – réponse",
        "Accusé d’enregistrement – K7P4-2QXM",
        "Voirie\u202f; rue de l’Église\u00a0: " + "é" * 200,
        "Request 2026/0147 received",
    ],
)
def test_a_subject_is_read_as_it_was_written(subject: str) -> None:
    mail = EmailMessage(policy=OUTGOING)
    mail["Subject"] = subject
    mail["To"] = "anne@mail.example"
    mail.set_content("Bonjour,\n")
    for raw in (mail.as_bytes(), mail.as_bytes(policy=OUTGOING.clone(linesep="\r\n"))):
        assert message_from_bytes(raw, policy=default)["Subject"] == subject
        assert str(make_header(decode_header(message_from_bytes(raw, policy=compat32)["Subject"]))) == subject
        head = raw.replace(b"\r\n", b"\n").partition(b"\n\n")[0]
        assert max(map(len, head.split(b"\n"))) <= 78
        assert b"=?" not in _WORD.sub(b"", head) and not re.search(rb"\?==\?", head)
