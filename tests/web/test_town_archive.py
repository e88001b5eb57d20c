"""A town carried whole from one installation to another, and what is refused of it (S2, S36, S40)."""

import json
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import BigInteger, DateTime, String, cast, delete, func, insert, null, select, update

from domain.channel import ChannelKind
from domain.citizen import Profile
from domain.errors import ConfigurationError
from flows import erasure_log, search
from flows import journal as journal_flow
from flows.channels import password_of
from flows.settings import load_settings
from flows.town_archive import archive as archives
from flows.town_archive import arriving, leaving
from flows.town_archive.archive import reading
from flows.town_archive.arriving import Arrived
from flows.town_archive.moved import Mover, Moves
from flows.wiring import Installation, open_installation
from store import agents, channels, citizen_passkeys, citizens, journal, report_schedules, town_rows
from store import town_atlas as atlas
from store.agents import NewAgent
from store.citizen_passkeys import Passkey
from store.citizens import NewCitizen
from store.columns import Json, UtcDateTime
from store.erasure_marks import Mark
from store.journal import Sought
from store.schema import Base, CitizenPasskeyRow, DossierRow, JobRow, OutboxRow, ReportFileRow, RequestRow, TownRow
from tests import installations
from tests.web import seed, whole_town
from tests.web.conftest import ORIGIN, Browser
from web.app import create_app

NOW = datetime(2026, 11, 27, 10, 0, tzinfo=UTC)
PASSPHRASE = "une phrase que personne ne devine"
PAGES = {
    "claire": (
        "/review",
        "/requests?state=all",
        "/search?q=trou",
        "/requesters",
        "/calls",
        "/reminders",
        "/figures?show=received&by=subject",
    ),
    "boss": ("/agents", "/addresses", "/calendar", "/forms", "/ledger", "/stationery", "/rules/versions", "/departments"),
    "axel": ("/queries/1", "/tasks", "/board"),
    "delphine": ("/rights/1", "/retention"),
}
"""Read here and there by who may."""


def tell(_name: str, _done: int, _total: int) -> None:
    """Let it go on without a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The installation a town is taken out of, and the archive."""

    installation: Installation
    archive: Path
    ids: dict[str, int]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Source]:
    folder = tmp_path_factory.mktemp("source")
    opened = open_installation(load_settings(data=folder / "data", secret_key="s" * 40))
    try:
        ids = whole_town.fill(opened)
        leaving.export(opened, seed.VALOGNES, folder / "valognes.zip", NOW, tell, passphrase=PASSPHRASE)
        yield Source(installation=opened, archive=folder / "valognes.zip", ids={name: int(one) for name, one in ids.items()})
    finally:
        opened.close()


@pytest.fixture
def elsewhere(database_url: str, tmp_path: Path) -> Iterator[Installation]:
    """An installation that has nothing, on either database, with another key."""
    opened = open_installation(load_settings(data=tmp_path / "there", database_url=database_url, secret_key="t" * 40))
    try:
        yield opened
    finally:
        opened.close()


@pytest.fixture
def busy(elsewhere: Installation) -> Installation:
    """One that serves two towns already, with requests, and people of the same logins."""
    url = elsewhere.settings.database_address
    installations.save_towns(url)
    elsewhere.towns.refresh()
    with elsewhere.database.write() as session:
        for login in ("admin", "claire", "axel"):
            new = NewAgent(
                town=installations.AUVILLE, login=login, name="Une autre", roles=seed.RECEPTION, password_hash=seed.PASSWORD_HASH
            )
            agents.add(session, new, NOW)
        for story in seed.STORIES[:3]:
            seed.keep(session, elsewhere.blobs, installations.AUVILLE, replace(story, heading=f"Auville {story.heading}"), NOW)
    return elsewhere


def bring(installation: Installation, path: Path, passphrase: str | None = None) -> Arrived:
    return arriving.bring_in(installation, path, NOW, tell, passphrase=passphrase)


def lines(path: Path, table: str) -> list[Any]:
    with reading(path) as archive:
        return list(archive.lines(table))


