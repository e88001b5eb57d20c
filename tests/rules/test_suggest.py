from domain.confirmation import Choice
from domain.ids import DepartmentCode, RequestId, SectorName, SubjectCode
from domain.inbound import Channel
from domain.ruleset import AllOf, CameInAt, Effect, HasWords, InSector, Level, OnStreet, SubjectIs
from rules.suggest import Case, Suggestion, repeated, suggest

HOLE, PAVEMENT = SubjectCode("VOI-01"), SubjectCode("VOI-02")
ROADS, OUTSIDE = DepartmentCode("VOI"), DepartmentCode("X-DEP")
MAYOR = "mairie@breville.example"


def _choice(
    subject: SubjectCode = HOLE, department: DepartmentCode = ROADS, *, street: str | None = None, sector: str | None = None
) -> Choice:
    return Choice(subject=subject, department=department, street=street, sector=None if sector is None else SectorName(sector))


def _case(number: int, text: str, proposed: Choice, decided: Choice, *, entrance: str = MAYOR) -> Case:
    return Case(
        request=RequestId(number),
        reference=f"2026/{number:04}",
        proposed=proposed,
        decided=decided,
        landmark=None,
        channel=Channel.EMAIL,
        entrance=entrance,
        words=tuple(text.split(" ")),
    )


def _suggested(cases: list[Case]) -> tuple[Suggestion, ...]:
    return suggest(repeated([(case.proposed, case.decided) for case in cases]), cases)


def _many(text: str, count: int, start: int, proposed: Choice, decided: Choice, *, entrance: str = MAYOR) -> list[Case]:
    return [_case(start + number, f"{text} x{number}", proposed, decided, entrance=entrance) for number in range(count)]


def test_a_phrase_that_tells_the_corrected_from_the_others_becomes_a_rule() -> None:
    wrong = _many("la dalle descellee bascule", 6, 1, _choice(), _choice(PAVEMENT))
    right = _many("le trou de la chaussee se creuse", 20, 50, _choice(), _choice())
    (one,) = _suggested([*wrong, *right])
    assert isinstance(one.rule.condition, AllOf)
    subject, words = one.rule.condition.all_of
    assert subject == SubjectIs(subjects=(HOLE,))
    assert isinstance(words, HasWords)
    assert set(words.words[0].split()) <= {"dalle", "descellee", "bascule"}
    assert one.rule.effect == Effect(subject=PAVEMENT, department=ROADS)
    assert (one.holds, one.right, one.corrected, one.precision, one.recall) == (6, 6, 6, 1.0, 1.0)
    assert one.references == tuple(f"2026/{number:04}" for number in range(1, 7))


def test_a_department_corrected_on_one_street_becomes_a_rule_of_that_street() -> None:
    road = _choice(street="RD 902", sector="Nord")
    wrong = _many("un trou", 5, 1, road, _choice(HOLE, OUTSIDE, street="RD 902", sector="Nord"))
    right = _many("un trou", 9, 50, _choice(street="Rue de Poterie", sector="Nord"), _choice(street="Rue de Poterie", sector="Nord"))
    (one,) = _suggested([*wrong, *right])
    assert one.rule.condition == AllOf(all_of=(SubjectIs(subjects=(HOLE,)), OnStreet(streets=("RD 902",))))
    assert (one.rule.effect, one.rule.level) == (Effect(department=OUTSIDE), Level.SUBJECT_AND_PLACE)


def test_a_sector_goes_before_its_streets() -> None:
    wrong = [
        case
        for number in range(3)
        for case in _many(
            "un trou", 2, 1 + 2 * number, _choice(street=f"Rue {number}", sector="Nord"), _choice(HOLE, OUTSIDE, street=f"Rue {number}")
        )
    ]
    right = _many("un trou", 9, 50, _choice(sector="Sud"), _choice(sector="Sud"))
    (one,) = _suggested([*wrong, *right])
    assert one.rule.condition == AllOf(all_of=(SubjectIs(subjects=(HOLE,)), InSector(sectors=("Nord",))))


def test_a_mailbox_may_be_what_they_have_in_common() -> None:
    wrong = _many("un trou", 5, 1, _choice(), _choice(HOLE, OUTSIDE), entrance="routes@breville.example")
    (one,) = _suggested([*wrong, *_many("un trou", 9, 50, _choice(), _choice())])
    assert one.rule.condition == AllOf(all_of=(SubjectIs(subjects=(HOLE,)), CameInAt(entrances=("routes@breville.example",))))


def test_a_subject_always_corrected_needs_no_more_condition() -> None:
    (one,) = _suggested(_many("la dalle bascule", 7, 1, _choice(), _choice(PAVEMENT)))
    assert one.rule.condition == SubjectIs(subjects=(HOLE,))


def test_four_corrections_are_too_few() -> None:
    assert _suggested(_many("la dalle bascule", 4, 1, _choice(), _choice(PAVEMENT))) == ()


def test_what_would_be_wrong_too_often_is_not_proposed() -> None:
    wrong = _many("la dalle bascule", 8, 1, _choice(), _choice(PAVEMENT))
    right = _many("la dalle bascule", 2, 50, _choice(), _choice())
    assert _suggested([*wrong, *right]) == ()


def test_no_phrase_crosses_what_is_personal() -> None:
    wrong = _many("dalle  bascule", 6, 1, _choice(), _choice(PAVEMENT))
    right = [*_many("dalle fendue", 9, 50, _choice(), _choice()), *_many("plot bascule", 9, 70, _choice(), _choice())]
    assert _suggested([*wrong, *right]) == ()
