"""Postal addresses of senders, from a signature block or from « j'habite au … », written on one line."""

import re
from collections.abc import Iterator, Sequence
from functools import partial

from ingest.at_home import only_home
from ingest.expressions import wide
from ingest.found import Found, in_block, in_text, span_within, words_of
from ingest.given_names import GIVEN_NAMES
from ingest.names import CIVILITY, ROLE, person
from ingest.plain import fold
from ingest.signers import first_signers

_STREET_WORDS = (
    r"rue|r\.|avenue|ave?\.?|boulevard|boul\.?|bd\.?|bld\.?|blvd\.?|place|pl\.?|impasse|imp\.?|all[ée]es?|all\.|chemin|ch\.|"
    r"che\.|route|rte\.?|quai|cours|square|sq\.|sente|sentier|venelle|passage|pass\.|lotissement|lot\.|hameau|ham\.|"
    r"lieu-?\s?dit|cit[ée]|faubourg|fg\.?|fbg\.?|"
    r"esplanade|promenade|villa|chasse|clos|ruelle|traverse|mail|rond-point|parvis|mont[ée]e|c[ôo]te|domaine|quartier|parc|porte|"
    r"village|voie|r[ée]sidence|r[ée]s\.?|le clos|la cour|cour|digue|levée|carrefour|chaussée|rocade|venelle|coulée|jardins?|"
    r"terrasse|galerie|descente|rampe"
)
_NUMBERED = re.compile(
    rf"(?<![\w,.])(?:n[°º]\s?)?(\d{{1,4}}(?:\s?(?:bis|ter|quater|[a-dA-D](?![\w'’])))?(?:\s?(?:[-/]|à|"
    rf"a)\s?\d{{1,4}})?)\s*,?\s+((?:{_STREET_WORDS}|z\.?\s?a\.?(?:\s?c\.?)?|z\.?\s?i\.?|zone)\s+[^,;\n\d(){{}}:!?]{{1,60}})",
    re.IGNORECASE,
)
_NAMED_STREET = re.compile(rf"(?<!\w)(?:{_STREET_WORDS})\s[^,;\n\d(){{}}:!?.]{{2,60}}", re.IGNORECASE)
_NAMED_PLACE = re.compile(
    r"^(?:r[ée]sidence|r[ée]s\.|hameau|lieu-?\s?dit|lotissement|ferme|domaine|le |la |les |l['’])\s?[^;\n!?]{2,60}$", re.IGNORECASE
)
_POSTCODE_TOWN = re.compile(r"(?<![\d])(?:F-)?(\d{5}|\d{2} \d{3})\s+([A-ZÀ-Ý][^\d,;()|\n]{1,45})")
_CODE = re.compile(r"(?:(?:A|B|CH|L)-)?\d{4,5} ")
_TOWN_ALONE = re.compile(r"[A-ZÀ-Ý][\w'’-]+(?:[ -](?:[A-ZÀ-Ý][\w'’-]+|sur|en|le|la|les|du|de|l'\w+)){0,4}")
_TOWN_START = re.compile(r"[A-ZÀ-Ý][\w'’-]+(?:[ -](?:(?:sur|en|le|la|les|du|de)[ -]|l['’])*[A-ZÀ-Ý][\w'’-]+){0,4}")
_IN_TOWN = re.compile(rf"\s*,?\s*[àa]\s+(?={_TOWN_START.pattern})")
_COMPLEMENT = re.compile(
    r"^(?:le |la |l['’])?(?:z\.?\s?[ai]\.?\b|zone\b|immeuble|imm\.|tour [A-Z\d]\b|"
    r"b[âa]t\.?|b[âa]timent|appt\.?|apt\.?|appartement|esc\.?|escalier|[ée]tage|\d+(?:er|e|"
    r"[èe]me)? [ée]tage|porte|r[ée]s\.?|r[ée]sidence|lotissement|lieu-?dit|hameau|"
    r"(?:chambre|studio|logement|lot)\s+(?:n[°º]\s?)?\d+|b\.?p\.? ?\d+|c\.?s\.? ?\d+|chez|c/o)\b",
    re.IGNORECASE,
)
_DOOR = re.compile(
    r"\s*,?\s*((?:(?:b[âa]t(?:iment)?|appt?|apt|appartement|esc(?:alier)?|porte|[ée]tage|lot|n[°º]|chambre|logement)\.?\s*[\dA-Z]\w{0,4}"
    r"|\d{1,2}\s?(?:er|ere|[èe]re|[èe]?me|e|nd)\s?(?:[ée]tage)?(?:\s?(?:droite|gauche|face|porte))?|rdc|"
    r"rez-de-chauss[ée]e)(?:\s*,?\s*(?:droite|gauche|face))?)(?![\w'’])",
    re.IGNORECASE,
)
"""What leads from the street to the door: « appartement 4 », « 2ème étage gauche »."""
_AT_TOWN = re.compile(r"\s*,?\s*(?:[àa]\s+)?([A-ZÀ-Ý][\w'’-]+(?:[ -](?:[A-ZÀ-Ý][\w'’-]+|sur|en|le|la|les|du|de|l'\w+)){0,4})\s*$")
_QUOTED = re.compile(r"^[«“\"]\s*[^«»“”\"]{2,40}\s*[»”\"]$")
_ABROAD = re.compile(
    r"^(?:\d{1,5}[A-Za-z]?,?\s+(?:[A-Z][\w'’-]+\s){1,4}(?:Wynd|Brae|Vale|Quay|Parade|Boulevard|Blvd|Street|St|Lane|Road|Rd|Mews|Avenue|Ave|Close|Drive|Terrace|Gardens|"
    r"Court|Way|Square|Hill|"
    r"Crescent|Row|Park|Place|Grove|Walk|Green|Rise|View)\b|[A-ZÄÖÜ][\wäöüß-]*(?:weg|stra(?:ß|ss)e|str\.|gasse|platz|allee|"
    r"ring|damm|straat|laan|kade|plein|gracht|singel|dijk|steeg)\s\d{1,4}\s?[a-z]?\b|"
    r"(?:Am|Im|Zum|Zur|An de[rmn]|Auf de[rm]|In de[rmn]|Unter den)\s[A-ZÄÖÜ][\wäöüß-]+\s\d{1,4}\s?[a-z]?\b|"
    r"(?:Calle|C/|Avenida|Plaza|Paseo|Via|Viale|Piazza|Corso|Rua|Avenida)\s[^\d\n]{2,40},?\s\d{1,4}\b)"
)
"""A street of another country: « 7 Larkspur Lane », « Lindenweg 3 », « Via Roma 12 »."""
_FRENCH_ABROAD = re.compile(
    rf"(?:{_STREET_WORDS})\s[^\d,;\n]{{2,50}}\s\d{{1,4}}\s?[a-z]?(?:\s?(?:bte|bo[îi]te|bus|box)\s?\w{{1,4}})?", re.IGNORECASE
)
"""A street of Belgium or Switzerland, its number last; a code of four digits must follow."""
_FOUR_DIGITS = re.compile(r"(?:(?:A|B|CH|L)-)?\d{4} [^\W\d_]")
_DOOR_ABROAD = re.compile(r"(?:apt|apartment|flat|suite|unit|room|#)\.?\s?\w{1,5}", re.IGNORECASE)
_CODE_ABROAD = re.compile(r"\d{4,5}\b|\b[A-Z]{1,2}\d[\dA-Z]?\s?\d[A-Z]{2}\b|[A-Z]\d[A-Z]\s?\d[A-Z]\d")
_HOUSE_ABROAD = re.compile(
    r"(?:The|Old)\s[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+){0,2}|[A-Z][\w'’-]+\s(?:House|Cottage|Farm|Lodge|Hall|Manse|Barn|Court)"
)
_TOWN_ABROAD = re.compile(
    r"(?:[A-Z]{1,3}-)?\d{4,5}(?:\s?[A-Z]{2})?\s+[A-ZÀ-Ý][\w .'’-]{1,40}|"
    r"(?:[A-ZÀ-Ý][\w'’-]+\s){0,3}[A-Z]{2}\s(?:\d{5}(?:-\d{4})?|[A-Z]\d[A-Z]\s?\d[A-Z]\d)|"
    r"(?:[A-ZÀ-Ý][\w'’-]+\s?){0,3}\b[A-Z]{1,2}\d[\dA-Z]?\s?\d[A-Z]{2}\b|[A-ZÀ-Ý][\w'’-]+(?:[ -][A-ZÀ-Ý][\w'’-]+){0,2}"
)
_COUNTRY = re.compile(
    r"(?:nouvelle[ -]cal[ée]donie|polyn[ée]sie(?: fran[çc]aise)?|(?:la )?r[ée]union|guadeloupe|martinique|guyane(?: fran[çc]aise)?|mayotte|"
    r"saint-pierre-et-miquelon|wallis[ -]et[ -]futuna|saint-martin|saint-barth[ée]lemy|belgique|suisse|luxembourg|monaco|allemagne|"
    r"espagne|italie|portugal|pays-bas|royaume-uni|irlande|canada|qu[ée]bec|[ée]tats-unis|maroc|alg[ée]rie|tunisie|s[ée]n[ée]gal|"
    r"germany|deutschland|belgium|switzerland|schweiz|spain|italy|netherlands|united kingdom|u\.?k|england|scotland|ireland|u\.?s\.?a)\.?",
    re.IGNORECASE,
)
"""Ends an address where it lies overseas or in another country."""
_HOME = (
    r"(?:j['’ ]?habite|nous avons (?:achet[ée]|emm[ée]nag[ée])|j['’ ]?ai (?:achet[ée]|emm[ée]nag[ée]|d[ée]m[ée]nag[ée])|"
    r"je (?:viens de m['’]installer|d[ée]m[ée]nage|suis domicili[ée]e?)|"
    r"(?:we|i) (?:bought|moved|own|rent)|habitant|nous habitons|je vis|nous vivons|je r[ée]side|nous r[ée]sidons|r[ée]sidant|demeurant|"
    r"domicili[ée]e?s?|je demeure|chez (?:moi|nous)|mon (?:domicile|adresse|logement|appartement|garage|immeuble|jardin|"
    r"portail|mur|entr[ée]e)|"
    r"ma (?:maison|cave|cour|fen[êe]tre|porte|propri[ée]t[ée]|r[ée]sidence)|notre (?:maison|domicile|adresse|logement|"
    r"immeuble|r[ée]sidence)|mes fen[êe]tres|propri[ée]taire (?:au|du)|locataire (?:au|du)|je suis maintenant|i live|"
    r"we live)(?![\w'])"
)
_OWN_HOME = re.compile(_HOME, re.IGNORECASE)
_MAY_TELL_HOME = wide(f"(?i:{_HOME})")
_STOP_AFTER_STREET = re.compile(
    r"\s+(?:est|sont|a|ont|était|dépasse|depuis|qui|que|où|ou|et|dans|devant|avec|pour|sur|car|mais|il|elle|je|j'|nous|on|"
    r"c'est|n'|ne|à|au|en face|côté|près|proche|pas|plus|se|ce|cette|ils|elles|y|fait|bloque|t[ée]l|mail(?=\s?[.:])|"
    r"port(?=\s?[.:]|\s\d)|tous|toutes|"
    r"chaque|pendant|last|this|and|in|since|so|with|near|but|for|where|which|is|are|has|hier|ce matin|cette nuit|jusqu|merci|"
    r"signale|vous|souhaite)(?=[\s',.:]|$).*",
    re.IGNORECASE | re.DOTALL,
)


