"""Where another message begins within a text: the marks of every client, French and English, and of forwarded mail."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.plain import MAX_ODD_LINE, fold

_SEPARATOR_WORDS = (
    r"message d'origine|message original|message initial|mail original|mail d'origine|courrier original|courriel original|e-mail d'origine"
    r"|original message|original-nachricht|ursprungliche nachricht|mensaje original|messaggio originale|mensagem original|"
    r"oorspronkelijk bericht"
    r"|message precedent|reponse originale|message d origine|original email|reply message|original appointment"
)
_FORWARD_WORDS = (
    r"message transfere|message transmis|message reexpedie|mail transfere|courriel transfere|forwarded message|forwarded by .*|"
    r"message de transfert"
    r"|weitergeleitete nachricht|mensaje reenviado|messaggio inoltrato|transfere par .*|message suivi|e-mail transfere|mail reexpedie"
)
_SEPARATOR = re.compile(
    rf"[-_=*~ ]{{0,60}}(?:(?:{_SEPARATOR_WORDS})|(?P<forward>{_FORWARD_WORDS})|debut du message (?:re)?(?:transfere|expedie)"
    r"|begin forwarded message|debut du message reexpedie)\s{0,3}:?[-_=*~ ]{0,60}"
)
_IS_FORWARD = re.compile(rf"{_FORWARD_WORDS}|debut du message|begin forwarded")
_FIELD_NAMES = {
    "author": r"de|from|expediteur|von|da|emetteur|envoye par|sender|van|od",
    "date": r"envoye le|envoye|date|sent|gesendet|inviato|date d'envoi|enviado|fecha|datum|verzonden|data|wyslano",
    "to": r"a|to|pour|destinataires?|an|para|cc|copie a|copie|cci|bcc|repondre a|reply-to|importance|piece jointe|pieces jointes|priorite",
    "subject": r"objet|subject|sujet|betreff|oggetto|asunto|assunto",
}
_FIELD = re.compile("|".join(rf"(?P<{key}>{names})" for key, names in _FIELD_NAMES.items()))
_ON = r"(?:le|on|am|el|il|op|em|no dia|w dniu|[iî]n|den|dne)\s+"
_ATTRIBUTION_START = re.compile(rf"{_ON}\S|.{{0,120}}(?:<|&lt;|\[mailto:)?\S{{1,60}}@\S{{1,80}}", re.IGNORECASE)
_ON_A_DAY = re.compile(rf"{_ON}\S", re.IGNORECASE)
_DATED = re.compile(_ON + r"(?:[^\W\d_]{2,10}[.,]{0,2}\s+){0,2}\d", re.IGNORECASE)
_WROTE = (
    *("ecrit", "ecrivait", "ecriviez", "wrote", "writes", "schrieb", "escribio", "scritto", "escreveu", "schreef"),
    *("napisa", "pisze", "a scris", "yazd", "skrev", "suivant"),
)
"""What stands in every attribution line, folded: in French, English, German, Spanish, Italian, Portuguese, Dutch and a few more."""
_ATTRIBUTION_END = re.compile(
    r"(?:a\s+ecrit\s+le\s.{4,40}|wrote\s+on\s.{4,40}|a\s+ecrit|ecrivait|ecriviez|a\s+ecrit\s+ceci|ecrit|wrote|writes|schrieb.{0,120}|"
    r"(?:escribio|ha\s+scritto|escreveu).{0,60}|schreef.{0,120}|napisa[lł]\S{0,4}|pisze|a\s+scris|yazd[iı]|skrev.{0,120}|"
    r"a\s+envoye\s+le\s+message\s+suivant)\s*:?\s*"
)
_SELON = re.compile(r"(?:selon|quoting|en reponse a|citation de|in reply to)\s.{0,160}:\s*")
_WEBMAIL_HEAD = re.compile(r"message du\s.{4,40}")
_DATED_AUTHOR = re.compile(r"(?:le\s)?\d{1,4}[-/. ].{3,120}<\S{1,60}@\S{1,80}>\s*:\s*", re.IGNORECASE)
_DATED_BY = re.compile(r"\d{1,4}[-/. ].{3,40}\d:\d\d(?::\d\d)?\s(?:de|par|by|from|von)\s\S{1,60}@\S{1,80}:\s*", re.IGNORECASE)
"""« 10 mars 2026, 10:02 de mairie@… : », as Tuta writes it."""
_SAID_BESIDE = re.compile(
    r"([^<>]{0,120}<[^\s<>@]{1,100}@[^\s<>@]{1,200}>,?\s{1,3}(?:a\s{1,3}[eé]crit|wrote|schrieb|escribi[oó]|ha\s{1,3}scritto)\s{0,3}:)"
    r"\s{1,9}(?=\S)",
    re.IGNORECASE,
)
"""« Le lun., mars 2, 2026 à 9:14, Mairie<mairie@…> a écrit :   Votre demande … », as Yahoo on telephones writes it."""
_LOOKED_ABOVE = 20
_MAX_NAMED = 80
"""« Jean Dupont a écrit : », without date or address, is no longer."""
_BARE_RULE = re.compile(r"[\W_]{1,100}")
_RULE = re.compile(r"[_=*-]{20,}|[_]{5,}")
ANSWER_ABOVE = re.compile(
    r"\W{0,40}(?:\w+ ){0,4}(?:repon\w*|reply|replies|answer|respond|ecri\w*|saisi\w*|tape[rz]|write|type)\b.{0,60}?"
    r"\b(?:au-? ?dessus de ce(?:tte|t)? (?:ligne|trait|texte|message)|above this line)\b\W{0,40}"
)
"""« ##- Veuillez saisir votre réponse au-dessus de cette ligne -## »: what a help desk writes above what it said."""
QUOTE_MARK = re.compile(r"\s{0,3}(?:>|\|(?![^|]{0,400}\|))")
"""A quote mark. « | a | b » is a row of a table."""
_MARKS = re.compile(r"[>| ]*")
_DAY = re.compile(r"\b(?:19|20)\d\d\b|\d{1,2}[/.-]\d{1,2}[/.-]\d\d")
_TO_SOMEBODY = re.compile(
    r"\b(?:m'|t'|l'|nous |vous |lui |leur |me |te )(?:a |avait |avez |ont )?(?:a nouveau |encore |aussi |"
    r"deja )?(?:ecrit|ecrivait|ecriviez)\b"
)
"""« Votre agent m'a écrit : » is told by a person; no client writes so, unless it marks what it quotes (« vous écriviez : »)."""
_TIME = re.compile(r"\d{1,2}\s?[:h]\s?\d\d(?!\d)")
_CLOCK = re.compile(r"\d{1,2}\s?[:h]\s?\d\d(?!\d)|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{4}-\d\d-\d\d")
_NOTES_DATE = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4},?\s{1,3}\d{1,2}[:h]\d\d(?::\d\d)?(?:\s?[AaPp][Mm])?")
_NOTES_FIELD = re.compile(r"(?P<to>a|to|pour|an|para)|(?P<copy>cc|copie|cci|bcc)|(?P<subject>objet|subject|sujet|betreff|asunto)")
_INITIALS_MARK = re.compile(r" ?(?P<initials>[^\W\d_]{1,5})(?P<marks>>{1,9})(?=\s|$)")
_NAMED_FIELD = re.compile(
    r"(?:^|\s)(de|from|von|envoy[ée](?: le)?|sent|date|gesendet|[aà]|to|pour|an|cc|objet|subject|sujet|betreff)\s?:\s", re.IGNORECASE
)
_AUTHOR_IN_BRACKETS = re.compile(r"<[^\s<>@]{1,100}@[^\s<>@]{1,200}>")
_DASHES = re.compile(r"[-_=*~]{2}|(?:begin|debut|d[ée]but) ", re.IGNORECASE)
_CITATION = re.compile(r"\s*[«“\"„]")
_ENDED = re.compile(r"^\D*[.!?]$")
"""A sentence that has ended. One with figures may be a date cut after an abbreviation: « Le 4 févr. »."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """Header lines above a quoted message: the values found and the line after them."""

    values: dict[str, str]
    end: int


def _plain(line: str) -> str:
    """Return a line folded, without quote marks, emphasis stars and blanks around it."""
    return fold(line[:MAX_ODD_LINE].lstrip("> |").replace("*", "").strip())


def _field(line: str) -> tuple[str, str] | None:
    """Return which header field a line of a quoted header block is, and its value."""
    bare = line[:MAX_ODD_LINE].lstrip("> |*").strip()
    name, colon, value = bare.partition(":")
    if not colon or len(name) > 24:  # noqa: PLR2004 - the longest name is "Date d'envoi" with stars and blanks
        return None
    match = _FIELD.fullmatch(fold(name.replace("*", "")).strip())
    return (str(match.lastgroup), value.strip(" *")) if match else None


def _header_block(lines: Sequence[str], start: int) -> _Block | None:
    """Return the header block that begins at ``start``: an author line and at least one more field close below."""
    values: dict[str, str] = {}
    index, blanks, last = start, 0, None
    while index < len(lines) and index < start + 16 and blanks <= 1:
        found = _field(lines[index])
        if found is not None:
            values.setdefault(found[0], found[1])
            last, blanks = found[0], 0
        elif not lines[index].strip(" >|"):
            blanks += 1
            if "subject" in values and len(values) >= 3:  # noqa: PLR2004 - author, date or recipient, subject: the block is whole
                break
        elif last in {"to", "author", "subject"} and blanks == 0 and index - start < 14 and _continues(lines[index], last, values):  # noqa: PLR2004 - a bound read off real signatures and letters
            pass
        else:
            break
        index += 1
    if "author" not in values or len(values) < 2 or not _is_of_a_message(values):  # noqa: PLR2004 - « De : » alone heads many a line
        return None
    if len(values) < 3 and "@" not in values["author"]:  # noqa: PLR2004 - « De : la gare / Date : hier » is a sentence in two lines
        return None
    return _Block(values=values, end=index)


def _header_line(lines: Sequence[str], index: int) -> _Block | None:
    """Return the header block that lost its line ends: « De : Mairie <m@…> Envoyé : 3 mars 2026 10:15 À : … Objet : … »."""
    line = lines[index].lstrip("> |").replace("*", "")
    begin, *parts = _NAMED_FIELD.split(line[: MAX_ODD_LINE * 2])
    values: dict[str, str] = {}
    for name, value in zip(parts[::2], parts[1::2], strict=True):
        field = _FIELD.fullmatch(fold(name))
        if field is not None:
            values.setdefault(str(field.lastgroup), value.strip())
    is_whole = not begin.strip() and {"author", "date", "to"} <= values.keys() and _is_of_a_message(values)
    return _Block(values=values, end=index + 1) if is_whole else None


def _notes_block(lines: Sequence[str], start: int) -> _Block | None:
    """Return the block of a client that names fields only below author and day: « Mairie <m@…> / 12/11/2026 10:11 / A / … / Objet / … ».

    Lotus Notes writes so. An address, the time of the day, recipient and subject must all be there; a programme of events has no address.
    """
    below = lines[start + 1][:MAX_ODD_LINE].strip(" >|") if start + 1 < len(lines) else ""
    if not below[:1].isdigit() or not _NOTES_DATE.fullmatch(below):
        return None
    values = {"author": lines[start].strip(" >|*"), "date": below}
    last: str | None = None
    for index in range(start + 2, min(start + 20, len(lines))):
        text = lines[index][:MAX_ODD_LINE].strip(" >|*")
        if not text:
            continue
        name, _, value = text.partition(":")
        found = _NOTES_FIELD.fullmatch(fold(name.strip()))
        if found is not None:
            last = str(found.lastgroup)
            values.setdefault(last, value.strip())
        elif last is None:
            return None
        else:
            values[last] = values[last] or text
        if values.get("subject"):
            is_whole = "to" in values and ("@" in values["author"] or "@" in values["to"])
            return _Block(values=values, end=index + 1) if is_whole else None
    return None


def _is_of_a_message(values: dict[str, str]) -> bool:
    """Whether header lines tell an address or the day they were sent; « De : la gare / À : l'école / Objet : travaux » is a timetable."""
    if "@" in values["author"] or "@" in values.get("to", ""):
        return True
    date = values.get("date", "")
    return "subject" in values and bool(_DAY.search(date) and _TIME.search(date))


