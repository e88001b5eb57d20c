"""The requests, files and history that `bench.requests` measures, written by SQL."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from pydantic_core import to_json
from sqlalchemy import Connection, Engine, text

from domain.decision import ForReview, Orientation, Reason, Routed
from domain.department import Confidentiality
from domain.draft import Requester
from domain.ids import DepartmentCode, RuleId, SectorName, SubjectCode
from domain.place import Place, PlaceStatus
from domain.ruleset import Alert
from flows import search
from flows.wiring import Installation
from rules.words import fold
from store import search as stored
from store.mapping import dump

KINDS = 5_000
AT_ONCE = 25_000
INDEXED_AT_ONCE = 5_000
HISTORY = 5
TRACE_BYTES = 2_000
NOW = datetime(2026, 6, 4, 9, tzinfo=UTC)
BEGAN = NOW - timedelta(days=5 * 365)
DEPARTMENTS, SUBJECTS, SECTORS, STREETS, AGENTS = 20, 120, 12, 600, 40
_CHANNELS = ("email", "email", "email", "form", "form", "phone", "phone", "counter", "scan", "fax")
_NAMES = ("Lebrun", "Quesnel", "Martel", "Hamon", "Lecoq", "Vautier", "Lemoine", "Fouquet", "Gosselin", "Leroux")
_FIRST = ("Sylvie", "Anne", "Luc", "Paul", "Zoé", "Marc", "Élise", "Hugo", "Inès", "Jean")
_COMMON = ("lam", "pa", "dai", "re", "trot", "toir", "chaus", "sé", "bru", "it")
_SYLLABLES = (*_COMMON, "ar", "bre", "pou", "bel", "le", "eau", "fui", "te", "ban", "c")

_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT CAST(:first AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < :last)"
_CHANCE = "((n.i * 2654435761 / 4096) % 1000)"
_OVER = f"CASE WHEN {_CHANCE} < 960 THEN 'closed' WHEN {_CHANCE} < 985 THEN 'archived' ELSE 'rejected' END"
_STATUS = (
    f"CASE WHEN {_CHANCE} < 20 THEN 'review' WHEN {_CHANCE} < 60 THEN 'open' WHEN {_CHANCE} < 85 THEN 'accepted' "
    f"WHEN {_CHANCE} < 92 THEN 'planned' WHEN {_CHANCE} < 97 THEN 'waiting' WHEN {_CHANCE} < 98 THEN 'transferred' "
    f"WHEN {_CHANCE} < 100 THEN 'done' ELSE {_OVER} END"
)


def _requests(moment: str, due: str, document: str) -> str:
    never = "'9999-12-31'" if document == "TEXT" else "DATE '9999-12-31'"
    return f"""
INSERT INTO requests (id, town, draft_id, part, tracking, year, counter, status, channel, received_at, subject, department, priority,
  confidentiality, heading, details, "offset", requester, place, street, sector, decision, trace, ruleset_number, basis, version,
  created_at, taken_at, taken_by, due_at, pressing_on, dossier_id)
{_NUMBERS}
SELECT n.i, 'breville', 1, n.i, CAST(n.i AS TEXT), 2000 + n.i / 100000, 1 + n.i % 100000, {_STATUS}, k.channel, {moment}, k.subject,
  k.department, k.priority, k.confidentiality, k.heading, k.details, 0, CAST(k.requester AS {document}), CAST(k.place AS {document}),
  k.street, k.sector, CAST(CASE WHEN {_CHANCE} < 20 THEN k.doubt ELSE k.decision END AS {document}), CAST(k.trace AS {document}), 1,
  CAST('{{}}' AS {document}), 1, {moment}, CASE WHEN {_CHANCE} < 60 THEN NULL ELSE {moment} END,
  CASE WHEN {_CHANCE} < 60 THEN NULL ELSE k.agent END, CASE WHEN {_CHANCE} < 100 THEN {due} END, {never},
  1 + n.i / 4
