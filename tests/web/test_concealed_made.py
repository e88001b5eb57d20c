"""What is made of requests – queries, mailings, batches, text messages – names a hidden one to nobody who may not read it (DOMAIN §6)."""

import re
from dataclasses import dataclass

import pytest
from sqlalchemy import insert, select, update

from domain.ids import RequestId
from store.schema import (
    AgentRow,
    LetterSheetRow,
    MailingItemRow,
    MailingRow,
    OutboxRow,
    PrintBatchLetterRow,
    PrintBatchRow,
    RequestRow,
    SavedQueryRow,
)
from tests.web import seed
from tests.web.conftest import ORIGIN, Browser, Hall
from tests.web.test_rights import MARKS, _get_routes
from tests.web.test_teamwork import HOLE, SECRET, TOWN, Open, signed_in, staffed

__all__ = ["signed_in", "staffed"]
PAPER = "3 rue MARTEL, 50700 Valognes"
ALL_OF_IT = {"all": [{"state": ["open"]}]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What was made: letters, a query, a mailing, a batch, by their ids."""

    request: RequestId
    letters: tuple[int, ...]
    query: int
    mailing: int
    batch: int


@pytest.fixture
def made(staffed: Hall) -> Made:
    """Letters of every sort about a hidden request, a shared query that finds it, a mailing to whom it finds, a batch with its letter."""
    secret, hole = staffed.ids[SECRET], staffed.ids[HOLE]
    body = f"Madame MARTEL, vous n’arrivez plus à payer. {SECRET}"
    payload = {"subject": SECRET, "body": body, "occasion": "decision", "name": "MARTEL Jeanne"}
    ways: tuple[dict[str, object], ...] = (
        {"kind": "letter", "recipient": PAPER, "state": "kept", "held_why": "print", "payload": {**payload, "way": "post"}},
        {"kind": "letter", "recipient": "+33639980147", "state": "held", "held_why": "uncertain", "payload": {**payload, "way": "sms"}},
        {"kind": "letter", "recipient": "martel@courriel.example", "state": "held", "held_why": "no_relay", "payload": payload},
        {"kind": "letter", "recipient": "martel@courriel.example", "state": "held", "held_why": "limited", "payload": payload},
    )
    with staffed.installation.database.write() as session:
        session.execute(update(RequestRow).where(RequestRow.id == secret).values(status="open"))
        letters = tuple(
            session.execute(
                insert(OutboxRow).values(town=TOWN, request_id=secret, created_at=seed.NOW, **one).returning(OutboxRow.id)
            ).scalar_one()
            for one in ways
        )
        owner = session.scalars(select(AgentRow.id).where(AgentRow.login == "sonia")).one()
        kept = {"town": TOWN, "agent_id": owner, "name": "Tout", "criteria": ALL_OF_IT, "shared": "town", "version": 1, "at": seed.NOW}
        query = session.execute(insert(SavedQueryRow).values(kept).returning(SavedQueryRow.id)).scalar_one()
        sent = {"town": TOWN, "query_id": query, "name": "Tout", "criteria": ALL_OF_IT, "text": "Bonjour", "agent": "sonia", "once": "x"}
        mailing = session.execute(insert(MailingRow).values(**sent, at=seed.NOW).returning(MailingRow.id)).scalar_one()
        for request in (secret, hole):
            session.execute(insert(MailingItemRow).values(mailing_id=mailing, request_id=request, outcome="mailed", person="1", letters=1))
        batch = {"town": TOWN, "number": 1, "state": "prepared", "is_double_sided": False, "author": "sonia", "created_at": seed.NOW}
        number = session.execute(insert(PrintBatchRow).values(batch).returning(PrintBatchRow.id)).scalar_one()
        fault = {"template": "{who}", "values": {"who": "MARTEL"}}
        session.execute(insert(PrintBatchLetterRow).values(batch_id=number, letter_id=letters[0], pages=None, sort_key=None, fault=fault))
        session.execute(insert(LetterSheetRow).values(letter_id=letters[0], content=b"%PDF MARTEL", pages=1, at=seed.NOW))
    return Made(request=secret, letters=letters, query=query, mailing=mailing, batch=number)


def answers(browser: Browser, found: Made) -> list[tuple[str, str]]:
    """Return what every page answers that has an id of something that was made, or none."""
    told = []
    for path in _get_routes(browser):
        if path.startswith(("/api/v1/", "/open311")):
            continue
        holes = re.findall(r"\{(\w+)", path)
        for one in sorted({*found.letters, found.query, found.mailing, found.batch, found.request}) if holes else ("",):
            place = re.sub(r"\{[^}]+\}", str(one), path)
            told.append((place, browser.client.get(place).text))
    return told


@pytest.mark.parametrize("login", ["regis", "hugo"])
def test_nothing_that_was_made_of_a_hidden_request_names_it(login: str, made: Made, signed_in: Open) -> None:
    shown = [(place, mark) for place, text in answers(signed_in(login), made) for mark in (*MARKS, "0639980147", "martel@") if mark in text]
    assert shown == []


def test_who_may_read_it_sees_what_was_made(made: Made, signed_in: Open) -> None:
    """The words are there: the walk above would see them."""
    whole = "".join(text for place, text in answers(signed_in("sonia"), made) if place.startswith("/requests"))
    assert "MARTEL" in whole


@pytest.mark.parametrize("login", ["regis", "hugo"])
def test_the_file_of_a_shared_query_names_no_hidden_request(login: str, made: Made, signed_in: Open) -> None:
    browser = signed_in(login)
    told = browser.client.post(
        f"/queries/{made.query}/export", data={"csrf": browser.token(f"/queries/{made.query}")}, headers={"Origin": ORIGIN}
    )
    assert told.status_code == 200
    assert not [mark for mark in MARKS if mark in told.content.decode("utf-8-sig")]
