"""Originals sealed at rest by an installation: all of them, turned to another key, and nothing kept in the clear without one (S44)."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from domain.conservation import Asked
from domain.errors import ConfigurationError, ConflictError, UnavailableError
from domain.ids import Sha256
from flows.backup import back_up
from flows.checks import look_at_everything
from flows.conservation import account, with_originals
from flows.erase import Why, destroy_originals, erase_arrivals
from flows.form_files import FormFiles
from flows.intake_health import IntakeWatch
from flows.readiness import Readiness
from flows.receive import receive
from flows.restore import restore
from flows.safe import KeptSafe
from flows.sealing import PLAIN, seal_all, standing
from flows.settings import Settings, load_settings
from flows.wiring import Installation
from store import sealed_keys
from store.schema import OriginalRow
from store.sealing import Key, LockedError
from tests.conftest import Scratch
from tests.flows.test_backup import silent
from tests.installations import BREVILLE, NOW, POTHOLE, arrival, installation, ledger, mail, opened, settings
from tests.s3 import S3Server

MARK = b"zinzoline"
SIZES = (10, 50_000, 300_000)
"""Of what lies in the database, in a pack, and in a file of its own."""
OLD, NEW = "ab" * 32, "cd" * 32
OLD_ID, NEW_ID = (Key(bytes.fromhex(one)).id for one in (OLD, NEW))
ROOT = Path(__file__).resolve().parents[2]
Place = Callable[..., Settings]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Makes settings of one installation, with a key file or without."""
    values: dict[str, object] = {}
    if request.param == "sqlite":
        yield lambda **more: settings(tmp_path / "data", **{**values, **more})
        return
    scratch = Scratch(url=request.getfixturevalue("postgres_url"))
    values["database_url"] = scratch.create()
    try:
        yield lambda **more: settings(tmp_path / "data", **{**values, **more})
    finally:
        scratch.drop(str(values["database_url"]))


def key_file(tmp_path: Path, *keys: str) -> Path:
    path = tmp_path / "originals.key"
    path.write_text("\n".join(keys) + "\n")
    path.chmod(0o600)
    return path


def take_in(hall: Installation, first: int = 1) -> None:
    """Take in a mail of each size."""
    words = f"{POTHOLE}{MARK.decode()} "
    mails = [mail(f"{words}{number}\n{'y ' * (size // 2)}", number=number) for number, size in enumerate(SIZES, start=first)]
    receive(hall, [arrival(one) for one in mails])


def kept(hall: Installation) -> dict[Sha256, bytes]:
    """Return all originals, each read and compared."""
    return {line.sha256: hall.blobs.read(line.sha256) for line in ledger(hall)}


def lying(hall: Installation) -> bytes:
    """Return all bytes that lie in the folder of originals, and those in the rows of the database."""
    files = b"".join(path.read_bytes() for path in sorted(hall.settings.blobs_folder.rglob("*")) if path.is_file())
    with hall.database.read() as session:
        return files + b"".join(session.scalars(select(OriginalRow.raw)))


def test_all_that_comes_in_lies_sealed_and_is_read_as_before(place: Place, tmp_path: Path) -> None:
    with closing(installation(place(originals_key_file=key_file(tmp_path, OLD)))) as hall:
        take_in(hall)
        assert MARK not in lying(hall)
        assert all(MARK in raw for raw in kept(hall).values()) and len(kept(hall)) == 3
        assert standing(hall).counts == {OLD_ID: 3} and standing(hall).left == 0
        assert with_originals(hall, account(hall, Asked(), NOW)).originals == 3
        # Come again it is the same.
        take_in(hall)
        assert standing(hall).counts == {OLD_ID: 3} and len(ledger(hall)) == 3


