from random import Random

import pytest

from figures.masking import LEAST, Place, across, down, hidden, is_few

Numbers = dict[Place, int]


def table(cells: dict[str, dict[str, int]]) -> Numbers:
    """Return a table with its wholes."""
    columns = {column for row in cells.values() for column in row}
    found: Numbers = {(row, column): number for row, told in cells.items() for column, number in told.items()}
    for row, told in cells.items():
        found[row, None] = sum(told.values())
    for column in columns:
        found[None, column] = sum(told.get(column, 0) for told in cells.values())
    found[None, None] = sum(sum(told.values()) for told in cells.values())
    return found


def few(numbers: Numbers) -> set[Place]:
    return {place for place, number in numbers.items() if is_few(number)}


def column(**numbers: int) -> Numbers:
    found: Numbers = {(row, None): number for row, number in numbers.items()}
    found[None, None] = sum(numbers.values())
    return found


@pytest.mark.parametrize(("number", "expected"), [(0, False), (1, True), (4, True), (5, False)])
def test_fewer_than_five_are_few_and_nobody_is_not(number: int, expected: bool) -> None:
    assert is_few(number) is expected


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    numbers = column(a=7, b=12)
    assert hidden(numbers, [*down(["a", "b"], [])], few(numbers)) == frozenset()


def test_the_smallest_other_is_hidden_with_one_that_is_small() -> None:
    numbers = column(a=3, b=40, c=9)
    assert hidden(numbers, [*down(["a", "b", "c"], [])], few(numbers)) == {("a", None), ("c", None)}


def test_two_small_ones_that_make_five_hide_each_other() -> None:
    numbers = column(a=3, b=40, c=2)
    assert hidden(numbers, [*down(["a", "b", "c"], [])], few(numbers)) == {("a", None), ("c", None)}


def test_two_ones_would_be_known_from_their_sum() -> None:
    numbers = column(a=1, b=40, c=1)
    assert hidden(numbers, [*down(["a", "b", "c"], [])], few(numbers)) == {("a", None), ("b", None), ("c", None)}


def test_five_ones_would_be_known_from_their_sum() -> None:
    """0 is told, so what is hidden is one at least: five of them that make five are one each."""
    numbers = column(a=1, b=1, c=1, d=1, e=1, f=9, g=30)
    concealed = hidden(numbers, [*down([*"abcdefg"], [])], few(numbers))
    assert concealed == few(numbers) | {("f", None)}


def test_the_whole_is_hidden_where_no_other_part_is_left() -> None:
    numbers: Numbers = {("a", None): 3, ("b", None): 0, (None, None): 7}
    assert hidden(numbers, [*down(["a", "b"], [])], {("a", None)}) == {("a", None), (None, None)}


def test_a_whole_that_is_small_needs_a_part_hidden_with_it() -> None:
    numbers: Numbers = {("a", None): 5, (None, None): 4}
    assert hidden(numbers, [*down(["a"], [])], {(None, None)}) == {("a", None), (None, None)}


def _solvable(numbers: Numbers, rows: list[str], columns: list[str], concealed: frozenset[Place]) -> set[Place]:
    """Return the hidden places that somebody gets to know line by line, by subtraction."""
    known = set(numbers) - concealed
    lines: list[tuple[list[Place], Place]] = [([(row, one) for row in rows], (None, one)) for one in (*columns, None)]
    lines += [([(one, column) for column in columns], (one, None)) for one in (*rows, None)]
    while True:
        before = len(known)
        for parts, whole in lines:
            unknown = [place for place in (*parts, whole) if place not in known]
            if len(unknown) == 1:
                known.update(unknown)
        if len(known) == before:
            return set(concealed) & known


def _told_together(concealed: frozenset[Place]) -> set[Place]:
    """Return the hidden places that the equations of all lines have one solution for: those on no ring of hidden ones."""
    return {place for place in concealed if place[1] not in _reached(place[0], concealed - {place})}


def _reached(row: str | None, concealed: frozenset[Place]) -> set[str | None]:
    rows, columns = {row}, set[str | None]()
    while True:
        more = {column for one, column in concealed if one in rows}
        if more == columns:
            return columns
        columns = more
        rows |= {one for one, column in concealed if column in columns}


