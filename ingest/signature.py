"""Signatures, closing formulas, device lines and confidentiality notices, cut from the end of what a person wrote."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.given_names import GIVEN_NAMES
from ingest.plain import MAX_ODD_LINE, fold, squeezed

_DELIMITER = re.compile(r"--\s*|—\s*|__+\s*")
_DEVICE = re.compile(
    r"(?:envoye|transmis|ecrit|redige|sent|message envoye|mail envoye|gesendet|enviado|inviato|verzonden)\s+(?:de|depuis|"
    r"a partir de|avec|via|from|using|par|von|desde|da|van)\s.{2,80}"
    r"|(?:obtenir|obtenez|telecharger|get|get the|holen sie sich)\s(?:outlook|bluemail|l'application|spark|yahoo).{0,80}"
    r"|provenance\s*:\s*courrier.{0,60}|ce (?:mail|message|courriel|e-mail) a ete envoye depuis.{0,120}|"
    r"veuillez excuser (?:ma|la) brievete.{0,40}"
    r"|(?:sans virus|virus-free|garanti sans virus).{0,60}|l'absence de virus dans ce courrier.{0,120}|"
    r"une messagerie gratuite, garantie a vie.{0,120}"
    r"|creez? votre adresse.{0,100}|yahoo! mail.{0,60}|diese nachricht wurde von meinem.{0,80}|\[?avast logo\]?.{0,80}|"
    r"cet e-mail a ete verifie.{0,80}"
    r"|je vous remercie de votre comprehension et de ma brievete|this email has been (?:checked|sent).{0,80}"
)
_NOTICE = re.compile(
    r"(?:avis|clause|note|mention|notice) (?:de|sur la|of) (?:confidentialite|confidentiality).{0,40}|confidentialite\s*:?|"
    r"disclaimer\s*:?.{0,20}|avertissement\s*:?.{0,20}|confidentiality notice.{0,40}"
    r"|(?:ce|cet|le present|present) (?:message|courriel|e-?mail|mail|courrier electronique|document|"
    r"courrier)[ ,(].{0,200}(?:confidentiel|destinataire|intention exclusive|usage exclusif|propriete|privilegi|protege)"
    r".{0,600}|les? informations? (?:contenues?|figurant).{0,120}(?:confidentiel|message|courriel).{0,600}"
    r"|(?:si|dans le cas ou) vous (?:recevez|avez recu|n'etes pas|avez recu) (?:ce|cet|le|l').{0,200}(?:erreur|destinataire).{0,400}"
    r"|(?:this|the information in this|the contents? of this) (?:e-?mail|message|communication).{0,200}(?:confidential|"
    r"intended|privileged).{0,600}"
    r"|if you (?:are not|have received|received).{0,200}(?:intended|error|mistake).{0,400}"
    r"|(?:avant d'imprimer|pensez a l'environnement|pensez environnement|n'imprimez|afin de preserver l'environnement|"
    r"merci de n'imprimer|adoptez l'eco|ensemble, preservons|before printing|please consider the environment|"
    r"p please consider|soyons eco).{0,300}"
    r"|(?:conformement (?:au|a la) (?:rgpd|reglement|loi)|vos donnees (?:personnelles|a caractere)).{0,600}"
    r"|(?:toute|any) (?:utilisation|diffusion|publication|modification|unauthorized).{0,300}(?:interdite|prohibee|prohibited|"
    r"non autorisee).{0,300}|message susceptible d'etre altere.{0,100}"
    r"|l'(?:internet|integrite).{0,160}(?:ne peut|n'etant pas).{0,300}"
)
_CLOSING = re.compile(
    r"(?:(?:bien|tres|tout)?\s*(?:cordialement|sincerement|respectueusement|amicalement|civilement|courtoisement|"
    r"fraternellement)(?: votre| a vous| vôtre)?|cdlt|cdt|cordlt|bien a vous|bien a toi|salutations(?: distinguees| cordiales|"
    r" respectueuses)?|"
    r"(?:meilleures|sinceres|cordiales|respectueuses|distinguees) salutations|bonne (?:journee|soiree|reception|semaine|"
    r"fin de journee)(?: a (?:vous|tous))?|bon week-?end|"
    r"(?:avec )?(?:mes|nos|tous mes|tous nos|mes vifs|mes sinceres|mes plus) (?:remerciements|salutations|sentiments|"
    r"respects)[^.!?]{0,80}|avec (?:mes|nos|tous mes) [^.!?]{0,80}|"
    r"(?:je vous prie|nous vous prions|veuillez|je vous prie de bien vouloir|dans l'attente)[^!?]{0,40}(?:agreer|croire|"
    r"recevoir|accepter|l'expression|l'assurance)[^!?]{0,200}|recevez[^.!?]{0,160}|"
    r"(?:kind|best|warm)? ?regards|best wishes|yours (?:sincerely|faithfully|truly)|sincerely(?: yours)?|many thanks|thanks|"
    r"thank you|cheers|"
    r"(?:mit )?(?:freundlichen|besten|vielen|herzlichen) (?:grussen|gruße|grusse|gruss|dank)|hochachtungsvoll|viele gruße|mfg|"
    r"saludos(?: cordiales)?|atentamente|cordiali saluti|distinti saluti|cumprimentos|atenciosamente|"
    r"a bientot|respectueuses salutations|merci(?: beaucoup| bien| d'avance| par avance| encore| a vous| de votre (?:reponse|"
    r"aide|comprehension|attention|intervention|retour))*|(?:en|vous|je vous) remerci(?:ant|e)[^.!?]{0,60}|d'avance merci|"
    r"mille mercis|au plaisir|l'expression de [^!?]{0,120}|salutations?)"
)
_POSTSCRIPT = re.compile(r"\W{0,3}(?:p\.?\s?-?s\.?|nb|n\.b\.|post-scriptum)\s?[:\-. ]", re.IGNORECASE)
_CONTACT = re.compile(
    r"\+?\d[\d .()/-]{7,}|\S@\S|https?://|www\.|\b\d{5}\b|^(?:tel|telephone|port|portable|mob|mobile|fax|mail|e-mail|courriel|"
    r"fixe|gsm|ligne directe|standard|siret|siren|rcs|n° siret)\b",
    re.IGNORECASE,
)
_STREET = re.compile(
    r"\b(?:rue|r\.|avenue|av\.?|boulevard|bd|bld|blvd|place|pl\.|impasse|imp\.|allee|allees|chemin|ch\.|route|rte|quai|cours|"
    r"square|sente|sentier|venelle|passage|residence|lotissement|lot\.|hameau|lieu-?dit|cite|faubourg|fg|"
    r"esplanade|promenade|villa|clos|ruelle|traverse|mail|rond-point|zone|z\.?a\.?|z\.?i\.?|bp|cs|appt|appartement|batiment|"
    r"bat\.?|etage|escalier|esc\.?|cedex|parvis|montee|cote|domaine|quartier|parc|porte|village|voie)\b",
)
_ROLE = re.compile(
    r"\b(?:president|presidente|vice-president|tresorier|tresoriere|secretaire|directeur|directrice|gerant|gerante|"
    r"responsable|representant|representante|parent d'eleve|parents d'eleves|charge|chargee|assistant|assistante|adjoint|"
    r"adjointe|"
    r"conseiller|conseillere|maire|elu|elue|delegue|deleguee|gestionnaire|syndic|avocat|avocate|notaire|proprietaire|"
    r"locataire|riverain|riveraine|habitant|habitante|citoyen|citoyenne|ingenieur|technicien|commercial|comptable|retraite|"
    r"pour le|pour la|au nom|membre|conducteur|chef|service)\b"
)
_CIVILITY_AT_END = re.compile(r"(?<![^\s.!?])(?:M\.|MM\.|Mr\.|Dr\.|Mme\.?)\s*$")
_WEAK_CLOSING = re.compile(r"(?:merci|thank|d'avance|en remerci|vous remerci|je vous remerci|a bientot)")
_POSTCODE = re.compile(r"(?<!\d)\d{5}(?!\d)")
_MAX_BLOCK = 16
_MAX_ROLE_WORDS = 8
_MAX_DEVICE = 140
_SENTENCE_END = re.compile(r"(?<!\b\w)[.!?…]+(?:\s+(?=\S)|(?=[A-ZÀ-Ý]))")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    index: int
    text: str
    folded: str


def cut_signature(lines: Sequence[str], names: Sequence[str] = ()) -> tuple[str, tuple[str, ...]]:
    """Return the text without closing formula, signature block, device lines and notices, and the lines of the block."""
    kept, head = _cut_letterhead(_without_notices(lines), names)
    kept, block = _cut_at_delimiter(kept)
    written = [
        _Line(index=index, text=line.strip(), folded=fold(line[:MAX_ODD_LINE]).strip()) for index, line in enumerate(kept) if line.strip()
    ]
    start = _signature_start(written, names)
    tail = [line for line in written if line.index >= start]
    postscript = next((line.index for line in tail if _POSTSCRIPT.match(line.text)), None)
    body = list(kept[:start])
    if postscript is not None:
        body += ["", *kept[postscript:]]
        tail = [line for line in tail if line.index < postscript]
    found = [line.text for line in tail if not is_closing(line.text)]
    body, last = _cut_last_sentence(body, names)
    text = squeezed(body)
    if not text.strip() and not found:
        text = squeezed(kept)
    return text, tuple(last + found + block + head)


def _without_notices(lines: Sequence[str]) -> list[str]:
    """Drop device lines, and notices to the end of their paragraph."""
    kept: list[str] = []
    in_notice = False
    for line in lines:
        stripped = line.strip()
        if not stripped:
            in_notice = False
            kept.append(line)
            continue
        folded = fold(stripped[:1000]).strip(" *_-[]()")
        if any(character.isalpha() for character in folded) and (
            (_DEVICE.fullmatch(folded) and len(folded) < _MAX_DEVICE) or _NOTICE.match(folded)
        ):
            in_notice = bool(_NOTICE.match(folded))
            continue
        if not in_notice:
            kept.append(line)
    return kept


def _cut_letterhead(lines: Sequence[str], names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Cut the sender's name and address where they head the message as they head a letter."""
    written = [
        _Line(index=index, text=line.strip(), folded=fold(line[:MAX_ODD_LINE]).strip())
        for index, line in enumerate(lines[:20])
        if line.strip()
    ]
    for position, line in enumerate(written[:2]):
        block = [line]
        for other in written[position + 1 :]:
            if not _is_contact_line(other):
                break
            block.append(other)
        if (
            len(block) > 1
            and _is_name_line(line, names)
            and any(_POSTCODE.search(other.text) for other in block)
            and len(block) < len(written)
        ):
            cut = {other.index for other in block}
            return [text for index, text in enumerate(lines) if index not in cut], [other.text for other in block]
    return list(lines), []


