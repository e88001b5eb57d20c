"""Strategies for rule sets of any content: what the domain allows and the reader does not call a mistake."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import TypeVar

from hypothesis import strategies as st

from domain.authenticity import Standing
from domain.department import Confidentiality, Department, DepartmentKind
from domain.draft import Flag, RequesterKind
from domain.ids import UNCLASSIFIED, DepartmentCode, RuleId, SectorName, SubjectCode, TownId
from domain.inbound import Channel
from domain.place import Landmark, Parity, Places, RoadOwner, Sector, Street
from domain.ruleset import (
    Alert,
    AllOf,
    AnyOf,
    AtLandmark,
    CameBy,
    CameInAt,
    Condition,
    Effect,
    Example,
    HasAllWords,
    HasAttachment,
    HasFlag,
    HasNoWords,
    HasWords,
    InSeason,
    InSector,
    Level,
    Listing,
    MatchesExpression,
    Nature,
    Not,
    OnStreet,
    OutsideTown,
    Precision,
    ReceivedDuring,
    RequesterIs,
    RoadOwnedBy,
    Rule,
    RuleSet,
    SenderIs,
    Subject,
    SubjectIs,
    ThemeIs,
    Thresholds,
    Weekday,
    WhileOpen,
    YearDay,
)
from flows.town_folder.mistakes import CONTROL

Member = TypeVar("Member")

SUBJECTS = ("VOI-01", "VOI-02", "EAU-04", "AUT-00")
DEPARTMENTS = ("VOI", "PM", "CCAS", "X-AGG")
STREETS = ("Rue Carnot", "rue de l'Église", "RN 13", "yes", "12:30", "a: b #c")
LANDMARKS = ("École", "parc", "[x]", "null")
SECTORS = ("Centre-ville", "Nord–Armanville", "1_000")
PLACES = Places(
    town_name="Valognes",
    postcode="50700",
    streets=tuple(Street(name=name, kind="rue", aliases=(), stretches=()) for name in STREETS),
    landmarks=tuple(
        Landmark(
            name=name,
            category="x",
            aliases=(),
            number=None,
            street=None,
            sector=None,
            owner=RoadOwner.TOWN,
            operator=None,
            point=None,
            radius_m=None,
        )
        for name in LANDMARKS
    ),
    sectors=tuple(Sector(code=str(number), name=SectorName(name)) for number, name in enumerate(SECTORS)),
)

ODD_TEXTS = (
    *(
        "yes",
        "no",
        "oui",
        "on",
        "null",
        "~",
        "true",
        "1",
        "1.0",
        "1e5",
        "0x1F",
        "1_000",
        "0123",
        "20:00",
        "2026-01-31",
        "=sujet",
        "<<",
        "-",
    ),
    *(
        "- a",
        "? b",
        "a: b",
        "a:",
        "#c",
        "a #c",
        "'",
        '"',
        "\\",
        "\\n",
        "[a]",
        "{a}",
        "a, b",
        "&x",
        "*",
        "!x",
        "%",
        "@",
        "`",
        "|",
        ">",
        "---",
        "...",
    ),
    *(
        " a",
        "a ",
        "a  b",
        "\ta",
        "a\nb",
        "a\n",
        "\na",
        "a\n\n",
        " a\nb",
        "a\n  b\nc",
        "a \nb",
        "a\r\nb",
        "a\rb",
        "a\x85b",
        "a\u2028b\u2029c",
    ),
    *(
        "\ufeffa",
        "\xad",
        "\xa0",
        "é",
        "e\u0301",
        "🚧",
        "👩‍🚒",
        "\U0010ffff",
        "\ud7ff",
        "\ufffe",
        "a\n# b\nc: d",
        "T 1 jo",
    ),
)
characters = st.characters(exclude_categories=["Cs"], exclude_characters=[chr(code) for code in range(0xA0) if CONTROL.match(chr(code))])
texts = st.one_of(st.sampled_from(ODD_TEXTS), st.text(characters, max_size=40)).filter(lambda text: text.strip() != "")
ODD_NAMES = [text for text in ODD_TEXTS if text == text.strip() and text.isprintable()]
names = st.sampled_from(ODD_NAMES) | st.text(st.characters(categories=["L", "M", "N", "P", "S"]), min_size=1, max_size=40)
"""Ids of rules and examples: one line."""
words = texts.map(lambda text: text.replace("*", "x")).flatmap(lambda text: st.sampled_from((text, f"{text}*")))


def some(values: Sequence[Member]) -> st.SearchStrategy[tuple[Member, ...]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=4).map(tuple)


def several(strategy: st.SearchStrategy[Member], least: int = 1) -> st.SearchStrategy[tuple[Member, ...]]:
    return st.lists(strategy, min_size=least, max_size=3).map(tuple)


clocks = st.builds(time, st.integers(0, 23), st.integers(0, 59))
year_days = st.dates(date(2024, 1, 1), date(2024, 12, 31)).map(lambda day: YearDay(month=day.month, day=day.day))
days = some(list(Weekday))
numbers = st.none() | st.integers(0, 9999)
LEAVES: tuple[st.SearchStrategy[Condition], ...] = (
    st.builds(SubjectIs, subjects=some((*SUBJECTS, "VOI-*", "*"))),
    st.builds(ThemeIs, themes=some(("Voirie", "on"))),
    st.builds(HasWords, words=several(words)),
    st.builds(HasAllWords, all_words=several(words)),
    st.builds(HasNoWords, no_words=several(words)),
    st.builds(MatchesExpression, expression=st.sampled_from((r"n[°o]\s*\d+", "a: b", " x ", "yes", r"\bfuite\b", "#1", "é|è", "'\"'"))),
    st.builds(RoadOwnedBy, owners=some(list(RoadOwner))),
    st.builds(OnStreet, streets=some(STREETS), low=numbers, high=numbers, parity=st.sampled_from(Parity)),
    st.builds(AtLandmark, landmarks=some(LANDMARKS)),
    st.builds(InSector, sectors=some(SECTORS)),
    st.builds(OutsideTown, outside=st.booleans()),
    st.builds(ReceivedDuring, start=clocks, end=clocks, days=st.just(()) | days),
    st.builds(ReceivedDuring, start=st.none(), end=st.none(), days=days),
    st.builds(InSeason, first_day=year_days, last_day=year_days),
    st.builds(WhileOpen, is_open=st.booleans()),
    st.builds(CameBy, channels=some(list(Channel))),
    st.builds(CameInAt, entrances=several(texts)),
    st.builds(RequesterIs, requester_kinds=some(list(RequesterKind))),
    st.builds(HasAttachment, media_types=some(("image/*", "application/pdf", "*", "application/vnd.ms-excel"))),
    st.builds(HasFlag, flags=some(list(Flag))),
    st.builds(SenderIs, standings=some(list(Standing))),
)
leaves: st.SearchStrategy[Condition] = st.one_of(*LEAVES)


def _wider(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    return st.one_of(st.builds(AllOf, all_of=several(inner)), st.builds(AnyOf, any_of=several(inner)), st.builds(Not, negated=inner))


conditions = st.recursive(leaves, _wider, max_leaves=8)
departments_of = st.sampled_from(DEPARTMENTS).map(DepartmentCode)
copies = st.lists(departments_of, max_size=2).map(tuple)
optional_texts = st.none() | texts
targets = st.sampled_from(("4 h", "5 jo", "30 j", "T 1 jo"))
some_effects = st.builds(
    Effect,
    copies=copies,
    priority=st.none() | st.integers(1, 4),
    priority_raise=st.integers(0, 3),
    target=st.none() | targets,
    confidentiality=st.none() | st.sampled_from(Confidentiality),
    flags=st.just(()) | some(list(Flag)),
    review=st.booleans(),
    alert=st.sampled_from(Alert),
    notice=optional_texts,
    letter=optional_texts,
    public_label=optional_texts,
    goes_on=st.booleans(),
    subject=st.none() | st.sampled_from(SUBJECTS).map(SubjectCode),
    alone=st.booleans(),
    stops=st.booleans(),
)
effects = st.one_of(
    some_effects,
    st.builds(replace, some_effects, department=departments_of),
    st.builds(replace, some_effects, keeps_subject_department=st.just(True)),
)
optional_days = st.none() | st.dates(date(1, 1, 1))
rules = st.builds(
    Rule,
    id=names.map(RuleId) | st.sampled_from(("R7/1", "R7/2", "R6")).map(RuleId),
    name=texts,
    level=st.sampled_from(Level),
    precision=st.sampled_from(Precision),
    priority=st.integers(0, 1000),
    condition=conditions,
    effect=effects,
    reason=optional_texts,
    active=st.booleans(),
    valid_from=optional_days,
    valid_until=optional_days,
    written_on=optional_days,
)
shares = st.floats(0, 1, allow_nan=False).map(lambda share: share + 0.0)
listings = st.builds(
    Listing,
    subjects=some((*SUBJECTS, "VOI-*")),
    sectors=some(SECTORS).map(lambda names: tuple(map(SectorName, names))),
    department=departments_of,
    copies=copies,
)


def expects_something(example: Example) -> bool:
    return any(
        value is not None
        for value in (
            *(example.subject, example.department, example.copies, example.priority, example.street),
            *(example.number, example.sector, example.review, example.rule),
        )
    )


def examples_for(rule_ids: Sequence[RuleId]) -> st.SearchStrategy[tuple[Example, ...]]:
    example = st.builds(
        Example,
        id=names,
        text=texts | st.just(""),
        heading=st.none() | texts | st.just(""),
        channel=st.sampled_from(Channel),
        entrance=optional_texts,
        received_at=st.none() | st.datetimes(datetime(1900, 1, 1), datetime(2199, 12, 31)),
        subject=st.none() | st.sampled_from(SUBJECTS).map(SubjectCode),
        department=st.none() | departments_of,
        copies=st.none() | copies,
        priority=st.none() | st.integers(1, 4),
        street=st.none() | st.sampled_from((*STREETS, *LANDMARKS)),
        number=st.none() | st.sampled_from(("12", "12 bis", "0", "007")),
        sector=st.none() | st.sampled_from(SECTORS).map(SectorName),
        review=st.none() | st.booleans(),
        rule=st.none() | st.sampled_from((*rule_ids, RuleId("R0-VOI"))),
    ).filter(expects_something)
    return st.lists(example, max_size=3, unique_by=lambda one: one.id).map(tuple)


def department(code: str) -> st.SearchStrategy[Department]:
    return st.builds(
        Department,
        code=st.just(DepartmentCode(code)),
        label=texts,
        email=st.sampled_from((None, "voirie@valognes.example", "a+b@x.example")),
        phone=st.sampled_from((None, "02 61 91 05 10", "+33261910510")),
        kind=st.just(DepartmentKind.EXTERNAL if code.startswith("X-") else DepartmentKind.INTERNAL),
        confidentiality=st.sampled_from(Confidentiality),
        served_by=st.none() | st.sampled_from([other for other in DEPARTMENTS if other != code]).map(DepartmentCode),
        successor=st.none() | st.sampled_from([other for other in DEPARTMENTS if other != code and other[:2] != "X-"]).map(DepartmentCode),
        closed_on=optional_days,
    )


def subject(code: str, theme: str) -> st.SearchStrategy[Subject]:
    return st.builds(
        Subject,
        code=st.just(SubjectCode(code)),
        label=texts,
        theme=st.just(theme),
        nature=st.sampled_from(Nature),
        regime=st.sampled_from(("aucun", "SVR-2M", "URBANISME", "sans-AR-papier")),
        priority=st.integers(1, 4),
        target=targets,
        department=departments_of,
        copies=copies,
        confidentiality=st.sampled_from(Confidentiality),
        vocabulary=st.lists(texts | st.from_regex(r"\A[a-z ]{3,20}\Z").filter(lambda text: text.strip() != ""), max_size=30).map(tuple),
        wants_place=st.booleans(),
        on_call=st.booleans(),
        waits=st.booleans(),
        acknowledged_in=st.sampled_from(("5 jo", "0 jo", "48 h")),
        taken_in=st.sampled_from(("2 jo", "3 j")),
    )


@st.composite
def rulesets(draw: st.DrawFn) -> RuleSet:
    kept = tuple(draw(st.lists(rules, max_size=4, unique_by=lambda rule: rule.id)))
    assert UNCLASSIFIED in SUBJECTS
    return RuleSet(
        town=TownId(draw(st.sampled_from(("valognes", "yes", "12")))),
        number=draw(st.integers(0, 10**6)),
        subjects=(
            draw(subject("VOI-01", "Voirie")),
            draw(subject("VOI-02", "on")),
            draw(subject("EAU-04", "")),
            draw(subject("AUT-00", "x: y")),
        ),
        departments=tuple(draw(department(code)) for code in DEPARTMENTS),
        rules=kept,
        thresholds=Thresholds(automatic=draw(shares), tie=draw(shares), place=draw(shares)),
        directory=tuple(draw(st.lists(listings, max_size=3))),
        examples=draw(examples_for([rule.id for rule in kept])),
    )