def again(installation: Installation, folder: Path) -> Path:
    path = folder / "again.zip"
    leaving.export(installation, seed.VALOGNES, path, NOW, tell, passphrase=PASSPHRASE)
    return path


def page(installation: Installation, login: str, paths: tuple[str, ...]) -> list[str]:
    """Return pages as somebody sees them, without what is different at each look."""
    search.catch_up(installation)
    with TestClient(create_app(installation), base_url=ORIGIN, headers={"Accept-Language": "fr"}) as client:
        browser = Browser(client)
        assert browser.sign_in(login) == 303
        shown = []
        for path in paths:
            answer = client.get(path)
            assert answer.status_code == 200, path
            plain = re.sub(r'(name="csrf" value="|data-csrf="|nonce-|name="csrf-token" content=")[^"]+', r"\1", answer.text)
            # When figures were counted, and how long ago something was.
            shown.append(re.sub(r"il y a \d+[^<]*|\d+ (?:s|min|ms)\b|à \d\d:\d\d\.</p>", "", plain))
        return shown


# --- nothing is forgotten ---------------------------------------------------------------------------------------------------------------


def test_every_table_is_carried_or_left_out_with_a_reason() -> None:
    assert [one.name for one in atlas.tables() if not atlas.is_placed(one)] == []
    assert set(atlas.LEFT_OUT) <= set(Base.metadata.tables)
    assert all(atlas.LEFT_OUT.values())


def test_every_column_that_may_hold_an_id_is_named() -> None:
    unnamed = []
    for table in atlas.tables():
        known = {one.column for one in atlas.references(table)} | ({"id"} if atlas.numbered(table) else set())
        for column in table.columns:
            key = (table.name, column.name)
            if isinstance(column.type, BigInteger) and column.name not in known and key not in atlas.PLAIN_NUMBERS | set(atlas.BY_KIND):
                unnamed.append(key)
            if isinstance(column.type, Json) and key not in atlas.WITHOUT_IDS | set(atlas.DOCUMENTS):
                unnamed.append(key)
            if column.name in {"sha256", "digest"} and key not in atlas.NO_ORIGINALS | set(atlas.ORIGINALS):
                unnamed.append(key)
            is_moment = isinstance(column.type, (UtcDateTime, DateTime))
            if (column.name.endswith("_by") or column.name in {"actor", "agent", "author", "login"}) and not is_moment:
                unnamed += [] if column.name in atlas.LOGINS else [key]
            if "secret" in column.name and not column.name.endswith("_hash") and key not in atlas.SEALED:
                unnamed.append(key)
    assert unnamed == []


def test_the_tables_that_are_named_are_there() -> None:
    named = {
        table for table, _ in (*atlas.REFERENCES, *atlas.BY_KIND, *atlas.DOCUMENTS, *atlas.WITHOUT_IDS, *atlas.SEALED, *atlas.ORIGINALS)
    }
    there = set(Base.metadata.tables)
    assert named | set(atlas.WORDS_WITH_IDS.values()) | set(atlas.DETAILS.values()) | set(atlas.EVENTS_OF.values()) <= there


# --- the way there ----------------------------------------------------------------------------------------------------------------------


def test_a_town_is_elsewhere_what_it_was(source: Source, elsewhere: Installation, tmp_path: Path) -> None:
    arrived = bring(elsewhere, source.archive, PASSPHRASE)
    assert not arrived.is_chained_anew and not arrived.renamed and arrived.missing == 0 and arrived.originals > 10
    copy = again(elsewhere, tmp_path)
    for table in atlas.tables():
        before, after = lines(source.archive, table.name), lines(copy, table.name)
        if table.name == atlas.JOURNAL:
            after = after[: len(before)]
        if table.name in {"channels"}:
            before, after = ([{**one, "secret": None} for one in many] for many in (before, after))
        assert after == before, table.name
    with reading(source.archive) as one, reading(copy) as other:
        assert set(one.originals()) <= set(other.originals())
    verified = list(journal_flow.verify(elsewhere.database, seed.VALOGNES))
    assert verified and all(not one.findings for one in verified)


