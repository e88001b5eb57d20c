"""Words of the writer within what he quotes: answers between the lines of a question, and his own message sent again."""

import re
from collections.abc import Sequence

from ingest.apart import Forwarded
from ingest.closings import is_closing
from ingest.plain import fold

_ANSWERS = r"(?:reponses?|repond\w*|precisions?|commentaires?|remarques?|annot\w+|answers?|repl(?:y|ies)|comments?|responses?)"
_WITHIN = (
    r"(?:ci-?dessous|ci-?apres|plus bas|dans (?:le |votre |ton )?(?:corps|texte|message|mail|courriel|fil)|corps d[eu]|entre (?:les |vos )?"
    r"lignes|en (?:rouge|bleu|vert|gras|couleurs?|majuscules?|italiques?)|(?:apres|sous|a cote de|derriere) (?:chaque|chacune|"
    r"vos)|a la suite|"
    r"au fil|below|in-?\s?line|in (?:red|blue|green|bold|capitals)|within|between|after each)"
)
_MINE = r"(?:(?:mes|nos|ma|les|my|our|voir|voici|see|avec|with)(?: \w+)?|je (?:vous |te )?|nous (?:vous )?|i )\s?"
_ANNOUNCED = re.compile(rf"(?:\b{_MINE}|^\W*){_ANSWERS}\b.{{0,60}}\b{_WITHIN}|\b{_WITHIN}\b.{{0,20}}\b{_MINE}{_ANSWERS}\b")
"""Not « En réponse à votre message ci-dessous »."""
_ANSWER_MARK = re.compile(r"\s*(?:[=-]{1,3}>|→|➔|➡|⇒|>>|\*\*|##|\[?(?:r[ée]p(?:onse)?|answer)\]?\s?[:.]|R\s?:|A\s?:\s)", re.IGNORECASE)
_ITEM = re.compile(r"\s*(?:\d{1,2}\s?[).°/-]|[a-h]\))\s")
_SENT_AGAIN = re.compile(
    r"\b(?:renvoi\w*|renvoy\w*|retransme\w*|re-?adress\w*|reexpedi\w*|resend\w*|send\w* (?:\w+ )?again|forward\w* again|"
    r"(?:mon|ma|mes|notre|nos|my|our) (?:\w+ )?(?:messages?|mails?|e-?mails?|courriels?|demandes?|"
    r"request) (?:\w+ )?(?:ci-?dessous|ci-?apres|plus bas|below)|"
    r"(?:voici|ci-?(?:dessous|apres)|copie d[eu]) (?:a nouveau )?(?:mon|ma|notre) (?:\w+ )?(?:message|mail|e-?mail|courriel|demande))\b"
)
_POINTS_BELOW = re.compile(
    r"\b(?:ci-?dessous|ci-?apres|plus bas|relance\w*|relancer?|below|"
    r"(?:sans|aucune?|pas|jamais|attente|attends) (?:\w+['’ ]){0,4}?(?:reponses?|nouvelles?|retours?|suites?)|"
    r"(?:avez|auriez|avoir|donner|des) [^.!?]{0,40}(?:reponses?|nouvelles?|retours?|suites?)\b[^.!?]{0,60}\?|"
    r"(?:pas|jamais|rien) (?:\w+ ){0,2}(?:repondu|recu)|ou en (?:est|etes|sommes)|toujours (?:rien|pas)|"
    r"no (?:answer|reply|news|response)|any (?:news|updates?|answer)|not heard|still waiting)(?:\b|(?<=\?))|^\W*up\W*$"
)
_FEW_WORDS = 25
"""Who says no more himself, above his own message, that he has no answer to, sends it again."""
_LONGEST_QUESTION = 120
_LOOKED_AT = 5_000


def announces_answers(own: str) -> bool:
    """Whether a writer says that his answers stand between the lines of what he quotes."""
    return any(_ANNOUNCED.search(sentence.strip()) for sentence in re.split(r"[.!?\n]", fold(own[:_LOOKED_AT])))


def answers_within(quoted: Sequence[str], *, is_announced: bool) -> list[str]:
    """Return the answers in a quoted text whose lines bear no marks.

    Lines with an arrow or « Réponse : » before them; where answers are announced, also what stands below each question, and where
    nothing tells them apart, all: an answer must not be lost.
    """
    found = _arrows(quoted)
    if found or not is_announced:
        return found
    return _below_questions(quoted) or list(quoted)


def _arrows(quoted: Sequence[str]) -> list[str]:
    found: list[str] = []
    is_answer = False
    for line in quoted:
        is_answer = _ANSWER_MARK.match(line) is not None or (is_answer and line.strip()[:1].islower())
        if is_answer:
            found.append(line)
    return found


def _behind_question(text: str) -> str:
    """Return what stands behind the question in « Depuis quand ? Depuis lundi. », nothing where it only thanks or asks on."""
    question, _, answer = text.partition("? ")
    is_other = len(question) > _LONGEST_QUESTION or answer.rstrip().endswith("?") or is_closing(answer) or fold(answer).startswith("merci")
    return "" if is_other else answer.strip()


def _below_questions(quoted: Sequence[str]) -> list[str]:
    found: list[str] = []
    is_answer = False
    behind = {index: answer for index, line in enumerate(quoted) if (answer := _behind_question(line.strip()))}
    for index, line in enumerate(quoted):
        text = line.strip()
        if is_closing(text):
            is_answer = False
        elif len(behind) > 1 and index in behind:  # one alone may be the asker's own: « Quand ? Nous passerons lundi. »
            found.append(behind[index])
            is_answer = True
        elif text.endswith("?"):
            is_answer = True
        elif _ITEM.match(text):
            is_answer = False
        elif is_answer:
            found.append(line)
    return found if any(line.strip() for line in found) else []


def is_sent_again(own: str, quoted: Forwarded | None, names: Sequence[str], address: str | None) -> bool:
    """Whether the quoted message is the writer's own, and he says that he sends it again: then it is the request."""
    if quoted is None or not _is_by(quoted.author, names, address):
        return False
    folded = fold(own[:_LOOKED_AT]).replace("\n", " ")
    return bool(_SENT_AGAIN.search(folded)) or (bool(_POINTS_BELOW.search(folded)) and len(re.findall(r"\w+", folded)) <= _FEW_WORDS)


def _is_by(author: str, names: Sequence[str], address: str | None) -> bool:
    folded = fold(author[:_LOOKED_AT])
    if address and address.casefold() in folded:
        return True
    words = set(re.findall(r"[a-z]{2,}", folded))
    return any((wanted := set(re.findall(r"[a-z]{2,}", fold(name)))) and len(wanted) > 1 and wanted <= words for name in names)
