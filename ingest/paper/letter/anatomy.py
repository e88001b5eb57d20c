"""The pages of one letter or fax taken apart: head, text, signature, enclosures, stamp, fax lines, signatories."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from domain.paper import Page
from ingest.block_lines import POSTSCRIPT
from ingest.paper.letter.annexes import without_annex
from ingest.paper.letter.courtesy import greets
from ingest.paper.letter.days import days_in
from ingest.paper.letter.fax_header import FaxHeader, cut_fax_header
from ingest.paper.letter.form_lines import Cover, read_cover
from ingest.paper.letter.forms import read_form
from ingest.paper.letter.head import Head, day_below, is_addressee, split_head
from ingest.paper.letter.letter_text import Joined, paragraphs, without_furniture, without_running_heads
from ingest.paper.letter.petition import Petition, cut_signatories, spokesman
from ingest.paper.letter.prose import is_card, is_prose
from ingest.paper.letter.rows import Row, in_order, page_rows
from ingest.paper.letter.stamps import cut_stamps, is_stamp_unsure
from ingest.plain import fold

_ENCLOSED = re.compile(
    r"\W*(?:p\.?\s?[-/]?j(?:\b|\.)|pi[eè]ces?[ -]jointes?|annexes?|documents? joints?|ci-joints?|encl(?:osures?|\.)?)"
    r"\s*(?:\(?\d{1,2}\)?)?\s*[:;.–-]+\s*",
    re.IGNORECASE,
)
_COPIED = re.compile(r"\W*(?:copies? (?:[aà]|pour|transmise|adress[ée]e)|copies?\s?:|cc\s?:|ampliation)", re.IGNORECASE)
_REGISTERED = re.compile(
    r"(?<![A-Z0-9])(?:[12][A-Z]|RK|RR|LL)[ .]?\d{3}[ .]?\d{3}[ .]?\d{3,4}[ .]?\d(?![A-Z0-9])|(?<![A-Z0-9])[12][A-Z](?: ?\d){11}(?!\d)"
)
_STRAY = re.compile(r"confidentiel|par erreur|destruction|detruire|secret professionnel|usage exclusif|intended|recipient")
"""What is printed on covers for whom a fax reaches by mistake."""
_MAIL = re.compile(r"\S@\S+\.[A-Za-z]{2,}")
_BLANK_LETTERS = 3
_GUESSED, _FEWEST_GUESSED, _SHORT = 35, 3, 3.0
"""Confidence of a guess, how many make a jumble, and letters of its words on average; right words of a fax that have no confidence are
longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What is known before a letter is read: the day it is read on, and the region of the town's telephones."""

    today: date
    region: str = "FR"


@dataclass(frozen=True, slots=True, kw_only=True)
class Anatomy:
    """The parts of a letter. ``text`` are its paragraphs with closing and signature still below; ``sender`` the rows of head and foot."""

    head: Head
    text: tuple[Joined | None, ...] = ()
    annex: tuple[Joined | None, ...] = ()
    """Paragraphs of the pages behind the one that is signed."""
    sender: tuple[Row, ...] = ()
    spokesman: Joined | None = None
    petition: Petition | None = None
    enclosures: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    stamped_on: date | None = None
    is_stamp_unsure: bool = False
    """There is a stamp of arrival, and its day is hidden or was read with doubt."""
    written_on: date | None = None
    fax: tuple[FaxHeader, ...] = ()
    registered: str | None = None
    written_pages: int = 0
    cover: Cover | None = None


def take_apart(pages: Sequence[Page], setting: Setting, *, is_fax: bool) -> Anatomy:
    """Return the parts of one letter; ``pages`` are its own, in order. A page with next to no letters counts as a picture."""
    rows, fax = _rows(pages, setting, is_fax=is_fax)
    written = {page.number for page in pages if sum(len(one.text) for one in rows if one.page == page.number) > _BLANK_LETTERS}
    rows = without_furniture(rows, min(written, default=0))
    unstamped = rows
    stamped_on, rows = cut_stamps(unstamped, setting.today)
    is_unsure = is_stamp_unsure(unstamped, rows, stamped_on)
    form = read_form(rows) if rows else None
    petition, rows = (None, rows) if form is not None and form.is_form else cut_signatories(rows)
    cover = (read_cover(rows) or form) if rows else None
    ahead, letter = _ahead_of_letter(cover) if cover else ((), rows)
    head = _form_head(cover) if cover and cover.is_form else split_head(letter, setting.today)
    dated = cover.dated if cover else ()
    # On a sheet that only goes ahead an address without its label is the sender's: to whom it goes is written to by fax.
    mails = [one for one in cover.rest if one not in letter and one not in ahead and _MAIL.search(one.text)] if cover else []
    sender = [one for block in head.letterhead for one in block]
    body = without_running_heads(head.body, [*(one.text for one in sender), *(one.text for one in head.heading)])
    text, spoken = _without_spokesman(paragraphs(in_order([*ahead, *body])))
    text, annex = without_annex(text)
    text, enclosures, copies = _without_lists(text)
    return Anatomy(
        head=head,
        text=text,
        annex=annex,
        sender=(*(cover.sender if cover else ()), *mails, *sender, *head.foot),
        spokesman=spoken,
        petition=petition,
        enclosures=enclosures,
        copies=copies,
        stamped_on=stamped_on,
        is_stamp_unsure=is_unsure,
        written_on=head.written_on
        or next((day for one in dated for day, _, _ in days_in(one.text, setting.today)), None)
        or (day_below(cover.rest, setting.today) if cover is not None else None),
        fax=fax,
        registered=_registered(head),
        written_pages=len(written),
        cover=cover,
    )


