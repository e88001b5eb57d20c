"""What differs between two rule sets: entry by entry, in words and as lines of text."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff

from domain.ruleset import RuleSet
from flows.ruleset_text.entries import Entry, Section, entries
from flows.ruleset_text.layout import item_lines, scalar
from flows.town_folder.operands import Value
from flows.wording import Message, say

Key = tuple[Section, str, int]
"""Section, name, and which of those of the same name."""
_CONTEXT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field that differs: ``entry`` names what it belongs to, ``words`` says how."""

    entry: Message
    field: str
    words: Message


def diff(old: RuleSet, new: RuleSet) -> str:
    """Return the lines that differ, entry by entry, as a unified text diff; empty where both say the same."""
    before, after = _numbered(old), _numbered(new)
    blocks = [block for key in _union(before, after) if (block := _block(key, before.get(key), after.get(key)))]
    blocks += [_order_block(section, before, after) for section in _reordered(before, after)]
    if not blocks:
        return ""
    return "\n".join([f"--- jeu {old.number}", f"+++ jeu {new.number}", *blocks]) + "\n"


def changes(old: RuleSet, new: RuleSet) -> tuple[Change, ...]:
    """Return every field that differs, in words: « Rule R6 », « priorite_regle », « 40 → 60 »."""
    before, after = _numbered(old), _numbered(new)
    found = [change for key in _union(before, after) for change in _changes(key, before.get(key), after.get(key))]
    found += [Change(entry=SECTIONS[section], field="", words=say("another order")) for section in _reordered(before, after)]
    return tuple(found)


SECTIONS: Mapping[Section, Message] = {
    Section.HEAD: say("Town"),
    Section.THRESHOLDS: say("Thresholds"),
    Section.DEPARTMENTS: say("Departments"),
    Section.SUBJECTS: say("Subjects"),
    Section.DIRECTORY: say("Directory"),
    Section.RULES: say("Rules"),
    Section.EXAMPLES: say("Examples"),
}


def _title(section: Section, name: str) -> Message:
    match section:
        case Section.DEPARTMENTS:
            return say("Department {name}", name=name)
        case Section.SUBJECTS:
            return say("Subject {name}", name=name)
        case Section.DIRECTORY:
            return say("Directory {name}", name=name)
        case Section.RULES:
            return say("Rule {name}", name=name)
        case Section.EXAMPLES:
            return say("Example {name}", name=name)
        case _:
            return SECTIONS[section]


def _numbered(ruleset: RuleSet) -> dict[Key, Entry]:
    """Return the entries; two listings may bear the same name."""
    found: dict[Key, Entry] = {}
    times: dict[tuple[Section, str], int] = {}
    for entry in entries(ruleset):
        times[entry.section, entry.name] = times.get((entry.section, entry.name), 0) + 1
        found[entry.section, entry.name, times[entry.section, entry.name]] = entry
    return found


def _union(before: Mapping[Key, Entry], after: Mapping[Key, Entry]) -> Sequence[Key]:
    """Return all keys in the order of the text, the removed ones of a section before the next section."""
    order = list(Section)
    return sorted({**after, **before}, key=lambda key: order.index(key[0]))


def _reordered(before: Mapping[Key, Entry], after: Mapping[Key, Entry]) -> Iterator[Section]:
    """Yield the sections whose common entries stand in another order: where two things are equal, the first speaks."""
    for section in Section:
        one = [key for key in before if key[0] is section and key in after]
        if one != [key for key in after if key[0] is section and key in before]:
            yield section


def _block(key: Key, before: Entry | None, after: Entry | None) -> str:
    """Return the lines of one entry that differ."""
    if before == after:
        return ""
    old, new = _lines(before), _lines(after)
    name = " ".join(part for part in (key[0].value, key[1]) if part)
    lines = unified_diff(old, new, n=_CONTEXT, lineterm="")
    return "\n".join([f"@@ {name} @@", *(line for line in lines if not line.startswith(("---", "+++", "@@")))])


def _lines(entry: Entry | None) -> list[str]:
    return list(item_lines(entry.content, 2)) if entry else []


def _order_block(section: Section, before: Mapping[Key, Entry], after: Mapping[Key, Entry]) -> str:
    old, new = ([f"  - {scalar(key[1])}" for key in one if key[0] is section] for one in (before, after))
    lines = unified_diff(old, new, n=0, lineterm="")
    return "\n".join([f"@@ {section.value} @@", *(line for line in lines if not line.startswith(("---", "+++", "@@")))])


def _changes(key: Key, before: Entry | None, after: Entry | None) -> Iterator[Change]:
    title = _title(key[0], key[1])
    if before is None or after is None:
        yield Change(entry=title, field="", words=_whole(key[0], is_new=before is None))
        return
    for field, words in _differences(before.content, after.content, ""):
        yield Change(entry=title, field=field, words=words)


def _whole(section: Section, *, is_new: bool) -> Message:
    """Return what is said of an entry that only one of the two has; languages with genders say it otherwise of a rule."""
    if section is Section.RULES:
        return say("it is new") if is_new else say("it is removed")
    return say("new") if is_new else say("removed")


def _differences(old: Mapping[str, Value], new: Mapping[str, Value], path: str) -> Iterator[tuple[str, Message]]:
    """Yield each field that differs, one within another as ``alors.copies``."""
    for key in dict.fromkeys((*old, *new)):
        one, two = old.get(key), new.get(key)
        if one == two:
            continue
        if isinstance(one, Mapping) and isinstance(two, Mapping):
            yield from _differences(one, two, f"{path}{key}.")
        else:
            yield f"{path}{key}", _words(one, two)


def _words(old: Value | None, new: Value | None) -> Message:
    if old is None or new is None:
        return say("{value} added", value=_short(new)) if new is not None else say("{value} removed", value=_short(old))
    added, gone = _members_beyond(new, old), _members_beyond(old, new)
    if added and gone:
        return say("with {added}, without {gone}", added=", ".join(added), gone=", ".join(gone))
    if added or gone:
        return say("with {added}", added=", ".join(added)) if added else say("without {gone}", gone=", ".join(gone))
    if isinstance(old, list) and isinstance(new, list):
        return say("another order") if sorted(map(repr, old)) == sorted(map(repr, new)) else say("changed")
    return say("{old} → {new}", old=_short(old), new=_short(new))


def _members_beyond(some: Value, others: Value) -> list[str]:
    """Return the members of a list of words that the other has not; nothing where one is no such list."""
    if not isinstance(some, list) or not isinstance(others, list) or not all(isinstance(one, str) for one in (*some, *others)):
        return []
    known = set(others)
    return [f"« {one} »" for one in some if one not in known]


_LONGEST = 80


def _short(value: Value | None) -> str:
    """Return a value in few words."""
    if isinstance(value, bool) or value is None:
        return scalar(value or False)
    if isinstance(value, Mapping):
        return ", ".join(value)
    text = ", ".join(_short(one) for one in value) if isinstance(value, Sequence) and not isinstance(value, str) else str(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
