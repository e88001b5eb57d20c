"""Words of call logs in several languages: what a column holds, how a call ended, which way it went."""

import re
from enum import StrEnum
from functools import lru_cache

from domain.call import CallEnd, Way
from ingest.plain import fold


class Role(StrEnum):
    """What a column of a call log holds (rôle d'une colonne)."""

    START = "start"
    """Date and time a call began."""
    DATE = "date"
    TIME = "time"
    ANSWER = "answer"
    END = "end"
    DURATION = "duration"
    """From the beginning to the end, ringing included."""
    TALK = "talk"
    RING = "ring"
    CLID = "clid"
    """Name and number of the caller in one."""
    CALLER = "caller"
    CALLED = "called"
    DIALLED = "dialled"
    """What the caller chose: the town's own number."""
    OTHER = "other"
    """The number of the other side, whichever way the call went."""
    EXTENSION = "extension"
    """The extension of the town hall, whichever way the call went."""
    NAME = "name"
    STATUS = "status"
    WAY = "way"
    AGENT = "agent"
    NOTE = "note"
    AUDIO = "audio"
    TRANSCRIPT = "transcript"
    CALL_ID = "call_id"
    LINKED_ID = "linked_id"
    CONTEXT = "context"
    CHANNEL = "channel"
    PEER = "peer"
    """The channel of who was called."""
    APP = "app"
    APP_DATA = "app_data"
    TRUNK_IN = "trunk_in"
    TRUNK_OUT = "trunk_out"


