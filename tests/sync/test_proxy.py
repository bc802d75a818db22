"""The line of the tests is as bad as it says, and no worse."""

import http.client
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.sync.lines import BAD_GATEWAY, PORTAL, PROFILES, UNAVAILABLE, Fault, Profile
from tests.sync.proxy import Proxy

BODY = bytes(range(256)) * 40
LOST = (http.client.HTTPException, OSError)


class Far(ThreadingHTTPServer):
    """Answers with what it was sent, and remembers it."""

    daemon_threads = True

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        super().__init__(("127.0.0.1", 0), _Echo)


class _Echo(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if len(body) < int(self.headers["Content-Length"]):
            return
        self.server.heard.append(body)
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def far() -> Iterator[Far]:
    with Far() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


def ask(line: Proxy, body: bytes = BODY, seconds: float = 5) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", line.port, timeout=seconds)
    try:
        connection.request("POST", "/", body)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def line_to(far: Far, profile: Profile = PROFILES["N0"], **fault: object) -> Proxy:
    return Proxy(("127.0.0.1", far.server_address[1]), profile, fault=Fault(**fault))


def test_a_good_line_carries_everything_and_wastes_nothing(far: Far) -> None:
    with line_to(far) as line:
        assert ask(line) == (200, BODY)

        assert line.counts.up > len(BODY)
        assert line.counts.down > len(BODY)
        assert (line.counts.wasted_up, line.counts.wasted_down, line.counts.cuts) == (0, 0, 0)


def test_one_connection_carries_several_requests(far: Far) -> None:
    with line_to(far) as line:
        connection = http.client.HTTPConnection("127.0.0.1", line.port, timeout=5)
        for body in (b"a", b"b" * 3000):
            connection.request("POST", "/", body)
            assert connection.getresponse().read() == body

        assert line.counts.connections == 1
        connection.close()


def test_a_narrow_line_takes_its_time(far: Far) -> None:
    """10 kB at 40 kB a second up and half of that down cannot be faster, whatever the machine does."""
    slow = Profile(up_bits=320_000, down_bits=160_000)
    with line_to(far, slow) as line:
        began = time.monotonic()

        assert ask(line, seconds=20) == (200, BODY)

        assert time.monotonic() - began > 0.6


def test_a_far_line_takes_two_round_trips_for_a_first_answer(far: Far) -> None:
    with line_to(far, Profile(round_trip_seconds=0.15, jitter_seconds=0.05)) as line:
        began = time.monotonic()

        assert ask(line) == (200, BODY)

        assert time.monotonic() - began > 0.29


def test_a_connection_is_cut_at_the_very_byte(far: Far) -> None:
    with line_to(far, cut_at_bytes=4000) as line:
        with pytest.raises(LOST):
            ask(line)

        assert (line.counts.up, line.counts.down, line.counts.cuts) == (4000, 0, 1)
        assert line.counts.wasted_up == 4000
    assert far.heard == []


def test_cuts_of_a_mean_come_at_other_bytes_each_time(far: Far) -> None:
    with line_to(far, cut_mean_bytes=3000) as line:
        where = {carried_until_cut(line) for _ in range(12)}

    assert len(where) > 8
    assert 300 < sum(where) / len(where) < 9000


def carried_until_cut(line: Proxy) -> int:
    before = line.counts.up + line.counts.down
    with pytest.raises(LOST):
        ask(line, BODY * 8)
    return line.counts.up + line.counts.down - before


def test_a_lossy_line_resets_each_connection_after_its_bytes(far: Far) -> None:
    with line_to(far, PROFILES["N5"]) as line:
        with pytest.raises(LOST):
            ask(line, BODY * 30)

        assert line.counts.up == 200_000
        assert ask(line) == (200, BODY)


def test_a_line_may_be_cut_by_the_clock(far: Far) -> None:
    with line_to(far, Profile(up_bits=80_000), cut_every_seconds=0.1) as line:
        with pytest.raises(LOST):
            ask(line)

        assert 0 < line.counts.up < len(BODY)


def test_a_window_line_is_there_only_for_its_while(far: Far) -> None:
    with line_to(far, Profile(open_seconds=0.4, every_seconds=3600)) as line:
        assert ask(line) == (200, BODY)
        while line.is_up:
            time.sleep(0.02)

        with pytest.raises(LOST):
            ask(line)


def test_a_stalled_line_takes_and_never_answers(far: Far) -> None:
    with line_to(far, stall=True) as line:
        with pytest.raises(TimeoutError):
            ask(line, seconds=0.2)

        assert far.heard == []


def test_a_half_open_line_looks_alive_from_here(far: Far) -> None:
    with line_to(far, half_open=True, cut_at_bytes=500) as line, pytest.raises(TimeoutError):
        ask(line, seconds=0.3)

    assert far.heard == []


def test_a_dribbling_line_gives_an_answer_byte_by_byte(far: Far) -> None:
    with line_to(far, dribble_seconds=0.002) as line:
        began = time.monotonic()

        assert ask(line, b"hello") == (200, b"hello")

        assert time.monotonic() - began > 0.2


def test_a_repeated_request_arrives_twice_and_is_answered_once(far: Far) -> None:
    with line_to(far, duplicate=True) as line:
        assert ask(line) == (200, BODY)

    assert far.heard == [BODY, BODY]


@pytest.mark.parametrize(
    ("answer", "status"), [(BAD_GATEWAY, 502), (UNAVAILABLE, 503), (PORTAL, 200)]
)
def test_somebody_else_may_answer(far: Far, answer: bytes, status: int) -> None:
    with line_to(far, answer=answer) as line:
        assert ask(line) == (status, answer.partition(b"\r\n\r\n")[2])

    assert far.heard == []


@pytest.mark.parametrize("where", ["begin", "end"])
def test_an_answer_is_cut_after_the_far_side_has_done_its_work(far: Far, where: str) -> None:
    with line_to(far, cut_answer=where) as line:
        with pytest.raises(LOST):
            ask(line)

        assert line.counts.wasted_up > len(BODY)
        assert (line.counts.wasted_down > len(BODY)) == (where == "end")
    assert far.heard == [BODY]


def test_a_mended_line_is_a_good_line_again(far: Far) -> None:
    with line_to(far, answer=BAD_GATEWAY) as line:
        assert ask(line)[0] == 502

        line.fault = Fault()

        assert ask(line) == (200, BODY)
