"""Where one HTTP message ends and the next begins, by Content-Length alone; all that the proxy must know of HTTP."""

import re

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_ENDLESS = -1


class Messages:
    """One direction of a connection, fed as it comes."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._size = 0

    @property
    def is_between(self) -> bool:
        """Whether nothing of a next message has come yet."""
        return not self._held

    def feed(self, part: bytes) -> list[bytes]:
        """Take what came; the messages that are whole now. One without a length is never whole."""
        self._held += part
        whole = []
        while self._measured() and len(self._held) >= self._size > 0:
            whole.append(bytes(self._held[: self._size]))
            del self._held[: self._size]
            self._size = 0
        return whole

    def _measured(self) -> bool:
        if self._size == 0:
            end = self._held.find(b"\r\n\r\n") + 4
            if end < 4:
                return False
            self._size = end + _body_size(bytes(self._held[:end]))
        return self._size > 0


def _body_size(head: bytes) -> int:
    found = _LENGTH.search(head)
    if found:
        return int(found[1])
    return 0 if head.startswith((b"GET ", b"HEAD ")) else _ENDLESS - len(head)


def response(status: str, body: bytes, kind: str = "text/html; charset=utf-8") -> bytes:
    """A whole answer as bytes."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body
