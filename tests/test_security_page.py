"""What docs/security.md says of the code: every name it gives is there, every setting exists, figures of limits are those in force."""

import re
from pathlib import Path

import pytest

from flows.settings import Settings
from ingest import danger, reader
from ingest.email import mime, parse
from ingest.email.smtp_settings import DoorLimits
from ingest.form import opening, signed
from ingest.paper.opening.limits import DEFAULT_LIMITS
from store import engine
from web.api import caller, limits
from web.pages import public_form

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`([\w/]+\.py)` `(\w+)`", PAGE)))
SHOWN = sorted(set(re.findall(r"`([\w/]+\.py)::(test_\w+)`", PAGE)))
SETTINGS = sorted(set(re.findall(r"`CITOYEN_(\w+)`", PAGE)))


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_what_protects_is_there(path: str, name: str) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    made = rf"^(?:class|(?:async )?def) {name}\b|^    def {name}\b"
    bound = rf"^(?:\w+, )*{name}\b[\w, ]*(?::.*)? = |\.{name} = "
    assert re.search(f"{made}|{bound}", text, re.MULTILINE)


@pytest.mark.parametrize(("path", "name"), SHOWN)
def test_what_shows_a_requirement_is_there(path: str, name: str) -> None:
    assert f"def {name}(" in (ROOT / "tests" / path).read_text(encoding="utf-8")


def test_names_are_found_at_all() -> None:
    assert len(NAMED) > 30 and len(SETTINGS) > 10 and len(SHOWN) > 100


def test_each_requirement_has_one_row_and_one_that_is_met_a_test() -> None:
    section = PAGE.partition("## OWASP ASVS")[2].partition("\n## ")[0]
    met, _, otherwise = section.partition("**Not met")
    rows = [line.split("|")[1:-1] for line in met.splitlines() if re.match(r"\| \d", line)]
    assert {numbers.split(".")[0].strip() for numbers, *_ in rows} == {str(chapter) for chapter in range(2, 15)}
    assert [numbers for numbers, _, shown in rows if "::test_" not in shown] == []
    named = [number for numbers, *_ in rows for number in re.findall(r"\d+\.\d+\.\d+", numbers)]
    assert len(named) == len(set(named)) and len(re.findall(r"^\| \d", otherwise, re.MULTILINE)) > 10


@pytest.mark.parametrize("name", SETTINGS)
def test_settings_exist(name: str) -> None:
    assert name.lower() in Settings.model_fields


def test_figures_are_those_in_force() -> None:
    door, settings = DoorLimits(), Settings.model_fields
    assert f"| {settings['smtp_max_bytes'].default // 2**20} MB | `CITOYEN_SMTP_MAX_BYTES`" in PAGE
    assert f"| {door.connections}; {door.connections_per_client}; {door.recipients}; {door.unknown_recipients} |" in PAGE
    assert f"| {door.memory_bytes // 2**20} MB; {door.memory_bytes_per_client // 2**20} MB |" in PAGE
    assert f"| {parse.MAX_MESSAGE_BYTES // 2**20} MB; {mime.MAX_PARTS:,}; {mime.MAX_DEPTH} |" in PAGE
    assert f"| {reader.READ_SECONDS:.0f} s, {reader.MEMORY_BYTES // 2**20} MB |" in PAGE
    assert f"| {danger.MAX_MEMBERS:,}; {danger.MAX_ARCHIVE_DEPTH}; {danger.MAX_RATIO} times" in PAGE
    assert f"| {opening.MAX_DEPTH}; {opening.MAX_NODES:,} |" in PAGE
    assert f"| {limits.ORDINARY_FORM // 2**20} MB |" in PAGE
    assert f"| {DEFAULT_LIMITS.megabytes} MB; {DEFAULT_LIMITS.pages:,}; {DEFAULT_LIMITS.pixels // 10**6} million pixels |" in PAGE
    assert f"| {settings['letters_per_hour'].default} an hour, {settings['letters_per_day'].default:,} a day |" in PAGE
    assert f"| {caller.ANYONE_A_MINUTE}; {caller.WRONG_KEYS_A_MINUTE} |" in PAGE
    assert f"| {public_form.A_MINUTE}; {public_form.ALL_A_MINUTE} |" in PAGE
    assert signed.TOLERANCE_S == 300 and engine._FILE_MODE == 0o640
