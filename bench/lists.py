"""`.venv/bin/python -m bench.lists --write`: every list of the office with 1,000, 10,000 and 100,000 dossiers.

A page is flat when what it takes over the most dossiers is at most one and a half times what it takes over the fewest.
The offices are filled on the first run, which takes long, and kept under instance/bench; later runs take a few minutes.
The nodes take turns, request by request: what else the machine does meanwhile hits all of them alike. The exit code is
1 when a page is not flat.
"""

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from itertools import cycle, islice
from pathlib import Path

from bench import measures, results
from bench.day import gather_people
from bench.offices import COMMUNES, KEPT, PASSWORD, Offices, serving
from bench.run import FLAT, SIZES
from bench.table import milliseconds, p95, table
from bench.visitor import Answer, Visitor
from tests.processes import Node

PERSON = re.compile(r'href="(/cong-dan/\d+)"')
LEADER = ("chi", "Phạm Thị Chi", "leader")
NOISE_SECONDS = 0.005
"""Below this a difference is the machine's and not the page's."""
FIXED: Mapping[str, Sequence[str]] = {
    "bàn làm việc": ("/",),
    "hàng việc": (
        "/viec/hom-nay", "/viec/qua-han", "/viec/sap-den-han", "/viec/moi-tiep-nhan", "/viec/dang-thu-ly",
        "/viec/cho-ky", "/viec/cho-tra", "/viec/viec-cua-toi", "/viec/cho-bo-sung",
    ),
    "danh sách, lọc": (
        "/ho-so?trang-thai=returned", "/ho-so?trang-thai=processing", "/ho-so?kenh=post",
        "/ho-so?linh-vuc=Ch%E1%BB%A9ng+th%E1%BB%B1c",
    ),
    "lịch hẹn": ("/lich-hen", "/lich-hen/in"),
    "sổ theo dõi": ("/so-theo-doi",),
    "thu phí": ("/thu-phi",),
    "bàn giao": ("/ban-giao",),
    "phiếu hết ca": ("/het-ca",),
    "nơi để giấy tờ": ("/noi-de-giay-to",),
    "trao đổi": ("/trao-doi",),
    "việc chạy nền": ("/cong-viec",),
    "hồ sơ, công dân trùng": ("/trung",),
    "biểu mẫu tiếp nhận": ("/tiep-nhan/2.000815@1", "/tiep-nhan/1.010405@1"),
}  # fmt: skip
OF_LEADER = {"ký duyệt": ("/ky",), "hàng việc của lãnh đạo": ("/", "/viec/cho-ky", "/viec/phieu-cho-ky")}  # fmt: skip
OF_DOSSIER = {
    "một hồ sơ": "", "giấy tờ của hồ sơ": "/giay-to", "hẹn trả": "/hen-tra", "trao đổi của hồ sơ": "/trao-doi",
    "giấy tiếp nhận": "/in/giay-tiep-nhan",
}  # fmt: skip

Ask = Callable[[], Answer]
Asks = dict[str, Iterable[Ask]]


def main() -> int:
    options = _options()
    sizes = [int(size) for size in options.sizes.split(",")]
    with ExitStack() as cleaning:
        nodes = _offices(Offices(options.work), sizes)
        for node in nodes:
            cleaning.enter_context(serving(node))
        rows, flat = measured([asked(node) for node in nodes], options.requests)
    heading = ["", *(f"{size:,}".replace(",", ".") for size in sizes), "gấp", ""]
    print(table(heading, rows))
    if options.write:
        about = (
            f"`.venv/bin/python -m bench.lists --write` — {results.machine()}; p95 của {options.requests} lần hỏi mỗi "
            f"trang ở mỗi cỡ, các máy lần lượt. Phải đạt: với nhiều hồ sơ nhất ≤ {FLAT} lần so với ít nhất "
            f"(chênh dưới {NOISE_SECONDS * 1000:.0f} ms là do máy)."
        )
        results.write("lists", "Danh sách, hàng việc, tìm kiếm theo số hồ sơ", about, heading, rows)
    return 0 if flat else 1


def measured(nodes: Sequence[Asks], requests: int) -> tuple[list[list[str]], bool]:
    """A row for each page, and whether all of them are flat."""
    rows, flat = [], True
    for words in nodes[0]:
        turns = zip(
            *(islice(cycle(node[words]), measures.WARM_UP + requests) for node in nodes),
            strict=True,
        )
        seconds = [[_good(ask()) for ask in turn] for turn in turns][measures.WARM_UP :]
        figures = [p95([turn[n] for turn in seconds]) for n in range(len(nodes))]
        growth = figures[-1] / figures[0]
        good = growth <= FLAT or figures[-1] - figures[0] < NOISE_SECONDS
        flat = flat and good
        told = [words, *map(milliseconds, figures), f"{growth:.2f}", "đạt" if good else "CHƯA ĐẠT"]
        print("  ".join(told), file=sys.stderr, flush=True)
        rows.append(told)
    return rows, flat


def asked(node: Node) -> Asks:
    """What is asked of each page: for lists their first pages, for searches what stands on them."""
    visitor, leader = measures.signed_in(node), Visitor(node.url)
    leader.sign_in(LEADER[0], PASSWORD)
    lists, _, codes = measures.walk(visitor, pages=10)
    dossiers = measures.DOSSIER.findall(visitor.get("/ho-so?trang-thai=returned").text)
    searches = [f"/ho-so?q={words}" for words in measures.mixed(codes, measures.QUOTED)]
    people = PERSON.findall(visitor.get("/cong-dan").text)
    pages: dict[str, Sequence[str]] = {"danh sách": lists, "tìm": searches, **FIXED}
    pages |= {words: [d + tail for d in dossiers] for words, tail in OF_DOSSIER.items()}
    pages |= {"công dân": ("/cong-dan",), "một công dân": people}
    told: Asks = {words: _gets(visitor, paths) for words, paths in pages.items()}
    told |= {words: _gets(leader, paths) for words, paths in OF_LEADER.items()}
    return told | {"tìm công dân": _finds(visitor)}


def _gets(visitor: Visitor, paths: Sequence[str]) -> list[Ask]:
    return [lambda path=path: visitor.get(path) for path in paths]  # type: ignore[misc]


def _finds(visitor: Visitor) -> list[Ask]:
    form = next(form for form in visitor.get("/cong-dan").forms() if form.action == "/cong-dan/tim")
    return [
        lambda name=name: visitor.post("/cong-dan/tim", form.filled(tim=name))  # type: ignore[misc]
        for name in measures.NAMES
    ]


def _good(answer: Answer) -> float:
    if answer.status != 200:
        raise RuntimeError(f"{answer.url} answered {answer.status}")
    return answer.seconds


def _offices(offices: Offices, sizes: Sequence[int]) -> list[Node]:
    with offices.district() as district:
        kept = [
            offices.commune(size, unit, district=district, name=f"commune-{size}")
            for size, unit in zip(sizes, COMMUNES, strict=False)
        ]
    for node in kept:
        gather_people(node)
    nodes = [offices.copy(node) for node in kept]
    for node in nodes:
        node.add_officer(*LEADER)
    return nodes


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.lists", description=__doc__)
    parser.add_argument("--work", type=Path, default=KEPT, help="filled offices are kept here")
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="dossiers, by commas")
    parser.add_argument("--requests", type=int, default=100, help="requests for each p95")
    parser.add_argument("--write", action="store_true", help="put the table into bench/RESULTS.md")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