_HEADERS: dict[Role, str] = {
    Role.START: "invitetime setuptime calldate start starttime startdatetime datetime dateheure dateetheure dateheuredappel dateheuredebut "
    "horodatage debutappel callstart timestart startstamp starttimestamp dateandtime timestamp debut debutdappel heuredebut "
    "heurededebut datehour fechayhora fechahora dataora datumzeit datumuhrzeit datetimeorigination startedat creationdatetime "
    "starttimelocal callstarttime dateheureappel createdtime calldatetime begintime startepoch timestamplocal inicio beginn inizio "
    "anrufzeit anrufbeginn zeitpunkt startzeit",
    Role.DATE: "date jour fecha data datum day dateappel datedappel datedelappel datedebut datedebutappel startdate",
    Role.TIME: "time heure hour calltime heuredappel heuredelappel heureappel hora ora uhrzeit zeit tempsdappel callingtime",
    Role.ANSWER: "answer answertime answerdate answerstamp answertimestamp timeanswered answeredat answereddatetime "
    "heurereponse heuredereponse reponse datetimeconnect answerepoch dateheurereponse",
    Role.END: "end endtime enddate endstamp endtimestamp timeend endedat fin datefin heurefin heuredefin hangupdate "
    "datetimedisconnect endepoch dateheurefin finappel",
    Role.DURATION: "duration duree dureetotale callduration callduraction totalduration calllength dureedappel dureeappel "
    "dureedelappel dureesec duracion durata dauer combientemps temps length lengthsec secondes seconds totaltime dureetotaldelappel "
    "calltimes calltimeseconds durationtotal",
    Role.TALK: "billsec talktime talking talk talkduration talkduraction conversation conversationtime dureeconversation "
    "dureedeconversation enconversation connectedtime tempsdeconversation tempsdecommunication dureecommunication dureedecommunication "
    "communication tiempofacturado billableduration billseconds tempsparle parle dureefacturee billsecs gesprachsdauer conversazione "
    "hablando sprechzeit durationincall billed",
    Role.RING: "ringing ringtime ringduration ringingtime sonnerie dureesonnerie dureedesonnerie attente dureeattente "
    "dureedattente waittime waitingtime tempsdattente tempsdesonnerie ring sonando klingeln squillo ringingseconds agentringtime "
    "timbrado rufzeit wartezeit klingeldauer klingelzeit rufdauer",
    Role.CLID: "clid callerid identitedelappelant identiteappelant calleridnamenumber "
    "idappelant identifiantappelant identifiantdelappelant idcaller",
    Role.CALLER: "src source de von caller fromphonenumber callerphonenumber callernumber callingnumber callfrom from "
    "fromno fromnumber origine appelant "
    "numeroappelant numappelant nappelant noappelant numerodelappelant numerodappelant calleridnumber callidnumber ani cli clinumber "
    "origen quelle anrufer chiamante callingpartynumber msisdnappelant emetteur orig originatingnumber cidnum callernum callingparty "
    "numeroemetteur calleridnum ndappelant sourcenumber fromuser numerosource appelede calling origin",
    Role.CALLED: "dst destination a an to tophonenumber calleephonenumber tono tonumber called callee calleenumber "
    "callednumber calledparty callto appele "
    "numeroappele numappele nappele noappele destinataire destinationnumber destino ziel angerufener numerodestinataire "
    "numerodestination ndappele calledid finalcalledpartynumber chiamato destinatario numerodappele calledto dest terminatingnumber "
    "appelversnumero",
    Role.DIALLED: "did dnis didnumber diddni sda numerosda numerocompose dialednumber diallednumber dialno didddi dialnumber "
    "lignesda originalcalledpartynumber ligne lignedappel lineid numerodelaligne ligneappelee numerodeligne linenumber compose "
    "inbounddid outboundcallerid2 numeropublic",
    Role.OTHER: "correspondant numerocorrespondant numerodecorrespondant numero phonenumber number telephone tel contact "
    "interlocuteur numerodetelephone ntelephone notelephone ntel notel numtel numerotel numerodetel portable rawdigits correspondent "
    "externalnumber numeroexterne telephonenumber rufnummer nummer remotenumber autrenumero",
    Role.EXTENSION: "poste extension ext extn interne numeroposte posteinterne nposte postetelephonique localnumber "
    "internalnumber utilisateur user station device terminal nebenstelle postedebut numberdigits abonne teilnehmer",
    Role.NAME: "cnam callername nom calleridname name nomappelant nomdelappelant nomcorrespondant nomducorrespondant "
    "callingname cidname fromdispname nomdappelant displayname nombre qui quiaappele quiappelait",
    Role.STATUS: "disposition status statut etat hangupcause callstatus result resultat issue estado stato zustand "
    "reasonterminated laststatus calldisposition callresult statutdappel statutappel statutdelappel etatappel callstate outcome esito "
    "ergebnis hangupcausename terminationreason hangupnature answered missedcallreason causedefin suite suitedonnee actionresult "
    "cequisestpasse sestpasse quoi cequisestdit issuedelappel finalsipphrase sipphrase finalsipcode sipcode abandonne abandoned manque "
    "missed repondu decroche",
    Role.WAY: "sens direction calldirection communicationtype way type typedappel typeappel calltype callcategory sensappel "
    "sensdappel richtung origination waytype direzione tipo tipodellamada typeofcall typecommunication typ verbindungsart anrufart",
    Role.AGENT: "agent answeredby reponduepar reponsepar repondupar decrochepar operateur traitepar agentname takenby prispar "
    "destchannelextension dstchannelextension conseiller utilisateurs users agents",
    Role.NOTE: "note notes commentaire commentaires comment remarque remarques observation observations objet motif callnote",
    Role.AUDIO: "recordingfile recording enregistrement audio fichieraudio messagevocal voicemailfile recordfile fichier "
    "recordingpath fichierson recordname messagerievocale voicemailmessage voicemailurl messagerie voicemail",
    Role.TRANSCRIPT: "transcription transcript texte voicemailtext texteduvocal transcriptionvocale",
    Role.CALL_ID: "uniqueid uuid callid id identifiant idappel cdrid acctid calluuid pkid callidentifier idunique "
    "identifiantappel referenceappel cdruniqueid globalid",
    Role.LINKED_ID: "linkedid historyid bleguuid globalcallidcallid originatinglegid parentid callgroupid linkid maincallid "
    "callhistoryid session sessionid",
    Role.CONTEXT: "dcontext context contexte",
    Role.CHANNEL: "channel sourcechannel srcchannel channelname canal canalsource canalorigen",
    Role.PEER: "dstchannel destchannel destinationchannel bridgechannel canaldestination canaldestino",
    Role.APP: "lastapp lastapplication app application",
    Role.APP_DATA: "lastdata lastarg lastapplicationdata events event evenements",
    Role.TRUNK_IN: "sourcetrunk srctrunkname srctrunk trunkin inboundtrunk",
    Role.TRUNK_OUT: "destinationtrunk desttrunkname dsttrunk trunkout outboundtrunk",
}
_ROLES = {word: (role, rank) for role, words in _HEADERS.items() for rank, word in enumerate(words.split())}
_SIGNS = re.compile(r"[^a-z0-9]+")
_SMALL = re.compile(r"\b(?:de|du|des|d|l|la|le|les|the|of|en|et|a|au|s)\b")
_PARENTHESIS = re.compile(r"\s*\([^()]*\)\s*$")
_OF_UTC = re.compile(r"[\s(_-]+(?:utc|gmt)\)?\s*$", re.IGNORECASE)
_MOMENTS = frozenset({Role.START, Role.DATE, Role.TIME, Role.ANSWER, Role.END})
_BEHIND = 100
_UNIT = re.compile(r"(?:s|sec|secs|seconds|secondes|enseconde|ensecondes|hhmmss|hms|mmss)$")
_LONGEST_HEADER = 60


