"""Rules, subjects and examples as forms hold them: nothing is lost on the way there and back, and each mistake knows its field."""

from collections.abc import Iterator
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.ids import DepartmentCode, RuleId, SubjectCode
from domain.ruleset import (
    AllOf,
    AnyOf,
    CameInAt,
    Condition,
    Effect,
    Example,
    HasAllWords,
    HasNoWords,
    HasWords,
    InSector,
    Level,
    Not,
    Precision,
    Rule,
    RuleSet,
    SubjectIs,
)
from flows.draft_edits import (
    examples_naming,
    free_id,
    known_of,
    with_example,
    with_rule,
    with_subject,
    without_example,
    without_rule,
    without_subject,
)
from flows.rule_entry import FORMS, NONE, Node, TypedRule, added, field_of, moved, posted_rule, read_rule, removed, typed_rule
from flows.town_folder.known import Known
from flows.town_folder.mistakes import Anything
from flows.typed_entries import (
    field_of_example,
    field_of_subject,
    read_typed_example,
    read_typed_subject,
    typed_example,
    typed_subject,
)
from tests.flows.any_rulesets import PLACES, conditions, rulesets

RULE = Rule(
    id=RuleId("R1"),
    name="Trou",
    level=Level.SUBJECT,
    precision=Precision.NONE,
    priority=5,
    condition=HasWords(words=("trou",)),
    effect=Effect(department=DepartmentCode("VOI")),
)


def _known(ruleset: RuleSet) -> Known:
    return replace(known_of(ruleset, PLACES, ()), entrances=Anything(), themes=Anything())


NOWHERE = Known(
    subjects=frozenset({"VOI-01", "AUT-00"}),
    departments=frozenset({"VOI"}),
    streets=frozenset({"Rue Carnot"}),
    landmarks=frozenset(),
    sectors=frozenset({"Centre"}),
)


def _posted(typed: TypedRule) -> dict[str, tuple[str, ...]]:
    """Return what a browser sends of a form that shows a rule."""
    effect = {f"alors.{name}": values for name, values in typed.effect.items()}
    return {**typed.head, **effect, **dict(_fields(typed.condition, "c"))}


def _fields(node: Node, name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield f"{name}.key", (node.key,)
    for field, values in node.values.items():
        yield f"{name}.{field}", values
    for place, part in enumerate(node.parts):
        yield from _fields(part, f"{name}.{place}")


def _leaves(condition: Condition) -> Iterator[Condition]:
    match condition:
        case AllOf(all_of=parts) | AnyOf(any_of=parts):
            for part in parts:
                yield from _leaves(part)
        case Not(negated=part):
            yield from _leaves(part)
        case _:
            yield condition


def _is_tidy(leaf: Condition) -> bool:
    """Tell whether the words of a condition fill a line each, none of them twice."""
    match leaf:
        case HasWords(words=texts) | HasAllWords(all_words=texts) | HasNoWords(no_words=texts):
            return all(text == text.strip() and "\n" not in text for text in texts)
        case CameInAt(entrances=texts):
            return all(text == text.strip() for text in texts) and len(set(texts)) == len(texts)
        case _:
            names = next(iter(getattr(leaf, name) for name in leaf.__slots__))
            return not isinstance(names, tuple) or len(set(names)) == len(names)


@given(conditions)
def test_a_condition_comes_back_from_its_form_as_it_was(condition: Condition) -> None:
    known = Known(
        subjects=frozenset({"VOI-01", "VOI-02", "EAU-04", "AUT-00"}),
        departments=frozenset({"VOI"}),
        streets=frozenset(street.name for street in PLACES.streets),
        landmarks=frozenset(landmark.name for landmark in PLACES.landmarks),
        sectors=frozenset(sector.name for sector in PLACES.sectors),
    )
    rule = replace(RULE, condition=condition)
    reading = read_rule(posted_rule(_posted(typed_rule(rule))), known)
    is_tidy = all(map(_is_tidy, _leaves(condition)))
    # Of « a, line break, * » the form makes two lines, and tells that a star alone ends no word.
    assert reading.faults == () or (not is_tidy and reading.found is None)
    if reading.found is None:
        return
    again = read_rule(posted_rule(_posted(typed_rule(reading.found))), known)
    assert again.found == reading.found
    if is_tidy:
        assert reading.found == rule


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rulesets())
def test_every_effect_subject_and_example_comes_back_from_its_form(ruleset: RuleSet) -> None:
    known = _known(ruleset)
    for rule in ruleset.rules:
        plain = replace(rule, condition=RULE.condition)
        if any(text is not None and text != text.strip() for text in (rule.name, rule.reason, *_texts(rule.effect))):
            continue
        assert read_rule(posted_rule(_posted(typed_rule(plain))), known).found == _tidied(plain)
    for subject in ruleset.subjects:
        if subject.label == subject.label.strip() and all(word == word.strip() and "\n" not in word for word in subject.vocabulary):
            copies = tuple(dict.fromkeys(subject.copies))
            found = read_typed_subject(typed_subject(subject), frozenset(one.code for one in ruleset.departments))
            assert found.found == replace(subject, copies=copies, theme=subject.theme.strip()), found.faults


