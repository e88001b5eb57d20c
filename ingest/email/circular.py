"""Messages that went to many: newsletters, programmes and announcements, by their header and by what they say."""

import re

from ingest.email.headers import Headers, mailbox
from ingest.email.signs import asks, compiled, reports, shown, signs, speaks_of_himself
from ingest.plain import fold

_DAYS = r"(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|lundis?|saturday|sunday|monday|friday|tuesday|wednesday|thursday"
_MONTHS = r"janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
_SPREAD = signs(
    {
        "leave": r"\b(?:pour|afin de) (?:se |vous |me )?(?:desabonner|desinscrire|retirer de)|\b(?:se|me|vous) (?:desabonner|"
        r"desinscrire)\b|\bdesabonnement\b|\bdesinscription\b|\bdesinscrivez|\bdesabonnez|\bunsubscribe|\bopt[- ]?out|"
        r"\bpour ne plus (?:(?:le|la|les|en) )?(?:recevoir|faire partie|etre)|\b(?:ne )?(?:souhaitez|desirez|voulez) (?:pas|"
        r"plus) (?:\w+ )?recevoir|\bne plus recevoir (?:nos|ces|cette|la|de|ce|les)|\b(?:repondez|envoyez|repondre|ecrivez|"
        r"reply).{0,30}\bstop\b|\bstop (?:mail|pub|sms|email|au)|\b(?:gerer|modifier|mettre a jour|manage|update) (?:vos|mes|"
        r"your) (?:preferences|abonnements?|subscriptions?)|\bretire\w* de (?:notre|nos|cette|la|ma) (?:liste|fichier|base)|\b(?:notre|"
        r"nos|cette) (?:liste|fichiers?) de diffusion|\bmention (?:stop|desinscription|desabonnement)",
        "mirror": r"\b(?:si vous )?(?:ne )?(?:visualis|voy|parven)\w+ pas (?:bien |correctement |a (?:lire|voir|visualiser) )?(?:ce|cet|"
        r"cette|le|la|l')|\bproblemes? (?:d'affichage|de visualisation)|\bversion en ligne|\bversion (?:web|navigateur)|"
        r"\bvoir (?:cet e-?mail|ce mail|ce message|cette lettre|la version)|\b(?:lire|voir|consulter|ouvrir|"
        r"afficher)\b.{0,30}\b(?:dans (?:le|votre) navigateur|en ligne)\b|\bview (?:this|it|the)?.{0,30}\b(?:in (?:your |a )?browser|"
        r"online|version)|\blien miroir|\bne s'affiche pas|\bpage miroir",
        "why": r"\bvous (?:recevez|avez recu) (?:cet|cette|ce|nos|notre|la) .{0,60}\b(?:car|parce|en tant|suite a votre (?:inscription|"
        r"abonnement)|puisque|en qualite|dans le cadre)|\byou (?:are|'re) receiving this|\byou received this .{0,30}because|"
        r"\bvous etes (?:abonne|inscrit)\w* (?:a|sur)|\bthis (?:email|message) was sent to|\bce (?:message|mail|courriel|"
        r"e-?mail) (?:a ete|est|vous est|vous a ete) (?:envoye|adresse) (?:a tous|aux|a l'ensemble|a nos|par (?:notre|la) (?:liste|"
        r"newsletter))|\bmessage (?:envoye|adresse|diffuse) (?:a tous|aux|a l'ensemble|a nos)",
    }
)
"""Said only by who keeps a list of recipients."""