def test_a_document_that_is_not_there_is_null_and_not_the_document_null(source: Source, elsewhere: Installation) -> None:
    bring(elsewhere, source.archive, PASSPHRASE)
    columns = [(table, one) for table in atlas.tables() for one in table.columns if isinstance(one.type, Json) and one.nullable]
    with elsewhere.database.read() as session:
        empty = [session.scalar(select(func.count()).select_from(table).where(one.is_(null()))) for table, one in columns]
        nulls = {
            str(one): session.scalar(select(func.count()).select_from(table).where(cast(one, String) == "null")) for table, one in columns
        }
    assert any(empty)
    assert {name: count for name, count in nulls.items() if count} == {}


def test_every_page_says_elsewhere_what_it_said(source: Source, tmp_path: Path) -> None:
    there = open_installation(load_settings(data=tmp_path / "there", secret_key="t" * 40))
    try:
        bring(there, source.archive, PASSPHRASE)
        requests = tuple(f"/requests/{one}" for name, one in source.ids.items() if name not in {"breville", "Aide pour mon loyer"})
        for login, paths in PAGES.items():
            wanted = (*paths, *requests) if login == "claire" else paths
            for path, before, after in zip(wanted, page(source.installation, login, wanted), page(there, login, wanted), strict=True):
                assert after == before, (login, path)
    finally:
        there.close()


def test_a_town_comes_beside_others_by_ids_of_its_own(source: Source, busy: Installation, tmp_path: Path) -> None:
    with busy.database.read() as session:
        others = session.scalars(select(RequestRow.id).order_by(RequestRow.id)).all()
    arrived = bring(busy, source.archive, PASSPHRASE)
    assert arrived.is_chained_anew and arrived.renamed == {
        "admin": "admin.valognes",
        "axel": "axel.valognes",
        "claire": "claire.valognes",
    }
    copy = again(busy, tmp_path)
    added = {}
    for table in atlas.tables():
        before, after = lines(source.archive, table.name), lines(copy, table.name)
        if atlas.numbered(table) and before:
            added[table.name] = after[0]["id"] - before[0]["id"]
    assert added["requests"] >= max(others) and added["journal"] >= 0
    moves = Moves(ids=added, logins=arrived.renamed)
    for table in atlas.tables():
        if table.name not in {atlas.JOURNAL, "channels"}:
            mover = Mover(table, moves)
            assert lines(copy, table.name) == [mover.moved(one) for one in lines(source.archive, table.name)], table.name
    assert all(not one.findings for one in journal_flow.verify(busy.database, None))
    with busy.database.read() as session:
        assert session.scalars(select(RequestRow.id).where(RequestRow.town != seed.VALOGNES).order_by(RequestRow.id)).all() == others
        (told,) = journal.page(session, seed.VALOGNES, after=None, limit=1, sought=Sought(action=town_rows.IMPORTED))
    assert told.details["renamed"] == dict(arrived.renamed)
    # What the journal said word for word before is kept, and goes along again.
    assert arrived.proof is not None and busy.blobs.read(arrived.proof) == _raw(source.archive, "journal")
    with reading(copy) as archive:
        assert arrived.proof in archive.originals()


def test_who_came_signs_in_by_the_password_he_had_and_sees_his_town_alone(source: Source, busy: Installation) -> None:
    bring(busy, source.archive)
    search.catch_up(busy)
    with TestClient(create_app(busy), base_url=ORIGIN, headers={"Accept-Language": "fr"}) as client:
        browser = Browser(client)
        assert browser.sign_in("claire.valognes") == 303
        listed = browser.get("/requests?state=all")
        assert "crottes de chien" in listed and "Auville" not in listed
        assert "crottes de chien" in browser.get("/requests?state=all&q=crottes")


def test_numbers_go_on_where_they_stood(source: Source, busy: Installation) -> None:
    bring(busy, source.archive)
    with busy.database.write() as session:
        given = seed.keep(session, busy.blobs, seed.VALOGNES, replace(seed.STORIES[9], heading="après", minutes=1), NOW)
        after = session.get_one(RequestRow, given)
        same = select(func.count()).where(
            RequestRow.town == seed.VALOGNES, RequestRow.year == after.year, RequestRow.counter == after.counter
        )
        assert session.scalar(same) == 1


