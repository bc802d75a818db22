"""The lines of the table: what must be reached, and what others reached.

The figures of Morango 0.8.15 (waitress, chunk of 500) and PouchDB 9 (express-pouchdb, LevelDB) are recorded: they were
measured before on two cores with one harness over dossiers like these, and are not measured again here. The gzip
batches are measured live beside the engine; `floor` is what the bytes themselves allow.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Bound:
    """What a line must reach: seconds, bytes both ways together, work of all processes, and what else by name."""

    seconds: float = 0
    size: int = 0
    cpu: float = 0
    least: dict[str, float] = field(default_factory=dict)
    most: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Recorded:
    seconds: float = 0
    size: int = 0
    words: str = ""


@dataclass(frozen=True)
class Line:
    name: str
    words: str
    must: Bound
    morango: Recorded = Recorded()
    pouchdb: Recorded = Recorded()
    gzip: Recorded = Recorded()
    """Only where the gzip batches cannot be measured here."""
    floor: str = ""


KB, MB = 1000, 1000 * 1000

LINES = [
    Line("new", "10.000 hồ sơ mới", Bound(2.5, 900 * KB, 2.5), Recorded(36, 1500 * KB), Recorded(6.6, 10_100 * KB),
         floor="0,5 s, 0,8 MB"),
    Line("changed", "200 hồ sơ đã sửa", Bound(0.1, 10 * KB), Recorded(7.5, 65 * KB), Recorded(0.18, 232 * KB),
         floor="8,3 kB"),
    Line("nothing", "không có gì mới", Bound(0.05, 1200, most={"lượt": 1}), Recorded(7.2, 32 * KB),
         Recorded(0.04, 6 * KB)),
    Line("far-nothing", "không có gì mới, 600 ms", Bound(1.3), Recorded(25), Recorded(11), floor="1,2 s"),
    Line("far-changed", "200 đã sửa, 600 ms, 64/256 kbit/s", Bound(3), Recorded(30), Recorded(50), floor="2,3 s"),
    Line("cut-changed", "như trên, đứt trung bình mỗi 50 kB",
         Bound(most={"lượt gọi": 1, "so với không đứt": 1.5, "byte uổng": 0.05}),
         Recorded(words="30–52 s"), Recorded(words="74–338 s"), Recorded(words="4,6–7,9 s")),
    Line("cut-new", "1.000 mới, đứt trung bình mỗi 10 kB", Bound(least={"xong": 1}),
         pouchdb=Recorded(words="không bao giờ"),
         floor="12 s không đứt"),
    Line("history", "10.000 hồ sơ, mỗi hồ sơ sửa 4 lần", Bound(3, 1200 * KB), Recorded(67, 1700 * KB),
         Recorded(7.4, 12_600 * KB), floor="0,93 MB"),
    Line("fetch", "máy trống lấy về 10.000 hồ sơ", Bound(2.5, 900 * KB), Recorded(36, 17 * MB), Recorded(3, 3 * MB)),
    Line("storm-sqlite", "31 nơi × 500 cùng lúc, SQLite", Bound(3, least={"thấy ở cấp trên": 15_500}),
         Recorded(words="thiếu 5.500–8.000"), Recorded(7)),
    Line("storm-postgresql", "31 nơi × 500 cùng lúc, PostgreSQL", Bound(3, least={"thấy ở cấp trên": 15_500}),
         Recorded(), Recorded(7), Recorded(1.8)),
    Line("both", "hai bên cùng sửa 1.000, đồng hồ −3…+5 ngày",
         Bound(least={"gộp": 500, "thẻ": 500}, most={"thẻ": 500, "mất": 0}),
         Recorded(words="1.000 khuất"), Recorded(words="1.000 ẩn"), Recorded(words="1.000 bị đè")),
    Line("urgent", "quyết định gấp khi 500 MB ảnh chờ, 384/128 kbit/s", Bound(15), Recorded(words="không có tệp"),
         Recorded(words="sau các tệp")),
    Line("writers", "PostgreSQL, 31 nơi ghi, đọc cùng lúc", Bound(least={"thay đổi/s": 5000}, most={"bỏ sót": 0}),
         gzip=Recorded(words="bỏ sót 22–42 %"), floor="10.600/s"),
    Line("size", "cơ sở dữ liệu 10.000 hồ sơ", Bound(size=25 * MB), Recorded(size=70 * MB), Recorded(words="15–45 MB")),
    Line("verify", "kiểm tra 100.000 hồ sơ", Bound(60)),
]  # fmt: skip
