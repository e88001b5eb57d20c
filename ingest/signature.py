"""The block a person signs with, cut from the end of what he wrote."""

import re
from collections.abc import Iterator, Sequence
from itertools import dropwhile, islice, pairwise, takewhile

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
_UNFINISHED = re.compile(
    r"et|ou|de|du|des|au|aux|a|la|le|les|chez|par|pour|avec|sur|dans|en|est|sont|mon|ma|mes|notre|nos|un|une|que|qui|numero|n°|entre|"
    r"sauf|sous|appelle|nomme|contacter|appeler|joindre|and|or|of|the|at|to|for|from|with|on"
)
"""With what no sentence ends: the next line goes on with it."""
_LONGEST_LIST = 60
_OPENS_FORMULA = re.compile(r"(?:dans|en|je|nous|veuillez|recevez|agreez|croyez|daignez|avec|vous|restant|par avance)\b")
_TELLS_REACH = re.compile(
    r"\b(?:coordonnees|contacts?|joindre|joignable|appeler|rappeler|repondre|reponse|ecrire|(?:mon|l') ?adresse|signee?|signature|"
    r"tel(?:ephone)?|mail|cordialement|salutations)\b"
)
"""« Mes coordonnées : » announces a signature; « Les signataires : » a list that is text."""
_OF_ANOTHER = re.compile(r"\b(?:lui (?:repondre|ecrire)|(?:repond(?:re|ez)|ecri(?:re|vez))[- ]lui)\b|\bont signe\b|\bsignataires\b")
"""« Merci de lui répondre à son adresse : », « Ont signé : » announce others."""
_ASIDE = re.compile(r"\([^()]{5,100}\)")
_NAMELESS = re.compile(
    r"(?:[Uu]ne?|[Dd]es) (?:simples? |autres? )?(?:habitant|riverain|voisin|citoyen|administré|contribuable|parent|électeur|électrice|"
    r"usag[eè]r)(?:n?e)?s?"
    r"(?: d['’]élèves?)?(?: (?:très |bien )?(?:mécontent|inquiet|inquiète|excédé|exaspéré|vigilant|attentif|attentive|concerné|désabusé|"
    r"en colère|anonyme)e?s?)?"
    r"(?: (?:du|de la|de l['’]|de votre|des?)\s?(?:quartier|commune|ville|village|résidence|immeuble|hameau|lotissement|secteur|bourg|"
    r"centre(?:-ville)?|"
    r"(?:rue|avenue|place|impasse|allée|cité|résidence)(?: (?:de |du |des |la |le |les |aux? |d['’]|l['’])*[A-ZÀ-Ý][\w'’-]+){1,3}))?,?"
)
"""How somebody signs who will not give his name: « Un habitant du quartier »."""
_MOST_BELOW = 6
"""Paragraphs of a request that goes on below its signature."""


def cut_signature(lines: Sequence[str], names: Sequence[str] = ()) -> tuple[str, tuple[str, ...]]:
    """Return the text without closing formula, signature block, device lines and notices, and the lines of the block."""
    plain, aside = _without_aside(without_notices(lines))
    kept, head = cut_letterhead(plain, names)
    kept, block = _cut_at_delimiter(_closings_in_one(kept), names)
    block, below = _without_prose(block)
    if not block:
        kept, above = _signed_above(kept, names)
        below = [*above, *below]
    written = [
        Line(index=index, text=line.strip(), folded=fold(line[:MAX_ODD_LINE]).strip()) for index, line in enumerate(kept) if line.strip()
    ]
    start = _signature_start(written, names, has_block=bool(block))
    tail, rest = _without_prose([line.strip() for line in kept[start:]])
    body, last = _cut_last_sentence(list(kept[:start]), names)
    found = [_without_courtesy(line) for line in tail if line and not is_closing(line)]
    text = squeezed([*body, "", *rest, "", *below, "", *aside])
    if not text.strip():
        # Nothing but courtesy, « Merci beaucoup » and a name below it; or a message of few words that only looks like a block.
        text = squeezed([line for line in tail if is_closing(line)] or [line for line in tail if not _signs(line, names)])
        text = text if text or found or block else squeezed([*kept, *aside])
    return text, tuple(last + found + [line for line in block if line] + head)


