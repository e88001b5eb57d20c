"""Labelled lines of a fax cover sheet or of a letter written like a form: « Expéditeur : … », « Nb de pages : … »."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from domain.draft import Trait
from domain.paper import Word
from ingest.paper.letter.rows import Row, bands, in_order, row
from ingest.plain import fold

_TO = r"destinataires?|a|dest|to|pour|a l'attention de|attention|attn|societe destinataire"
_FROM = r"expediteur|emetteur|de|de la part de|from|exp|envoye par"
_LABEL = re.compile(
    rf"\W*(?P<label>(?P<to>{_TO})|(?P<from>{_FROM})|(?P<heading>objet|sujet|subject|re|concerne)|"
    r"(?P<text>messages?|texte|commentaires?|observations?)|"
    r"(?P<pages>(?:nombre|nbre?|nb)\.? (?:de |total de )?pages?(?: \([^)]*\))?|pages?(?: \([^)]*\))?)|(?P<date>date|le|date et heure)|"
    r"(?P<fax>(?:n[°o]|numero)?\.? ?(?:de |du )?(?:fax|telecopie)(?: (?:dest\w*|exp\w*))?)|(?P<tel>(?:n[°o]|numero)?\.? ?(?:de )?"
    r"(?:tel|telephone|tel\.)(?: (?:dest\w*|exp\w*))?)|(?P<copy>copie|cc)|(?P<urgent>urgent|pour information|confidentiel))\s?[:;]\s*"
)
_TITLE = re.compile(
    r"\W*(?:telecopie|fax|bordereau\b.{0,40}|(?:transmission|envoi|message) (?:par|de) (?:fax|telecopie)|page de garde|"
    r"message fax|transmission par fax|facsimile)\W*"
)
_LONG_LABELS = ("destinataire", "expediteur", "emetteur", "telephone", "telecopie", "nombre de pages", "message", "objet")
_ALIKE = 0.75
_FEWEST = 3
_CELL_GAP = 3_500
_TOWN = re.compile(r"\W*(?:ville|commune|mairie) d(?:e|u|')")
"""« VILLE DE VALOGNES » at the head of its form asks for no town."""
_PRINTED = re.compile(
    r"(?P<label>destinataire|expediteur|emetteur|telephone|telecopie|fax|date|(?:nombre|nbre?) de pages|objet|message|"
    r"(?P<name>nom(?: de famille)?|prenoms?(?:\(s\))?|nom,? (?:et )?prenoms?)|"
    r"(?P<place>adresse(?: postale| complete)?|code postal(?: ?[-/,] ?(?:et )?| et )?(?:commune|ville)?|commune|ville)|"
    r"(?P<reach>tel\.?|portable|courriel|e-?mail|adresse (?:mail|electronique)))(?: \([^)]*\))?(?: ?[:.]+)?(?= |$)"
)
"""Labels as forms print them, the colon left out or made of dots."""
_SAME_EDGE = 200
_FEWEST_PRINTED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """What the labelled lines above a letter say.

    ``rest`` are the rows that belong to none; a form's are no letter with a head. ``answers`` are what a form says of who filled it in.
    """

    sender: tuple[Row, ...]
    heading: tuple[Row, ...]
    dated: tuple[Row, ...]
    rest: tuple[Row, ...]
    first_page: int
    is_form: bool = False
    answers: tuple[tuple[Trait, str], ...] = ()


def read_cover(rows: Sequence[Row]) -> Cover | None:
    """Return what the sheet says that goes ahead of a fax or heads it, None where fewer than three labels or no addressee stand there."""
    page = with_values(with_colons([one for one in rows if one.page == rows[0].page]))
    labels = [match for one in page if (match := _label(one.text))]
    kinds = {name for match in labels for name in ("to", "from") if match[name]}
    if len(labels) < _FEWEST or kinds != {"to", "from"}:
        return None
    lowest = max(one.middle for one in page if _label(one.text))
    kept: dict[str, list[Row]] = {"sender": [], "heading": [], "dated": [], "rest": []}
    is_theirs = False
    for one in page:
        match = _label(one.text)
        if match is not None:
            is_theirs = bool(match["to"]) or (is_theirs and not match["from"])
            for place, words in _told(one, match, is_theirs=is_theirs):
                kept[place].append(words)
        elif not _TITLE.fullmatch(fold(one.text)) and not (one.middle < lowest and is_theirs and one.box.left > _CELL_GAP):
            kept["rest"].append(one)
    others = (one for one in rows if one.page != rows[0].page)
    return Cover(
        sender=as_printed(kept["sender"], rows),
        heading=as_printed(kept["heading"], rows),
        dated=tuple(kept["dated"]),
        rest=in_order((*as_printed(kept["rest"], rows), *others)),
        first_page=rows[0].page,
    )


def as_printed(found: Sequence[Row], rows: Sequence[Row]) -> tuple[Row, ...]:
    """Return rows without the colons that were put behind labels; ``rows`` are those of the paper."""
    printed = {(one.page, word.box): word for one in rows for word in one.words}
    return tuple(row(one.page, [_printed(word, printed.get((one.page, word.box))) for word in one.words], one.line) for one in found)


def _printed(word: Word, on_paper: Word | None) -> Word:
    return on_paper if on_paper is not None and word.text == f"{on_paper.text.rstrip('.')}:" else word


def with_colons(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Return rows with a colon behind the labels of a form that prints none, where four or more stand along one edge."""
    found = [(one, match) for one in rows if (match := _bare_label(one)) is not None]
    edges = sorted(one.box.left for one, _ in found)
    edge = edges[len(edges) // 2] if edges else 0
    along = {id(one): match for one, match in found if abs(one.box.left - edge) < _SAME_EDGE}
    if len(along) < _FEWEST_PRINTED or len({match["label"] for match in along.values()}) < _FEWEST:
        return tuple(rows)
    return tuple(_with_colon(one, along[id(one)]) if id(one) in along else one for one in rows)


def _bare_label(one: Row) -> re.Match[str] | None:
    match = None if _TOWN.match(fold(one.text)) else _PRINTED.match(fold(one.text))
    return match if match is not None and ":" not in one.text and match.end() < len(one.text) else None


def _with_colon(one: Row, match: re.Match[str]) -> Row:
    labelled, whole = (len(one.text[:end].split()) for end in (match.end("label"), match.end()))
    label = one.words[labelled - 1]
    words = (*one.words[: labelled - 1], replace(label, text=f"{label.text.rstrip('.')}:"), *one.words[whole:])
    return row(one.page, words, one.line)


def _told(one: Row, match: re.Match[str], *, is_theirs: bool) -> Iterator[tuple[str, Row]]:
    """Yield where a labelled row belongs; what is said of the addressee belongs nowhere."""
    value = _value(one)
    if match["heading"]:
        yield "heading", one
    elif (match["tel"] or match["fax"]) and not is_theirs:
        yield "sender", one
    elif value is not None and match["from"]:
        yield "sender", value
    elif value is not None and match["date"]:
        yield "dated", value
    elif value is not None and match["text"]:
        yield "rest", value


def with_values(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Return rows with each lone label joined to the value that stands beside it."""
    return tuple(one for band in bands(rows) for one in _joined(band))


def _label(text: str) -> re.Match[str] | None:
    """Return the label a line begins with, a letter or two perhaps misread."""
    folded = fold(text)
    head, colon, rest = folded.partition(":")
    if colon and _LABEL.match(folded) is None:
        near = get_close_matches(head.strip(" ."), _LONG_LABELS, n=1, cutoff=_ALIKE)
        folded = f"{near[0]} :{rest}" if near else folded
    return _LABEL.match(folded)


def _is_lone_label(text: str) -> bool:
    match = _label(text)
    return match is not None and match.end() == len(match.string)


def _joined(band: Sequence[Row]) -> Iterator[Row]:
    waiting: Row | None = None
    for one in band:
        if waiting is not None:
            yield row(one.page, (*waiting.words, *one.words))
            waiting = None
        elif _is_lone_label(one.text) and one is not band[-1] and one.text.rstrip().endswith(":"):
            waiting = one
        else:
            yield one
    if waiting is not None:
        yield waiting


def _value(one: Row) -> Row | None:
    """Return the words of a row behind its label."""
    for place, word in enumerate(one.words):
        if word.text.endswith((":", ";")):
            words = one.words[place + 1 :]
            return row(one.page, words) if words else None
    return None
