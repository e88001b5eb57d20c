"""Forms that programs fill in, each in its way: what is read of them is what people see. All answers are made up."""

import io
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from ingest.paper.opening.files import Paper
from ingest.paper.opening.flat import flattened
from ingest.paper.opening.limits import DEFAULT_LIMITS

LABELS = (
    (50, 800, "Demande"),
    (50, 760, "Nom :"),
    (50, 730, "Eclairage"),
    (50, 700, "Voirie"),
    (50, 670, "Quartier :"),
    (50, 610, "Objets :"),
)
COMBO, RADIO, HIDDEN, MANY_LINES = 1 << 17, 1 << 15, 2, 1 << 12


class Form:
    """A form of one page, in the making."""

    def __init__(self) -> None:
        """Write the labels."""
        self.pdf = Pdf.new()
        self.pdf.add_blank_page(page_size=(595, 842))
        self.page = self.pdf.pages[0].obj
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
        self.page.Resources = Dictionary(Font=Dictionary(F=font))
        self.page.Contents = self.pdf.make_stream("".join(f"BT /F 12 Tf {x} {y} Td ({text}) Tj ET\n" for x, y, text in LABELS).encode())
        self.fields: list[Object] = []

    def field(self, name: str, box: tuple[int, int, int, int], kind: str, **more: object) -> Dictionary:
        made = Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name(f"/{kind}"), T=String(name), Rect=Array(box), F=4)
        for key, value in more.items():
            made[f"/{key}"] = value
        self.fields.append(self.pdf.make_indirect(made))
        return made

    def tick(self, name: str, box: tuple[int, int, int, int], *, is_on: bool) -> None:
        drawn = Dictionary(N=Dictionary(Oui=self.pdf.make_stream(b"0 0 m 9 9 l S"), Off=self.pdf.make_stream(b"")))
        for one in (drawn.N.Oui, drawn.N.Off):
            one.update({"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": Array([0, 0, 11, 12])})
        state = Name.Oui if is_on else Name.Off
        self.field(name, box, "Btn", V=state, AS=state, AP=drawn)

    def lines(self, folder: Path, *, needs_drawing: bool = False) -> list[str]:
        """Return what is read of it."""
        self.page.Annots = Array(self.fields)
        self.pdf.Root.AcroForm = Dictionary(Fields=Array(self.fields), DA=String("/Helv 0 Tf 0 g"), NeedAppearances=needs_drawing)
        path = folder / "form.pdf"
        self.pdf.save(path)
        flat = flattened(path, DEFAULT_LIMITS)
        assert flat is not None
        with Paper(flat) as paper:
            return [line.text for line in paper.lines(0) or ()]


@pytest.mark.parametrize("needs_drawing", [True, False])
def test_values_that_no_program_drew_stand_in_their_place(tmp_path: Path, needs_drawing: bool) -> None:
    form = Form()
    form.field("nom", (150, 756, 400, 772), "Tx", V=String("Odile MARIE née Lefèvre"))
    form.field("quartier", (150, 666, 400, 682), "Ch", V=String("c"), Ff=COMBO, Opt=Array([Array([String("c"), String("Centre-ville")])]))
    read = form.lines(tmp_path, needs_drawing=needs_drawing)
    assert {"Nom : Odile MARIE née Lefèvre", "Quartier : Centre-ville"} <= set(read)


def test_boxes_are_ticked_or_not(tmp_path: Path) -> None:
    form = Form()
    form.tick("eclairage", (36, 726, 47, 738), is_on=True)
    form.tick("voirie", (36, 696, 47, 708), is_on=False)
    assert {"☒ Eclairage", "☐ Voirie"} <= set(form.lines(tmp_path))


def test_of_a_list_what_was_chosen_is_read(tmp_path: Path) -> None:
    form = Form()
    shown = form.pdf.make_stream(b"BT /F 9 Tf 2 30 Td (banc) Tj T* (lampe) Tj T* (arbre) Tj ET")
    shown.update({"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": Array([0, 0, 250, 40])})
    form.field("objets", (150, 580, 400, 624), "Ch", V=Array([String("banc"), String("lampe")]), AP=Dictionary(N=shown))
    read = " ".join(form.lines(tmp_path))
    assert "banc" in read and "lampe" in read and "arbre" not in read


def test_what_a_program_drew_stays_as_it_is(tmp_path: Path) -> None:
    form = Form()
    shown = form.pdf.make_stream(b"/Tx BMC BT /F 11 Tf 2 4 Td (Odile Marie) Tj ET EMC")
    font = form.page.Resources
    shown.update({"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": Array([0, 0, 250, 16]), "/Resources": font})
    form.field("nom", (150, 756, 400, 772), "Tx", V=String("autre valeur"), AP=Dictionary(N=shown))
    assert "Nom : Odile Marie" in form.lines(tmp_path)


def test_an_empty_drawing_and_long_answers(tmp_path: Path) -> None:
    form = Form()
    empty = form.pdf.make_stream(b"/Tx BMC EMC")
    empty.update({"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": Array([0, 0, 400, 80])})
    asked = "Le lampadaire est éteint (depuis lundi).\r\nLa rue est noire, deux personnes sont déjà tombées devant l’école \\ le soir."
    form.field("demande", (150, 500, 400, 590), "Tx", V=String(asked), Ff=MANY_LINES, AP=Dictionary(N=empty))
    read = " ".join(form.lines(tmp_path))
    assert "Le lampadaire est éteint (depuis lundi)." in read and "devant l’école \\ le soir." in read


def test_what_a_form_hides_and_what_is_damaged(tmp_path: Path) -> None:
    form = Form()
    secret = form.field("secret", (150, 756, 400, 772), "Tx", V=String("CACHÉ"))
    secret.F = HIDDEN
    form.field("tordu", (150, 726, 400, 742), "Tx", V=String("sans place"))
    form.fields[1].Rect = Array([1, 2])
    form.field("nom", (150, 756, 400, 772), "Tx", V=String("Odile Marie"))
    read = form.lines(tmp_path)
    assert "Nom : Odile Marie" in read and "CACHÉ" not in " ".join(read)


def test_the_original_stays(tmp_path: Path) -> None:
    form = Form()
    form.field("nom", (150, 756, 400, 772), "Tx", V=String("Odile Marie"))
    form.lines(tmp_path)
    with pikepdf.open(io.BytesIO((tmp_path / "form.pdf").read_bytes())) as kept:
        assert "/AP" not in kept.Root.AcroForm.Fields[0]
