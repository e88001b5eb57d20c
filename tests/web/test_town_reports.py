"""The public map and list of reports, what agents publish, and who follows (S45): never more than Open311 gives."""

import html
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PIL import Image
from pydantic import SecretStr
from sqlalchemy import select, update

from domain.following import PortalAct
from domain.form import FormFile
from domain.incident import Inclusion
from domain.rights import Role
from flows import erase
from flows.added import add_files
from flows.erase import Why
from flows.open311.services import Offers
from flows.open311.shown import Shown, by_request
from flows.portal import following, own
from flows.portal.own import Wanted
from flows.send import message
from flows.work import work
from ingest.form.enclosed import File
from store import agents, followers, history, incidents, jobs, outbox, publications
from store.agents import NewAgent
from store.history import HistoryLine
from store.outbox import OutboxId
from store.schema import FollowerRow, JobRow, OutboxRow, PublishedPhotoRow, RequestRow
from tests.web import seed
from tests.web.conftest import ORIGIN, Browser, Hall
from tests.web.filled import REPORT, publish_common, token
from tests.web.town_reports import HOLE, add_reports, open_map, put
from web.pages import public_form

HOME = "/p/valognes"
SECRET, DOG, LAMP = "Aide pour mon loyer", "Chien qui aboie", "Lampadaire éteint depuis une semaine"
ADDRESS = "lise.martin@courriel.example"
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def shown(hall: Hall) -> Hall:
    """The town with its map open, and one report on it; mails leave for a relay that takes none."""
    changed = {"url": "http://testserver", "relay_url": SecretStr("smtp://127.0.0.1:9"), "relay_from": "mairie@valognes.example"}
    object.__setattr__(hall.installation, "settings", hall.installation.settings.model_copy(update=changed))
    now = datetime.now(UTC)
    open_map(hall.installation, now)
    put(hall.installation, hall.ids[HOLE], now)
    return hall


def number(hall: Hall, heading: str = HOLE) -> str:
    with hall.installation.database.read() as session:
        row = session.get_one(RequestRow, hall.ids[heading])
        return f"{row.year}-{row.counter:04d}"


def change(hall: Hall, heading: str = HOLE, **values: object) -> None:
    with hall.installation.database.write() as session:
        session.execute(update(RequestRow).where(RequestRow.id == hall.ids[heading]).values(values))
        line = HistoryLine(at=datetime.now(UTC), actor="essai", action="corrected", details={})
        history.append(session, seed.VALOGNES, hall.ids[heading], line)


def numbers(page: str) -> set[str]:
    return set(re.findall(r"/reports/(\d{4}-\d+)", page))


def photo_with_position() -> bytes:
    noise = np.random.default_rng(7).integers(0, 255, (300, 400, 3), np.uint8).astype(np.uint8)
    exif = Image.Exif()
    exif[0x010F] = "Appareil de Jean"
    exif.get_ifd(0x8825).update({1: "N", 2: (49.0, 30.0, 0.0)})
    target = io.BytesIO()
    Image.fromarray(noise).save(target, "JPEG", quality=90, exif=exif)
    return target.getvalue()


def with_photo(hall: Hall) -> str:
    """Add a photo to the report and return what it is called."""
    files = [FormFile(filename="trou.jpg", content=photo_with_position())]
    added = add_files(hall.installation, hall.ids[HOLE], files, "claire", datetime.now(UTC), is_shareable=True)
    return f"added:{added.kept[0].id}"


def publish(claire: Browser, hall: Hall, do: str = "publish", **fields: str | list[str]) -> int:
    page = f"/requests/{hall.ids[HOLE]}/publication"
    shown = claire.client.get(page).text
    version = shown.partition('name="version" value="')[2].partition('"')[0]
    data = {"csrf": claire.token(page), "version": version, "do": do, **fields}
    return claire.client.post(page, data=data, headers={"Origin": ORIGIN}, follow_redirects=False).status_code


# --- what is shown --------------------------------------------------------------------------------------------------------------------


def test_nothing_is_there_unless_the_town_wants_it(browser: Browser, hall: Hall) -> None:
    for path in ("/map", "/reports", "/reports.rss", f"/reports/{number(hall)}"):
        answer = browser.client.get(HOME + path)
        assert answer.status_code == 404 and "Valognes" in answer.text, path
    assert "/reports" not in browser.get(HOME)


