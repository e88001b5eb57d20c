"""A private S3 server for the tests: it can be stopped and started again on the same port, and keeps nothing meanwhile."""

import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers import free_port

BUCKET = "originaux"
_START_SECONDS = 60


@dataclass(slots=True, kw_only=True)
class S3Server:
    """An S3 server with one empty bucket."""

    log: Path
    port: int = field(default_factory=free_port)
    _process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        """Return the address of a folder in the bucket, as the settings say it."""
        return f"s3://{BUCKET}/ville?endpoint=http://127.0.0.1:{self.port}&region=fr-par"

    def start(self) -> None:
        """Start it and make the bucket."""
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{self.port}/{BUCKET}", method="PUT"), timeout=5).close()
            except urllib.error.URLError as error:
                assert time.monotonic() < deadline, f"the S3 server did not start: {self.log.read_text()} {error}"
                time.sleep(0.05)
            else:
                return

    def stop(self) -> None:
        """Stop it, whether it runs or not."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
