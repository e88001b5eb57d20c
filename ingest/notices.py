"""Lines that machines add below what a person wrote: of the device, of the virus scanner, of confidentiality and the environment."""

import re
from collections.abc import Sequence

from ingest.plain import fold

_DEVICES = (
    r"iphone|ipad|ipod|mobile|telephone|smartphone|tablette|tablet|galaxy|samsung|xperia|huawei|honor|oneplus|pixel|blackberry|"
    r"windows|mac|macbook|android|ios|"
    r"appareil|ordinateur|nokia|sony|lg|htc|xiaomi|redmi|oppo|realme|fairphone|motorola|wiko|phone|handy|device|mail|e-?mail|"
    r"courriel|courrier|messagerie|webmail|outlook|"
    r"yahoo|gmail|orange|free|sfr|laposte|poste|proton\w*|bouygues|aol|hotmail|thunderbird|zimbra|application|appli|app|"
    r"bluemail|spark|k-?9|canary|edison|mailo|gmx|tutanota|infomaniak"
)
_DEVICE = re.compile(
    r"(?:envoye|transmis|ecrit|redige|sent|message envoye|mail envoye|gesendet|enviado|inviato|verzonden)\s+(?:de|depuis|"
    rf"a partir de|avec|via|from|using|par|von|desde|da|van)\s.{{0,50}}\b(?:{_DEVICES})\b.{{0,60}}"
    r"|(?:obtenir|obtenez|telecharger|telechargez|get|get the|holen sie sich)\s(?:outlook|bluemail|l'application|spark|yahoo).{0,80}"
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
)
_MAX_DEVICE = 140
_OF_A_PERSON = re.compile(
    r"\b(?:je|j'[a-z]+|mon|ma|mes|voisine?s?|enfants?|mere|pere|rue|avenue|boulevard|quartier|immeuble|hlm|police|habitants?|"
    r"maire|mairie)\b|\?\s*$"
)
"""Boilerplate speaks of messages, not of people and streets."""


def without_notices(lines: Sequence[str]) -> list[str]:
    """Drop device lines, and notices to the end of their paragraph."""
    kept: list[str] = []
    in_notice = has_notice = False
    for line in lines:
        stripped = line.strip()
        if not stripped:
            in_notice = False
            kept.append(line)
            continue
        folded = fold(stripped[:1000]).strip(" *_-[]()")
        is_device = len(folded) < _MAX_DEVICE and any(character.isalpha() for character in folded) and _DEVICE.fullmatch(folded)
        is_notice = not is_device and _NOTICE.match(folded) and not _OF_A_PERSON.search(folded)
        has_notice = has_notice or bool(is_notice)
        if is_device or is_notice:
            in_notice = bool(is_notice)
        elif not in_notice or _OF_A_PERSON.search(folded):
            kept.append(line)
            in_notice = False
    # « Ce message est confidentiel : … » and nothing else is what somebody says.
    return list(lines) if has_notice and not any(line.strip() for line in kept) else kept
