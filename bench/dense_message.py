"""A dense French message of 2 kB, vocabularies of any size against it, and how time is taken: shared by the benches of the rules.

All of it is invented; no text is anybody's.
"""

import random
import statistics
import time
from collections.abc import Callable, Iterator
from itertools import cycle
from typing import NamedTuple

from domain.department import Confidentiality
from domain.ids import DepartmentCode, SubjectCode
from domain.ruleset import Nature, Subject

MESSAGE = """Madame, Monsieur,

Je vous écris au sujet de l'état de la rue des Lilas, où la situation se dégrade depuis plusieurs mois. Le lampadaire situé devant le \
numéro 12 est éteint depuis trois semaines et celui du carrefour clignote toute la nuit ; hier soir, une personne âgée a trébuché dans \
un nid-de-poule profond que personne ne voit plus dans l'obscurité. La chaussée est défoncée sur une vingtaine de mètres, les plaques \
d'égout claquent à chaque passage de camion et le trottoir, soulevé par les racines des platanes, est devenu impraticable pour les \
poussettes et les fauteuils roulants.

Par ailleurs, des encombrants ont été déposés au pied des conteneurs à verre : un matelas, deux canapés et un réfrigérateur, sans \
compter les sacs d'ordures que les rats éventrent. La poubelle jaune n'a pas été ramassée mardi dernier et le camion de collecte est \
passé sans s'arrêter. Des déjections canines jonchent l'allée du square, les jeux pour enfants sont cassés et la grille de l'aire de \
jeux ne ferme plus.

Je signale aussi qu'une voiture ventouse, sans plaque d'immatriculation, stationne sur la place réservée aux personnes handicapées \
depuis le début du mois, et que des scooters foncent à toute allure devant l'école aux heures de sortie. Le panneau stop au coin de la \
rue est tordu et caché par une haie qui n'est pas taillée. Enfin, une fuite d'eau coule le long du caniveau près de la fontaine, des \
tags ont été faits sur le mur du gymnase et le bruit de la terrasse du bar, avec musique jusqu'à deux heures du matin, nous empêche de \
dormir.

Merci de bien vouloir faire intervenir vos services techniques dans les meilleurs délais et de me dire quand la rue sera refaite. Nous \
ne demandons pas de ralentisseur, mais un passage piéton visible et un éclairage public qui fonctionne seraient un minimum pour la \
sécurité des enfants. Dans l'attente de votre réponse, veuillez agréer, Madame, Monsieur, l'expression de mes salutations distinguées.
"""
SAID = (
    "nid-de-poule profond",
    "plaques d'égout claquent",
    "chaussée défoncée",
    "racines des platanes",
    "encombrants déposés",
    "déjections canines",
    "voiture ventouse",
    "place réservée handicapées",
    "panneau stop tordu",
    "haie pas taillée",
    "fuite d'eau caniveau",
    "bruit terrasse bar",
)
"""Phrases that the message says: the hits that stay the same whatever the number of phrases."""
COMMON = ("rue", "lampadaire", "trottoir", "camion", "grille", "poubelle", "carrefour", "passage", "fontaine", "gymnase")
"""Words that the message says and that many phrases have: those must be filed under another of their words."""
_STARTS = ("b", "c", "d", "f", "g", "l", "m", "n", "p", "r", "s", "t", "v", "br", "cr", "gr", "pl", "tr", "fl", "gl", "ch")
_VOWELS = ("a", "e", "i", "o", "u", "ou", "oi", "an", "on", "in", "ai", "eu")
_ENDS = ("te", "ge", "rie", "mant", "lette", "toire", "seur", "nade", "velle", "cule", "doir", "bine")
_SUBJECTS = 20
_WORDS_A_PHRASE = 4
"""How many phrases a new word comes with: a vocabulary has fewer words than phrases, the more so the larger it is."""
_GROWING = 50
"""One phrase in so many is said by the message where hits grow."""


def subjects(count: int, *, growing: bool = False) -> tuple[Subject, ...]:
    """Return subjects with so many phrases, those of ``SAID`` among them; ``growing`` adds phrases that are said too."""
    phrases: list[list[str]] = [[] for _ in range(_SUBJECTS)]
    fillers = _fillers(count - len(SAID), growing=growing)
    for own, phrase in zip(cycle(phrases), (*SAID, *fillers), strict=False):
        own.append(phrase)
    return tuple(subject(f"T-{number:02}", tuple(own)) for number, own in enumerate(phrases))


def subject(code: str, vocabulary: tuple[str, ...]) -> Subject:
    """Return a subject with a vocabulary."""
    return Subject(
        code=SubjectCode(code),
        label="",
        theme="Essai",
        nature=Nature.REPORT,
        regime="",
        priority=3,
        target="5 jo",
        department=DepartmentCode("ST"),
        copies=(),
        confidentiality=Confidentiality.NORMAL,
        vocabulary=vocabulary,
    )


def _fillers(count: int, *, growing: bool) -> Iterator[str]:
    """Yield phrases of one or two invented words and a common one."""
    choose = random.Random(3)  # noqa: S311 - the same vocabulary each run
    words = invented_words(max(40, count // _WORDS_A_PHRASE))
    said = sorted({word.strip(".,;:'").lower() for word in MESSAGE.split() if len(word) > _WORDS_A_PHRASE})
    for number in range(count):
        if growing and number % _GROWING == 0:
            yield f"{choose.choice(said)} {choose.choice(said)}"
        elif number % 2:
            yield f"{words[number % len(words)]} {choose.choice(COMMON)}"
        else:
            yield f"{words[number % len(words)]} de la {choose.choice(words)} {choose.choice(COMMON)}"


def invented_words(count: int) -> list[str]:
    """Return so many different words that look French."""
    choose = random.Random(7)  # noqa: S311 - the same words each run
    words: dict[str, None] = {}
    while len(words) < count:
        syllables = (choose.choice(_STARTS) + choose.choice(_VOWELS) for _ in range(choose.randint(2, 3)))
        words["".join(syllables) + choose.choice(_ENDS)] = None
    return list(words)


class Timing(NamedTuple):
    """Processor time of one call in seconds: the median of several runs, the least and the most."""

    median: float
    least: float
    most: float

    def shown(self, unit: float = 1e6) -> str:
        """Return the timing in a unit, microseconds where none is given."""
        return f"{self.median * unit:,.0f} [{self.least * unit:,.0f}–{self.most * unit:,.0f}]"


def timed(call: Callable[[], object], *, repeats: int = 7, least_seconds: float = 0.05) -> Timing:
    """Return the processor time of a call, run as often as it needs to be measured well."""
    call()
    began = time.process_time()
    call()
    often = max(1, int(least_seconds / max(1e-6, time.process_time() - began)))
    runs = []
    for _ in range(repeats):
        began = time.process_time()
        for _ in range(often):
            call()
        runs.append((time.process_time() - began) / often)
    return Timing(statistics.median(runs), min(runs), max(runs))