def test_list_map_and_feed_show_what_open311_lists_and_nothing_else(browser: Browser, shown: Hall) -> None:
    listed = browser.client.get("/open311/v2/requests.json?jurisdiction_id=valognes&status=open").json()
    open311 = {one["service_request_id"] for one in listed}
    assert number(shown) in open311
    assert numbers(browser.get(f"{HOME}/reports?days=365")) == open311
    assert numbers(browser.get(f"{HOME}/reports.rss?days=365")) == open311
    on_map = browser.get(f"{HOME}/map?days=365")
    assert number(shown) in numbers(on_map) and numbers(on_map) <= open311
    for page in (on_map, browser.get(f"{HOME}/reports?days=365"), browser.get(f"{HOME}/reports/{number(shown)}")):
        assert not re.search(r"QUESNEL|Quesnel|failli tomber|06 39|@courriel|devant le 22", page)


def test_a_house_is_never_told(browser: Browser, shown: Hall) -> None:
    page = browser.get(f"{HOME}/reports/{number(shown)}")
    assert "Rue Carnot" in page and not re.search(r"\b7,? Rue Carnot", page)
    assert "49.509000,-1.471000" in page


@pytest.mark.parametrize("heading", [SECRET, DOG])
def test_who_asks_for_what_is_not_public_is_told_the_same_as_for_what_is_not_there(browser: Browser, shown: Hall, heading: str) -> None:
    change(shown, heading, year=2026, counter=900)
    if heading == DOG:
        change(shown, heading, status="review")
    concealed, absent = (browser.client.get(f"{HOME}/reports/{one}") for one in ("2026-0900", "2026-0901"))
    assert (concealed.status_code, absent.status_code) == (404, 404)
    assert concealed.text.replace("2026-0900", "") == absent.text.replace("2026-0901", "")


@pytest.mark.parametrize("name", ["1", "0", "2026", "2026-0001x", "2026/0001", "%2e%2e", "%00", "２０２６-０００１", "9" * 40])
def test_only_public_numbers_lead_to_a_report(browser: Browser, shown: Hall, name: str) -> None:
    assert browser.status(f"{HOME}/reports/{name}") == 404


def test_a_tracking_code_opens_nothing_here(browser: Browser, shown: Hall) -> None:
    with shown.installation.database.read() as session:
        code = session.get_one(RequestRow, shown.ids[HOLE]).tracking
    assert browser.status(f"{HOME}/reports/{code}") == 404


def test_what_becomes_confidential_or_is_merged_leaves_list_and_map_at_once(browser: Browser, shown: Hall) -> None:
    for values in ({"confidentiality": 1}, {"merged_into": shown.ids[LAMP]}, {"status": "review"}):
        assert number(shown) in numbers(browser.get(f"{HOME}/map"))
        change(shown, **values)
        assert number(shown) not in numbers(browser.get(f"{HOME}/map"))
        assert number(shown) not in numbers(browser.get(f"{HOME}/reports"))
        change(shown, confidentiality=0, merged_into=None, status="open")


def test_what_is_included_in_an_incident_is_shown_once(browser: Browser, shown: Hall) -> None:
    other = add_reports(shown.installation, shown.ids[HOLE], 1, datetime.now(UTC))[0]
    for page in ("map", "reports"):
        assert "2026-1000" in numbers(browser.get(f"{HOME}/{page}"))
    with shown.installation.database.write() as session:
        incidents.include(session, Inclusion(request=other, main=shown.ids[HOLE], town=seed.VALOGNES, agent="claire", at=datetime.now(UTC)))
        history.append(session, seed.VALOGNES, other, HistoryLine(at=datetime.now(UTC), actor="claire", action="included", details={}))
    for page in ("map", "reports"):
        assert "2026-1000" not in numbers(browser.get(f"{HOME}/{page}"))


def test_filters_narrow_and_never_tell_what_a_label_hides(browser: Browser, shown: Hall) -> None:
    with shown.installation.database.read() as session:
        decision = session.get_one(RequestRow, shown.ids[HOLE]).decision
    assert number(shown) in numbers(browser.get(f"{HOME}/reports?subject=VOI-01&street=carnot"))
    assert number(shown) not in numbers(browser.get(f"{HOME}/reports?subject=ECL-01&days=365"))
    assert number(shown) not in numbers(browser.get(f"{HOME}/reports?street=religieuses"))
    assert number(shown) not in numbers(browser.get(f"{HOME}/reports?state=closed&days=365"))
    change(shown, decision={**decision, "orientation": {**decision["orientation"], "public_label": "Demande réservée"}})
    assert "Demande réservée" in browser.get(f"{HOME}/reports")
    for query in ("subject=VOI-01", "street=carnot"):
        for page in ("reports", "map", "reports.rss"):
            assert number(shown) not in numbers(browser.get(f"{HOME}/{page}?{query}")), (page, query)
    assert browser.status(f"{HOME}/publications") == 404


