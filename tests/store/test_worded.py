"""Files of requesters by the beginnings of words of their names: the same, however few names are looked at first."""

from random import Random

import pytest
from sqlalchemy import text

from domain.dossier import DossierId
from domain.draft import Requester, RequesterKind
from store import dossiers, worded
from store.dossiers import NewDossier
from store.engine import Database
from tests.store.samples import NOW, VALOGNES

FIRST, LAST = ("sylvie", "anne", "annick", "luc"), ("martel", "le roy", "leroy", "anne")


@pytest.fixture
def named(served: Database) -> dict[DossierId, str]:
    """Files with names that share words, some of them twice; every seventh went into another file."""
    chance = Random(5)  # noqa: S311 - invented names
    names = [f"{chance.choice(FIRST)} {chance.choice(LAST)} {chance.choice(FIRST)}" for _ in range(60)]
    with served.write() as session:
        files = {
            dossiers.add(
                session,
                NewDossier(
                    town=VALOGNES,
                    kind=RequesterKind.PERSON,
                    requester=Requester(name=name),
                    name_key=name,
                    contacts=(),
                    created_at=NOW,
                ),
            ): name
            for name in names
        }
        gone = list(files)[::7]
        session.execute(text(f"UPDATE dossiers SET merged_into = 2 WHERE id IN ({', '.join(map(str, gone))})"))  # noqa: S608 - numbers
    return {file: name for file, name in files.items() if file not in gone}


def expected(named: dict[DossierId, str], words: tuple[str, ...]) -> list[DossierId]:
    longest = min(words, key=lambda word: (-len(word), word))
    keys = {file: [" ".join(name.split()[at:]) for at in range(len(name.split()))] for file, name in named.items()}
    found = {file: own for file, own in keys.items() if all(any(key.startswith(word) for key in own) for word in words)}
    return sorted(found, key=lambda file: (min(key for key in found[file] if key.startswith(longest)), file))


@pytest.mark.parametrize("piece", [1, 5, 400])
@pytest.mark.parametrize(
    "words", [("sylvie",), ("sylvie", "martel"), ("anne", "martel"), ("a", "l"), ("l", "le"), ("luc", "xylophone"), ("sylvie", "roy", "an")]
)
def test_every_page_of_files_holds_those_that_have_all_words(
    served: Database, named: dict[DossierId, str], words: tuple[str, ...], piece: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worded, "_PIECE", piece)
    found: list[DossierId] = []
    with served.read() as session:
        while some := worded.page(session, VALOGNES, words, after=found[-1] if found else None, limit=4):
            found += some
    assert found == expected(named, words)
