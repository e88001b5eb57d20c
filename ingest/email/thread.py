"""What a message says of earlier ones: reply ids, request numbers and tracking codes."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from domain.inbound import Reception
from ingest.email import circular
from ingest.email.headers import Headers, mailbox
from ingest.email.written_numbers import Written, bare, folded, written
from ingest.plain import fold
from ingest.text import NewText

_MESSAGE_ID = re.compile(r"<[^<>\s]{1,400}>")
_LETTER = re.compile(r"<citoyen\.[^<>\s@]{1,64}@", re.ASCII)
"""A Message-ID that claims to be that of a letter of ours; `ingest.email.letter_token` says whether it is."""
_REPLY_PREFIX = r"(?:re|rép|rep|réf|ref|tr|fw|fwd|fwd?s|wg|aw|sv|vs|rv|res|enc|transf|i|r|antw|antwort|reply|réponse|transféré|tr)"
_PREFIX = re.compile(
    rf"^\s*(?:\[[^\[\]]{{1,40}}\]\s*)?{_REPLY_PREFIX}\s?(?:\[\d{{1,3}}\]|\(\d{{1,3}}\)|\^\d{{1,3}})?\s?:\s*", re.IGNORECASE
)
_TAG = re.compile(
    r"^\s*(?:\[(?:mairie|ville|commune|externe?|external|ext|spam|suspect|non sûr)[^\[\]]{0,60}\]|\*{3,}\s?(?:spam|externe?|"
    r"external)[^*]{0,20}\*{3,})\s*",
    re.IGNORECASE,
)
_FORWARD = re.compile(r"^\s*(?:\[[^\[\]]{1,40}\]\s*)?(?:tr|fw|fwd|wg|transf|transféré|rv|enc|i)\s?:", re.IGNORECASE)
_REPLY = re.compile(
    r"^\s*(?:\[[^\[\]]{1,40}\]\s*)?(?:re|ré|rép|aw|antw|sv|réponse|res|r)\s?(?:\[\d{1,3}\]|\(\d{1,3}\))?\s?:", re.IGNORECASE
)
_OURS = re.compile(
    r"\b(?:fiches?|demandes?(?: d(?:e |')(?:la |l')?(?!permis|paiement|certificat|facture|passeport|logement|cni|carte|titre|visa)"
    r"\w+(?: d(?:e |')\w+)?)?|signalements?|requetes?|reclamations?|tickets?|declarations?(?! prealable)|relances?|doleances?|requests?|"
    r"reports?|suivi|sollicitations?|"
    r"complaints?|annulation|cloture|interventions?|dossiers?|(?:accuses?|avis) d(?:e |')(?:reception|enregistrement)|(?:vos|votre|"
    r"v)\W{0,2}ref(?:erence)?s?|(?:ma|mon|mes|notre|nos|my|our) (?:\w+ )?(?:messages?|mails?|courriels?|courriers?|e-mails?|lettres?|"
    r"appels?|letter)|enregistree?s?|registered)\b"
)
"""Nouns with which people name what they asked the town before."""
_THEIRS = re.compile(
    r"\b(?:arretes?|factures?|factur\w+|invoices?|deliberations?|permis|devis|titres? (?:executoires?|de \w+|n)|marches? (?:publics?|de|"
    r"n)|decrets?|lois?|articles?|directives?|bulletins?|proces[- ]verba(?:l|ux)|pv|ordonnances?|saisons?|annees?|scolaires?|exercices?|"
    r"budgets?|rentrees?|campagnes?|promo|contrats?|commandes?|orders?|sinistres?|polices? (?:d'|n)\w*|assurances?|plaintes?|forfaits?|"
    r"fps|contraventions?|amendes?|avis (?:de (?!reception)|d'(?!enreg)|des )\w+|bons? (?:d(?:e |')\w+|n\b)|cheques?|mandats?|colis|"
    r"clients?|edf|enedis|abonnes?|abonnements?|adherents?|licences?|immatricul\w+|cadastr\w+|parcelles?|urbanisme|declaration prealable|"
    r"pc|dp|cu|consultations?|lots?|appels? d'offres|(?:nos|notre|n)\W{0,2}ref(?:erence)?s?|normes?|iso|reglements?|edition|mandature|"
    r"caf|mdph|cpam|secu|notaires?|affaires?|chantiers?|dict|dt|conventions?|propositions?|offres?|magazines?|numeros? du|jugements?|"
    r"requete en|tribunal|tribunaux|conseil d'etat|quittances?|bordereaux?|impots?|taxes?|fonciere?|ants|passeports?|pre-?demande|actes?|"
    r"livrets?|concessions?|inventaire|decisions?|notes? de|circulaires?|convocations?|reservations?|constat|mise en demeure|expertises?|"
    r"modeles?|prefet\w*|gendarmerie|commissariat|procedures?|parquet)\b"
)
"""Nouns of what others number, or the town for other ends."""
_OURS_ALONE = re.compile(
    r"\b(?:fiches?|demandes?|dossiers?|signalements?|requetes?|reclamations?|doleances?|declarations?|sollicitations?|interventions?|"
    r"relances?|tickets?|requests?|reports?|complaints?|ref(?:erence)?s?)\b"
)
_ELSEWHERE = re.compile(
    r"\b(?:logements?|hlm|cni|cartes?|titres?|visas?|certificats?|allocations?|bourses?|retraites?|pensions?|naturalisation|credits?|"
    r"prets?|"
    r"medica\w*|client|france travail|pole emploi|ameli|tresor|bailleur|syndic|assureur|banque|enedis|orange|sfr|free|veolia|saur|"
    r"notariale?)\b"
)
"""What others, and other counters of the town, number: a number without a year is theirs sooner than ours."""
_AT = re.compile(r"^\W{0,3}(?:a|au|aux|chez|aupres d(?:e|u|es))\b(?: la\b| le\b| les\b| l')?\s?")
_NUMBERED = re.compile(r"(?:\b(?:numeros?|num|nr|no|n|ref|references?|sous le)\b|#|°)\W{0,4}(?:\w{1,6}\W{1,3})?$")
_AFTER = re.compile(r"\W{0,3}(?:(?:est|c'est|de|du|pour|sur)\W)?\W{0,2}(?:(?:la|le|ma|mon|une|un|votre|notre|l'|d')\W?)?")
_APART = re.compile(
    r"\b(?:rien a voir|aucun (?:rapport|lien)|sans (?:rapport|lien)|ne concerne pas|pas (?:la meme|le meme|de rapport)|"
    r"autre (?:chose )?que|different\w* d|distinct\w* d|independa\w+ d|autre (?:demande|sujet|probleme|signalement)|nothing to do|"
    r"not about|unrelated)\b"
)
_OF_ANOTHER_BODY = re.compile(
    r"\b(?:signal\w*|ecri\w*|appel\w*|telephon\w*|declar\w*|demand\w*|saisi\w*|adress\w*|contact\w*|depos\w*|envoy\w*|ouvert\w*)"
    r"(?:\W\w+){0,3}?\W(?:a|au|aux|aupres d\w*|chez)\W?(?:l'|d'|la |le |les |mon |ma |notre |mes |nos )?"
    r"(?:communaute|agglo\w*|metropole|departement|region|prefecture|sous-prefecture|bailleur|syndic|assur\w+|mutuelle|enedis|edf|engie|"
    r"grdf|orange|sfr|bouygues|free|sncf|ratp|veolia|saur|suez|la poste|poste|gendarmerie|police nationale|commissariat|"
    r"conseil (?:departemental|regional)|fournisseur|operateur|delegataire)\b(?:(?!\b(?:vous|votre|vos|mairie|ville|fiche)\b)[^.!?;])*$"
)
"""« Je l'ai signalé à la métropole, dossier 2026/55821 »: the number is theirs; not where the town is named beside."""
_SENTENCE_END = re.compile(r"(?<=\w{4})[.!?;](?=\s)|\n")
_TRACKING = re.compile(r"(?<![\w-])([A-Z0-9]{4})\s?[-\u2010-\u2013\u2212]\s?([A-Z0-9]{4})(?![\w-])", re.IGNORECASE)
_SECOND_HALF = re.compile(r"[-\u2010-\u2013\u2212]\s?([A-Z0-9]{4})(?![\w-])", re.IGNORECASE)
"""In every such code, and found faster than one."""
_VOWELS = frozenset("AEIOU")
"""Stand in no tracking code of ours."""
_TRACKING_CONTEXT = re.compile(
    r"(?:suivi|code|reference|ref|tracking|dossier|demande|fiche|signalement)\W.{0,40}$|(?:suivi|code|reference|ref)\W*$"
)
_CHASER = re.compile(
    r"\b(?:relan(?:ce|cer|cons)|suite a (?:m|n|v)|suite au|faisant suite|fait suite|(?:toujours|tjs|tjrs|tjr|still)\b|ou en (?:est|etes|"
    r"sommes|sont)|sans (?:reponse|suite|nouvelle|retour|effet|resultat)|(?:aucune?|pas (?:de|eu de)|ni) (?:reponse|nouvelle|retour|"
    r"suite|action|intervention)|(?:ma|mon|mes|notre|nos) (?:\w+ )?(?:demandes?|fiches?|declarations?|requetes?|signalements?|dossiers?|"
    r"courriels?|mails?|messages?|courriers?|relances?|appels?|numero)|complement|complet\w+|precis(?:e|ion|ions|er)|rappel|"
    r"concernant (?:la|ma|mon|le)|au sujet d|a propos d|en reference|fiche|code de suivi|numero de suivi|en reponse|comme (?:demande|"
    r"convenu|promis|prevu)|vous m'(?:avez|aviez|demand)|vous (?:me|nous) (?:demand|repond|disi|dites|ecriv)|je (?:vous )?(?:reviens|"
    r"reecris|re-?ecris|recris|ecris a nouveau|confirme|relance)|revenir vers vous|(?:deuxieme|seconde|troisieme|quatrieme|enieme|nieme|"
    r"\d ?(?:e|eme|ieme|nd|nde|rd|th)) (?:fois|message|mail|courriel|courrier|appel|relance|demande|lettre|time)|(?:deux|trois|quatre|"
    r"plusieurs|\d) (?:fois|messages|mails|courriers|relances|appels)|(?:on|vous|votre \w+|l'accueil|la mairie|une? \w+) (?:m'|nous |"
    r"me )?(?:a |avez |avait |aviez )?(?:\w+ )?(?:donnee?|attribuee?|communiquee?|envoyee?|remise?|transmise?|dit|repondu|promis)|"
    r"(?:j'ai|nous avons|j'avais) (?:deja|ete|eu|recu|ecrit|signale|appele|envoye|telephone|declare)|deja (?:signal|ecri|appel|demand|"
    r"envoy|contact)|je vous (?:avais|ai) (?:\w+ )?(?:parle|ecrit|signal|demand|envoy)|enregistree?|classee?|cloturee?|clos|ferme|"
    r"termine|resolu|traitee?|rouvrir|rouverte?|annuler|annulation|depuis (?:\w+ ){0,3}(?:jours?|semaines?|mois|ans?)|(?:il y a|ca fait|"
    r"cela fait|voila) (?:\w+ ){0,3}(?:jours?|semaines?|mois)|(?:days|weeks|months) ago|no (?:answer|reply|news)|i (?:wrote|reported)|"
    r"n'est (?:toujours )?pas (?:repare|fait|regle|passe|venu|rebouche|enleve)|(?:rien|personne) n'(?:a|est)|plus rien|a empire|"
    r"s'est (?:encore )?(?:agrandi|aggrave|degrade)|encore (?:la|plus|pire)|c'est repare|a ete (?:repare|fait|enleve|regle))"
)
_OPENING = 12
"""« n° 2026/402 » or « Réf. 2026/402 » at the head of a subject: what else would it begin with."""
_OWN_FILE = re.compile(
    r"(?<!votre )(?<!vos )(?<!v/ )\b(?:dossiers?|affaires?|aff\.|n/?\s?r[ée]f\.?)\s{0,3}(?:n[°ºo.]{0,3}|:)?\s{0,3}"
    r"(?:19|20)\d{2}\s?[/-]\s?\d{1,6}",
    re.IGNORECASE,
)
_WINDOW = 80
_MOST_QUOTED = 20_000
_MOST_NUMBERS = 200
"""Who writes more has pasted a list."""
_MONTH_DIGITS, _MONTHS, _YEAR_DIGITS, _LONGEST_SPAN = 2, 12, 4, 5
_NOISE = re.compile(
    r"\s{0,4}[-–—(\[]?\s{0,4}(?:(?:votre|vos|ma|mon)\s{1,4}|v/\s?)?(?<!\w)(?<!n/)(?<!n/ )(?:fiche|demande|dossier|signalement|"
    r"réf(?:érence)?(?: de suivi)?\.?|suivi|"
    r"code de suivi)\s{0,4}(?:n[°ºo.]{0,4}|numéro|:)?\s{0,4}(?:20\d{2}\s?[/-]\s?\d{1,6}|[A-Z0-9]{4}-[A-Z0-9]{4})(?:\s{0,4}[)\]])?",
    re.IGNORECASE,
)
"""Blanks are counted: without bounds, a subject of nothing but blanks costs their number to the power of three."""