@pytest.mark.parametrize(
    "query", ["days=-1", "days=99999999", "state=x", "subject=" + SCRIPT, "street=" + SCRIPT, "at=999,999,99", "at=x", "sector=%00"]
)
def test_hostile_filters_are_as_if_not_said(browser: Browser, shown: Hall, query: str) -> None:
    for page in ("map", "reports", "reports.rss"):
        answer = browser.client.get(f"{HOME}/{page}?{query}")
        assert answer.status_code == 200 and SCRIPT not in answer.text, page


def test_pages_go_on_below_one_another(browser: Browser, shown: Hall) -> None:
    add_reports(shown.installation, shown.ids[HOLE], 120, datetime.now(UTC))
    seen: list[str] = []
    path = f"{HOME}/reports"
    for _ in range(4):
        page = browser.get(path)
        seen += sorted(numbers(page))
        found = re.search(r'href="([^"]+)" rel="next"', page)
        if found is None:
            break
        path = html.unescape(found[1])
    assert len(seen) == len(set(seen)) >= 121
    assert browser.status(f"{HOME}/reports?after=x") == 404


def test_thousands_of_reports_are_one_light_page_of_few_marks(browser: Browser, shown: Hall) -> None:
    add_reports(shown.installation, shown.ids[HOLE], 3000, datetime.now(UTC))
    answer = browser.client.get(f"{HOME}/map")
    assert len(answer.content) < 100_000
    marks = answer.text.count('class="touch"')
    assert 3 < marks <= 48
    assert sum(map(int, re.findall(r'class="many-count"[^>]*>(\d+)<', answer.text))) > 1500


def test_a_map_that_has_not_changed_is_not_sent_again(browser: Browser, shown: Hall) -> None:
    first = browser.client.get(f"{HOME}/map")
    known = {"If-None-Match": first.headers["etag"]}
    assert browser.client.get(f"{HOME}/map", headers=known).status_code == 304
    change(shown, status="closed", closed_at=datetime.now(UTC))
    again = browser.client.get(f"{HOME}/map", headers=known)
    assert again.status_code == 200 and number(shown) not in numbers(again.text)
    assert number(shown) in numbers(browser.get(f"{HOME}/map?state=closed"))


def test_the_feed_is_rss_with_addresses_of_the_portal(browser: Browser, shown: Hall) -> None:
    answer = browser.client.get(f"{HOME}/reports.rss")
    assert answer.headers["content-type"].startswith("application/rss+xml")
    root = ET.fromstring(answer.content)  # noqa: S314 - our own
    assert root.tag == "rss" and root.get("version") == "2.0"
    items = root.findall("channel/item")
    told = {one.findtext("guid"): one.findtext("title") for one in items}
    assert f"http://testserver/p/valognes/reports/{number(shown)}" in told
    assert all(one.findtext("pubDate") and one.findtext("link") for one in items)


# --- what agents publish --------------------------------------------------------------------------------------------------------------


def test_text_is_public_only_as_an_agent_approves_it_and_gone_when_he_takes_it_back(claire: Browser, shown: Hall) -> None:
    report = f"{HOME}/reports/{number(shown)}"
    assert "failli" not in claire.get(report)
    assert publish(claire, shown, text=f"Un trou {SCRIPT} & rien") == 303
    page = claire.get(report)
    assert "Un trou &lt;script&gt;alert(1)&lt;/script&gt; &amp; rien" in page and SCRIPT not in page
    [told] = claire.client.get(f"/open311/v2/requests/{number(shown)}.json?jurisdiction_id=valognes").json()
    assert told["description"] == f"Un trou {SCRIPT} & rien"
    assert "Un trou &lt;script" in claire.get(f"{HOME}/reports.rss")
    assert publish(claire, shown, do="hold") == 303
    assert "Un trou" not in claire.get(report) and "Un trou" not in claire.get(f"{HOME}/reports.rss")
    with shown.installation.database.read() as session:
        actions = [one.action for one in history.lines(session, shown.ids[HOLE])]
        kept = publications.find(session, shown.ids[HOLE])
    assert [one for one in actions if one in {"published", "unpublished"}] == ["published", "unpublished"]
    assert kept is not None and (kept.text, kept.version) == ("", 2)


