"""The line to the parent over HTTP. A request has a total deadline: a line that dribbles is a line that is away."""

import socket
import threading
import time
from contextlib import closing
from queue import Empty, SimpleQueue

import urllib3
from urllib3.util import Retry, Timeout

from sync.child import Away, Cut
from sync.wire import CONTENT_TYPE, MAX_ENVELOPE_BYTES

CONNECT_SECONDS = 10
PROBE_SECONDS = 4
TOO_SLOW = "Cấp trên trả lời quá chậm; sẽ thử lại."
CUT = "Đường truyền bị ngắt giữa chừng."
BUSY = "Cấp trên đang bận trả lời nhiều đơn vị; sẽ thử lại."
_CHUNK_BYTES = 64 * 1024


class HttpCarrier:
    """Carries envelopes to `<url>/sync/…`; one connection is kept for the requests of a run."""

    def __init__(self, url: str, *, deadline_seconds: float = 60) -> None:
        self._url = url.rstrip("/")
        self._deadline_seconds = deadline_seconds
        self._pool = urllib3.PoolManager(num_pools=1, maxsize=1, retries=Retry(total=0))

    def carry(self, envelope: bytes) -> bytes:
        return self._post("/sync/exchange", envelope)

    def enrol(self, envelope: bytes) -> bytes:
        return self._post("/sync/enrol", envelope)

    def is_there(self) -> bool:
        """A cheap look whether the parent answers at all."""
        try:
            answer = self._pool.request(
                "GET",
                f"{self._url}/sync/ping",
                timeout=PROBE_SECONDS,
                preload_content=False,
                retries=False,
                redirect=False,
            )
            with closing(answer):
                return answer.status == 200 and answer.read1(_CHUNK_BYTES).startswith(b"motcua ")
        except (urllib3.exceptions.HTTPError, OSError):
            return False

    def _post(self, path: str, envelope: bytes) -> bytes:
        """Post within the deadline, whatever the other side does: no client has a total time-out of its own, so
        the request runs beside us and is left behind when its time is over."""
        outcome: SimpleQueue[bytes | Exception] = SimpleQueue()

        def work() -> None:
            try:
                outcome.put(self._request(path, envelope))
            except Exception as problem:
                outcome.put(problem)

        threading.Thread(target=work, name="carrier", daemon=True).start()
        try:
            answer = outcome.get(timeout=self._deadline_seconds)
        except Empty:
            raise Away(TOO_SLOW) from None
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _request(self, path: str, envelope: bytes) -> bytes:
        ends = time.monotonic() + self._deadline_seconds
        try:
            answer = self._pool.request(
                "POST", self._url + path, body=envelope, headers={"Content-Type": CONTENT_TYPE},
                timeout=Timeout(connect=CONNECT_SECONDS, read=self._deadline_seconds),
                preload_content=False, redirect=False, retries=False,
            )  # fmt: skip
            return _whole(answer, ends)
        except (urllib3.exceptions.ProtocolError, ConnectionError) as error:
            raise Cut(CUT) from error
        except urllib3.exceptions.HTTPError as error:
            raise Away(_words(error)) from error
        except OSError as error:
            raise Away(CUT) from error


def _whole(answer: urllib3.BaseHTTPResponse, ends: float) -> bytes:
    """Read the body within the deadline and the size limit."""
    parts, size = [], 0
    try:
        # `read1` hands over what has come; `read` would wait for a whole chunk, however slowly it comes.
        while part := answer.read1(_CHUNK_BYTES):
            parts.append(part)
            size += len(part)
            if time.monotonic() > ends:
                raise Away(TOO_SLOW)
            if size > MAX_ENVELOPE_BYTES:
                raise Away("Câu trả lời lớn quá mức cho phép.")
    except Away:
        answer.close()
        raise
    answer.release_conn()
    if answer.status == 503:
        raise Away(BUSY)
    if answer.status != 200:
        raise Away(f"Máy chủ cấp trên báo lỗi {answer.status}; sẽ thử lại.")
    if answer.headers.get("Content-Type") != CONTENT_TYPE:
        raise Away("Nơi trả lời không phải là máy chủ Một Cửa (có thể là trang đăng nhập mạng).")
    return b"".join(parts)


def _words(error: urllib3.exceptions.HTTPError) -> str:
    if isinstance(error, urllib3.exceptions.ReadTimeoutError):
        return "Cấp trên không trả lời trong thời gian cho phép."
    if isinstance(error, urllib3.exceptions.NewConnectionError):
        return "Không nối được với cấp trên."
    if isinstance(error, urllib3.exceptions.ConnectTimeoutError):
        return "Không nối được với cấp trên (quá thời gian)."
    return CUT


def is_taken(host: str, port: int) -> bool:
    """Whether some program listens there already."""
    with closing(socket.socket()) as probe:
        return probe.connect_ex((host, port)) == 0
