"""Letters written by chance, printed and spoilt as scanners, copiers, faxes and telephones spoil them; the text is known to the letter.

The fonts are the ones within pdfium (Times, Helvetica, Courier), so a page looks the same on every machine. Persons and places are
invented.
"""

import io
import math
import random
from dataclasses import dataclass

import cv2
import fpdf
import numpy as np
import pypdfium2
from numpy.typing import NDArray

Picture = NDArray[np.uint8]

FRENCH = (
    "Madame, Monsieur,",
    "Je me permets de vous écrire au sujet de la chaussée de notre rue, très abîmée depuis l’hiver dernier.",
    "Un nid-de-poule d’environ 40 cm s’est formé devant le n° 12 bis, à la hauteur de l’arrêt de bus.",
    "À plusieurs reprises, des cyclistes ont failli tomber ; mon voisin, âgé de 78 ans, s’est même blessé au poignet.",
    "J’ai téléphoné au 01 99 00 12 34 le 3 septembre 2025 à 9 h 30, mais personne ne m’a rappelée depuis.",
    "L’éclairage public ne fonctionne plus entre les numéros 7 et 21, ce qui rend le trottoir dangereux dès 17 h 45.",
    "Les poubelles débordent chaque week-end près de l’école maternelle et l’odeur devient insupportable.",
    "Pourriez-vous me dire quand les services techniques comptent intervenir ? Où faut-il s’adresser sinon ?",
    "Nous avons relevé, avec l’aide de l’association de quartier, vingt-trois signalements identiques en six mois.",
    "Un platane menace de tomber sur la clôture : ses branches touchent déjà les fils électriques.",
    "La facture n° 2025-00847 d’un montant de 134,60 € m’a été adressée par erreur, vous en trouverez copie ci-jointe.",
    "Mon fils Maël, élève de CM2, a été inscrit à la cantine les mardis et jeudis, et non les lundis.",
    "Le bruit du chantier commence à 6 heures du matin, y compris le samedi, malgré l’arrêté préfectoral.",
    "Je sollicite également l’autorisation de stationner un camion de déménagement le 14 novembre, de 8 h à 18 h.",
    "Hélène, ma belle-sœur, a constaté les mêmes faits rue du Maréchal-Foch, à l’angle de l’impasse des Hêtres.",
    "Enfin, le panneau « sens interdit » a disparu ; qui peut le remplacer avant la rentrée ?",
    "Dans l’attente de votre réponse, je vous prie d’agréer, Madame, Monsieur, l’expression de mes sentiments distingués.",
)
ENGLISH = (
    "Dear Sir or Madam,",
    "I am writing to report a broken street lamp opposite number 27, next to the playground.",
    "It has been out of order since Thursday 4 September and the pavement is dangerous after dark.",
    "Two of my neighbours have already fallen; one of them, aged 81, had to be taken to hospital.",
    "Could you please tell me when it will be repaired, and whom I should call in an emergency?",
    "I enclose a copy of the invoice no. 2025/318 for 86.40 euros, which was sent to us by mistake.",
    "We moved here last year and still do not know which days the rubbish is collected.",
    "Thank you in advance for your help. Yours faithfully,",
)
_NAMES = ("Gwenaëlle Lefèvre", "Benoît d’Ornano", "Françoise Pâris", "Théo Müller", "Zoé Quéméneur", "Loïc Guérin")
_STREETS = ("rue des Glycines", "avenue de l’Égalité", "impasse du Bûcher", "place Saint-Étienne", "quai de la Fosse", "chemin du Pré-Vert")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Paragraphs, and the font they are printed in: one of the fonts within pdfium, ``size`` in points."""

    paragraphs: tuple[str, ...]
    font: str = "Times"
    size: float = 11.5

    @property
    def text(self) -> str:
        """Return all of it as it should be read."""
        return " ".join(self.paragraphs)


def letter(seed: int, *, sentences: tuple[str, ...] = FRENCH, length: int = 2300, font: str = "Times", size: float = 11.5) -> Letter:
    """Return a letter of about ``length`` characters, another for every seed."""
    chance = random.Random(seed)  # noqa: S311 - pages that can be made again
    name, street = chance.choice(_NAMES), chance.choice(_STREETS)
    head = (name, f"{chance.randint(1, 199)} {street}", f"{chance.randint(10, 95)}{chance.randint(100, 999)} Montreuil-aux-Lions")
    paragraphs = [*head, f"le {chance.randint(1, 28)} octobre 2025"]
    middle = list(sentences[1:-1])
    body: list[str] = []
    while sum(map(len, body)) + sum(map(len, paragraphs)) < length:
        chance.shuffle(middle)
        body.append(" ".join(middle[: chance.randint(2, 4)]))
    return Letter(paragraphs=(*paragraphs, sentences[0], *body, sentences[-1], name), font=font, size=size)


def pdf(letters: list[Letter]) -> bytes:
    """Return the letters as a PDF, a page each."""
    document = fpdf.FPDF(format="A4", unit="pt")
    document.set_margins(70, 70)
    document.set_auto_page_break(auto=False)
    for one in letters:
        document.add_page()
        document.set_font(one.font, size=one.size)
        for paragraph in one.paragraphs:
            document.multi_cell(455, one.size * 1.2, _in_font(paragraph), align="L", new_x="LMARGIN", new_y="NEXT")
            document.ln(one.size * 0.5)
    return bytes(document.output())


def _in_font(text: str) -> str:
    """Return what the fonts of pdfium can print: cp1252 knows the signs fpdf's core fonts do not."""
    return text.replace("’", "'").replace("€", "euros").replace("œ", "oe")