_NAMED_LINE = re.compile(r"^[-–•*·\d.) ]{0,6}(?P<name>[^\W\d_][\w'’. -]{2,50}),\s?(?P<rest>\d{1,4}[ ,][^\n]{4,110})$", re.MULTILINE)
_MOST_ABROAD = 4
"""Door, town, state with its code, country."""

_Piece = tuple[str, int]
"""A piece of an address and the number of the line it stands on."""


def postal_address(signature: Sequence[str], text: str) -> Found | None:
    """Return the sender's postal address on one line: from the signature block, else from « j'habite au … »."""
    block = first_signers(signature)
    found = _block_address(signature, block) or _abroad(signature, block) or _hamlet(signature, block)
    return found or _own_home(text) or only_home(text, _NUMBERED, partial(_street, stop=None))


def beside_name(name: str, text: str) -> Found | None:
    """Return the address that stands with a name in a line of the text, as in a petition's list: « - Jeanne Roussel, 3 rue Thiers »."""
    wanted = sorted(words_of(name))
    for match in _NAMED_LINE.finditer(text):
        if sorted(words_of(match["name"])) == wanted and (pieces := _line_pieces(match["rest"])) and _NUMBERED.search(pieces[0]):
            return in_text(", ".join(pieces), text, match.start("rest"), match.end("rest"))
    return None