def _texts(effect: Effect) -> tuple[str | None, ...]:
    return (effect.notice, effect.letter, effect.public_label)


def _tidied(rule: Rule) -> Rule:
    """Return a rule with what a form does not say twice, and with one kind of line end."""
    effect = replace(rule.effect, copies=tuple(dict.fromkeys(rule.effect.copies)), flags=tuple(dict.fromkeys(rule.effect.flags)))
    return replace(
        rule,
        effect=replace(effect, notice=_lines(effect.notice), letter=_lines(effect.letter), public_label=_lines(effect.public_label)),
        reason=_lines(rule.reason),
    )


def _lines(text: str | None) -> str | None:
    return None if text is None else text.replace("\r\n", "\n")


def test_an_example_comes_back_from_its_form_as_it_was() -> None:
    example = Example(
        id="trou rue Carnot",
        text="Il y a un trou.\nMerci",
        heading="trou",
        subject=SubjectCode("VOI-01"),
        department=DepartmentCode("VOI"),
        copies=(),
        priority=3,
        street="Rue Carnot",
        number="12 bis",
        sector=None,
        review=False,
        rule=RuleId("R1"),
    )
    known = replace(NOWHERE, rules=frozenset({"R1"}))
    assert read_typed_example(typed_example(example), known).found == example


def test_each_mistake_knows_its_field() -> None:
    condition = AllOf(
        all_of=(
            SubjectIs(subjects=("VOI-01", "VIO-01")),
            AnyOf(any_of=(HasWords(words=("a*b",)), Not(negated=AnyOf(any_of=(InSector(sectors=("Centre", "Nord")),))))),
        )
    )
    effect = Effect(department=DepartmentCode("VOIE"), target="5 semaines")
    typed = typed_rule(replace(RULE, condition=condition, effect=replace(effect, target="5 jo"), name=" "))
    typed = replace(typed, effect={**typed.effect, "delai": ("cinq",)}, head={**typed.head, "priorite_regle": ("beaucoup",)})
    found = {field_of(typed, fault.steps) for fault in read_rule(typed, NOWHERE).faults}
    assert found == {"nom", "priorite_regle", "c.0", "c.1.0", "c.1.1.0", "alors.service", "alors.delai"}


def test_a_single_condition_stands_in_a_group_and_its_mistakes_are_still_its_own() -> None:
    typed = typed_rule(replace(RULE, condition=SubjectIs(subjects=("NON-01",))))
    assert [part.key for part in typed.condition.parts] == ["sujets"]
    assert {field_of(typed, fault.steps) for fault in read_rule(typed, NOWHERE).faults} == {"c.0"}


def test_a_rule_without_conditions_is_told_so_at_its_group() -> None:
    typed = replace(typed_rule(RULE), condition=Node(key="tous"))
    (fault,) = read_rule(typed, NOWHERE).faults
    assert field_of(typed, fault.steps) == "c"


def test_conditions_are_added_moved_and_removed() -> None:
    root = typed_rule(RULE).condition
    root = added(root, (), NONE)
    root = added(root, (1,), "secteurs")
    assert [(part.key, [one.key for one in part.parts]) for part in root.parts] == [("mots", []), ("aucune", ["secteurs"])]
    root = moved(root, (1,), -1)
    assert [part.key for part in root.parts] == ["aucune", "mots"]
    assert [part.key for part in removed(root, (0,)).parts] == ["mots"]
    # What cannot be done leaves all as it is.
    assert moved(root, (0,), -1) is root
    assert added(root, (1,), "secteurs") is root and added(root, (7,), "mots") is root and added(root, (), "magie") is root
    assert removed(root, ()) is root and removed(root, (9,)) is root