def _cut_at_delimiter(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Cut at the « -- » line of RFC 3676 where something stands above it; a mere rule only where a block of short lines follows."""
    seen = False
    for index, line in enumerate(lines):
        if seen and _DELIMITER.fullmatch(line.strip()) and len(lines) - index <= 40:  # noqa: PLR2004 - a longer block is text
            below = [other.strip() for other in lines[index + 1 :] if other.strip()]
            if line == "-- " or all(_is_block_line(other) for other in below):
                return list(lines[:index]), below
        seen = seen or bool(line.strip())
    return list(lines), []


def _is_block_line(text: str) -> bool:
    return not re.match(r"[-•*–]\s|\d{1,2}[.)]\s", text) and _may_sign(_Line(index=0, text=text, folded=fold(text)))


def _signature_start(written: Sequence[_Line], names: Sequence[str]) -> int:
    """Return the index of the line at which closing formula and signature begin; past the end where there are none.

    Goes up from the last line as long as lines can stand in a block. Contact lines alone are a block when they can only be
    the sender's own; a lone « 12 rue Carnot » at the end is where the problem is.
    """
    end = written[-1].index + 1 if written else 0
    start = end
    contacts: list[_Line] = []
    is_doubtful = False
    for position in range(len(written) - 1, max(0, len(written) - _MAX_BLOCK), -1):
        line = written[position]
        if not _may_sign(line):
            break
        below = written[position + 1 :]
        if _begins_block(
            line,
            below,
            names,
            is_doubtful=is_doubtful,
            is_next=bool(below) and below[0].index == min([start, *(other.index for other in contacts)]),
        ):
            start = line.index
        elif _is_contact_line(line):
            contacts.insert(0, line)
        elif not _stands_in_block(line):
            is_doubtful = True
    if start == end and contacts and contacts == list(written[-len(contacts) :]) and _is_own(contacts):
        start = contacts[0].index
    return start


def _begins_block(line: _Line, below: Sequence[_Line], names: Sequence[str], *, is_doubtful: bool, is_next: bool) -> bool:
    """Whether the block begins at this line: a closing formula, the sender's name, or « Le gestionnaire, » above it."""
    if is_closing(line.text):
        is_weak = _WEAK_CLOSING.match(line.folded) is not None
        return not is_weak or not below or is_next or (not is_doubtful and any(_is_contact_line(other) for other in below))
    if _is_name_line(line, names):
        return not is_doubtful or _is_known(line, names)
    if is_next and _is_small_name(line):
        return True
    return is_next and line.text.endswith(",") and _ROLE.search(line.folded) is not None and len(line.folded.split()) <= _MAX_ROLE_WORDS


def _stands_in_block(line: _Line) -> bool:
    """Whether a line is a role, a firm or the like: few words, a capital first, no verb."""
    return bool(_ROLE.search(line.folded)) or (
        len(line.folded.split()) <= _MAX_ROLE_WORDS and not line.text[0].islower() and not _VERB.search(line.folded)
    )


def _is_own(contacts: Sequence[_Line]) -> bool:
    return len(contacts) > 1 or bool(_CONTACT.search(contacts[0].folded))


def is_closing(text: str) -> bool:
    """Whether a line or sentence is a closing formula and nothing else."""
    return bool(_CLOSING.fullmatch(fold(text[:MAX_ODD_LINE]).strip(" ,.!;:-")))


def _may_sign(line: _Line) -> bool:
    """Whether a line can stand in a signature block: short, and no sentence."""
    if _POSTSCRIPT.match(line.text):
        return True
    if is_closing(line.text):
        return True
    has_contact = bool(_CONTACT.search(line.folded))
    return len(line.text) <= (160 if has_contact else 90) and (
        has_contact or (not line.text.endswith(("?", "!", ":")) and not _SENTENCE_END.search(line.text))
    )


def _is_contact_line(line: _Line) -> bool:
    """Whether a line is nothing but an address, a telephone or the like."""
    words = [word for word in re.split(r"[^a-z]+", line.folded) if word]
    if len(line.text) > 120 or len(words) > 12 or _VERB.search(line.folded):  # noqa: PLR2004 - the longest one-line address block seen is about 100
        return False
    if _CONTACT.search(line.folded):
        return True
    return bool(_STREET.search(line.folded)) and bool(re.match(r"\d{1,4}\b|(?:residence|hameau|lieu-?dit|z\.?a|bat)", line.folded))


_VERB = re.compile(
    r"\b(?:est|sont|suis|etes|avez|avons|ont|j'ai|je|nous|vous|il|elle|on|y a|merci|pouvez|pourriez|devant|depuis|car|mais|"
    r"qui|que|c'est|faut|fait|please|the|is|are|toujours|encore|quand|pas|plus|rappeler|joindre)\b"
)


_HAS = re.compile(r"[\s,]a (?:[a-zà-ÿ]|l')")
"""« Mme Klein, au 9, a de l'eau dans son garage » is a sentence. Before folding: « à » is another word."""


def _is_name_line(line: _Line, names: Sequence[str]) -> bool:
    """Whether a line is, or begins with, the sender's name."""
    if len(line.text) > 120 or _VERB.search(line.folded) or _HAS.search(line.text):  # noqa: PLR2004 - name, role and telephone in one line
        return False
    return _is_known(line, names) or _has_name_shape(line)


def _is_known(line: _Line, names: Sequence[str]) -> bool:
    """Whether a line holds a name the sender is known by."""
    words = _name_words(line.folded)
    for name in names:
        wanted = _name_words(fold(name))
        if words and wanted and len(set(wanted) & set(words[:6])) >= min(2, len(wanted)):
            return True
        if words and len(words) <= 4 and (set(words) <= set(wanted) or (len(wanted) > 1 and wanted[-1] in words)):  # noqa: PLR2004 - M. Ba; J. Michel; Jean
            return True
    return False


def _has_name_shape(line: _Line) -> bool:
    """Whether a line looks like a person's name whoever sent it: civility and name, initial and name, or a known given name and more."""
    head = re.split(r"\s[-–—|/]\s|[,;|(]|\s\+?\d", line.text, maxsplit=1)[0].strip(" .")
    if len(head) > 50 or _NO_NAME.search(fold(head)):  # noqa: PLR2004 - no name is longer
        return False
    if _CIVIL_NAME.fullmatch(head):
        return True
    words = [word for word in re.split(r"[\s-]+", head) if word]
    if not 2 <= len(words) <= 5 or not all(word[0].isupper() or fold(word) in _SMALL for word in words):  # noqa: PLR2004 - given name and surname
        return False
    return (
        any(fold(word) in GIVEN_NAMES for word in words)
        or re.fullmatch(r"[A-Z]\. [A-ZÀ-Ý][\w'’-]+(?: [A-ZÀ-Ý][\w'’-]+)?", head) is not None
    )


def _is_small_name(line: _Line) -> bool:
    """Whether a line above an address is a name written without capitals."""
    words = line.folded.split()
    return (
        len(words) in {2, 3}
        and any(word in GIVEN_NAMES for word in words)
        and not _NO_NAME.search(line.folded)
        and not _VERB.search(line.folded)
    )


_SMALL = frozenset(["de", "du", "des", "d'", "le", "la", "et", "da", "dos", "di", "van", "von", "der"])
_CIVIL_NAME = re.compile(
    r"(?:(?:M\.|MM\.|Mr\.?|Mme\.?|Mlle\.?|Monsieur|Madame|Mademoiselle|Dr\.?|Me|Famille|Vve|Veuve|Mrs\.?|Ms\.?)\s+(?:et\s+|"
    r"&\s+)?){1,3}(?:[^\W\d_][\w'’.-]*\s?){1,5}",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"\b(?:rue|place|avenue|boulevard|impasse|allee|chemin|route|quai|square|parc|jardin|ecole|college|lycee|stade|gymnase|"
    r"salle|parking|residence|hameau|lotissement|maire|maires|adjoint|eglise|gare|pont|cite|quartier|cours|passage|bonjour|"
    r"bonsoir|merci|cordialement|monsieur le|madame la|objet)\b"
)


def _name_words(folded: str) -> list[str]:
    return [
        word
        for word in re.split(r"[^a-z]+", folded)
        if len(word) > 1
        and word not in {"mme", "mr", "mlle", "monsieur", "madame", "mademoiselle", "de", "du", "la", "le", "et", "dr", "me"}
    ]


def _cut_last_sentence(lines: list[str], names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Cut a signature written on in the last line: « …Merci. Maud Guérin », « …Cordialement. Dupont, 3 rue Carnot »."""
    position = next((index for index in range(len(lines) - 1, -1, -1) if lines[index].strip()), None)
    if position is None:
        return lines, []
    line = lines[position].rstrip()
    starts = [0, *(match.end() for match in _SENTENCE_END.finditer(line, max(0, len(line) - 200)))]
    for begin, end in reversed(list(pairwise(starts))):
        rest = _Line(index=0, text=line[end:], folded=fold(line[end:]))
        is_after_closing = is_closing(line[begin:end]) and len(rest.text) <= 100 and not _VERB.search(rest.folded)  # noqa: PLR2004 - a name and an address
        if is_after_closing or _is_name_line(rest, names):
            head = _CIVILITY_AT_END.sub("", line[:end])
            return [*lines[:position], _without_closing(head)], [rest.text]
    return lines, []


def _without_closing(line: str) -> str:
    """Drop closing formulas from the end of a line."""
    line = line.rstrip()
    for begin in reversed([match.end() for match in _SENTENCE_END.finditer(line)]):
        if not is_closing(line[begin:]):
            break
        line = line[:begin].rstrip()
    return line
