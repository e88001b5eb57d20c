"""Letters set on paper as people, firms and fax machines set them: who asks, what about, when, and what is no part of the text."""

import re
from datetime import date

import pytest

from domain.draft import Draft, Flag
from domain.evidence import Part
from domain.inbound import Channel, Reception
from ingest.paper.letter.draft import letter_draft
from ingest.plain import fold
from tests.ingest.paper.written import Written, letters, pages

TODAY = date(2026, 11, 26)
LETTERS = tuple(letters())


def read(letter: Written) -> Draft:
    town = letter.expected.get("town", "valognes")
    reception = Reception(addresses=frozenset({f"mairie@{town}.example"}), domains=frozenset({f"{town}.example"}))
    return letter_draft(pages(letter), Channel(letter.expected.get("channel", "scan")), reception, TODAY)


def plain(text: str | None) -> str:
    return " ".join(re.findall(r"\w+", fold(text or "")))


def is_named(wanted: str, found: str | None) -> bool:
    """Whether two names share their words but for those that only say what sort of thing it is."""
    left, right = set(plain(wanted).split()), set(plain(found).split())
    return left == right or (bool(left & right) and (left <= right or right <= left))


def misses(letter: Written, draft: Draft) -> dict[str, object]:
    expected, requester, paper = letter.expected, draft.requester, draft.paper
    assert paper is not None
    wanted = {key: expected.get(key) or "" for key in ("name", "organisation", "phone", "email", "address")}
    street = plain(wanted["address"].split(",")[0])
    checks: dict[str, tuple[object, bool]] = {
        "name": (requester.name, sorted(plain(wanted["name"]).split()) == sorted(plain(requester.name).split())),
        "organisation": (requester.organisation, is_named(wanted["organisation"], requester.organisation)),
        "phone": (requester.phone, wanted["phone"] == (requester.phone or "")),
        "email": (requester.email, wanted["email"] == (requester.email or "")),
        "address": (requester.address, street in plain(requester.address) and bool(street) == bool(requester.address)),
        "proxy": (draft.proxy, plain(expected.get("writer")).split() == plain(draft.proxy.name if draft.proxy else "").split()),
        "heading": (draft.heading, "heading" not in expected or plain(expected["heading"]) == plain(draft.heading)),
        "received": (paper.received_on, "received" not in expected or expected["received"] == str(paper.received_on or "")),
        "fax": (paper.fax, "fax" not in expected or expected["fax"] == paper.fax),
        "kind": (draft.kind, expected.get("kind", "request") == draft.kind),
        "cited": (draft.cited, not expected.get("cited") or draft.cited == (expected["cited"],)),
        "signatories": (draft.co_signatories, int(expected.get("signatories", 0)) == len(draft.co_signatories)),
        "siret": (requester.siret, "siret" not in expected or expected["siret"] == requester.siret),
        "anonymous": (draft.flags, ("anonymous" in expected) == (Flag.ANONYMOUS in draft.flags)),
        "unsure": (draft.flags, ("uncertain" in expected) == (Flag.UNSURE_READING in draft.flags)),
        "pages without text": (paper.text_pages, len(letter.sheets) - int(expected.get("pages without text", 0)) == paper.text_pages),
    }
    return {key: found for key, (found, is_right) in checks.items() if not is_right}


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.name)
def test_a_letter_says_who_asks_what_and_when(letter: Written) -> None:
    assert misses(letter, read(letter)) == {}


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.name)
def test_the_text_holds_what_is_asked_and_nothing_of_the_frame(letter: Written) -> None:
    text = plain(read(letter).text)
    parts = {key: [plain(one) for one in letter.expected.get(key, "").split(" | ") if plain(one)] for key in ("has", "lacks")}
    assert [one for one in parts["has"] if one not in text] == []
    assert [one for one in parts["lacks"] if re.search(rf"\b{one}\b", text)] == []


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.name)
def test_every_word_of_the_text_has_its_place_on_the_paper(letter: Written) -> None:
    draft = read(letter)
    assert draft.paper is not None
    text = {Part.BODY: draft.text, Part.HEADING: draft.heading or "", Part.SIGNATURE: draft.signature}
    on_paper = {
        (page.number, word.box.left, word.box.top): word.text for page in pages(letter) for line in page.lines for word in line.words
    }
    placed = draft.paper.layout
    for word in placed:
        shown = text[word.part][word.start : word.end]
        assert shown and on_paper[word.page, word.left, word.top].startswith(shown.rstrip("-"))
    covered = {index for word in placed if word.part is Part.BODY for index in range(word.start, word.end)}
    left = [index for index, character in enumerate(draft.text) if not character.isspace() and index not in covered]
    assert left == []


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.name)
def test_what_is_known_of_the_requester_stands_where_it_is_said_to(letter: Written) -> None:
    draft = read(letter)
    text = {Part.BODY: draft.text, Part.SIGNATURE: draft.signature}
    for one in draft.provenance:
        if one.where is not None:
            assert text[one.where.part][one.where.start : one.where.end] == one.quote