def test_a_group_that_is_not_holds_one_condition() -> None:
    root = added(added(Node(key="tous"), (), "non"), (0,), "mots")
    assert added(root, (0,), "mots") is root


def test_what_is_posted_by_hand_is_bounded() -> None:
    many = {f"c.{place}.key": ("mots",) for place in range(500)}
    assert len(posted_rule({"c.key": ("tous",), **many}).condition.parts) < 250
    deep = {f"c{'.0' * depth}.key": ("tous",) for depth in range(40)}
    node, depth = posted_rule(deep).condition, 0
    while node.parts:
        node, depth = node.parts[0], depth + 1
    assert depth < 15
    assert posted_rule({"c.key": ("magie",), "c.": ("",)}).condition == Node(key="tous")


@given(st.sampled_from(sorted(FORMS)))
def test_every_condition_can_be_added_and_is_asked_for_when_empty(key: str) -> None:
    typed = replace(typed_rule(RULE), condition=added(Node(key="tous"), (), key))
    reading = read_rule(posted_rule(_posted(typed)), NOWHERE)
    assert reading.faults
    assert {field_of(typed, fault.steps) for fault in reading.faults} <= {"c.0", "c"}


SET = RuleSet(town="a", number=1, subjects=(), departments=(), rules=(RULE,), examples=(Example(id="e", text="t", rule=RuleId("R1")),))  # type: ignore[arg-type]


def test_a_renamed_rule_takes_its_examples_along() -> None:
    changed = with_rule(SET, "R1", replace(RULE, id=RuleId("R9")))
    assert [one.id for one in changed.rules] == ["R9"]
    assert changed.examples[0].rule == "R9"
    assert [one.id for one in with_rule(SET, "", replace(RULE, id=RuleId("R2"))).rules] == ["R1", "R2"]
    assert without_rule(SET, "R1").rules == ()
    assert free_id(replace(RULE, id=RuleId(name)) for name in ("N1", "N3/1")) == "N2"


def test_examples_that_expect_a_rule_are_known() -> None:
    assert [one.id for one in examples_naming(SET, "R1")] == ["e"]
    assert examples_naming(replace(SET, examples=()), "R1") == ()
    variants = replace(SET, rules=(replace(RULE, id=RuleId("R1/1")), replace(RULE, id=RuleId("R1/2"))))
    assert examples_naming(variants, "R1/1") == ()


def test_examples_and_subjects_are_put_in_changed_and_taken_out() -> None:
    example = Example(id="f", text="t")
    assert [one.id for one in with_example(SET, "", example).examples] == ["e", "f"]
    assert [one.id for one in with_example(SET, "e", example).examples] == ["f"]
    assert without_example(SET, "e").examples == ()
    typed = {
        "code": ("VOI-03",),
        "objet": ("Trou",),
        "nature": ("signalement",),
        "regime": ("aucun",),
        "priorite": ("3",),
        "delai": ("5",),
        "service": ("VOI",),
    }
    subject = read_typed_subject(typed, frozenset({"VOI"})).found
    assert subject is not None and subject.target == "5 jo"
    held = with_subject(
        replace(SET, subjects=(replace(subject, code=SubjectCode("VOI-01")), replace(subject, code=SubjectCode("EV-01")))), "", subject
    )
    assert [one.code for one in held.subjects] == ["VOI-01", "VOI-03", "EV-01"]
    assert [one.code for one in with_subject(held, "VOI-03", replace(subject, label="x")).subjects] == ["VOI-01", "VOI-03", "EV-01"]
    assert [one.code for one in without_subject(held, "VOI-01").subjects] == ["VOI-03", "EV-01"]


def test_mistakes_of_subjects_and_examples_know_their_fields() -> None:
    faults = read_typed_subject({"code": ("voi",), "objet": ("x",), "priorite": ("9",), "service": ("NON",)}, frozenset({"VOI"})).faults
    assert {"code", "priorite", "service"} <= {field_of_subject(fault.steps) for fault in faults}
    found = read_typed_example(
        {"id": ("e",), "texte": ("t",), "attendu.sujet": ("NON-01",), "boite": ("x@y.example",)}, replace(NOWHERE, entrances=frozenset())
    )
    assert {field_of_example(fault.steps) for fault in found.faults} == {"attendu.sujet", "boite"}
    (empty,) = read_typed_example({"id": ("e",), "texte": ("t",)}, NOWHERE).faults
    assert field_of_example(empty.steps) == "attendu" or field_of_example(empty.steps) == ""
