"""The files of a form that was shown again: kept on the server, and taken up when the form is sent once more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.form import LARGEST_SUBMISSION_MB, FormFile
from flows.form_files import FormFiles
from flows.wiring import Installation
from ingest.form.faults import Fault
from web import form_page
from web.form_page import FileClaim, KeptFile

_MOST = 100
"""Files that one page brings back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentFile:
    """A file of a form. ``name`` is that under which it waited on the server, None for one that the browser has just sent."""

    file: FormFile
    name: str | None = None


Files = Mapping[str, tuple[SentFile, ...]]
Names = Mapping[str, tuple[str, ...]]


def taken_up(
    installation: Installation, waiting: FormFiles, form: str, tokens: Sequence[str], sent: Mapping[str, Sequence[FormFile]]
) -> tuple[dict[str, tuple[SentFile, ...]], dict[str, tuple[str, ...]]]:
    """Return the files of a form by field, those that waited before those just sent; and the names of those whose time is over."""
    files: dict[str, tuple[SentFile, ...]] = {}
    lost: dict[str, tuple[str, ...]] = {}
    room = LARGEST_SUBMISSION_MB * 2**20
    for token in list(dict.fromkeys(tokens))[:_MOST]:
        claim = form_page.read_file_token(installation, form, token)
        if claim is None:
            continue
        content = waiting.find(claim.name)
        if content is None:
            lost[claim.field] = (*lost.get(claim.field, ()), claim.filename)
            continue
        room -= len(content)
        file = FormFile(filename=claim.filename, content=content if room >= 0 else b"", refused_bytes=0 if room >= 0 else len(content))
        files[claim.field] = (*files.get(claim.field, ()), SentFile(file=file, name=claim.name))
    for name, ones in sent.items():
        before = {(one.file.filename, one.file.content) for one in files.get(name, ())}
        # Who chooses once more what is here already means it once.
        new = (SentFile(file=one) for one in ones if one.filename and (one.filename, one.content) not in before)
        files[name] = (*files.get(name, ()), *new)
    return {name: ones for name, ones in files.items() if ones}, lost


def kept(
    installation: Installation, waiting: FormFiles, form: str, files: Files, faults: Sequence[Fault]
) -> tuple[dict[str, tuple[KeptFile, ...]], dict[str, tuple[str, ...]]]:
    """Keep the files of a form that is shown again; return them by field, and the names of those that could not be kept.

    Those that are refused themselves are neither: another file must be chosen, and the fault names them.
    """
    refused = {(fault.field, fault.values.get("name")) for fault in faults}
    found: dict[str, tuple[KeptFile, ...]] = {}
    lost: dict[str, tuple[str, ...]] = {}
    for field, ones in files.items():
        for one in ones:
            if one.file.refused_bytes or not one.file.content or (field, one.file.filename) in refused:
                continue
            name = _held(waiting, one)
            if name is None:
                lost[field] = (*lost.get(field, ()), one.file.filename)
                continue
            token = form_page.file_token(installation, form, FileClaim(field=field, name=name, filename=one.file.filename))
            found[field] = (*found.get(field, ()), KeptFile(token=token, filename=one.file.filename, size=len(one.file.content)))
    return found, lost


def forget(waiting: FormFiles, files: Files) -> None:
    """Remove the files of a form that was sent from those that wait."""
    for ones in files.values():
        for one in ones:
            if one.name is not None:
                waiting.forget(one.name)


def _held(waiting: FormFiles, one: SentFile) -> str | None:
    if one.name is None:
        return waiting.keep(one.file.content)
    waiting.hold(one.name)
    return one.name