def test_what_joins_two_rings_of_hidden_ones_is_hidden_better() -> None:
    """No line tells (r2, c2) alone, but the rows r0 to r2 less the columns c0 and c1 do."""
    cells = {
        "r0": {"c0": 3, "c1": 3, "c2": 9, "c3": 9},
        "r1": {"c0": 4, "c1": 3, "c2": 9, "c3": 9},
        "r2": {"c0": 3, "c1": 9, "c2": 4, "c3": 9},
        "r3": {"c0": 9, "c1": 9, "c2": 3, "c3": 4},
        "r4": {"c0": 9, "c1": 9, "c2": 4, "c3": 3},
    }
    numbers, rows, columns = table(cells), [*cells], ["c0", "c1", "c2", "c3"]
    assert ("r2", "c2") in _told_together(frozenset(few(numbers)))
    concealed = hidden(numbers, [*down(rows, columns), *across(rows, columns)], few(numbers))
    assert not _told_together(concealed) & few(numbers)
    assert len(concealed - few(numbers)) <= 2


def test_second_ones_are_those_that_need_no_third() -> None:
    """Hiding (x, a) hides (x, whole), which the whole of s needs anyway; (y, a) is smaller, but leads on."""
    numbers = table({"s": {"a": 1, "b": 0}, "x": {"a": 6, "b": 7}, "y": {"a": 5, "b": 9}})
    concealed = hidden(numbers, [*down(["s", "x", "y"], ["a", "b"]), *across(["s", "x", "y"], ["a", "b"])], few(numbers))
    assert len(concealed) == 4


def test_where_only_some_may_be_hidden_their_wholes_are_with_them() -> None:
    numbers = table({"s": {"a": 1, "b": 6}, "x": {"a": 2, "b": 2}})
    lines = [*down(["s", "x"], ["a", "b"]), *across(["s", "x"], ["a", "b"])]
    assert hidden(numbers, lines, {("s", "a")}, {("s", "a"), ("s", "b"), ("s", None)}) == {
        ("s", "a"),
        ("s", "b"),
        (None, "a"),
        (None, "b"),
    }


def _bounded(numbers: Numbers, rows: list[str], columns: list[str], concealed: frozenset[Place]) -> set[Place]:
    """Return the hidden places that have one value alone by all rows and columns, each hidden one being 1 at least."""
    most = numbers[None, None] if (None, None) not in concealed else sum(numbers.values())
    least = {place: 1 if place in concealed else number for place, number in numbers.items()}
    top = {place: most if place in concealed else number for place, number in numbers.items()}
    lines = [*down(rows, columns), *across(rows, columns)]
    while True:
        before = sum(top.values()) - sum(least.values())
        for parts, whole in lines:
            bottoms, tops = sum(least[one] for one in parts), sum(top[one] for one in parts)
            least[whole], top[whole] = max(least[whole], bottoms), min(top[whole], tops)
            for one in parts:
                others_least, others_top = bottoms - least[one], tops - top[one]
                least[one], top[one] = max(least[one], least[whole] - others_top), min(top[one], top[whole] - others_least)
                bottoms, tops = others_least + least[one], others_top + top[one]
        if sum(top.values()) - sum(least.values()) == before:
            return {place for place in concealed if least[place] == top[place]}


@pytest.mark.parametrize("seed", range(200))
def test_no_hidden_cell_of_a_table_of_rare_things_has_one_value_alone(seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - no secret
    rows, columns = [f"r{n}" for n in range(chance.randint(2, 9))], [f"c{n}" for n in range(chance.randint(2, 5))]
    numbers = table({row: {one: chance.choice([0, 0, 0, 1, 1, 1, 2, 7]) for one in columns} for row in rows})
    concealed = hidden(numbers, [*down(rows, columns), *across(rows, columns)], few(numbers))
    assert not _bounded(numbers, rows, columns, concealed) & few(numbers)


@pytest.mark.parametrize("seed", range(60))
def test_no_hidden_cell_of_a_table_is_found_by_subtraction(seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - no secret
    rows, columns = [f"r{n}" for n in range(chance.randint(2, 6))], [f"c{n}" for n in range(chance.randint(2, 6))]
    numbers = table({row: {one: chance.choice([0, 0, 1, 2, 4, 5, 8, 30]) for one in columns} for row in rows})
    concealed = hidden(numbers, [*down(rows, columns), *across(rows, columns)], few(numbers))
    assert few(numbers) <= concealed
    assert not _solvable(numbers, rows, columns, concealed)
    assert not _told_together(concealed) & few(numbers)
    for row in (*rows, None):
        unknown = [numbers[row, one] for one in columns if (row, one) in concealed]
        assert (row, None) in concealed or not unknown or sum(unknown) >= LEAST
