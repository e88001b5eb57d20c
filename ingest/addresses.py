"""Postal addresses of senders, from a signature block or from « j'habite au … », written on one line."""

import re
from collections.abc import Sequence

_STREET_WORDS = (
    r"rue|r\.|avenue|ave?\.?|boulevard|boul\.?|bd\.?|bld\.?|blvd\.?|place|pl\.?|impasse|imp\.?|all[ée]es?|all\.|chemin|ch\.|"
    r"che\.|route|rte\.?|quai|cours|square|sq\.|sente|sentier|venelle|passage|pass\.|lotissement|lot\.|hameau|ham\.|"
    r"lieu-?\s?dit|cit[ée]|faubourg|fg\.?|fbg\.?|"
    r"esplanade|promenade|villa|clos|ruelle|traverse|mail|rond-point|parvis|mont[ée]e|c[ôo]te|domaine|quartier|parc|porte|"
    r"village|voie|r[ée]sidence|r[ée]s\.?|le clos|la cour|cour|digue|levée|carrefour|chaussée|rocade|venelle|coulée|jardins?|"
    r"terrasse|galerie|descente|rampe"
)
_NUMBERED = re.compile(
    rf"(?<![\w,.])(?:n[°º]\s?)?(\d{{1,4}}(?:\s?(?:bis|ter|quater|[a-dA-D](?![\w'’])))?(?:\s?[-/]\s?\d{{1,4}})?)\s*,?\s+((?:{_STREET_WORDS})\s+[^,;\n\d(){{}}:!?]{{2,60}})",
    re.IGNORECASE,
)
_NAMED_STREET = re.compile(rf"(?<!\w)(?:{_STREET_WORDS})\s[^,;\n\d(){{}}:!?.]{{2,60}}", re.IGNORECASE)
_NAMED_PLACE = re.compile(
    r"^(?:r[ée]sidence|r[ée]s\.|hameau|lieu-?\s?dit|lotissement|ferme|domaine|le |la |les |l['’])\s?[^;\n!?]{2,60}$", re.IGNORECASE
)
_POSTCODE_TOWN = re.compile(r"(?<![\d])(?:F-)?(\d{5}|\d{2} \d{3})\s+([A-ZÀ-Ý][^\d,;()|\n]{1,45})")
_TOWN_ALONE = re.compile(r"[A-ZÀ-Ý][\w'’-]+(?:[ -](?:[A-ZÀ-Ý][\w'’-]+|sur|en|le|la|les|du|de|l'\w+)){0,4}")
_COMPLEMENT = re.compile(
    r"^(?:z\.?\s?[ai]\.?\b|zone\b|b[âa]t\.?|b[âa]timent|appt\.?|apt\.?|appartement|esc\.?|escalier|[ée]tage|\d+(?:er|e|"
    r"[èe]me)? [ée]tage|porte|r[ée]s\.?|r[ée]sidence|lotissement|lieu-?dit|hameau|b\.?p\.? ?\d|c\.?s\.? ?\d|chez)\b",
    re.IGNORECASE,
)
_OWN_HOME = re.compile(
    r"(?:j'habite|j’habite|habitant|nous habitons|je vis|nous vivons|je r[ée]side|nous r[ée]sidons|r[ée]sidant|demeurant|"
    r"domicili[ée]e?s?|je demeure|chez (?:moi|nous)|mon (?:domicile|adresse|logement|appartement|garage|immeuble|jardin|"
    r"portail|mur)|"
    r"ma (?:maison|cave|cour|fen[êe]tre|porte|propri[ée]t[ée]|r[ée]sidence)|notre (?:maison|domicile|adresse|logement|"
    r"immeuble|r[ée]sidence)|mes fen[êe]tres|propri[ée]taire (?:au|du)|locataire (?:au|du)|je suis maintenant|i live|"
    r"we live)(?![\w'])",
    re.IGNORECASE,
)
_STOP_AFTER_STREET = re.compile(
    r"\s+(?:est|sont|a|ont|était|dépasse|depuis|qui|que|où|ou|et|dans|devant|avec|pour|sur|car|mais|il|elle|je|j'|nous|on|"
    r"c'est|n'|ne|à|au|en face|côté|près|proche|pas|plus|se|ce|cette|ils|elles|y|fait|bloque|t[ée]l|mail|port|tous|toutes|"
    r"chaque|pendant|hier|ce matin|cette nuit|jusqu|merci|signale|vous|souhaite)(?=[\s',.:]|$).*",
    re.IGNORECASE | re.DOTALL,
)