def _hamlet(signature: Sequence[str], numbers: Sequence[int]) -> Found | None:
    """Return a place without number and post code: « La Fosse Prémesnil, Valognes » below a name, « Mme Picquenot, la Bretonnière »."""
    for above, index in zip((-1, *numbers), numbers, strict=False):
        head, comma, rest = signature[index].partition(", ")
        if comma and CIVILITY.match(head) and _is_hamlet(rest) and person(head) is not None:
            return in_block(rest.strip(" .,"), signature, (index, len(head) + 2), (index, len(signature[index])))
        is_below_name = above >= 0 and person(signature[above]) is not None
        if comma and is_below_name and _is_hamlet(head) and _TOWN_ALONE.fullmatch(rest.strip(" .")):
            return in_block(signature[index].strip(" .,"), signature, (index, 0), (index, len(signature[index])))
    return None


def _is_hamlet(text: str) -> bool:
    """Whether a text is an article with a proper name, and no office."""
    _, _, name = text.strip(" .").replace("’", "'").replace("'", " ").partition(" ")
    return _is_place_name(text) and name[:1].isupper() and ROLE.match(fold(text)) is None


def _abroad(signature: Sequence[str], numbers: Sequence[int]) -> Found | None:
    """Return an address of another country: its street, then the towns and codes that follow."""
    parts = [
        (part.strip(" ."), index) for index in numbers for part in re.split(r"\s[-–—•|]\s|[,;|]", signature[index].strip()) if part.strip()
    ]
    first = next((at for at, (bare, _) in enumerate(parts) if _ABROAD.match(bare) or _is_belgian(bare, parts[at + 1 : at + 2])), None)
    if first is None:
        return None
    begin = first - (first > 0 and parts[first - 1][1] == parts[first][1] and _HOUSE_ABROAD.fullmatch(parts[first - 1][0]) is not None)
    return _on_lines([*parts[begin : first + 1], *_towns_abroad(parts[first + 1 :])], signature)