def test_nothing_leaves_that_may_have_left_before(source: Source, elsewhere: Installation, tmp_path: Path) -> None:
    with source.installation.database.write() as session:
        values = {"town": seed.VALOGNES, "kind": "letter", "recipient": "a@b.example", "payload": {}, "created_at": NOW}
        letters = [session.scalar(insert(OutboxRow).values(**values, state=state).returning(OutboxRow.id)) for state in ("waiting", "sent")]
        for letter in letters:
            job = {"town": seed.VALOGNES, "queue": "later", "kind": "send", "subject_id": letter, "not_before": NOW, "created_at": NOW}
            session.execute(insert(JobRow).values(**job, state="ready", attempts=0))
    try:
        leaving.export(source.installation, seed.VALOGNES, tmp_path / "waiting.zip", NOW, tell)
        assert bring(elsewhere, tmp_path / "waiting.zip").letters_held == 1
        with elsewhere.database.read() as session:
            assert sorted(session.scalars(select(OutboxRow.state))) == ["held", "sent"]
            assert set(session.scalars(select(JobRow.state).where(JobRow.kind == "send"))) == {"done"}
    finally:
        with source.installation.database.write() as session:
            for row in (JobRow, OutboxRow):
                session.execute(delete(row))


def test_secrets_come_under_the_passphrase_and_under_no_other(source: Source, elsewhere: Installation) -> None:
    with pytest.raises(ConfigurationError, match="passphrase"):
        bring(elsewhere, source.archive, "une autre phrase de passe")
    assert bring(elsewhere, source.archive, PASSPHRASE).mailboxes == 1
    with elsewhere.database.read() as session:
        (own,) = channels.of_kind(session, ChannelKind.MAILBOX)
    assert password_of(elsewhere.settings, own) == whole_town.PASSWORD_OF_MAILBOX
    assert whole_town.PASSWORD_OF_MAILBOX not in str(own.secret)


def test_without_a_passphrase_no_secret_is_in_the_archive(source: Source, elsewhere: Installation, tmp_path: Path) -> None:
    leaving.export(source.installation, seed.VALOGNES, tmp_path / "plain.zip", NOW, tell)
    assert [one["secret"] for one in lines(tmp_path / "plain.zip", "channels")] == [None]
    assert bring(elsewhere, tmp_path / "plain.zip").mailboxes == 0


def test_what_is_broken_off_leaves_nothing(source: Source, elsewhere: Installation) -> None:
    def stop(name: str, done: int, total: int) -> None:
        if name == leaving.ROWS and done > total * 0.8:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        arriving.bring_in(elsewhere, source.archive, NOW, stop)
    with elsewhere.database.read() as session:
        assert [one.name for one in Base.metadata.sorted_tables if session.scalar(select(func.count()).select_from(one))] == []
    assert bring(elsewhere, source.archive).rows["requests"] > 0


# --- what is refused --------------------------------------------------------------------------------------------------------------------


def test_a_town_that_is_here_is_not_brought_in_twice(source: Source, elsewhere: Installation) -> None:
    bring(elsewhere, source.archive)
    with pytest.raises(ConfigurationError, match="here already"):
        bring(elsewhere, source.archive)


def test_a_mailbox_of_another_town_is_not_taken(source: Source, busy: Installation) -> None:
    with busy.database.write() as session:
        session.execute(update(atlas.table_named("mailboxes")).values(address="mairie@valognes.example").where(_one_mailbox()))
    with pytest.raises(ConfigurationError, match=r"mairie@valognes\.example"):
        bring(busy, source.archive)


def _one_mailbox() -> Any:
    table = atlas.table_named("mailboxes")
    return table.c.address == select(func.min(table.c.address)).scalar_subquery()


Forge = Callable[[dict[str, bytes]], None]


