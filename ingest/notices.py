"""Lines that machines add below what a person wrote: of the device, of the virus scanner, of confidentiality and the environment."""

import re
from collections.abc import Sequence

from ingest.closings import is_salutation
from ingest.plain import fold

_DEVICES = (
    r"iphone|ipad|ipod|mobile|telephone|smartphone|tablette|tablet|galaxy|samsung|xperia|huawei|honor|oneplus|pixel|blackberry|"
    r"windows|mac|macbook|android|ios|"
    r"appareil|ordinateur|nokia|sony|lg|htc|xiaomi|redmi|oppo|realme|fairphone|motorola|wiko|phone|handy|device|mail|e-?mail|"
    r"courriel|courrier|messagerie|webmail|outlook|"
    r"yahoo|gmail|orange|free|sfr|laposte|poste|proton\w*|bouygues|aol|hotmail|thunderbird|zimbra|application|appli|app|"
    r"bluemail|spark|k-?9|canary|edison|mailo|gmx|tutanota|infomaniak|telemovel|celular|movil|cellulare|telefono|telefoon"
)
_DEVICE = re.compile(
    r"(?:this (?:message|e-?mail) was )?(?:envoye|transmis|ecrit|redige|sent|message envoye|mail envoye|gesendet|"
    r"enviado|inviato|verzonden)\s+(?!par (?:courrier|mail|e-?mail|courriel|telephone|la poste)\b)(?:de|depuis|"
    rf"a partir de|avec|via|from|with|using|par|von|vom|desde|da|dal|do|van)\s.{{0,50}}\b(?:{_DEVICES})\b.{{0,60}}"
    r"|(?:obtenir|obtenez|telecharger|telechargez|get|get the|holen sie sich)\s(?:outlook|bluemail|l'application|spark|yahoo).{0,80}"
    r"|provenance\s*:\s*courrier.{0,60}|ce (?:mail|message|courriel|e-mail) a ete envoye depuis.{0,120}|"
    r"veuillez excuser (?:ma|la) brievete.{0,40}"
    r"|(?:sans virus|virus-free|garanti sans virus).{0,60}|l'absence de virus dans ce courrier.{0,120}|"
    r"une messagerie gratuite, garantie a vie.{0,120}|je cree ma (?:boite|adresse) mail\b.{0,60}|"
    r"(?:securise|secured) (?:avec|with|by) tuta(?:nota)?\b.{0,60}|https://(?:app\.)?tuta(?:nota)?\.com/?\S{0,60}|"
    r"<?https?://(?:www\.)?avast\.com/\S{0,140}|<?#dab4fad8-\S{0,40}"
    r"|creez? votre adresse.{0,100}|yahoo! mail.{0,60}|diese nachricht wurde von meinem.{0,80}|\[?avast logo\]?.{0,80}|"
    r"cet e-mail a ete verifie.{0,80}"
    r"|je vous remercie de votre comprehension et de ma brievete|this email has been (?:checked|sent).{0,80}"
)
_NOTICE = re.compile(
    r"(?:avis|clause|note|mention|notice) (?:de|sur la|of) (?:confidentialite|confidentiality).{0,40}|"
    r"(?:confidentialite|disclaimer|avertissement|confidentiality notice)\s*:?\s*"
    r"(?:$|(?=.{0,160}\b(?:messages?|courriels?|e-?mails?|destinataires?|confidential|intended)\b))"
    r"|(?:ce|cet|le present|present) (?:message|courriel|e-?mail|mail|courrier electronique|document|"
    r"courrier)[ ,(].{0,200}(?:confidentiel|destinataire|intention exclusive|usage exclusif|propriete|privilegi|protege|"
    r"secret (?:professionnel|des? (?:correspondances?|affaires))|a l'attention exclusive)"
    r".{0,600}|les? informations? (?:contenues?|figurant).{0,120}(?:confidentiel|message|courriel).{0,600}"
    r"|(?:tous )?(?:les? |nos )?(?:echanges?|correspondances?|communications?)\b.{0,120}secret (?:professionnel|"
    r"des? correspondances?).{0,300}"
    r"|(?:si|dans le cas ou) vous (?:recevez|avez recu|n'etes pas|avez recu) (?:ce|cet|le|l').{0,200}(?:erreur|destinataire).{0,400}"
    r"|(?:this|the information in this|the contents? of this) (?:e-?mail|message|communication).{0,200}(?:confidential|"
    r"intended|privileged).{0,600}"
    r"|if you (?:are not|have received|received).{0,200}(?:intended|error|mistake).{0,400}"
    r"|(?:merci de |veuillez |pensons a )(?:bien )?(?:penser a l'environnement|penser a la planete|n'imprimer|ne pas imprimer|"
    r"ne l'imprimer|n'imprimez).{0,200}"
    r"|(?:avant d'imprimer|(?:pensez a l'environnement|pensez environnement)(?=\W*$|.{0,80}\b(?:imprim\w*|papier|pages?|"
    r"message|mail|courriel|print\w*)\b)|n'imprimez|afin de preserver l'environnement|"
    r"merci de n'imprimer|adoptez l'eco|ensemble, preservons|before printing|please consider the environment|"
    r"p please consider|soyons eco).{0,300}"
    r"|(?:conformement (?:au|a la) (?:rgpd|reglement|loi)|vos donnees (?:personnelles|a caractere)).{0,600}"
    r"|(?:toute|any) (?:utilisation|diffusion|publication|modification|unauthorized).{0,300}(?:interdite|prohibee|prohibited|"
    r"non autorisee|proscrite).{0,300}|message susceptible d'etre altere.{0,100}"
    r"|l'(?:internet|integrite).{0,160}(?:ne peut|n'etant pas).{0,300}"
    r"|(?:en raison|face a|compte tenu|attention|vigilance|prudence)\b.{0,80}(?:fraudes?|escroqueries?|hameconnage|phishing|"
    r"usurpations?|faux rib)\b.{0,120}"
    r"(?:\baucune?\b|\bjamais\b|ne (?:vous )?(?:demand|communiqu)).{0,400}"
    r"|vous recevez ce (?:message|mail|courriel),? (?:car|parce que) "
    r"vous etes (?:abonnee?|inscrite?|membre).{0,20}\b(?:groupe|liste)\b.{0,300}"
    r"|you (?:are receiving|received) this (?:message|e-?mail) because you are subscribed to the .{0,20}\b(?:group|list)\b.{0,300}"
    r"|(?:pour (?:vous desabonner|se desabonner|vous desinscrire|se desinscrire) (?:de|du) (?:ce |cette |la )?(?:groupe|liste)|"
    r"to unsubscribe from this (?:group|list))\b.{0,400}"
    r"|(?:les |vos )?(?:informations|donnees)(?: (?:personnelles|a caractere personnel))? (?:recueillies|collectees) "
    r".{0,80}\b(?:traitements?|fichiers?)\b.{0,600}"
    r"|membre d'une? (?:association|centre)(?: de gestion)? agreee?\b.{0,80}\b(?:cheques?|honoraires|reglements?|cartes?)\b.{0,200}"
    r"|(?:cet office|cette etude|(?:notre|l') ?(?:office|etude|cabinet))\b.{0,60}\b(?:ne recoit|n'accepte|ne communique|ne modifie)\b"
    r".{0,80}\b(?:fonds|cheques?|especes|virements?|rib|coordonnees bancaires)\b.{0,300}"
    r"|(?:ce|cet) (?:message|e-?mail|courriel) (?:vous )?(?:est|a ete) (?:envoye|adresse|expedie) (?:par|pour|au nom de)\b.{0,80}\b"
    r"(?:avec|via|grace a|au moyen de)\b.{0,40}\b(?:logiciel|application|appli|plateforme|service|solution|outil|messagerie)\b.{0,160}|"
    r"(?:ce|cet) (?:message|e-?mail|courriel) est un service (?:de|fourni par)\b.{0,200}"
    r"|(?:se |vous )?(?:desinscrire|desabonner) ?:? ?\(?https?:.{0,300}"
    r"|(?:cette discussion peut etre lue|to view this discussion) .{0,300}"
)
_RULE = re.compile(r"[-_=*~–—]{4,}")
_MAX_DEVICE = 140
_SHORTEST_WRAPPED = 60
"""A shorter line that ends a sentence ends the notice too; clients break lines at 65 characters and more."""
_OF_A_PERSON = re.compile(
    r"\b(?:je|j'[a-z]+|mon|ma|mes|voisine?s?|enfants?|mere|pere|rue|avenue|boulevard|quartier|immeuble|hlm|police|habitants?|"
    r"maire|mairie)\b|\?\s*$"
)
"""Boilerplate speaks of messages, not of people and streets."""