def test_a_photo_is_a_copy_without_position_and_without_what_was_hidden(claire: Browser, shown: Hall) -> None:
    source = with_photo(shown)
    boxes: dict[str, list[str]] = {f"box-{source}": ["25 25 50 50", ""]}
    assert publish(claire, shown, "publish", source=source, show=source, text="Un trou.", **boxes) == 303
    page = claire.get(f"{HOME}/reports/{number(shown)}")
    address = re.search(rf'src="({HOME}/photos/[\w-]+\.jpg)"', page)
    assert address is not None
    answer = claire.client.get(address[1])
    assert answer.headers["content-type"] == "image/jpeg" and "no-cache" in answer.headers["cache-control"]
    assert b"Exif" not in answer.content and b"Jean" not in answer.content
    points = np.asarray(Image.open(io.BytesIO(answer.content))).astype(int)
    assert points[90:210, 120:280].std() < points[:60].std() / 3
    [told] = claire.client.get(f"/open311/v2/requests/{number(shown)}.json?jurisdiction_id=valognes").json()
    assert told["media_url"] == f"http://testserver{address[1]}"
    # The next one who decides goes on from the same boxes.
    assert 'value="25.0 25.0 50.0 50.0"' in claire.get(f"/requests/{shown.ids[HOLE]}/publication")
    change(shown, confidentiality=1)
    assert claire.status(address[1]) == 404
    change(shown, confidentiality=0, limited_at=datetime.now(UTC))
    assert claire.status(address[1]) == 404 and claire.status(f"{HOME}/reports/{number(shown)}") == 404
    change(shown, limited_at=None)
    assert claire.status(address[1]) == 200
    assert publish(claire, shown, do="hold") == 303
    assert claire.status(address[1]) == 404
    with shown.installation.database.read() as session:
        assert session.scalars(select(PublishedPhotoRow.token)).all() == []


def test_the_photo_of_a_merged_report_is_gone_with_its_page(claire: Browser, shown: Hall) -> None:
    source = with_photo(shown)
    assert publish(claire, shown, source=source, show=source, text="Un trou.") == 303
    address = re.search(rf'src="({HOME}/photos/[\w-]+\.jpg)"', claire.get(f"{HOME}/reports/{number(shown)}"))
    assert address is not None and claire.status(address[1]) == 200
    # What it is a part of may be confidential; whoever has kept the address of the photo must not see it for ever.
    change(shown, merged_into=shown.ids[SECRET])
    assert claire.status(f"{HOME}/reports/{number(shown)}") == 404
    assert claire.status(address[1]) == 404


def test_a_report_that_is_left_alone_is_public_nowhere(browser: Browser, shown: Hall) -> None:
    assert number(shown) in numbers(browser.get(f"{HOME}/map"))
    change(shown, limited_at=datetime.now(UTC))
    for page in ("map", "reports", "reports.rss"):
        assert number(shown) not in numbers(browser.get(f"{HOME}/{page}")), page
    assert browser.status(f"{HOME}/reports/{number(shown)}") == 404
    listed = browser.client.get("/open311/v2/requests.json?jurisdiction_id=valognes&status=open").json()
    assert number(shown) not in {one["service_request_id"] for one in listed}
    change(shown, limited_at=None)
    assert number(shown) in numbers(browser.get(f"{HOME}/map"))


@pytest.mark.parametrize("box", ["200 0 10 10", "0 0 0 0", "x", "90 90 20 20", "1e9 1 1 1"])
def test_a_box_that_is_none_is_told_and_nothing_is_published(claire: Browser, shown: Hall, box: str) -> None:
    source = with_photo(shown)
    assert publish(claire, shown, source=source, show=source, text="x", **{f"box-{source}": box}) == 422
    with shown.installation.database.read() as session:
        assert publications.find(session, shown.ids[HOLE]) is None