def _continues(line: str, last: str, values: dict[str, str]) -> bool:
    """Whether a line goes on with the field before: a long list of recipients, or an empty « De : » whose value stands below."""
    if not values[last]:
        values[last] = line.strip(" >|*")
        return True
    return last == "to" and "@" in line


def _is_attribution(lines: Sequence[str], index: int) -> int:
    """Return how many lines the attribution at ``index`` takes (« Le … a écrit : », up to three lines), 0 if there is none."""
    first = lines[index][:MAX_ODD_LINE].lstrip("> |").strip()
    if not _may_attribute(first) and not _ends_attribution(fold(first)):
        return 0
    joined = ""
    for count in range(1, 4):
        if index + count > len(lines) or len(joined) > MAX_ODD_LINE:
            return 0
        line = lines[index + count - 1][:MAX_ODD_LINE].lstrip("> |").strip()
        is_ended = joined.endswith(":") or _ENDED.search(joined)
        is_broken = _depth(lines[index + count - 1]) != _depth(lines[index]) or is_ended or not line or _DATED.match(line)
        if count > 1 and (is_broken or not (_DATED.match(first) or "@" in first)):
            # « Le trou est devant le 8. » above « > Le 3 mars la mairie a écrit : » is no beginning of it.
            return 0
        joined = f"{joined} {line}".strip()
        folded = fold(joined)
        if _ends_attribution(folded) and (count == 1 or _may_attribute(joined)):
            return count
        if count == 1 and (_DATED_AUTHOR.fullmatch(joined) or _DATED_BY.fullmatch(joined) or _SELON.fullmatch(folded)):
            return 1
    return 0


