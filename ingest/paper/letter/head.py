"""The head of a letter: who sends it, to whom, the day, « Objet » and references, told apart by where they stand and how they begin."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ingest.paper.letter.courtesy import greets
from ingest.paper.letter.days import days_in, names_day
from ingest.paper.letter.prose import FEWEST_PROSE_WORDS, is_card, is_prose
from ingest.paper.letter.rows import Row, in_order, overlap, row
from ingest.plain import fold

_ADDRESSEE = re.compile(
    r"\W*(?:(?:[aà] )?l'attention\b|attn\b|a\s?:\s|a l'att\b|att\s?:|[aà] (?:m\.|monsieur|madame|mesdames|messieurs|la mairie|la police|"
    r"mr|mme)\b.{0,60}|"
    r"(?:monsieur|madame|m\.|mr\.?|mme)(?: [\w-]+)? l[ae]s? (?:maire|adjoint|direct|president|responsable|chef|elu|conseill|prefet|"
    r"commissaire|depute)\w*|(?:monsieur|madame) l'(?:adjoint|elu)|(?:la )?mairie\b(?!@)|hotel de ville|(?:la )?ville d|(?:la )?commune d|"
    r"(?:la )?police municipale|c\.?c\.?a\.?s\b|centre communal d|service (?!sinistre|client|gestion|contentieux|recouvrement|apres)|"
    r"services? (?:techniques?|municip)|direction d(?:e|u|es) (?:la |l')?(?:proprete|voirie|services?|espaces|urbanisme|education|"
    r"eau)|secretariat general|etat[- ]civil|the mayor|town hall|city hall|mayor of|cabinet du maire|monsieur l'adjoint)"
)
_SURE_ADDRESSEE = re.compile(
    r"\W*(?:[aà] l'attention|attn\b|a\s?:\s|(?:[aà] )?(?:monsieur|madame|m\.|mr\.?|mme)(?: [\w-]+)? l[ae] maire|"
    r"(?:[aà] )?(?:la )?mairie\b(?!@)|"
    r"hotel de ville|(?:la )?ville d|(?:la )?police municipale|ccas\b|the mayor|town hall)"
)
_HEADING = re.compile(
    r"^\W{0,2}(?:[O0]bjets?|OBJETS?|[Ss]ujet|SUJET|[Cc]oncerne|CONCERNE|[Rr]e|RE|[Ss]ubject|[Bb]etreff)\s{0,2}[:;.]\s*(?P<said>.*)"
    r"|^[O0]b[jl]et\s+(?P<bare>.+)$",
    re.DOTALL,
)
_REFERENCE = re.compile(
    r"\W*(?:[nv]\s?[/.]{0,2}\s?ref|(?:nos|vos|notre|votre) ref|ref(?:erences?)?\.?\b.{0,25}:|dossier (?:n|suivi|: ?\d)|affaire suivie|"
    r"(?:lettre |par lettre |courrier )?(?:recommandee?s?\b|lrar\b|l\.?r\.?a\.?r|r\.?a\.?r\b)|"
    r"par (?:lettre|courriel|porteur|fax|telecopie)|"
    r"n° ?(?:de )?(?:sinistre|client|dossier|contrat|[12][a-z] ?\d)|code client|notre (?:societaire|assure|client)|vente |"
    r"majeur protege|lettre suivie|p\.?\s?j\.?\b|pieces? jointes?|copie)"
)
_REST_OF_ADDRESS = re.compile(
    r"\W*(?:\d{5}\s\D{2,40}$|b\.?p\.? ?\d|c\.?s\.? ?\d|place\b|\d{1,3},? (?:rue|place|avenue|boulevard)\b|cedex|france\b)"
)
_REGISTERED = re.compile(r"\W*(?:n° ?)?(?:[12][A-Z]|RK|RR|LL)(?:[ .]?\d){9,13}\W*(?:[A-Z]{2})?")
_DAY_WITHOUT_YEAR = re.compile(
    r"(?:[A-ZÀ-Ý][\w'’-]+,? )?(?:le|ce) (?:\w+ )?\d{1,2}(?:er)? (?:janv|fevr|mars|avr|mai|juin|juil|aout|sept|oct|nov|dec)\w*\.?",
    re.IGNORECASE,
)
_FOLLOWED_BY = re.compile(
    r"(?:(?:dossier|affaire) suivie?|votre (?:correspondante?|contact|interlocut\w+))(?: par)?\W*:?\s*(?P<who>.+)", re.I
)
_DATE_LINE = re.compile(
    r"^\W*(?:(?:fait )?(?:[aà] )?(?:[A-ZÀ-Ý][\w'’-]+[ ,.-]*){0,5})?(?:,|le|ce|du|:|date|\W)*\s*(?:\w+ )?$", re.IGNORECASE
)
_DONE_AT = re.compile(r"\W*fait ?(?:a|le)\b")
_LABELLED = re.compile(r"\W{0,3}(?P<label>[a-z][^:\d]{2,40}?)\s?:\s?(?=\S)")
_OF_A_HEAD = re.compile(
    r"(?:tel|fax|telecop|mail|e-?mail|courriel|nom\b|prenom|contact|siret|siren|site|web|www|internet|de\b|a\b|exped|dest|emett|date$|"
    r"pages?\b|n[bo°]|nombre|nos\b|vos\b|notre\b|votre\b|ref|dossier|affaire|suivi|interlocut|port|mobile|adresse(?!.*(?:chantier|travaux|concern))|"
    r"siege|client|abonne|gerant|president|secretaire|tresori|responsable|code|banque|iban|tva|ape|naf|rcs"
    r"|horaires d'ouverture|copie|p\.?j|"
    r"piece|objet|sujet|concerne|re$|fait\b)"
)
"""Labels of who writes and to whom, folded; any other says what is asked."""
_REACH = re.compile(r"\S@\S|(?<!\d)(?:\+?\d[ .-]?){10,}")
_FEWEST_LABELS = 2
_POSTCODE = re.compile(r"(?<!\d)\d{5}(?!\d)")
_MISREAD_GREETING = re.compile(r"[A-ZÀ-Ý][\w'’]+(?: [A-ZÀ-Ý]?[\w'’]+){0,3},")
"""« Nadene, » below the heading: no line of a heading is so short and ends so."""
_SALUTATION_END = (",", "!", ".", ":")
_LONGEST_HEAD = 8_000
_BLOCK_GAP, _HEADING_GAP = 1.45, 1.2
"""Rows of a block are parted by so many heights of a row at most; what stands further below is another block."""
_SAME_EDGE = 260
_FOOT = 8_700
_MOST_TITLE_WORDS = 12
_FULL = 0.75
"""A row of a paragraph is so wide beside the next, unless it ends it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The parts of a head.

    ``letterhead`` are the sender's rows, block by block; ``titles`` stand above the letter and say what it is about without « Objet ».
    """

    letterhead: tuple[tuple[Row, ...], ...] = ()
    recipient: tuple[Row, ...] = ()
    dated: tuple[Row, ...] = ()
    written_on: date | None = None
    heading: tuple[Row, ...] = ()
    references: tuple[Row, ...] = ()
    titles: tuple[Row, ...] = ()
    body: tuple[Row, ...] = ()
    foot: tuple[Row, ...] = ()


def split_head(rows: Sequence[Row], today: date) -> Head:
    """Tell apart the rows of a letter, page furniture and stamps gone. ``body`` begins at the salutation, or where prose does."""
    if not rows:
        return Head()
    first = rows[0].page
    page = [one for one in rows if one.page == first]
    foot = _foot(page)
    page = [one for one in page if one not in foot]
    heading = _heading_rows(page)
    start = _labels_start(page, heading, _body_start(page, heading))
    above = [one for one in page[:start] if one not in heading]
    margin = _margin_column(page[start:])
    body = [one for one in page[start:] if one not in margin and one not in heading]
    dated = [one for one in above if _is_date_line(one)]
    below_dated = [one for one in body[:1] if _is_date_line(one)]
    days = [day for one in (*dated, *below_dated) for day, _, _ in days_in(one.text, today)]
    rest = [one for one in above if one not in dated]
    references = [one for one in rest if _is_reference(one)]
    rest = [one for one in rest if one not in references]
    blocks = [*_blocks(rest), *([tuple(margin)] if margin else [])]
    letterhead, recipient, titles = _told_apart(blocks, page)
    followed = [found for one in references if (found := _followed_by(one)) is not None]
    return Head(
        letterhead=(*letterhead, *((tuple(followed),) if followed else ())),
        recipient=tuple(recipient),
        dated=(*dated, *below_dated),
        written_on=days[0] if days else day_below(body, today),
        heading=tuple(heading),
        references=tuple(references),
        titles=tuple(titles),
        body=(*(one for one in body if one not in below_dated), *(one for one in rows if one.page != first)),
        foot=tuple(foot),
    )


def heading_said(text: str) -> str:
    """Return what « Objet : » says, without the word itself."""
    match = _HEADING.match(text)
    return text if match is None else (match["said"] if match["said"] is not None else match["bare"]).strip()


def is_addressee(text: str) -> bool:
    """Whether a line names to whom a letter goes."""
    return _ADDRESSEE.match(fold(text)) is not None


def _foot(page: Sequence[Row]) -> list[Row]:
    """Return the rows at the foot of the first page that firms and associations print there."""
    found = [one for one in page if one.box.top > _FOOT]
    printed = [one for one in found if is_card(one.text) or re.search(r"\b(?:capital|association|societe|siege|agre)", fold(one.text))]
    if not printed:
        printed = [
            one
            for one in page[-2:]
            if one.box.top > _FOOT // 2
            and re.search(r"\b(?:siret|siren|rcs|rna|capital|orias)\b", fold(one.text))
            and not is_prose(one.text)
        ]
    top = min((one.box.top for one in printed), default=0)
    return [one for one in page if one in printed or (one.box.top > _FOOT and one.box.top >= top and one in found)] if printed else []


def _heading_rows(page: Sequence[Row]) -> list[Row]:
    """Return « Objet : … » with the rows it runs on to."""
    place = next((index for index, one in enumerate(page) if _HEADING.match(one.text) and one.box.top < _LONGEST_HEAD), None)
    if place is None:
        return []
    found = [page[place]]
    for one in page[place + 1 :]:
        last = found[-1]
        if overlap(last, one) <= 0 and one.box.left > last.box.left:
            if abs(one.middle - last.middle) < last.height and not heading_said(last.text):
                found.append(one)  # « Objet : » and its words as two columns
                continue
            continue
        is_near = one.box.top - last.box.bottom < _HEADING_GAP * max(last.height, one.height)
        if not is_near or greets(one.text) or _is_reference(one) or _is_date_line(one) or len(found) > 2:  # noqa: PLR2004 - nobody heads a letter with more
            break
        if one.box.left < found[0].box.left - _SAME_EDGE or is_addressee(one.text) or _MISREAD_GREETING.fullmatch(one.text):
            break
        is_sentence = is_prose(one.text) and one.text[:1].isupper()
        if is_sentence or (heading_said(last.text).endswith((".", "!", "?")) and one.text[:1].isupper()):
            break
        found.append(one)
    return found


def _body_start(page: Sequence[Row], heading: Sequence[Row]) -> int:
    """Return the number of the row with which the letter proper begins."""
    after = max((page.index(one) for one in heading), default=-1) + 1
    prose = next((index for index, one in enumerate(page) if index >= after and one not in heading and is_prose(one.text)), None)
    greetings = [
        index
        for index, one in enumerate(page)
        if greets(one.text)
        and one not in heading
        and (prose is None or index < prose)
        and (not is_addressee(one.text) or one.text.rstrip().endswith(_SALUTATION_END))
        and not _is_followed_by_address(page, index)
        and (index >= after or one.text.rstrip().endswith(_SALUTATION_END))
    ]
    if greetings:
        return greetings[-1] if len(greetings) == 1 or prose is None else max(greetings)
    if prose is None:
        return after if heading else _after_head(page)
    return _first_of_paragraph(page, prose, after)


def _labels_start(page: Sequence[Row], heading: Sequence[Row], start: int) -> int:
    """Return where a letter begins that tells line by line what it asks, « Lieu : », « Motif : », before its first sentence."""
    lowest = max(
        (index for index, one in enumerate(page[:start]) if is_addressee(one.text) or (_is_date_line(one) and not _tells_by_label(one))),
        default=None,
    )
    if lowest is None:
        return start
    first = max(lowest, *(page.index(one) for one in heading if one in page[:start]), 0) + 1
    labelled = [index for index in range(first, start) if _tells_by_label(page[index])]
    return labelled[0] if len(labelled) >= _FEWEST_LABELS else start


def _tells_by_label(one: Row) -> bool:
    match = _LABELLED.match(fold(one.text))
    return match is not None and _OF_A_HEAD.match(match["label"]) is None and _REACH.search(one.text) is None


def _first_of_paragraph(page: Sequence[Row], prose: int, least: int) -> int:
    """Return where the paragraph begins that has its first row of sure prose at ``prose``: full rows right above belong to it."""
    while prose > least:
        above, one = page[prose - 1], page[prose]
        is_joined = one.box.top - above.box.bottom < _HEADING_GAP * max(above.height, one.height)
        is_full = (
            above.box.right - above.box.left > _FULL * (one.box.right - one.box.left) and len(above.text.split()) >= FEWEST_PROSE_WORDS
        )
        if not (is_joined and is_full) or _is_date_line(above) or _is_reference(above) or is_addressee(above.text):
            break
        if is_card(above.text) or _HEADING.match(above.text):
            break
        prose -= 1
    return prose


def _is_followed_by_address(page: Sequence[Row], index: int) -> bool:
    """Whether what may greet is the first line of the addressee's block."""
    one = page[index]
    below: list[Row] = []
    for other in page[index + 1 : index + 5]:
        last = below[-1] if below else one
        if overlap(one, other) > 0 and other.box.top - last.box.bottom < 2 * one.height:
            below.append(other)
    if not below or is_prose(below[0].text):
        return False
    # A sender « Madame Yvonne LEROSIER » has her street between her name and the postcode.
    coded = [other for other in below[:2] if _POSTCODE.search(other.text) and not is_prose(other.text)]
    return is_addressee(below[0].text) or (bool(coded) and not one.text.rstrip().endswith(_SALUTATION_END)) or coded[:1] == below[:1]


