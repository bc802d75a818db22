"""How much one request of the lane carries: about ten seconds of transfer, and less on a line that breaks. Pure."""

from dataclasses import dataclass

from sync.files.chunks import CHUNK_BYTES

REQUEST_SECONDS = 10
UNCUT_REQUESTS = 20
"""After so many requests without a cut, larger ones are tried again."""
LEAST_REQUEST_BYTES, MOST_REQUEST_BYTES = CHUNK_BYTES, 4 * 1024 * 1024


@dataclass
class Pace:
    """How many bytes one request and its answer may hold, kept near ten seconds of transfer."""

    size_bytes: int = LEAST_REQUEST_BYTES
    most_bytes: int = MOST_REQUEST_BYTES
    uncut: int = 0

    def adapt(self, carried_bytes: int, seconds: float) -> None:
        self.uncut += 1
        if self.uncut % UNCUT_REQUESTS == 0:
            self.most_bytes = min(self.most_bytes * 2, MOST_REQUEST_BYTES)
        if carried_bytes < self.size_bytes // 2 or seconds <= 0:
            return
        wanted = min(int(carried_bytes * REQUEST_SECONDS / seconds), self.size_bytes * 4)
        self.size_bytes = max(LEAST_REQUEST_BYTES, min(wanted, self.most_bytes))

    def cut(self) -> None:
        """The line broke under a request: small ones again, and for a while not as large as that."""
        self.most_bytes = max(LEAST_REQUEST_BYTES, self.size_bytes // 4)
        self.size_bytes, self.uncut = LEAST_REQUEST_BYTES, 0