def header_key(cell: str) -> str:
    """Return a column's name as it is compared: no case, accents, blanks or signs."""
    return _SIGNS.sub("", fold(cell.strip().strip('"').lstrip("\ufeff")))


def role_of(cell: str) -> Role | None:
    """Return what a column of that name holds, None where the name is not known."""
    return ranked_role_of(cell)[0]


def ranked_role_of(cell: str) -> tuple[Role | None, int]:
    """Return what a column of that name holds, and how many names say it better."""
    if len(cell) > _LONGEST_HEADER:
        return None, 0
    key = header_key(cell)
    known = _ROLES.get(key)
    if known is None:
        key = _SIGNS.sub("", _SMALL.sub(" ", fold(cell)))
        known = _ROLES.get(key)
    if known is None and (bare := _UNIT.sub("", key)) != key:
        known = _ROLES.get(bare)
        is_plural = key == bare + "s" and len(bare) > 3  # noqa: PLR2004 - a plural of a real word
        if known is not None and known[0] not in _COUNTED and not is_plural:
            known = None
    return known if known is not None else _ranked_without(cell)


def _ranked_without(cell: str) -> tuple[Role | None, int]:
    """Return what a column holds by its name without what stands behind it: in brackets, or that its times are UTC."""
    if is_utc(cell):
        role, rank = ranked_role_of(_OF_UTC.sub("", cell))
        return (role, rank + _BEHIND) if role in _MOMENTS else (None, 0)
    named = _PARENTHESIS.sub("", cell)
    return ranked_role_of(named) if named != cell and named.strip() else (None, 0)


def is_utc(name: str) -> bool:
    """Whether a column's name says that its times are UTC."""
    return _OF_UTC.search(name) is not None


