"""A rule that is being filled in as its page shows it: every condition with its fields, its choices and what is wrong with it. Pure."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.ruleset import RuleSet
from flows.linting import LintLine
from flows.rule_entry import FORMS, GROUPS, NOT, ROOT, Node, TypedRule, field_of
from flows.rule_operands import CHOSEN, MORE
from flows.town_folder.condition_forms import OperandKind
from flows.town_folder.known import Known
from flows.town_folder.tree import Step
from flows.typed_tree import TypedFault
from flows.wording import Message
from rules.lint import Severity
from web.translations import Language, said
from web.words import N_

MOST_BOXES = 14
"""Choices that are shown as boxes; more are chosen from a list, one after the other."""
MOST_LISTED = 3_000
"""Names a browser proposes while one types; more would weigh more than the page."""
LEAVES = tuple(key for key, form in FORMS.items() if form.kind not in {OperandKind.CONDITIONS, OperandKind.CONDITION})
_NAMED = frozenset({"voies", "lieux", "boites"})
_CODED = "sujets"
_CHOOSE = N_("Choose one.")


class Widget(StrEnum):
    """How the fields of a condition are shown."""

    BOXES = "boxes"
    PICK = "pick"
    """What is chosen as boxes, and a list to choose one more from."""
    NAMES = "names"
    """What is chosen as boxes, and a line for one more name."""
    RADIOS = "radios"
    LINES = "lines"
    TEXT = "text"
    MOMENT = "moment"
    SEASON = "season"
    GROUP = "group"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something that may be chosen: its value, and what people call it (empty: its value says it)."""

    value: str
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What the linter or a reader says of a field."""

    text: str
    is_wrong: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownNode:
    """A condition in the form. ``name`` begins the names of its fields; ``choices`` are grouped under headings, which may be empty."""

    name: str
    node: Node
    widget: Widget
    chosen: tuple[str, ...]
    choices: tuple[tuple[str, tuple[Choice, ...]], ...]
    notes: tuple[Note, ...]
    parts: "tuple[ShownNode, ...]"
    is_first: bool
    is_last: bool
    takes_more: bool
    is_new: bool

    @property
    def others(self) -> tuple[str, ...]:
        """Return what is chosen though it is none of the choices."""
        known = {choice.value for _, members in self.choices for choice in members}
        return tuple(one for one in self.chosen if one not in known)

    def value(self, name: str) -> str:
        """Return what stands in one of its fields."""
        return next(iter(self.node.values.get(name, ())), "")

    def values(self, name: str) -> tuple[str, ...]:
        """Return all that is chosen in one of its fields."""
        return self.node.values.get(name, ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a rule is filled in with: the draft it is of, what it may name, what is said of its fields, which condition is new."""

    ruleset: RuleSet
    known: Known
    notes: Mapping[str, tuple[Note, ...]]
    new: str = ""


def shown_conditions(typed: TypedRule, around: Surroundings) -> ShownNode:
    """Return the conditions of a rule as its form shows them."""
    return _shown(typed.condition, ROOT, around, (True, True))


PLAIN: Mapping[str, str] = {
    "a text was expected here.": N_("Fill this in."),
    "nothing stands behind “{key}”.": N_("Fill this in."),
    "key “{key}” is missing.": N_("Fill this in."),
}
"""What a form says in the place of words about the text form: its readers report the same mistakes for both."""


def told(fault: TypedFault, language: Language) -> Note:
    """Return what is wrong with a field, in the words of a form."""
    what = fault.what
    if isinstance(what, Message) and (plain := PLAIN.get(what.template)) is not None:
        return Note(text=language.gettext(plain), is_wrong=True)
    if isinstance(what, Message) and what.values.get("value", None) == "":
        return Note(text=language.gettext(_CHOOSE), is_wrong=True)
    return Note(text=f"{said(what, language)} {said(fault.remedy, language)}", is_wrong=True)


def notes_by_field(
    faults: Sequence[TypedFault], name_of: Callable[[Sequence[Step]], str], language: Language
) -> Mapping[str, tuple[Note, ...]]:
    """Return what is wrong with each field, by the name that ``name_of`` gives it; under the empty name what belongs to none."""
    found: dict[str, tuple[Note, ...]] = {}
    for fault in faults:
        name = name_of(fault.steps)
        found[name] = tuple(dict.fromkeys((*found.get(name, ()), told(fault, language))))
    return found