def _after_head(page: Sequence[Row]) -> int:
    """Return where a letter without prose and greeting begins: below its last row that can only be of a head."""
    for index in range(len(page) - 1, -1, -1):
        one = page[index]
        if one.box.top < _LONGEST_HEAD // 2 and (is_addressee(one.text) or _is_date_line(one) or is_card(one.text)):
            return index + 1
    return 0


def _margin_column(body: Sequence[Row]) -> list[Row]:
    """Return the rows of a letterhead that runs down the left margin beside the text."""
    prose = [one.box.left for one in body if is_prose(one.text)]
    if not prose:
        return []
    left = sorted(prose)[len(prose) // 2]
    return [one for one in body if one.box.right < left - 100]


def _is_date_line(one: Row) -> bool:
    text = one.text
    if _DAY_WITHOUT_YEAR.fullmatch(fold(text)):
        return True
    if not names_day(text) or len(text.split()) > 9:  # noqa: PLR2004 - « Saint-Jean-de-la-Rivière, le lundi 12 mars 2026 »
        return False
    if _HEADING.match(text) or _is_reference(one):
        return False
    found = re.search(r"\d", text)
    return found is not None and _DATE_LINE.match(text[: found.start()]) is not None


def day_below(body: Sequence[Row], today: date) -> date | None:
    """Return the day of a letter that is dated below its text: « Fait à Valognes, le 3 mars 2026 »."""
    below = [one for one in body if _is_date_line(one) or _DONE_AT.match(fold(one.text))]
    return next((day for one in reversed(below) for day, _, _ in days_in(one.text, today)), None)


def _is_reference(one: Row) -> bool:
    return _REFERENCE.match(fold(one.text)) is not None or _REGISTERED.fullmatch(one.text) is not None


def _followed_by(one: Row) -> Row | None:
    """Return the words that name who works on a file: « Affaire suivie par : Jeanne Roussel »."""
    match = _FOLLOWED_BY.match(one.text)
    if match is None:
        return None
    skipped = len(one.text[: match.start("who")].split())
    words = one.words[skipped:]
    return row(one.page, words) if words else None


def _blocks(rows: Sequence[Row]) -> list[tuple[Row, ...]]:
    """Return rows in blocks: near each other from top to bottom, and along one edge or one axis."""
    found: list[list[Row]] = []
    for one in rows:
        home = next((block for block in reversed(found) if _continues(block[-1], one)), None)
        if home is None:
            found.append([one])
        else:
            home.append(one)
    return [part for block in found for part in _cut_at_addressee(block)]


def _continues(last: Row, one: Row) -> bool:
    if one.page != last.page or one.box.top - last.box.bottom > _BLOCK_GAP * max(last.height, one.height):
        return False
    is_along = (
        abs(last.box.left - one.box.left) < _SAME_EDGE
        or abs(last.box.right - one.box.right) < _SAME_EDGE // 2
        or abs(last.centre - one.centre) < _SAME_EDGE
    )
    return is_along and overlap(last, one) > 0


def _cut_at_addressee(block: Sequence[Row]) -> Iterator[tuple[Row, ...]]:
    """Cut a block where the addressee's begins right below the sender's."""
    for index, one in enumerate(block):
        if index and _SURE_ADDRESSEE.match(fold(one.text)) and any(is_card(other.text) for other in block[:index]):
            yield tuple(block[:index])
            yield tuple(block[index:])
            return
    yield tuple(block)


def _told_apart(blocks: Sequence[tuple[Row, ...]], page: Sequence[Row]) -> tuple[list[tuple[Row, ...]], list[Row], list[Row]]:
    """Return the sender's blocks, the addressee's rows and titles."""
    named = [block for block in blocks if _names_addressee(block)]
    senders = [block for block in blocks if block not in named]
    if named and not any(_may_send(block) for block in senders) and len(named) > 1:
        # Another town hall writes: its letterhead stands above the addressee.
        own = min(named, key=lambda block: block[0].box.top)
        if any(is_card(one.text) for one in own):
            named.remove(own)
            senders.insert(0, own)
    for block in [one for one in senders if _is_rest_of_address(one) and any(_is_right_below(one, other) for other in named)]:
        senders.remove(block)
        named.append(block)
    recipient = [one for block in named for one in block]
    letterhead: list[tuple[Row, ...]] = []
    titles: list[Row] = []
    lowest = max((one.middle for one in recipient), default=0)
    is_petition = any(re.fullmatch(r"\W*petition\W*", fold(one.text)) for block in senders for one in block)
    for block in senders:
        if is_petition and not any(is_card(one.text) for one in block):
            titles += [one for one in block if not re.fullmatch(r"\W*petition\W*", fold(one.text))]
            continue
        is_title = (
            len(block) == 1
            and block[0].middle > max(lowest, 1_200)
            and not is_card(block[0].text)
            and 2 <= len(block[0].text.split()) <= _MOST_TITLE_WORDS  # noqa: PLR2004 - one word says nothing
            and not re.search(r"\d{2}", block[0].text)
            and block is not senders[0]
        )
        if is_title:
            titles += block
        else:
            letterhead.append(block)
    return letterhead, list(in_order(recipient)), titles


def _is_rest_of_address(block: Sequence[Row]) -> bool:
    return all(_REST_OF_ADDRESS.match(fold(one.text)) for one in block)


def _is_right_below(block: Sequence[Row], other: Sequence[Row]) -> bool:
    gap = block[0].box.top - other[-1].box.bottom
    return overlap(block[0], other[-1]) > 0 and 0 <= gap < 2 * _BLOCK_GAP * block[0].height


def _names_addressee(block: Sequence[Row]) -> bool:
    lines = [fold(one.text) for one in block]
    reach = any(re.search(r"\+?\d[\d .()-]{9,}|\S@\S", line) for line in lines)
    if _SURE_ADDRESSEE.match(lines[0]) or (_ADDRESSEE.match(lines[0]) and not reach):
        return not reach or _SURE_ADDRESSEE.match(lines[0]) is not None
    return not reach and any(_SURE_ADDRESSEE.match(line) for line in lines[1:4])


def _may_send(block: Sequence[Row]) -> bool:
    return any(is_card(one.text) for one in block) or len(block) > 1