def _is_belgian(street: str, below: Sequence[_Piece]) -> bool:
    """Whether a street has its number last and four digits with a town follow: « Rue Haute 47 bte 3 / 7700 Mouscron »."""
    return bool(_FRENCH_ABROAD.fullmatch(street)) and any(_FOUR_DIGITS.match(town) for town, _ in below)


def _towns_abroad(parts: Sequence[_Piece]) -> Iterator[_Piece]:
    """Yield what follows a street of another country: door, town, code; below a code only the country."""
    has_code = False
    for count, (bare, index) in enumerate(parts):
        is_place = _COUNTRY.fullmatch(bare) if has_code else _TOWN_ABROAD.fullmatch(bare)
        if count > _MOST_ABROAD or not (is_place or (count == 0 and _DOOR_ABROAD.fullmatch(bare))):
            return
        has_code = has_code or _CODE_ABROAD.search(bare) is not None
        yield bare, index


def _block_address(signature: Sequence[str], numbers: Sequence[int]) -> Found | None:
    pieces: list[_Piece] = []
    lone: list[_Piece] = []
    is_signed = False
    above: int | None = None
    for index in numbers:
        line = signature[index]
        found = _line_pieces(line)
        if not found and pieces and _goes_on([piece for piece, _ in pieces], signature, index):
            found = [line.strip(" .,")]
        if not found and pieces:
            if any(re.search(r"\d", piece) for piece, _ in pieces):
                break
            lone, pieces = lone or pieces, []  # « Ferme des Ormes » is a place or only a name: what follows may be the address
        if not pieces and above is not None and _is_town_below(found, signature[above]):
            pieces.append((signature[above].strip(" ,"), above))
        head, comma, _ = line.partition(",")
        is_signed = is_signed or (bool(comma and found) and not found[0].startswith(head.strip()) and person(head) is not None)
        for piece in found:
            if piece not in (known for known, _ in pieces):
                pieces.append((piece, index))
        above = index
    pieces = pieces or lone
    return _on_lines(pieces, signature) if pieces and (is_signed or _is_whole([piece for piece, _ in pieces])) else None


