"""Batches: in the order of postage, the bad ones told and the others printed, nothing lost where the process is killed (issue 10)."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pdfplumber
import pikepdf
import pytest
from sqlalchemy.orm import Session

from domain.errors import ConflictError, ForbiddenError
from domain.ids import RequestId
from domain.rights import Role
from domain.stationery import Batch, BatchState, Stationery
from flows import accounts
from flows.correspondence import held
from flows.printing import batches, papers
from flows.printing.binding import bind
from flows.printing.cover import cover_words, fault_of
from flows.printing.pdf import AT_ONCE
from flows.wiring import Installation
from store import history, letter_sheets, outbox, print_batches, requests
from store.agents import NewAgent
from store.history import Reader
from store.outbox import Held, OutboxId
from store.requests import RequestRecord
from tests.flows.printing.conftest import ANNE, LATER, VALOGNES, Ask, letters_about, work_all
from tests.flows.printing.test_pdf import picture

ROOT = Path(__file__).resolve().parents[3]


def copies(hall: Installation, request: RequestId, addresses: list[str], **changed: object) -> list[OutboxId]:
    """Write letters to print like the one about a request, to other addresses."""
    (letter,) = letters_about(hall, request)[:1]
    with hall.database.write() as session:
        made = []
        for place, address in enumerate(addresses):
            payload = {key: value for key, value in {**letter.letter.payload, **changed}.items() if value is not None}
            one = outbox.add(session, replace(letter.letter, recipient=address, payload=payload, event=f"copy:{place}:{address}"), LATER)
            outbox.keep_here(session, one, Held.PRINT)
            made.append(one)
        return made


def texts(path: Path) -> list[str]:
    with pdfplumber.open(path) as document:
        return [page.extract_text() for page in document.pages]


def bound(hall: Installation, batch: Batch, path: Path) -> list[str]:
    with hall.database.read() as session:
        found, letters = print_batches.get(session, batch.id), print_batches.letters(session, batch.id)
    bind(hall, found, cover_words(found, letters, str), path)
    return texts(path)


def test_a_batch_is_in_postage_order_behind_its_cover(hall: Installation, ask: Ask, tmp_path: Path) -> None:
    request = ask("9 rue Haute, 75011 Paris")
    copies(hall, request, ["1 rue A, 50700 Valognes", "Oudegracht 412, 3511 Utrecht, Pays-Bas", "2 rue B, 14000 Caen", "—"])
    batch = batches.begin(hall, VALOGNES, ANNE, LATER)
    assert not batches.go_on(hall, batch.id)
    cover, listed, *letters = bound(hall, batch, tmp_path / "a.pdf")
    assert "Letters: 5" in cover and "Pages: 5" in cover and "Without an address" not in cover
    order = ["2 RUE B", "1 RUE A", "9 RUE HAUTE", "9 RUE HAUTE", "OUDEGRACHT"]
    assert [next(one for one in order if one in text) for text in letters] == order
    assert listed.index("14000") < listed.index("50700") < listed.index("PAYS-BAS")


def test_on_both_sides_each_letter_begins_on_a_sheet_of_its_own(hall: Installation, ask: Ask, tmp_path: Path) -> None:
    papers.keep(hall, VALOGNES, Stationery(is_double_sided=True), "operator", LATER, seen=0)
    copies(hall, ask(), ["2 rue B, 14000 Caen"])
    batch = batches.begin(hall, VALOGNES, ANNE, LATER)
    batches.go_on(hall, batch.id)
    pages = bound(hall, batch, tmp_path / "a.pdf")
    begins = [number for number, text in enumerate(pages) if "Objet :" in text]
    assert len(begins) == 2 and all(number % 2 == 0 for number in begins)


def test_three_bad_ones_are_told_and_the_others_printed(hall: Installation, ask: Ask, tmp_path: Path) -> None:
    request = ask()
    copies(hall, request, [f"{number} rue A, 50700 Valognes" for number in range(1, 48)])
    (gone,) = copies(hall, request, ["5 rue Z, 50700 Valognes"])
    (homeless,) = copies(hall, request, ["quelque part"])
    (unwritten,) = copies(hall, request, ["6 rue Z, 50700 Valognes"], body=None)
    batch = batches.begin(hall, VALOGNES, ANNE, LATER)
    held.printed(hall, gone, ANNE, LATER)
    seen: list[int] = []
    batches.go_on(hall, batch.id, told=lambda one: seen.append(one.made))
    with hall.database.read() as session:
        found = print_batches.get(session, batch.id)
        faults = {one.letter: fault_of(one).template for one in print_batches.letters(session, batch.id) if one.fault is not None}
    assert (found.state, found.letters, found.made, found.faulty) == (BatchState.PREPARED, 51, 48, 3)
    assert faults == {
        gone: "It was sent otherwise meanwhile.",
        homeless: "Its address has no town, or more lines than a window shows.",
        unwritten: "Letter {id} is not written yet.",
    }
    assert seen == sorted(seen) and len(set(seen)) > 2, "how far it is is told on the way"
    cover = bound(hall, batch, tmp_path / "a.pdf")[0]
    assert "Not printed: 3" in cover and "quelque part" in cover


def test_many_letters_are_made_by_many_children_and_share_one_logo(
    hall: Installation, ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "_MANY", 10)
    papers.put_logo(hall, VALOGNES, picture("RGBA", (400, 300)), "operator", LATER)
    made = copies(hall, ask(), [f"{number} rue A, 50700 Valognes" for number in range(1, 31)])
    bad = copies(hall, RequestId(1), ["quelque part", "6 rue Z, 50700 Valognes"], body="# " * 3)[:1]
    batch = batches.begin(hall, VALOGNES, ANNE, LATER)
    assert not batches.go_on(hall, batch.id)
    pages = bound(hall, batch, tmp_path / "a.pdf")
    for number in range(1, 31):
        assert sum(f"\n{number} RUE A\n" in page for page in pages) == 1
    with hall.database.read() as session:
        inside = print_batches.letters(session, batch.id)
    assert [one.letter for one in inside if one.fault is not None] == bad
    assert set(made) < {one.letter for one in inside if one.pages == 1}
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        drawn = {one.objgen for page in pdf.pages for _, one in page.obj.Resources.get("/XObject", pikepdf.Dictionary()).items()}
        pictures = [one for one in pdf.objects if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"]
    assert len(drawn) == 1 and len(pictures) == 2  # with the mask of what is transparent


def test_what_is_killed_goes_on_where_it_was(hall: Installation, ask: Ask) -> None:
    copies(hall, ask(), [f"{number} rue A, 50700 Valognes" for number in range(1, 50)])
    batch = batches.begin(hall, VALOGNES, ANNE, LATER)

    class KilledError(Exception):
        pass

    def kill(found: Batch) -> None:
        if found.made:
            raise KilledError

    with pytest.raises(KilledError):
        batches.go_on(hall, batch.id, told=kill)
    with hall.database.read() as session:
        half = print_batches.get(session, batch.id)
        first = {one.letter for one in print_batches.letters(session, batch.id) if one.pages}
    assert half.state is BatchState.PREPARING and 0 < half.made < 50
    work_all(hall, datetime.now(UTC))  # as whoever starts afterwards
    with hall.database.read() as session:
        whole = print_batches.get(session, batch.id)
        assert whole.state is BatchState.PREPARED and whole.made == 50
        assert first <= {one.letter for one in print_batches.letters(session, batch.id) if one.pages}


_GO_ON = """
import os, signal, sys
from pathlib import Path
from flows.printing import batches
from tests import installations