def test_what_came_before_is_sealed_and_turned_to_another_key(place: Place, tmp_path: Path) -> None:
    with closing(installation(place())) as hall:
        take_in(hall)
        before = kept(hall)
        assert lying(hall).count(MARK) == 3 and standing(hall).counts == {PLAIN: 3} and standing(hall).key is None
        with pytest.raises(ConflictError, match="no key"):
            seal_all(hall, NOW)
    with closing(opened(place(originals_key_file=key_file(tmp_path, OLD)))) as hall:
        take_in(hall, 11)
        whole = kept(hall)
        assert before.items() <= whole.items() and standing(hall).left == 3
        told: list[tuple[int, int]] = []
        done = seal_all(hall, NOW, lambda some, of: told.append((some, of)))
        assert (done.sealed, done.unreadable, done.ended) == (3, (), ()) and told[-1][0] <= told[-1][1] == 6
        assert MARK not in lying(hall) and kept(hall) == whole and standing(hall).counts == {OLD_ID: 6}
        assert seal_all(hall, NOW).sealed == 0
    with closing(opened(place(originals_key_file=key_file(tmp_path, NEW, OLD)))) as hall:
        assert kept(hall) == whole
        assert seal_all(hall, NOW).ended == (OLD_ID,) and kept(hall) == whole
        assert standing(hall).counts == {NEW_ID: 6}
    with closing(opened(place(originals_key_file=key_file(tmp_path, NEW)))) as hall:
        assert (
            kept(hall) == whole and with_originals(hall, account(hall, Asked(), NOW)).exceptions == account(hall, Asked(), NOW).exceptions
        )


def test_an_sqlite_file_has_nothing_left_of_rows_that_were_sealed(tmp_path: Path) -> None:
    with closing(installation(settings(tmp_path / "data"))) as hall:
        receive(hall, [arrival(mail(f"{POTHOLE}{MARK.decode()}", number=1))])
    with closing(opened(settings(tmp_path / "data", originals_key_file=key_file(tmp_path, OLD)))) as hall:
        seal_all(hall, NOW)
        # What the text was read into is kept in the database as it is: nothing was read yet.
        assert all(MARK not in path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file())


@pytest.mark.parametrize("keys", [None, (), (NEW,), ("rubbish",)])
def test_without_the_key_nothing_is_taken_in_and_it_is_said(place: Place, tmp_path: Path, keys: tuple[str, ...] | None) -> None:
    with closing(installation(place(originals_key_file=key_file(tmp_path, OLD)))) as hall:
        take_in(hall)
        here = len(lying(hall))
    path = tmp_path / "originals.key"
    path.unlink()
    wrong = place() if keys is None else place(originals_key_file=path if not keys else key_file(tmp_path, *keys))
    with closing(opened(wrong)) as hall:
        for size in SIZES:
            with pytest.raises(LockedError):
                receive(hall, [arrival(mail(f"{POTHOLE}{'z' * size}", number=100 + size))])
        assert len(lying(hall)) == here and len(ledger(hall)) == 3
        for line in ledger(hall):
            with pytest.raises(LockedError):
                hall.blobs.read(line.sha256)
        assert FormFiles(tmp_path / "files", safe=lambda: hall.blobs.safe).keep(b"photo") is None
        assert Readiness(hall).ready().status == 503 and "key" in str(Readiness(hall).ready().content["originals"])
        troubles = [one.mistake.what for one in IntakeWatch(hall).troubles(NOW)]
        assert any("key" in one for one in troubles), troubles
    check = next(one for one in look_at_everything(wrong) if one.name == "sealing")
    assert len(check.mistakes) == 1 and "nothing new is taken in" in check.mistakes[0].remedy
    with closing(opened(place(originals_key_file=key_file(tmp_path, OLD)))) as hall:
        take_in(hall, 11)
        assert len(kept(hall)) == 6 and Readiness(hall).ready().content["originals"] == "ok"


def test_a_key_that_comes_late_is_found_without_a_new_start(place: Place, tmp_path: Path) -> None:
    path = key_file(tmp_path, OLD)
    with closing(installation(place(originals_key_file=path))) as hall:
        take_in(hall)
    path.rename(tmp_path / "away")

    with closing(opened(place(originals_key_file=path))) as hall:
        clock = iter((0.0, 1.0, 20.0, 20.0))
        safe = KeptSafe(hall.settings, hall.database, lambda: next(clock))
        assert safe.get().fault is not None
        (tmp_path / "away").rename(path)
        assert safe.get().fault is not None
        assert safe.get().fault is None


