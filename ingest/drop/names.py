"""Names of files in a drop folder: which are no documents, which day they carry, how they are shown and known."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from hashlib import sha256

OURS = ".citoyen-"
"""Begins the name of a file that is about to be removed: ``.citoyen-0123abcd-scan.pdf``."""
_OURS = re.compile(re.escape(OURS) + r"[0-9a-f]{8}-(?=.)", re.DOTALL)
_MAX_NAME_BYTES = 143
"""Of a name we give: eCryptfs, which storage boxes encrypt shared folders with, takes no longer one; others take 255."""
_CHARACTER_BYTES = 4
"""The longest in UTF-8."""

_UNFINISHED = (".tmp", ".temp", ".part", ".partial", ".filepart", ".crdownload", ".download", ".opdownload", ".!ut", ".swp")
_LOCKS = (".lock", ".lck")
_OFFICE_LOCK = "~$"
"""Microsoft Office writes it in front of the document's name, and cuts two letters off a long one."""
_LIBRE_LOCK = re.compile(r"\.~lock\.(.+)#\Z", re.DOTALL)
_OF_SYSTEMS = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", "$recycle.bin", "system volume information", "lost+found"})
_HYPHENED = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_.](0[1-9]|1[0-2])[-_.](0[1-9]|[12]\d|3[01])(?!\d)")
_PLAIN = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:(?!\d)|(?=[0-2]\d[0-5]\d(?:[0-5]\d\d*)?(?!\d)))")
"""Eight digits that may be a day, alone or in front of a time of day."""


def is_passed_over(name: str) -> bool:
    """Tell whether a name is that of no document: hidden, unfinished, a lock, something that systems leave in folders."""
    low = name.lower()
    if name.startswith(OURS):
        return _OURS.match(name) is None
    return low.startswith((".", "~")) or low.endswith(("~", *_UNFINISHED, *_LOCKS)) or low in _OF_SYSTEMS


def real_name(name: str) -> str:
    """Return the name a file had before it was about to be removed: its own, where it never was. ``name`` is one without folders."""
    ours = _OURS.match(name)
    return name if ours is None else name[ours.end() :]


def own_name(path: str) -> str:
    """Return the path below its folder that a file had before it was about to be removed."""
    above, slash, last = path.rpartition("/")
    return above + slash + real_name(last)


def parked_name(name: str, token: str) -> str:
    """Return the name of a file that is about to be removed; ``token`` is eight hexadecimal digits. A name too long loses its beginning.

    A character is never cut in two: FAT, NTFS and most servers refuse names that are no text.
    """
    prefix = f"{OURS}{token}-"
    raw = real_name(name).encode("utf-8", "surrogateescape")
    room = _MAX_NAME_BYTES - len(prefix)
    if len(raw) <= room:
        return prefix + raw.decode("utf-8", "surrogateescape")
    starts = range(len(raw) - room, len(raw) - room + _CHARACTER_BYTES)
    start = next((at for at in starts if raw[at] & 0xC0 != 0x80), starts[0])  # noqa: PLR2004 — 10xxxxxx goes on with a character
    return prefix + raw[start:].decode("utf-8", "surrogateescape")


def locked(names: Iterable[str]) -> frozenset[str]:
    """Return the names that a lock among ``names`` speaks of, lower case; for ``scan.lock``, also ``scan`` without its ending."""
    return frozenset(f"{folder}{of}" for folder, name in map(_parts, names) if (of := _locked_by(name)))


def _locked_by(name: str) -> str:
    if name.endswith(_LOCKS):
        return name.rpartition(".")[0]
    if name.startswith(_OFFICE_LOCK):
        return name.removeprefix(_OFFICE_LOCK)
    libre = _LIBRE_LOCK.match(name)
    return libre[1] if libre is not None else ""


def is_locked(name: str, locks: frozenset[str]) -> bool:
    """Tell whether one of the locks is that of a file."""
    folder, own = _parts(name)
    bare = own.rpartition(".")[0]
    return bool(locks) and any(f"{folder}{one}" in locks for one in (own, bare, own[2:]) if one)


def _parts(name: str) -> tuple[str, str]:
    """Return folder, with a slash at its end, and name, in small letters."""
    folder, slash, own = name.lower().rpartition("/")
    return folder + slash, own


def shown(name: str) -> str:
    """Return a name as people can read it: composed letters, no control characters, bytes that are no text as their numbers."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    composed = unicodedata.normalize("NFC", text)
    return "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in composed)


def key_of(name: str) -> str:
    """Return by what a name is known: the SHA-256 of its bytes, in hexadecimal."""
    return sha256(name.encode("utf-8", "surrogateescape")).hexdigest()


def day_in(name: str) -> date | None:
    """Return the day that a name carries, such as ``2026-03-12`` or ``20260312_0914``; the folders above it count, the nearest first."""
    for part in reversed(name.split("/")):
        for pattern in (_HYPHENED, _PLAIN):
            for found in pattern.finditer(part):
                try:
                    return date(int(found[1]), int(found[2]), int(found[3]))
                except ValueError:  # the 31st of a shorter month
                    continue
    return None