batches._MANY = 10
hall = installations.opened(installations.settings(Path(sys.argv[1]), database_url=sys.argv[2]))

def kill(found):
    if found.made:
        print(*(one.read_text() for one in Path("/proc/self/task").glob("*/children")), flush=True)
        os.kill(os.getpid(), signal.SIGKILL)

batches.go_on(hall, int(sys.argv[3]), told=kill)
"""


def test_what_is_killed_with_several_children_leaves_none_of_them_and_goes_on_where_it_was(
    hall: Installation, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies(hall, ask(), [f"{number} rue A, 50700 Valognes" for number in range(1, 50)])
    batch = batches.begin(hall, VALOGNES, ANNE, LATER)
    url = hall.settings.database_url
    assert url is not None
    program = [sys.executable, "-c", _GO_ON, str(hall.settings.data), url.get_secret_value(), str(batch.id)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    killed = subprocess.run(program, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    children = [Path("/proc") / one for one in killed.stdout.split()]
    assert len(children) >= min(2, AT_ONCE), "several set pages at once"
    until = time.monotonic() + 20
    while any(map(_is_setting, children)) and time.monotonic() < until:
        time.sleep(0.1)
    assert not list(filter(_is_setting, children))
    with hall.database.read() as session:
        half = print_batches.get(session, batch.id)
        first = {one.letter: letter_sheets.find(session, one.letter) for one in print_batches.letters(session, batch.id) if one.pages}
    assert half.state is BatchState.PREPARING and 0 < half.made < 50 and all(first.values())
    monkeypatch.setattr(batches, "_MANY", 10)
    assert not batches.go_on(hall, batch.id)
    with hall.database.read() as session:
        whole = print_batches.get(session, batch.id)
        assert (whole.state, whole.made, whole.faulty) == (BatchState.PREPARED, 50, 0)
        assert {one: letter_sheets.find(session, one) for one in first} == first, "what was kept is not made again"


def _is_setting(process: Path) -> bool:
    """Tell whether a child that sets pages is there: one that ended and that nobody has asked after has no command line."""
    try:
        return b"flows.printing.child" in (process / "cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_many_letters_about_one_request_are_sent_by_reading_it_once_and_a_bad_one_costs_no_other(
    hall: Installation, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = ask()
    made = copies(hall, request, [f"{number} rue A, 50700 Valognes" for number in range(1, 31)])
    batch = batches.begin(hall, VALOGNES, ANNE, LATER)
    with hall.database.write() as session:
        for one in print_batches.unmade(session, batch.id, 100):
            print_batches.set_made(session, batch.id, one, 1, "0|")
        print_batches.set_state(session, batch.id, BatchState.PREPARED)
    batches.done(hall, batch.id, ANNE, LATER)
    read: list[int] = []
    whole = requests.get

    def counted(session: Session, one: RequestId, told: Reader = history.lines) -> RequestRecord:
        found = whole(session, one, told)
        read.append(len(found.history))
        return found

    monkeypatch.setattr(requests, "get", counted)
    assert not batches.go_on(hall, batch.id)
    assert read == [1], "once, with nothing of its history but who decided what"
    monkeypatch.undo()
    assert {one.state for one in letters_about(hall, request)} == {"sent"}
    with hall.database.read() as session:
        told = [line.details["letter"] for line in requests.get(session, request).history if line.action == "letter_printed"]
    assert set(told) == {letter.id for letter in letters_about(hall, request)} and len(told) == 31 and set(made) < set(told)
    more = copies(hall, request, ["1 rue B, 50700 Valognes", "2 rue B, 50700 Valognes"])
    with pytest.raises(ConflictError, match="does not wait for that"):
        held.printed_together(hall, (*more, made[0]), ANNE, LATER)
    assert {one.state for one in letters_about(hall, request) if one.id in more} == {"kept"}, "all of them, or none"


def test_what_was_printed_is_sent_letter_by_letter_and_printed_twice_is_said(hall: Installation, ask: Ask) -> None:
    request = ask()
    copies(hall, request, ["1 rue A, 50700 Valognes"])
    batch = batches.begin(hall, VALOGNES, ANNE, LATER)
    with pytest.raises(ConflictError, match="not ready"):
        batches.done(hall, batch.id, ANNE, LATER)
    batches.go_on(hall, batch.id)
    batches.done(hall, batch.id, ANNE, LATER)
    work_all(hall, datetime.now(UTC))
    assert [one.state for one in letters_about(hall, request)] == ["sent", "sent"]
    with hall.database.read() as session:
        history = [line.action for line in requests.get(session, request).history]
        assert history.count("letter_printed") == 2
        assert all(letter_sheets.find(session, one.id) for one in letters_about(hall, request))
    with pytest.raises(ConflictError, match="printed already, by anne on 2026-03-12"):
        batches.done(hall, batch.id, ANNE, LATER)
    with pytest.raises(ConflictError, match="No letter"):
        batches.begin(hall, VALOGNES, ANNE, LATER)


def test_a_letter_lies_in_one_batch_until_that_is_let_go(hall: Installation, ask: Ask) -> None:
    ask()
    batch = batches.begin(hall, VALOGNES, ANNE, LATER)
    with pytest.raises(ConflictError, match="No letter"):
        batches.begin(hall, VALOGNES, ANNE, LATER)
    batches.drop(hall, batch.id, ANNE, LATER)
    again = batches.begin(hall, VALOGNES, ANNE, LATER)
    assert (again.number, again.letters) == (2, 1)
    with pytest.raises(ConflictError, match="closed"):
        batches.drop(hall, batch.id, ANNE, LATER)


def test_who_may_not_read_a_request_prints_none_of_its_letters(hall: Installation, ask: Ask) -> None:
    ask()
    accounts.add_agent(hall, NewAgent(town=VALOGNES, login="luc", name="Luc", roles=frozenset({Role.ELECTED}), password_hash="x"), LATER)
    with pytest.raises(ForbiddenError):
        batches.begin(hall, VALOGNES, "luc", LATER)
    batch = batches.begin(hall, VALOGNES, ANNE, LATER)
    batches.go_on(hall, batch.id)
    with pytest.raises(ForbiddenError):
        batches.done(hall, batch.id, "luc", LATER)


def test_only_what_is_chosen_is_in_a_batch(hall: Installation, ask: Ask) -> None:
    one, *_ = copies(hall, ask(), ["1 rue A, 50700 Valognes", "2 rue B, 14000 Caen"])
    assert batches.begin(hall, VALOGNES, ANNE, LATER, (one,)).letters == 1
