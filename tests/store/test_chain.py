"""Pure: what a line hashes to, and what a walk along a chain finds."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from store.chain import BEGINNING, SEAL, START, Break, Entry, Head, Link, Walk, entry_hash, seal_of

AT = datetime(2026, 3, 12, 8, 14, 0, 5, tzinfo=UTC)


def entry(number: int = 1, **changes: Any) -> Entry:
    return replace(
        Entry(at=AT, town="valognes", actor="agent", action="read", object=f"request {number}", details={"n": number}), **changes
    )


def chained(*entries: Entry) -> list[Link]:
    made, last = [], START
    for number, one in enumerate(entries, start=1):
        last = Head(number=number, hash=entry_hash(last.hash, number, one))
        made.append(Link(id=number * 10, number=number, hash=last.hash, entry=one))
    return made


def end_of(links: list[Link]) -> Head:
    return Head(number=links[-1].number or 0, hash=links[-1].hash or "")


def found(links: list[Link], head: Head | None) -> list[tuple[Break, int, int]]:
    return [(one.what, one.number, one.last) for one in Walk().check(links, head)]


FIVE = chained(*(entry(number) for number in range(1, 6)))


def test_the_format_is_the_one_of_the_first_version() -> None:
    # Computed with sha256sum over the bytes written out by hand: whoever changes the format breaks every journal there is.
    assert entry_hash(BEGINNING, 1, entry(details={"é": 1.0, "a": [None, True, 0.5]})) == (
        "074c1e93daa9f39a2b762412c083fa7ba8c88ba03ecace422439b4fd2942fca4"
    )


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ({"a": 1.0}, {"a": 1}),
        ({"a": 1e22}, {"a": 10**22}),
        ({"a": 1.7976931348623157e308}, {"a": 17976931348623157 * 10**292}),
        ({"a": -0.0}, {"a": 0}),
        ({"a": (1, 2)}, {"a": [1, 2]}),
        ({"a": "x\x00"}, {"a": "x\ufffd"}),
        ({1: "x"}, {"1": "x"}),
    ],
)
def test_details_that_a_database_keeps_alike_hash_alike(left: dict[str, object], right: dict[str, object]) -> None:
    assert entry_hash(BEGINNING, 1, entry(details=left)) == entry_hash(BEGINNING, 1, entry(details=right))


@pytest.mark.parametrize(
    "changes",
    [
        {"at": AT + timedelta(microseconds=1)},
        {"town": None},
        {"actor": "agent2"},
        {"action": "reada"},
        {"object": "request 2"},
        {"details": {"n": "1"}},
        {"details": {"n": True}},
        {"details": {"n": 2**53 + 1}},
        {"details": {"n": 1.0000000000000002}},
        {"details": {}},
    ],
)
def test_every_field_counts(changes: dict[str, Any]) -> None:
    assert entry_hash(BEGINNING, 1, entry(**changes)) != entry_hash(BEGINNING, 1, entry())


def test_a_moment_hashes_the_same_in_every_zone() -> None:
    there = AT.astimezone(timezone(timedelta(hours=11)))
    assert entry_hash(BEGINNING, 1, entry(at=there)) == entry_hash(BEGINNING, 1, entry())


def test_a_whole_chain_has_nothing_wrong() -> None:
    assert found(FIVE, end_of(FIVE)) == []
    assert found([], None) == []


def test_an_altered_line_is_named_and_only_that_one() -> None:
    links = [*FIVE]
    links[2] = replace(links[2], entry=entry(3, actor="nobody"))
    assert found(links, end_of(FIVE)) == [(Break.ALTERED, 3, 3)]


def test_an_altered_line_with_a_new_hash_breaks_the_next() -> None:
    links, forged = [*FIVE], entry(3, actor="nobody")
    links[2] = replace(links[2], entry=forged, hash=entry_hash(FIVE[1].hash or "", 3, forged))
    assert found(links, end_of(FIVE)) == [(Break.ALTERED, 4, 4)]


def test_lines_missing_at_the_beginning_in_the_middle_and_at_the_end() -> None:
    assert found(FIVE[2:], end_of(FIVE)) == [(Break.MISSING, 1, 2)]
    assert found([FIVE[0], *FIVE[3:]], end_of(FIVE)) == [(Break.MISSING, 2, 3)]
    assert found(FIVE[:3], end_of(FIVE)) == [(Break.MISSING, 4, 5)]
    assert found([], end_of(FIVE)) == [(Break.MISSING, 1, 5)]


def test_lines_that_changed_places() -> None:
    swapped = [FIVE[0], replace(FIVE[2], id=20), replace(FIVE[1], id=30), *FIVE[3:]]
    assert found(swapped, end_of(FIVE)) == [(Break.MISSING, 2, 2), (Break.ORDER, 2, 2)]
    said = [FIVE[0], replace(FIVE[1], entry=FIVE[2].entry), replace(FIVE[2], entry=FIVE[1].entry), *FIVE[3:]]
    assert found(said, end_of(FIVE)) == [(Break.ALTERED, 2, 2), (Break.ALTERED, 3, 3)]


def test_a_head_that_is_not_of_these_lines() -> None:
    assert found(FIVE, Head(number=5, hash="f" * 64)) == [(Break.HEAD, 5, 5)]
    assert found(FIVE, Head(number=4, hash=FIVE[3].hash or "")) == [(Break.HEAD, 4, 5)]
    assert found(FIVE, None) == [(Break.HEAD, 0, 5)]


def test_a_line_without_a_hash_after_the_chain_began() -> None:
    loose = Link(id=25, number=None, hash=None, entry=entry(9))
    assert found([*FIVE[:2], loose, *FIVE[2:]], end_of(FIVE)) == [(Break.UNCHAINED, 2, 2)]


def older_and_chain() -> tuple[list[Link], list[Link]]:
    older = [Link(id=number, number=None, hash=None, entry=entry(number)) for number in (1, 2, 3)]
    digest = BEGINNING
    for number, link in enumerate(older, start=1):
        digest = entry_hash(digest, number, link.entry)
    return older, chained(entry(action=SEAL, details=seal_of(3, digest)), entry(5))


def test_lines_from_before_the_chain_are_sealed_by_its_first() -> None:
    older, chain = older_and_chain()
    assert found([*older, *chain], end_of(chain)) == []
    assert found([*older[:2], *chain], end_of(chain)) == [(Break.OLDER, 1, 1)]
    changed = replace(older[1], entry=entry(7))
    assert found([older[0], changed, older[2], *chain], end_of(chain)) == [(Break.OLDER, 1, 1)]


def test_lines_without_a_hash_before_a_chain_that_sealed_none() -> None:
    older, _ = older_and_chain()
    assert found([*older, *FIVE], end_of(FIVE)) == [(Break.OLDER, 1, 1)]


def test_the_last_lines_alone_can_be_checked() -> None:
    start = Head(number=3, hash=FIVE[2].hash or "")
    assert list(Walk(start).check(FIVE[3:], end_of(FIVE))) == []
    forged = replace(FIVE[4], entry=entry(6))
    assert [one.what for one in Walk(start).check([FIVE[3], forged], end_of(FIVE))] == [Break.ALTERED]