def faults_by_field(typed: TypedRule, faults: Sequence[TypedFault], language: Language) -> Mapping[str, tuple[Note, ...]]:
    """Return what is wrong with each field of a rule, by its name; under the empty name what belongs to none."""
    return notes_by_field(faults, lambda steps: field_of(typed, steps), language)


def findings_by_field(
    lines: Iterable[LintLine], names_of: Callable[[str], Iterable[str]], language: Language
) -> Mapping[str, tuple[Note, ...]]:
    """Return what the linter says of each field, by the names that ``names_of`` gives what it names."""
    found: dict[str, tuple[Note, ...]] = {}
    for line in lines:
        note = Note(text=f"{said(line.what, language)} {said(line.cure, language)}", is_wrong=line.severity is Severity.ERROR)
        for name in names_of(line.field):
            found[name] = (*found.get(name, ()), note)
    return found


def has_faults(notes: Mapping[str, tuple[Note, ...]]) -> bool:
    """Return whether something that was filled in is wrong."""
    return any(note.is_wrong for found in notes.values() for note in found)


def fields_named(typed: TypedRule, path: str) -> tuple[str, ...]:
    """Return the names of the fields that a path of the text form means: of « si.mots » all conditions of that key."""
    head, _, rest = path.partition(".")
    if head != "si":
        return (path,)
    key = rest.partition(".")[0]
    return tuple(name for name, node in _walk(typed.condition, ROOT) if node.key == key) or ("",)


def _walk(node: Node, name: str) -> Iterator[tuple[str, Node]]:
    yield name, node
    for place, part in enumerate(node.parts):
        yield from _walk(part, f"{name}.{place}")


def _shown(node: Node, name: str, around: Surroundings, ends: tuple[bool, bool]) -> ShownNode:
    choices = () if node.is_group else grouped_choices(node.key, around)
    last = len(node.parts) - 1
    return ShownNode(
        name=name,
        node=node,
        widget=_widget(node, sum(len(members) for _, members in choices)),
        chosen=tuple(dict.fromkeys(one for field in (CHOSEN, MORE) for one in node.values.get(field, ()) if one)),
        choices=choices,
        notes=around.notes.get(name, ()),
        parts=tuple(_shown(part, f"{name}.{place}", around, (place == 0, place == last)) for place, part in enumerate(node.parts)),
        is_first=ends[0],
        is_last=ends[1],
        takes_more=node.key in GROUPS or (node.key == NOT and not node.parts),
        is_new=name == around.new,
    )


def _widget(node: Node, count: int) -> Widget:  # noqa: PLR0911 - a line for each kind
    if node.is_group:
        return Widget.GROUP
    match node.kind:
        case OperandKind.ONE:
            return Widget.RADIOS
        case OperandKind.WORDS:
            return Widget.LINES
        case OperandKind.EXPRESSION:
            return Widget.TEXT
        case OperandKind.MOMENT:
            return Widget.MOMENT
        case OperandKind.SEASON:
            return Widget.SEASON
        case _:
            return Widget.NAMES if node.key in _NAMED else Widget.PICK if node.key == _CODED or count > MOST_BOXES else Widget.BOXES


def grouped_choices(key: str, around: Surroundings) -> tuple[tuple[str, tuple[Choice, ...]], ...]:
    """Return what may be chosen in a condition, grouped: subjects by theme, everything else as one."""
    if key in _NAMED:
        return ()
    if key == _CODED:
        return (*subjects_by_theme(around.ruleset), ("", tuple(Choice(value=one) for one in _families(around.known))))
    found = FORMS[key].choices(around.known)
    names = sorted(found) if isinstance(found, frozenset | set) else list(found)
    return (("", tuple(Choice(value=name) for name in names)),) if names else ()


def subjects_by_theme(ruleset: RuleSet) -> tuple[tuple[str, tuple[Choice, ...]], ...]:
    """Return the subjects of a rule set, grouped by theme in the order of the tree."""
    themes: dict[str, tuple[Choice, ...]] = {}
    for subject in ruleset.subjects:
        themes[subject.theme] = (*themes.get(subject.theme, ()), Choice(value=subject.code, label=subject.label))
    return tuple(themes.items())


def names_for(key: str, known: Known) -> tuple[str, ...]:
    """Return the names a browser proposes for a condition; none where there are too many."""
    found: Collection[str] = FORMS[key].choices(known)
    return tuple(sorted(found)) if len(found) <= MOST_LISTED else ()


def _families(known: Known) -> tuple[str, ...]:
    return tuple(sorted(name for name in known.patterns if name.endswith("*")))
