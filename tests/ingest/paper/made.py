"""Files of paper made by code: pages of text, pictures placed in every way, and what copiers, phones and malice do to files."""

import io
import struct
import zlib
from collections.abc import Sequence

import fpdf
import numpy as np
import pikepdf
from numpy.typing import NDArray
from pikepdf import Array, Dictionary, Name, Object, Pdf
from PIL import Image, ImageDraw, ImageFont

FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
LETTER = (
    "Madame, Monsieur le Maire,",
    "Je me permets d’attirer votre attention sur l’état de la chaussée devant mon domicile, où un nid-de-poule",
    "s’est formé après les pluies de la semaine dernière. Deux cyclistes sont déjà tombés et les enfants de l’école",
    "y passent tous les jours. Je vous remercie de bien vouloir faire réparer ce trou dans les meilleurs délais.",
    "Je vous prie d’agréer, Madame, Monsieur le Maire, l’expression de mes salutations distinguées.",
)
Grey = NDArray[np.uint8]


def pdf_of_lines(lines: Sequence[tuple[float, float, str]], *, pages: int = 1, size: float = 11) -> bytes:
    """Return an A4 PDF with texts at places in points from the upper left."""
    document = fpdf.FPDF(unit="pt", format="A4")
    document.set_auto_page_break(False)
    document.add_font("Sans", fname=FONT)
    document.set_font("Sans", size=size)
    for _ in range(pages):
        document.add_page()
        for left, top, text in lines:
            document.text(left, top + size, text)
    return bytes(document.output())


def letter_pdf(pages: int = 1) -> bytes:
    """Return a letter with a text layer."""
    return pdf_of_lines([(57, 200 + 18 * number, text) for number, text in enumerate(LETTER)], pages=pages, size=9.5)