@lru_cache(maxsize=8)
def heading(subject: str) -> str | None:
    """Return the subject without prefixes of replies and forwards, tags of mail systems and request numbers; None if nothing is left."""
    text = subject
    for _ in range(12):
        shorter = _TAG.sub("", _PREFIX.sub("", text, count=1), count=1)
        if shorter == text:
            break
        text = shorter
    bare = _NOISE.sub("", text).strip(" -–—:,;|")
    return bare[:500] or None


def is_reply(subject: str) -> bool:
    """Whether a subject is marked as a reply."""
    return bool(_REPLY.match(subject))


def is_forward(subject: str) -> bool:
    """Whether a subject is marked as a forward."""
    return bool(_FORWARD.match(subject))


def message_ids(value: str) -> tuple[str, ...]:
    """Return the message ids of an In-Reply-To or References field, in order."""
    return tuple(dict.fromkeys(_MESSAGE_ID.findall(value[:20_000])))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reference:
    """A number or code that a text gives; ``is_certain`` tells that it can only be a request's, by the words with it or its form."""

    start: int
    value: str
    is_certain: bool


def cited(text: str, *, is_ours: bool = False) -> tuple[str, ...]:
    """Return request numbers (``2026/0147``) and tracking codes of a text, in order.

    A number counts where a word such as « fiche » or « demande » stands with it, or where it is written like ours and nothing says
    that it is another's; one of another form only where the text speaks of something asked before, or opens with it. ``is_ours`` says
    the text is the town's own.
    """
    found = _references(text, is_ours=is_ours)
    is_chaser = any(not one.is_certain for one in found) and chases(text)
    return tuple(dict.fromkeys(one.value for one in found if one.is_certain or is_chaser or one.start <= _OPENING))