_ISSUE = compiled(
    r"\bnewsletters?\b|\blettres? d'info|\binfolettre|\binfo-?lettre|\be-?letter\b|^flash\b|\bflash[- ]?infos?\b|\b(?:nouveautes|"
    r"nouvelles|actus?|actualites|brefs?|temps forts|rendez-vous) (?:de la semaine|du mois|juridiques?|reglementaires?|du reseau)|"
    r"\b(?:nos|vos) (?:prochains? |prochaines? )(?:rendez-vous|dates|sorties|evenements|concerts|spectacles)|\bdates a retenir|"
    r"\bles nouvelles (?:de|du|des) |\bbrev(?:e|es) de\b|\b(?:la|notre|votre) (?:lettre|gazette|revue|feuille) (?:de|du|des|n|mensuelle|"
    rf"hebdo)|\b(?:bulletin|lettre|gazette|journal|info|infos|edition|magazine|numero) (?:(?:d'information|municipale?|communale?|"
    rf"paroissiale?|intercommunale?) )?(?:n\W{{0,3}}o?|no|#|"
    rf"numero)\W{{0,2}}\d|\b(?:l'actu|les actus|actualites?|agenda|l'agenda|infos|nouvelles|l'edito) (?:de la semaine|du mois|"
    rf"de la rentree|du week|d[eu']+ ?(?:{_MONTHS})|culturel|des )|\bcommunique de presse|\brevue de presse|\bveille (?:juridique|"
    r"reglementaire|du)|\bdigest\b|\bcoups de c(?:oe|o)eur|\ba la une\b|\bquoi de neuf|\ben bref\b|\bwhat's new|\bl'essentiel (?:de|"
    r"du)\b|\bles rendez-vous (?:de|du|d')|\bprogramm(?:e|ation) (?:de|du|des|d'|culturel|\w+ 20\d\d)"
)
_ISSUE_OF = compiled(
    r"\b(?:newsletter|lettre d'information|lettre d'infos?|infolettre|info-?lettre|flash|bulletin|gazette|"
    rf"infos?)\b.{{0,30}}(?:\bn\W{{0,3}}\d|#\d|\b(?:{_MONTHS})\b|\b(?:printemps|ete|automne|hiver|semaine)\b|\b20\d\d\b)"
)
_MANY = compiled(
    r"(?:^|\n)\W{0,3}(?:(?:bonjour|bonsoir|salut|hello|dear|coucou)[ ,]{1,2})?(?:a toutes|a tous|a tou(?:s|te)s et|"
    r"chere?s? ?(?:\W ?e\W?)?s\b|cher\W?(?:e\W?)?s\b|cheres?,? (?:et )?chers|toutes et tous|tout le monde|la compagnie|les (?:ami|"
    r"\w{3,}s\b)|amis\b|aux adherents|adherents|friends|all\b|everyone|members|mesdames (?:et|,) ?messieurs(?:,)? (?:les )?(?:maires|"
    r"elus|presidents|responsables|directeurs|adherents|parents|membres|partenaires)|mesdames,? mesdemoiselles)(?! (?:elus|elues|"
    r"conseillers|agents|services|maire))"
)
_SOFT = signs(
    {
        "invites": r"\bvenez (?:nombreu|nous|decouvrir|partager|feter|en famille|chanter|danser|rencontrer)|\bon (?:compte sur vous|"
        r"vous attend)|\bnous vous attendons|\ba vos agendas|\b(?:notez|bloquez|reservez)\b.{0,40}\b(?:agenda|date|places?|soiree)|"
        r"\bsave the date|\bentree (?:libre|gratuite|payante)|\breservez (?:vos|votre|des)|\binscriptions? (?:aupres|avant|ouvertes?|"
        r"obligatoires?|jusqu|en ligne|sur place|au|par|gratuite)|\bparlez-en autour|\bau plaisir de vous (?:voir|retrouver|accueillir|"
        r"y)|\bne manquez pas|\bn'attendez (?:pas|plus)|\bretrouvez(?:-nous)?\b|\bouvert a tous|\bbilletterie|\bparticipez|"
        r"\brejoignez-nous|\bvous (?:propos|invit|donn\w+ rendez|convi|annonc|presente)|\bfaites(?:-le)? (?:circuler|passer (?:le mot|"
        r"l'info))|\bpartagez|\bjoin us|\bbook your|\bdon't miss|\bon vous (?:propose|attend|invite)|\bappel (?:a benevoles|aux dons|"
        r"a cotisation)",
        "reader": r"\bau (?:programme|sommaire)\b|\bsommaire\b|\bedito\b|\bthis month\b|\bdans ce(?:tte)? (?:numero|edition|lettre)|"
        r"\bbonne lecture|\bles articles de la semaine",
        "follow": r"\b(?:suivez|rejoignez|retrouvez|likez|aimez)[- ]nous|\bsuivez (?:notre|l'actu|toute)|\bfollow us|\bnos reseaux|"
        r"\babonnez-vous|\bsur (?:notre page )?(?:facebook|instagram|linkedin)",
        "read": r"\b(?:lire|decouvr\w+|en savoir|consult\w+|voir|read|cliquez|telecharg\w+|retrouvez)\b.{0,40}\b(?:la suite|plus|"
        r"l'article|articles?|more|notre (?:site|catalogue|infolettre|newsletter|programme|bulletin)|le (?:catalogue|programme|numero|"
        r"bulletin|magazine)|la (?:newsletter|lettre|suite|gazette)|en ligne|https?:)",
        "sells": r"\b(?:nos|toutes les|vos) (?:\w+ )?(?:promotions?|offres?|bonnes affaires|nouveautes?|soldes|ventes?|prix|catalogue|"
        r"remises?)|-\s?\d+ ?%|\b\d+ ?% (?:sur|de (?:remise|reduction))|\boffer(?:te?s?|t)\b|\ben cadeau\b|\bdans votre (?:magasin|"
        r"boutique|agence)|\bfoire aux\b|\bpromos?\b|\bsoldes\b|\bdestockage|\bcode promo|\ben magasin|\bbons plans?|\barrivages?|"
        r"\bventes? flash|\bjusqu'au \d+ (?:\w+ )?:? ?.{0,10}-\d",
    }
)
_DATE = re.compile(rf"\b(?:{_DAYS}),? (?:le )?(?:\d{{1,2}}|1er)\b|\b(?:\d{{1,2}}|1er) (?:{_MONTHS})\b|\b\d{{1,2}}/\d{{2}}(?:/\d{{2,4}})?\b")
_HAPPENING = compiled(
    r"\b\d{1,2} ?h(?: ?\d\d)?\b|\bconcerts?|\bspectacles?|\bsorties?\b|\bvisites?\b|\brandonnee|\brando\b|\bateliers?|\bconference|"
    r"\bexposition|\bstages?\b|\btournoi|\bloto\b|\brepas\b|\bgouter|\bbal\b|\bvide-grenier|\bmarche de|\bformations?\b|\bmesses?\b|"
    r"\bcollectes?\b|\brencontres?\b|\breunions?\b|\bpermanences?\b|\bkm\b|\bdepart\b|\bcinema|\bfilms?\b|\btheatre|\bassemblee generale|"
    r"\bportes ouvertes|\btarifs?\b"
)
_TO_THE_TOWN = compiled(
    r"\b(?:monsieur|madame|m\.|mme) (?:le |la )?maire\b|\b(?:la|votre|a la|de la) mairie\b|\bvos services\b|\b(?:la|votre|notre) "
    r"(?:commune|municipalite)\b|\bconseil municipal\b|\bservices? (?:municipa|technique)"
)
_WARNS = compiled(
    r"\bvigilance (?:jaune|orange|rouge|meteo|crues?)|\balerte (?:meteo|enlevement|rouge|orange|crues?)|\beau (?:impropre|non potable)|"
    r"\bne (?:pas|plus) (?:boire|consommer) l'eau|\bcoupures? (?:d'|de |du )\w|\bevacuation\b"
)
"""What an authority or a network tells all towns at once, and each must act on."""
_CAMPAIGN_FIELDS = (
    "x-campaign",
    "x-campaignid",
    "x-campaign-id",
    "x-mailchimp-campaign",
    "x-mc-user",
    "x-mailgun-tag",
    "x-sib-id",
    "x-mailin-campaign",
    "x-mj-campaign",
    "x-mailer-campaign",
    "x-sg-eid",
    "x-csa-complaints",
    "x-report-abuse",
    "x-newsletter",
    "x-mailing-id",
    "x-feedback-id",
    "feedback-id",
    "list-unsubscribe-post",
    "x-emailing",
    "x-splio-ref",
    "x-messagebus-info",
    "x-sarbacane",
    "x-job",
    "x-mailkitchen",
    "x-roving-id",
    "x-mailer-recptid",
    "x-cheetahmailer",
)
_BULK_SENDER = re.compile(
    r"^(?:newsletters?|news|lettre|infolettre|no-?reply|ne-?pas-?repondre|nepasrepondre|donotreply|mailing|communication|campagne|"
    r"promos?|marketing|redaction|redac|info-?lettre|infos|annonces?|offres?|billetterie|diffusion|abonn\w*|hello|emailing|actus?|"
    r"actualites?|presse|bulletin)[@.+_-]",
    re.IGNORECASE,
)
_BULK_NAME = compiled(r"newsletter|infolettre|\blettre d|\bla (?:lettre|gazette)|\bflash\b|\bcommunique")
_OF_THE_PROGRAM = re.compile(r"-(?:request|bounces?|owner|admin)@|^(?:mailman|sympa|listserv|majordomo)@", re.IGNORECASE)
_GATHERED = re.compile(
    r"\bdigest\b[ ,]{1,2}(?:vol\b|for\b|of\b|pour\b|n\W{0,3}\d|\d)|\b(?:lot|digest) \S{1,80}, vol\b|"
    r"^(?:\[[^\[\]]{1,60}\] ?)?(?:(?:recapitulatif|resume|abrege|compilation) (?:quotidien\w* |hebdomadaire\w* )?(?:pour|de la liste|"
    r"des messages|du groupe)|"
    r"digest (?:for|pour|de) )"
)
"""How Mailman, Sympa and Google Groups head what was said in a list since the last time."""
_BULK_ENOUGH = 2
_ENOUGH_DATES = 2
_ENOUGH, _ENOUGH_SOFT = 2, 3
_ONE_PERSON = 2
"""Somebody who speaks as one person rarely writes to a list; the founder of a club does."""