def _goes_on(pieces: Sequence[str], signature: Sequence[str], index: int) -> bool:
    """Whether a line that is no address by itself is part of one: a country, a door, a quarter above the post code, a town without one."""
    bare = signature[index].strip(" .,")
    if _goes_abroad(pieces[-1:], bare) or _DOOR.fullmatch(bare):
        return True
    below = signature[index + 1].strip() if index + 1 < len(signature) else ""
    if _FOUR_DIGITS.match(bare) and (bare[0].isalpha() or _COUNTRY.fullmatch(below.strip(" .,"))):
        return True  # « L-4571 Differdange »
    if re.match(r"\d{5}\s[A-ZÀ-Ý]", below):
        return _TOWN_ALONE.fullmatch(bare) is not None and fold(bare.split()[0]) not in GIVEN_NAMES
    is_last = not below or re.match(r"[+(\d]|t[ée]l|port|mob|fax|mail|\S+@", below, re.IGNORECASE) is not None
    return is_last and _NUMBERED.match(pieces[-1]) is not None and bare.isupper() and _TOWN_ALONE.fullmatch(bare) is not None


def _is_town_below(found: Sequence[str], above: str) -> bool:
    """Whether a line is post code and town, and the one above it a hamlet."""
    return len(found) == 1 and re.match(r"\d{5} ", found[0]) is not None and _is_place_name(above)


def _on_lines(pieces: Sequence[_Piece], signature: Sequence[str]) -> Found:
    """Return an address of several pieces, and the lines they stand on from the beginning of the first to the end of the last."""
    (start, first), (end, last) = pieces[0], pieces[-1]
    begin, _ = span_within(words_of(start), signature[first]) or (0, 0)
    _, stop = span_within(words_of(end), signature[last]) or (0, len(signature[last]))
    return in_block(", ".join(piece for piece, _ in pieces)[:200], signature, (first, begin), (last, stop))


def _goes_abroad(pieces: Sequence[str], line: str) -> bool:
    """Whether what follows post code and town is a country."""
    return bool(pieces and _CODE.match(pieces[-1]) and _COUNTRY.fullmatch(line.strip(" .,")))


def _is_whole(pieces: Sequence[str]) -> bool:
    """Whether an address is more than a street without a number: « Jeanne Roussel, rue Thiers » may be where the problem is."""
    is_lone = sum(1 for piece in pieces if not _COUNTRY.fullmatch(piece)) <= 1
    return not is_lone or any(
        _NUMBERED.search(piece) or _NAMED_PLACE.match(piece) or re.match(r"\d{1,4}\b(?! ?\d)", piece) for piece in pieces
    )


def _is_place_name(line: str) -> bool:
    """Whether the line above post code and town can be a hamlet: « Le Bourg », « La Haute Folie »."""
    bare = line.strip(" ,")
    return len(bare) <= 40 and bool(  # noqa: PLR2004 - a bound read off real signatures and letters
        _QUOTED.match(bare)
        or re.match(
            r"(?:\d{1,4}(?:\s?(?:bis|ter|[a-d](?!\w)))?,?\s)?(?:(?:le|la|les|l['’]|au|aux)\s?|(?:ch[âa]teau|moulin|"
            r"manoir|ferme|domaine|villa|mas|bastide|clos|ker)\s)[\w'’ -]+$",
            bare,
            re.IGNORECASE,
        )
    )