def _may_attribute(line: str) -> bool:
    return bool(_ON_A_DAY.match(line) or ("@" in line and _ATTRIBUTION_START.match(line)))


def _is_foreign_attribution(lines: Sequence[str], index: int) -> int:
    """Return 1 where a line of whatever language names an author <with his address> and the day, and marked lines follow, else 0."""
    line = lines[index][:MAX_ODD_LINE].strip("> |")
    is_one = line.endswith((":", "：")) and _AUTHOR_IN_BRACKETS.search(line) and any(character.isdigit() for character in line)
    return int(bool(is_one) and _marked_below(lines, index + 1))


def _depth(line: str) -> int:
    """Return how many quote marks a line begins with."""
    marks = _MARKS.match(line)
    return len(marks[0].replace(" ", "")) if marks is not None else 0


def _ends_attribution(folded: str) -> bool:
    for word in _WROTE:
        at = folded.rfind(word)
        if at != -1:
            begin = max(0, at - 30)
            tail = _ATTRIBUTION_END.search(folded, begin)
            return (
                tail is not None
                and tail.end() == len(folded)
                and folded.rstrip().endswith((":", "ecrit", "wrote"))
                and (":" in folded[-3:] or any(character.isdigit() for character in folded))
                and ("@" in folded or any(character.isdigit() for character in folded) or len(folded) < _MAX_NAMED)
            )
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Where quoted matter begins and what sort it is. ``open`` quotes run to the end of the message."""

    start: int
    body: int
    is_forward: bool
    values: dict[str, str]
    is_open: bool


def plain_marks(lines: Sequence[str]) -> list[str]:
    """Return lines with « > » for the marks of clients that put the author's initials before it: « MdV> À quelle heure ? ».

    Initials are such only where an attribution stands above their first line; « RDC> fuite sous l'évier » is somebody's own list.
    What a client wrote beside its attribution stands in a line of its own.
    """
    lines = [part for number, line in enumerate(lines) for part in _said_below(line, lines[number - 1] if number else "")]
    plain: list[str] = []
    known: set[str] = set()
    above = ""
    for line in lines:
        marked = _INITIALS_MARK.match(line) if ">" in line[:16] else None
        if marked is not None and (marked["initials"] in known or _ends_attribution(fold(above[:MAX_ODD_LINE]).strip())):
            known.add(marked["initials"])
            plain.append(f"{marked['marks']}{line[marked.end() :]}")
        else:
            plain.append(line)
        above = line if line.strip() else above
    return plain


def _said_below(line: str, above: str) -> tuple[str, ...]:
    """Return a line, or the attribution it is and what its client put beside it. ``above``: the line before, where that may begin."""
    if "@" not in line or ">" not in line:
        return (line,)
    beside = _SAID_BESIDE.match(line[:MAX_ODD_LINE])
    if beside is None or not (_DATED.match(line.lstrip("> |")) or _DATED.match(above.lstrip("> |"))):
        return (line,)
    return (line[: beside.end(1)], line[beside.end() :])


def find_cut(lines: Sequence[str]) -> Cut | None:
    """Return the first line at which another message begins, None where none does."""
    for index, line in enumerate(lines):
        stripped = line.strip(" >|*")
        if not stripped or len(line) > MAX_ODD_LINE * 2:
            continue
        cut = _below_answer(lines, index, stripped) or _cut_at(lines, index, stripped)
        if cut is not None:
            return cut
    return None


def _below_answer(lines: Sequence[str], index: int, stripped: str) -> Cut | None:
    """Return where a help desk's message begins that somebody answers, above the line it wants answers above."""
    if not ("dessus" in stripped or "above" in stripped) or ANSWER_ABOVE.fullmatch(fold(stripped[:MAX_ODD_LINE])) is None:
        return None
    has_words_above = any(line.strip() for line in lines[:index])
    return Cut(start=index, body=index + 1, is_forward=False, values={}, is_open=True) if has_words_above else None