def test_a_photo_sent_later_on_the_portal_is_offered_and_published_like_the_first(claire: Browser, shown: Hall) -> None:
    wanted = Wanted(
        request=shown.ids[HOLE],
        act=PortalAct.MESSAGE,
        text="Voici une photo.",
        files=(File(name="plus-tard.jpg", media_type="image/jpeg", content=photo_with_position()),),
        page="p1",
        language="fr",
    )
    kept = own.send(shown.installation, wanted, datetime.now(UTC))
    page = f"/requests/{shown.ids[HOLE]}/publication"
    assert "plus-tard.jpg" not in claire.get(page), "it is not read yet"
    for queue in (*jobs.QUEUES, *jobs.QUEUES):
        work(shown.installation, queue, datetime.now(UTC) + timedelta(seconds=5))
    told = html.unescape(claire.get(page))
    source = next(iter(re.findall(r'name="source" value="(arrival:\d+:\d+)"', told)))
    assert source.startswith(f"arrival:{kept.inbound_id}:") and "plus-tard.jpg" in told and "envoyée plus tard, le" in told
    assert claire.client.get(f"{page}/photo?source={source}").headers["content-type"] == "image/jpeg"
    boxes: dict[str, list[str]] = {f"box-{source}": ["25 25 50 50"]}
    assert publish(claire, shown, "publish", source=source, show=source, text="Un trou.", **boxes) == 303
    address = re.search(rf'src="({HOME}/photos/[\w-]+\.jpg)"', claire.get(f"{HOME}/reports/{number(shown)}"))
    assert address is not None
    with Image.open(io.BytesIO(claire.client.get(address[1]).content)) as photo:
        assert not photo.getexif()


def test_a_photo_of_another_request_s_message_is_not_handed_out(claire: Browser, shown: Hall) -> None:
    page = f"/requests/{shown.ids[HOLE]}/publication/photo"
    assert [claire.status(f"{page}?source={one}") for one in ("arrival:1:1", "arrival:99999:1", "arrival:1", "arrival:1:1:1")] == [404] * 4


@pytest.mark.parametrize("source", ["part:99", "added:99", "../../etc/passwd", "part:-1"])
def test_photos_of_others_are_never_published(claire: Browser, shown: Hall, source: str) -> None:
    assert claire.status(f"/requests/{shown.ids[HOLE]}/publication/photo?source={source}") == 404
    status = publish(claire, shown, source=source, show=source, text="x")
    page = claire.get(f"{HOME}/reports/{number(shown)}")
    assert status in {303, 404} and "/photos/" not in page


def test_two_agents_who_decide_at_once_do_not_undo_one_another(claire: Browser, shown: Hall) -> None:
    page = f"/requests/{shown.ids[HOLE]}/publication"
    data = {"csrf": claire.token(page), "version": "0", "do": "publish", "text": "premier"}
    assert claire.client.post(page, data=data, headers={"Origin": ORIGIN}, follow_redirects=False).status_code == 303
    again = claire.client.post(page, data={**data, "text": "second"}, headers={"Origin": ORIGIN}, follow_redirects=False)
    assert again.status_code == 409 and "second" in again.text
    assert "premier" in claire.get(f"{HOME}/reports/{number(shown)}")


def test_who_may_not_review_publishes_nothing(new_browser: Callable[[], Browser], shown: Hall) -> None:
    page = f"/requests/{shown.ids[HOLE]}/publication"
    with shown.installation.database.write() as session:
        admin = frozenset({Role.ADMIN})
        new = NewAgent(town=seed.VALOGNES, login="boss", name="b", roles=admin, password_hash=seed.PASSWORD_HASH, must_change=False)
        agents.add(session, new, seed.NOW)
    other = new_browser()
    assert other.sign_in("boss") == 303
    assert {other.status(page), other.status("/publications")} <= {403, 404}
    assert other.client.post(
        page, data={"csrf": other.token("/account"), "do": "publish", "text": "x"}, headers={"Origin": ORIGIN}
    ).status_code in {403, 404}
    outside = new_browser()
    assert outside.client.get(page, follow_redirects=False).status_code == 303
    with shown.installation.database.read() as session:
        assert publications.find(session, shown.ids[HOLE]) is None


def test_what_is_not_public_has_nothing_to_publish(claire: Browser, shown: Hall) -> None:
    for heading in (DOG, "deux choses"):
        assert claire.status(f"/requests/{shown.ids[heading]}/publication") == 404


