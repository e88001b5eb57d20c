"""What mail programs write in the place of a picture: « [image: IMG_1.jpg] », « [cid:…] », « <image001.png> ». Nobody said it."""

import re
from collections.abc import Sequence

_PICTURE = re.compile(
    r"\[(?:image|cid|inline image|images? (?:en ligne|int[ée]gr[ée]es?|attach[ée]es?|supprim[ée]e)|pi[èe]ce jointe)\b[^\[\]\n]{0,300}\]"
    r"|<[\w .()-]{1,120}\.(?:jpe?g|png|gif|heic|webp|bmp)>",
    re.IGNORECASE,
)
_DESCRIBED = re.compile(
    r"\[[^\[\]\n]{0,300}(?:description (?:g[ée]n[ée]r[ée]e automatiquement|automatically generated)|"
    r"le contenu g[ée]n[ée]r[ée] par l['’]ia peut [êe]tre incorrect)[^\[\]\n]{0,20}\]",
    re.IGNORECASE,
)
"""What Outlook says is in a picture: « [Une image contenant texte Description générée automatiquement] »."""


def without_placeholders(lines: Sequence[str]) -> list[str]:
    """Return lines without what stands for pictures; a line of nothing else is left empty, so that paragraphs stay."""
    return [_DESCRIBED.sub("", _PICTURE.sub("", line)).rstrip() if "[" in line or "<" in line else line for line in lines]
