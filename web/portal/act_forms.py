"""The forms by which a citizen sends something about a request: read, checked, and shown again with all that was typed and chosen."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from domain.following import PortalAct
from domain.form import FieldKind, FileFamily, FormCode, FormDefinition, FormField, FormFile, Words
from flows.form_files import FormFiles
from flows.wiring import Installation
from ingest.form.enclosed import File
from ingest.form.faults import Fault, FaultCode
from ingest.form.validate import check_files
from web import form_page, form_waiting
from web.form_page import NOTHING_TYPED, Shown, Typed
from web.form_waiting import SentFile
from web.translations import Language
from web.uploads import Upload

LONGEST = 8_000
MOST_FILES = 5
_TEXTS: Mapping[PortalAct, tuple[str, str]] = {
    PortalAct.MESSAGE: ("Votre message", "Your message"),
    PortalAct.PIECES: ("Votre réponse", "Your answer"),
    PortalAct.WITHDRAW: ("Pourquoi la retirez-vous ?", "Why do you withdraw it?"),
    PortalAct.REOPEN: ("Pourquoi faut-il la rouvrir ?", "Why must it be opened again?"),
}
_FILES = Words(fr="Photos ou documents", en="Photos or documents")
_FILES_HELP = Words(
    fr="Images, PDF ou documents de bureautique ; 5 fichiers de 20 Mo au plus, 48 Mo ensemble.",
    en="Pictures, PDF or office documents; 5 files of 20 MB at most, 48 MB together.",
)
_NO_CARDS = Words(
    fr="N’y mettez ni numéro de sécurité sociale ni données de santé si ce n’est pas nécessaire.",
    en="Give no social security number and nothing of your health where that is not needed.",
)


def _definition(act: PortalAct) -> FormDefinition:
    french, english = _TEXTS[act]
    text = FormField(
        name=f"{act}_text",
        kind=FieldKind.LONG,
        label=Words(fr=french, en=english),
        help=_NO_CARDS if act in {PortalAct.MESSAGE, PortalAct.PIECES} else None,
        is_required=act in {PortalAct.MESSAGE, PortalAct.REOPEN},
        most=LONGEST,
    )
    files = FormField(
        name=f"{act}_files",
        kind=FieldKind.FILES,
        label=_FILES,
        help=_FILES_HELP,
        most=MOST_FILES,
        families=tuple(FileFamily),
    )
    fields = (text,) if act is PortalAct.WITHDRAW else (text, files)
    return FormDefinition(code=FormCode(f"portail-{act}"), title=Words(fr=french, en=english), fields=fields)


DEFINITIONS: Mapping[PortalAct, FormDefinition] = {act: _definition(act) for act in PortalAct}


@dataclass(frozen=True, slots=True, kw_only=True)
class ActForm:
    """A form as the page shows it. ``page`` tells this page from every other; ``note`` is why nothing was sent."""

    act: PortalAct
    fields: tuple[Shown, ...]
    page: str
    has_files: bool
    note: str = ""

    @property
    def faulty(self) -> tuple[Shown, ...]:
        """Return the fields with something wrong."""
        return tuple(one for one in self.fields if one.faults)


@dataclass(frozen=True, slots=True, kw_only=True)
class SentForm:
    """What a browser sent by a form of an act, and what is wrong with it."""

    act: PortalAct
    text: str
    files: tuple[File, ...]
    faults: tuple[Fault, ...]
    page: str
    typed: Typed
    waiting: Mapping[str, tuple[SentFile, ...]]


def read(installation: Installation, waiting: FormFiles, name: str, act: PortalAct, upload: Upload) -> SentForm:
    """Return what was sent; ``name`` is the form's own, by which files that wait are known."""
    definition = DEFINITIONS[act]
    text_field, file_field = definition.fields[0], definition.find(f"{act}_files")
    files, lost = form_waiting.taken_up(installation, waiting, name, upload.values.get("_kept", ()), upload.files)
    text = next(iter(upload.values.get(text_field.name, ())), "").replace("\r\n", "\n")
    faults: list[Fault] = []
    kept: tuple[File, ...] = ()
    if file_field is not None:
        given: list[FormFile] = [one.file for one in files.get(file_field.name, ())]
        attached, wrong = check_files(file_field, given)
        faults += wrong
        kept = tuple(File(name=one.file.filename, media_type=one.media_type, content=one.file.content) for one in attached)
    if len(text) > text_field.longest:
        faults.append(Fault(field=text_field.name, code=FaultCode.TOO_LONG, values={"count": len(text), "most": text_field.longest}))
    is_empty = not text.strip() and not kept and not faults
    is_silent = act is PortalAct.REOPEN and not text.strip()
    if (is_empty and act is not PortalAct.WITHDRAW) or is_silent:
        faults.append(Fault(field=text_field.name, code=FaultCode.MISSING))
    return SentForm(
        act=act,
        text=text.strip(),
        files=kept,
        faults=tuple(faults),
        page=next(iter(upload.values.get("page", ())), "")[:64],
        typed=Typed(values={text_field.name: (text[: 4 * LONGEST],)}, files=lost),
        waiting=files,
    )


def blank(act: PortalAct, page: str, language: Language) -> ActForm:
    """Return the form of an act with nothing in it."""
    return _form(act, NOTHING_TYPED, (), page, language)


def again(  # noqa: PLR0913 - what a form is shown again by
    installation: Installation, waiting: FormFiles, name: str, sent: SentForm, language: Language, *, note: str = "", may_wait: bool = True
) -> ActForm:
    """Return a form with all that was typed, its files kept for another try where they may wait."""
    files = sent.waiting if may_wait else {}
    kept, lost = form_waiting.kept(installation, waiting, name, files, sent.faults)
    if not may_wait:
        lost = {field: tuple(one.file.filename for one in ones) for field, ones in sent.waiting.items()}
    names = dict.fromkeys((*sent.typed.files, *lost))
    missing = {field: (*sent.typed.files.get(field, ()), *lost.get(field, ())) for field in names}
    typed = replace(sent.typed, kept=kept, files=missing)
    return replace(_form(sent.act, typed, sent.faults, sent.page, language), note=note)


def _form(act: PortalAct, typed: Typed, faults: tuple[Fault, ...], page: str, language: Language) -> ActForm:
    definition = DEFINITIONS[act]
    fields = form_page.shown(definition, typed, faults, language)
    return ActForm(act=act, fields=fields, page=page, has_files=definition.has_files)