def _cut_at(lines: Sequence[str], index: int, stripped: str) -> Cut | None:
    folded = fold(stripped[:MAX_ODD_LINE])
    if _SEPARATOR.fullmatch(folded):
        return _after_separator(lines, index, is_forward=bool(_IS_FORWARD.search(folded)))
    if _RULE.fullmatch(stripped) or _WEBMAIL_HEAD.fullmatch(folded):
        block = _next_block(lines, index + 1)
        return Cut(start=index, body=block.end, is_forward=False, values=block.values, is_open=True) if block else None
    if ":" in stripped[:25] and _field(lines[index]) is not None:
        block = _header_block(lines, index) or _header_line(lines, index)
    else:
        block = _notes_block(lines, index)
    if block is not None:
        return Cut(start=index, body=block.end, is_forward=False, values=block.values, is_open=True)
    taken = _is_attribution(lines, index) or _is_foreign_attribution(lines, index)
    if taken:
        author = " ".join(lines[index : index + taken])
        has_marks = _marked_below(lines, index + taken)
        has_words_above = any(line.strip() for line in lines[max(0, index - _LOOKED_ABOVE) : index])
        if not has_marks and not _is_by_a_client(author, lines, index + taken, has_words_above=has_words_above):
            return None
        return Cut(start=index, body=index + taken, is_forward=False, values={"attribution": author}, is_open=not has_marks)
    return None