def list_signs(text: str) -> int:
    """Return how many signs a folded text shows that only who keeps a list of recipients gives."""
    return len(shown(text, _SPREAD))


def is_issue(subject: str) -> bool:
    """Whether a folded subject names a newsletter, or an issue of one."""
    return bool(_ISSUE.search(subject))


def is_circular(subject: str, text: str, *, by_many_hands: int) -> bool:
    """Whether a text, folded and of one writer, went to many and asks the town for nothing.

    ``by_many_hands`` is how many signs the header shows (sender, recipients): they count like those of the text.
    """
    if asks(text) or reports(text):
        return False
    spread = list_signs(text)
    issue = bool(_ISSUE.search(f"{subject}\n{text[:300]}")) + bool(_ISSUE_OF.search(subject))
    soft = len(shown(text, _SOFT)) + issue + bool(_MANY.search(text[:400])) + _is_programme(text)
    score = spread + soft + by_many_hands - _ONE_PERSON * speaks_of_himself(text)
    return score >= _ENOUGH if spread else score >= _ENOUGH_SOFT and soft >= _ENOUGH


def _is_programme(text: str) -> bool:
    return bool(_HAPPENING.search(text)) and len(set(_DATE.findall(text))) >= _ENOUGH_DATES


def newsletter_sign(headers: Headers, text: str) -> str | None:
    """Return the field of the header that says that this went to many. A person writing through a discussion list is a person.

    ``text`` is folded.
    """
    offers_to_leave = list_signs(text) > 0
    score = 0
    score += "list-unsubscribe" in headers
    score += headers.get("precedence").strip().lower() in {"bulk", "junk"}
    campaign = next((name for name in _CAMPAIGN_FIELDS if name in headers), None)
    score += campaign is not None
    score += offers_to_leave and score > 0
    score += bool(_BULK_SENDER.match(mailbox(headers.get("from"))[1] or "")) and ("list-unsubscribe" in headers or "list-id" in headers)
    score -= 2 * ("list-post" in headers or is_through_a_list(headers))
    score -= "in-reply-to" in headers
    if score < _BULK_ENOUGH:
        return None
    name = next((name for name in ("list-unsubscribe", campaign or "precedence", "precedence") if name in headers), "from")
    return f"{name}: {headers.get(name)}"


