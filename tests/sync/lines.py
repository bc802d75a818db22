"""What a line is like: the profiles of the offices' lines, and what goes wrong on top of them."""

from dataclasses import dataclass

from tests.sync.messages import response


@dataclass(frozen=True)
class Profile:
    """A line on its ordinary days. Bits are per second, 0 = as fast as it goes; `jitter_seconds` is the most that a
    round trip takes longer than usual. It is open for `open_seconds` of every `every_seconds`."""

    words: str = "loopback"
    up_bits: int = 0
    down_bits: int = 0
    round_trip_seconds: float = 0.0
    jitter_seconds: float = 0.0
    reset_every_bytes: int = 0
    open_seconds: float = 0.0
    every_seconds: float = 0.0


PROFILES = {
    "N0": Profile(),
    "N1": Profile("3G", up_bits=128_000, down_bits=384_000, round_trip_seconds=0.3),
    "N2": Profile(
        "EDGE", up_bits=30_000, down_bits=60_000, round_trip_seconds=0.8, jitter_seconds=0.4
    ),
    "N3": Profile("VSAT", up_bits=1_000_000, down_bits=1_000_000, round_trip_seconds=0.6),
    "N4": Profile("window", open_seconds=90, every_seconds=600),
    "N5": Profile("lossy", reset_every_bytes=200_000),
}


@dataclass(frozen=True)
class Fault:
    """What goes wrong on top; bytes are counted over both directions of one connection.

    `cut_mean_bytes`: cut after a random number of bytes with this mean. `stall`: accept and never answer. `half_open`:
    at the cut only the far side learns of it. `dribble_seconds`: the answer comes a byte at a time with this pause.
    `duplicate`: each request arrives twice. `answer`: what is said instead of asking the far side at all.
    `cut_answer`: the far side has done its work, and its answer is cut as it "begin"s or at its "end".
    """

    cut_at_bytes: int = 0
    cut_mean_bytes: float = 0.0
    cut_every_seconds: float = 0.0
    stall: bool = False
    half_open: bool = False
    dribble_seconds: float = 0.0
    duplicate: bool = False
    answer: bytes = b""
    cut_answer: str = ""


NOTHING = Fault()
BAD_GATEWAY = response("502 Bad Gateway", b"<h1>502 Bad Gateway</h1>")
UNAVAILABLE = response("503 Service Unavailable", b"<h1>503 Service Unavailable</h1>")
PORTAL = response("200 OK", "<!doctype html><title>Đăng nhập Wi-Fi</title>".encode())


@dataclass
class Counts:
    """Bytes that went over the line; wasted are those of an exchange whose answer never came whole."""

    up: int = 0
    down: int = 0
    wasted_up: int = 0
    wasted_down: int = 0
    connections: int = 0
    cuts: int = 0
