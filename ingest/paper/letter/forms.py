"""A form that somebody filled in, on paper or in an office program: who he is by its labels, and what he asks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.draft import Trait
from ingest import names
from ingest.paper.letter.courtesy import greets
from ingest.paper.letter.days import names_day
from ingest.paper.letter.form_cells import CONTACTS, Cell, cells
from ingest.paper.letter.form_lines import Cover, as_printed, with_colons
from ingest.paper.letter.head import is_addressee
from ingest.paper.letter.prose import is_prose
from ingest.paper.letter.rows import Row, bands, in_order, overlap, row
from ingest.plain import fold

_OTHERS = re.compile(
    r"\W*(?:(?:l'|les? |la |du |de (?:la|l')? ?)?(?:enfants?|eleves?|defunte?|conjointe?|mandataire|beneficiaire|victime|mariee?s?|"
    r"epou(?:x|se)|"
    r"personne (?:concernee|beneficiaire|aidee|decedee|a (?:prevenir|contacter|inscrire))|tiers|locataire|proprietaire|voisine?|"
    r"temoins?|animal|vehicule|auteur des faits|"
    r"personne (?:agee|handicapee))|(?:identite|renseignements|informations|coordonnees)\b.{0,25}\b(?:enfant|eleve|defunte?|conjointe?|"
    r"mandataire|beneficiaire|locataire|proprietaire|animal|tiers))\b.{0,40}"
)
_OWN = re.compile(
    r"\W*(?:\d\W*)?(?:(?:l'|le |la |du |de la )?(?:demandeu(?:r|se)|declarant|requerant|petitionnaire|representante?s?(?: legal\w*)?|"
    r"responsables?(?: legal\w*)?|parents?|pere|mere|organisateur|signataire|usager|personne (?:a l'origine|qui|faisant|effectuant|"
    r"presentant))|(?:vos|mes) coordonnees|coordonnees|identite|"
    r"(?:identite|renseignements|informations|coordonnees) .{0,15}(?:demandeur|declarant|parent|responsable|representant|"
    r"personnel\w*|usager))"
    r"\b.{0,30}"
)
_OFFICE = re.compile(
    r"\W*(?:(?:cadre|partie|zone|espace|case)\w* .{0,12}reserve|reserve .{0,8}(?:administration|service|mairie)|ne rien (?:inscrire|"
    r"ecrire)|"
    r"a remplir par (?:la mairie|le service|l'administration))"
)
_PRINTED = re.compile(
    r"\W*(?:conformement a|.{0,80}informatique et libertes|.{0,60}\brgpd\b|.{0,80}donnees (?:personnelles|a caractere)|"
    r".{0,60}droit d'acces|"
    r"les informations recueillies|\*? ?(?:champs?|mentions?|rubriques?) obligatoires?|(?:formulaire|imprime|fiche|document)? ?a "
    r"(?:retourner|renvoyer|deposer|adresser|remettre)|cocher l|(?:merci de|veuillez) (?:remplir|completer|cocher|ecrire|renseigner)|"
    r"(?:a |en )(?:remplir|ecrire|completer|lettres capitales|majuscules))"
)
_TITLE = re.compile(
    r"(?:formulaire|fiche|bulletin|imprime|feuille)(?: de)?(?: (?:contact|liaison|renseignements?|demande|signalement))?\W*|cerfa.*"
)
_CIVILITY = re.compile(r"\W*(?:m\.?|mr\.?|mme\.?|mlle\.?|monsieur|madame|mademoiselle)\W*")
_SURNAMES = (r"(?:usage|epouse|marital)", r"^\W*(?:\d\W*)?(?:votre )?nom\b(?!.*(?:naissance|patronymique))", r"")
"""A surname in use goes before the one at birth."""
_MAIL = re.compile(r"[^\s<>@,;:()]+@[^\s<>@,;:()]+\.[A-Za-z]{2,24}")
_POSTCODE = re.compile(r"(?<!\d)\d{2} ?\d{3}(?!\d)")
_MOST_NAME_WORDS, _MOST_NAME_LETTERS = 6, 60
_FEWEST_DIGITS = 9
_ENOUGH = 3
"""So many answers make a form of what says nowhere what is asked."""
_BELOW, _NEXT_LINE = 4.0, 2.6
"""Heights of a row: so far below its label an answer may stand, so far a second line of it."""
_NEAR = 400
_MOST_TITLE_WORDS, _FEWEST_TITLE_LETTERS = 14, 6
_NO_TITLE = re.compile(r"\W*(?:\d|service|departement|republique|je soussigne|annee )")


@dataclass(slots=True)
class _Sheet:
    """A form as read so far."""

    answers: dict[str, list[Cell]] = field(default_factory=dict)
    """By kind; of several to one label the first counts."""
    rest: list[Row] = field(default_factory=list)
    text: list[Row] = field(default_factory=list)
    dated: list[Row] = field(default_factory=list)
    above: list[Row] = field(default_factory=list)
    waiting: list[Cell] = field(default_factory=list)
    """Labels whose answer may stand below."""
    seconds: list[Row] = field(default_factory=list)
    """Surnames of others than the first person."""
    current: str | None = None
    """The kind of the last answer, to which another line may belong."""
    is_office: bool = False
    is_others: bool = False
    was_printed: bool = False
    is_letter: bool = False


def read_form(rows: Sequence[Row]) -> Cover | None:
    """Return what a form says of who filled it in, its answers and its text.

    None where it is none: there must be a name or a firm, and how to reach it or what it asks, each behind a label; a list within a letter
    may be of anybody.
    """
    labelled = [one for page in sorted({one.page for one in rows}) for one in with_colons([each for each in rows if each.page == page])]
    kinds = {cell.kind for one in labelled for cell in cells(one)}
    # The surname's row may be lost to the line or the boxes it was written on.
    if not kinds & {"surname", "name", "organisation"} and not ("given" in kinds and len(kinds & CONTACTS) >= _ENOUGH):
        return None
    sheet = _Sheet()
    for band in bands(labelled):
        _take(sheet, [cell for one in band for cell in cells(one)])
        if sheet.is_letter:
            return None
    return _cover(sheet, rows)


def _take(sheet: _Sheet, band: Sequence[Cell]) -> None:
    """Read the cells beside each other."""
    skipped = False
    for place, cell in enumerate(band):
        beside = band[place + 1] if place + 1 < len(band) else None
        if skipped:
            skipped = False
        elif cell.kind is not None and not cell.value and beside is not None and beside.kind is None and not beside.is_sure:
            value = beside.value
            _answer(sheet, Cell(kind=cell.kind, row=_both(cell, beside), value=value, is_sure=True, label=cell.label))
            skipped = True
        elif cell.kind is not None and cell.value:
            _answer(sheet, cell)
        elif cell.kind is not None:
            _wait(sheet, cell)
        else:
            _plain(sheet, cell)


def _both(cell: Cell, beside: Cell) -> Row:
    return row(cell.row.page, (*cell.row.words, *beside.row.words))


def _wait(sheet: _Sheet, cell: Cell) -> None:
    """Take a label with nothing beside it: its answer may stand below, or it heads a part of the form."""
    folded = fold(cell.row.text)
    if _OWN.fullmatch(folded) and cell.kind != "text":
        sheet.is_others = False
    if cell.kind == "text" and not sheet.is_office:
        sheet.current, sheet.waiting = "text", []
    elif cell.kind in {"signature", "date"}:
        sheet.dated += [cell.row] if cell.kind == "date" and names_day(cell.row.text) else []
        sheet.current = None
    else:
        sheet.waiting = [*(one for one in sheet.waiting if abs(one.row.middle - cell.row.middle) < one.row.height), cell]
        sheet.current = None


def _answer(sheet: _Sheet, cell: Cell) -> None:
    """Take a label with its answer."""
    kind = cell.kind
    sheet.waiting, sheet.was_printed = [], False
    if kind in CONTACTS and (not _fits(cell) or _is_anothers(sheet, cell)):
        kind = None
    is_first = kind is not None and kind not in sheet.answers
    if kind in {"date", "signature"}:
        sheet.dated += [cell.row] if kind == "date" else []
        sheet.current = None
    elif kind == "text" and (not sheet.text or not sheet.current):
        sheet.is_office = False
        sheet.text.append(row(cell.row.page, cell.value))
        sheet.current = "text"
    elif kind == "surname" and not sheet.is_others:
        sheet.answers.setdefault(kind, []).append(cell)
        sheet.current, sheet.is_office = kind, False
    elif kind in CONTACTS | {"heading"} and is_first and not sheet.is_others and (kind != "heading" or not sheet.text):
        sheet.answers[kind or ""] = [cell]
        sheet.current, sheet.is_office = kind, False
    elif kind == "civility" or sheet.is_office:
        sheet.current = None
    else:
        sheet.rest.append(cell.row)  # a second address is the place that the form is about
        sheet.current = None


def _is_anothers(sheet: _Sheet, cell: Cell) -> bool:
    """Whether an answer is that of a second person: below a surname that was asked for anew, in its column."""
    first = sheet.answers.get("surname") or sheet.answers.get("name") or []
    if cell.kind in {"surname", "name"} and any(one.kind == cell.kind and fold(one.label) == fold(cell.label) for one in first):
        sheet.seconds.append(cell.row)
    return any(
        one is cell.row or (abs(one.box.left - cell.row.box.left) < _NEAR and (cell.row.page, cell.row.middle) > (one.page, one.middle))
        for one in sheet.seconds
    )


def _fits(cell: Cell) -> bool:
    """Whether words can be an answer to their label."""
    text, digits = cell.text, sum(map(str.isdigit, cell.text))
    match cell.kind:
        case "surname" | "given" | "name":
            return (
                0 < len(cell.value) <= _MOST_NAME_WORDS and not digits and len(text) <= _MOST_NAME_LETTERS and any(map(str.isalpha, text))
            )
        case "phone":
            return digits >= _FEWEST_DIGITS
        case "email":
            return _MAIL.search(text.replace(" ", "")) is not None
        case "postcode":
            return _POSTCODE.search(text) is not None
        case _:
            return any(map(str.isalnum, text))


def _plain(sheet: _Sheet, cell: Cell) -> None:  # noqa: C901 - what a row of a form may be
    """Take words without a label, or behind one that nobody knows."""
    one, folded = cell.row, fold(cell.row.text)
    above = next((label for label in sheet.waiting if _is_below(label, one)), None)
    if above is not None and not cell.is_sure and _fits(Cell(kind=above.kind, row=one, value=cell.value)):
        waiting = [label for label in sheet.waiting if label is not above]
        _answer(sheet, Cell(kind=above.kind, row=_both(above, cell), value=cell.value, is_sure=True, label=above.label))
        sheet.waiting = waiting
    elif _OFFICE.match(folded):
        sheet.is_office, sheet.current = True, None
    elif _PRINTED.match(folded) or (sheet.was_printed and one.text[:1].islower()):
        sheet.was_printed = True
    elif sheet.current == "text":
        sheet.text.append(one)
    elif sheet.is_office or _CIVILITY.fullmatch(folded):
        pass
    elif _OTHERS.fullmatch(folded) and not cell.is_sure:
        sheet.is_others = True
        sheet.rest.append(one)
    elif _OWN.fullmatch(folded) and not cell.is_sure:
        sheet.is_others = False
    elif sheet.current in {"address", "postcode"} and _goes_on(sheet, one):
        sheet.answers[sheet.current].append(cell)
    else:
        is_named = any(kind in sheet.answers for kind in ("surname", "name", "organisation"))
        sheet.is_letter = not is_named and not sheet.text and (greets(one.text) or is_prose(one.text))
        (sheet.above if not sheet.answers and not sheet.rest and not sheet.text else sheet.rest).append(one)
    sheet.was_printed = sheet.was_printed and (_PRINTED.match(folded) is not None or one.text[:1].islower())


def _is_below(label: Cell, one: Row) -> bool:
    gap = one.middle - label.row.middle
    is_along = overlap(label.row, one) > 0 or abs(label.row.box.left - one.box.left) < _NEAR
    return label.row.page == one.page and 0 < gap < _BELOW * label.row.height and is_along


def _goes_on(sheet: _Sheet, one: Row) -> bool:
    """Whether a row is a further line of the address above it."""
    last = sheet.answers[sheet.current or ""][-1]
    left = min(word.box.left for word in last.value)
    is_near = last.row.page == one.page and 0 < one.middle - last.row.middle < _NEXT_LINE * last.row.height
    return is_near and not is_prose(one.text) and (_POSTCODE.match(one.text) is not None or abs(one.box.left - left) < _NEAR)


# --- what it comes to -----------------------------------------------------------------------------------------------------------------


def _cover(sheet: _Sheet, rows: Sequence[Row]) -> Cover | None:
    answers = _told(sheet)
    known = {trait for trait, _ in answers}
    is_asked = bool(sheet.text or "heading" in sheet.answers)
    reach = {kind for kind in ("address", "postcode", "town", "phone", "email") if kind in sheet.answers}
    is_reached = len(reach) > 1 or (bool(reach) and (is_asked or len(sheet.answers) >= _ENOUGH))
    if not known & {Trait.NAME, Trait.ORGANISATION} or not (is_reached or (is_asked and len(sheet.answers) > 1)):
        return None
    sender = [row(found[0].row.page, [word for one in found for word in one.value]) for found in _sender_cells(sheet)]
    lowest = max(one.row.middle for found in sheet.answers.values() for one in found)
    is_form = bool(sheet.text) or not any(greets(one.text) or is_addressee(one.text) for one in sheet.rest if one.middle > lowest)
    if not is_form and not ("surname" in sheet.answers and len(reach) > 1):
        return None  # a letter in whose head « Contact : » or « Tél. : » stands
    heading, rest = _heading(sheet)
    return Cover(
        sender=tuple(sender),
        heading=heading,
        dated=tuple(sheet.dated),
        rest=in_order([*as_printed(rest, rows), *sheet.text]),
        first_page=rows[0].page,
        is_form=is_form,
        answers=tuple(answers),
    )


def _sender_cells(sheet: _Sheet) -> list[list[Cell]]:
    """Return the answers that say who he is, as the lines of a letterhead."""
    name = [*_surname(sheet), *sheet.answers.get("given", ())] or list(sheet.answers.get("name", ()))
    place = [one for kind in ("address", "postcode", "town") for one in sheet.answers.get(kind, ())]
    others = [list(sheet.answers[kind]) for kind in ("phone", "email") if kind in sheet.answers]
    firm = [list(sheet.answers[kind]) for kind in ("organisation",) if kind in sheet.answers]
    return [one for one in (*firm, name, place, *others) if one]


def _surname(sheet: _Sheet) -> list[Cell]:
    found = sheet.answers.get("surname", [])
    for wanted in _SURNAMES:
        for one in found:
            if re.search(wanted, fold(one.label)):
                return [one]
    return []


def _told(sheet: _Sheet) -> list[tuple[Trait, str]]:
    """Return what the answers say of who filled it in."""
    text = {kind: " ".join(one.text for one in found).strip(" ,;.") for kind, found in sheet.answers.items()}
    found: list[tuple[Trait, str]] = []
    if name := _name(sheet, text):
        found.append((Trait.NAME, name))
    if firm := text.get("organisation"):
        found.append((Trait.ORGANISATION, firm))
    if (mail := _MAIL.search(text.get("email", "").replace(" ", ""))) is not None:
        found.append((Trait.EMAIL, mail[0].lower()))
    if phone := text.get("phone"):
        found.append((Trait.PHONE, phone))
    street = ", ".join(one.text.strip(" ,;-–") for one in sheet.answers.get("address", ()))
    town = " ".join(part for part in (text.get("postcode", ""), text.get("town", "")) if part)
    if address := ", ".join(part for part in (street, town if town not in street else "") if part):
        found.append((Trait.ADDRESS, re.sub(r"\s[-–]\s(?=\d{5}\b)|(?<=[^\s,])\s(?=\d{5}\s)", ", ", address)))
    if register := text.get("register"):
        found.append((Trait.SIRET, register))
    return found


def _name(sheet: _Sheet, text: dict[str, str]) -> str | None:
    """Return the name as « NOM Prénom ». An answer to « Nom » with « Prénom » beside it is a surname, however it is written."""
    surname = _of_boxes(" ".join(one.text for one in _surname(sheet)).strip(" ,;."))
    given = _of_boxes(text.get("given", "").strip(" ,;."))
    if surname and given:
        return f"{surname.upper()} {' '.join(names.title(word) for word in given.split())}"
    person = names.person(surname or text.get("name") or given)
    return person.written() if person is not None else None


def _of_boxes(answer: str) -> str:
    """Return a name whose letters were written into a box each, « P O ISSON », as the word it is."""
    words = answer.split()
    is_parted = len(words) > 1 and any(len(word) == 1 for word in words) and answer.replace(" ", "").isalpha()
    return "".join(words) if is_parted and answer == answer.upper() else answer


def _heading(sheet: _Sheet) -> tuple[tuple[Row, ...], list[Row]]:
    """Return what the form is about, and the rows beside its text. Without a text what it is about is all that is asked."""
    above = [one for one in sheet.above if not _TITLE.fullmatch(fold(one.text)) and not _CIVILITY.fullmatch(fold(one.text))]
    about = [row(one.row.page, one.value) for one in sheet.answers.get("heading", [])]
    if about and (sheet.text or sheet.rest):
        return tuple(about), [*above, *sheet.rest]
    title = next((one for one in above if _may_title(one)), None)
    return (title,) if title is not None else (), [*(one for one in above if one is not title), *about, *sheet.rest]


def _may_title(one: Row) -> bool:
    """Whether a row above the first label says what the form is for."""
    words = one.text.split()
    is_said = 1 < len(words) <= _MOST_TITLE_WORDS and sum(map(str.isalpha, one.text)) > _FEWEST_TITLE_LETTERS
    return is_said and ":" not in one.text and not is_addressee(one.text) and _NO_TITLE.match(fold(one.text)) is None