def digest_sign(headers: Headers, subject: str, *, has_digest: bool) -> str | None:
    """Return the field that says that a list's own program wrote this: what was said there, gathered, or about the subscription.

    ``subject`` is folded; ``has_digest``: a part is a multipart/digest (RFC 2046, 5.1.5). Nobody writes from ``list-request``: it is
    the address of the program (RFC 2142, 6).
    """
    if "list-id" not in headers:
        return None
    sender = mailbox(headers.get("from"))[1] or ""
    if _OF_THE_PROGRAM.search(sender):
        return f"from: {sender}"
    return f"list-id: {headers.get('list-id')}" if has_digest or _GATHERED.search(subject) else None


def is_through_a_list(headers: Headers) -> bool:
    """Whether a discussion list hands on what one person wrote to it: it names him beside itself.

    Google Groups and Mailman write « Jean Dupont via voisins » in From, as the list's own address must stand there for DMARC (RFC 7960,
    4.1.3), and the person in Reply-To or X-Original-Sender.
    """
    if "list-id" not in headers:
        return False
    shown, address = mailbox(headers.get("from"))
    asked = mailbox(headers.get("reply-to"))[1]
    return "x-original-sender" in headers or (" via " in f"{shown} " and asked not in {None, address})


def is_for_the_town(text: str) -> bool:
    """Whether a folded text asks this town hall for something, or warns it, however many hands the letter went through.

    Associations write through the services that send newsletters; their foot says how to leave. Who sells something, or has
    something to read, asks too: then he must speak to the town hall, or nothing may show a list.
    """
    spread, soft = list_signs(text), shown(text, _SOFT)
    if soft & {"sells", "reader", "follow", "read"}:
        return False
    is_asked = asks(text) and (not spread or bool(_TO_THE_TOWN.search(text)))
    return is_asked or (not spread and bool(_WARNS.search(text)))


def signs_of_bulk(headers: Headers) -> int:
    """Return how many signs of a message to many the header shows beside the fields for it: who sends, and who is addressed."""
    name, sender = mailbox(headers.get("from"))
    recipient = mailbox(headers.get("to"))[1]
    speaks_for_many = bool(_BULK_SENDER.match(sender or "") or _BULK_NAME.search(fold(name or "")))
    return speaks_for_many + (recipient in {None, sender}) + ("list-id" in headers or "list-unsubscribe" in headers)
