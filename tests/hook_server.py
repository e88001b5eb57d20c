"""A software of others that webhooks are sent to: a real HTTP server that answers as a test says."""

import base64
import hashlib
import hmac
import json
import socket
import struct
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Hook:
    """How it answers, and what it was told: headers and body."""

    status: int = 204
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    resets: bool = False
    drips: bool = False
    endless: bool = False
    refused: set[str] = field(default_factory=set)
    """Events it answers 500 to."""
    port: int = 0
    taken: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    @property
    def told(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.taken]

    @property
    def types(self) -> list[str]:
        return [str(one["type"]) for one in self.told]

    def is_signed(self, number: int, *secrets: str) -> bool:
        """Check a message as a receiver does (Standard Webhooks); one of the secrets will do."""
        headers, body = self.taken[number]
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        given = {one.partition(",")[2] for one in headers["webhook-signature"].split() if one.startswith("v1,")}
        keys = [base64.b64decode(one.removeprefix("whsec_")) for one in secrets]
        return any(base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode() in given for key in keys)


def _handler(hook: Hook) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            hook.taken.append((dict(self.headers.items()), body))
            if hook.resets:
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
                return
            time.sleep(hook.seconds)
            with suppress(OSError):  # who waited has hung up
                _answer(self, hook, json.loads(body)["type"])

        def do_GET(self) -> None:
            hook.taken.append((dict(self.headers.items()), b'{"type": "GET"}'))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler


def _answer(handler: BaseHTTPRequestHandler, hook: Hook, event: str) -> None:
    handler.send_response(500 if event in hook.refused else hook.status)
    for name, value in hook.headers.items():
        handler.send_header(name, value)
    if not hook.endless:
        handler.send_header("Content-Length", str(len(hook.body)))
    handler.end_headers()
    while hook.endless:
        handler.wfile.write(b"x" * 4096)
    for piece in [bytes([one]) for one in hook.body] if hook.drips else [hook.body]:
        handler.wfile.write(piece)
        time.sleep(0.1 if hook.drips else 0)


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        pass


@contextmanager
def listening(hook: Hook) -> Iterator[Hook]:
    server = Server(("127.0.0.1", 0), _handler(hook))
    hook.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield hook
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
