import re
from dataclasses import replace

import pytest

from domain.department import Confidentiality
from domain.draft import Provenance, ReadIn, Trait
from domain.evidence import Part, Span
from domain.request import Addition
from store import drafts, follow_ups, history, journal, requests
from store.blobs import Blobs
from store.history import HistoryLine
from store.schema import RequestRow
from tests.web import seed
from tests.web.conftest import Browser, Hall

LAMP = next(story.heading for story in seed.STORIES if story.html)


def test_evidence_is_marked_in_the_text_with_what_it_speaks_for(claire: Browser, hall: Hall) -> None:
    page = claire.get(f"/requests/{hall.ids['URGENT cable electrique par terre']}")
    assert re.search('<mark class="ev-subject" title="Type\u00a0: Câble ou candélabre dangereux">câble électrique</mark>', page)
    assert re.search('<mark class="ev-place" title="Lieu\u00a0: Rue des Religieuses">rue des Religieuses</mark>', page)
    assert re.search('<mark class="ev-rule" title="Règle\u00a0: R1 [^"]+">étincelles</mark>', page)


def test_the_requester_is_shown_with_what_he_was_read_from(claire: Browser, hall: Hall) -> None:
    request = hall.ids["trou"]
    signature = "Les <b>Foulées</b> du Val\nSIRET 732 829 320 00074"
    with hall.installation.database.write() as session:
        record = requests.get(session, request)
        told = (
            _told(Trait.NAME, "LEBRUN Sylvie", ReadIn.FROM, "Sylvie Lebrun", None),
            _told(Trait.PHONE, "+33261910043", ReadIn.TEXT, "nid de poule", (record.draft.text.index("nid"), Part.BODY)),
            _told(Trait.SIRET, "73282932000074", ReadIn.SIGNATURE, "732 829 320 00074", (signature.index("732"), Part.SIGNATURE)),
        )
        drafts.put(session, record.draft_id, replace(record.draft, signature=signature, provenance=told))
        row = session.get_one(RequestRow, request)
        row.requester = {**row.requester, "name": "LEBRUN Sylvie", "siret": "73282932000074", "other_phones": ["+33261910043"]}
    page = claire.get(f"/requests/{request}")
    plain = " ".join(re.sub("<[^>]+>", " ", page).split())
    assert "LEBRUN Sylvie Lu dans : ligne de l’expéditeur Sylvie Lebrun" in plain
    assert "numéro SIRET 73282932000074 Lu dans : signature 732 829 320 00074" in plain
    assert '<mark class="ev-requester" title="Demandeur\u00a0: numéro SIRET">732 829 320 00074</mark>' in page
    assert re.search('<mark class="ev-subject" title="[^"]+ · Demandeur\u00a0: téléphone">nid de poule</mark>', page)
    assert "Les &lt;b&gt;Foulées&lt;/b&gt; du Val" in page


def _told(trait: Trait, value: str, read_in: ReadIn, quote: str, at: tuple[int, Part] | None) -> Provenance:
    where = None if at is None else Span(part=at[1], start=at[0], end=at[0] + len(quote))
    return Provenance(trait=trait, value=value, read_in=read_in, quote=quote, where=where)


def test_a_value_of_the_requester_that_no_message_says_is_shown_without_words(claire: Browser, hall: Hall) -> None:
    page = claire.get(f"/requests/{hall.ids['trou']}")
    assert "LEBRUN Sylvie" in page
    assert "Lu dans" not in page


def test_the_trace_names_the_deciding_rule_and_those_that_failed(claire: Browser, hall: Hall) -> None:
    page = claire.get(f"/requests/{hall.ids['URGENT cable electrique par terre']}")
    assert "Mots de danger : astreinte" in page
    assert "a décidé" in page
    assert "2 règles non remplies" in page
    assert "Jeu de règles n°\u00a01" in page


def test_what_a_rule_excludes_is_shown_as_excluded(claire: Browser, hall: Hall) -> None:
    page = claire.get(f"/requests/{hall.ids['URGENT cable electrique par terre']}")
    leaves = page.partition('class="rule is-winner"')[2].partition("</li>\n</li>")[0]
    told = " ".join(re.sub("<[^>]+>", " ", leaves).split())
    assert "remplie : Mots câble, étincelles étincelles remplie : Sauf ceci : non remplie : Origine fax → email" in told


