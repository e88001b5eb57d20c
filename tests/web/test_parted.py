"""A message became several requests, one of which is not everybody's: nobody reads its part in the others (S11, issue 8, point 1)."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from domain.api_key import Scope
from domain.department import Confidentiality
from domain.ids import RequestId
from domain.inbound import Channel
from domain.request import Addition
from flows.cut import cut, find_span
from flows.remake import Seen
from store import follow_ups
from store.schema import JournalRow, RequestRow
from tests.web import seed
from tests.web.conftest import Hall
from tests.web.test_api import bearer, key
from tests.web.test_teamwork import Open, signed_in, staffed
from tests.web.test_viewer import keep, part, record

__all__ = ["signed_in", "staffed"]
OWN, SECRET, TAIL = (
    "Un trou s’est ouvert rue de Poterie.",
    "Mon fils est battu par son père, aidez-nous.",
    "Merci d’avance de votre réponse.",
)


def parted(hall: Hall, text: str, taken: str = SECRET) -> tuple[RequestId, RequestId]:
    """Return a request for the roads, and the one for the social centre that a part of its message became."""
    first = keep(hall, text=text, channel=Channel.EMAIL)
    known = record(hall, first)
    seen = Seen(request=first, version=known.line.version)
    made = cut(hall.installation, seen, find_span(known, taken), "claire", datetime.now(UTC)).made.line.id
    put(hall, made, Confidentiality.SOCIAL, "CCAS")
    put(hall, first, Confidentiality.NORMAL, "VOI")
    return first, made


def put(hall: Hall, request: RequestId, confidentiality: Confidentiality, department: str) -> None:
    with hall.installation.database.write() as session:
        found = {"confidentiality": confidentiality, "department": department}
        session.execute(update(RequestRow).where(RequestRow.id == request).values(found))


def journal_of(hall: Hall, actor: str, request: RequestId) -> Sequence[str]:
    with hall.installation.database.read() as session:
        lines = session.execute(select(JournalRow.action, JournalRow.object, JournalRow.details).where(JournalRow.actor == actor)).all()
    return [action for action, name, details in lines if name == f"request {request}" or request in dict(details).get("requests", ())]


@pytest.mark.parametrize("text", [f"Bonjour,\n\n{OWN}\n\n{SECRET}", f"Bonjour,\n\n{OWN}\n\n{SECRET}\n\n{TAIL}", f"{SECRET}\n\n{OWN}"])
def test_a_part_that_became_a_confidential_request_is_read_in_no_other(staffed: Hall, signed_in: Open, text: str) -> None:
    first, _ = parted(staffed, text)
    path, photo = f"/requests/{first}", part(staffed, first, "photo.jpg")
    for login in ("hugo", "claire"):
        who = signed_in(login)
        for view in ("", "?view=text", "?view=mail", "?view=plain", f"?view=piece-{photo}"):
            shown = who.get(path + view)
            assert "battu" not in shown and "s’est ouvert" in shown and "est réservée" in shown, (login, view)
            assert "?view=mail" not in shown and f"{path}/original" not in shown and f"{path}/attachments/" not in shown
            assert 'data-cut="' not in shown
            assert "photo.jpg" not in shown
        printed = who.get(f"{path}/fiche")
        assert "battu" not in printed and "photo.jpg" not in printed and "s’est ouvert" in printed
        for file in ("original", "original.eml", "mail", f"attachments/{photo}"):
            answer = who.client.get(f"{path}/{file}")
            assert answer.status_code == 409 and "battu" not in answer.text and "scanned" not in answer.text, (login, file)
        for file in (f"attachments/{photo}/pages/1.png", f"attachments/{photo}/words"):
            assert who.status(f"{path}/{file}") == 404


def test_who_may_read_both_parts_has_the_whole_message_and_that_is_written_down(staffed: Hall, signed_in: Open) -> None:
    first, made = parted(staffed, f"Bonjour,\n\n{OWN}\n\n{SECRET}")
    put(staffed, first, Confidentiality.NORMAL, "CCAS")
    sonia = signed_in("sonia")
    shown = sonia.get(f"/requests/{first}")
    assert "battu" in shown and "est réservée" not in shown and "?view=mail" in shown
    assert journal_of(staffed, "sonia", made) == ["read"]
    assert sonia.client.get(f"/requests/{first}/original.eml").status_code == 200
    assert journal_of(staffed, "sonia", made) == ["read", "read"]


def test_the_heading_of_a_message_is_not_told_with_another_part_of_it(staffed: Hall, signed_in: Open) -> None:
    first, made = parted(staffed, f"{OWN}\n\n{SECRET}")
    put(staffed, first, Confidentiality.SOCIAL, "CCAS")
    put(staffed, made, Confidentiality.NORMAL, "VOI")
    hugo = signed_in("hugo")
    assert "Deux soucis" not in hugo.get(f"/requests/{made}")
    assert "battu" in hugo.get(f"/requests/{made}") and "s’est ouvert" not in hugo.get(f"/requests/{made}")
    put(staffed, made, Confidentiality.NORMAL, "CCAS")
    assert "Deux soucis" in signed_in("sonia").get(f"/requests/{made}")


def test_a_message_that_was_added_is_kept_back_where_it_became_something_confidential_too(staffed: Hall, signed_in: Open) -> None:
    main = keep(staffed, text=TAIL, channel=Channel.EMAIL, minutes=5)
    put(staffed, main, Confidentiality.NORMAL, "VOI")
    other = keep(staffed, text=SECRET, channel=Channel.EMAIL)
    put(staffed, other, Confidentiality.NORMAL, "VOI")
    known = record(staffed, other)
    with staffed.installation.database.write() as session:
        follow_ups.add(session, seed.VALOGNES, main, known.draft_id, Addition.CHASER, seed.NOW)
    path, file = f"/requests/{main}", f"/requests/{main}/added/{known.draft_id}/original.eml"
    hugo = signed_in("hugo")
    assert "battu" in hugo.get(path) and hugo.client.get(file).status_code == 200
    put(staffed, other, Confidentiality.SOCIAL, "CCAS")
    assert "battu" not in hugo.get(path) and "Ce message est réservé" in hugo.get(path)
    assert hugo.client.get(file).status_code == 409


def test_a_key_gets_no_more_of_a_parted_message_than_its_part(staffed: Hall, signed_in: Open) -> None:
    first, _ = parted(staffed, f"Bonjour,\n\n{OWN}\n\n{SECRET}")
    client, call = signed_in("claire").client, bearer(key(staffed, Scope.REQUESTS_READ))
    path, known = f"/api/v1/requests/{first}", record(staffed, first)
    for answer in (client.get(path, headers=call), client.get(f"{path}/messages", headers=call)):
        assert answer.status_code == 200 and "s’est ouvert" in answer.text and "battu" not in answer.text
    for file in ("original", f"attachments/{part(staffed, first, 'photo.jpg')}"):
        assert client.get(f"{path}/messages/{known.draft_id}/{file}", headers=call).status_code == 403
