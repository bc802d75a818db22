"""A real S3 server for the tests, from a Python package: started once, thrown away at the end.

It listens on 127.0.0.1 alone, on free ports, and knows one key and one bucket.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.processes import HOST, free_port

BUCKET, KEY, SECRET = "scans", "key", "secret"
START_SECONDS = 60
STOP_SECONDS = 10
PARTS = ("master", "volume", "filer", "s3", "admin")


@dataclass(frozen=True)
class Server:
    endpoint: str


@contextmanager
def running_server() -> Iterator[Server]:
    with ExitStack() as clean:
        folder = Path(tempfile.mkdtemp(prefix="motcua-s3-"))
        clean.callback(shutil.rmtree, folder, ignore_errors=True)
        ports = [free_port() for _ in range(2 * len(PARTS))]
        log = clean.enter_context((folder / "log").open("wb"))
        process = subprocess.Popen(
            _command(folder, ports), stdout=log, stderr=log, cwd=folder,
            env=os.environ | {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET, "HOME": str(folder)},
        )  # fmt: skip
        clean.callback(_stop, process)
        endpoint = f"http://{HOST}:{ports[2 * PARTS.index('s3')]}"
        _wait_until_it_answers(f"{endpoint}/{BUCKET}", process, folder / "log")
        yield Server(endpoint)


def _command(folder: Path, ports: list[int]) -> list[str]:
    credentials = {"accessKey": KEY, "secretKey": SECRET}
    rights = {"name": "test", "credentials": [credentials], "actions": ["Admin"]}
    (folder / "s3.json").write_text(json.dumps({"identities": [rights]}))
    (folder / "data").mkdir()
    where = [
        option
        for part, port, second in zip(PARTS, ports[::2], ports[1::2], strict=True)
        for option in (f"-{part}.port={port}", f"-{part}.port.grpc={second}")
    ]
    return [
        str(Path(sys.executable).with_name("weed")), "mini", f"-dir={folder / 'data'}", f"-ip={HOST}",
        f"-ip.bind={HOST}", *where, f"-s3.config={folder / 's3.json'}", f"-bucket={BUCKET}", "-s3.port.iceberg=0",
        "-s3.port.lance=0", "-admin.ui=false", "-webdav=false", "-master.telemetry=false",
    ]  # fmt: skip


def _wait_until_it_answers(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until the bucket is there: without a signature it is forbidden then, and not unknown."""
    ends = time.monotonic() + START_SECONDS
    while time.monotonic() < ends and process.poll() is None:
        if _status(url) == 403:
            return
        time.sleep(0.05)
    raise RuntimeError(f"the S3 server did not start: {log.read_text(errors='replace')[-2000:]}")


def _status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code
    except OSError:
        return 0


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