def _rows(pages: Sequence[Page], setting: Setting, *, is_fax: bool) -> tuple[tuple[Row, ...], tuple[FaxHeader, ...]]:
    """Return the rows of all pages without the lines of fax machines, and what these say."""
    rows: list[Row] = []
    headers: list[FaxHeader] = []
    for page in pages:
        found = page_rows(page)
        if is_fax:
            header, found = cut_fax_header(found, setting.today, setting.region)
            headers += [header] if header is not None else []
        rows += [one for one in found if not _is_jumble(one)]
    return tuple(rows), tuple(headers)


def _is_jumble(one: Row) -> bool:
    """Whether a row is what recognition makes of dots to write on, of a hand, of a drawing: many short words, all read with doubt."""
    letters = sum(len(word.text) for word in one.words)
    is_doubted = all(word.confidence < _GUESSED for word in one.words)
    return len(one.words) >= _FEWEST_GUESSED and is_doubted and letters < _SHORT * len(one.words)


def _form_head(form: Cover) -> Head:
    """Return a form as the text of a letter, without the name of the town hall that printed it."""
    top = min((one.middle for one in form.sender), default=0)
    above = [one for one in form.rest if one.page == form.first_page and one.middle < top]
    first = next((index for index, one in enumerate(above) if is_addressee(one.text)), len(above))
    # Its address stands below its name.
    below = takewhile(lambda one: is_addressee(one.text) or is_card(one.text), above[first:])
    printed = (*below, *(one for one in above[first:] if is_addressee(one.text)))
    return Head(recipient=printed, body=tuple(one for one in form.rest if one not in printed))


def _ahead_of_letter(cover: Cover) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """Return what a sheet says that only goes ahead of a letter, and the letter, which has a head of its own; else all is the letter."""
    sheet = tuple(one for one in cover.rest if one.page == cover.first_page)
    letter = tuple(one for one in cover.rest if one.page != cover.first_page)
    if any(greets(one.text) for one in sheet) or not any(greets(one.text) for one in letter):
        return (), cover.rest
    return tuple(one for one in sheet if is_prose(one.text) and not _STRAY.search(fold(one.text))), letter


def _without_spokesman(text: Sequence[Joined | None]) -> tuple[tuple[Joined | None, ...], Joined | None]:
    """Cut the paragraph that says who stands for all signatories."""
    found = next((part for part in text if part is not None and spokesman(part.text) is not None), None)
    return tuple(part for part in text if part is not found or part is None), found


def _without_lists(text: Sequence[Joined | None]) -> tuple[tuple[Joined | None, ...], tuple[str, ...], tuple[str, ...]]:
    """Cut what is enclosed and to whom copies go, each with the lines of its list, from the end of a letter."""
    kept: list[Joined | None] = []
    enclosures: list[str] = []
    copies: list[str] = []
    current: list[str] | None = None
    has_begun = False
    for part in text:
        line = part.text if part is not None else ""
        has_begun = has_begun or len(line) > 60  # noqa: PLR2004 - a paragraph of text
        if (match := _ENCLOSED.match(line)) and has_begun:
            current = enclosures
            if line[match.end() :].strip(" :–—-"):
                current.append(line[match.end() :].strip(" :–—-"))
        elif has_begun and _COPIED.match(line):
            current = copies
            copies.append(re.sub(r"^\W*copies?\W*(?:[aà]\W+)?", "", line, flags=re.IGNORECASE).strip())
        elif current is not None and part is not None and not POSTSCRIPT.match(line) and _is_item(line):
            current.append(line.lstrip(" -–—•*"))
        else:
            if part is not None:
                current = None
            kept.append(part)
    return tuple(kept), tuple(enclosures), tuple(copies)


def _is_item(line: str) -> bool:
    return re.match(r"\W*[-–—•*]", line) is not None or (len(line) <= 60 and fold(line)[:1].isalpha() and not line.endswith("."))  # noqa: PLR2004


def _registered(head: Head) -> str | None:
    """Return the number of a registered letter, without blanks."""
    for one in (*head.references, *head.recipient, *head.titles, *(row for block in head.letterhead for row in block)):
        if match := _REGISTERED.search(one.text):
            return re.sub(r"[ .]", "", match[0])
    return None
