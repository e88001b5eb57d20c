"""The pages of one letter or fax to a Draft: who asks, what, and where on the paper each word stands."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.draft import Draft, Flag, Kind, Paper, PlacedWord, Provenance, ReadIn, Remark, Requester, Trait
from domain.evidence import Part
from domain.inbound import Channel, Reception
from domain.paper import Page
from domain.reading import is_figure_unsure
from ingest import language, manners, names
from ingest.closings import is_closing
from ingest.email import thread
from ingest.names import ROLE
from ingest.own_reference import own_reference
from ingest.paper.letter.anatomy import Anatomy, Setting, take_apart
from ingest.paper.letter.courtesy import closing_meant
from ingest.paper.letter.days import may_mean
from ingest.paper.letter.head import heading_said
from ingest.paper.letter.letter_text import Joined, joined, placed
from ingest.paper.letter.mend import is_nearly_given, mended, with_initial
from ingest.paper.letter.petition import is_signed_like, spokesman
from ingest.paper.letter.scrawl import scrawls
from ingest.paper.letter.writers import Block, Told, plain_lines, who_asks, with_answers
from ingest.plain import fold, squeezed
from ingest.signature import cut_signature

UNSURE_PAGE = 0.6
"""A page of lower quality is shown to people whatever was made of it, and no name is taken from it: of scans of letters made worse step by
step, not one name read on such a page was right."""
_SURE_WORD = 60
"""Confidence under which Tesseract is wrong about as often as right (its own scale, 0 to 100)."""
_SURE_NAME = 50
_UNSURE_SHARE = 0.25
"""Share of letters in unsure words from which a letter is not read but guessed."""
_CLEAN = 94
"""Confidence that names on clean pages have."""
_FEWEST_LETTERS = 12
_MOST_ROLE_WORDS = 4
_OF_FIGURES = frozenset({Trait.PHONE, Trait.FAX, Trait.ADDRESS, Trait.SIREN, Trait.SIRET, Trait.RNA, Trait.VAT})
_ADVERTISES = re.compile(
    r"ne (?:plus|pas) (?:recevoir|souhaite\w* recevoir) (?:\w+ ){0,2}(?:offres?|publicit\w+|fax|telecopies?|messages?|promotions?)|"
    r"mention stop\b|(?:desabonn|desinscri)\w+|opposition (?:fax|aux fax)|stop fax|commandez (?:par|vite|des)|bon de commande ci-dessous"
)
_KEEPS_NAME = re.compile(
    r"\bje (?:ne )?signe pas\b|\bsans signature\b|\bje (?:ne )?(?:donne|mets|laisse) pas mon nom\b|\bpar (?:peur|crainte) (?:de|des) "
    r"(?:represailles|ennuis)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """What a draft is made of: its text, its heading, and the lines of who signs, with the words they were read from."""

    text: str
    heading: str | None
    block: Block
    layout: tuple[PlacedWord, ...]
    mended: frozenset[str] = frozenset()
    """Lines of the block that were not read as they now stand."""


def letter_draft(pages: Sequence[Page], channel: Channel, reception: Reception, today: date, received_on: date | None = None) -> Draft:
    """Return what one letter or fax says; ``pages`` are its own, in order, at least one. Every letter gives one Draft, however badly read.

    ``received_on`` is the day its folder or separator sheet tells; the stamp of arrival goes before, then the fax machine's day.
    """
    anatomy = take_apart(pages, Setting(today=today, region=reception.region), is_fax=channel is Channel.FAX)
    parts = _parts(anatomy)
    told = _without_guesses(_who(anatomy, parts, reception), pages, parts)
    said = "\n".join((parts.heading or "", *(one.text for one in anatomy.head.references), parts.text))
    cited = thread.cited(said)
    draft = Draft(
        channel=channel,
        kind=Kind.FOLLOW_UP if cited else Kind.REQUEST,
        requester=told.requester,
        proxy=told.proxy,
        co_signatories=() if any(map(_is_poor, pages)) else _co_signatories(anatomy, told.requester),
        provenance=told.provenance,
        heading=parts.heading,
        text=parts.text,
        signature="\n".join(parts.block.lines),
        cited=cited,
        their_reference=own_reference("\n".join(one.text for one in anatomy.head.references)),
        paper=_paper(pages, anatomy, parts, received_on, today),
    )
    is_guessed = _is_unsure(pages, parts, told) or _is_signatory_unsure(anatomy, told)
    return _finished(draft, is_guessed or _has_unsure_figures(draft) or _is_arrival_unsure(anatomy))


def _finished(draft: Draft, is_unsure: bool) -> Draft:
    if not re.search(r"[^\W\d_]{3}", f"{draft.heading or ''} {draft.text}"):
        return replace(draft, kind=Kind.BLANK, remarks=(Remark.EMPTY,))
    if draft.channel is Channel.FAX and _ADVERTISES.search(fold(draft.text)) and draft.kind is Kind.REQUEST:
        draft = replace(draft, kind=Kind.SPAM)
    return replace(draft, flags=_flags(draft, is_unsure))


def _flags(draft: Draft, is_unsure: bool) -> frozenset[Flag]:
    text = f"{draft.heading or ''}\n{draft.text}"
    is_named = bool(draft.requester.name or draft.requester.organisation)
    is_anonymous = manners.wants_no_name(text) or (not is_named and _KEEPS_NAME.search(fold(text)) is not None)
    marks = {
        Flag.ANONYMOUS: is_anonymous,
        Flag.ABUSIVE: manners.insults(text),
        Flag.LANGUAGE: language.is_foreign(draft.text),
        Flag.INCOMPLETE_IDENTITY: not is_named and not is_anonymous,
        Flag.FOLLOW_UP: draft.kind is Kind.FOLLOW_UP,
        Flag.UNSURE_READING: is_unsure,
    }
    return frozenset(flag for flag, holds in marks.items() if holds)


# --- text -----------------------------------------------------------------------------------------------------------------------------


def _parts(anatomy: Anatomy) -> _Parts:
    heading = joined(anatomy.head.heading or (anatomy.cover.heading if anatomy.cover else ())) if _has_heading(anatomy) else None
    if heading is None and anatomy.head.titles:
        heading = joined(anatomy.head.titles)
    said = heading_said(heading.text) or None if heading is not None else None
    head = plain_lines(mended(one.text) for one in anatomy.sender if one not in anatomy.head.foot)
    foot = plain_lines(mended(one.text) for one in anatomy.head.foot)
    known = [line for line in head if names.person(line) is not None][:2]
    lines = [(closing_meant(part.text) or with_initial(part.text)) if part is not None else "" for part in anatomy.text]
    strokes = scrawls(anatomy.text)
    lines = ["" if index in strokes else line for index, line in enumerate(lines)]
    text, signed = _without_role(*cut_signature(lines, known))
    if anatomy.annex:
        text = squeezed([text, "", *(part.text if part is not None else "" for part in anatomy.annex)])
    signed = tuple(mended(line) for line in signed if not is_closing(line))
    block = Block(signed=(*_spoken(anatomy), *signed), head=head, foot=foot)
    told = [(line, part) for line, part in zip(lines, anatomy.text, strict=True) if part is not None]
    told += [(part.text, part) for part in anatomy.annex if part is not None]
    senders = [joined([one]) for one in anatomy.sender]
    signs = [*((mended(line), part) for line, part in told), *((mended(one.text), one) for one in senders)]
    if anatomy.spokesman is not None:
        signs.insert(0, (mended(anatomy.spokesman.text), anatomy.spokesman))
    layout = [
        *_placed(Part.BODY, text, told),
        *(_placed(Part.HEADING, said, [(heading.text, heading)]) if heading is not None and said else ()),
        *_placed(Part.SIGNATURE, "\n".join(block.lines), signs),
    ]
    read = {*(one.text for one in anatomy.sender), *(part.text for part in anatomy.text if part is not None)}
    made = {mended(one) for one in read}
    changed = frozenset(line for line in block.lines if line in made and line not in read)
    return _Parts(text=text, heading=said, block=block, layout=tuple(layout), mended=changed)


def _without_role(text: str, signed: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Take a lone role at the end of a text, « La gérante », to the lines of who signs."""
    head, _, last = text.rpartition("\n")
    is_role = ROLE.match(fold(last)) is not None and len(last.split()) <= _MOST_ROLE_WORDS and not last.endswith((".", "!", "?"))
    return (head.rstrip(), (last, *signed)) if head and is_role else (text, signed)