def printed(one: Letter) -> str:
    """Return the text as `pdf` prints it."""
    return _in_font(one.text)


def picture(one: Letter, dpi: int = 300) -> Picture:
    """Return the printed page, grey, unspoilt."""
    return pictures([one], dpi)[0]


def pictures(letters: list[Letter], dpi: int = 300) -> list[Picture]:
    """Return the printed pages."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf(letters)))
    try:
        return [np.array(page.render(scale=dpi / 72, grayscale=True).to_numpy()).reshape(*_shape(page, dpi)) for page in document]
    finally:
        document.close()


def _shape(page: pypdfium2.PdfPage, dpi: int) -> tuple[int, int]:
    width, height = page.get_size()
    return math.ceil(height * dpi / 72), math.ceil(width * dpi / 72)


def skewed(page: Picture, degrees: float, *, paper: int = 255) -> Picture:
    """Return the page as laid askew on the glass, counted against the clock."""
    height, width = page.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return np.asarray(cv2.warpAffine(page, turn, (width, height), flags=cv2.INTER_AREA, borderValue=(paper,)), np.uint8)


def noisy(page: Picture, deviation: float, seed: int = 1) -> Picture:
    """Return the page with the noise of a bad sensor."""
    chance = np.random.default_rng(seed)
    return np.clip(page + chance.normal(0, deviation, page.shape), 0, 255).astype(np.uint8)


def blurred(page: Picture, sigma: float) -> Picture:
    """Return the page out of focus; ``sigma`` in pixels."""
    return np.asarray(cv2.GaussianBlur(page, (0, 0), sigma), np.uint8)


def jpeg(page: Picture, quality: int) -> Picture:
    """Return the page after a JPEG."""
    _, packed = cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)


def fax(one: Letter, *, dpi_y: int = 98, degrees: float = 0.8, speckle: float = 0.004, seed: int = 1) -> Picture:
    """Return the page as a fax machine sends it: 1728 pixels wide, one bit, 98 or 196 lines an inch, laid askew, with spots of the line."""
    page = skewed(picture(one, 204), degrees)
    height = round(page.shape[0] * dpi_y / 204)
    page = np.asarray(cv2.resize(page, (1728, height), interpolation=cv2.INTER_AREA), np.uint8)
    page = np.where(page < 150, 0, 255).astype(np.uint8)
    chance = np.random.default_rng(seed)
    spots = chance.random(page.shape) < speckle
    page[spots] = 255 - page[spots]
    return page


def dim(page: Picture, black: int, white: int) -> Picture:
    """Return the page with little between ink and paper."""
    return (black + page.astype(np.float32) * ((white - black) / 255)).astype(np.uint8)


def photographed(page: Picture, *, seed: int = 1) -> Picture:
    """Return a picture of the letter on a dark table, taken by hand: in perspective, in the shadow of who took it."""
    chance = np.random.default_rng(seed)
    height, width = page.shape
    margin = 0.12
    frame = (round(width * (1 + 2 * margin)), round(height * (1 + 2 * margin)))
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    moved = corners + np.array([width * margin, height * margin], np.float32)
    moved += chance.uniform(-0.05, 0.05, (4, 2)).astype(np.float32) * np.array([width, height], np.float32)
    turn = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    table = cv2.warpPerspective(page, turn, frame, flags=cv2.INTER_AREA, borderValue=(70,)).astype(np.float32)
    across = np.linspace(1.0, 0.45, frame[0], dtype=np.float32)[None, :]
    down = np.linspace(1.0, 0.8, frame[1], dtype=np.float32)[:, None]
    return noisy(np.clip(table * across * down, 0, 255).astype(np.uint8), 4.0, seed)
