"""The secret key: made once, for its owner only."""

from pathlib import Path

from flows.secret import with_secret_key
from tests.installations import settings


def test_a_key_is_made_once_and_read_by_its_owner_only(tmp_path: Path) -> None:
    first = with_secret_key(settings(tmp_path, secret_key=""))
    again = with_secret_key(settings(tmp_path, secret_key=""))
    assert first.secret_key == again.secret_key
    assert len(first.secret_key.get_secret_value()) >= 32
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


def test_a_key_that_is_set_stands_and_none_is_made(tmp_path: Path) -> None:
    wanted = settings(tmp_path, secret_key="s" * 40)
    assert with_secret_key(wanted) is wanted
    assert not list(tmp_path.iterdir())