def forged(path: Path, folder: Path, forge: Forge, *, more: tuple[tuple[str, bytes], ...] = (), is_signed: bool = True) -> Path:
    """Return an archive in which somebody changed something, and made all checksums right again."""
    with zipfile.ZipFile(path) as file:
        content = {name: file.read(name) for name in file.namelist()}
    forge(content)
    manifest = json.loads(content[archives.MANIFEST])
    for part in manifest["tables"] if is_signed else ():
        raw = content.get(f"tables/{part['name']}.jsonl", b"")
        part.update(size=len(raw), rows=raw.count(b"\n"), sha256=sha256(raw).hexdigest())
    content[archives.MANIFEST] = json.dumps(manifest).encode()
    content[archives.SUM] = sha256(content[archives.MANIFEST]).hexdigest().encode()
    made = folder / "forged.zip"
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, raw in (*content.items(), *more):
            file.writestr(name, raw)
    return made


def _raw(path: Path, table: str) -> bytes:
    with zipfile.ZipFile(path) as file:
        return file.read(f"tables/{table}.jsonl")


def changing(table: str, **values: object) -> Forge:
    """Change the first row of a table."""

    def forge(content: dict[str, bytes]) -> None:
        first, _, rest = content[f"tables/{table}.jsonl"].partition(b"\n")
        content[f"tables/{table}.jsonl"] = json.dumps({**json.loads(first), **values}).encode() + b"\n" + rest

    return forge


def in_manifest(**values: object) -> Forge:
    def forge(content: dict[str, bytes]) -> None:
        content[archives.MANIFEST] = json.dumps({**json.loads(content[archives.MANIFEST]), **values}).encode()

    return forge


def without(name: str) -> Forge:
    def forge(content: dict[str, bytes]) -> None:
        del content[name]

    return forge


def altered_original(content: dict[str, bytes]) -> None:
    name = next(one for one in content if one.startswith("originals/"))
    content[name] = bytes([content[name][0] ^ 1]) + content[name][1:]


def unchanged(_content: dict[str, bytes]) -> None:
    """Change nothing."""