def test_text_of_another_request_of_the_message_is_set_back(claire: Browser, hall: Hall) -> None:
    page = claire.get(f"/requests/{hall.ids['deux choses']}")
    assert re.search(r'<span class="other">\s*2\) et toujours pas de réponse', page)


def test_the_history_has_the_columns_of_the_printed_sheet(claire: Browser, hall: Hall) -> None:
    page = claire.get(f"/requests/{hall.ids['trou']}").partition('class="table history"')[2]
    assert re.findall(r'<th scope="col">([^<]+)</th>', page) == ["Agent", "Date", "Début", "Détails"]
    first = page.partition("<tbody>")[2].partition("</tr>")[0]
    assert "Création de la fiche" in first
    assert "25/11/2026" in first
    assert "10:15" in first


@pytest.mark.parametrize(("heading", "is_open"), [("trou", True), ("Aide pour mon loyer", False)])
def test_what_the_requester_wrote_again_is_read_by_whoever_may_read_the_request(
    claire: Browser, hall: Hall, heading: str, is_open: bool
) -> None:
    request = hall.ids[heading]
    with hall.installation.database.write() as session:
        first = requests.get(session, request)
        again = replace(first.draft, item=2, heading="encore moi", text="Toujours <b>rien</b>, je vous relance.")
        (draft_id,) = drafts.add(session, first.inbound_id, seed.VALOGNES, (again,), seed.NOW)
        follow_ups.add(session, seed.VALOGNES, request, draft_id, Addition.CHASER, seed.NOW)
    page = claire.get(f"/requests/{request}")
    assert "<b>rien</b>" not in page
    for told in ("Relance de l’usager", "encore moi", "Toujours &lt;b&gt;rien&lt;/b&gt;, je vous relance."):
        assert (told in page) is is_open


def test_the_history_names_the_request_a_message_may_follow(claire: Browser, hall: Hall) -> None:
    request = hall.ids["trou"]
    with hall.installation.database.write() as session:
        line = HistoryLine(at=seed.NOW, actor="routing", action="created", details={"follows": "2025/0012", "followed": 1})
        history.append(session, seed.VALOGNES, request, line)
    assert "Suite possible de\u00a0: 2025/0012" in claire.get(f"/requests/{request}")


def test_nothing_a_sender_wrote_becomes_markup(claire: Browser, hall: Hall) -> None:
    for view in ("text", "plain", "mail"):
        page = claire.get(f"/requests/{hall.ids[LAMP]}?view={view}")
        assert "<script>alert" not in page
        assert "<img" not in page.partition("<main")[2]
    assert "{{ 7*7 }}" in claire.get(f"/requests/{hall.ids[LAMP]}")


@pytest.mark.parametrize("path", ["", "/mail", "/original.eml", "/attachments/2", "?view=plain"])
def test_a_request_of_another_town_is_not_there(claire: Browser, hall: Hall, path: str) -> None:
    assert claire.status(f"/requests/{hall.ids['breville']}{path}") == 404


@pytest.mark.parametrize("path", ["/requests/0", "/requests/999999", "/requests/x", f"/requests/{10**22}", "/requests/1/attachments/99"])
def test_what_is_not_there_is_not_found(claire: Browser, path: str) -> None:
    assert claire.status(path) == 404


def test_a_social_request_shows_that_it_is_there_and_nothing_of_it(claire: Browser, hall: Hall) -> None:
    request = hall.ids["Aide pour mon loyer"]
    page = claire.get(f"/requests/{request}?view=plain")
    assert "Demande confidentielle" in page
    assert "Action sociale" not in page.partition("<main")[2]
    assert not re.search("loyer|MARTEL|Aide sociale|a décidé|original", page.partition("<main")[2])
    for path in ("/mail", "/original.eml", "/attachments/1"):
        assert claire.status(f"/requests/{request}{path}") == 404


def test_a_social_request_stays_closed_to_administrators(browser: Browser, hall: Hall) -> None:
    assert browser.sign_in("admin") == 303
    assert "loyer" not in browser.get(f"/requests/{hall.ids['Aide pour mon loyer']}")


def test_every_look_at_a_social_request_is_in_the_journal(claire: Browser, hall: Hall) -> None:
    request = hall.ids["Aide pour mon loyer"]
    for path in ("", "/mail", "/original.eml"):
        claire.get(f"/requests/{request}{path}")
    claire.get(f"/requests/{hall.ids['trou']}")
    with hall.installation.database.read() as session:
        lines = journal.page(session, seed.VALOGNES, after=None, limit=20)
    looks = [line for line in lines if line.action == "refused"]
    assert [line.details["what"] for line in looks] == ["original", "message", "page"]
    assert {(line.actor, line.object) for line in looks} == {("claire", f"request {request}")}