def test_a_key_in_the_data_folder_or_given_twice_is_refused(tmp_path: Path) -> None:
    for wrong in (
        {"originals_key_file": tmp_path / "data" / "originals.key"},
        {"originals_key_file": tmp_path / "key", "originals_key_command": "cat key"},
    ):
        with pytest.raises(ConfigurationError):
            load_settings(data=tmp_path / "data", **wrong)


def test_a_command_may_give_the_key_and_is_told_of_when_it_fails(tmp_path: Path) -> None:
    path = key_file(tmp_path, OLD)
    with closing(installation(settings(tmp_path / "data", originals_key_command=f"cat {path}"))) as hall:
        take_in(hall)
        assert standing(hall).counts == {OLD_ID: 3}
    with closing(opened(settings(tmp_path / "data", originals_key_command="false"))) as hall:
        assert "CITOYEN_ORIGINALS_KEY_COMMAND" in str(hall.blobs.safe.fault)


def test_what_waits_for_its_form_is_sealed_too(tmp_path: Path) -> None:
    with closing(installation(settings(tmp_path / "data", originals_key_file=key_file(tmp_path, OLD)))) as hall:
        files = FormFiles(tmp_path / "files", safe=lambda: hall.blobs.safe)
        name = files.keep(MARK * 100)
        assert name is not None and files.find(name) == MARK * 100
        assert all(MARK not in path.read_bytes() for path in (tmp_path / "files").iterdir())


def test_what_is_erased_is_destroyed_also_where_it_is_sealed(place: Place, tmp_path: Path) -> None:
    with closing(installation(place(originals_key_file=key_file(tmp_path, OLD)))) as hall:
        take_in(hall)
        with hall.database.destroy() as session:
            erase_arrivals(session, BREVILLE, [line.id for line in ledger(hall)], Why(actor="x", rule="x"), datetime.now(UTC))
        destroy_originals(hall)
        assert standing(hall).counts == {}
        packs = b"".join(path.read_bytes() for path in (hall.settings.blobs_folder / "packs").iterdir())
        assert packs and not packs.strip(b"\0")


def test_a_backup_carries_what_is_sealed_and_comes_back_with_the_key(place: Place, tmp_path: Path) -> None:
    home, path = tmp_path / "backups", key_file(tmp_path, OLD)
    here = place(originals_key_file=path)
    with closing(installation(here)) as hall:
        take_in(hall)
        before = kept(hall)
    assert back_up(here, home, 7, silent).damaged == ()
    whole = b"".join(one.read_bytes() for one in home.rglob("*") if one.is_file())
    assert OLD.encode() not in whole and bytes.fromhex(OLD) not in whole
    # The database and the secret key; no original is copied twice.
    assert back_up(here, home, 7, silent).fresh_files == 2
    scratch = None if not here.database_url.get_secret_value() else Scratch(url=here.database_url.get_secret_value())
    there = {} if scratch is None else {"database_url": scratch.create()}
    try:
        back = restore(settings(tmp_path / "there", originals_key_file=path, **there), home, silent)
        assert (back.missing, back.fault) == (0, None)
        with closing(opened(settings(tmp_path / "there", originals_key_file=path, **there))) as hall:
            assert kept(hall) == before
    finally:
        if scratch is not None:
            scratch.drop(str(there["database_url"]))


def test_a_backup_without_its_key_comes_back_and_says_so(tmp_path: Path) -> None:
    home = tmp_path / "backups"
    here = settings(tmp_path / "data", originals_key_file=key_file(tmp_path, OLD))
    with closing(installation(here)) as hall:
        take_in(hall)
    back_up(here, home, 7, silent)
    back = restore(settings(tmp_path / "there"), home, silent)
    assert back.fault is not None and "no key" in back.fault


def test_a_sealed_original_that_was_altered_is_left_out_of_the_backup(tmp_path: Path) -> None:
    here = settings(tmp_path / "data", originals_key_file=key_file(tmp_path, OLD))
    with closing(installation(here)) as hall:
        take_in(hall)
        (file,) = hall.settings.blobs_folder.rglob("*.sealed")
        file.write_bytes(file.read_bytes()[:-1] + b"\0")
    assert [Path(one).name for one in back_up(here, tmp_path / "backups", 7, silent).damaged] == [file.name]