HOSTILE: dict[str, tuple[Forge, str]] = {
    "another format": (in_manifest(format="zip"), "no archive of a town"),
    "another version": (in_manifest(version=99), "format is 99"),
    "another release": (in_manifest(revision="0001"), "0001"),
    "a table too few": (without("tables/tasks.jsonl"), "checksum|other files|nothing"),
    "an altered original": (altered_original, "checksum"),
    "an altered journal": (changing("journal", actor="somebody"), "journal is broken"),
    "a row of another town": (changing("dossiers", town="auville"), "another town"),
    "a key of all towns": (changing("api_keys", town=None), "another town"),
    "an id that is none": (changing("tasks", request_id=-3), "cannot be read"),
    "a word for a number": (changing("requests", part="one"), "cannot be read"),
    "a column of its own": (changing("requests", extra=1), "cannot be read"),
    "somebody else's member": (changing("department_members", login="lea"), "lead out"),
    "somebody else's original": (changing("inbounds", sha256="ab" * 32), "lead out"),
    "a request that is not there": (changing("tasks", request_id=2**40), "fit together|lead out|nothing"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_archive_is_refused_and_nothing_is_changed(what: str, source: Source, elsewhere: Installation, tmp_path: Path) -> None:
    forge, said = HOSTILE[what]
    with pytest.raises(ConfigurationError, match=said):
        bring(elsewhere, forged(source.archive, tmp_path, forge))
    with elsewhere.database.read() as session:
        assert session.scalar(select(func.count()).select_from(TownRow)) == 0


def test_a_checksum_that_does_not_fit_is_refused(source: Source, elsewhere: Installation, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="checksum"):
        bring(elsewhere, forged(source.archive, tmp_path, changing("tasks", text="autre"), is_signed=False))


@pytest.mark.parametrize("name", ["../../etc/cron.d/evil", "/etc/passwd", "originals/../x", "tables/sqlite_master.jsonl"])
def test_a_file_that_is_nobodys_is_refused_and_never_unpacked(name: str, source: Source, elsewhere: Installation, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="other files"):
        bring(elsewhere, forged(source.archive, tmp_path, unchanged, more=((name, b"x"),)))
    assert not (tmp_path / "x").exists() and sorted(one.name for one in tmp_path.parent.glob("evil")) == []


def test_a_name_that_is_there_twice_is_refused(source: Source, elsewhere: Installation, tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        path = forged(source.archive, tmp_path, unchanged, more=(("tables/tasks.jsonl", b""),))
    with pytest.raises(ConfigurationError, match="twice"):
        bring(elsewhere, path)


def test_an_archive_that_unpacks_to_a_thousand_times_its_size_is_refused(source: Source, elsewhere: Installation, tmp_path: Path) -> None:
    def swell(content: dict[str, bytes]) -> None:
        first = content["tables/tasks.jsonl"].partition(b"\n")[0]
        content["tables/tasks.jsonl"] = json.dumps({**json.loads(first), "text": "a" * 100_000_000}).encode() + b"\n"

    with pytest.raises(ConfigurationError, match="many times its size"):
        bring(elsewhere, forged(source.archive, tmp_path, swell))


def test_what_is_no_archive_is_refused(elsewhere: Installation, tmp_path: Path) -> None:
    for content in (b"", b"PK\x05\x06" + bytes(18), b"no archive"):
        (tmp_path / "none.zip").write_bytes(content)
        with pytest.raises(ConfigurationError):
            bring(elsewhere, tmp_path / "none.zip")


def test_an_archive_is_its_owners_and_is_written_over_nothing(source: Source, tmp_path: Path) -> None:
    assert source.archive.stat().st_mode & 0o777 == 0o600
    with pytest.raises(ConfigurationError, match="file already"):
        leaving.export(source.installation, seed.VALOGNES, source.archive, NOW, tell)


def test_an_archive_with_a_wrong_bit_anywhere_is_refused_in_words_or_is_the_same(source: Source, tmp_path: Path) -> None:
    raw = source.archive.read_bytes()
    drawn = random.Random(7)  # noqa: S311 - no secret
    refused = 0
    for place in drawn.sample(range(len(raw)), 120):
        (tmp_path / "bit.zip").write_bytes(raw[:place] + bytes([raw[place] ^ 1 << drawn.randrange(8)]) + raw[place + 1 :])
        try:
            with reading(tmp_path / "bit.zip") as archive:
                for table in atlas.tables():
                    assert list(archive.lines(table.name)) is not None
                for digest, size in archive.originals().items():
                    assert sum(map(len, archive.pieces(digest, size))) == size
        except ConfigurationError:
            refused += 1
    assert refused


@pytest.mark.parametrize(("table", "values"), [("requests", {"id": 2**63 - 1}), ("requests", {"part": 2**40})])
def test_a_number_no_database_takes_is_refused_in_words(
    table: str, values: dict[str, object], source: Source, busy: Installation, tmp_path: Path
) -> None:
    before = counts(busy)
    with pytest.raises(ConfigurationError):
        bring(busy, forged(source.archive, tmp_path, changing(table, **values)))
    assert counts(busy) == before


def counts(installation: Installation) -> dict[str, int]:
    with installation.database.read() as session:
        return {one.name: session.scalar(select(func.count()).select_from(one)) or 0 for one in atlas.tables()}


def emptied(*tables: str) -> Forge:
    """Leave tables without a row."""

    def forge(content: dict[str, bytes]) -> None:
        for table in tables:
            content[f"tables/{table}.jsonl"] = b""

    return forge


def test_a_row_that_points_into_a_table_the_archive_has_nothing_of_is_nobody_elses(
    source: Source, busy: Installation, tmp_path: Path
) -> None:
    with busy.database.write() as session:
        whose = {
            "town": installations.AUVILLE,
            "kind": "person",
            "requester": {"name": "Somebody else"},
            "name_key": "else",
            "created_at": NOW,
        }
        theirs = session.scalar(insert(DossierRow).values(whose).returning(DossierRow.id))

    def forge(content: dict[str, bytes]) -> None:
        emptied("dossiers", "dossier_names", "dossier_contacts", "dossier_merges")(content)
        name = "tables/requests.jsonl"
        rows = [{**json.loads(line), "dossier_id": theirs} for line in content[name].splitlines()]
        content[name] = b"".join(json.dumps(row).encode() + b"\n" for row in rows)

    with pytest.raises(ConfigurationError, match=r"lead out|fit together|cannot be read"):
        bring(busy, forged(source.archive, tmp_path, forge))


def test_what_a_letter_names_is_moved_with_it() -> None:
    moves = Moves(ids={"requests": 100, "added_files": 20, "report_files": 3})
    table = atlas.table_named("outbox")
    row = {**dict.fromkeys(table.columns.keys()), "payload": {"acknowledged": [1, 2], "added": [4], "report": 7, "body": "7"}}
    moved = Mover(table, moves).moved(row)["payload"]
    assert moved == {"acknowledged": [101, 102], "added": [24], "report": 10, "body": "7"}


def test_another_towns_report_goes_along_with_no_letter(busy: Installation) -> None:
    with busy.database.write() as session:
        values = {"town": installations.AUVILLE, "name": "f.pdf", "media_type": "application/pdf", "content": b"figures", "made_at": NOW}
        file = session.scalar(insert(ReportFileRow).values(values).returning(ReportFileRow.id))
        assert file is not None
        assert report_schedules.find_file(session, installations.BREVILLE, file) is None
        assert report_schedules.find_file(session, installations.AUVILLE, file) is not None


def test_a_right_is_not_answered_with_another_towns_requests(source: Source, busy: Installation, tmp_path: Path) -> None:
    chosen = changing("rights_requests", chosen=[10**6])
    with pytest.raises(ConfigurationError, match="lead out"):
        bring(busy, forged(source.archive, tmp_path, chosen))


def test_what_was_erased_since_the_archive_was_made_does_not_come_back_with_it(source: Source, busy: Installation) -> None:
    with source.installation.database.read() as session:
        whose = select(RequestRow.id, RequestRow.tracking).where(RequestRow.town == seed.VALOGNES)
        gone = session.execute(whose.where(RequestRow.erased_at.is_(None), RequestRow.merged_into.is_(None))).first()
    assert gone is not None
    mark = Mark(kind="request", row=gone.id, mark=gone.tracking, town=seed.VALOGNES, at=NOW, rule="right 3")
    erasure_log.file_of(busy.settings).write_bytes(erasure_log.text_of([mark]))
    assert bring(busy, source.archive).erased_again == 1
    with busy.database.read() as session:
        kept = session.scalars(select(RequestRow).where(RequestRow.tracking == gone.tracking)).one()
        assert kept.erased_at is not None and kept.details == "" and kept.requester.get("name") is None
        assert session.scalar(select(func.count()).where(RequestRow.erased_at.is_not(None), RequestRow.town != seed.VALOGNES)) == 0


def test_passkeys_that_work_at_no_address_of_the_town_there_are_left_behind(
    source: Source, elsewhere: Installation, tmp_path: Path
) -> None:
    path, email = tmp_path / "keys.zip", "paul@courriel.example"
    with source.installation.database.write() as session:
        citizen = citizens.add(session, NewCitizen(town=seed.VALOGNES, email=email, password_hash="x", profile=Profile()), NOW)
        for host in ("ancien.example", "nouveau.example"):
            named = {"credential": host.encode(), "public_key": b"k", "handle": b"h", "host": host, "name": host}
            citizen_passkeys.add(session, Passkey(id=0, citizen=citizen, count=0, created_at=NOW, **named))  # type: ignore[arg-type]
    try:
        leaving.export(source.installation, seed.VALOGNES, path, NOW, tell, passphrase=PASSPHRASE)
    finally:
        with source.installation.database.write() as session:
            citizens.remove(session, citizen)
    there = replace(elsewhere, settings=elsewhere.settings.model_copy(update={"url": "https://Nouveau.example/"}))
    bring(there, path)
    with elsewhere.database.read() as session:
        assert session.scalars(select(CitizenPasskeyRow.host)).all() == ["nouveau.example"]
