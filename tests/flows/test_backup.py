"""Backups of an installation that runs, and the way back. All people are made up."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.exc import ProgrammingError

from domain.errors import ConfigurationError, UnavailableError
from domain.ids import Sha256
from flows.backup import back_up, check
from flows.kinds import LATER, MAIL
from flows.receive import receive
from flows.restore import NUMBERS_SKIPPED, release_letters, restore
from flows.send import release_held
from flows.settings import Settings
from flows.wiring import Installation
from flows.work import work
from store import backups, inbounds, migration, outbox, snapshots
from store.engine import Database
from store.outbox import Held
from store.schema import CounterRow, JobRow, OutboxRow, SessionRow
from tests.conftest import Scratch
from tests.installations import NOW, POTHOLE, arrival, installation, ledger, mail, opened, settings, wait_until

ROOT = Path(__file__).resolve().parents[2]
LARGE, MIDDLING = 200_000, 50_000


def silent(_name: str, _done: int, _total: int) -> None:
    """Nobody waits to hear how far it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Settings of an installation and of an empty one elsewhere."""

    here: Settings
    there: Settings
    home: Path


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)])
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Pair]:
    """Two places for an installation, on SQLite and on PostgreSQL."""
    folders = [tmp_path / name for name in ("here", "there")]
    home = tmp_path / "backups"
    if request.param == "sqlite":
        here, there = (settings(folder) for folder in folders)
        yield Pair(here=here, there=there, home=home)
        return
    scratch = Scratch(url=request.getfixturevalue("postgres_url"))
    urls = [scratch.create() for _ in folders]
    here, there = (settings(folder, database_url=url) for folder, url in zip(folders, urls, strict=True))
    try:
        yield Pair(here=here, there=there, home=home)
    finally:
        for url in urls:
            scratch.drop(url)


def take_in(hall: Installation, number: int, size: int = 0) -> None:
    """Take a mail in and work on it."""
    receive(hall, (arrival(mail(f"{POTHOLE}{number}\n{'x ' * (size // 2)}", number=number)),))
    work(hall, MAIL, NOW + timedelta(minutes=number))


def originals(hall: Installation) -> dict[Sha256, int]:
    """Return the originals of all arrivals, each read and compared."""
    with hall.database.read() as session:
        digests = [inbounds.get(session, line.id).inbound.sha256 for line in inbounds.ledger(session)]
    return {digest: len(hall.blobs.read(digest)) for digest in digests}


def filled(where: Settings) -> None:
    """Make an installation with a request whose letter waits."""
    with closing(installation(where)) as hall:
        take_in(hall, 1)
        take_in(hall, 2, LARGE)


def test_backup_while_mail_comes_in_is_one_moment_and_every_original_is_in_it(pair: Pair) -> None:
    is_over = threading.Event()
    with closing(installation(pair.here)) as hall:
        for number, size in enumerate((0, MIDDLING, LARGE), start=1):
            take_in(hall, number, size)

        def feed() -> None:
            number = 10
            while not is_over.is_set():
                take_in(hall, number, (0, MIDDLING, LARGE)[number % 3])
                number += 1

        thread = threading.Thread(target=feed)
        thread.start()
        try:
            done = back_up(pair.here, pair.home, 7, silent)
        finally:
            is_over.set()
            thread.join()
        before = ledger(hall)

    result = restore(pair.there, pair.home, silent)
    assert result.missing == 0
    with closing(opened(pair.there)) as hall:
        after = ledger(hall)
        # What was there at the moment of the backup, and nothing else: an arrival and its outcome belong together.
        assert [line.id for line in after] == [line.id for line in before][: len(after)]
        settled = {line.id: line for line in before}
        assert all(line.received_at == settled[line.id].received_at for line in after)
        assert len(after) == done.state.manifest.counts["inbounds"] == sum(result.outcomes.values()) >= 3
        assert {size > LARGE for size in originals(hall).values()} == {True, False}
        # Work goes on where it was.
        work(hall, MAIL, NOW + timedelta(days=1))
        take_in(hall, 5000)
        assert len(ledger(hall)) == len(after) + 1


def test_letters_that_waited_are_held_until_somebody_lets_them_leave(pair: Pair) -> None:
    filled(pair.here)
    back_up(pair.here, pair.home, 7, silent)

    result = restore(pair.there, pair.home, silent)

    assert result.letters_held > 0
    there = pair.there.model_copy(update={"relay_url": settings(pair.there.data, relay_url="smtp://127.0.0.1:1").relay_url})
    with closing(opened(there)) as hall:
        # A start with a relay lets those go that were held for want of one, never these.
        release_held(hall, NOW + timedelta(days=2))
        with hall.database.read() as session:
            held = outbox.held(session, after=None, limit=100)
            assert {one.held_why for one in held} == {Held.RESTORED} and len(held) == result.letters_held
            assert not session.scalars(select(JobRow.id).where(JobRow.kind == "send", JobRow.state != "done")).all()
        assert release_letters(hall.database, NOW + timedelta(days=2)) == result.letters_held
        assert release_letters(hall.database, NOW + timedelta(days=2)) == 0
        with hall.database.read() as session:
            assert set(session.scalars(select(OutboxRow.state).where(OutboxRow.kind != "skipped"))) == {"waiting"}
            ready = select(func.count()).where(JobRow.kind == "send", JobRow.queue == LATER, JobRow.state == "ready")
            assert session.scalar(ready) == result.letters_held


def test_no_number_is_given_twice_and_nobody_stays_signed_in(pair: Pair) -> None:
    filled(pair.here)
    with closing(opened(pair.here)) as hall, hall.database.read() as session:
        last = session.scalars(select(CounterRow.last).where(CounterRow.town == "breville")).all()
    state = back_up(pair.here, pair.home, 7, silent).state

    restore(pair.there, state.folder, silent)

    with closing(opened(pair.there)) as hall:
        with hall.database.read() as session:
            numbers = dict(session.execute(select(CounterRow.year, CounterRow.last).where(CounterRow.town == "breville")).all())
            assert not session.scalars(select(SessionRow.token_hash)).all()
        assert numbers[state.manifest.at.year] >= NUMBERS_SKIPPED
        assert all(one in {count % NUMBERS_SKIPPED for count in numbers.values()} for one in last if NOW.year == state.manifest.at.year)


def test_secret_key_comes_back_readable_by_its_owner_alone(tmp_path: Path) -> None:
    here = settings(tmp_path / "here", secret_key="")
    filled(here)
    key = (here.data / "secret-key").read_text()
    state = back_up(here, tmp_path / "backups", 7, silent).state
    there = settings(tmp_path / "there", secret_key="")

    restore(there, tmp_path / "backups", silent)

    assert (there.data / "secret-key").read_text() == key
    assert {path.stat().st_mode & 0o077 for path in (state.home, *state.home.rglob("*"))} == {0}
    other = settings(tmp_path / "other", secret_key="another key of more than thirty-two characters")
    with pytest.raises(ConfigurationError, match="secret key"):
        restore(other, tmp_path / "backups", silent)
    assert not other.data.exists()


def test_what_is_there_is_not_copied_again_and_old_states_go(tmp_path: Path) -> None:
    here, home = settings(tmp_path / "here"), tmp_path / "backups"
    with closing(installation(here)) as hall:
        take_in(hall, 1, LARGE)
        take_in(hall, 2, MIDDLING)
        first = back_up(here, home, 2, silent)
        again = back_up(here, home, 2, silent)
        # A pack grows: only its end is copied.
        take_in(hall, 3, MIDDLING)
        third = back_up(here, home, 2, silent)

    new = [[entry.path for entry in backups.listed(one.state) if entry.path.startswith("originals/")] for one in (again, third)]
    # Database and key are new each time.
    assert (first.fresh_files, again.fresh_files, third.fresh_files) == (4, 2, 3)
    assert len(new[1]) == len(new[0]) + 1
    assert third.removed == 1 and not first.state.folder.exists()
    assert [state.folder for state in backups.states(home)] == [third.state.folder, again.state.folder]
    assert not check(again.state.folder, silent).faults and not check(home, silent).faults
    # An original that no state needs goes with the last one that did: it is not kept longer than the states.
    (home / "originals" / "aa").mkdir()
    (home / "originals" / "aa" / "forgotten").write_bytes(b"x")
    back_up(here, home, 2, silent)
    assert not (home / "originals" / "aa" / "forgotten").exists()


def test_backup_that_was_killed_is_recognised_and_the_next_one_goes_on(tmp_path: Path) -> None:
    here, home = settings(tmp_path / "here"), tmp_path / "backups"
    filled(here)
    whole = back_up(here, home, 7, silent).state
    with closing(opened(here)) as hall:
        take_in(hall, 3, LARGE + 2)
    killing = (
        "import os, signal, sys; from pathlib import Path; from flows.backup import back_up; from tests.installations import settings\n"
        "def tell(name, done, total):\n"
        "    if name == 'originals': os.kill(os.getpid(), signal.SIGKILL)\n"
        "back_up(settings(Path(sys.argv[1])), Path(sys.argv[2]), 7, tell)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    died = subprocess.run([sys.executable, "-P", "-c", killing, str(here.data), str(home)], env=environment, check=False)
    assert died.returncode == -signal.SIGKILL

    found = check(home, silent)
    assert found.state.folder == whole.folder and not found.faults
    (broken,) = backups.broken_off(home)
    assert found.broken_off == broken.name

    done = back_up(here, home, 7, silent)
    assert not broken.exists() or broken == done.state.folder
    assert check(home, silent).broken_off is None
    there = settings(tmp_path / "there")
    assert restore(there, home, silent).missing == 0
    with closing(opened(there)) as hall:
        assert len(originals(hall)) == 3


def test_altered_and_missing_files_are_found_and_nothing_is_restored(pair: Pair) -> None:
    filled(pair.here)
    state = back_up(pair.here, pair.home, 7, silent).state
    (large,) = [entry.path for entry in backups.listed(state) if entry.path.startswith("originals/")]
    content = (pair.home / large).read_bytes()
    (pair.home / large).write_bytes(content[:-1] + b"!")
    assert check(pair.home, silent).faults == (large,)
    with pytest.raises(ConfigurationError, match="missing or altered"):
        restore(pair.there, pair.home, silent)

    (pair.home / large).unlink()
    assert check(pair.home, silent).faults == (large,)
    with pytest.raises(ConfigurationError, match="missing or altered"):
        restore(pair.there, pair.home, silent)
    assert not snapshots.tables(pair.there.database_address) and not pair.there.data.exists()
    # The next backup copies it again.
    back_up(pair.here, pair.home, 7, silent)
    assert not check(pair.home, silent).faults
    (state.folder / "SHA256SUMS").write_text("")
    assert check(state.folder, silent).faults == (f"states/{state.folder.name}/SHA256SUMS",)


def test_original_that_is_altered_already_is_told_and_left_out(tmp_path: Path) -> None:
    here, home = settings(tmp_path / "here"), tmp_path / "backups"
    filled(here)
    (large,) = [path for path in (here.data / "originals").rglob("*") if path.is_file()]
    large.write_bytes(large.read_bytes()[:-1] + b"!")

    done = back_up(here, home, 7, silent)

    assert done.damaged == (f"originals/{large.parent.name}/{large.name}",)
    assert restore(settings(tmp_path / "there"), home, silent).missing == 1


def test_folder_that_the_originals_themselves_are_in_is_refused_and_none_is_lost(tmp_path: Path) -> None:
    here = settings(tmp_path / "here", blobs_url=(tmp_path / "share" / "originals").as_uri())
    with closing(installation(here)) as hall:
        take_in(hall, 1, LARGE)
        with pytest.raises(ConfigurationError, match="holds the installation itself"):
            back_up(here, tmp_path / "share", 1, silent)
        assert list(originals(hall).values()) and not (tmp_path / "share" / "states").exists()


def test_state_whose_removal_was_broken_off_is_no_whole_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here, home = settings(tmp_path / "here"), tmp_path / "backups"
    filled(here)
    back_up(here, home, 1, silent)

    def killed(folder: Path) -> None:
        (folder / backups.SUMS).unlink()
        raise OSError("killed here")

    with monkeypatch.context() as patched:
        patched.setattr("shutil.rmtree", killed)
        with pytest.raises(UnavailableError):
            back_up(here, home, 1, silent)
    assert len(backups.states(home)) == 1 and len(backups.broken_off(home)) == 1

    back_up(here, home, 7, silent)
    assert len(backups.states(home)) == 2 and not backups.broken_off(home)


@pytest.mark.parametrize("spoilt", [backups.MANIFEST, backups.SUMS])
def test_one_state_that_is_damaged_does_not_keep_new_ones_from_being_made(tmp_path: Path, spoilt: str) -> None:
    here, home = settings(tmp_path / "here"), tmp_path / "backups"
    filled(here)
    old = back_up(here, home, 1, silent).state
    (large,) = [path for path in (home / "originals").rglob("*") if path.is_file()]
    (old.folder / spoilt).write_bytes(b"{")
    # Nothing new needs it: only the damaged one may.
    next(path for path in (here.data / "originals").rglob(large.name)).unlink()

    for _ in range(2):
        done = back_up(here, home, 1, silent)
        assert done.damaged_states == (old.folder,)

    assert large.is_file() and old.folder.is_dir()
    assert not check(home, silent).faults


def test_log_that_a_moved_database_left_is_not_read_into_the_restored_one(tmp_path: Path) -> None:
    here, there, home = settings(tmp_path / "here"), settings(tmp_path / "there"), tmp_path / "backups"
    filled(here)
    back_up(here, home, 7, silent)
    there.data.mkdir()
    left = there.data / "citoyen.db-wal"
    left.write_bytes(b"what had not come into the database yet")

    with pytest.raises(ConfigurationError, match=r"citoyen\.db-wal"):
        restore(there, home, silent)

    assert left.exists() and not (there.data / "citoyen.db").exists()
    left.unlink()
    restore(there, home, silent)


def test_original_that_is_damaged_where_it_is_restored_to_is_put_right(tmp_path: Path) -> None:
    here, home = settings(tmp_path / "here"), tmp_path / "backups"
    filled(here)
    back_up(here, home, 7, silent)
    there = settings(tmp_path / "there", blobs_url=(here.data / "originals").as_uri())
    (large,) = [path for path in (here.data / "originals").rglob("*") if path.is_file()]
    large.write_bytes(large.read_bytes()[:-1] + b"!")

    restore(there, home, silent)

    with closing(opened(there)) as hall:
        assert max(originals(hall).values()) > LARGE


def test_no_letter_bears_the_number_of_one_that_left_after_the_backup(pair: Pair) -> None:
    with closing(installation(pair.here)) as hall:
        take_in(hall, 1)
        back_up(pair.here, pair.home, 7, silent)
        take_in(hall, 2)
        with hall.database.read() as session:
            last = session.scalar(select(func.max(OutboxRow.id)))
    assert last

    restore(pair.there, pair.home, silent)

    with closing(opened(pair.there)) as hall:
        take_in(hall, 3)
        with hall.database.read() as session:
            assert (session.scalar(select(func.max(OutboxRow.id))) or 0) > last + NUMBERS_SKIPPED


def test_nothing_is_restored_over_something(pair: Pair) -> None:
    filled(pair.here)
    back_up(pair.here, pair.home, 7, silent)
    with closing(installation(pair.there)) as hall:
        take_in(hall, 9)
        before = ledger(hall)

        with pytest.raises(ConfigurationError, match="not empty"):
            restore(pair.there, pair.home, silent)

        assert ledger(hall) == before


def test_backup_of_an_older_release_is_brought_up_to_date_and_of_a_newer_one_refused(pair: Pair) -> None:
    pair.here.data.mkdir()
    url = pair.here.database_address.replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(url)
    with engine.begin() as connection:
        command.upgrade(migration.configuration(connection), "0040")
        adding = "INSERT INTO agents (login, name, password_hash, roles, must_change, language, failures, created_at)"
        connection.execute(text(f"{adding} VALUES ('a', 'A', 'x', '', false, 'fr', 0, '2026-01-01')"))
    state = back_up(pair.here, pair.home, 7, silent).state
    assert state.manifest.revision == "0040"

    restore(pair.there, pair.home, silent)

    with closing(opened(pair.there)) as hall, hall.database.read() as session:
        assert hall.database.is_current()
        assert session.execute(text("SELECT login FROM agents")).scalars().all() == ["a"]
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    back_up(pair.here, pair.home, 7, silent)
    with pytest.raises(ConfigurationError, match="newer release"):
        restore(pair.there.model_copy(update={"data": pair.home.parent / "fourth"}), pair.home, silent)


@pytest.mark.servers
def test_restore_that_broke_off_lets_nothing_start(postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = Scratch(url=postgres_url)
    urls = [scratch.create() for _ in range(2)]
    here, there = (settings(tmp_path / name, database_url=url) for name, url in zip(("here", "there"), urls, strict=True))
    try:
        filled(here)
        back_up(here, tmp_path / "backups", 7, silent)

        def die(*_: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr("flows.restore._settle", die)
            with pytest.raises(KeyboardInterrupt):
                restore(there, tmp_path / "backups", silent)
        with pytest.raises(ConfigurationError, match="was not finished"):
            restore(there, tmp_path / "backups", silent)
        with closing(Database(there.database_address)) as database:
            assert not database.is_current()
            with pytest.raises(ProgrammingError, match="already exists"):
                database.migrate()
    finally:
        for url in urls:
            scratch.drop(url)


@pytest.mark.servers
def test_restore_that_was_killed_in_the_middle_leaves_nothing_behind(postgres_url: str, tmp_path: Path) -> None:
    scratch = Scratch(url=postgres_url)
    urls = [scratch.create() for _ in range(2)]
    here, there = (settings(tmp_path / name, database_url=url) for name, url in zip(("here", "there"), urls, strict=True))
    killing = (
        "import os, signal, sys; from pathlib import Path; from flows.restore import restore; from store import snapshots\n"
        "from tests.installations import settings\n"
        "def pump(writer, reader):\n"
        "    told = writer.stdout.read()\n"
        "    reader.stdin.write(told[:len(told) * 3 // 4]); reader.stdin.flush(); os.kill(os.getpid(), signal.SIGKILL)\n"
        "snapshots._pump = pump\n"
        "restore(settings(Path(sys.argv[1]), database_url=sys.argv[2]), Path(sys.argv[3]), lambda *_: None)\n"
    )
    try:
        filled(here)
        back_up(here, tmp_path / "backups", 7, silent)
        command = [sys.executable, "-P", "-c", killing, str(there.data), urls[1], str(tmp_path / "backups")]
        died = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False)
        assert died.returncode == -signal.SIGKILL
        engine = create_engine(urls[1].replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
        with closing(engine.connect()) as connection:
            others = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
            wait_until(lambda: connection.scalar(others) == 0)
        engine.dispose()
        assert not snapshots.tables(urls[1])
        assert restore(there, tmp_path / "backups", silent).missing == 0
    finally:
        for url in urls:
            scratch.drop(url)


@pytest.mark.servers
def test_missing_pg_dump_is_told_with_what_to_install(
    postgres_url: str, postgres_template: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = Scratch(url=postgres_url)
    here = settings(tmp_path / "here", database_url=scratch.create(template=postgres_template))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("store.snapshots._DEBIAN", tmp_path)
    try:
        with pytest.raises(ConfigurationError, match="postgresql-client-"):
            back_up(here, tmp_path / "backups", 7, silent)
    finally:
        scratch.drop(here.database_address)


def test_folders_that_will_not_do_are_refused(tmp_path: Path) -> None:
    here = settings(tmp_path / "here")
    with pytest.raises(ConfigurationError, match="no tables"):
        back_up(here, tmp_path / "backups", 7, silent)
    filled(here)
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "beach.jpg").touch()
    with pytest.raises(ConfigurationError, match="no backup"):
        back_up(here, tmp_path / "photos", 7, silent)
    with pytest.raises(ConfigurationError, match="in the installation itself"):
        back_up(here, here.data / "backups", 7, silent)
    (tmp_path / "elsewhere").symlink_to(here.data, target_is_directory=True)
    with pytest.raises(ConfigurationError, match="in the installation itself"):
        back_up(here, tmp_path / "elsewhere" / "backups", 7, silent)
    with pytest.raises(ConfigurationError, match="no whole backup"):
        restore(settings(tmp_path / "there"), tmp_path / "nothing", silent)
    with backups.own(tmp_path / "backups"), pytest.raises(ConfigurationError, match="is running"):
        back_up(here, tmp_path / "backups", 7, silent)
