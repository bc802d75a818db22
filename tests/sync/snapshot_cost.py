"""What it costs to begin a replacement PC: seconds, bytes and requests of its snapshot, beside the plain feed.

python -m tests.sync.snapshot_cost --records 10000
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from sync import bootstrap, journal
from sync.standing import Tally
from tests.sync.offices import Line, Office, toy_shares

NAMES = (
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Văn",
    "Thị",
    "Hồng",
    "Bình",
    "An",
    "Chi",
    "Dung",
    "Giang",
    "Khoa",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=10_000)
    count = parser.parse_args().records
    with toy_shares(), tempfile.TemporaryDirectory() as folder:
        district = Office("445", Path(folder) / "445.db")
        written = _joined(district, Path(folder) / "old.db")
        _fill(written, count)
        written.sync(Line(district))
        district.now = written.now
        by_snapshot = _joined(district, Path(folder) / "snapshot.db")
        _tell("snapshot", lambda: _fetch(by_snapshot, district))
        by_snapshot.sync(Line(district))
        by_feed = _joined(district, Path(folder) / "feed.db")
        _tell("plain feed", lambda: by_feed.sync(Line(district)))
        if not by_snapshot.rows() == by_feed.rows() == written.rows():
            raise SystemExit("the offices differ")


def _joined(above: Office, file: Path) -> Office:
    office = Office("18571", file)
    office.now = above.now
    office.enrol_at(above)
    return office


def _fill(office: Office, count: int) -> None:
    chance = Random(1)
    with office.acting(), journal.transaction():
        for _ in range(count):
            office.write(
                f"{chance.getrandbits(128):032x}", name=" ".join(chance.sample(NAMES, 3)), status="received",
                phone=f"09{chance.randrange(10**8):08}", amount=chance.randrange(100) * 1000,
            )  # fmt: skip


def _fetch(office: Office, above: Office) -> Tally:
    with office.acting():
        bootstrap.want()
        tally = bootstrap.fetch(
            Line(above), office.key, folder=office.folder, clock=lambda: office.now, timer=time.monotonic,
            tell=lambda words: None,
        )  # fmt: skip
    if tally is None:
        raise SystemExit("nothing was fetched")
    return tally


def _tell(name: str, act: Callable[[], Tally]) -> None:
    began = time.perf_counter()
    tally = act()
    seconds = time.perf_counter() - began
    sys.stdout.write(
        f"{name:12} {seconds:5.2f} s  {tally.bytes_down:9,} bytes  {tally.requests:3} requests  "
        f"{tally.operations_down:6} operations\n"
    )


if __name__ == "__main__":
    main()
