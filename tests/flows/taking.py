"""A drop folder with its taker, and a clock that tests turn by hand."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from flows.folders import DropFolder, drop_folders
from flows.settings import Settings
from flows.take import Taker
from flows.wiring import Installation
from store import folders
from store.folders import DroppedFile, FolderStatus
from store.inbounds import LedgerLine
from tests.installations import BREVILLE, NOW, ledger


@dataclass
class Moment:
    now: datetime = NOW
    seconds: float = 1000.0

    def pass_by(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.seconds += seconds


class Watched:
    """A folder and who takes in from it."""

    def __init__(self, opened: Installation, path: Path, **values: object) -> None:
        path.mkdir(exist_ok=True)
        self.opened = opened
        self.path = path
        self.moment = Moment()
        self.settings = Settings.model_validate({"folders": [{"path": path, "town": BREVILLE, **values}]})
        self.folder = self._resolved()
        self.taker = self.new_taker()

    def _resolved(self) -> DropFolder:
        with self.opened.database.read() as session:
            (folder,) = drop_folders(self.settings, session)
        return folder

    def new_taker(self) -> Taker:
        return Taker(self.opened, self.folder, lambda: self.moment.now, ticks=lambda: self.moment.seconds)

    def put(self, name: str, content: bytes) -> Path:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def look(self, *, after: float = 0.0) -> float:
        self.moment.pass_by(after)
        return self.taker.look(lambda: None)

    def settle(self) -> None:
        """Look, let files be still, look again."""
        self.look()
        self.look(after=self.folder.still_seconds)

    @property
    def lines(self) -> tuple[LedgerLine, ...]:
        return ledger(self.opened)

    @property
    def names(self) -> list[str]:
        return sorted(str(path.relative_to(self.path)) for path in self.path.rglob("*") if not path.is_dir() or path.is_symlink())

    @property
    def status(self) -> FolderStatus:
        with self.opened.database.read() as session:
            (one,) = folders.statuses(session, BREVILLE)
        return one

    @property
    def files(self) -> dict[str, DroppedFile]:
        with self.opened.database.read() as session:
            return {one.name: one for one in folders.files(session, self.status.id)}

    @property
    def states(self) -> dict[str, str]:
        return {name: str(one.state) for name, one in self.files.items()}
