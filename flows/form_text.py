"""A form as text: YAML that a person reads and edits, read back whole or refused with every mistake and its line."""

import re
from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from domain.form import (
    Choice,
    ConsentUse,
    FieldKind,
    FileFamily,
    FormCode,
    FormDefinition,
    FormField,
    Hook,
    Period,
    ShownWhen,
    Signed,
    Target,
    Words,
)
from domain.ids import DepartmentCode, SubjectCode
from flows.ruleset_text.layout import lines_of
from flows.town_folder.mistakes import Mistakes
from flows.town_folder.operands import Value
from flows.town_folder.tree import Tree, read_yaml_text

FORM_KEYS = ("formulaire", "titre", "intro", "merci", "ouvert", "ferme", "sujet", "service", "sites", "avec_cle", "webhook", "champs")
FIELD_KEYS = (
    *("nom", "genre", "libelle", "aide", "obligatoire", "remplit", "choix", "min", "max", "periode", "connue", "types", "mo", "si"),
    "permet",
)
HOOK_KEYS = ("entete", "horodatage", "identifiant", "signe", "correspondance")
MOST = 1_000_000_000
Known = TypeVar("Known", bound=StrEnum)


def write_form(definition: FormDefinition) -> str:
    """Return a form as text that `read_form` reads as the same form."""
    document: dict[str, Value] = {"formulaire": str(definition.code), "titre": _words(definition.title)}
    for key, words in (("intro", definition.intro), ("merci", definition.thanks), ("ferme", definition.closed)):
        if words is not None:
            document[key] = _words(words)
    document |= _said(
        ouvert=None if definition.is_open else False,
        sujet=definition.subject,
        service=definition.department,
        sites=list(definition.sites) or None,
        avec_cle=definition.needs_key or None,
        webhook=None if definition.hook is None else _hook(definition.hook),
    )
    document["champs"] = [_field(one) for one in definition.fields]
    return "\n".join(lines_of(document)) + "\n"


def _words(words: Words) -> Value:
    return words.fr if words.en is None else {"fr": words.fr, "en": words.en}


def _hook(hook: Hook) -> Value:
    written: dict[str, Value] = {"entete": hook.header}
    for key, value in (("horodatage", hook.time_header), ("identifiant", hook.id_header)):
        if value is not None:
            written[key] = value
    if hook.signed is not Signed.BODY:
        written["signe"] = hook.signed.value
    if hook.mapping is not None:
        written["correspondance"] = hook.mapping
    return written


def _field(one: FormField) -> Value:
    when = one.shown_when
    return {"nom": one.name, "genre": one.kind.value, "libelle": _words(one.label)} | _said(
        aide=None if one.help is None else _words(one.help),
        obligatoire=one.is_required or None,
        remplit=None if one.target is None else one.target.value,
        choix=[{"code": choice.code, "libelle": _words(choice.label)} for choice in one.choices] or None,
        min=one.least,
        max=one.most,
        mo=one.largest_mb,
        periode=None if one.period is Period.ANY else one.period.value,
        connue=one.must_be_known or None,
        types=[family.value for family in one.families] or None,
        permet=None if one.consent_for is None else one.consent_for.value,
        si=None if when is None else {"champ": when.field, "vaut": list(when.values)},
    )


def _said(**values: Value | None) -> dict[str, Value]:
    """Return the keys behind which something stands."""
    return {key: value for key, value in values.items() if value is not None}


# --- read -----------------------------------------------------------------------------------------------------------------------------


def read_form(text: str, where: str) -> FormDefinition:
    """Return the form a text holds. Raises ConfigurationError with all mistakes of its writing; see `flows.form_check` for the others."""
    mistakes = Mistakes()
    root = read_yaml_text(text, where, mistakes)
    found = _read(root) if root is not None and root.has_only(FORM_KEYS, ("formulaire", "titre", "champs")) else None
    mistakes.refuse()
    if found is None:
        raise AssertionError("a text that cannot be read has mistakes")
    return found


def _read(root: Tree) -> FormDefinition:
    hook = root.find("webhook")
    return FormDefinition(
        code=FormCode(_taken(root, "formulaire", Tree.identity) or ""),
        title=_read_words(root, "titre") or Words(fr=""),
        intro=_read_words(root, "intro"),
        thanks=_read_words(root, "merci"),
        closed=_read_words(root, "ferme"),
        is_open=_truth(root, "ouvert", otherwise=True),
        subject=_code(root, "sujet", SubjectCode),
        department=_code(root, "service", DepartmentCode),
        sites=_texts(root, "sites"),
        needs_key=_truth(root, "avec_cle", otherwise=False),
        hook=None if hook is None else _read_hook(hook),
        fields=tuple(found for one in _members(root, "champs") if (found := _read_field(one)) is not None),
    )