def counters(text: str) -> tuple[int, ...]:
    """Return the counters of request numbers that a text gives without their year (« votre dossier n° 147 »), in order.

    Everybody numbers his files from 1 on: such a number is a hint for people and no more.
    """
    plain = folded(text)
    found = sorted(islice(bare(plain), _MOST_NUMBERS))
    return tuple(dict.fromkeys(counter for start, counter in found if _may_be_ours(plain, start)))


def _may_be_ours(plain: str, start: int) -> bool:
    near = _SENTENCE_END.split(plain[max(0, start - _WINDOW) : start])[-1]
    after = _AT.sub("", plain[start : start + _WINDOW].lstrip("0123456789"))
    theirs = max(_last(_THEIRS, near), _last(_ELSEWHERE, near))
    is_theirs = theirs > _last(_OURS_ALONE, near) or _named_after(_THEIRS, after) or _named_after(_ELSEWHERE, after)
    return not (is_theirs or _APART.search(near) or _OF_ANOTHER_BODY.search(near))


def _references(text: str, *, is_ours: bool) -> list[_Reference]:
    plain = folded(text)
    found = [one for number in islice(written(plain), _MOST_NUMBERS) if (one := _numbered(plain, number)) is not None]
    for match in islice(_TRACKING.finditer(text), _MOST_NUMBERS) if _may_have_code(text) else ():
        before = fold(text[max(0, match.start() - _WINDOW) : match.start()])
        if _is_code(match[1] + match[2]) and (is_ours or _TRACKING_CONTEXT.search(before)) and not _is_theirs(before):
            found.append(_Reference(start=match.start(), value=f"{match[1]}-{match[2]}".upper(), is_certain=True))
    return sorted(found, key=lambda one: one.start)


