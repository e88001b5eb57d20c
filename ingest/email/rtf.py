"""Rich text as Outlook sends it: its compression (MS-OXRTFCP), and HTML that was made rich text (MS-OXRTFEX)."""

import re
import struct

from ingest.email.html import html_text
from ingest.office.rtf import read_rtf

_MAX_UNPACKED = 2 * 2**20
_PACKED, _PLAIN = b"LZFu", b"MELA"
_DICTIONARY = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans SerifSymbolArial"
    b"Times New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_WINDOW = 4096


def decompressed(content: bytes) -> bytes:
    """Return the RTF within PR_RTF_COMPRESSED; what can be had where it is damaged, empty where it is something else."""
    if len(content) < 16:  # noqa: PLR2004 - the header
        return b""
    _, raw_size, kind, _ = struct.unpack_from("<II4sI", content)
    size = min(raw_size, _MAX_UNPACKED)
    if kind == _PLAIN:
        return content[16 : 16 + size]
    return _unpacked(content, size) if kind == _PACKED else b""


def _unpacked(content: bytes, size: int) -> bytes:
    """Undo the compression: eight letters or references into the last 4,096 bytes follow each byte of marks."""
    window = bytearray(_DICTIONARY.ljust(_WINDOW, b"\0"))
    at = len(_DICTIONARY)
    out = bytearray()
    position = 16
    while position < len(content) and len(out) < size:
        marks = content[position]
        position += 1
        for bit in range(8):
            if marks >> bit & 1:
                if position + 2 > len(content):
                    return bytes(out[:size])
                reference = content[position] << 8 | content[position + 1]
                position += 2
                offset, length = reference >> 4, (reference & 15) + 2
                if offset == at:
                    return bytes(out[:size])
                for step in range(length):
                    letter = window[(offset + step) % _WINDOW]
                    out.append(letter)
                    window[at] = letter
                    at = (at + 1) % _WINDOW
            else:
                if position >= len(content):
                    return bytes(out[:size])
                letter = content[position]
                position += 1
                out.append(letter)
                window[at] = letter
                at = (at + 1) % _WINDOW
    return bytes(out[:size])


def rtf_text(content: bytes) -> str:
    """Return the text of an RTF document in linear time; empty where it is none."""
    rich = read_rtf(content)
    return re.sub(r"\n{3,}", "\n\n", html_text(rich.text)[0] if rich.is_html else rich.text).strip()
