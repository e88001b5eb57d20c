"""A tree to its answers, each with the question it answers: whatever builder of forms wrote it.

Shapes known: Typeform (``answers`` beside ``definition.fields``), Tally (``data.fields`` with label and
value), Google Forms (``answers`` by question id, ``namedValues``), Jotform (``answers`` with text and answer, ``rawRequest``), Gravity
Forms (fields by number), WPForms, Elementor and Formidable (name or title and value), Contact Form 7, Drupal Webform (flat),
démarches-simplifiées (``champs`` with label and stringValue), Publik (``fields`` beside ``fields_raw``), Open311 (``attribute[CODE]``).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ingest.form.fields import word_set
from ingest.form.opening import MOST_MEMBERS, TooDeepError, TooManyError, is_pair, json_tree
from ingest.form.shapes import labels_apart, labels_keys
from ingest.form.tree import AnyNode, Branch, branches, words_of

MAX_ANSWERS = 200_000
_LABEL_KEYS = (
    "label",
    "question",
    "title",
    "libelle",
    "intitule",
    "field_label",
    "fieldlabel",
    "text",
    "name",
    "nom",
    "champ",
    "key",
    "slug",
    "code",
)
_VALUE_KEYS = (
    *("stringvalue", "value", "valeur", "answer", "reponse", "response", "answers", "reponses", "responses", "textanswers", "val"),
    *("responsevalue", "raw_value", "values"),
)
_TYPE_KEYS = ("type", "fieldtype", "field_type", "__typename", "controltype")
_IDENTIFIERS = ("id", "questionid", "field_id", "fieldid", "ref", "number", "key", "code", "itemid", "slug", "name")
_NAMED = ("title", "label", "question", "text", "libelle", "name", "description", "intitule")
_DEFINES = frozenset({"fieldstructure", "formstructure", "field_structure", "form_structure", "definition", "schema"})
_PREFIX = re.compile(r"^(?:q|field|champ|input|item|question|f|item_meta|fld)[_-]?(?=\d)", re.IGNORECASE)
_HOLDS_JSON = word_set("rawrequest data payload body formdata form_data fields contents content json submission answers reponses")
_WRAPPED_JSON = re.compile(r"\s*(?:\{\s*\"|\[\s*[{\"])")
_MOST_WITHIN = 2
"""Texts that are trees within texts that are."""
_MOST_BESIDE, _MOST_TELLING = 14, 2
"""Members that builders write beside a question and its answer."""
_BY_NUMBER = re.compile(r"(\d{1,6})(?:[._]\d{1,3})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One value with its question.

    ``path`` are the keys that lead to it as they stand; ``parents`` and ``key`` what a person would call them: the question's own words
    where the builder gives them, and no numbers of lists. ``type`` is the builder's word for the sort of question.
    """

    path: tuple[str, ...]
    parents: tuple[str, ...]
    key: str
    value: str
    type: str = ""
    is_ticked: bool = False
    """It is a box and not words."""

    @property
    def shown_path(self) -> str:
        """Return the path as a mapping names it: « champs.demandeur.nom »."""
        return ".".join(part.replace("\\", "\\\\").replace(".", "\\.") for part in self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    label: str
    type: str


Definitions = dict[str, _Asked]
"""The questions of a form by the identifier that its answers name."""


def definitions_in(envelope: AnyNode) -> Definitions:
    """Return what a submission says its questions are called: objects with an identifier and a title, and no value."""
    found: Definitions = {}
    for branch in branches(envelope):
        for name, below in branch.pairs:
            if isinstance(below, str) and name.lower() in _DEFINES and (inner := _inner_json("data", below, 0)) is not None:
                found |= definitions_in(inner)  # Wufoo writes its questions as a text
        found |= {key: _Asked(label=label, type="") for key, label in labels_apart(branch).items() if key not in found}
        if (defined := _defined(branch)) is not None:
            found |= {one: defined for one in _identifiers(branch) if one != defined.label and one not in found}
    return found


def _defined(branch: Branch) -> _Asked | None:
    """Return the question that an object defines; None where it holds an answer, or nothing to ask."""
    if len(branch.pairs) > MOST_MEMBERS:
        return None
    keys = branch.keys()
    has_value = any(isinstance(branch.get(key), str) and branch.get(key) != "" for key in _VALUE_KEYS if key in keys)
    if has_value or "field" in keys or keys.isdisjoint({"title", "label", "libelle", "question"}):
        return None
    label = next((words for key in _NAMED if isinstance(branch.get(key), str) and (words := words_of(branch.get(key)))), "")
    kind = next((words for key in _TYPE_KEYS if (words := words_of(branch.get(key)))), "")
    return _Asked(label=label, type=kind) if label else None


def _identifiers(branch: Branch) -> Iterator[str]:
    """Yield the identifiers by which answers name a question."""
    yield from (words for key in _IDENTIFIERS[:-2] if (words := words_of(branch.get(key))))
    yield from (words for below in branches(branch.get("questionitem")) if (words := words_of(below.get("questionid"))))


def answers_of(tree: AnyNode, definitions: Definitions | None = None) -> tuple[Answer, ...]:
    """Return the answers in the order in which they stand, none of them empty; at most `MAX_ANSWERS`."""
    asked = definitions_in(tree) if definitions is None else definitions
    found: list[Answer] = []
    for one in _walk(tree, _Spot(), asked):
        if len(found) == MAX_ANSWERS:
            break
        found.append(one)
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spot:
    """Where in the tree somebody reads: ``depth`` counts texts that were trees themselves, and questions within answers."""

    path: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    key: str = ""
    kind: str = ""
    depth: int = 0

    def answer(self, value: str, *, is_ticked: bool = False) -> Answer:
        """Return the answer that stands here."""
        return Answer(path=self.path or ("0",), parents=self.parents, key=self.key, value=value, type=self.kind, is_ticked=is_ticked)

    def inside(self) -> tuple[str, ...]:
        """Return the keys above what stands within."""
        return (*self.parents, self.key) if self.key and not self.key.isdecimal() else self.parents


def _walk(node: AnyNode, spot: _Spot, asked: Definitions) -> Iterator[Answer]:
    match node:
        case Branch():
            yield from _of_branch(node, spot, asked)
        case tuple():
            yield from _of_list(node, spot, asked)
        case str():
            if (inner := _inner_json(spot.key, node, spot.depth)) is not None:
                yield from _walk(inner, replace(spot, depth=spot.depth + 1), {**asked, **definitions_in(inner)})
            elif value := words_of(node):
                yield spot.answer(value)
        case True:
            yield spot.answer(words_of(node), is_ticked=True)
        case _:
            return


def _inner_json(key: str, text: str, depth: int) -> AnyNode:
    """Return the tree that a text holds which is JSON itself, such as Jotform's rawRequest."""
    if depth > _MOST_WITHIN or '"' not in text or key.lower() not in _HOLDS_JSON or not _WRAPPED_JSON.match(text):
        return None
    try:
        inner, is_json = json_tree(text)
    except (TooDeepError, TooManyError):
        return None
    return inner if is_json else None


def _of_list(nodes: tuple[AnyNode, ...], spot: _Spot, asked: Definitions) -> Iterator[Answer]:
    if not any(isinstance(one, Branch | tuple) for one in nodes):
        if value := words_of(nodes):
            yield spot.answer(value)
        return
    if all(_is_definition(one, asked) for one in nodes):
        return  # the form's questions beside their answers
    has_pairs = _has_pairs(nodes)
    for index, one in enumerate(nodes):
        if not (has_pairs and _is_unanswered(one)):
            yield from _walk(one, replace(spot, path=(*spot.path, str(index))), asked)


def _of_branch(branch: Branch, spot: _Spot, asked: Definitions) -> Iterator[Answer]:
    pair = _pair(branch, spot.key, asked)
    if pair is not None:
        label, value, sort = pair
        within = replace(spot, parents=spot.inside(), key=label, kind=sort or spot.kind, depth=spot.depth + 1)
        yield from _walk(value, within, asked)
        return
    skipped = _not_answers(branch)
    inside = spot.inside()
    for name, below in branch.pairs:
        if below is None or below is False or below == "" or name in skipped:
            continue
        label, sort = _label(name, asked)
        within = _Spot(path=(*spot.path, name), parents=inside, key=label, kind=sort, depth=spot.depth)
        yield from _walk(below, within, asked)


def _not_answers(branch: Branch) -> frozenset[str]:
    """Return the keys of an object under which nothing was answered, or what stands under another one too."""
    names = branch.keys()
    has_pairs = _has_pairs(tuple(below for _, below in branch.pairs))
    is_section = any(isinstance(below, tuple) and _has_pairs(below) for _, below in branch.pairs)
    found: set[str] = set()
    apart = labels_keys(branch)
    for name, below in branch.pairs:
        lowered = name.lower()
        defines = lowered in _DEFINES and isinstance(below, str) and _WRAPPED_JSON.match(below)
        is_heading = is_section and lowered in _SECTION and not names & _PERSONAL  # above some questions
        if defines or is_heading or lowered in apart or _is_double(lowered, names) or (has_pairs and _is_unanswered(below)):
            found.add(name)
    return frozenset(found)


_SECTION = frozenset({"title", "label", "libelle", "name", "titre", "nom", "intitule"})
_PERSONAL = frozenset(
    {"prenom", "prénom", "first_name", "firstname", "email", "courriel", "mail", "telephone", "tel", "phone", "message", "texte"}
)
"""Keys beside which a name is somebody's, and a title what he writes above his message: such an object is no section of a form."""


def _has_pairs(nodes: tuple[AnyNode, ...]) -> bool:
    return any(isinstance(one, Branch) and is_pair(one) for one in nodes)


_TOLD = word_set("message texte body detail details commentaire comment adresse address email courriel note lieu")


def _is_definition(node: AnyNode, asked: Definitions) -> bool:
    """Whether an object is one of the questions that a form defines, as it was read before."""
    if not isinstance(node, Branch) or is_pair(node) or node.keys() & _TOLD or not node.keys() & {"type", "questionitem", "inputs"}:
        return False
    return any(words_of(node.get(key)) in asked for key in _IDENTIFIERS)


def _is_unanswered(node: AnyNode) -> bool:
    """Whether an object among questions and answers is a question without one: a heading, a button, a box left empty."""
    if not isinstance(node, Branch) or is_pair(node):
        return False
    keys = node.keys()
    return bool(keys & {"type", "order"}) and bool(keys & {"label", "title", "text", "libelle", "question", "name"})


def _is_double(name: str, names: frozenset[str]) -> bool:
    """Whether a key only says in another way what stands under another one: Publik's « categorie_raw », Jotform's « pretty »."""
    base = re.sub(r"_(?:raw|structured)$", "", name)
    return (base != name and base in names) or (name in {"pretty", "prettyformat"} and bool(names & {"rawrequest", "answer", "answers"}))


def _label(name: str, asked: Definitions) -> tuple[str, str]:
    """Return what a key is called: by the form's own questions where it is but the number of one."""
    bare = _PREFIX.sub("", name)
    known = asked.get(name) or asked.get(bare)
    if known is None and (number := _BY_NUMBER.fullmatch(bare)):
        known = asked.get(number[1])
    if known is not None:
        return known.label, known.type
    if bare == name or bare.isdecimal():
        return name, ""
    return bare.partition("_")[2] or bare, ""  # « q3_nom » is nom


def _pair(branch: Branch, key: str, asked: Definitions) -> tuple[str, AnyNode, str] | None:
    """Return question, answer and sort of an object that holds both; None for another."""
    if len(branch.pairs) > MOST_MEMBERS:
        return None
    keys = branch.keys()
    kind = next((words for name in _TYPE_KEYS if isinstance(branch.get(name), str) and (words := words_of(branch.get(name)))), "")
    field = branch.get("field")
    if isinstance(field, Branch):
        return _typeform(branch, field, kind, asked)
    value_key = next((name for name in _VALUE_KEYS if name in keys), None)
    if value_key is None:
        return None
    identifier = words_of(branch.get("questionid", "field_id", "fieldid"))
    label_key = next((name for name in _LABEL_KEYS if isinstance(branch.get(name), str) and words_of(branch.get(name))), None)
    if identifier in asked:
        return asked[identifier].label, _google(branch.get(value_key)), asked[identifier].type or kind
    if label_key is None:
        is_answer = value_key in {"textanswers", "answer", "value"} and len(keys - {"id", "questionid", "type", "order"}) == 1
        return (key, _google(branch.get(value_key)), kind) if is_answer and key else None
    value = branch.get(value_key)
    told = words_of(branch.get(label_key)), _tally(branch, _google(value)), kind
    # A person with his answers is no question with its answer.
    is_person = keys & _PERSONAL and isinstance(value, tuple) and any(isinstance(one, Branch) for one in value)
    return told if _is_only_a_pair(branch) and not is_person else None


def _typeform(branch: Branch, field: Branch, kind: str, asked: Definitions) -> tuple[str, AnyNode, str]:
    """Return question, answer and sort where the answer stands under the name of its type (Typeform)."""
    named = next((asked[one] for name in ("id", "ref") if (one := words_of(field.get(name))) in asked), None)
    label = named.label if named else words_of(field.get("title", "ref", "id"))
    value = branch.get(kind.lower()) if kind else None
    return label, _chosen(branch.get(*_VALUE_KEYS) if value is None else value), words_of(field.get("type")) or kind


def _is_only_a_pair(branch: Branch) -> bool:
    """Whether an object has no other contents than a question and its answer: nothing else in it but values of one line."""
    others = [below for name, below in branch.pairs if name.lower() not in _VALUE_KEYS]
    values = [name for name, _ in branch.pairs if name.lower() in _VALUE_KEYS]
    telling = [
        name
        for name, below in branch.pairs
        if isinstance(below, Branch) and name.lower() not in {*_VALUE_KEYS, "options", "address", "geometry"}
    ]
    return bool(values) and len(others) <= _MOST_BESIDE and len(telling) <= _MOST_TELLING


def _google(value: AnyNode) -> AnyNode:
    """Return what stands under « textAnswers.answers[].value »."""
    if isinstance(value, Branch) and value.get("answers") is not None:
        value = value.get("answers")
    if (
        isinstance(value, tuple)
        and value
        and all(isinstance(one, Branch) and one.keys() <= {"value", "label", "id", "fieldid"} for one in value)
    ):
        return tuple(one.get("value", "label") for one in value if isinstance(one, Branch))
    return value


def _chosen(value: AnyNode) -> AnyNode:
    """Return the words of a choice: Typeform's « choice.label », « choices.labels » and what was written under « other »."""
    if isinstance(value, Branch) and value.keys() & {"label", "labels", "other"}:
        words = tuple(words_of(value.get(name)) for name in ("label", "labels", "other"))
        return tuple(filter(None, words))
    return value


def _tally(branch: Branch, value: AnyNode) -> AnyNode:
    """Return the words of the options chosen where the answer has only their identifiers (Tally)."""
    options = branch.get("options")
    if not isinstance(options, tuple):
        return value
    named = {words_of(one.get("id")): words_of(one.get("text", "label", "name")) for one in options if isinstance(one, Branch)}
    chosen = value if isinstance(value, tuple) else (value,)
    return tuple(named.get(words_of(one), words_of(one)) for one in chosen)
