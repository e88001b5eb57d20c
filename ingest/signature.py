"""The block a person signs with, cut from the end of what he wrote."""

import re
from collections.abc import Sequence
from itertools import pairwise

from ingest.block_lines import (
    BARE_CONTACT,
    CONTACT,
    MAX_ROLE_WORDS,
    POSTSCRIPT,
    SENTENCE_END,
    VERB,
    Line,
    has_role,
    is_block_line,
    is_contact_line,
    is_known,
    is_legal,
    is_name_line,
    is_phrase,
    is_small_name,
    is_title,
    may_sign,
    stands_in_block,
)
from ingest.closings import is_closing, is_weak_closing
from ingest.letterhead import cut_letterhead
from ingest.notices import without_notices
from ingest.plain import MAX_ODD_LINE, fold, squeezed

_DELIMITER = re.compile(r"--\s*|—\s*|__+\s*")
_CIVILITY_AT_END = re.compile(r"(?<![^\s.!?])(?:M\.|MM\.|Mr\.|Dr\.|Mme\.?)\s*$")
_MAX_BLOCK = 16
_MAX_BELOW_DELIMITER = 40
"""A longer block is text."""
_SHORTEST_PROSE = 30
_FEWEST_WORDS = 5
_LINKED = re.compile(r"\S@\S|https?:|www\.")
_ASKS = re.compile(
    r"\b(?:je|j'[a-z]+|mon|ma|mes|moi|pouvez|pourriez|merci de|il faut(?:drait)?|y a|i|my|me|could you|can you|please)\b|\?\s*$"
)
_COMMA = re.compile(r",\s+(?=[^\W\d_])")


def cut_signature(lines: Sequence[str], names: Sequence[str] = ()) -> tuple[str, tuple[str, ...]]:
    """Return the text without closing formula, signature block, device lines and notices, and the lines of the block."""
    kept, head = cut_letterhead(without_notices(lines), names)
    kept, block = _cut_at_delimiter(kept)
    block, below = _without_prose(block)
    written = [
        Line(index=index, text=line.strip(), folded=fold(line[:MAX_ODD_LINE]).strip()) for index, line in enumerate(kept) if line.strip()
    ]
    start = _signature_start(written, names, has_block=bool(block))
    tail, rest = _without_prose([line.strip() for line in kept[start:]])
    body, last = _cut_last_sentence(list(kept[:start]), names)
    found = [_without_courtesy(line) for line in tail if line and not is_closing(line)]
    text = squeezed([*body, "", *rest, "", *below])
    if not text.strip():
        # Nothing but courtesy, « Merci beaucoup » and a name below it; or a message of few words that only looks like a block.
        text = squeezed([line for line in tail if is_closing(line)] or [line for line in tail if not _signs(line, names)])
        text = text if text or found or block else squeezed(kept)
    return text, tuple(last + found + [line for line in block if line] + head)


def _signs(line: str, names: Sequence[str]) -> bool:
    """Whether a line says nothing but who writes and how to reach him."""
    one = Line(index=0, text=line, folded=fold(line[:MAX_ODD_LINE]))
    return not line or is_contact_line(one) or is_name_line(one, names) or is_title(one) or has_role(one)


def _without_courtesy(line: str) -> str:
    """Return what stands after the closing formula in « Cordialement, Jean Dupont »."""
    head, _, rest = line.partition(", ")
    return rest.strip() if rest.strip() and is_closing(head) else line


