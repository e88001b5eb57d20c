"""What a command prints, whatever people wrote."""

import pytest
from rich.table import Table
from rich.text import Text

from cli.screen import complain, out, print_wide


def test_what_people_wrote_steers_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    hostile = "scan\x1b]0;pwned\x07\x9b2J\u202e.pdf"
    table = Table(box=None)
    table.add_column("Fichier")
    table.add_row(hostile)
    out.print(hostile)
    out.print(Text(hostile, "bold"))
    print_wide(table)
    complain(hostile)
    told = capsys.readouterr()
    for line in (*told.out.splitlines()[:2], told.out.splitlines()[-1], told.err):
        assert "scan\\x1b]0;pwned" in line and line.strip().endswith("\\x9b2J\\x202e.pdf")


def test_french_and_lines_stand_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    out.print("« Été »\u202f?\nÀ 8\u00a0h")
    assert capsys.readouterr().out == "« Été »\u202f?\nÀ 8\u00a0h\n"
