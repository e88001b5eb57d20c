"""Two rule sets compared on requests that agents have decided."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TypeVar

from domain.backtest import Comparison, Contrast, Outcome, Replayed, Tally
from domain.department import Confidentiality
from domain.ids import DepartmentCode, SubjectCode

Code = TypeVar("Code", SubjectCode, DepartmentCode)


def compare(replayed: Iterable[Replayed]) -> Comparison:
    """Return how both rule sets did; changes stand in the order of the requests."""
    overall = Contrast()
    by_subject: defaultdict[SubjectCode, Contrast] = defaultdict(Contrast)
    by_department: defaultdict[DepartmentCode, Contrast] = defaultdict(Contrast)
    changes: list[Replayed] = []
    for one in replayed:
        contrast = Contrast(before=_tally(one, one.before), after=_tally(one, one.after))
        overall += contrast
        by_subject[one.subject] += contrast
        by_department[one.department] += contrast
        if one.before != one.after:
            changes.append(one)
    return Comparison(overall=overall, by_subject=dict(by_subject), by_department=dict(by_department), changes=tuple(changes))


def compare_by_level(replayed: Iterable[Replayed]) -> Mapping[Confidentiality, Comparison]:
    """Return how both rule sets did on the requests of each level of confidentiality that there are any of."""
    by_level: defaultdict[Confidentiality, list[Replayed]] = defaultdict(list)
    for one in replayed:
        by_level[one.level].append(one)
    return {level: compare(members) for level, members in by_level.items()}


def merged(comparisons: Iterable[Comparison]) -> Comparison:
    """Return comparisons of different requests as one; codes in order, changes by request."""
    parts = tuple(comparisons)
    return Comparison(
        overall=sum((part.overall for part in parts), Contrast()),
        by_subject=_added(part.by_subject for part in parts),
        by_department=_added(part.by_department for part in parts),
        changes=tuple(sorted((change for part in parts for change in part.changes), key=lambda change: change.request)),
    )


def _added(parts: Iterable[Mapping[Code, Contrast]]) -> Mapping[Code, Contrast]:
    total: defaultdict[Code, Contrast] = defaultdict(Contrast)
    for part in parts:
        for code, contrast in part.items():
            total[code] += contrast
    return {code: total[code] for code in sorted(total)}


def _tally(one: Replayed, outcome: Outcome) -> Tally:
    sent_right = outcome.department == one.department
    return Tally(
        requests=1,
        right=one.is_right(outcome),
        subject_right=outcome.subject == one.subject,
        department_right=sent_right,
        alone=outcome.alone,
        alone_wrong=outcome.alone and not sent_right,
    )