def _is_by_a_client(author: str, lines: Sequence[str], below: int, *, has_words_above: bool) -> bool:
    """Whether « Le 3 mars, M. Martin a écrit : » is the line of a mail client, where no quote marks below tell it.

    A client names the address or the time of the day; a writer who cites somebody puts his words in quotation marks.
    """
    if _TO_SOMEBODY.search(fold(author[-MAX_ODD_LINE:])):
        return False
    if "@" in author and (_DATED.match(author.lstrip("> |")) or "<" in author or "[" in author):
        return True
    said = next((line for line in lines[below : below + 4] if line.strip()), "").strip()
    if not _TIME.search(author) and (said[:1].islower() or not has_words_above):
        return False  # « Le 12/03/2026, M. Lebrun a écrit : / les travaux commenceront en avril. » is told, not quoted
    return bool(_CLOCK.search(author)) and not _CITATION.match(said)


def _after_separator(lines: Sequence[str], index: int, *, is_forward: bool) -> Cut | None:
    block = _next_block(lines, index + 1)
    if block is None:
        if not _marked_below(lines, index + 1) and not _DASHES.search(lines[index][:MAX_ODD_LINE]):
            return None  # « Message d'origine » alone in a line may be a heading of somebody's own
        return Cut(start=index, body=index + 1, is_forward=is_forward, values={}, is_open=not _marked_below(lines, index + 1))
    return Cut(start=index, body=block.end, is_forward=is_forward, values=block.values, is_open=True)


def _next_block(lines: Sequence[str], index: int) -> _Block | None:
    """Return the header block that begins within four lines; above it may stand rules and separators, but no words of anybody."""
    for offset in range(index, min(index + 4, len(lines))):
        text = lines[offset][:MAX_ODD_LINE].strip(" >|*")
        if text:
            block = _header_block(lines, offset)
            is_between = _BARE_RULE.fullmatch(text) or _SEPARATOR.fullmatch(fold(text)) or _WEBMAIL_HEAD.fullmatch(fold(text))
            if block is not None or not is_between:
                return block
    return None


def _marked_below(lines: Sequence[str], index: int) -> bool:
    for line in lines[index : index + 4]:
        if line.strip():
            return bool(QUOTE_MARK.match(line))
    return False
