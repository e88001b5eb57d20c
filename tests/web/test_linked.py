"""What a request has to do with others, and what was added to it, as the desk shows it."""

import re
from dataclasses import replace

from domain.ids import RequestId
from domain.lifecycle import Situation
from domain.request import Addition, Status, Tie
from store import follow_ups, inbounds, requests
from store.follow_ups import link
from tests.web import seed
from tests.web.conftest import Browser, Hall

SECRET = "Aide pour mon loyer"


def _linked(page: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", page.partition('aria-labelledby="links"')[2].partition("</section>")[0]).split())


def _reference(hall: Hall, heading: str) -> str:
    with hall.installation.database.read() as session:
        line = requests.get(session, hall.ids[heading]).line
    return str(line.number or line.tracking)


def test_a_proposal_shows_both_candidates_and_each_shows_the_message(claire: Browser, hall: Hall) -> None:
    message, first, second = (hall.ids[heading] for heading in ("crottes de chien", "trou", "Chien qui aboie"))
    with hall.installation.database.write() as session:
        for candidate in (first, second):
            link(session, seed.VALOGNES, message, candidate, Tie.NUMBER, is_proven=False)
    told = _linked(claire.get(f"/requests/{message}"))
    assert f"Suite possible de : {_reference(hall, 'trou')} trou" in told
    assert _reference(hall, "Chien qui aboie") in told
    assert "Donne le numéro de la demande." in told
    for candidate in (first, second):
        back = claire.get(f"/requests/{candidate}")
        assert "Peut-être suivie de" in _linked(back)
        assert f'href="/requests/{message}"' in back


def test_a_request_that_goes_on_in_another_names_it_and_is_named(claire: Browser, hall: Hall) -> None:
    old, new = hall.ids["trou"], hall.ids["crottes de chien"]
    with hall.installation.database.write() as session:
        requests.stand(session, old, Situation(status=Status.CLOSED))
        link(session, seed.VALOGNES, new, old, Tie.LETTER, is_proven=True)
    assert "Suite de" in _linked(claire.get(f"/requests/{new}"))
    assert "Close" in _linked(claire.get(f"/requests/{new}"))
    assert "Suivie de" in _linked(claire.get(f"/requests/{old}"))


def test_nobody_learns_from_a_request_that_its_requester_has_a_social_one(claire: Browser, hall: Hall) -> None:
    open_one, secret = hall.ids["trou"], hall.ids[SECRET]
    with hall.installation.database.write() as session:
        link(session, seed.VALOGNES, secret, open_one, Tie.NUMBER, is_proven=True)
    page = claire.get(f"/requests/{open_one}")
    assert _linked(page) == ""
    assert f"/requests/{secret}" not in page


def test_a_social_request_that_is_followed_is_named_without_its_content(claire: Browser, hall: Hall) -> None:
    message, secret = hall.ids["trou"], hall.ids[SECRET]
    with hall.installation.database.write() as session:
        link(session, seed.VALOGNES, message, secret, Tie.NUMBER, is_proven=False)
    told = _linked(claire.get(f"/requests/{message}"))
    assert "Demande confidentielle" in told
    assert SECRET not in told


def test_a_merged_request_and_its_main_one_name_each_other(claire: Browser, hall: Hall) -> None:
    part, main = hall.ids["crottes de chien"], hall.ids["trou"]
    with hall.installation.database.write() as session:
        follow_ups.merge(session, part, main)
    assert "Rattachée à" in _linked(claire.get(f"/requests/{part}"))
    assert "Demande rattachée" in _linked(claire.get(f"/requests/{main}"))


def test_files_of_a_message_that_was_added_can_be_had(claire: Browser, hall: Hall) -> None:
    with hall.installation.database.write() as session:
        other = requests.get(session, _with_pieces(hall))
        follow_ups.add(session, seed.VALOGNES, hall.ids["trou"], other.draft_id, Addition.CHASER, seed.NOW)
    here = f"/requests/{hall.ids['trou']}/added/{other.draft_id}"
    piece = next(one for one in other.draft.attachments if one.danger is None)
    assert f'href="{here}/attachments/{piece.part}"' in claire.get(f"/requests/{hall.ids['trou']}")
    got = claire.client.get(f"{here}/attachments/{piece.part}")
    assert (got.status_code, len(got.content)) == (200, piece.size)
    assert claire.client.get(f"{here}/original.eml").content == hall.installation.blobs.path(other.inbound.sha256).read_bytes()
    assert claire.status(f"{here}/attachments/999") == 404
    assert claire.status(f"/requests/{hall.ids['crottes de chien']}/added/{other.draft_id}/original.eml") == 404


def test_all_addresses_a_message_came_in_at_are_named(claire: Browser, hall: Hall) -> None:
    request = hall.ids["trou"]
    with hall.installation.database.write() as session:
        record = requests.get(session, request)
        again = replace(record.inbound, mailbox="proprete@valognes.example")
        inbounds.add(session, again)
    assert "proprete@valognes.example" in claire.get(f"/requests/{request}")


def _with_pieces(hall: Hall) -> RequestId:
    with hall.installation.database.read() as session:
        kept = (requests.get(session, one) for one in hall.ids.values())
        return next(
            one.line.id for one in kept if one.line.town == seed.VALOGNES and any(not piece.danger for piece in one.draft.attachments)
        )