def _has_heading(anatomy: Anatomy) -> bool:
    return bool(anatomy.head.heading or (anatomy.cover and anatomy.cover.heading))


def _spoken(anatomy: Anatomy) -> tuple[str, ...]:
    """Return who stands for the signatories of a petition, as a line of the block."""
    told = spokesman(anatomy.spokesman.text) if anatomy.spokesman is not None else None
    return (mended(told),) if told else ()


def _placed(part: Part, text: str, parts: Sequence[tuple[str, Joined]]) -> Iterable[PlacedWord]:
    for start, end, page, word in placed(text, parts):
        box = word.box
        yield PlacedWord(
            part=part,
            start=start,
            end=end,
            page=page,
            left=box.left,
            top=box.top,
            right=box.right,
            bottom=box.bottom,
            confidence=word.confidence,
        )


# --- who ------------------------------------------------------------------------------------------------------------------------------


def _who(anatomy: Anatomy, parts: _Parts, reception: Reception) -> Told:
    told = who_asks(parts.block, parts.text, reception)
    if anatomy.cover is not None and anatomy.cover.answers:
        told = with_answers(told, anatomy.cover.answers, parts.block.lines, reception)
    found = list(told.provenance)
    petition = anatomy.petition
    if petition is not None and told.requester.name is None and petition.first and is_signed_like(petition.first[0]):
        person = names.person(petition.first[0])
        if person is not None and (written := person.written()):
            found.append(Provenance(trait=Trait.NAME, value=written, read_in=ReadIn.SIGNATORIES, quote=petition.first[0]))
        if len(petition.first) > 1 and told.requester.address is None:
            found.append(Provenance(trait=Trait.ADDRESS, value=petition.first[1], read_in=ReadIn.SIGNATORIES, quote=petition.first[1]))
    requester = _with(told.requester, found[len(told.provenance) :])
    if requester.name is None and requester.organisation is None and (named := _fax_name(anatomy)) is not None:
        trait, value, quote = named
        one = Provenance(trait=trait, value=value, read_in=ReadIn.FAX_LINE, quote=quote)
        requester, found = _with(requester, [one]), [*found, one]
    header = next((header for header in anatomy.fax if header.number is not None), None)
    if header is not None and header.number is not None and requester.fax is None and told.proxy is None:
        one = Provenance(trait=Trait.FAX, value=header.number, read_in=ReadIn.FAX_LINE, quote=header.line)
        requester, found = _with(requester, [one]), [*found, one]
    return replace(told, requester=requester, provenance=tuple(found))


