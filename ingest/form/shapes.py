"""Questions beside their answers, whatever two names, columns or lists a program writes them under, as one shape: label and value.

Known by their contents: one of the two asks for what forms ask for (« Nom », « Votre message », « … ? »), the other does not.
"""

import re
from collections.abc import Mapping, Sequence

from ingest.form.fields import all_words, key_words, word_set
from ingest.form.owners import owner_of
from ingest.form.questions import field_named
from ingest.form.tree import AnyNode, Branch

_LONGEST_LABEL = 160
_FEWEST = 2
_MOST_MEMBERS, _MOST_ROWS = 8, 2_000
_COUPLE = 2
_BESIDE = word_set(
    "id type order ordre num numero n position rang required obligatoire sort kind uuid ref index idx page slug name key code identifier "
    "placeholder help aide hint class widget format size width default properties validations options choices varname fieldid field_id"
)
"""What stands beside question and answer and is neither."""
_LABELS, _VALUES = word_set("label question title libelle intitule"), word_set("value answer reponse valeur response stringvalue")
_APART = word_set(
    "labels libelles questions intitules titres titles champs_libelles field_labels fieldlabels label_map questions_labels captions "
    "legendes "
    "schema fields_labels libelle label"
)
_NUMBERED = re.compile(r"([a-z][a-z_\-]{0,30}?)[_\-]?(\d{1,3})", re.IGNORECASE)
_TOLD = re.compile(r"\s*([^\W\d_][^:=\n]{0,80}?)\s*[:=]\s*(\S.*)", re.DOTALL)


def in_one_shape(node: AnyNode) -> AnyNode:
    """Return a tree in which every question with its answer is an object with « label » and « value »."""
    match node:
        case Branch():
            members = tuple((name, in_one_shape(below)) for name, below in node.pairs)
            if (pairs := _of_members(tuple(below for _, below in members))) is not None:
                return pairs
            return _of_columns(_of_numbers(Branch(members)))
        case tuple():
            rows = tuple(in_one_shape(one) for one in node)
            return _of_members(rows) or _of_couples(rows) or _of_rows(rows) or _of_lines(rows) or rows
        case _:
            return node


def labels_apart(branch: Branch) -> Mapping[str, str]:
    """Return the labels that an object holds beside the values, both under the same keys: « labels » and « fields »; none without."""
    found: dict[str, str] = {}
    for name in labels_keys(branch):
        below = branch.get(name)
        if isinstance(below, Branch):
            found |= {key: label for key, label in below.pairs if isinstance(label, str) and label.strip()}
    return found


def labels_keys(branch: Branch) -> frozenset[str]:
    """Return the keys, in lower case, under which an object says what the keys of another of its members are called."""
    found: set[str] = set()
    for name, below in branch.pairs:
        if name.lower() not in _APART or not isinstance(below, Branch) or len(below.pairs) < _FEWEST:
            continue
        if not all(isinstance(label, str) for _, label in below.pairs):
            continue
        keys = below.keys()
        others = [one for other, one in branch.pairs if other != name and isinstance(one, Branch)]
        is_told = any(2 * len(keys & one.keys()) >= min(len(keys), len(one.keys())) and len(keys & one.keys()) >= _FEWEST for one in others)
        if is_told:
            found.add(name.lower())
    return frozenset(found)


def _are_labels(values: Sequence[AnyNode]) -> int:
    """Return how many of some values ask for something; 0 where they cannot be questions: one comes twice, one is no words."""
    if len(values) > _MOST_ROWS:
        return 0
    texts = [one.strip() for one in values if isinstance(one, str)]
    if len(texts) < max(len(values), _FEWEST) or len({one.casefold() for one in texts}) < len(texts):
        return 0
    if not all(0 < len(one) <= _LONGEST_LABEL and any(map(str.isalpha, one)) for one in texts):
        return 0
    known = sum(_asks(one) for one in texts)
    return known if known >= _FEWEST and 2 * known >= len(texts) else 0


def _is_more(node: AnyNode) -> bool:
    """Whether a part is no value but an object, or holds some."""
    return isinstance(node, Branch) or (isinstance(node, tuple) and any(map(_is_more, node)))


def _asks(text: str) -> bool:
    return text.endswith("?") or field_named(key_words(text)) is not None or owner_of(all_words(text)) is not None


def _pair(label: AnyNode, value: AnyNode) -> Branch:
    return Branch((("label", label), ("value", value)))