def test_opening_a_restricted_request_is_in_the_journal(claire: Browser, hall: Hall) -> None:
    blobs = Blobs(hall.installation.settings.blobs_folder)
    story = replace(seed.STORIES[4], heading="restreint", text="texte réservé", confidentiality=Confidentiality.RESTRICTED)
    with hall.installation.database.write() as session:
        request = seed.keep(session, blobs, seed.VALOGNES, story)
    assert "texte réservé" in claire.get(f"/requests/{request}")
    with hall.installation.database.read() as session:
        (line, *_) = journal.page(session, seed.VALOGNES, after=None, limit=1)
    assert (line.action, line.object) == ("read", f"request {request}")


def test_the_original_is_handed_out_unchanged(claire: Browser, hall: Hall) -> None:
    answer = claire.client.get(f"/requests/{hall.ids['trou']}/original.eml")
    assert answer.headers["content-disposition"].startswith('attachment; filename="2026-0004.eml"')
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert b"nid de poule" in answer.content


def test_a_dangerous_attachment_is_asked_for_twice(claire: Browser, hall: Hall) -> None:
    request = hall.ids[LAMP]
    page = claire.get(f"/requests/{request}")
    assert "Une page web qui peut exécuter des programmes" in page
    part = re.findall(r"/attachments/(\d+)", page)[0]
    path = f"/requests/{request}/attachments/{part}"
    first = claire.client.get(path)
    assert "alert(4)" not in first.text and "Pièce jointe mise à l’écart" in first.text
    assert claire.client.post(path, headers={"Origin": "http://testserver"}).status_code == 403
    token = first.text.partition('name="csrf" value="')[2].partition('"')[0]

    answer = claire.client.post(path, data={"csrf": token}, headers={"Origin": "http://testserver"})

    assert answer.status_code == 200
    assert answer.content.strip() == b"<script>alert(4)</script>"
    assert answer.headers["content-type"] == "application/octet-stream"
    assert re.match(r'attachment; filename="[^<>/"]*\.html\.danger"', answer.headers["content-disposition"])
    assert "sandbox" in answer.headers["content-security-policy"]
    with hall.installation.database.read() as session:
        (line, *_) = journal.page(session, seed.VALOGNES, after=None, limit=1)
    assert (line.action, line.actor, line.details["danger"]) == ("took_dangerous", "claire", "page")


def test_a_picture_keeps_the_type_found_in_it(claire: Browser, hall: Hall) -> None:
    page = claire.get(f"/requests/{hall.ids['URGENT cable electrique par terre']}")
    part = re.findall(r"/attachments/(\d+)", page)[0]
    answer = claire.client.get(f"/requests/{hall.ids['URGENT cable electrique par terre']}/attachments/{part}")
    assert "photo%20rue.png" in answer.headers["content-disposition"]
    assert answer.headers["content-type"].startswith(("image/png", "application/octet-stream"))


def test_files_are_called_by_words_an_agent_knows(claire: Browser, hall: Hall) -> None:
    page = claire.get(f"/requests/{hall.ids[LAMP]}")
    assert '<span title="text/html">Page web</span>' in page


def test_a_message_without_formatted_version_has_no_empty_frame(claire: Browser, hall: Hall) -> None:
    without, with_html = (claire.get(f"/requests/{hall.ids[heading]}?view=mail") for heading in ("trou", LAMP))
    assert "<iframe" not in without and "Ce message n’a pas de version mise en forme" in without
    assert "<iframe" in with_html


def test_the_formatted_message_has_a_policy_of_its_own(claire: Browser, hall: Hall) -> None:
    answer = claire.client.get(f"/requests/{hall.ids[LAMP]}/mail")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none'; style-src 'sha256-")
    assert "script-src" not in policy
    assert "<b>clignote</b>" in answer.text
    assert not re.search(r"<script|<img|<form|<svg|<meta http|<base|<link|<iframe|href=|onerror", answer.text)


def test_an_agent_reads_a_message_without_formatted_version(claire: Browser, hall: Hall) -> None:
    assert "Ce message n’a pas de version mise en forme." in claire.get(f"/requests/{hall.ids['trou']}/mail")
