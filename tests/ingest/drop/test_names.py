from datetime import date

import pytest

from ingest.drop.names import OURS, day_in, is_locked, is_passed_over, key_of, locked, own_name, parked_name, real_name, shown


@pytest.mark.parametrize(
    "name",
    [
        ".scan.pdf",
        "scan.tmp",
        "SCAN.PART",
        "scan.pdf.crdownload",
        "scan.pdf.filepart",
        "~$lettre.docx",
        "~scan.pdf",
        "scan.pdf~",
        "scan.lock",
        "Thumbs.db",
        "desktop.ini",
        ".DS_Store",
        ".nfs0000abcd",
        ".citoyen-notes.pdf",
    ],
)
def test_what_is_no_document_is_passed_over(name: str) -> None:
    assert is_passed_over(name)


@pytest.mark.parametrize(
    "name", ["scan.pdf", "tmp.pdf", "part 1.tif", "lock.pdf", "FAX0001", "Église.pdf", "a\nb.pdf", "\udce9t\udce9.pdf"]
)
def test_documents_are_not(name: str) -> None:
    assert not is_passed_over(name)


@pytest.mark.parametrize("name", ["scan.pdf", "été.pdf", "\udce9.pdf", "x" * 251 + ".pdf", "é" * 125 + ".pdf", "😀" * 60 + ".pdf"])
def test_name_of_a_file_about_to_be_removed_is_ours_fits_and_leads_back(name: str) -> None:
    parked = parked_name(name, "0123abcd")
    assert parked.startswith(OURS) and not is_passed_over(parked)
    assert len(parked.encode("utf-8", "surrogateescape")) <= 143
    assert name.endswith(real_name(parked)) and real_name(parked).endswith(".pdf")
    assert parked_name(parked, "76543210") == parked_name(real_name(parked), "76543210")


@pytest.mark.parametrize("name", ["a.citoyen-0123abcd-b.pdf", ".citoyen-0123abcd-", "x/.citoyen-0123abcd-"])
def test_name_that_only_looks_like_one_of_ours_is_the_files_own(name: str) -> None:
    assert real_name(name) == name
    assert own_name(f"URB/{name}") == f"URB/{name}"


def test_path_leads_back_too() -> None:
    assert own_name("URB/.citoyen-0123abcd-scan.pdf") == "URB/scan.pdf"


@pytest.mark.parametrize(
    ("lock", "name"),
    [
        ("scan.pdf.lock", "scan.pdf"),
        ("Scan.LCK", "scan.pdf"),
        (".~lock.lettre.odt#", "lettre.odt"),
        ("~$lettre.docx", "lettre.docx"),
        ("~$ttre.docx", "lettre.docx"),
        ("URB/scan.lock", "URB/scan.pdf"),
    ],
)
def test_lock_is_of_its_document_and_no_other(lock: str, name: str) -> None:
    locks = locked([lock, name])
    assert is_locked(name, locks)
    assert not is_locked("another.pdf", locks)
    assert not is_locked(f"elsewhere/{name}", locks)


def test_bare_lock_is_of_nothing() -> None:
    assert not is_locked("FAX0001", locked([".lock", "FAX0001"]))


@pytest.mark.parametrize(
    ("name", "shows"),
    [
        ("e\u0301te\u0301.pdf", "été.pdf"),
        ("a\nb\u202e.pdf", "a\\nb\\u202e.pdf"),
        ("\udce9t\udce9.pdf", "\\xe9t\\xe9.pdf"),
        ("Mme Lebrun.pdf", "Mme Lebrun.pdf"),
    ],
)
def test_names_are_shown_so_that_people_can_read_them(name: str, shows: str) -> None:
    assert shown(name) == shows


def test_names_that_are_shown_alike_are_known_apart() -> None:
    assert key_of("e\u0301.pdf") != key_of("é.pdf")
    assert key_of("\udce9.pdf") != key_of("\ufffd.pdf")


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2026-03-12.pdf", date(2026, 3, 12)),
        ("20260312_0914.pdf", date(2026, 3, 12)),
        ("20260312091433.pdf", date(2026, 3, 12)),
        ("scan_20260312.pdf", date(2026, 3, 12)),
        ("2026-03-12/20251231_0001.pdf", date(2025, 12, 31)),
        ("2026.03.12/scan.pdf", date(2026, 3, 12)),
        ("20260231.pdf", None),
        ("2026-13-01.pdf", None),
        ("0612345678.pdf", None),
        ("12026031299.pdf", None),
        ("scan.pdf", None),
    ],
)
def test_day_in_a_name(name: str, day: date | None) -> None:
    assert day_in(name) == day