def _may_have_code(text: str) -> bool:
    """Whether four letters or figures stand on both sides of some hyphen; most texts have none such, and this is quick to see."""
    halves = ((match, text[max(0, match.start() - 5) : match.start()].rstrip()[-4:]) for match in _SECOND_HALF.finditer(text))
    return any(len(first) == 4 and first.isalnum() and _is_code(first + match[1]) for match, first in halves)  # noqa: PLR2004 - half a code


def _numbered(plain: str, number: Written) -> _Reference | None:
    """Return the request number that stands in a folded text, None where it is something else: an invoice, a school year, a month."""
    before = plain[max(0, number.start - _WINDOW) : number.start]
    after = plain[number.end : number.end + _WINDOW]
    near = _SENTENCE_END.split(before)[-1].rstrip().removesuffix("annee")
    ours, theirs = _last(_OURS, near), _last(_THEIRS, near)
    if theirs > ours or _named_after(_THEIRS, after) or _APART.search(near) or _OF_ANOTHER_BODY.search(near) or int(number.counter) == 0:
        return None
    is_numbered = bool(_NUMBERED.search(near))
    if number.is_plain and int(number.counter) == number.year + 1 and not (is_numbered or near.rstrip().endswith("fiche")):
        return None  # « demande de subvention 2026/2027 » is a season
    is_named = ours >= 0 or _named_after(_OURS, after) or bool(_OURS.search(plain, number.start, number.end))
    if not is_named and not (number.is_plain and _may_be_bare(number, is_numbered=is_numbered)):
        return None
    is_whole = number.has_stroke and len(number.counter) == _YEAR_DIGITS
    return _Reference(start=number.start, value=f"{number.year}/{int(number.counter):04d}", is_certain=is_named or is_whole)