def _without_guesses(told: Told, pages: Sequence[Page], parts: _Parts) -> Told:
    """Return who asks without the names of people and firms that were read on a page too poor to be read."""
    poor = {page.number for page in pages if _is_poor(page)}
    if not poor:
        return told

    def is_guess(one: Provenance) -> bool:
        on = {word.page for word in parts.layout if _is_within(word, one)} or poor
        return one.trait in {Trait.NAME, Trait.ORGANISATION} and bool(on & poor)

    kept = tuple(one for one in told.provenance if not is_guess(one))
    proxy = told.proxy if told.proxy is None else replace(told.proxy, name=None, organisation=None)
    traits = {one.trait for one in kept}
    requester = replace(
        told.requester,
        name=told.requester.name if Trait.NAME in traits else None,
        organisation=told.requester.organisation if Trait.ORGANISATION in traits else None,
    )
    return replace(told, requester=requester, proxy=proxy, provenance=kept)


def _is_poor(page: Page) -> bool:
    return bool(page.lines) and page.quality < UNSURE_PAGE


def _is_within(word: PlacedWord, one: Provenance) -> bool:
    return one.where is not None and word.part is one.where.part and word.start < one.where.end and word.end > one.where.start


def _with(requester: Requester, told: Iterable[Provenance]) -> Requester:
    for one in told:
        match one.trait:
            case Trait.NAME:
                requester = replace(requester, name=one.value)
            case Trait.ORGANISATION:
                requester = replace(requester, organisation=one.value)
            case Trait.ADDRESS:
                requester = replace(requester, address=one.value)
            case Trait.FAX:
                requester = replace(requester, fax=one.value)
            case _:
                continue
    return requester


def _fax_name(anatomy: Anatomy) -> tuple[Trait, str, str] | None:
    """Return whom the fax machine names, where nobody signs: a firm, or a person with a known given name."""
    for header in anatomy.fax:
        if header.sender is None:
            continue
        if is_signed_like(header.sender) and (person := names.person(header.sender)) is not None and (written := person.written()):
            return Trait.NAME, written, header.sender
        return Trait.ORGANISATION, header.sender, header.sender
    return None


