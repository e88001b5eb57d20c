"""The fields of a request, and the words of keys and labels that ask for them."""

import re
from enum import StrEnum
from functools import lru_cache

from ingest.plain import fold


class Field(StrEnum):
    """What a value is (champ). The names are those of a mapping."""

    NAME = "name"
    SURNAME = "surname"
    GIVEN_NAME = "given_name"
    CIVILITY = "civility"
    EMAIL = "email"
    PHONE = "phone"
    ORGANISATION = "organisation"
    REGISTER = "register"
    """SIRET, SIREN, RNA."""
    ADDRESS = "address"
    """The requester's own, whole or its street."""
    HOUSE_NUMBER = "house_number"
    ADDRESS_MORE = "address_more"
    POSTCODE = "postcode"
    TOWN = "town"
    PLACE = "place"
    """Where the problem is, as people say it."""
    PLACE_NUMBER = "place_number"
    PLACE_STREET = "place_street"
    PLACE_POSTCODE = "place_postcode"
    PLACE_TOWN = "place_town"
    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    POINT = "point"
    """Both together: « 49.5, -1.47 »."""
    HEADING = "heading"
    CATEGORY = "category"
    """What was ticked, sometimes wrong."""
    FORM_NAME = "form_name"
    TEXT = "text"
    QUESTION = "question"
    """Anything else that was answered: it stands in the text with its question."""
    SENT_AT = "sent_at"
    ID = "id"
    CITED = "cited"
    """The number or tracking code of an earlier request."""
    TRAP = "trap"
    """A field that people do not see."""
    MAYBE_TRAP = "maybe_trap"
    """A field that is a trap in most forms: « website »."""
    SECONDS = "seconds"
    """How long it took to fill in the form."""
    CHANNEL = "channel"
    CONFIDENCE = "confidence"
    """How sure a machine is of what it heard, 0 to 1."""
    PIECE = "piece"
    IGNORE = "ignore"


def word_set(words: str) -> frozenset[str]:
    """Return words that are written in one line as a set."""
    return frozenset(words.split())


_CAMEL = re.compile(r"(?<=[a-zà-ÿ0-9])(?=[A-ZÀ-Ý])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORD = re.compile(r"[a-z]+|\d+")
_ASIDE = re.compile(r"\([^()]{0,80}\)|\[[^\[\]]{0,80}\]")
_FILLERS = word_set(
    "de du des d la le les l un une votre vos mon ma mes notre nos your my our the of a au aux en et and or ou svp stp please quel quelle "
    "quels quelles est sont what is which veuillez indiquer indiquez indique saisir saisissez renseigner renseignez entrez merci preciser "
    "precisez donner donnez obligatoire requis required optionnel facultatif optional complet complete exact exacte field input edit "
    "wpforms gform txt fld frm ctl form_input your_ cf7 val value valeur s il vous plait pouvez vous si connu connue eventuel eventuelle "
    "principal principale actuel actuelle courant courante ici enter"
)
_LEADING = word_set("q field champ question input item your f data user1")
_RUN_TOGETHER = {
    "firstname": "first name",
    "lastname": "last name",
    "fullname": "full name",
    "familyname": "family name",
    "givenname": "given name",
    "givennames": "given names",
    "nomprenom": "nom prenom",
    "prenomnom": "prenom nom",
    "nomcomplet": "nom complet",
    "raisonsociale": "raison sociale",
    "codepostal": "code postal",
    "codepost": "code postal",
    "zipcode": "zip code",
    "postalcode": "postal code",
    "phonenumber": "phone number",
    "mobilephone": "mobile phone",
    "emailaddress": "email address",
    "streetaddress": "street address",
    "housenumber": "house number",
    "streetnumber": "street number",
    "streetname": "street name",
    "cityname": "city name",
    "companyname": "company name",
    "datenaissance": "date naissance",
    "addr": "address",
    "adr": "adresse",
    "replyto": "reply to",
    "num": "numero",
    "no": "numero",
    "nr": "numero",
    "n": "numero",
    "mails": "mail",
    "emails": "email",
    "courriels": "courriel",
    "msg": "message",
    "desc": "description",
    "descr": "description",
    "comm": "commentaire",
    "obs": "observation",
    "cat": "categorie",
    "subcat": "sous categorie",
    "tel1": "tel",
    "telfixe": "tel fixe",
    "telmobile": "tel mobile",
    "telport": "tel portable",
    "numtel": "numero tel",
    "numerotelephone": "numero telephone",
    "adressemail": "adresse mail",
    "adressepostale": "adresse postale",
    "adressecomplete": "adresse",
    "createdat": "created at",
    "submittedat": "submitted at",
    "geolocalisation": "geolocalisation",
}

_LONGEST = 160
_LONG_NUMBER = re.compile(r"\d{2,}")
"""What numbers a key has does not matter: « champ_10234 » asks what « champ_10 » asks."""
REMEMBERED = 1 << 15


def all_words(key: str) -> str:
    """Return the words of a key or label, folded: « adresseDuProbleme » is adresse du probleme."""
    return _all_words(_LONG_NUMBER.sub("10", key[:_LONGEST]))


@lru_cache(maxsize=REMEMBERED)
def _all_words(key: str) -> str:
    text = key if " " in key.strip() else _CAMEL.sub(" ", key)
    return " ".join(part for word in _WORD.findall(_ASIDE.sub(" ", fold(text))) for part in _RUN_TOGETHER.get(word, word).split())


def key_words(key: str) -> str:
    """Return the words of a key or label, folded, without those that only ask politely: « Votre adresse e-mail * » is adresse e mail."""
    return _key_words(_LONG_NUMBER.sub("10", key[:_LONGEST]))


@lru_cache(maxsize=REMEMBERED)
def _key_words(key: str) -> str:
    words = _all_words(key).split()
    while len(words) > 1 and (words[0] in _LEADING or words[0].isdecimal()):
        words.pop(0)
    is_where = words[:1] == ["ou"]  # « où » and « ou » are one word without accents
    kept = [word for index, word in enumerate(words) if word not in _FILLERS or (is_where and not index)]
    return " ".join(kept or words)


def human(key: str) -> str:
    """Return a key as a person would write it: « type_acte » is « Type acte ». A question stays as it is."""
    text = key.strip()
    if " " not in text:
        text = re.sub(r"[_.\-]+", " ", _CAMEL.sub(" ", text)).strip().lower() if not text.isupper() or "_" in text else text
    text = text.rstrip(" :*")
    return text[:1].upper() + text[1:]