def _read_hook(tree: Tree) -> Hook | None:
    if not tree.has_only(HOOK_KEYS, ("entete",)):
        return None
    return Hook(
        header=_taken(tree, "entete", Tree.identity) or "",
        time_header=_taken(tree, "horodatage", Tree.identity),
        id_header=_taken(tree, "identifiant", Tree.identity),
        signed=_one_of(tree, "signe", Signed) or Signed.BODY,
        mapping=_taken(tree, "correspondance", Tree.exact),
    )


def _read_field(tree: Tree) -> FormField | None:
    if not tree.has_only(FIELD_KEYS, ("nom", "genre", "libelle")):
        return None
    kind, families = _one_of(tree, "genre", FieldKind), tree.find("types")
    return FormField(
        name=_taken(tree, "nom", Tree.identity) or "",
        kind=kind or FieldKind.SHORT,
        label=_read_words(tree, "libelle") or Words(fr=""),
        help=_read_words(tree, "aide"),
        is_required=_truth(tree, "obligatoire", otherwise=False),
        target=_one_of(tree, "remplit", Target),
        choices=tuple(found for one in _members(tree, "choix") if (found := _read_choice(one)) is not None),
        least=_number(tree, "min"),
        most=_number(tree, "max"),
        period=_one_of(tree, "periode", Period) or Period.ANY,
        must_be_known=_truth(tree, "connue", otherwise=False),
        families=tuple(FileFamily(word) for one in families.items() if (word := one.choice(_values(FileFamily)))) if families else (),
        largest_mb=_number(tree, "mo"),
        shown_when=_read_condition(tree.find("si")),
        consent_for=_one_of(tree, "permet", ConsentUse),
    )


def _read_choice(tree: Tree) -> Choice | None:
    if isinstance(tree.value, str):
        word = tree.text()
        return None if word is None else Choice(code=word, label=Words(fr=word))
    if not tree.has_only(("code", "libelle"), ("code", "libelle")):
        return None
    label = _read_words(tree, "libelle")
    return None if label is None else Choice(code=_taken(tree, "code", Tree.identity) or "", label=label)


def _read_condition(tree: Tree | None) -> ShownWhen | None:
    if tree is None or not tree.has_only(("champ", "vaut"), ("champ", "vaut")):
        return None
    return ShownWhen(field=_taken(tree, "champ", Tree.identity) or "", values=_texts(tree, "vaut"))


def _read_words(tree: Tree, key: str) -> Words | None:
    found = tree.find(key)
    if found is None:
        return None
    if not isinstance(found.value, dict):
        words = found.text()
        return None if words is None else Words(fr=words)
    if not found.has_only(("fr", "en"), ("fr",)):
        return None
    french = _taken(found, "fr", Tree.text)
    return None if french is None else Words(fr=french, en=_taken(found, "en", Tree.text))


def _members(tree: Tree, key: str) -> tuple[Tree, ...]:
    found = tree.find(key)
    return () if found is None else found.items()


def _texts(tree: Tree, key: str) -> tuple[str, ...]:
    return tuple(word for one in _members(tree, key) if (word := one.text()) is not None)


def _taken(tree: Tree, key: str, read: Callable[[Tree], str | None]) -> str | None:
    found = tree.find(key)
    return None if found is None else read(found)


Code = TypeVar("Code")


def _code(tree: Tree, key: str, made: Callable[[str], Code]) -> Code | None:
    found = _taken(tree, key, Tree.identity)
    return None if found is None else made(found)


def _truth(tree: Tree, key: str, *, otherwise: bool) -> bool:
    found = tree.find(key)
    return otherwise if found is None else found.truth()


def _number(tree: Tree, key: str) -> int | None:
    found = tree.find(key)
    return None if found is None else found.number(-MOST, MOST)


def _one_of(tree: Tree, key: str, kind: type[Known]) -> Known | None:
    found = tree.find(key)
    word = None if found is None else found.choice(_values(kind))
    return None if word is None else kind(word)


def _values(kind: type[StrEnum]) -> tuple[str, ...]:
    return tuple(one.value for one in kind)


_HEAD = re.compile(r"^# citoyen : formulaire, version (?P<number>\d{1,9}), révision (?P<revision>\d{1,9})$", re.MULTILINE)


def headed(number: int, revision: int, text: str) -> str:
    """Return the text of a version under the line that says which it is."""
    return f"# citoyen : formulaire, version {number}, révision {revision}\n{text}"


def head_of(text: str) -> tuple[int, int] | None:
    """Return version and revision that a text was exported from; None where it does not say so."""
    found = _HEAD.search(text)
    return (int(found["number"]), int(found["revision"])) if found else None