def _co_signatories(anatomy: Anatomy, requester: Requester) -> tuple[str, ...]:
    """Return who signs a petition beside the requester; the first of the table is he, however badly his name was read."""
    if anatomy.petition is None:
        return ()
    mine = set(re.findall(r"[a-z]+", fold(requester.name or "")))
    others = list(anatomy.petition.names)
    place = next((index for index, name in enumerate(others) if mine & set(re.findall(r"[a-z]{3,}", fold(name)))), None)
    if place is None and anatomy.spokesman is not None:
        place = 0
    return tuple(name for index, name in enumerate(others) if index != place)


# --- paper ----------------------------------------------------------------------------------------------------------------------------


def _sent_on(anatomy: Anatomy, today: date) -> date | None:
    """Return the fax machine's day: that of the letter, where the machine's print may mean it, since most faxes go out at once."""
    said = next((header for header in anatomy.fax if header.sent_on is not None), None)
    if said is not None and anatomy.written_on is not None and may_mean(said.line, anatomy.written_on, today):
        return anatomy.written_on
    return said.sent_on if said is not None else None


def _is_arrival_unsure(anatomy: Anatomy) -> bool:
    """Whether there is a stamp of arrival and its day cannot be relied upon; a legal delay runs from it."""
    return anatomy.is_stamp_unsure or _stamped_on(anatomy) != anatomy.stamped_on


def _stamped_on(anatomy: Anatomy) -> date | None:
    """Return the day of the stamp; none where it lies before that of the letter, since then one of the two is misread."""
    stamped, written = anatomy.stamped_on, anatomy.written_on
    return None if stamped is not None and written is not None and stamped < written else stamped


def _paper(pages: Sequence[Page], anatomy: Anatomy, parts: _Parts, received_on: date | None, today: date) -> Paper:
    return Paper(
        pages=(pages[0].number, pages[-1].number),
        text_pages=anatomy.written_pages,
        quality=round(min((page.quality for page in pages if page.lines), default=1.0), 3),
        received_on=_stamped_on(anatomy) or received_on or _sent_on(anatomy, today),
        written_on=anatomy.written_on,
        fax=next((header.number for header in anatomy.fax if header.number is not None), None),
        fax_name=next((header.sender for header in anatomy.fax if header.sender is not None), None),
        registered=anatomy.registered,
        enclosures=anatomy.enclosures,
        copies=anatomy.copies,
        layout=parts.layout,
    )


def _is_unsure(pages: Sequence[Page], parts: _Parts, told: Told) -> bool:
    """Whether people must look at the reading: a bad page, many unsure words in the text, or a name or address made of such."""
    if any(map(_is_poor, pages)):
        return True
    words = [one for one in parts.layout if one.part is not Part.SIGNATURE]
    letters = sum(one.end - one.start for one in words)
    unsure = sum(one.end - one.start for one in words if one.confidence < _SURE_WORD)
    if letters >= _FEWEST_LETTERS and unsure > _UNSURE_SHARE * letters:
        return True
    name = next((one for one in told.provenance if one.trait is Trait.NAME), None)
    if name is not None and any(name.quote in line for line in parts.mended):
        return True
    words = list(_words_of(Trait.NAME, parts, told))
    if any(one.confidence < _SURE_NAME for one in (*words, *_words_of(Trait.ADDRESS, parts, told))):
        return True
    return name is not None and any(one.confidence < _CLEAN for one in words) and is_nearly_given(name.value)


def _is_signatory_unsure(anatomy: Anatomy, told: Told) -> bool:
    """Whether the name was read with doubt in the table of those who sign, mostly by hand."""
    is_of_table = any(one.trait is Trait.NAME and one.read_in is ReadIn.SIGNATORIES for one in told.provenance)
    return is_of_table and anatomy.petition is not None and anatomy.petition.confidence < _SURE_NAME


def _has_unsure_figures(draft: Draft) -> bool:
    """Whether a figure of how to reach the requester or of his number in a register was read with doubt: he is asked, not taken at it."""
    told = [one.where for one in draft.provenance if one.trait in _OF_FIGURES and one.where is not None]
    return any(is_figure_unsure(draft, where) for where in told)


def _words_of(trait: Trait, parts: _Parts, told: Told) -> Iterable[PlacedWord]:
    for one in told.provenance:
        if one.trait is not trait or one.where is None:
            continue
        yield from (word for word in parts.layout if _is_within(word, one))