_COUNTED = (Role.DURATION, Role.TALK, Role.RING)
"""Columns whose names may have a unit behind them."""
_VOICEMAIL = re.compile(
    r"voice ?mail|messagerie|message vocal|repondeur|boite vocale|\bvm\b|vmail|vocal|buzon|segreteria|mailbox|anrufbeantworter|"
    r"\blaisse(?:e|r)? (?:un |son |1 )?(?:message|msg|mess)\b|\b(?:message|msg) laisse|sprachbox"
)
_FAX = re.compile(r"\bfax|telecopie|t\.?38")
_MISSED = re.compile(
    r"\b(?:no|non|pas|not|sans|jamais|un|in) ?(?:t |de |d')?(?:answer|repon|decroch|abouti|pris|repond|contest|traite|connect|serv)|"
    r"noanswer|unanswered|manqu|miss|abandon|perdu|lost|cancel|annul|raccroche|no user response|timeout|rejet|reject|refus|"
    r"declin|sonne|\bring|dans le vide|\bratee?s?\b|pas (?:ete |encore )?(?:pu|eu|joint|joignable|la|dispo)|\bpersonne\b|injoignable|"
    r"\b(?:a|doit|merci de|svp|pls) rappeler|\brappeler (?:svp|stp|merci|le|la|ce|cet|demain|avant|apres|entre|vers)\b|\bsans suite\b|"
    r"no available|out of opening|short abandoned|verpasst|perdid|perso|persa|lose race|src participant|allotted|"
    r"blocked|unavailable|\b(?:nicht|keine?) (?:angenommen|beantwortet|antwort|erreicht)|unbeantwortet|abgebrochen|"
    r"\bhors (?:des )?(?:horaires?|heures|plages?)\b|"
    r"out of (?:office |business |opening )?hours|\bannonce (?:de )?fermeture|request terminated|deborde|\brenvoi (?:sur )?non"
)
_BUSY = re.compile(r"busy|occup|besetzt")
_FAILED = re.compile(
    r"fail|echec|echou|congest|chanunavail|error|erreur|invalid|out of order|incompatible|fallid|fehlge|fehler|\bnon attribue"
)
_ANSWERED = re.compile(
    r"answer|repond|decroch|abouti|rappele|recontact|\bregle|\beue?s?\b|renseigne|transfere|transmis|\bjointe?\b|"
    r"\bpassee? (?:a|au|aux|en)\b|"
    r"connect|complet|traite|pris\b|prise|conversation|contestad|normal|success|succes|\bok\b|oui|"
    r"respond|accept|angenommen|beantwortet|verbunden|rispost|terminatedby|participant terminated|termine|etabli|recu|talk"
)
_MENU = re.compile(
    r"\bivr\b|ivr[_ -]|\bsvi\b|\bmenu\b|(?:standard|accueil|attendant|operator\w*|operadora) auto|auto ?attendant|digital receptionist|"
    r"(?:receptionniste|repondeur) num|serveur vocal|\bannonces?\b|announcement|sprachmenu|risponditore auto|menu vocal|^aa:|"
    r"^(?:message )?fermeture(?: \w+)?$|^hors horaires?\b|^cti ?rp\b|route ?point"
)
"""Names of what takes calls in a switchboard without a person."""
_BACK = re.compile(r"\brappelee?s?\b|called back|\brecontacte")
_OF_CALLS = re.compile(
    r"rappel|decroch|repond|repondeur|messag|occup|rate\b|ratee|appel|raccroch|sonn|manqu|joign|miss|answer|voice|busy|hang|\btel\b|pris\b"
)


@lru_cache(maxsize=4096)
def taken_by(text: str) -> CallEnd | None:
    """Return how a call ended that was put through to what a switchboard calls so: a mailbox, a fax or a menu, None for anything else."""
    if not text or text.isdecimal():
        return None
    word = _BLANK.sub(" ", fold(text))
    if _MENU.search(word):
        return CallEnd.MISSED
    if _FAX_DEVICE.search(word):
        return CallEnd.FAX
    return CallEnd.VOICEMAIL if _MAILBOX.search(word) else None


@lru_cache(maxsize=4096)
def is_group(text: str) -> bool:
    """Whether a name is that of a queue or a group, whose call the telephones of its members take."""
    return _GROUP.search(_BLANK.sub(" ", fold(text))) is not None


_GROUP = re.compile(
    r"\bqueue\b|\bring ?group|\bhunt|\bfiles? d.attente|\bgroupes? d|\bgroupe\b|\bgruppe\b|\bsammel|\bwarteschlange|\bpilote?\b"
)
_FAX_DEVICE = re.compile(r"^fax\b|\bfax(?: ?server|\d*$)|\bfax ?to ?e?mail|^rx ?fax|serveur fax|telecopieur|^telecopies?\b")
_MAILBOX = re.compile(
    r"^vm[abisu]? ?\d+$|^mvoc\b|^\*99\d+$|sprachbox|voice ?mail|messagerie|message vocal|repondeur|boite vocale|vmail|buzon de voz|"
    r"segreteria|anrufbeantworter"
)


@lru_cache(maxsize=4096)
def is_call_back(text: str) -> bool:
    """Whether somebody noted that he called back and talked: « je l'ai rappelée »."""
    word = fold(text)
    return bool(_BACK.search(word)) and end_of(text) is CallEnd.ANSWERED


@lru_cache(maxsize=4096)
def is_of_calls(text: str) -> bool:
    """Whether a note on how something ended can only be about a call."""
    return bool(_OF_CALLS.search(fold(text)))


_YES, _NO = frozenset({"oui", "yes", "ja", "si", "true", "vrai", "1", "x"}), frozenset({"non", "no", "nein", "false", "faux", "0", ""})