def _without_prose(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the lines of a block and the paragraphs below its first one that go on writing: a postscript, a request."""
    block: list[str] = []
    prose: list[str] = []
    is_prose = has_begun = False
    for index, line in enumerate(lines):
        if POSTSCRIPT.match(line):
            is_prose = True
        elif not (is_prose and line and lines[index - 1]):
            is_prose = (is_prose and not line) or (has_begun and _is_prose(line))
        (prose if is_prose else block).append(line)
        has_begun = has_begun or bool(line)
    return block, prose


def _is_prose(line: str) -> bool:
    """Whether a line below a signature goes on writing to the reader: it asks or says « I », or is a whole sentence."""
    folded = fold(line[:MAX_ODD_LINE])
    if is_legal(Line(index=0, text=line, folded=folded)):
        return False
    is_sentence = line.endswith((".", "!", "?")) and len(line.split()) >= _FEWEST_WORDS and not _LINKED.search(folded)
    return len(line) > _SHORTEST_PROSE and not is_closing(line) and bool(_ASKS.search(folded) or (is_sentence and VERB.search(folded)))


def _cut_at_delimiter(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Cut at the last « -- » line of RFC 3676 that has something above it; at a mere rule only where a block of short lines follows.

    Below a line that ends in a colon it begins a list.
    """
    end = len(lines)
    first = next((index for index, line in enumerate(lines) if line.strip()), end)
    for index in range(end - 1, max(first, end - _MAX_BELOW_DELIMITER), -1):
        if not _DELIMITER.fullmatch(lines[index].strip()):
            continue
        below = [line.strip() for line in lines[index + 1 : end]]
        above = next(line for line in reversed(lines[:index]) if line.strip()).rstrip()
        if not any(below):
            end = index
        elif (
            not above.endswith(":")
            and not _goes_on(below)
            and (lines[index] == "-- " or all(is_block_line(line) for line in below if line))
        ):
            return list(lines[:index]), below
    return list(lines[:end]), []


def _goes_on(below: Sequence[str]) -> bool:
    """Whether the first line below a delimiter goes on with a sentence: « et à quel prix. »."""
    first = next(line for line in below if line)
    line = Line(index=0, text=first, folded=fold(first[:MAX_ODD_LINE]))
    if _is_prose(first):
        return True
    return first[0].islower() and len(first.split()) > 2 and not is_contact_line(line) and not is_small_name(line)  # noqa: PLR2004 - « jean dupont »


def _signature_start(written: Sequence[Line], names: Sequence[str], *, has_block: bool) -> int:
    """Return the index of the line at which closing formula and signature begin; past the end where there are none.

    Goes up from the last line as long as lines can stand in a block. Contact lines alone are a block when they can only be
    the sender's own; a lone « 12 rue Carnot » at the end is where the problem is.
    """
    end = written[-1].index + 1 if written else 0
    start = end
    contacts: list[Line] = []
    is_doubtful = False
    for position in range(len(written) - 1, max(0, len(written) - _MAX_BLOCK), -1):
        line = written[position]
        if not may_sign(line):
            break
        below = written[position + 1 :]
        if _begins_block(
            line,
            below,
            names,
            is_doubtful=is_doubtful,
            is_next=below[0].index == min([start, *(other.index for other in contacts)]) if below else has_block,
        ):
            start = line.index
        elif is_contact_line(line):
            contacts.insert(0, line)
        elif not stands_in_block(line):
            is_doubtful = True
    if start == end and contacts and contacts == list(written[-len(contacts) :]) and _is_own(contacts):
        start = contacts[0].index
    return start if start < end else _closed_above(written, names, end)


def _closed_above(written: Sequence[Line], names: Sequence[str], end: int) -> int:
    """Return where a closing formula with a name and a way to reach it below begins, whatever footer follows; ``end`` if nowhere."""
    for position in range(len(written) - 3, max(0, len(written) - _MAX_BLOCK), -1):
        line, following = written[position], written[position + 1 : position + 7]
        if (
            is_closing(line.text)
            and (is_name_line(following[0], names) or is_title(following[0]))
            and any(is_contact_line(other) for other in following)
        ):
            return line.index
    return end


def _begins_block(line: Line, below: Sequence[Line], names: Sequence[str], *, is_doubtful: bool, is_next: bool) -> bool:
    """Whether the block begins at this line: a closing formula, the sender's name, or « Le gestionnaire, » above it."""
    if is_closing(line.text):
        return (
            not is_weak_closing(line.text) or not below or is_next or (not is_doubtful and any(is_contact_line(other) for other in below))
        )
    if is_name_line(line, names):
        return not is_doubtful or is_known(line, names)
    if is_next and (is_small_name(line) or (is_title(line) and bool(below) and (is_contact_line(below[0]) or has_role(below[0])))):
        return True
    return is_next and line.text.endswith(",") and len(line.text.split()) <= MAX_ROLE_WORDS and is_phrase(line)


def _is_own(contacts: Sequence[Line]) -> bool:
    """Whether contact lines without a name are the sender's: each is an address or a number and nothing else."""
    is_bare = all(BARE_CONTACT.match(line.folded) for line in contacts)
    return is_bare and (len(contacts) > 1 or bool(CONTACT.search(contacts[0].folded)))


def _cut_last_sentence(lines: list[str], names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Cut a signature written on in the last line: « …Merci. Maud Guérin », « …Cordialement, Jean Dupont, 3 rue Carnot »."""
    position = next((index for index in range(len(lines) - 1, -1, -1) if lines[index].strip()), None)
    if position is None:
        return lines, []
    line = lines[position].rstrip()
    begin = max(0, len(line) - 200)
    sentences = {match.end() for match in SENTENCE_END.finditer(line, begin)}
    starts = [0, *sorted(sentences | {match.end() for match in _COMMA.finditer(line, begin)})]
    for before, end in reversed(list(pairwise(starts))):
        rest = Line(index=0, text=line[end:], folded=fold(line[end:]))
        is_after_closing = is_closing(line[before:end]) and len(rest.text) <= 100 and not VERB.search(rest.folded)  # noqa: PLR2004 - a name and an address
        if (is_after_closing and (end in sentences or is_name_line(rest, names))) or (end in sentences and is_name_line(rest, names)):
            head = _CIVILITY_AT_END.sub("", line[:end])
            return [*lines[:position], _without_closing(head)], [rest.text]
    return lines, []


def _without_closing(line: str) -> str:
    """Drop closing formulas from the end of a line."""
    line = line.rstrip()
    for begin in reversed([0, *(match.end() for match in SENTENCE_END.finditer(line))]):
        if not is_closing(line[begin:]):
            break
        line = line[:begin].rstrip()
    return line
