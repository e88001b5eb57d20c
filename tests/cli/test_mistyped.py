"""What whoever mistypes a command is told."""

import pytest

from cli.main import main


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (["queries"], "Il n’y a pas de commande « queries ». Vouliez-vous dire"),
        (["xyzzy"], "Il n’y a pas de commande « xyzzy »."),
        (["review", "xyzzy"], "Il n’y a pas de commande « xyzzy »."),
        (["users", "add", "--nam", "x"], "Il n’y a pas d’option --nam. Vouliez-vous dire --name ?"),
        (["users", "add", "--xyzzy"], "Il n’y a pas d’option --xyzzy."),
        (["users", "add", "--name"], "L’option --name demande une valeur."),
        (["users", "add"], "Il manque login."),
        (["users", "add", "a", "b", "c"], "Il y a quelque chose de trop : b c."),
        (["init"], "Il manque l’option --town."),
        (["retention", "terms", "--months", "abc"], "--months : il faut un nombre entier."),
        (["users", "add", "x", "--role", "z"], "--role : « z » ne convient pas"),
    ],
)
def test_who_mistypes_reads_it_in_french(
    typed: list[str], told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["citoyen", *typed])
    with pytest.raises(SystemExit) as left:
        main()
    # The panel breaks lines and frames them; spaces that do not break are written as such.
    words = " ".join(capsys.readouterr().err.replace("│", " ").replace("\u00a0", " ").replace("\u202f", " ").split())
    assert told in words
    assert left.value.code == 2


def test_a_group_without_command_still_shows_its_help(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["citoyen", "users"])
    with pytest.raises(SystemExit):
        main()
    said = capsys.readouterr()
    assert "reset-code" in said.out + said.err