def _may_be_bare(number: Written, *, is_numbered: bool) -> bool:
    is_span = len(number.counter) == _YEAR_DIGITS and number.year <= int(number.counter) <= number.year + _LONGEST_SPAN
    is_season = int(number.counter) == (number.year + 1) % 100
    return not is_span and (is_numbered or len(number.counter) > _MONTH_DIGITS or (int(number.counter) > _MONTHS and not is_season))


def _is_theirs(before: str) -> bool:
    near = _SENTENCE_END.split(before)[-1]
    return _last(_THEIRS, near) > _last(_OURS, near)


def _last(noun: re.Pattern[str], text: str) -> int:
    """Return where the last such noun ends in a text, -1 without one."""
    return max((match.end() for match in noun.finditer(text)), default=-1)


def _named_after(noun: re.Pattern[str], after: str) -> bool:
    opening = _AFTER.match(after)
    return bool(noun.match(after, opening.end() if opening else 0))


def _is_code(letters: str) -> bool:
    """Whether these may be a tracking code: figures among letters, or capitals of which no word is made."""
    has_digit, has_letter = any(map(str.isdigit, letters)), any(map(str.isalpha, letters))
    return has_letter and (has_digit or (letters.isupper() and _VOWELS.isdisjoint(letters)))


def chases(text: str) -> bool:
    """Whether a text speaks of something asked before."""
    return bool(_CHASER.search(fold(text[:5_000])))


def answers_us(headers: Headers, reception: Reception, said: NewText) -> bool:
    """Whether this answers a letter of ours, or another message of the town's own domain that is not about something else.

    Who answers a newsletter of the town, or writes about an invoice of its, speaks of no request.
    """
    ids = [*message_ids(headers.get("in-reply-to")), *message_ids(headers.get("references"))]
    if any(_LETTER.match(one) for one in ids):
        return True
    domains = {one.rpartition("@")[2].rstrip(">").lower() for one in ids}
    if said.forwarded and is_reply(headers.text("subject")):
        domains.add((mailbox(said.forwarded.author)[1] or "").rpartition("@")[2])
    if not any(domain == own or domain.endswith("." + own) for domain in domains for own in reception.domains):
        return False
    subject = headers.text("subject")
    return not (answers_issue(subject, said.quoted) or _names_others_number(subject))


def answers_issue(subject: str, quoted: str) -> bool:
    """Whether what is answered is a newsletter or the like: its numbers are no request's."""
    return circular.is_issue(fold(subject)) or circular.list_signs(fold(quoted[:_MOST_QUOTED])) > 0


def without_own_files(subject: str) -> str:
    """Return the subject of a lawyer's or notary's letter without the number of his own file, which he calls « dossier » like ours."""
    return _OWN_FILE.sub(" ", subject)


def _names_others_number(subject: str) -> bool:
    plain = folded(subject)
    return any(_is_theirs(plain[max(0, number.start - _WINDOW) : number.start]) for number in written(plain) if number.is_plain)


def cited_in_answer(subject: str, quoted: str) -> tuple[str, ...]:
    """Return what the town's own words name that somebody answers or sends back."""
    return cited(subject, is_ours=True) or cited(quoted[:_MOST_QUOTED], is_ours=True)