def _line_pieces(line: str) -> list[str]:
    """Return the pieces of an address a signature line holds, in order."""
    line = re.sub(r"^(?:adresse|domicile|address|si[èe]ge(?: social)?)\s*(?:postale)?\s*:\s*", "", line.strip(), flags=re.IGNORECASE)
    line = re.sub(r"(?<![\w])(\d{1,4}(?:\s?(?:bis|ter))?)\s*,\s*(?=[^\W\d_])", r"\1 ", line)
    pieces: list[str] = []
    above = ""
    for part in re.split(r"\s[-–—•·|/]\s|[,;|•]|\t|\s{2,}", line):
        bare = part.strip(" .,-")
        found = _part_pieces(bare)
        has_street = any(map(_NUMBERED.search, pieces)) and (_NUMBERED.search(pieces[-1]) or _COMPLEMENT.match(pieces[-1]))
        is_town = bool(has_street and (_TOWN_ALONE.fullmatch(bare) or re.fullmatch(r"\d{5}", bare)))
        if not found and (is_town or _goes_abroad(pieces, bare)):
            found = [bare]
        if not pieces and len(found) == 1 and re.match(r"\d{5} ", found[0]) and _is_place_name(above):
            pieces.append(above)
        pieces += found
        above = bare
    return pieces


def _part_pieces(part: str) -> list[str]:
    if not part or "@" in part or len(part) > 110:  # noqa: PLR2004 - longer is a sentence
        return []
    town = _POSTCODE_TOWN.search(part)
    street = _NUMBERED.search(part)
    found: list[str] = []
    if street:
        found.append(_street(street, stop=town.start() if town else None))
        if town is None:
            found[0] += _door_and_town(part, street)
    elif town and town.start() > 3 and (_NAMED_PLACE.match(part[: town.start()].strip()) or re.match(r"\d", part)):  # noqa: PLR2004 - a bound read off real signatures and letters
        found.append(part[: town.start()].strip(" ,-"))
    elif (
        not town
        and (
            _COMPLEMENT.match(part)
            or (
                _NAMED_PLACE.match(part)
                and not re.search(r"[.!?]", part)
                and re.match(r"(?:r[ée]s|ham|lieu|lot|ferme|dom)", part, re.IGNORECASE)
            )
        )
    ) or (not town and re.match(rf"(?![A-Z]\.)(?:{_STREET_WORDS})\s.{{2,55}}$", part, re.IGNORECASE)):
        found.append(part)
    if town:
        found.append(f"{town[1].replace(' ', '')} {_town(town[2])}")
    return found


def _street(match: re.Match[str], stop: int | None) -> str:
    name = match[2] if stop is None or stop >= match.end() else match[2][: max(0, stop - match.start(2))]
    name = _STOP_AFTER_STREET.sub("", name)
    word, _, rest = name.partition(" ")
    rest = re.split(r"\s[-–—]\s|(?<![A-Z])\.\s", rest, maxsplit=1)[0]
    name = f"{word} {rest}"
    return re.sub(r"\s+", " ", f"{match[1]} {name}").strip(" .,-'")


def _door_and_town(text: str, street: re.Match[str]) -> str:
    """Return what follows a street in the same breath: the door, and the town where it ends the text."""
    name_end = street.start(2) + len(street[2].rstrip())
    if ending := re.search(r"\s(?:b[âa]t|appt?|apt|appartement|esc|porte|lot|n[°º])\.?$", text[:name_end].rstrip(), re.IGNORECASE):
        match = re.match(r"\s*(\w{1,5})", text[name_end:])
        at = name_end + match.end() if match else name_end
        found = f" {match[1]}" if match and ending else ""
    else:
        match = _DOOR.match(text, name_end)
        at = match.end() if match else name_end
        found = f" {match[1]}" if match else ""
    town = _AT_TOWN.match(text, at) if found else None
    return found + (f" {town[1]}" if town else "")


def _town(text: str) -> str:
    name = re.split(r"\s[-–—|]\s|\s(?:t[ée]l|mail|port|fax|france)\b|\s{2,}|[.:]", text, maxsplit=1, flags=re.IGNORECASE)[0].strip(" ,-'")
    if name.isupper():
        name = re.sub(r"[^\W\d_]+", lambda word: word[0].capitalize() if len(word[0]) > 2 or word.start() == 0 else word[0].lower(), name)  # noqa: PLR2004 - a bound read off real signatures and letters
    return re.sub(r"\s(?:Cedex)\b.*", lambda word: word[0].upper(), name)


