"""The channels on the desk: what is shown of them, who may name one, and that what is typed wrongly changes nothing (S36)."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from domain.channel import ChannelKind, Hand
from domain.inbound import Channel
from domain.rights import Role
from flows.channels import add_folder, add_mailbox, drop_root
from flows.mailbox_settings import MailboxSettings
from store import agents, channels
from store.agents import NewAgent
from tests.imap_server import imap_server
from tests.web import seed
from tests.web.conftest import ORIGIN, Browser, Hall
from web.app import create_app

HAND = Hand(by="chef", at=seed.NOW)
BOX: dict[str, object] = {"host": "imap.valognes.example", "user": "mairie@valognes.example"}


def hire(hall: Hall, login: str, roles: frozenset[Role], town: str | None = seed.VALOGNES) -> None:
    with hall.installation.database.write() as session:
        new = NewAgent(town=town, login=login, name=login, roles=roles, password_hash=seed.PASSWORD_HASH, must_change=False)  # type: ignore[arg-type]
        agents.add(session, new, seed.NOW)


@pytest.fixture
def admin(hall: Hall, browser: Browser) -> Browser:
    hire(hall, "chef", frozenset({Role.ADMIN}))
    browser.sign_in("chef")
    return browser


def kept(hall: Hall, kind: ChannelKind) -> int:
    with hall.installation.database.read() as session:
        return len(channels.of_kind(session, kind))


def send(browser: Browser, path: str, **fields: str) -> tuple[int, str]:
    answer = browser.client.post(
        path, data={"csrf": browser.token("/channels"), **fields}, headers={"Origin": ORIGIN}, follow_redirects=False
    )
    return answer.status_code, answer.text


def test_the_page_tells_of_every_way_in(hall: Hall, admin: Browser) -> None:
    add_mailbox(hall.installation, seed.VALOGNES, BOX, "secret", HAND)
    add_folder(hall.installation, seed.VALOGNES, "scanner", Channel.SCAN, HAND)
    page = admin.get("/channels")
    for words in ("mairie@valognes.example@imap.valognes.example:993", str(drop_root(hall.installation.settings) / "scanner")):
        assert words in page
    assert "Pas encore relevé" in page
    assert str(hall.installation.settings.smtp_port) in page
    assert "secret" not in re.sub(r'name="csrf" value="[^"]*"', "", page)


def test_a_sound_mailbox_is_tried_kept_and_changed_without_typing_its_password_again(hall: Hall, admin: Browser) -> None:
    with imap_server(mails={1: b"a"}) as server:
        fields = {"host": "127.0.0.1", "port": str(server.port), "tls": "none", "user": "mairie", "folders": "INBOX", "after": "leave"}
        assert send(admin, "/channels/mailboxes", **fields, password="secret")[0] == 303
        with hall.installation.database.read() as session:
            (own,) = channels.of_kind(session, ChannelKind.MAILBOX)
        stale = {"channel": str(own.id), "version": str(own.version), **fields}
        assert send(admin, "/channels/mailboxes", **(stale | {"after": "seen"}))[0] == 303
        assert send(admin, "/channels/mailboxes", **stale)[0] == 409
        status, page = send(admin, "/channels/mailboxes/try", name=f"mairie@127.0.0.1:{server.port}")
    assert status == 200
    assert "is-sound" in page
    with hall.installation.database.read() as session:
        assert channels.get(session, own.id).document["after"] == "seen"


def test_a_mailbox_that_does_not_answer_is_told_of_and_kept_only_when_asked(hall: Hall, admin: Browser) -> None:
    fields = {"host": "127.0.0.1", "port": "9", "tls": "none", "user": "mairie", "password": "tres secret"}
    status, page = send(admin, "/channels/mailboxes", **fields)
    assert status == 422
    assert "is-wrong" in page
    assert "tres secret" not in page
    assert kept(hall, ChannelKind.MAILBOX) == 0
    assert send(admin, "/channels/mailboxes", **fields, act="anyway")[0] == 303
    assert kept(hall, ChannelKind.MAILBOX) == 1


def test_what_is_typed_wrongly_is_told_beside_its_field(hall: Hall, admin: Browser) -> None:
    status, page = send(admin, "/channels/mailboxes", host="imap.example:993", user="mairie", password="p")
    assert status == 422
    assert 'id="host-fault"' in page
    status, page = send(admin, "/channels/folders", folder="../etc")
    assert status == 422
    assert 'id="folder-fault"' in page
    assert (kept(hall, ChannelKind.MAILBOX), kept(hall, ChannelKind.FOLDER)) == (0, 0)


def test_taking_a_channel_out_ends_it(hall: Hall, admin: Browser) -> None:
    channel = add_folder(hall.installation, seed.VALOGNES, "scanner", Channel.SCAN, HAND)
    assert send(admin, f"/channels/{channel}/remove")[0] == 303
    assert kept(hall, ChannelKind.FOLDER) == 0
    assert send(admin, f"/channels/{channel}/remove")[0] == 404


def test_what_the_settings_name_is_shown_and_has_nothing_to_change_it_by(hall: Hall, new_browser: Callable[[], Browser]) -> None:
    box = MailboxSettings.model_validate({**BOX, "password": "p", "town": seed.VALOGNES})
    named = replace(hall.installation, settings=hall.installation.settings.model_copy(update={"imap": box}))
    hire(hall, "chef", frozenset({Role.ADMIN}))
    browser = Browser(TestClient(create_app(named), base_url=ORIGIN))
    browser.sign_in("chef")
    page = browser.get("/channels")
    assert "des réglages du serveur" in page
    assert "mairie@valognes.example@imap.valognes.example:993" in page
    assert "/remove" not in page


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.REGULATOR])
def test_only_who_may_change_the_catalogue_sees_channels(role: Role, hall: Hall, new_browser: Callable[[], Browser]) -> None:
    hire(hall, "autre", frozenset({role}))
    channel = add_mailbox(hall.installation, seed.VALOGNES, BOX, "secret", HAND)
    other = new_browser()
    other.sign_in("autre")
    for path in ("/channels", "/channels/mailboxes/new", f"/channels/mailboxes/{channel}"):
        assert other.status(path) == 403
    for path in ("/channels/mailboxes", "/channels/mailboxes/try", "/channels/folders", f"/channels/{channel}/remove"):
        assert other.post(path, "/password") == 403
    assert kept(hall, ChannelKind.MAILBOX) == 1


def test_the_administrator_of_a_town_meets_no_channel_of_another(hall: Hall, admin: Browser) -> None:
    elsewhere = next(town for town in hall.installation.towns.ids() if town != seed.VALOGNES)
    channel = add_mailbox(hall.installation, elsewhere, BOX, "secret", HAND)
    assert "imap.valognes.example" not in admin.get("/channels")
    assert admin.status(f"/channels/mailboxes/{channel}") == 404
    assert send(admin, f"/channels/{channel}/remove")[0] == 404
    assert send(admin, "/channels/mailboxes/try", name="mairie@valognes.example@imap.valognes.example:993")[0] == 404
    assert send(admin, "/channels/folders", folder="scanner", town=elsewhere)[0] == 404
    assert kept(hall, ChannelKind.MAILBOX) == 1