def is_yes(text: str) -> bool | None:
    """Return what a cell of yes or no says, None for any other; an empty one says no."""
    word = fold(text.strip())
    return True if word in _YES else False if word in _NO else None


_BLANK = re.compile(r"[\s_-]+")
_UNANSWERED_CAUSES = re.compile(r"unallocated|no ?route|not ?found|recovery on timer")


@lru_cache(maxsize=4096)
def end_of(text: str) -> CallEnd | None:
    """Return how a call ended by the word a log has for it, None where the word is not known."""
    word = _BLANK.sub(" ", fold(text.strip()))
    for pattern, end in (
        (_VOICEMAIL, CallEnd.VOICEMAIL),
        (_FAX, CallEnd.FAX),
        (_UNANSWERED_CAUSES, CallEnd.FAILED),
        (_BUSY, CallEnd.BUSY),
        (_MISSED, CallEnd.MISSED),
        (_FAILED, CallEnd.FAILED),
        (_ANSWERED, CallEnd.ANSWERED),
    ):
        if word and pattern.search(word):
            return end
    return None


_INTERNAL = re.compile(r"^(?:i|int|loc|l)$|intern|\blocal|ext(?:ension)? (?:to )?ext|poste a poste")
_OUT = re.compile(
    r"^(?:o|s|out|sor|2)$|outb|outgo|sortan|\bemis|emise|dial(?:ed|led)|depart|placed|saliente|uscita|ausgehend|vers l'ext|made|passe|"
    r"\b(?:ab)?gehend|(?:user|ucap|conf|byot|pstn) ?out\b"
)
_IN = re.compile(
    r"^(?:e|in|ent|i|1)$|inb|incom|entran|entree|\brecu|receiv|arriv|eingehend|entrata|manqu|miss|entrada|"
    r"\b(?:an)?kommend|(?:user|ucap|conf|byot|pstn) ?in\b"
)


@lru_cache(maxsize=4096)
def way_of(text: str) -> Way | None:
    """Return which way a call went by the word a log has for it, None where the word is not known."""
    word = _BLANK.sub(" ", fold(text.strip()))
    for pattern, way in ((_OUT, Way.OUT), (_IN, Way.IN), (_INTERNAL, Way.INTERNAL)):
        if word and pattern.search(word):
            return way
    return None


_CLOCK = re.compile(r"-?(?:(\d{1,5}):)?(\d{1,3}):(\d{1,2})(?:[.,]\d+)?")
_UNITS = re.compile(
    r"(?:(\d{1,6})\s*(?:h|heures?|hours?)\s*)?(?:(\d{1,6})\s*(?:m|mn|min|minutes?|"
    r"')\s*)?(?:(\d{1,9}(?:[.,]\d{1,20})?)\s*(?:s|sec|secs|secondes?|seconds?|'')?)?\.?"
)
_HOURS = re.compile(r"(\d{1,5})\s*h\s*(\d{2})")
_NUMBER = re.compile(r"-?(\d{1,9})(?:[.,]\d{1,20})?")


@lru_cache(maxsize=16_384)
def seconds_in(text: str) -> int | None:
    """Return a duration in seconds (``125``, ``0:02:05``, ``2 min 5 s``), 0 where there is none, None where it cannot be read."""
    text = text.strip().lower()
    if text in _NO_TIME:
        return 0
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else _written_seconds(text)


_NO_TIME = frozenset({"", "-", "--", "null", "none", "n/a", "nan"})
_MOST_DIGITS = 9


def _written_seconds(text: str) -> int | None:
    if clock := _CLOCK.fullmatch(text):
        return int(clock[1] or 0) * 3600 + int(clock[2]) * 60 + int(clock[3])
    if number := _NUMBER.fullmatch(text):
        return 0 if text.startswith("-") else int(number[1])
    if hours := _HOURS.fullmatch(text):
        return int(hours[1]) * 3600 + int(hours[2]) * 60
    if text.endswith(")") and (before := text.partition("(")[0].strip()):
        return seconds_in(before)  # « 418s (6m 58s) »
    if (units := _UNITS.fullmatch(text)) and any(units.groups()):
        return int(units[1] or 0) * 3600 + int(units[2] or 0) * 60 + int(float((units[3] or "0").replace(",", ".")))
    return None