def _without_aside(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the lines without what the writer adds in brackets below his signature: « (pas de téléphone, écrivez) »; and that."""
    last = next((index for index in range(len(lines) - 1, 0, -1) if lines[index].strip()), 0)
    text = lines[last].strip() if last else ""
    is_aside = bool(_ASIDE.fullmatch(text)) and VERB.search(fold(text)) is not None and not CONTACT.search(fold(text))
    return (list(lines[:last]), [text]) if is_aside else (list(lines), [])


def _closings_in_one(lines: Sequence[str]) -> list[str]:
    """Return lines with a closing formula that a client has broken written in one: « Je vous prie d'agréer, … / salutations. »."""
    joined = list(lines)
    for index in range(len(lines) - 2, max(-1, len(lines) - _MAX_BELOW_DELIMITER), -1):
        if not joined[index + 1].lstrip()[:1].islower() or not _OPENS_FORMULA.match(fold(joined[index][:_SHORTEST_PROSE]).strip()):
            continue
        for end in range(index + 2, min(index + 4, len(joined) + 1)):
            parts = [line.strip() for line in joined[index:end]]
            if all(part[:1].islower() for part in parts[1:]) and is_closing(" ".join(parts)):
                joined[index:end] = [" ".join(parts)]
                break
    return joined


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
    if len(line) <= _SHORTEST_PROSE or is_closing(line):
        return False
    folded = fold(line[:MAX_ODD_LINE])
    is_sentence = line.endswith((".", "!", "?")) and len(line.split()) >= _FEWEST_WORDS and not _LINKED.search(folded)
    is_said = _ASKS.search(folded) or (is_sentence and VERB.search(folded))
    return bool(is_said) and not is_legal(Line(index=0, text=line, folded=folded))


def _cut_at_delimiter(lines: Sequence[str], names: Sequence[str]) -> tuple[list[str], list[str]]:
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
        elif not above.endswith(":") and not _goes_on(below) and (lines[index] == "-- " or _is_block(below, names)):
            return list(lines[:index]), below
    return list(lines[:end]), []


def _is_block(below: Sequence[str], names: Sequence[str]) -> bool:
    """Whether the lines below a mere rule are somebody's signature: no sentence, and one that says who he is or how to reach him.

    Below a blank line the sender may go on writing, if it is known to be him who signs.
    """
    first = list(takewhile(bool, dropwhile(lambda line: not line, below)))
    block, prose = _without_prose(below)
    if not all(is_block_line(line) for line in block if line) or any(_is_prose(line) for line in first):
        return False
    written = [Line(index=0, text=line, folded=fold(line[:MAX_ODD_LINE])) for line in (first if any(prose) else block) if line]
    if any(prose):
        return any(is_known(line, names) for line in written)
    return any(
        is_contact_line(line) or is_name_line(line, names) or is_title(line) or has_role(line) or is_small_name(line) for line in written
    )


def _signed_above(lines: Sequence[str], names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the lines to the end of a signature that a request goes on below, and those below it; all and none where it does not.

    There must be a blank line or « -- » between, below it sentences only, above it the sender's own name with a closing formula or more;
    another's name may sign a letter that is cited.
    """
    for first in islice(_paragraphs(lines), _MOST_BELOW):
        if not (_is_prose(lines[first].strip()) or POSTSCRIPT.match(lines[first].strip())):
            break
        end = first
        while end and (not lines[end - 1].strip() or _DELIMITER.fullmatch(lines[end - 1].strip())):
            end -= 1
        head = lines[:end]
        written = [
            Line(index=index, text=line.strip(), folded=fold(line[:MAX_ODD_LINE]).strip())
            for index, line in enumerate(head)
            if line.strip()
        ]
        start = _signature_start(written, names, has_block=False) if written else 0
        block = [line for line in written if line.index >= start]
        if len(block) > 1 and any(is_known(line, names) for line in block):
            return list(head), [line.strip() for line in lines[first:]]
    return list(lines), []


def _paragraphs(lines: Sequence[str]) -> Iterator[int]:
    """Yield where each paragraph begins that has another above it, the last one first; a delimiter parts as a blank line does."""
    is_written = False
    for index in range(len(lines) - 1, -1, -1):
        text = lines[index].strip()
        if text and not _DELIMITER.fullmatch(text):
            is_written = True
        elif is_written:
            yield index + 1
            is_written = False


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
    starts: list[int] = []
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
            is_next=below[0].index == min([start, *(other.index for other in contacts if not is_doubtful)]) if below else has_block,
        ):
            start = line.index
            starts.append(start)
        elif is_contact_line(line):
            contacts.insert(0, line)
        elif not stands_in_block(line):
            is_doubtful = True
    if start == end and contacts and contacts == list(written[-len(contacts) :]) and _is_own(contacts):
        start = contacts[0].index
        starts.append(start)
    announced = _announced(written) if starts else ()
    start = next((one for one in reversed(starts) if one not in announced), end)
    return start if start < end else _closed_above(written, names, end)


def _announced(written: Sequence[Line]) -> frozenset[int]:
    """Return the indices of lines that the one above begins: « Les signataires : » and its list, « appelez mon père au » and a number.

    Closing formulas are none of them, nor is what « Mes coordonnées : » announces.
    """
    found: set[int] = set()
    is_announced = False
    for above, line in pairwise(written[-_LONGEST_LIST:]):
        is_next = line.index == above.index + 1
        if above.text.endswith(":"):
            is_begun = not (_TELLS_REACH.search(above.folded) or is_closing(above.text)) or bool(_OF_ANOTHER.search(above.folded))
        else:
            is_begun = is_next and _UNFINISHED.fullmatch(re.split(r"[\s']", above.folded)[-1]) is not None
        is_announced = (is_begun or (is_next and is_announced)) and not is_closing(line.text)
        if is_announced:
            found.add(line.index)
    return frozenset(found)


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
    if _NAMELESS.fullmatch(line.text) and (not below or is_next):
        return True
    if is_next and below and is_name_line(below[0], names) and line.folded.split()[0] == below[0].folded.split()[0]:
        return True  # « Karim (le papa de Zélie) » above « Karim Duchemin »
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
