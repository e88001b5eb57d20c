"""What a JPEG says of its size in its own header (ITU-T T.81, B.2.2), whatever the file around it says."""

_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})
_MAX_SEGMENTS = 2_000


def jpeg_pixels(content: bytes) -> int:
    """Return width times height of the largest frame named in front of the pixels; 0 where none is."""
    at, largest = 2, 0
    for _ in range(_MAX_SEGMENTS):
        at = content.find(b"\xff", at)
        if at < 0 or at + 9 > len(content):
            break
        marker = content[at + 1]
        if marker in _FRAMES:
            largest = max(largest, int.from_bytes(content[at + 5 : at + 7], "big") * int.from_bytes(content[at + 7 : at + 9], "big"))
        if marker == 0xDA:  # noqa: PLR2004 - the pixels begin
            break
        at += 1 if marker in {0x00, 0xFF} else 2 if marker in _ALONE else 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return largest
