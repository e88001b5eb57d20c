"""The letters of a request and what is owed of them, through the API (S2, S15)."""

from datetime import date

from domain.api_key import Scope
from flows.correspondence.occasion import Occasion
from flows.correspondence.recipient import ByMail
from flows.correspondence.writing import Writing
from letters.kinds import ModelKey
from store import requests
from tests.installations import NOW
from tests.web.conftest import Browser, Hall
from tests.web.test_api import bearer, key


def test_letters_are_told_with_their_number_and_how_each_stands(browser: Browser, hall: Hall) -> None:
    with hall.installation.database.write() as session:
        line = next(one for one in requests.lines(session, tuple(hall.ids.values())) if not one.confidentiality)
        record = requests.get(session, line.id)
        writing = Writing(settings=hall.installation.settings, view=hall.installation.towns.get(line.town), session=session, now=NOW)
        occasion = Occasion(model=ModelKey.DUPLICATE, event="test")
        writing.post((writing.letter(record, occasion, ByMail(address="sylvie.lebrun@courriel.example")),))
    headers = bearer(key(hall, Scope.REQUESTS_READ))
    body = browser.client.get(f"/api/v1/requests/{line.id}/letters", headers=headers).json()
    (letter,) = [one for one in body["letters"] if one["model"] == ModelKey.DUPLICATE]
    assert (letter["recipient"], letter["state"], letter["by_post"]) == ("sylvie.lebrun@courriel.example", "prepared", False)
    assert letter["number"] == len(body["letters"])
    told = browser.client.get(f"/api/v1/requests/{line.id}", headers=headers).json()
    assert (told["is_receipt_owed"], told["is_acknowledgement_owed"]) == (False, False)  # its town writes no letters
    assert told["receipt_by"] is None or date.fromisoformat(told["receipt_by"])
    assert browser.client.get("/api/v1/requests/999999/letters", headers=headers).status_code == 404
