"""`.venv/bin/python -m bench.parent --write`: the lists of a district on PostgreSQL with 10,000 and 1,000,000 dossiers.

The 10,000 are brought up by 31 communes through the real program and exchange (`bench.parent_base`), the 1,000,000 are
these a hundred times (`bench.parent_fill`); both databases stand in one PostgreSQL and the two servers take turns,
request by request. A page is flat when its p95 over the most is at most one and a half times that over the fewest. The
exit code is 1 when a page is not.
"""

import argparse
import re
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import psycopg

from bench import measures, parent_base, parent_fill, results
from bench.lists import FLAT, NOISE_SECONDS, PERSON, Ask, Asks, _gets, measured
from bench.offices import PASSWORD, serving
from bench.table import table
from bench.visitor import Visitor
from tests import postgres
from tests.processes import Node, free_port

TIMES = 100
POSTGRESQL = {
    "shared_buffers": "512MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "8GB",
}
CARD = re.compile(r'href="(/xung-dot/\d+)"')
DAY = re.compile(r'href="(/doi-soat/\d+/[0-9-]{10})"')
INCOMING = re.compile(r'href="(/lien-thong/[0-9a-f]{32})"')
OF_DESK: Mapping[str, Sequence[str]] = {
    "bàn làm việc, bốn con số": ("/",),
    "danh sách, lọc": (
        "/ho-so?trang-thai=processing", "/ho-so?trang-thai=returned", "/ho-so?don-vi=18571", "/ho-so?don-vi=18604",
        "/ho-so?linh-vuc=Ch%E1%BB%A9ng+th%E1%BB%B1c", "/ho-so?hinh-thuc=post", "/ho-so?qua-han=1",
        "/ho-so?thu-tuc=2.000815",
    ),
    "hàng việc": (
        "/viec/hom-nay", "/viec/qua-han", "/viec/sap-den-han", "/viec/moi-tiep-nhan", "/viec/dang-thu-ly",
        "/viec/cho-ky", "/viec/viec-cua-toi", "/viec/cho-bo-sung",
    ),
    "liên thông, chuyển lên": (
        "/lien-thong", "/lien-thong?loc=cho-nhan", "/lien-thong?loc=dang-lam", "/lien-thong?loc=cho-gui",
        "/lien-thong?loc=qua-han",
    ),
    "liên thông, giấy tờ còn trên đường": ("/lien-thong?loc=thieu-giay",),
    "liên thông, đã gửi về": ("/lien-thong?chieu=da-tra",),
    "hai nơi ghi khác nhau": ("/xung-dot",),
    "thay đổi bị từ chối": ("/bi-tu-choi",),
    "công dân": ("/cong-dan",),
    "công dân, hồ sơ trùng": ("/trung",),
    "trao đổi": ("/trao-doi",),
    "sổ theo dõi": ("/so-theo-doi",),
}  # fmt: skip
OF_LEADER: Mapping[str, Sequence[str]] = {"ký duyệt": ("/ky",), "bàn của lãnh đạo": ("/",)}
OF_ADMIN: Mapping[str, Sequence[str]] = {
    "các xã": ("/xa", "/xa?xem=im-lang"), "một xã": ("/xa/18571", "/xa/18604"), "đối soát": ("/doi-soat",),
}  # fmt: skip


def main() -> int:
    options = _options()
    with ExitStack() as cleaning:
        work = options.work or Path(cleaning.enter_context(tempfile.TemporaryDirectory()))
        server = cleaning.enter_context(postgres.running_server(work / "postgres", **POSTGRESQL))
        nodes = _districts(work, server)
        for node in nodes:
            cleaning.enter_context(serving(node))
        sizes = [_count(server.url(name)) for name in ("small", "large")]
        rows, flat = measured([asked(node) for node in nodes], options.requests)
    heading = ["", *(f"{size:,}".replace(",", ".") for size in sizes), "gấp", ""]
    print(table(heading, rows))
    if options.write:
        about = (
            f"`.venv/bin/python -m bench.parent --write` — {results.machine()}; PostgreSQL 18, bộ nhớ đệm 512 MB; p95 "
            f"của {options.requests} lần hỏi mỗi trang ở mỗi cỡ, hai máy chủ lần lượt. Phải đạt: với nhiều hồ sơ nhất "
            f"≤ {FLAT} lần so với ít nhất (chênh dưới {NOISE_SECONDS * 1000:.0f} ms là do máy). Hồ sơ đang mở, quá "
            "hạn, chờ nhận, mục hai nơi ghi khác nhau đều nhân lên cùng số hồ sơ; cặp nghi trùng thì không."
        )
        results.write("parent", "Danh sách ở huyện, PostgreSQL", about, heading, rows)
    return 0 if flat else 1


