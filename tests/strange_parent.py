"""Something on the parent's address that is no parent: a login page, rubbish, a line that dribbles."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def strange_parent(port: int, answer: Answer) -> Iterator[None]:
    """Answers every request at this port in the same strange way, until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            answer(self)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def login_page(handler: BaseHTTPRequestHandler) -> None:
    """What a hotel's network answers to everything."""
    _send(handler, "text/html", "<!doctype html><title>Đăng nhập Wi-Fi</title>".encode())


def rubbish(handler: BaseHTTPRequestHandler) -> None:
    """Looks like an envelope from outside."""
    _send(handler, "application/vnd.motcua.sync", bytes(range(256)) * 8)


def broken(handler: BaseHTTPRequestHandler) -> None:
    handler.send_error(502)


def dribble(handler: BaseHTTPRequestHandler) -> None:
    """Promises a lot and sends a byte now and then."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/vnd.motcua.sync")
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    try:
        for _ in range(200):
            handler.wfile.write(b".")
            handler.wfile.flush()
            time.sleep(0.1)
    except OSError:
        """The other side has had enough, as it should."""


def _send(handler: BaseHTTPRequestHandler, kind: str, body: bytes) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)
