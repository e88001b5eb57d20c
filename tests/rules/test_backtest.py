from domain.backtest import Outcome, Replayed
from domain.ids import DepartmentCode, RequestId, SubjectCode
from rules.backtest import compare, merged

ROADS, PARKS = DepartmentCode("VOI"), DepartmentCode("EV")
HOLE, TREE = SubjectCode("VOI-01"), SubjectCode("EV-01")


def _outcome(subject: SubjectCode, department: DepartmentCode, *, alone: bool = False) -> Outcome:
    return Outcome(subject=subject, department=department, alone=alone)


def _hole(request: int, before: Outcome, after: Outcome) -> Replayed:
    return Replayed(request=RequestId(request), reference=f"2026/{request:04}", subject=HOLE, department=ROADS, before=before, after=after)


RIGHT = _outcome(HOLE, ROADS, alone=True)
WRONG = _outcome(TREE, PARKS, alone=True)
DOUBTED = _outcome(TREE, PARKS)
HALF_RIGHT = _outcome(TREE, ROADS, alone=True)


def test_agreement_asks_for_subject_and_department() -> None:
    overall = compare([_hole(1, WRONG, RIGHT), _hole(2, HALF_RIGHT, RIGHT)]).overall
    assert (overall.before.agreement, overall.after.agreement) == (0.0, 1.0)
    assert (overall.before.subject_right, overall.before.department_right) == (0, 1)


def test_only_what_goes_to_the_wrong_department_without_people_is_a_wrong_transmission() -> None:
    overall = compare([_hole(1, WRONG, DOUBTED), _hole(2, HALF_RIGHT, RIGHT)]).overall
    assert (overall.before.alone, overall.before.alone_wrong) == (2, 1)
    assert (overall.after.alone, overall.after.alone_wrong) == (1, 0)


def test_changes_are_those_decided_otherwise_in_any_way() -> None:
    comparison = compare([_hole(1, RIGHT, RIGHT), _hole(2, WRONG, DOUBTED), _hole(3, WRONG, RIGHT)])
    assert [one.request for one in comparison.changes] == [2, 3]
    assert [one.is_right(one.after) for one in comparison.changes] == [False, True]


def test_parts_put_together_are_the_whole() -> None:
    everything = [_hole(1, RIGHT, RIGHT), _hole(2, WRONG, DOUBTED), _hole(3, WRONG, RIGHT)]
    parts = [compare(everything[2:]), compare(everything[:2])]
    assert merged(parts) == compare(everything)


def test_nothing_to_compare_is_full_agreement() -> None:
    assert merged([]).overall.after.agreement == 1.0