def asked(node: Node) -> Asks:
    """What is asked of each page: lists and what stands on their first pages."""
    desk, leader, admin = (_signed_in(node, name) for name, *_ in parent_base.PEOPLE)
    lists, dossiers, codes = measures.walk(desk, pages=10)
    searches = [f"/ho-so?tim={words}" for words in measures.mixed(codes, measures.QUOTED)]
    pages: dict[str, Sequence[str]] = {"danh sách": lists, "tìm": searches, **OF_DESK}
    pages |= {
        "một hồ sơ": dossiers,
        "một hồ sơ chuyển lên": _on(desk, "/lien-thong", INCOMING),
        "một mục khác nhau": _on(desk, "/xung-dot", CARD),
        "một công dân": _on(desk, "/cong-dan", PERSON),
    }
    told: dict[str, list[Ask]] = {words: _gets(desk, paths) for words, paths in pages.items()}
    told |= {words: _gets(leader, paths) for words, paths in OF_LEADER.items()}
    told |= {words: _gets(admin, paths) for words, paths in OF_ADMIN.items()}
    told["một ngày đối soát"] = _gets(admin, _on(admin, "/doi-soat", DAY))
    return dict(told)


def _on(visitor: Visitor, path: str, pattern: re.Pattern[str]) -> list[str]:
    found = list(dict.fromkeys(pattern.findall(visitor.get(path).text)))
    if not found:
        raise RuntimeError(f"nothing to open on {path} of {visitor.address}")
    return found


def _signed_in(node: Node, username: str) -> Visitor:
    visitor = Visitor(node.url)
    visitor.sign_in(username, PASSWORD)
    return visitor


# ── The two districts ───────────────────────────────────────────────────────────────────────────────


def _districts(work: Path, server: postgres.Server) -> list[Node]:
    """The founded district, and the same on the database that is many times as large; made on first use."""
    first, mark = work / "district", work / "small.made"
    if not mark.exists():
        shutil.rmtree(first, ignore_errors=True)
        server.run("DROP DATABASE IF EXISTS small WITH (FORCE)")
        server.run("CREATE DATABASE small TEMPLATE template0")
        district = Node(first, port=free_port(), database_url=server.url("small"))
        parent_base.make(work, district, server.url("small"))
        mark.touch()
    mark = work / "large.made"
    if not mark.exists():
        server.run("DROP DATABASE IF EXISTS large WITH (FORCE)")
        server.run("CREATE DATABASE large TEMPLATE small STRATEGY file_copy")
        parent_fill.multiply(server.url("large"), TIMES)
        mark.touch()
    second = work / "district.large"
    shutil.rmtree(second, ignore_errors=True)
    shutil.copytree(first, second)
    return [
        Node(folder, database_url=server.url(name))
        for folder, name in ((first, "small"), (second, "large"))
    ]


def _count(database_url: str) -> int:
    with psycopg.connect(database_url) as connection:
        row = connection.execute("SELECT COUNT(*) FROM dossier").fetchone()
    return int(row[0]) if row else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.parent", description=__doc__)
    parser.add_argument("--work", type=Path, help="keep the filled databases here for the next run")
    parser.add_argument("--requests", type=int, default=60, help="requests for each p95")
    parser.add_argument("--write", action="store_true", help="put the table into bench/RESULTS.md")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
