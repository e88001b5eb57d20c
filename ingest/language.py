"""The language of a text, by its commonest words."""

import re
from collections import Counter

from ingest.plain import fold

_WORDS = {
    "fr": "le la les des une est et que qui dans pour pas sur vous nous je il elle on ce cette avec mon ma mes votre vos notre au "
    "aux du en par plus ne se sont ai avez depuis merci bonjour c'est y un de a ou mais tres fait bien meme sans rue bonsoir "
    "madame monsieur svp cordialement",
    "en": "the and of to is in that it for you was on are with this have be at or from my we not your there please has were would "
    "could which by as our they been all when dear hello thank very i an",
    "de": "der die das und ist nicht ein eine ich sie wir mit auf fur dem den zu von im es sich auch hat bei wird sind haben bitte "
    "seit als oder ihr ihnen aus nach uber sehr damen herren einen",
    "es": "el los las que y en un una por con para no su se del es al lo como mas pero sus le ya este esta muy buenos hola gracias "
    "senor desde hay mi usted nos",
    "it": "il lo gli che e di un una per con non sono del della le alla nel da si ho buongiorno grazie questo questa anche piu "
    "molto signore vorrei dei abbiamo sulla",
    "pt": "o os as que e em um uma por com para nao do da dos das no na ao se mais bom dia obrigado senhor esta este muito foi tem eu nos",
    "nl": "de het een en van ik niet is dat op te zijn met voor er aan die hebben ook bij wij naar deze maar geen dank u",
    "pl": "nie sie jest na do to ze w z jak ale po co tak czy juz prosze dzien dobry dziekuje",
    "ro": "si nu este la de cu pe in sa mai pentru am care din va o multumesc buna ziua",
    "tr": "ve bir bu icin ile de da cok ne var ama gibi sayin merhaba tesekkur",
}
_SETS = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_TOKEN = re.compile(r"[^\W\d_]+")
_FOREIGN_SCRIPT = re.compile(
    r"[\u0370-\u03ff\u0400-\u04ff\u0530-\u08ff\u0900-\u0dff\u0e00-\u0e7f\u1100-\u11ff\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]"
)
_MIN_WORDS = 6
_SAMPLE = 2_000


def is_foreign(text: str) -> bool:
    """Whether a text is plainly not French; a text too short to tell is taken for French."""
    return _is_of_another_script(text[:_SAMPLE]) or tongue(text) is not None


def _is_of_another_script(sample: str) -> bool:
    if not sample.isascii() and len(foreign := _FOREIGN_SCRIPT.findall(sample)) > _MIN_WORDS / 2:
        letters = sum(1 for character in sample if character.isalpha())
        return letters > _MIN_WORDS and len(foreign) > letters / 2
    return False


def tongue(text: str) -> str | None:
    """Return the language a text is plainly in (``en``), by its commonest words; None for French, and for one that is not known."""
    sample = text[:_SAMPLE]
    words = Counter(_TOKEN.findall(fold(sample).replace("'", " ")))
    total = sum(words.values())
    if total < _MIN_WORDS:
        return None
    scores = {language: sum(words[word] for word in known.intersection(words)) / total for language, known in _SETS.items()}
    best = max(scores, key=lambda language: scores[language])
    return best if best != "fr" and scores[best] >= max(0.15, scores["fr"] * 1.3 + 0.03) else None
