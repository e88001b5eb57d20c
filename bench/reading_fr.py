"""How well the reader reads: accuracy of each field over the labelled e-mails, with every miss listed.

.venv/bin/python bench/reading_fr.py [ITEM ...]
"""

import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import TypedDict

from domain.draft import Draft, Flag
from domain.inbound import Reception
from ingest.email.parse import read_email
from ingest.plain import fold

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "citoyens-fr" / "items"
_FEWEST_WORDS = 3
"""Number, kind of street, a word of its name."""
OWN_FLAGS = {Flag.ANONYMOUS, Flag.ABUSIVE, Flag.LANGUAGE, Flag.INCOMPLETE_IDENTITY, Flag.FOLLOW_UP}


class Expected(TypedDict, total=False):
    """The part of expected.json that reading decides."""

    channel: str
    town: str
    kind: str
    requester: dict[str, str | None]
    flags: list[str]
    fiche: str
    suivi: str
    gps: list[float]


def _letters(value: str | None) -> list[str]:
    return sorted(re.findall(r"[a-z0-9]+", fold(value or "")))


def _address_agrees(expected: str | None, found: str | None) -> bool:
    """Compare number and street; the label completes post code, town and the street's whole name from knowledge of the town."""
    if expected is None or found is None:
        return expected == found
    wanted, got = _letters(expected.split(",")[0]), _letters(found.split(",")[0])
    numbers = [[one for one in words if one.isdecimal()] for words in (wanted, got)]
    is_short = numbers[0] == numbers[1] and len(got) >= _FEWEST_WORDS and set(got) <= set(wanted)
    return is_short or set(wanted) <= set(_letters(found))


def misses(draft: Draft, expected: Expected) -> dict[str, tuple[object, object]]:
    """Return field to (expected, found) for each field that differs."""
    wanted = expected["requester"]
    found = draft.requester
    cited = expected.get("fiche") or expected.get("suivi")
    pairs: dict[str, tuple[object, object, bool]] = {
        "kind": (expected["kind"], draft.kind.value, expected["kind"] == draft.kind.value),
        "name": (wanted["name"], found.name, _letters(wanted["name"]) == _letters(found.name)),
        "email": (wanted["email"], found.email, wanted["email"] == found.email),
        "phone": (wanted["phone"], found.phone, wanted["phone"] == found.phone),
        "organisation": (wanted["organisation"], found.organisation, _letters(wanted["organisation"]) == _letters(found.organisation)),
        "address": (wanted["address"], found.address, _address_agrees(wanted["address"], found.address)),
        "flags": (
            sorted(set(expected["flags"]) & {flag.value for flag in OWN_FLAGS}),
            sorted(flag.value for flag in draft.flags),
            set(expected["flags"]) & {flag.value for flag in OWN_FLAGS} == {flag.value for flag in draft.flags},
        ),
        "cited": (cited, draft.cited, cited is None or cited in draft.cited),
        "point": (expected.get("gps"), draft.point, ("gps" in expected) == (draft.point is not None)),
    }
    return {name: (want, got) for name, (want, got, agrees) in pairs.items() if not agrees}


def read(folder: Path) -> tuple[Draft, Expected]:
    """Return what is read of the e-mail in a folder of the corpus, and what is expected of it."""
    expected: Expected = json.loads((folder / "expected.json").read_text())
    domain = f"{expected['town']}.example"
    reception = Reception(addresses=frozenset({f"mairie@{domain}"}), domains=frozenset({domain}))
    return read_email((folder / "input.eml").read_bytes(), reception), expected


def main() -> None:
    """Read all e-mails and print figures and misses."""
    right: Counter[str] = Counter()
    count = 0
    for folder in sorted(CORPUS.iterdir()):
        if not (folder / "input.eml").exists() or (sys.argv[1:] and folder.name not in sys.argv[1:]):
            continue
        draft, expected = read(folder)
        wrong = misses(draft, expected)
        count += 1
        right.update(
            name for name in ("kind", "name", "email", "phone", "organisation", "address", "flags", "cited", "point") if name not in wrong
        )
        for name, (want, got) in wrong.items():
            print(f"{folder.name} {name}: expected {want!r}, found {got!r}")
        if sys.argv[1:]:
            print(draft)
        else:
            names = ", ".join(f"{piece.filename} {piece.media_type}" for piece in draft.attachments)
            print(f"{folder.name} | {draft.heading} | {draft.text[-150:]!r} | {names}")
    print(f"{count} messages; " + ", ".join(f"{name} {right[name]}" for name in right))


if __name__ == "__main__":
    main()
