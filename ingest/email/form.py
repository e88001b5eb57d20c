"""Mail a web form sends: one label and one answer a line."""

import re
from dataclasses import dataclass

from ingest.plain import fold

_LABELS = {
    "surname": r"(?:votre )?nom(?: de famille)?|last ?name|surname",
    "given": r"(?:votre )?prenom|first ?name",
    "name": r"(?:votre )?nom (?:et|/|&) prenom|prenom (?:et|/|&) nom|nom complet|nom, prenom|nom prenom|de|expediteur|demandeur|name|"
    r"your name|your-name|full name|identite|contact",
    "civility": r"civilite|titre",
    "email": r"(?:votre )?(?:adresse )?(?:e-?mail|courriel|mail|adresse electronique|adresse (?:e-?mail|mail|de messagerie)|"
    r"email address|your-email)",
    "phone": r"(?:votre )?(?:numero de )?(?:tel|telephone|portable|mobile|phone|tel\.|numero)(?: (?:fixe|portable|mobile|domicile))?",
    "address": r"(?:votre )?adresse(?: postale)?|rue|address|domicile|voie|n° et rue|numero et rue",
    "postcode": r"code postal|cp|postcode|zip",
    "town": r"ville|commune|city|localite",
    "organisation": r"societe|organisme|organisation|association|entreprise|raison sociale|company",
    "heading": r"objet|sujet|subject|titre de la demande|objet de (?:la|votre) demande|your-subject|objet du message",
    "subject": r"categorie|type(?: de demande)?|theme|service|motif|nature de la demande|thematique|type de signalement|service concerne|"
    r"destinataire",
    "place": r"lieu|localisation|adresse (?:du (?:probleme|signalement)|concernee)|emplacement|lieu (?:du signalement|concerne)|ou",
    "text": r"(?:votre )?(?:message|demande|texte|description|commentaires?|question|corps du message|contenu|precisions?|"
    r"your-message|detail|details|observations?)",
}
_LABEL = re.compile("|".join(f"(?P<{key}>{names})" for key, names in _LABELS.items()))
_SPLIT = re.compile(r"\s*(?::|\t|\s{2,}|\|)\s*")
_ENOUGH = 3
_FOOT = re.compile(
    r"^(?:--+$|cet e-?mail a ete envoye|ce (?:mail|message|courriel) a ete (?:envoye|genere)|message (?:envoye|"
    r"genere) (?:depuis|par|automatiquement)|adresse ip|ip\s*:|date\s*:|user[- ]agent|url\s*:|page\s*:|rgpd|consentement|"
    r"j'accepte|fichier)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What a visitor wrote into a form."""

    name: str | None
    email: str | None
    phone: str | None
    organisation: str | None
    address: str | None
    heading: str | None
    subject: str | None
    text: str


def read_form(text: str) -> Filled | None:
    """Return the answers of a form, None where the text is none: at least three labels known, among them who writes and what."""
    answers: dict[str, list[str]] = {}
    current: str | None = None
    for line in text.split("\n")[:400]:
        key, value = _labelled(line)
        if current == "text" and key not in {None, "email", "phone", "address", "postcode", "town", "surname", "given"}:
            key = None
        if key is not None and key not in answers:
            answers[key] = [value] if value else []
            current = key
        elif _FOOT.match(fold(line[:200]).strip()):
            current = None if current == "text" and answers.get("text") else current
        elif current is not None and (current == "text" or (line.strip() and not answers[current])):
            answers[current].append(line.rstrip())
    return _filled({key: "\n".join(lines).strip() for key, lines in answers.items()})


def _labelled(line: str) -> tuple[str | None, str]:
    pieces = _SPLIT.split(line.strip()[:2_000], maxsplit=1)
    label = fold(pieces[0]).strip(" *_-•\"'")
    if not label or len(label) > 40:  # noqa: PLR2004 - longer than any label
        return None, ""
    match = _LABEL.fullmatch(label)
    if match is None or (len(pieces) == 1 and not line.strip().endswith(":") and len(label.split()) > 3):  # noqa: PLR2004 - a bound read off real signatures and letters
        return None, ""
    return match.lastgroup, pieces[1].strip(" *_") if len(pieces) > 1 else ""


def _filled(answers: dict[str, str]) -> Filled | None:
    if len(answers) < _ENOUGH or not answers.get("text") or not ({"surname", "name", "email"} & answers.keys()):
        return None
    name = answers.get("name") or " ".join(part for part in (answers.get("surname", "").upper(), answers.get("given", "")) if part)
    email = re.search(r"[^\s<>@,;:\[\]()]{1,100}@[^\s<>@,;:\[\]()]{1,200}", answers.get("email", ""))
    town = " ".join(part for part in (answers.get("postcode", ""), answers.get("town", "")) if part)
    address = ", ".join(part for part in (answers.get("address", "").replace("\n", ", "), town) if part)
    place = answers.get("place")
    return Filled(
        name=name or None,
        email=email[0].lower() if email else None,
        phone=answers.get("phone") or None,
        organisation=answers.get("organisation") or None,
        address=address or None,
        heading=answers.get("heading") or None,
        subject=answers.get("subject") or None,
        text=f"{answers['text']}\nLieu : {place}" if place else answers["text"],
    )