def _drop_rule(lines: list[str]) -> None:
    """Take off the rule that stood above a notice at the end."""
    last = next(index for index in range(len(lines) - 1, -1, -1) if lines[index].strip())
    if last and _RULE.fullmatch(lines[last].strip()):
        del lines[last:]


def without_notices(lines: Sequence[str]) -> list[str]:
    """Drop device lines, and notices to the end of their paragraph.

    What comes first, or first after a greeting, is none: « Bonjour, / Ce message est confidentiel, ma voisine … » is what somebody says.
    """
    kept: list[str] = []
    in_notice = has_notice = has_said = False
    for line in lines:
        stripped = line.strip()
        if not stripped:
            in_notice = False
            kept.append(line)
            continue
        folded = fold(stripped[:1000]).strip(' *_-[]()«»“”"')
        is_device = len(folded) < _MAX_DEVICE and any(character.isalpha() for character in folded) and _DEVICE.fullmatch(folded)
        is_notice = has_said and not is_device and _NOTICE.match(folded) and not _OF_A_PERSON.search(folded)
        has_notice = has_notice or bool(is_notice)
        if is_device or is_notice:
            in_notice = bool(is_notice) and (len(stripped) >= _SHORTEST_WRAPPED or not stripped.endswith((".", "!", "?")))
        elif not in_notice or _OF_A_PERSON.search(folded):
            kept.append(line)
            in_notice = False
            has_said = has_said or not is_salutation(stripped)
    if has_notice and any(line.strip() for line in kept):
        _drop_rule(kept)
    # « Ce message est confidentiel : … » and nothing else is what somebody says.
    return list(lines) if has_notice and not any(line.strip() for line in kept) else kept