def test_what_waits_is_decided_several_at_once(claire: Browser, shown: Hall) -> None:
    page = claire.get("/publications")
    ids = re.findall(r'name="request" value="(\d+)"', page)
    assert str(shown.ids[HOLE]) in ids and str(shown.ids[SECRET]) not in ids
    # One of them is not public any more, another is nowhere: the rest is decided all the same.
    chosen = [str(shown.ids[SECRET]), "999999999", str(shown.ids[HOLE]), "999999999999999999999"]
    data = {"csrf": claire.token("/publications"), "do": "publish", "request": chosen}
    answer = claire.client.post("/publications", data=data, headers={"Origin": ORIGIN}, follow_redirects=False)
    assert answer.headers["location"] == "/publications?done=1"
    told = claire.get(f"{HOME}/reports/{number(shown)}")
    assert "gros nid de poule" in told and "devant le 22" not in told and "█████" in told
    assert str(shown.ids[HOLE]) not in re.findall(r'name="request" value="(\d+)"', claire.get("/publications"))


def test_anonymisation_takes_what_was_published_and_who_follows(claire: Browser, shown: Hall) -> None:
    source = with_photo(shown)
    publish(claire, shown, text="Un trou.", source=source, show=source)
    follower = follow(claire, shown)
    following.confirm(shown.installation, offers(shown), confirm_token(shown, follower), datetime.now(UTC))
    with shown.installation.database.write() as session:
        session.execute(update(OutboxRow).where(OutboxRow.recipient == ADDRESS).values(state="sent"))
    with shown.installation.database.destroy() as session:
        erase.erase(shown.installation, session, seed.VALOGNES, [shown.ids[HOLE]], Why(actor="dpo", rule="essai"), datetime.now(UTC))
    with shown.installation.database.read() as session:
        assert publications.find(session, shown.ids[HOLE]) is None
        assert session.scalars(select(PublishedPhotoRow.token)).all() == []
        assert session.scalars(select(FollowerRow.id)).all() == []
        assert session.scalars(select(OutboxRow.id).where(OutboxRow.recipient == ADDRESS)).all() == []


# --- who follows ----------------------------------------------------------------------------------------------------------------------


def offers(hall: Hall) -> Offers:
    return Offers(hall.installation.database)


