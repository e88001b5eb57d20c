"""An installation whose originals are in a bucket."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from domain.errors import ConfigurationError, UnavailableError
from flows.backup import back_up
from flows.checks import look_at_everything
from flows.form_files import folder_of
from flows.receive import receive
from flows.restore import restore
from flows.settings import Settings, load_settings
from store import inbounds
from tests.flows.test_backup import LARGE, MIDDLING, originals, silent, take_in
from tests.installations import POTHOLE, arrival, installation, ledger, mail, opened, settings
from tests.s3 import S3Server

pytestmark = pytest.mark.servers


@pytest.fixture
def server(tmp_path: Path) -> Iterator[S3Server]:
    """An S3 server of a test's own."""
    made = S3Server(log=tmp_path / "log")
    try:
        made.start()
        yield made
    finally:
        made.stop()


def bucket_settings(folder: Path, server: S3Server) -> Settings:
    return settings(folder, blobs_url=server.url, blobs_key="citoyen", blobs_secret="secret")


def originals_check(where: Settings) -> tuple[str, list[str]]:
    found = next(one for one in look_at_everything(where) if one.name == "originals")
    return found.found, [mistake.where for mistake in found.mistakes]


def test_mail_is_kept_in_the_bucket_and_nothing_is_acknowledged_while_it_is_away(server: S3Server, tmp_path: Path) -> None:
    where = bucket_settings(tmp_path / "data", server)
    with closing(installation(where)) as hall:
        for number, size in enumerate((0, MIDDLING, LARGE), start=1):
            take_in(hall, number, size)
        assert len(originals(hall)) == 3
        places = hall.blobs.kept()
        assert sorted(name.startswith("packs/") for name in places) == [False, True]
        assert not [
            path for path in (tmp_path / "data").rglob("*") if path.is_file() and path.stat().st_size > LARGE and "db" not in path.name
        ]

        server.stop()
        with pytest.raises(UnavailableError, match="bucket"):
            receive(hall, (arrival(mail(f"{POTHOLE}{'x ' * LARGE}", number=4)),))
        assert len(ledger(hall)) == 3
        server.start()
        receive(hall, (arrival(mail(f"{POTHOLE}{'x ' * LARGE}", number=4)),))
        with hall.database.read() as session:
            last = inbounds.get(session, ledger(hall)[-1].id).inbound
        assert len(hall.blobs.read(last.sha256)) > 2 * LARGE
    assert folder_of(where) == where.data / "form-files"


def test_doctor_puts_something_into_the_bucket_and_takes_it_out(server: S3Server, tmp_path: Path) -> None:
    where = bucket_settings(tmp_path / "data", server)
    assert originals_check(where) == ("bucket originaux takes and gives back", [])
    server.stop()
    told, wrong = originals_check(where)
    assert "bucket of originals originaux cannot be used" in told and wrong == ["CITOYEN_BLOBS_URL"]


def test_backup_leaves_the_bucket_to_its_own_means_and_comes_back_to_the_same_one(server: S3Server, tmp_path: Path) -> None:
    where = bucket_settings(tmp_path / "here", server)
    with closing(installation(where)) as hall:
        take_in(hall, 1, LARGE)
    done = back_up(where, tmp_path / "backups", 7, silent)
    assert done.state.manifest.originals == server.url and not (tmp_path / "backups" / "originals").exists()

    with pytest.raises(ConfigurationError, match="elsewhere"):
        restore(settings(tmp_path / "there"), tmp_path / "backups", silent)
    there = bucket_settings(tmp_path / "there", server)
    assert restore(there, tmp_path / "backups", silent).missing == 0
    with closing(opened(there)) as hall:
        assert len(originals(hall)) == 1


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"BLOBS_URL": "ftp://originaux"}, "ftp://"),
        ({"BLOBS_URL": "s3://a:b@originaux"}, "without a password"),
        ({"BLOBS_URL": "s3://originaux?server=x"}, "“server” means nothing"),
        ({"BLOBS_URL": "s3://originaux", "BLOBS_KEY": "citoyen"}, "together"),
    ],
)
def test_wrong_address_of_a_bucket_is_told(variables: dict[str, str], words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(f"CITOYEN_{name}", value)
    with pytest.raises(ConfigurationError, match=words):
        load_settings()