FROM n JOIN bench_kinds k ON k.k = (n.i * 7919) % {KINDS}
"""  # noqa: S608 - statements of ours


def _history(moment: str, document: str) -> str:
    return (
        f"INSERT INTO history (town, request_id, at, actor, action, details) {_NUMBERS}, "  # noqa: S608 - statements of ours
        f"five(h) AS (SELECT 1 UNION ALL SELECT h + 1 FROM five WHERE h < {HISTORY}) "
        f"SELECT 'breville', n.i, {moment}, 'claire', 'confirmed', CAST('{{\"rank\": 1}}' AS {document}) FROM n, five"
    )


def _one_of(names: tuple[str, ...], number: str) -> str:
    ways = " ".join(f"WHEN {place} THEN '{fold(name)}'" for place, name in enumerate(names))
    return f"CASE {number} % {len(names)} {ways} END"


def _dossiers(moment: str, document: str) -> str:
    own = "CASE WHEN n.i % 200 = 0 THEN 'lebrun ' ELSE 'm' END || n.i"
    return (
        f"INSERT INTO dossiers (id, town, kind, requester, name_key, version, created_at) {_NUMBERS} "  # noqa: S608 - statements of ours
        f"SELECT n.i, 'breville', 'particulier', CAST('{{}}' AS {document}), "
        f"{own} || ' ' || {_one_of(_FIRST, 'n.i')} || ' ' || {_one_of(_NAMES, '(n.i / 10)')}, 1, {moment} FROM n "
        "WHERE n.i NOT IN (SELECT id FROM dossiers WHERE id >= :first)"
    )


def _contacts(moment: str) -> str:
    return (
        f"INSERT INTO dossier_contacts (dossier_id, kind, value, town, since) {_NUMBERS} "  # noqa: S608 - statements of ours
        f"SELECT n.i, 'email', 'p' || n.i || '@courriel.example', 'breville', {moment} FROM n "
        "WHERE n.i NOT IN (SELECT dossier_id FROM dossier_contacts WHERE dossier_id >= :first)"
    )


def _dossier_names(position: str) -> str:
    """Return what writes by which words files are found: their names from each of their words on, as `store.dossiers` does."""
    return (
        "INSERT INTO dossier_names (dossier_id, key, town) WITH RECURSIVE named (id, rest) AS ("  # noqa: S608 - statements of ours
        "SELECT id, name_key FROM dossiers WHERE id BETWEEN :first AND :last AND id NOT IN "
        "(SELECT dossier_id FROM dossier_names WHERE dossier_id >= :first) "
        f"UNION ALL SELECT id, substr(rest, {position}(rest, ' ') + 1) FROM named WHERE {position}(rest, ' ') > 0) "
        "SELECT DISTINCT id, rest, 'breville' FROM named"
    )


def _words(chance: random.Random, vocabulary: list[str], count: int) -> str:
    return " ".join(vocabulary[min(len(vocabulary), int(chance.paretovariate(0.7))) - 1] for _ in range(count))


def kinds() -> list[dict[str, object]]:
    """Return the kinds of requests there are."""
    chance = random.Random(7)  # noqa: S311 - invented texts
    vocabulary = ["lampadaire", "trottoir", "poubelle", *("".join(chance.choices(_SYLLABLES, k=3)) for _ in range(20_000))]
    found: list[dict[str, object]] = []
    for k in range(KINDS):
        subject = min(SUBJECTS - 1, int(chance.expovariate(0.04)))
        department, street = subject % DEPARTMENTS, chance.randrange(STREETS)
        place = Place(
            status=PlaceStatus.EXACT,
            text=None,
            number=str(chance.randrange(1, 90)),
            street=f"Rue {_NAMES[street % 10]} {street}",
            sector=SectorName(f"Secteur {street % SECTORS}"),
            score=1.0,
        )
        orientation = Orientation(
            subject=SubjectCode(f"S-{subject}"),
            department=DepartmentCode(f"D-{department}"),
            copies=(),
            priority=chance.choices((1, 2, 3, 4), (1, 20, 70, 9))[0],
            confidentiality=Confidentiality(chance.choices((0, 1, 2), (96, 2, 2))[0]),
            flags=(),
            place=place,
            confidence=0.9,
            rule=RuleId("R0"),
            ruleset=1,
            target="5 jo",
            alert=Alert.NONE,
            notices=(),
        )
        requester = Requester(name=f"{chance.choice(_NAMES)} {chance.choice(_FIRST)}", email=f"p{k}@courriel.example")
        found.append(
            {
                "k": k,
                "subject": orientation.subject,
                "department": orientation.department,
                "sector": place.sector,
                "street": place.street,
                "channel": chance.choice(_CHANNELS),
                "priority": orientation.priority,
                "confidentiality": int(orientation.confidentiality),
                "agent": f"agent{chance.randrange(AGENTS)}",
                "heading": _words(chance, vocabulary, 4),
                "details": _words(chance, vocabulary, chance.randrange(20, 160)),
                **{
                    name: to_json(value).decode()
                    for name, value in (
                        ("requester", dump(requester)),
                        ("place", dump(place)),
                        ("decision", dump(Routed(orientation=orientation))),
                        ("doubt", dump(ForReview(orientation=orientation, reasons=(Reason.TIE,), alternatives=()))),
                        ("trace", {"padding": "x" * TRACE_BYTES}),
                    )
                },
            }
        )
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """Writes requests, so many after so many."""

    engine: Engine
    span: timedelta

    @property
    def filled(self) -> int:
        """Return how many requests there are."""
        with self.engine.connect() as connection:
            return connection.scalar(text("SELECT max(id) FROM requests")) or 0

    def begin(self) -> None:
        """Write what every request needs."""
        chosen = kinds()
        names = tuple(chosen[0])
        with self.engine.begin() as connection:
            columns = ", ".join(f"{name} {'INTEGER' if isinstance(chosen[0][name], int) else 'TEXT'}" for name in names)
            connection.execute(text(f"CREATE TABLE bench_kinds ({columns})"))
            connection.execute(text("CREATE UNIQUE INDEX bench_kinds_k ON bench_kinds (k)"))
            connection.execute(text(f"INSERT INTO bench_kinds VALUES ({', '.join(f':{name}' for name in names)})"), chosen)  # noqa: S608
            for statement in (
                "INSERT INTO inbounds (id, town, channel, sha256, size, content_key, received_at, envelope, deliveries, outcome) "
                "VALUES (1, 'breville', 'email', 'a', 1, 'a', :at, '{}', 1, 'drafted')",
                "INSERT INTO drafts (id, town, inbound_id, item, document, created_at) VALUES (1, 'breville', 1, 1, '{}', :at)",
            ):
                connection.execute(text(statement), {"at": f"{BEGAN:%Y-%m-%d %H:%M:%S.%f}" if self._is_sqlite else BEGAN})

    def fill(self, first: int, last: int, rows: int) -> None:
        """Write the requests of these numbers of ``rows``; they are spread over the whole time."""
        seconds = self.span.total_seconds() / rows
        if self._is_sqlite:
            moment = f"strftime('%Y-%m-%d %H:%M:%f', '{BEGAN:%Y-%m-%d}', (n.i * {seconds}) || ' seconds') || '000'"
            due = f"strftime('%Y-%m-%d %H:%M:%f', '{NOW:%Y-%m-%d}', (n.i * 7 % 90 - 60) || ' days') || '000'"
            document = "TEXT"
        else:
            moment = f"TIMESTAMPTZ '{BEGAN.isoformat()}' + make_interval(secs => n.i * {seconds})"
            due = f"TIMESTAMPTZ '{NOW.isoformat()}' + make_interval(days => CAST(n.i * 7 % 90 - 60 AS integer))"
            document = "jsonb"
        span = {"first": first, "last": last}
        with self.engine.begin() as connection:
            files = {"first": 1 + first // 4, "last": 1 + last // 4}
            for statement in (_dossiers(moment, document), _contacts(moment), _dossier_names("instr" if self._is_sqlite else "strpos")):
                connection.execute(text(statement), files)
            connection.execute(text(_requests(moment, due, document)), span)
            connection.execute(text(_history(moment, document)), span)

    @property
    def _is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    def fill_statistics(self) -> None:
        """Let PostgreSQL count what it chooses its ways by."""
        if not self._is_sqlite:
            with self.engine.connect() as connection:
                _vacuum(connection)


def _vacuum(connection: Connection) -> None:
    connection.execution_options(isolation_level="AUTOCOMMIT")
    for table in ("requests", "request_search", "history", "dossiers", "dossier_names", "dossier_contacts"):
        connection.execute(text(f"VACUUM ANALYZE {table}"))


_of_a_kind = lru_cache(maxsize=None)(search.indexed_words)


def index(installation: Installation) -> int:
    """Bring the index of searches up to date and return of how many: as `flows.search.catch_up`, the words of each kind found once."""
    count = 0
    while True:
        with installation.database.write() as session:
            waiting = stored.waiting(session, INDEXED_AT_ONCE)
            # Number and code are the request's own, all else is the kind's.
            words = [(*search.indexed_words(one.texts[:2]), *_of_a_kind(one.texts[2:])) for one in waiting.requests]
            entries = [stored.Entry(searchable=one, words=own) for one, own in zip(waiting.requests, words, strict=True)]
            stored.keep(session, waiting, entries)
        if not waiting.notes:
            return count
        count += len(waiting.requests)
