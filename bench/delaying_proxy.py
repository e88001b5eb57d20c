"""A TCP proxy that delays each way, as a distant server does, and counts how often the client has something to say.

python -m bench.delaying_proxy LISTEN_PORT PORT SECONDS FILE
"""

import asyncio
import sys
from contextlib import suppress
from pathlib import Path

_CHUNK = 2**16


async def main(listen: int, port: int, seconds: float, counter: Path) -> None:
    """Serve until the process is ended."""
    said = 0

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, is_client: bool) -> None:
        nonlocal said
        queue: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        async def deliver() -> None:
            while True:
                due, chunk = await queue.get()
                await asyncio.sleep(max(0.0, due - loop.time()))
                if not chunk:
                    writer.close()
                    return
                writer.write(chunk)
                await writer.drain()

        delivering = loop.create_task(deliver())
        while chunk := await reader.read(_CHUNK):
            if is_client:
                said += 1
                counter.write_text(str(said))
            queue.put_nowait((loop.time() + seconds, chunk))
        queue.put_nowait((loop.time() + seconds, b""))
        with suppress(OSError):
            await delivering

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        with suppress(OSError):
            await asyncio.gather(carry(reader, far_writer, is_client=True), carry(far_reader, writer, is_client=False))

    server = await asyncio.start_server(serve, "127.0.0.1", listen)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), Path(sys.argv[4])))