KILLED = """
import os, sys
from pathlib import Path
from flows.sealing import seal_all
from tests.installations import NOW, opened, settings
from store.blobs import Blobs
hall = opened(settings(Path(sys.argv[1]), originals_key_file=Path(sys.argv[2])))
seen = 0
def told(done, of):
    global seen
    seen += 1
    if seen > int(sys.argv[3]):
        os.kill(os.getpid(), 9)
seal_all(hall, NOW, told)
"""


def test_who_is_killed_while_sealing_is_followed_by_the_next(tmp_path: Path) -> None:
    with closing(installation(settings(tmp_path / "data"))) as hall:
        for first in (1, 11, 21):
            take_in(hall, first)
        before = kept(hall)
    path = key_file(tmp_path, OLD)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for steps in (1, 3):
        command = [sys.executable, "-P", "-c", KILLED, str(tmp_path / "data"), str(path), str(steps)]
        assert subprocess.run(command, env=environment, cwd=ROOT, check=False).returncode == -signal.SIGKILL
        with closing(opened(settings(tmp_path / "data", originals_key_file=path))) as hall:
            assert kept(hall) == before and 0 < standing(hall).left < 9
    with closing(opened(settings(tmp_path / "data", originals_key_file=path))) as hall:
        seal_all(hall, NOW)
        assert kept(hall) == before and standing(hall).counts == {OLD_ID: 9} and MARK not in lying(hall)


def test_mail_comes_in_and_is_read_while_another_key_is_taken(place: Place, tmp_path: Path) -> None:
    with closing(installation(place(originals_key_file=key_file(tmp_path, OLD)))) as hall:
        take_in(hall)
    with closing(opened(place(originals_key_file=key_file(tmp_path, NEW, OLD)))) as hall:
        read: list[Mapping[Sha256, bytes]] = []

        def told(done: int, _of: int) -> None:
            if done in {0, 1}:
                take_in(hall, 31 + 10 * done)
            read.append(kept(hall))

        assert seal_all(hall, NOW, told).unreadable == ()
        assert len(kept(hall)) == 9 and standing(hall).counts == {NEW_ID: 9}
        assert [len(one) for one in read] == sorted(len(one) for one in read)


@pytest.mark.servers
def test_originals_in_a_bucket_are_sealed_turned_and_destroyed(tmp_path: Path) -> None:
    server = S3Server(log=tmp_path / "log")
    try:
        server.start()

        def there(*keys: str) -> Settings:
            sealed = {"originals_key_file": key_file(tmp_path, *keys)} if keys else {}
            return settings(tmp_path / "data", blobs_url=server.url, blobs_key="citoyen", blobs_secret="secret", **sealed)

        with closing(installation(there())) as hall:
            take_in(hall)
            before = kept(hall)
        with closing(opened(there(OLD))) as hall:
            take_in(hall, 11)
            whole = kept(hall)
            assert before.items() <= whole.items() and seal_all(hall, NOW).sealed == 3 and kept(hall) == whole
            assert {hall.blobs.path(one).read_bytes() for one in whole} == set(whole.values())
        with closing(opened(there(NEW, OLD))) as hall:
            done = seal_all(hall, NOW)
            assert (done.sealed, done.ended) == (6, (OLD_ID,)) and kept(hall) == whole and standing(hall).counts == {NEW_ID: 6}
        with closing(opened(there(NEW))) as hall:
            assert kept(hall) == whole and hall.blobs.head(next(iter(whole)), 4) == next(iter(whole.values()))[:4]
            with hall.database.destroy() as session:
                erase_arrivals(session, BREVILLE, [line.id for line in ledger(hall)], Why(actor="x", rule="x"), datetime.now(UTC))
            destroy_originals(hall)
            assert standing(hall).counts == {} and all(name.startswith("packs/") for name in hall.blobs.kept())
        with closing(opened(there())) as hall, hall.database.read() as session:
            assert hall.blobs.safe.fault is not None and sealed_keys.current(session) == {NEW_ID}
            with pytest.raises(UnavailableError):
                hall.blobs.put(b"new")
    finally:
        server.stop()
