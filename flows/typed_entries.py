"""Subjects and examples as a form holds them, read by the readers of the text form."""

from collections.abc import Mapping, Sequence

from domain.ruleset import Example, Subject
from flows.rule_operands import Values, first, lines, plain, whole
from flows.ruleset_text.entries import write_subject
from flows.ruleset_text.reader import read_subject
from flows.town_folder.known import Known
from flows.town_folder.sections import EXPECTED_KEYS, read_examples, write_example
from flows.town_folder.tree import Step, Tree
from flows.typed_tree import Reading, read_typed

SUBJECT_TEXTS = ("code", "objet", "theme", "nature", "regime", "service")
SUBJECT_DELAYS = ("delai", "accuse", "prise_en_charge")
_SUBJECT_OPTIONS = ("alertes", "relances")
_TICKED = "on"
_MESSAGE = ("canal", "boite")
_TRUTHS: Mapping[str, object] = {"true": True, "false": False}


def typed_subject(subject: Subject) -> Values:
    """Return a subject as its form shows it."""
    written = write_subject(subject)
    typed: dict[str, tuple[str, ...]] = {
        key: (str(written[key]),) for key in (*SUBJECT_TEXTS, *_SUBJECT_OPTIONS, "priorite", "confidentiel") if key in written
    }
    for key in SUBJECT_DELAYS:
        if key in written:
            typed.update(_typed_delay(key, str(written[key])))
    ticked = {"sans_lieu": not subject.wants_place, "astreinte": subject.on_call, "suspension": subject.waits}
    typed.update({key: (_TICKED,) for key, is_on in ticked.items() if is_on})
    return {**typed, "copies": tuple(subject.copies), "vocabulaire": ("\n".join(subject.vocabulary),)}


def read_typed_subject(typed: Values, departments: frozenset[str]) -> Reading[Subject]:
    """Return the subject that was filled in, or where it is wrong."""
    value: dict[str, object] = {key: text for key in (*SUBJECT_TEXTS, *_SUBJECT_OPTIONS) if (text := first(typed, key))}
    value.update({key: whole(text) for key in ("priorite", "confidentiel") if (text := first(typed, key))})
    value.update({key: delay for key in SUBJECT_DELAYS if (delay := _delay(typed, key))})
    value["theme"] = first(typed, "theme")
    value["sans_lieu"], value["astreinte"] = "sans_lieu" in typed, "astreinte" in typed
    value["suspension"] = "suspension" in typed
    copies = list(dict.fromkeys(one for name in ("copies", "copies.more") for one in typed.get(name, ()) if one))
    value.update({key: found for key, found in (("copies", copies), ("vocabulaire", list(lines(typed, "vocabulaire")))) if found})
    return read_typed(value, lambda tree: read_subject(tree, departments))


def typed_example(example: Example) -> Values:
    """Return an example as its form shows it."""
    written = write_example(example)
    expected = written["attendu"]
    typed: dict[str, tuple[str, ...]] = {key: (str(written[key]),) for key in ("id", "objet", "texte", *_MESSAGE) if key in written}
    if example.received_at is not None:
        typed["recu_le"] = (example.received_at.isoformat(timespec="minutes"),)
    for key, value in expected.items() if isinstance(expected, Mapping) else ():
        if isinstance(value, bool):
            typed[f"attendu.{key}"] = ("true" if value else "false",)
        elif isinstance(value, Sequence) and not isinstance(value, str):
            typed[f"attendu.{key}"] = tuple(map(str, value))
        else:
            typed[f"attendu.{key}"] = (str(value),)
    return {**typed, **({"attendu.copies.said": (_TICKED,)} if example.copies is not None else {})}


def read_typed_example(typed: Values, known: Known) -> Reading[Example]:
    """Return the example that was filled in, or where it is wrong; steps of mistakes begin with 0."""
    message: dict[str, object] = {"id": first(typed, "id"), "texte": plain(typed, "texte")}
    message.update({key: text for key in ("objet", *_MESSAGE) if (text := first(typed, key))})
    if at := first(typed, "recu_le"):
        message["recu_le"] = at.replace("T", " ")
    value = {**message, "attendu": _expected(typed)}

    def read(tree: Tree) -> Example | None:
        return next(iter(read_examples(tree, known)), None)

    return read_typed([value], read)


def field_of_subject(steps: Sequence[Step]) -> str:
    """Return the name of the field of a subject's form that a mistake belongs to; empty for none."""
    return str(steps[0]) if steps else ""


def field_of_example(steps: Sequence[Step]) -> str:
    """Return the name of the field of an example's form that a mistake belongs to; empty for none."""
    match tuple(steps):
        case (0, "attendu", str(key), *_):
            return f"attendu.{key}"
        case (0, str(key), *_):
            return key
        case _:
            return ""


def _expected(typed: Values) -> dict[str, object]:
    value: dict[str, object] = {}
    for key in EXPECTED_KEYS:
        text = first(typed, f"attendu.{key}")
        if key == "copies":
            is_said = "attendu.copies.said" in typed
            value.update({key: [one for one in typed.get("attendu.copies", ()) if one]} if is_said else {})
        elif text:
            value[key] = whole(text) if key == "priorite" else _TRUTHS.get(text, text) if key == "revue" else text
    return value


def _typed_delay(key: str, text: str) -> Values:
    *handed, count, unit = text.split()
    return {key: (count,), f"{key}.unit": (unit,), **({f"{key}.handed": (_TICKED,)} if handed else {})}


def _delay(typed: Values, key: str) -> str:
    """Return a delay in the words of the text form; empty where no number stands there."""
    count = first(typed, key)
    handed = "T " if f"{key}.handed" in typed else ""
    return f"{handed}{count} {first(typed, f'{key}.unit') or 'jo'}" if count else ""
