"""Run by the peer's own Python: reading of messages to parts with one package, in processor time.

Arguments: the package (``mail-parser`` or ``fast-mail-parser``), then file and number of readings, as often as there are messages. Answers
each line on standard input with a line of JSON, the seconds of one reading of each message, so that the peers take turns.
"""

import importlib
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path


def reader(package: str) -> Callable[[bytes], object]:
    """Return how the package's documentation says to read a message whole: headers, texts, attachments decoded."""
    if package == "fast-mail-parser":
        fast_mail_parser = importlib.import_module("fast_mail_parser")

        def fast(raw: bytes) -> object:
            mail = fast_mail_parser.parse_email(raw)
            return mail.subject, mail.date, mail.headers, mail.text_plain, mail.text_html, [one.content for one in mail.attachments]

        return fast
    mailparser = importlib.import_module("mailparser")

    def read(raw: bytes) -> object:
        mail = mailparser.parse_from_bytes(raw)
        return mail.subject, mail.from_, mail.date, mail.text_plain, mail.text_html, mail.attachments

    return read


def main() -> None:
    """Measure whenever asked."""
    read = reader(sys.argv[1])
    given = [(Path(path).read_bytes(), int(count)) for path, count in zip(sys.argv[2::2], sys.argv[3::2], strict=True)]
    for _ in sys.stdin:
        found = []
        for raw, count in given:
            begin = time.process_time()
            for _ in range(count):
                read(raw)
            found.append((time.process_time() - begin) / count)
        print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
