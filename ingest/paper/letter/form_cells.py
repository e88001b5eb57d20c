"""The rows of a printed form as cells: a label, known or not, and what stands behind it, without dotted leaders and boxes left empty."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from domain.paper import Word
from ingest.form_labels import LABELS
from ingest.paper.letter.rows import Row, row
from ingest.plain import fold

_OWNER = (
    r"(?: (?:du|de la|de l'|de) ?(?:demandeu(?:r|se)|declarant|requerant|signataire|usager|responsable(?: legal)?|representant(?: legal)?|"
    r"contact|petitionnaire|parent|president|organisateur|redacteur))?"
)
_MORE = {
    "surname": rf"nom d'epouse|nom marital|nom de naissance|nom patronymique|nom{_OWNER}",
    "given": rf"prenom\(?s?\)?{_OWNER}|prenom usuel",
    "name": r"petitionnaire|requerant|declarant|organisateur|nom ?[,/&-] ?prenoms?|identite du (?:demandeur|declarant)|"
    r"(?:je )?soussigne(?:\(e\)|e)?|(?:m\.|mr|monsieur),? (?:ou |/ ?)?(?:mme|madame)|responsable(?: legal)?|president(?:\(e\)|e)?|"
    r"nom et qualite|represente(?:e|\(e\))? par|interlocut\w+|referente?|signale par|demande (?:faite|presentee) par",
    "address": rf"(?:adresse|domicile)(?: (?:postale|complete|personnelle|actuelle|de correspondance|du siege))?{_OWNER}|"
    rf"demeurant(?: a| au)?|"
    r"domicilie(?:\(e\)|e)?(?: a| au)?|residant(?: a| au)?|siege social|habitant(?: a| au)?|n° et (?:nom de )?(?:la )?(?:rue|voie)",
    "postcode": r"(?:code postal|cp)(?: ?(?:et|-|/|,|&) ?(?:ville|commune|localite))?",
    "phone": rf"(?:n[°o] ?(?:de )?|numero (?:de )?)?(?:tel|telephone|portable|mobile|gsm)\.?(?: ?[/ ] ?(?:fixe|portable|mobile|domicile|"
    rf"personnel|professionnel|travail|bureau))?{_OWNER}",
    "email": rf"(?:adresse )?(?:e-?mail|mail|courriel|electronique|mel)(?: personnel\w*)?{_OWNER}",
    "organisation": r"nom de l'(?:entreprise|organisme|etablissement)|denomination(?: sociale)?|entreprise / societe|club|"
    r"nom du (?:club|commerce)",
    "heading": r"objet (?:de la|du|de votre|de) (?:courrier|lettre|reclamation|signalement)|intitule de la demande",
    "text": r"reclamation|requete|expose(?: (?:de la demande|des faits|des motifs|de votre demande))?|motif(?:s|\(s\))?(?: (?:de|"
    r"du) .{3,25})?|"
    r"explications?|detail(?:s|lez)?(?: (?:de|du|des) .{3,30})?|objet precis|nature et motif.{0,20}|descriptif(?: .{3,25})?|"
    r"description.{0,30}|probleme.{0,20}|(?:votre )?(?:demande|question|signalement|message)(?: detaillee?)?|texte (?:de la|du) .{3,20}|"
    r"je (?:souhaite|demande|sollicite|signale)|souhaits?|suggestions?",
    "date": r"(?:fait|etabli) ?(?:a|le)\b.{0,60}|date(?: (?:de la demande|du jour))?|le",
    "signature": r"(?:date et )?signatures?.{0,40}|lu et approuve.{0,20}|cachet.{0,40}|pour faire valoir.{0,40}",
    "born": r"ne\(?e?\)? le|date (?:et lieu )?de naissance|lieu de naissance|nom de jeune fille|nationalite|profession|age|"
    r"situation familiale",
}
_KINDS = re.compile("|".join(f"(?P<{kind}>{'|'.join(filter(None, (_MORE.get(kind), LABELS.get(kind))))})" for kind in {**_MORE, **LABELS}))
CONTACTS = frozenset({"surname", "given", "name", "address", "postcode", "town", "phone", "email", "organisation", "register"})
_FRILLS = re.compile(
    r"^(?:[-–•*·▪>]+\s*|\d{1,2}\s?[.)°/-]\s*|[a-h]\)\s*)+|^(?:votre|vos|mon|mes|ma|notre|nos)\s|"
    r"[\s*]*(?:\((?!s\)|e\))[^()]{0,60}\))?[\s*:.]*$"
)
_LONG = (
    "prenom",
    "adresse",
    "telephone",
    "courriel",
    "message",
    "demande",
    "commune",
    "demandeur",
    "description",
    "reclamation",
    "e-mail",
    "code postal",
)
_ALIKE, _LONGEST_MISREAD = 0.75, 16
_MOST_LABEL_WORDS, _LONGEST_LABEL = 8, 70
_MOST_LABELS = 12
"""On one row."""
_LEADER = r"(?=[.·…_]{0,200}(?:…|__|[.·]{4}))[.·…_]+"
"""A line to write on, of dots or dashes; three dots may be a writer's own."""
_LEADING, _TRAILING = re.compile(rf"^{_LEADER}"), re.compile(rf"(?<![.·…_]){_LEADER}:?$|(?<=[^.])\.{{2,3}}:?$")
_ONLY_LEADER = re.compile(r"[.·…_‥]{3,}|…|_+")
_COLON = (":", "：")
_EMPTY_BOX, _FULL_BOX = "☐□◻▢❏❑", "☒☑■◼▣✓✔✗✘"
_BRACKETED = re.compile(r"\[\s?(?P<tick>[xX✓✔]?)\s?\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A label and what stands behind it on the same row.

    ``kind`` is a key of `LABELS`, or date, signature, born; None for a label nobody knows, and where there is none at all. ``row`` is
    the whole as printed, leaders and empty boxes left out; ``value`` its words behind the label. ``is_sure``: a colon or dots stand there.
    """

    kind: str | None
    row: Row
    value: tuple[Word, ...]
    is_sure: bool = False
    label: str = ""

    @property
    def text(self) -> str:
        """Return the value's words."""
        return " ".join(word.text for word in self.value)


def label_kind(text: str, *, may_be_misread: bool = False) -> str | None:
    """Return what a form asks for by a label; None for one that is not known."""
    label = fold(text)
    if len(label) > _LONGEST_LABEL:
        return None
    while (bare := _FRILLS.sub("", label).strip()) != label:
        label = bare
    match = _KINDS.fullmatch(label) if label else None
    if match is None and may_be_misread and len(label) <= _LONGEST_MISREAD:
        near = get_close_matches(label, _LONG, n=1, cutoff=_ALIKE)
        match = _KINDS.fullmatch(near[0]) if near else None
    return match.lastgroup if match is not None else None


def cells(one: Row) -> Iterator[Cell]:
    """Yield the cells of a row: « Nom : PICOT Prénom : Bernard » has two. Nothing where nothing but leaders and empty boxes stand there."""
    words, ends = _without_leaders(_ticked(one.words))
    if not words:
        return
    if not ends:
        ends = _dashes(words)
    starts = list(_labels(words, ends))
    if not starts:
        text = " ".join(word.text for word in words)
        kind = label_kind(text) if len(words) <= _MOST_LABEL_WORDS else None
        yield Cell(kind=kind, row=row(one.page, words, one.line), value=() if kind else tuple(words), label=text if kind else "")
        return
    if starts[0][0]:
        before = words[: starts[0][0]]
        yield Cell(kind=None, row=row(one.page, before, one.line), value=tuple(before))
    for place, (begin, end, kind) in enumerate(starts):
        last = starts[place + 1][0] if place + 1 < len(starts) else len(words)
        value = tuple(word for word in words[end + 1 : last] if word.text.strip("-–—"))
        label = " ".join(word.text for word in words[begin : end + 1])
        yield Cell(kind=kind, row=row(one.page, words[begin:last], one.line), value=value, is_sure=True, label=label)


def _labels(words: Sequence[Word], ends: Sequence[int]) -> Iterator[tuple[int, int, str | None]]:
    """Yield where labels begin and end, and what they ask for. One that is not known counts at the beginning of a row only."""
    after = 0
    for end in ends[:_MOST_LABELS]:
        found: tuple[int, int, str | None] | None = None
        least = max(after, end + 1 - _MOST_LABEL_WORDS)
        for begin in range(least, end + 1):
            kind = label_kind(" ".join(word.text for word in words[begin : end + 1]), may_be_misread=not begin)
            if kind is not None and (begin == 0 or (kind in CONTACTS and (after or begin <= 3))):  # noqa: PLR2004 - « M. Mme Nom : »
                found = (begin, end, kind)
                break
        if found is None and end + 1 <= _MOST_LABEL_WORDS and not after:
            found = (0, end, None)
        if found is not None:
            yield found
            after = end + 1


def _dashes(words: Sequence[Word]) -> list[int]:
    """Return where a dash stands for a colon: behind a label at the beginning of a row."""
    place = next((index for index, word in enumerate(words) if index and word.text in {"-", "–", "—", "="}), None)
    is_label = place is not None and place < len(words) - 1 and label_kind(" ".join(word.text for word in words[:place])) is not None
    return [place - 1] if place is not None and is_label else []


def _without_leaders(words: Sequence[Word]) -> tuple[list[Word], list[int]]:  # noqa: C901 - the ways in which a line is left to write on
    """Return words without dots and lines to write on, and the numbers of those behind which a label may end."""
    kept: list[Word] = []
    ends: list[int] = []
    for word in words:
        text = word.text
        if text in _COLON and kept:
            kept.append(word)
        if _ONLY_LEADER.fullmatch(text) or text in _COLON:
            ends += [len(kept) - 1] if kept else []
            continue
        bare = text
        if (lead := _LEADING.match(bare)) is not None:
            bare = bare[lead.end() :]
            if kept:
                ends.append(len(kept) - 1)
        if (trail := _TRAILING.search(bare)) is not None and _is_line(trail[0], bare[: trail.start()]):
            bare = bare[: trail.start()]
        else:
            trail = None
        if not bare.strip(" .,:"):
            if kept and bare.strip().startswith(":"):
                ends.append(len(kept) - 1)
            continue
        kept.append(word if bare == text else replace(word, text=bare))
        if bare.endswith(_COLON) or (trail is not None and (trail[0].endswith(_COLON) or label_kind(bare) is not None)):
            ends.append(len(kept) - 1)
    return kept, sorted(set(ends))


def _is_line(dots: str, before: str) -> bool:
    """Whether dots behind a word are a line to write on: two or three are one behind a label only."""
    return _LEADING.match(dots) is not None or label_kind(before) is not None


def _ticked(words: Sequence[Word]) -> list[Word]:
    """Return words without boxes to tick, and without what stands behind those left empty."""
    if not any(character in _EMPTY_BOX + _FULL_BOX for word in words for character in word.text) and "[" not in words[0].text + "".join(
        word.text[:1] for word in words
    ):
        return list(words)
    kept: list[Word] = []
    is_kept = True
    queue = list(words)
    while queue:
        word = queue.pop(0)
        joined = word.text
        if joined.startswith("[") and "]" not in joined and any("]" in other.text for other in queue[:2]):
            while "]" not in joined:
                joined += f" {queue.pop(0).text}"
        if (match := _BRACKETED.match(joined)) is not None:
            is_kept, rest = bool(match["tick"]), joined[match.end() :]
        elif joined[0] in _EMPTY_BOX + _FULL_BOX:
            is_kept, rest = joined[0] in _FULL_BOX, joined[1:]
        else:
            rest = joined
        if rest and is_kept:
            kept.append(word if rest == word.text else replace(word, text=rest))
    return kept
