from hypothesis import given
from hypothesis import strategies as st

from web.highlight import Mark, pieces


def _mark(start: int, end: int, kind: str = "subject", title: str = "t") -> Mark:
    return Mark(start=start, end=end, kind=kind, title=title)


def test_overlapping_marks_keep_all_titles_and_the_first_kind() -> None:
    found = pieces("abcdef", [_mark(1, 4, "subject", "s"), _mark(3, 5, "place", "p")], (0, 6))
    assert [(piece.text, piece.kind, piece.titles) for piece in found] == [
        ("a", None, ()),
        ("bc", "subject", ("s",)),
        ("d", "subject", ("s", "p")),
        ("e", "place", ("p",)),
        ("f", None, ()),
    ]


def test_what_lies_outside_the_own_part_is_not_own() -> None:
    assert [(piece.text, piece.is_own) for piece in pieces("abcdef", [], (2, 4))] == [("ab", False), ("cd", True), ("ef", False)]


@given(
    st.text(max_size=40),
    st.lists(st.tuples(st.integers(-3, 50), st.integers(-3, 50)), max_size=6),
    st.tuples(st.integers(-3, 50), st.integers(-3, 50)),
)
def test_pieces_joined_are_the_text(text: str, spans: list[tuple[int, int]], own: tuple[int, int]) -> None:
    assert "".join(piece.text for piece in pieces(text, [_mark(*span) for span in spans], own)) == text
