"""Mail a web form sends: one label and one answer a line."""

import re
from dataclasses import dataclass, field

from ingest.expressions import compiled
from ingest.form_labels import LABELS
from ingest.plain import fold

_LABEL = re.compile("|".join(f"(?P<{key}>{names})" for key, names in LABELS.items()))
_SPLIT = re.compile(r"\s*(?:[:=]|\t|\s{2,}|\||→)\s*")
_LABEL_FRILLS = re.compile(
    r"^(?:\d{1,2}[.)]\s*)?(?:(?:votre|vos|your|le|la|les)[ -])?|\s*(?:\*|\((?:obligatoire|requis|"
    r"required|optionnel|facultatif)\))+$"
)
_MARKED = re.compile(r"(\*{1,2}|_{1,2})(?P<label>[^*_\n]{2,80})\1\s{0,3}:?")
"""A label in bold letters, its answer in the lines below."""
_COLUMNS = re.compile(r"\S(?:[^:\n]{0,40}?\S)?\s{2,}\S")
_CONTACTS = frozenset(["email", "phone", "address", "postcode", "town", "surname", "given"])
_QUESTION = re.compile(r"(?:question|champ|intitul[ée])\s?\d{0,3}\s?[:.-]\s?([^*\n]{2,90})", re.IGNORECASE)
_ANSWER = re.compile(r"\s{0,8}(?:r[ée]ponse|answer|valeur)\s?\d{0,3}\s?[:.-]\s?", re.IGNORECASE)
_QUOTE = re.compile(r"^\s{0,8}>\s?")
_LONGEST_LABEL, _LONGEST_ROW = 100, 200
_FEWEST_WORDS = 6
"""Of an answer that may be the request itself, or a part of it, though nobody knows its label."""
_CONSENT = re.compile(
    r"\b(?:j'accepte|j'autorise|je consens|j'ai lu|rgpd|consent\w*|donnees (?:personnelles|a caractere)|newsletter|captcha)\b"
)
_MAIL = re.compile(r"[^\s<>@,;:\[\]()\"']{1,100}@[^\s<>@,;:\[\]()\"']{1,200}")
_SENT_BY = re.compile(r"(?:e-?mail|courriel|message|enquiry|demande|formulaire|form)\b.{0,160}\b(?:par|from|de)\s?:")
_NAMED_MAIL = re.compile(r"\s*(?:(?P<name>[^<>@:\n]{2,80}?)\s*)?[<(]?(?P<mail>[^\s<>@()]{1,100}@[^\s<>@()]{1,200})[>)]?\s*")
_ENOUGH = 3
SENT_BY_A_FORM = compiled(
    r"\bformulaire\b|\bcontact form\b|\b(?:form|new) submission\b|\bdemande en ligne\b|\bsite (?:web|"
    r"internet)\b|contact us\b|\bhas a new response\b|\bnew response (?:for|to)\b|\bnouvelle reponse (?:a|au|de|du|pour)\b"
)
"""What a robot says of itself in subject or first lines."""
_FOOT = re.compile(
    r"^(?:--+$|cet e-?mail a ete envoye|ce (?:mail|message|courriel) a ete (?:envoye|genere)|message (?:envoye|"
    r"genere) (?:depuis|par|automatiquement)|adresse ip|(?:remote )?ip\s*:|(?:date|time|heure|url|page(?: url)?|user[- ]agent|"
    r"powered by|form(?:ulaire)?(?: name)?|referer|navigateur)\s*:|rgpd|consentement|"
    r"j'accepte|fichier|pieces? jointes?\s*[:(]?\s*(?:aucune?|non|none|[\w.-]{1,80}\.\w{2,4})\)?\s*$|"
    r"(?:soumis|recu|envoye|transmis)e? le \d{1,2}/\d{1,2}/\d{2,4} a \d|"
    r"(?:envoye|transmis|genere) (?:par|depuis|via) (?:le|la|notre) (?:module|formulaire|site|portail|plateforme)\b|"
    r"(?:merci de )?ne pas repondre a cet? |ne repondez pas a cet? |nouvelle soumission|propulse par|"
    r"vous recevez cet? (?:message|mail|e-?mail|courriel) (?:car|parce|suite)\b|"
    r"(?:log in|connectez-vous|cliquez ici|click here)\b.{0,80}(?:view|download|voir|consulter|telecharger)\b|"
    r"les resultats de cette soumission\b|(?:vous pouvez )?(?:consulter|voir|afficher) (?:cette|la) soumission\b|"
    r"={2,}[^=]{0,60}={0,2}$|cet? (?:e-?mail|message) provient|this (?:e-?mail|message) was sent)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What a visitor wrote into a form."""

    name: str | None
    email: str | None
    phone: str | None
    organisation: str | None
    address: str | None
    register: str | None
    heading: str | None
    subject: str | None
    text: str


def read_form(text: str) -> Filled | None:
    """Return the answers of a form, None where the text is none.

    At least three labels known, among them who writes and what; or the robot's words « envoyé par : » above a name with an address.
    """
    if (introduced := _introduced(text)) is not None:
        return introduced
    sheet = _Sheet()
    for line in _questions_as_labels(text.split("\n")[:400]):
        sheet.take(line)
    return _filled(_by_known_labels({key: "\n".join(lines).strip() for key, lines in sheet.answers.items()}))


def _questions_as_labels(lines: list[str]) -> list[str]:
    """Return lines of « Question : … » and « Réponse : … » as labels with their answers below, where at least three pairs stand."""
    asked = {index: match[1] for index, line in enumerate(lines) if (match := _QUESTION.fullmatch(line[:_LONGEST_ROW].strip()))}
    answered = {index: match.end() for index, line in enumerate(lines) if (match := _ANSWER.match(line))}
    if min(len(asked), len(answered)) < _ENOUGH:
        return lines
    return [f"*{asked[index]}*" if index in asked else line[answered.get(index, 0) :] for index, line in enumerate(lines)]


@dataclass(slots=True)
class _Sheet:
    """A form as read so far: answers by key (« ?… » where the label is not known), the one being read and how its label was written."""

    answers: dict[str, list[str]] = field(default_factory=dict)
    current: str | None = None
    is_marked: bool = False
    is_row: bool = False
    column: int | None = None
    """Where answers begin that stand beside their labels with nothing but blanks between."""

    def take(self, line: str) -> None:
        """Read the next line: a label, a part of an answer, or the robot's foot."""
        line = _QUOTE.sub("", line, count=1)
        marked = _MARKED.fullmatch(line[:_LONGEST_LABEL].strip())
        if marked and (self.current != "text" or self.is_marked):  # stars in a message whose label has none are the writer's
            key, _ = _labelled(f"{marked['label'].rstrip(' :')}:")
            self._begin(key if key and key not in self.answers else f"?{marked['label']}", "", is_marked=True)
            return
        row = _COLUMNS.match(line[:_LONGEST_ROW])
        column = row.end() if row else None
        is_row = line.lstrip().startswith("|")
        if self.current == "text" and ((column and column == self.column) or (is_row and self.is_row)):
            self.current = None  # the next row; the lines of an answer are indented
        key, value = _labelled(line)
        if key is not None and self._is_open(key) and not (self._has_text() and key not in _CONTACTS):
            self._begin(key, value, column=column if value else None)
            self.is_row = is_row
        elif _FOOT.match(fold(line[:200]).strip(" |")):
            self.current = None if self.current == "text" and self.answers.get("text") else self.current
        elif self.current is not None and self._goes_on(line):
            self.answers[self.current].append(line.strip() if self.column else line.rstrip())

    def _begin(self, key: str, value: str, *, is_marked: bool = False, column: int | None = None) -> None:
        self.answers.setdefault(key, []).extend([value] if value else [])
        self.current, self.is_marked, self.column = key, is_marked, column

    def _is_open(self, key: str) -> bool:
        """Whether nothing has been answered to a label yet; « Votre demande » may be but the heading of a group of labels."""
        return not any(line.strip() for line in self.answers.get(key, ())) and key != self.current

    def _has_text(self) -> bool:
        """Whether the message itself is being read: in it, « Objet : » and the like are the writer's words."""
        return self.current == "text" and any(line.strip() for line in self.answers["text"])

    def _goes_on(self, line: str) -> bool:
        """Whether a line without a label belongs to the answer being read."""
        if self.current is None or self.current == "text" or self.current[0] == "?":
            return self.current is not None
        is_indented = self.current == "address" and self.column is not None and line.startswith(" ")
        return bool(line.strip()) and (is_indented or not self.answers[self.current])


def _by_known_labels(answers: dict[str, str]) -> dict[str, str]:
    """Return the answers to known labels; without one to « Message », the longest of the others is the text.

    What else is answered at length stands below it with its question: it is asked for that it be read.
    """
    known = {key: answer for key, answer in answers.items() if key[0] != "?"}
    others = {key[1:].strip(): answer for key, answer in answers.items() if key[0] == "?" and len(answer.split()) >= _FEWEST_WORDS}
    if not known.get("text") and others:
        known["text"] = others.pop(max(others, key=lambda label: len(others[label])))
    if known.get("text"):
        more = [f"{label} {answer}" for label, answer in others.items() if not _CONSENT.search(fold(f"{label} {answer}"))]
        known["text"] = "\n".join([known["text"], *more])
    return known


def _introduced(text: str) -> Filled | None:
    """Return the message below « Ceci est une demande envoyée depuis le site par : » and « Prénom Nom <adresse> »."""
    lines = text.strip().split("\n")[:400]
    for index, line in enumerate(lines[:4]):
        match = _NAMED_MAIL.fullmatch(line[:400]) if index and "@" in line else None
        if match and _SENT_BY.search(fold(" ".join(lines[:index])[:600])):
            said = _without_foot(lines[index + 1 :])
            return _filled({"name": match["name"] or "", "email": match["mail"], "text": said}) if said else None
    return None


def _without_foot(lines: list[str]) -> str:
    end = next((index for index, line in enumerate(lines) if index and _FOOT.match(fold(line[:200]).strip())), len(lines))
    return "\n".join(lines[:end]).strip()


def _labelled(line: str) -> tuple[str | None, str]:
    pieces = _SPLIT.split(line.strip().strip("|").strip()[:2_000], maxsplit=1)
    label = fold(pieces[0]).replace("_", " ").strip(" *-•\"'[]#>")
    if not label or len(label) > 60:  # noqa: PLR2004 - longer than any label
        return None, ""
    match = _LABEL.fullmatch(_LABEL_FRILLS.sub("", label).strip(" ?").replace("your-", ""))
    if match is None or (len(pieces) == 1 and not line.rstrip().endswith((":", "?")) and len(label.split()) > 3):  # noqa: PLR2004 - a bound read off real signatures and letters
        return None, ""
    return match.lastgroup, pieces[1].strip(" *_|") if len(pieces) > 1 else ""


def _filled(answers: dict[str, str]) -> Filled | None:
    if len(answers) < _ENOUGH or not answers.get("text") or not ({"surname", "name", "email"} & answers.keys()):
        return None
    name = answers.get("name") or " ".join(part for part in (answers.get("surname", "").upper(), answers.get("given", "")) if part)
    email = _MAIL.search(answers.get("email", "")) or _MAIL.search(name)
    name = re.sub(r"[<(\[]?[^\s<>()]{1,100}@[^\s<>()]{1,200}[>)\]]?", "", name).strip(" \"'")
    town = " ".join(part for part in (answers.get("postcode", ""), answers.get("town", "")) if part)
    address = ", ".join(part for part in (answers.get("address", "").replace("\n", ", "), town) if part)
    place = answers.get("place")
    return Filled(
        name=name or None,
        email=email[0].lower() if email else None,
        phone=answers.get("phone") or None,
        organisation=answers.get("organisation") or None,
        address=address or None,
        register=answers.get("register") or None,
        heading=answers.get("heading") or None,
        subject=answers.get("subject") or None,
        text=f"{answers['text']}\nLieu : {place}" if place else answers["text"],
    )
