from imaplib import IMAP4

import psycopg
from kombu.connection import Connection
from redis import Redis

from tests.servers import Dovecot


def test_postgresql_is_17_or_newer(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        assert connection.info.server_version >= 170000


def test_redis_answers(redis_url: str) -> None:
    with Redis.from_url(redis_url) as client:
        assert client.ping()


def test_rabbitmq_carries_a_message(rabbitmq_url: str) -> None:
    # kombu says that it is annotated, but these two functions are not.
    connection = Connection(rabbitmq_url)  # type: ignore[no-untyped-call]
    with connection, connection.SimpleQueue("smoke", queue_opts={"exclusive": True}) as queue:  # type: ignore[no-untyped-call]
        queue.put({"nudge": "mail"})
        message = queue.get(timeout=10)
        message.ack()
        assert message.payload == {"nudge": "mail"}


def test_dovecot_takes_and_gives_mail(dovecot: Dovecot) -> None:
    with IMAP4(dovecot.host, dovecot.port, timeout=10) as client:
        client.login("smoke@mairie.example", dovecot.password)
        client.append("INBOX", "", None, b"Subject: Essai\r\n\r\nBonjour\r\n")
        assert client.select("INBOX") == ("OK", [b"1"])