def page_picture(width: int = 850, height: int = 1100, *, texts: Sequence[str] = ("HAUT GAUCHE",)) -> Image.Image:
    """Return a grey page on which every direction can be told: text and bars of different lengths at two edges."""
    image = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(FONT, max(12, width // 25))
    for number, text in enumerate(texts):
        draw.text((width // 12, height // 14 + number * (width // 16)), text, fill=0, font=font)
    draw.rectangle((width // 12, height // 2, width // 2, height // 2 + height // 30), fill=60)
    draw.rectangle((width // 12, height * 3 // 4, width // 6, height * 3 // 4 + height // 15), fill=0)
    return image


def pdf_of_image(  # noqa: PLR0913 - what can be said of a picture on a page
    image: Image.Image,
    *,
    page: tuple[float, float] = (612, 792),
    crop: Sequence[float] | None = None,
    matrix: Sequence[float] | None = None,
    rotate: int = 0,
    before: bytes = b"",
    after: bytes = b"",
    **entries: Object | int | bool,
) -> bytes:
    """Return a PDF of one page with a picture, packed by DEFLATE, placed by ``matrix``; ``entries`` go into its dictionary."""
    with Pdf.new() as pdf:
        pdf.add_blank_page(page_size=page)
        stream = pdf.make_stream(zlib.compress(image.tobytes()))
        space = {"1": Name.DeviceGray, "L": Name.DeviceGray, "RGB": Name.DeviceRGB, "CMYK": Name.DeviceCMYK}[image.mode]
        bits = 1 if image.mode == "1" else 8
        stream.stream_dict = Dictionary(
            Type=Name.XObject, Subtype=Name.Image, Width=image.width, Height=image.height, ColorSpace=space, BitsPerComponent=bits,
            Filter=Name.FlateDecode,
        )  # fmt: skip
        for key, value in entries.items():
            stream.stream_dict[f"/{key}"] = value
        _place(pdf, stream, matrix or (page[0], 0, 0, page[1], 0, 0), before, after)
        if crop:
            pdf.pages[0].obj.CropBox = Array(crop)
        pdf.pages[0].obj.Rotate = rotate
        return saved(pdf)


def pdf_of_jpeg(content: bytes, size: tuple[int, int], *, space: Name = Name.DeviceGray, **entries: Object) -> bytes:
    """Return a PDF of one page that is a JPEG."""
    with Pdf.new() as pdf:
        pdf.add_blank_page(page_size=(612, 792))
        stream = pdf.make_stream(content)
        stream.stream_dict = Dictionary(
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=size[0],
            Height=size[1],
            ColorSpace=space,
            BitsPerComponent=8,
            Filter=Name.DCTDecode,
        )
        for key, value in entries.items():
            stream.stream_dict[f"/{key}"] = value
        _place(pdf, stream, (612, 0, 0, 792, 0, 0), b"", b"")
        return saved(pdf)


def _place(pdf: Pdf, stream: Object, matrix: Sequence[float], before: bytes, after: bytes) -> None:
    page = pdf.pages[0]
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    page.obj.Resources = Dictionary(XObject=Dictionary(Im0=stream), Font=Dictionary(F1=pdf.make_indirect(font)))
    numbers = " ".join(f"{number:.4f}" for number in matrix).encode()
    page.obj.Contents = pdf.make_stream(b"%s q %s cm /Im0 Do Q %s" % (before, numbers, after))


def saved(pdf: Pdf, **how: object) -> bytes:
    """Return a PDF as a file."""
    sink = io.BytesIO()
    pdf.save(sink, **how)  # type: ignore[arg-type]
    return sink.getvalue()


def hidden_text(lines: Sequence[str], *, mode: int = 3) -> bytes:
    """Return operators that lay lines of text over a page, unseen unless told otherwise."""
    parts = [b"BT %d Tr /F1 11 Tf 14 TL 60 720 Td" % mode]
    parts += [b"(%s) Tj T*" % line.encode("cp1252").replace(b"(", b"\\(").replace(b")", b"\\)") for line in lines]
    return b" ".join([*parts, b"ET"])


def encrypted(content: bytes, *, user: str, owner: str = "owner") -> bytes:
    """Return a PDF that opens with a password, or with none where ``user`` is empty."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return saved(pdf, encryption=pikepdf.Encryption(user=user, owner=owner, R=6))


def picture_bytes(image: Image.Image, form: str, **how: object) -> bytes:
    """Return a picture as a file."""
    sink = io.BytesIO()
    image.save(sink, format=form, **how)
    return sink.getvalue()


def fax(pages: Sequence[Image.Image], *, compression: str = "group4", dpi: tuple[float, float] = (204, 98)) -> bytes:
    """Return pages of two tones as a TIFF."""
    first, *rest = (page.convert("1", dither=Image.Dither.NONE) for page in pages)
    return picture_bytes(first, "TIFF", save_all=True, append_images=rest, compression=compression, dpi=dpi)


def tiff(
    pages: Sequence[tuple[dict[int, tuple[int, Sequence[int]]], Sequence[bytes]]],
    *,
    order: str = "<",
    is_big: bool = False,
    tiled: bool = False,
    loop_to: int | None = None,
    next_of_last: int = 0,
) -> bytes:
    """Write a TIFF by hand: pages as tags (type, values) and strips; SHORT 3, LONG 4, LONG8 16. ``loop_to`` ends the chain at a page."""
    word, counted = ("Q", "Q") if is_big else ("L", "H")
    mark = {"<": b"II", ">": b"MM"}[order]
    head = mark + (struct.pack(f"{order}HHHQ", 43, 8, 0, 16) if is_big else struct.pack(f"{order}HL", 42, 8))
    out = bytearray(head)
    starts: list[int] = []
    link = len(out) - struct.calcsize(order + word)
    for tags, strips in pages:
        places = []
        for strip in strips:
            places.append(len(out))
            out += strip + b"\0" * (len(strip) % 2)
        all_tags: dict[int, tuple[int, Sequence[int]]] = {
            **tags,
            324 if tiled else 273: (4, places),
            325 if tiled else 279: (4, [len(strip) for strip in strips]),
        }
        extra: dict[int, int] = {}
        for tag, (kind, values) in all_tags.items():
            packed = struct.pack(f"{order}{len(values)}{ {3: 'H', 4: 'L', 16: 'Q', 5: 'L'}[kind] }", *values)
            if len(packed) > struct.calcsize(order + word):
                extra[tag] = len(out)
                out += packed
        starts.append(len(out))
        struct.pack_into(order + word, out, link, len(out))
        out += struct.pack(order + counted, len(all_tags))
        for tag, (kind, values) in sorted(all_tags.items()):
            count = len(values) // 2 if kind == 5 else len(values)
            out += struct.pack(f"{order}HH{word}", tag, kind, count)
            packed = struct.pack(f"{order}{len(values)}{ {3: 'H', 4: 'L', 16: 'Q', 5: 'L'}[kind] }", *values)
            out += struct.pack(order + word, extra[tag]) if tag in extra else packed.ljust(struct.calcsize(order + word), b"\0")
        link = len(out)
        out += struct.pack(order + word, 0)
    struct.pack_into(order + word, out, link, next_of_last if loop_to is None else starts[loop_to])
    return bytes(out)


def grey_tags(width: int, height: int, **more: tuple[int, Sequence[int]]) -> dict[int, tuple[int, Sequence[int]]]:
    """Return the tags of an unpacked grey page, with others by ``t259=...``."""
    tags: dict[int, tuple[int, Sequence[int]]] = {
        256: (4, [width]), 257: (4, [height]), 258: (3, [8]), 259: (3, [1]), 262: (3, [1]), 277: (3, [1]), 278: (4, [height]),
        282: (5, [150, 1]), 283: (5, [150, 1]), 296: (3, [2]),
    }  # fmt: skip
    return tags | {int(name[1:]): value for name, value in more.items()}


def difference(first: Grey, second: Grey) -> float:
    """Return how far two pictures of one thing are apart, 0 to 255 on average, both brought to the same small size."""
    small = [np.asarray(Image.fromarray(one).resize((120, 150), Image.Resampling.BOX), dtype=np.float32) for one in (first, second)]
    return float(np.abs(small[0] - small[1]).mean())
