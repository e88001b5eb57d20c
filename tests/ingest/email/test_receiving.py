"""A message in chunks is the same message wherever the chunks were cut."""

import itertools

import pytest

from ingest.email.receiving import Memory, NoRoomError, Receiving, TooLargeError

STREAMS = (
    (b".\r\n", b""),
    (b"\r\n.\r\n", b"\r\n"),
    (b"..\r\n.\r\n", b".\r\n"),
    (b".a\r\n..b\r\n.\r\n", b"a\r\n.b\r\n"),
    (b"a\n.\nb\r.\r\n.\r\n", b"a\n.\nb\r.\r\n"),
    (b"\n.\r\na\r\n.\r\n", b"\n.\r\na\r\n"),
    (b"a\r\n..\r\n.\r\n", b"a\r\n.\r\n"),
)


@pytest.mark.parametrize(("stream", "message"), STREAMS)
def test_every_cut_in_three_gives_the_same(stream: bytes, message: bytes) -> None:
    rest = b"MAIL FROM:<a@b.example>\r\n.\r\n"
    for first, second in itertools.combinations_with_replacement(range(len(stream + rest) + 1), 2):
        whole = stream + rest
        receiving = Receiving(Memory(1000), 1000)
        chunks = [chunk for chunk in (whole[:first], whole[first:second], whole[second:]) if chunk]
        fed = [chunks.pop(0)]
        while not receiving.feed(fed[-1]):
            fed.append(chunks.pop(0))
        assert receiving.rest + b"".join(chunks) == rest
        receiving.check()
        assert receiving.content() == message


@pytest.mark.parametrize(("stream", "message"), STREAMS)
def test_every_cut_gives_the_same_past_the_stream(stream: bytes, message: bytes) -> None:
    rest = b"MAIL FROM:<a@b.example>\r\n.\r\n"
    whole = stream + rest
    for first, second in itertools.combinations_with_replacement(range(len(stream)), 2):
        receiving = Receiving(Memory(1000), 1000)
        is_over = bool(first) and receiving.feed(whole[:first])
        for start, end in ((first, second), (second, len(whole))):
            if not is_over and start < end:
                is_over, unread = put(receiving, whole[start:end]), whole[end:]
        assert is_over
        assert receiving.rest + unread == rest
        assert receiving.content() == message


@pytest.mark.parametrize("piece", [1, 1000, 2**16 - 1, 2**18])
def test_many_blocks_give_the_message(piece: int) -> None:
    lines = b"".join(b"%d%s\r\n" % (number, b"x" * (number % 97)) for number in range(3000 if piece == 1 else 20000))
    message = b"From: a@b.example\r\n\r\n" + lines + b".one\r\n..two\r\n" + lines + b"."
    stream = message.replace(b"\r\n.", b"\r\n..") + b"\r\n.\r\nQUIT\r\n"
    memory = Memory(2**24)
    for _ in range(2):  # the second time, blocks are used again
        receiving = Receiving(memory, 2**24)
        pieces = (stream[start : start + piece] for start in range(0, len(stream), piece))
        is_over = receiving.feed(next(pieces))
        while not is_over:
            is_over = put(receiving, next(pieces))
        assert receiving.rest + b"".join(pieces) == b"QUIT\r\n"
        receiving.check()
        assert receiving.content() == message + b"\r\n"
        receiving.release()


def test_too_much_past_the_stream_is_not_held() -> None:
    memory = Memory(2**24)
    receiving = Receiving(memory, 1000)
    assert not put(receiving, b"x" * 2**20)
    assert memory.take(2**24)
    assert put(receiving, b"\r\n.\r\n")
    with pytest.raises(TooLargeError):
        receiving.check()


def put(receiving: Receiving, chunk: bytes) -> bool:
    """Write a chunk into the room, as much at once as fits; what comes after the end stays in ``rest``."""
    while chunk:
        room = receiving.room()
        some = chunk[: len(room)]
        room[: len(some)] = some
        chunk = chunk[len(some) :]
        if receiving.put(len(some)):
            receiving.rest += chunk
            return True
    return False


def test_single_bytes_give_the_same() -> None:
    for stream, message in STREAMS:
        receiving = Receiving(Memory(1000), 1000)
        assert [receiving.feed(bytes((byte,))) for byte in stream] == [False] * (len(stream) - 1) + [True]
        assert receiving.content() == message


def test_the_largest_is_taken_and_one_byte_more_is_not() -> None:
    for size, is_taken in ((100, True), (101, False)):
        receiving = Receiving(Memory(1000), 100)
        assert receiving.feed(b"x" * (size - 2) + b"\r\n.\r\n")
        if is_taken:
            receiving.check()
            assert len(receiving.content()) == size
        else:
            with pytest.raises(TooLargeError):
                receiving.check()


def test_memory_is_given_back_once_however_it_ends() -> None:
    memory = Memory(100)
    for stream in (b"x" * 50, b"x" * 50 + b"\r\n.\r\n", b"x" * 300):
        receiving = Receiving(memory, 60)
        receiving.feed(stream)
        receiving.release()
        receiving.release()
        assert memory.take(100)
        memory.give_back(100)


def test_without_room_the_rest_is_not_held() -> None:
    memory = Memory(10)
    receiving = Receiving(memory, 1000)
    receiving.feed(b"x" * 20)
    assert memory.take(10)
    assert receiving.feed(b"y\r\n.\r\n")
    with pytest.raises(NoRoomError):
        receiving.check()