def postal_address(signature: Sequence[str], text: str) -> str | None:
    """Return the sender's postal address on one line: from the signature block, else from « j'habite au … »."""
    return _block_address(signature) or _own_home(text)


def _block_address(signature: Sequence[str]) -> str | None:
    pieces: list[str] = []
    for index, line in enumerate(signature):
        found = _line_pieces(line)
        if not found and pieces:
            break
        if not pieces and index and len(found) == 1 and re.match(r"\d{5} ", found[0]) and _is_place_name(signature[index - 1]):
            pieces.append(signature[index - 1].strip(" ,"))
        for piece in found:
            if piece not in pieces:
                pieces.append(piece)
    is_lone = len(pieces) <= 1
    if is_lone and not any(
        _NUMBERED.search(piece) or _NAMED_PLACE.match(piece) or re.match(r"\d{1,4}\b(?! ?\d)", piece) for piece in pieces
    ):
        return None
    return ", ".join(pieces)[:200] if pieces else None


def _is_place_name(line: str) -> bool:
    """Whether the line above post code and town can be a hamlet: « Le Bourg », « La Haute Folie »."""
    return len(line) <= 40 and bool(re.match(r"(?:le|la|les|l['’]|au|aux)\s?[\w'’ -]+$", line.strip(" ,"), re.IGNORECASE))  # noqa: PLR2004 - a bound read off real signatures and letters


def _line_pieces(line: str) -> list[str]:
    """Return the pieces of an address a signature line holds, in order."""
    line = re.sub(r"^(?:adresse|domicile|address)\s*(?:postale)?\s*:\s*", "", line.strip(), flags=re.IGNORECASE)
    line = re.sub(r"(?<![\w])(\d{1,4}(?:\s?(?:bis|ter))?)\s*,\s*(?=\D)", r"\1 ", line)
    pieces: list[str] = []
    for part in re.split(r"\s[-–—•·|]\s|[,;|•]|\t", line):
        bare = part.strip(" .,-")
        found = _part_pieces(bare)
        if not found and pieces and _NUMBERED.search(pieces[-1]) and _TOWN_ALONE.fullmatch(bare):
            found = [bare]
        pieces += found
    return pieces


def _part_pieces(part: str) -> list[str]:
    if not part or "@" in part or len(part) > 110:  # noqa: PLR2004 - longer is a sentence
        return []
    town = _POSTCODE_TOWN.search(part)
    street = _NUMBERED.search(part)
    found: list[str] = []
    if street:
        found.append(_street(street, stop=town.start() if town else None))
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


def _town(text: str) -> str:
    name = re.split(r"\s[-–—|]\s|\s(?:t[ée]l|mail|port|fax|france)\b|\s{2,}|[.:]", text, maxsplit=1, flags=re.IGNORECASE)[0].strip(" ,-'")
    if name.isupper():
        name = re.sub(r"[^\W\d_]+", lambda word: word[0].capitalize() if len(word[0]) > 2 or word.start() == 0 else word[0].lower(), name)  # noqa: PLR2004 - a bound read off real signatures and letters
    return re.sub(r"\s(?:Cedex)\b.*", lambda word: word[0].upper(), name)


def _own_home(text: str) -> str | None:
    for match in _OWN_HOME.finditer(text):
        window = text[match.end() : match.end() + 110]
        sentence = re.split(r"[!?\n]|\.\s", window, maxsplit=1)[0]
        found = _NUMBERED.search(sentence)
        if found and found.start() <= 60:  # noqa: PLR2004 - close to the words that claim it
            pieces = [_street(found, stop=None)]
            if town := _POSTCODE_TOWN.search(sentence, found.end() - 1):
                pieces.append(f"{town[1]} {_town(re.split(r'[,)]', town[2])[0])}")
            return ", ".join(pieces)
        if (
            number := re.match(r"\s*,?\s*(?:au|n[°º])\s(?:n[°º]\s?)?(\d{1,4}(?:\s?(?:bis|ter))?)(?![\d:h/.-]|\s?(?:h\b|m\b|%|€))", window)
        ) and (street := _street_before(text, match.start())):
            return f"{number[1]} {street}"
    return None


def _street_before(text: str, position: int) -> str | None:
    """Return the street named last before a position, for « … de la rue du Merderet, chez nous au 11 »."""
    named = list(_NAMED_STREET.finditer(text, max(0, position - 120), position))
    return _STOP_AFTER_STREET.sub("", named[-1][0]).strip(" ,.") if named else None
