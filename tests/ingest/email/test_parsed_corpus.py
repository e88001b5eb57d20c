"""Every message of the parsed corpus gives subject, sender, date, names and texts equal to the JSON another parser wrote."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from domain.inbound import Reception
from ingest.email.bodies import Contents, part_text
from ingest.email.dates import sent_at
from ingest.email.headers import mailbox
from ingest.email.opened import Opened, open_mail
from ingest.email.parse import read_email
from ingest.email.transfer import content

CORPUS = Path(__file__).resolve().parents[3].parent / "shared" / "corpus" / "mail-parsed"
LOST = "\ufffd"
"""What the other parser puts for letters of a set nobody declared; we find the letter."""

pytestmark = pytest.mark.skipif(not CORPUS.exists(), reason="the shared corpus is not here")

Json = Mapping[str, Any]


def cases() -> Iterator[Path]:
    yield from sorted(CORPUS.rglob("*.json"))


def message(expected: Path) -> bytes:
    """Return the message a JSON file describes: with CRLF where its name says so, else with LF."""
    raw = (expected.parent / f"{expected.name.split('.')[0]}.eml").read_bytes()
    if ".crlf." not in expected.name:
        return raw.replace(b"\r", b"")
    return raw if b"\r\n" in raw else raw.replace(b"\n", b"\r\n")


def parts_of(parsed: Json) -> list[tuple[str, Json]]:
    """Return kind of body and part, depth first, those of attached messages too."""
    found: list[tuple[str, Json]] = []
    for part in parsed["parts"]:
        (kind,) = part["body"]
        found.append((kind, part))
        if kind == "Message":
            found += parts_of(part["body"]["Message"])
    return found


def values(part: Json, name: str) -> list[Any]:
    return [header["value"] for header in part["headers"] if header["name"] == name and header["value"] != "Empty"]


def filename(part: Json) -> str | None:
    for header, key in (("content_disposition", "filename"), ("content_type", "name")):
        for value in values(part, header):
            for attribute in value["ContentType"]["attributes"] or ():
                if attribute["name"] == key:
                    return str(attribute["value"]).rpartition("/")[2]  # we never keep a sender's folders
    return None


def moment(value: Json) -> datetime:
    offset = timedelta(hours=value["tz_hour"], minutes=value["tz_minute"]) * (-1 if value["tz_before_gmt"] else 1)
    figures = (value[name] for name in ("year", "month", "day", "hour", "minute", "second"))
    year, month, day, hour, minute, second = figures
    return datetime(year, month, day, hour, minute, second, tzinfo=timezone(offset))


def same(found: str | None, expected: str | None) -> bool:
    if found is None or expected is None or LOST not in expected:
        return found == expected
    return re.fullmatch(re.escape(expected).replace(LOST, "."), found, re.DOTALL) is not None


def pairs() -> Iterator[tuple[Path, Json, Opened]]:
    for path in cases():
        yield path, json.loads(path.read_text(encoding="utf-8")), open_mail(message(path))


def test_subject_sender_and_date_are_equal() -> None:
    dated = 0
    for path, parsed, opened in pairs():
        first = parsed["parts"][0]
        subject = next((value["Text"] for value in values(first, "subject")), "")
        assert same(opened.root.headers.text("subject"), subject), path
        expected = next((moment(value["DateTime"]) for value in values(first, "date")), None)
        found = sent_at(opened.root.headers.get("date"))
        assert found == expected, path
        dated += expected is not None
        for value in values(first, "from"):
            author = value["Address"]["List"][0]
            assert mailbox(opened.root.headers.get("from")) == (author["name"], author["address"]), path
    assert dated > 50


def test_parts_names_and_contents_are_equal() -> None:
    for path, parsed, opened in pairs():
        expected, found = parts_of(parsed), list(opened.root.walk())
        assert len(found) == len(expected), path
        for (kind, theirs), mine in zip(expected, found, strict=True):
            assert same(mine.filename, filename(theirs)), path
            body = theirs["body"][kind]
            if _is_uuencoded(body):
                continue  # we decode what the other parser leaves; tests/ingest/email/test_mime.py
            if kind in {"Text", "Html"}:
                assert same(part_text(opened.raw, mine, Contents()), body), (path, mine.number)
            elif kind in {"Binary", "InlineBinary"}:
                assert content(opened.raw, mine)[0] == bytes(body), (path, mine.number)


def _is_uuencoded(body: object) -> bool:
    text = body.encode() if isinstance(body, str) else bytes(body) if isinstance(body, list) and body and isinstance(body[0], int) else b""
    return re.match(rb"\s*begin [0-7]{3} ", text) is not None


def test_drafts_have_every_attachment() -> None:
    for path, parsed, opened in pairs():
        draft = read_email(message(path), Reception())
        leaves = {number: part for number, part in enumerate(parsed["parts"])}
        expected = [filename(leaves[number]) for number in parsed["attachments"]]
        found = [attachment.filename for attachment in draft.attachments]
        missing = [name for name in expected if name is not None and not any(same(one, name) for one in found)]
        assert not missing, path
        assert len(found) >= sum(name is not None for name in expected), path
        assert draft.sent_at == sent_at(opened.root.headers.get("date")), path
