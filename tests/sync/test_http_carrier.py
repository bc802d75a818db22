"""The line over HTTP, against servers that are not what they should be."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from sync.carriers.http import HttpCarrier
from sync.child import Away

Talk = Callable[[socket.socket], None]


@contextmanager
def server(talk: Talk) -> Iterator[str]:
    """A server on this machine that answers every connection as `talk` does."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=one, args=(connection,), daemon=True).start()

    def one(connection: socket.socket) -> None:
        with connection:
            connection.recv(65536)
            try:
                talk(connection)
            except OSError:
                return

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        listening.close()


def says(text: bytes) -> Talk:
    return lambda connection: connection.sendall(text)


def dribbles(head: bytes) -> Talk:
    """One byte every tenth of a second, for ever."""

    def talk(connection: socket.socket) -> None:
        connection.sendall(head)
        for _ in range(100):
            connection.sendall(b"x")
            time.sleep(0.1)

    return talk


OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9000\r\n\r\n"
FAULTS = {
    "a page of the network": (says(OK.replace(b"9000", b"2") + b"hi"), "trang đăng nhập mạng"),
    "an error of a proxy": (says(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"), "502"),
    "a cut in the middle": (says(OK + b"half"), "ngắt giữa chừng"),
    "nothing at all": (says(b""), "ngắt giữa chừng"),
    "rubbish": (says(b"\x00\x01\x02 rubbish\r\n\r\n"), "ngắt giữa chừng"),
    "a body that dribbles": (dribbles(OK), "quá chậm"),
    "a head that dribbles": (dribbles(b"HTTP/1.1 200 OK\r\nX-Slow: "), "quá chậm"),
    "a silent one": (lambda connection: time.sleep(5), "không trả lời|quá chậm"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_answers_it_is_away_within_the_deadline(fault: str) -> None:
    talk, words = FAULTS[fault]
    with server(talk) as url:
        began = time.monotonic()

        with pytest.raises(Away, match=words):
            HttpCarrier(url, deadline_seconds=1).carry(b"request")

        assert time.monotonic() - began < 3


def test_a_closed_port_is_away_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]

    with pytest.raises(Away, match="Không nối được"):
        HttpCarrier(f"http://127.0.0.1:{port}", deadline_seconds=5).carry(b"request")


def test_a_probe_believes_only_a_node() -> None:
    with server(says(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")) as url:
        assert not HttpCarrier(url).is_there()


def test_a_parent_that_is_busy_is_tried_again() -> None:
    head = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 20\r\nContent-Length: 0\r\n\r\n"
    with server(says(head)) as url, pytest.raises(Away, match="đang bận"):
        HttpCarrier(url, deadline_seconds=2).carry(b"x")