def _own_home(text: str) -> Found | None:
    for match in _OWN_HOME.finditer(text) if _MAY_TELL_HOME.search(text) else ():
        window = text[match.end() : match.end() + 140].replace("\n", " ")
        sentence = re.split(r"[!?]|\.\s", window, maxsplit=1)[0]
        street = _NUMBERED.search(sentence)
        if (away := _home_abroad(sentence)) is not None:
            return in_text(away[0], text, match.end() + away[1], match.end() + away[2])
        if street and street.start() <= 60:  # noqa: PLR2004 - close to the words that claim it
            address, end = _home_in_sentence(sentence, street)
            while end < len(sentence) and sentence[end].isalnum():
                end += 1  # blanks that were left out of the address made it shorter than its words
            return in_text(address, text, match.end() + street.start(), match.end() + end)
        if (
            number := re.match(r"\s*,?\s*(?:au|n[°º])\s(?:n[°º]\s?)?(\d{1,4}(?:\s?(?:bis|ter))?)(?![\d:h/.-]|\s?(?:h\b|m\b|%|€))", window)
        ) and (before := _street_before(text, match.start())):
            return in_text(f"{number[1]} {before[0]}", text, before[1], match.end() + number.end(1))
    return None


def _home_abroad(sentence: str) -> tuple[str, int, int] | None:
    """Return an address of another country told right away, and where it stands: « mon adresse : Oudegracht 412, 3511 Utrecht »."""
    lead = re.match(r"\s?(?:est |is )?:?\s?", sentence)
    begin = lead.end() if lead else 0
    parts = [(part.strip(" ."), begin) for part in sentence[begin:].split(",")]
    if len(parts) < 2 or not _ABROAD.match(parts[0][0]):  # noqa: PLR2004 - street and town
        return None
    kept = [parts[0][0], *(bare for bare, _ in _towns_abroad(parts[1:]))]
    last = sentence.index(kept[-1], begin)
    return (", ".join(kept), begin, last + len(kept[-1])) if len(kept) > 1 and any(map(_CODE_ABROAD.search, kept[1:])) else None


def _home_in_sentence(sentence: str, found: re.Match[str]) -> tuple[str, int]:
    """Return an address that begins with a street, on one line, and where it ends in the sentence."""
    street = _street(found, stop=None)
    pieces = [street]
    at = found.start(2) + len(street) - len(found[1]) - 1
    end = min(at, found.end())
    if (door := _DOOR.match(sentence, min(at, found.end()))) or (door := _DOOR.match(sentence, found.end())):
        pieces.append(door[1])
        end = door.end(1)
    if town := _POSTCODE_TOWN.search(sentence, found.end() - 1):
        name = _town_in_sentence(town[2])
        pieces.append(f"{town[1]} {name}")
        end = town.start(2) + len(name)
    elif lead := _IN_TOWN.match(sentence, door.end() if door else min(at, found.end())):
        name = _town_in_sentence(sentence[lead.end() :])
        code = re.match(r"\s*\((\d{5})\)", sentence[lead.end() + len(name) :])
        pieces.append(f"{code[1]} {name}" if code else name)
        end = lead.end() + len(name) + (code.end() if code else 0)
    elif code := re.match(r"[^.!?]{0,30}?\b(\d{5})\b", sentence[found.end() - 1 :]):
        pieces.append(code[1])
        end = found.end() - 1 + code.end(1)
    return ", ".join(pieces), end


def _town_in_sentence(text: str) -> str:
    """Return the town at the beginning of what follows a post code in a sentence: words with capitals and the small ones between."""
    match = _TOWN_START.match(text)
    return _town(match[0]) if match else _town(re.split(r"[,)]", text)[0])


def _street_before(text: str, position: int) -> tuple[str, int] | None:
    """Return the street named last before a position and where it begins, for « … de la rue du Merderet, chez nous au 11 »."""
    named = list(_NAMED_STREET.finditer(text, max(0, position - 120), position))
    return (_STOP_AFTER_STREET.sub("", named[-1][0]).strip(" ,."), named[-1].start()) if named else None