def follow(browser: Browser, hall: Hall, address: str = ADDRESS) -> int | None:
    """Ask to follow the report; return who follows."""
    report = f"{HOME}/reports/{number(hall)}"
    data = {"csrf": browser.token(report), "email": address}
    answer = browser.client.post(f"{report}/follow", data=data, headers={"Origin": ORIGIN}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    with hall.installation.database.read() as session:
        return session.scalar(select(FollowerRow.id).where(FollowerRow.address == address.lower()))


def confirm_token(hall: Hall, follower: int | None) -> str:
    with hall.installation.database.read() as session:
        found = followers.find(session, follower or 0)
    assert found is not None
    return following.confirm_token(hall.installation, found)


def mails(hall: Hall, address: str = ADDRESS) -> list[EmailMessage]:
    with hall.installation.database.read() as session:
        ids = session.scalars(select(OutboxRow.id).where(OutboxRow.recipient == address).order_by(OutboxRow.id)).all()
        records = [outbox.get(session, OutboxId(one)) for one in ids]
    town = hall.installation.towns.get(seed.VALOGNES).town
    return [message(hall.installation.settings, town, one) for one in records]


def body(mail: EmailMessage) -> str:
    return str(mail.get_content())


def close(hall: Hall, days_ago: int = 0) -> None:
    change(hall, status="closed", closed_at=datetime.now(UTC) - timedelta(days=days_ago))


def test_nobody_is_told_before_he_has_pressed_the_button_of_his_mail(browser: Browser, shown: Hall) -> None:
    follow(browser, shown)
    [asking] = mails(shown)
    link = re.search(r"http://testserver(/p/valognes/follow-report/\S+)", body(asking))
    assert link is not None and number(shown) in asking["Subject"]
    # A mail server looks at the link: nothing is confirmed by that.
    assert browser.status(link[1]) == 200
    close(shown)
    assert following.tell_due(shown.installation, offers(shown), datetime.now(UTC)) == 0
    assert browser.client.post(link[1]).status_code == 200
    change(shown, status="open", closed_at=None)
    assert following.tell_due(shown.installation, offers(shown), datetime.now(UTC)) == 1
    assert following.tell_due(shown.installation, offers(shown), datetime.now(UTC)) == 0
    close(shown)
    assert following.tell_due(shown.installation, offers(shown), datetime.now(UTC)) == 1
    told = mails(shown)[-1]
    assert "terminé" in told["Subject"] and told["Auto-Submitted"] == "auto-generated"
    assert "1 personne" in browser.get(f"{HOME}/reports/{number(shown)}")


def test_every_mail_can_end_it_by_its_button_or_by_the_program_that_reads_it(browser: Browser, shown: Hall) -> None:
    follower = follow(browser, shown)
    browser.client.post(f"{HOME}/follow-report/{confirm_token(shown, follower)}")
    close(shown)
    following.tell_due(shown.installation, offers(shown), datetime.now(UTC))
    told = mails(shown)[-1]
    address = told["List-Unsubscribe"].strip("<>").removeprefix("http://testserver")
    assert told["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click" and address in body(told)
    assert browser.status(address) == 200
    # RFC 8058: no page, no cookie, no token of a form.
    browser.forget()
    for _ in range(2):
        assert browser.client.post(address, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    change(shown, status="open", closed_at=None)
    assert following.tell_due(shown.installation, offers(shown), datetime.now(UTC)) == 0
    with shown.installation.database.read() as session:
        assert session.scalars(select(FollowerRow.id)).all() == []


def test_whoever_asks_twice_gets_one_mail_and_learns_nothing(browser: Browser, shown: Hall) -> None:
    first, again = follow(browser, shown), follow(browser, shown, ADDRESS.upper())
    assert first == again and len(mails(shown)) == 1


def test_one_address_is_not_flooded(browser: Browser, shown: Hall) -> None:
    now, offer = datetime.now(UTC), offers(shown).get(seed.VALOGNES)
    reports = [by_request(shown.installation, offer, one) for one in add_reports(shown.installation, shown.ids[HOLE], 8, now)]
    assert len(reports) == 8
    for report in reports:
        assert isinstance(report, Shown)
        wish = following.Wish(town=seed.VALOGNES, report=report, address=ADDRESS, language="fr")
        following.follow(shown.installation, offer, wish, now)
    assert len(mails(shown)) == following.MOST_A_DAY


def test_one_mailbox_is_not_flooded_under_names_of_its_own(browser: Browser, shown: Hall) -> None:
    now, offer = datetime.now(UTC), offers(shown).get(seed.VALOGNES)
    report = by_request(shown.installation, offer, shown.ids[HOLE])
    assert report is not None
    for row in range(9):
        # What stands behind a plus leads to the same mailbox at most providers (RFC 5233).
        wish = following.Wish(town=seed.VALOGNES, report=report, address=f"lise.martin+{row}@courriel.example", language="fr")
        following.follow(shown.installation, offer, wish, now)
    other = following.Wish(town=seed.VALOGNES, report=report, address="lise_martin@courriel.example", language="fr")
    following.follow(shown.installation, offer, other, now)
    with shown.installation.database.read() as session:
        written = session.scalars(select(OutboxRow.recipient).where(OutboxRow.kind == followers.KIND)).all()
    assert len([one for one in written if one.startswith("lise.martin+")]) == following.MOST_A_DAY
    assert "lise_martin@courriel.example" in written


@pytest.mark.parametrize(
    "address",
    ["", "x", "a b@c.example", "mailer-daemon@courriel.example", "noreply@courriel.example", "a@b.example\nBcc: c@d.example", "é" * 300],
)
def test_what_nobody_reads_is_refused_beside_the_field(browser: Browser, shown: Hall, address: str) -> None:
    report = f"{HOME}/reports/{number(shown)}"
    answer = browser.client.post(f"{report}/follow", data={"csrf": browser.token(report), "email": address}, headers={"Origin": ORIGIN})
    assert answer.status_code == 422 and 'aria-invalid="true"' in answer.text


def test_the_towns_own_mailbox_follows_nothing(browser: Browser, shown: Hall) -> None:
    own = shown.installation.towns.get(seed.VALOGNES).town.email
    assert follow(browser, shown, own) is None or mails(shown, own) == []


def test_a_form_of_another_site_makes_nobody_follow(browser: Browser, shown: Hall) -> None:
    report = f"{HOME}/reports/{number(shown)}"
    browser.get(report)
    assert browser.client.post(f"{report}/follow", data={"email": ADDRESS}, headers={"Origin": ORIGIN}).status_code == 403
    data = {"csrf": browser.token(report), "email": ADDRESS}
    assert browser.client.post(f"{report}/follow", data=data, headers={"Origin": "https://evil.example"}).status_code == 403
    assert mails(shown) == []


def test_links_that_are_forged_of_another_or_old_do_nothing(browser: Browser, shown: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    follower = follow(browser, shown)
    token_of = confirm_token(shown, follower)
    for wrong in (token_of[:-3] + "AAA", "x", "a" * 500):
        assert browser.client.post(f"{HOME}/follow-report/{wrong}").status_code == 404
    assert browser.client.post(f"{HOME}/unfollow/{token_of}").status_code == 200
    assert browser.client.post(f"/p/breville/follow-report/{token_of}").status_code == 404
    monkeypatch.setattr(following, "CONFIRM_FOR", timedelta(seconds=-1))
    assert browser.client.post(f"{HOME}/follow-report/{token_of}").status_code == 404
    with shown.installation.database.read() as session:
        found = followers.find(session, follower or 0)
    assert found is not None and found.confirmed_at is None


def test_what_is_not_public_any_more_is_told_to_nobody(browser: Browser, shown: Hall) -> None:
    follower = follow(browser, shown)
    browser.client.post(f"{HOME}/follow-report/{confirm_token(shown, follower)}")
    before = len(mails(shown))
    change(shown, confidentiality=1, status="closed", closed_at=datetime.now(UTC))
    assert following.tell_due(shown.installation, offers(shown), datetime.now(UTC)) == 0
    assert len(mails(shown)) == before


def test_addresses_are_forgotten_unconfirmed_after_two_days_and_all_a_month_after_the_end(browser: Browser, shown: Hall) -> None:
    now = datetime.now(UTC)
    sure, unsure = follow(browser, shown), follow(browser, shown, "autre@courriel.example")
    browser.client.post(f"{HOME}/follow-report/{confirm_token(shown, sure)}")
    with shown.installation.database.write() as session:
        session.execute(update(OutboxRow).where(OutboxRow.kind == followers.KIND).values(state="sent"))
        session.execute(update(JobRow).where(JobRow.kind == "send").values(state="done"))
    assert following.forget_due(shown.installation, now + timedelta(days=1)) == 0
    assert following.forget_due(shown.installation, now + timedelta(days=3)) == 1
    with shown.installation.database.read() as session:
        assert followers.find(session, unsure or 0) is None and followers.find(session, sure or 0) is not None
    close(shown)
    assert following.forget_due(shown.installation, now + timedelta(days=29)) == 0
    assert following.forget_due(shown.installation, now + timedelta(days=31)) == 1
    with shown.installation.database.read() as session:
        assert followers.count(session, shown.ids[HOLE]) == 1
        assert session.scalars(select(OutboxRow.id).where(OutboxRow.recipient != "", OutboxRow.kind == followers.KIND)).all() == []


def test_agents_see_how_many_follow(claire: Browser, shown: Hall) -> None:
    follower = follow(claire, shown)
    page = f"/requests/{shown.ids[HOLE]}"
    assert "personne suit" not in claire.get(page)
    claire.client.post(f"{HOME}/follow-report/{confirm_token(shown, follower)}")
    assert "1 personne suit" in claire.get(page) and ADDRESS not in claire.get(page)


# --- in the form ----------------------------------------------------------------------------------------------------------------------


def test_a_form_shows_once_what_is_reported_near_there(browser: Browser, shown: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    publish_common(shown)
    monkeypatch.setattr(public_form, "TOO_FAST_S", 0.0)
    page = "/f/valognes/signalement"
    typed = {**REPORT, "type": "chaussee", "lieu": "rue Carnot", "description": "Un gros nid-de-poule sur la chaussée."}

    def send(**more: str) -> str:
        data = {"jeton": token(browser, page), "langue": "fr", **typed, **more}
        return html.unescape(browser.client.post(page, data=data, follow_redirects=True).text)

    first = send()
    assert f"/p/valognes/reports/{number(shown)}#follow" in first and 'name="_near" value="1"' in first
    assert "Un gros nid-de-poule" in first and 'class="tracking"' not in first
    assert 'class="tracking"' in send(_near="1")
    piece = browser.get(f"{page}/near?type=chaussee&lieu=rue+Carnot")
    assert number(shown) in piece
    assert number(shown) not in browser.get(f"{page}/near?type=chaussee&lieu=rue+des+Religieuses")
    change(shown, received_at=datetime.now(UTC) - timedelta(days=70))
    assert number(shown) not in browser.get(f"{page}/near?type=chaussee&lieu=rue+Carnot")


def test_a_town_without_its_map_shows_nothing_near(browser: Browser, hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    publish_common(hall)
    monkeypatch.setattr(public_form, "TOO_FAST_S", 0.0)
    put(hall.installation, hall.ids[HOLE], datetime.now(UTC))
    assert "/reports/" not in browser.get("/f/valognes/signalement/near?type=chaussee&lieu=rue+Carnot")