def _of_members(rows: tuple[AnyNode, ...]) -> tuple[AnyNode, ...] | None:
    """Return objects with question and answer under any two keys, « q » and « r », as pairs."""
    objects = [one for one in rows if isinstance(one, Branch)]
    if not _FEWEST <= len(objects) <= _MOST_ROWS or len(objects) < len(rows) or any(len(one.pairs) > _MOST_MEMBERS for one in objects):
        return None
    keys = objects[0].keys()
    members = [one.keys() for one in objects]
    shared = [name for name, _ in objects[0].pairs if all(name.lower() in each for each in members)]
    if keys & _LABELS and keys & _VALUES:
        return None  # they are pairs already
    label = max(shared, key=lambda name: _are_labels([one.get(name.lower()) for one in objects]), default=None)
    if label is None or not _are_labels([one.get(label.lower()) for one in objects]):
        return None
    values = frozenset().union(*members) - {label.lower()} - _BESIDE
    if len(values) != 1:
        return None
    value = next(iter(values))
    told = [one.get(value) for one in objects]
    if any(_is_more(one) for one in told) or not any(told) or _are_labels(told):
        return None
    return tuple(_pair(one.get(label.lower()), one.get(value)) for one in objects)


def _of_couples(rows: tuple[AnyNode, ...]) -> tuple[AnyNode, ...] | None:
    """Return lists of two, a question and its answer, as pairs."""
    couples = [one for one in rows if isinstance(one, tuple) and len(one) == _COUPLE]
    if not _FEWEST <= len(couples) <= _MOST_ROWS or len(couples) < len(rows) or not _are_labels([label for label, _ in couples]):
        return None
    return tuple(_pair(label, value) for label, value in couples)


def _of_rows(rows: tuple[AnyNode, ...]) -> tuple[AnyNode, ...] | None:
    """Return the rows of a sheet under its first row, which asks, as objects."""
    head = rows[0] if rows else None
    if not isinstance(head, tuple) or len(rows) < _FEWEST or not _are_labels(head):
        return None
    cells = [one for one in rows[1:] if isinstance(one, tuple) and 0 < len(one) <= len(head) and not any(map(_is_more, one))]
    if len(cells) < len(rows) - 1 or any(_are_labels(one) for one in cells):
        return None
    return tuple(Branch(tuple((str(label), value) for label, value in zip(head, one, strict=False))) for one in cells)


def _of_lines(rows: tuple[AnyNode, ...]) -> tuple[AnyNode, ...] | None:
    """Return lines « Nom : Aubert » as pairs."""
    told = [_TOLD.fullmatch(one) for one in rows if isinstance(one, str)]
    if len(told) < max(len(rows), _FEWEST) or not all(told) or len(told) > _MOST_ROWS:
        return None
    pairs = [(one[1], one[2]) for one in told if one is not None]
    return tuple(_pair(label, value) for label, value in pairs) if _are_labels([label for label, _ in pairs]) else None


def _of_columns(branch: Branch) -> Branch:
    """Return an object with one list of questions and one of answers as one with a list of pairs."""
    lists = [(name, below) for name, below in branch.pairs if isinstance(below, tuple) and len(below) >= _FEWEST]
    lists = [(name, below) for name, below in lists if not any(isinstance(one, Branch | tuple) for one in below)]
    labels = next(((name, below) for name, below in lists if _are_labels(below)), None)
    if labels is None:
        return branch
    values = [(name, below) for name, below in lists if name != labels[0] and len(below) == len(labels[1]) and not _are_labels(below)]
    if len(values) != 1:
        return branch
    pairs = tuple(_pair(label, value) for label, value in zip(labels[1], values[0][1], strict=True))
    kept = [(name, pairs if name == values[0][0] else below) for name, below in branch.pairs if name != labels[0]]
    return Branch(tuple(kept))


def _of_numbers(branch: Branch) -> Branch:
    """Return an object with « question_1 », « reponse_1 », « question_2 » … as one with the questions as keys."""
    stems: dict[str, dict[str, tuple[str, AnyNode]]] = {}
    for name, below in branch.pairs[:_MOST_ROWS]:
        if match := _NUMBERED.fullmatch(name):
            stems.setdefault(match[1].lower(), {})[match[2]] = (name, below)
    labels = next((stem for stem, told in stems.items() if _are_labels([below for _, below in told.values()])), None)
    if labels is None:
        return branch
    numbers = stems[labels].keys()
    values = [stem for stem, told in stems.items() if stem != labels and len(told.keys() & numbers) * 2 >= len(numbers)]
    if len(values) != 1 or _are_labels([below for _, below in stems[values[0]].values()]):
        return branch
    named = {stems[values[0]][number][0]: str(below) for number, (_, below) in stems[labels].items() if number in stems[values[0]]}
    dropped = {name for name, _ in stems[labels].values()}
    return Branch(tuple((named.get(name, name), below) for name, below in branch.pairs if name not in dropped))
