"""Evidence as the page of a request tells it: the same once, nothing that hardly counted (S8)."""

from domain.evidence import Evidence, Part, Span
from domain.ids import RuleId, SubjectCode
from web.evidence import told


def one(quote: str, weight: float, rule: str = "word") -> Evidence[SubjectCode]:
    where = Span(part=Part.BODY, start=0, end=len(quote))
    return Evidence(rule=RuleId(rule), answer=SubjectCode("VOI-01"), weight=weight, ceiling=1.0, quote=quote, where=where)


def test_the_same_words_are_told_once_with_what_they_weigh_together() -> None:
    assert [(got.quote, round(got.weight, 2)) for got in told([one("trou", 0.3), one("Trou", 0.4), one("trou", 0.5, "place")])] == [
        ("trou", 0.7),
        ("trou", 0.5),
    ]
    assert told([one("trou", 0.8), one("trou", 0.8)])[0].weight == 1.0


def test_what_hardly_counted_is_left_out_unless_nothing_else_is_there() -> None:
    assert [got.quote for got in told([one("trou", 0.9), one("rue", 0.03)])] == ["trou"]
    assert [got.quote for got in told([one("rue", 0.02), one("place", 0.03)])] == ["rue", "place"]
    assert len(told([one(f"mot {number}", 0.01) for number in range(40)])) == 3
    assert told([]) == ()
