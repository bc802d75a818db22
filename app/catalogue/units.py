"""The units around Thạch Hà, 2019–2025, each row one period in which nothing about a unit changed.

Codes and names: list of administrative units of the statistics office (GSO). The merger of 1/1/2020:
NQ 819/NQ-UBTVQH14 of 21/11/2019 (its date in force unverified). Early 2025: the list of 4/1/2025; the
day it took effect is taken to be 1/1/2025 (unverified). On 1/7/2025 districts end. The 69 communes and
wards of Hà Tĩnh after that day are not typed here: the node at the top publishes them.

Unknown and said so in `source`: since when the rows of 2019 hold (2004-01-01 is written), and the
agency codes (`H27.35.nn` by order in the table is our own numbering, the district corrects it).
"""

from collections.abc import Iterator
from datetime import date, timedelta

from app.domain.units import Unit, UnitKind, UnitSuccessor, row_id

PROVINCE, DISTRICT, CITY = "42", "445", "436"

SINCE_UNKNOWN = date(2004, 1, 1)
MERGED = date(2020, 1, 1)
REDRAWN = date(2025, 1, 1)
TWO_TIERS = date(2025, 7, 1)
A_DAY = timedelta(days=1)

BEFORE_2020 = "Danh mục đơn vị hành chính 2019; ngày bắt đầu không rõ, ghi 01/01/2004"
NEW_IN_2020 = "NQ 819/NQ-UBTVQH14 ngày 21/11/2019; hiệu lực 01/01/2020 (chưa kiểm chứng)"
MOVED_IN_2025 = (
    "Danh mục đơn vị hành chính ngày 04/01/2025; ngày hiệu lực 01/01/2025 (chưa kiểm chứng)"
)
AFTER_2025 = "đơn vị kế tiếp từ 01/07/2025 do cấp trên công bố"
OWN_NUMBER = "mã định danh là số tạm của phần mềm, huyện điền lại"
ONLY_IN_LIST = "báo chí về nghị quyết sáp nhập không kể tên xã này (chưa kiểm chứng)"

# Code, name, and the code that took it in on 1/1/2020 (its own code: it went on under a new name).
COMMUNES_OF_2019 = (
    ("18562", "Thị trấn Thạch Hà", None),
    ("18565", "Xã Ngọc Sơn", None),
    ("18571", "Xã Thạch Hải", None),
    ("18574", "Xã Thạch Bàn", "18595"),
    ("18586", "Xã Thạch Kênh", None),
    ("18589", "Xã Thạch Sơn", None),
    ("18592", "Xã Thạch Liên", None),
    ("18595", "Xã Thạch Đỉnh", "18595"),
    ("18601", "Xã Phù Việt", "18601"),
    ("18604", "Xã Thạch Khê", None),
    ("18607", "Xã Thạch Long", None),
    ("18610", "Xã Việt Xuyên", "18601"),
    ("18613", "Xã Thạch Tiến", "18601"),
    ("18616", "Xã Thạch Thanh", "18562"),
    ("18619", "Xã Thạch Trị", None),
    ("18622", "Xã Thạch Lạc", None),
    ("18625", "Xã Thạch Ngọc", None),
    ("18628", "Xã Tượng Sơn", None),
    ("18631", "Xã Thạch Văn", None),
    ("18634", "Xã Thạch Vĩnh", "18634"),
    ("18637", "Xã Thạch Thắng", None),
    ("18640", "Xã Thạch Lưu", "18634"),
    ("18643", "Xã Thạch Đài", None),
    ("18646", "Xã Bắc Sơn", "18634"),
    ("18649", "Xã Thạch Hội", None),
    ("18652", "Xã Thạch Tân", "18652"),
    ("18655", "Xã Thạch Lâm", "18652"),
    ("18658", "Xã Thạch Xuân", None),
    ("18661", "Xã Thạch Hương", "18652"),
    ("18664", "Xã Nam Hương", "18667"),
    ("18667", "Xã Thạch Điền", "18667"),
)

COMMUNES_OF_2020 = (
    ("18595", "Xã Đỉnh Bàn"),
    ("18601", "Xã Việt Tiến"),
    ("18634", "Xã Lưu Vĩnh Sơn"),
    ("18652", "Xã Tân Lâm Hương"),
    ("18667", "Xã Nam Điền"),
)

TO_THE_CITY_IN_2025 = (
    "18571", "18595", "18604", "18619", "18622", "18628", "18631", "18637", "18643", "18649", "18652",
)  # fmt: skip

FROM_LOC_HA_IN_2025 = (
    ("18409", "Xã Tân Lộc"),
    ("18412", "Xã Hồng Lộc"),
    ("18421", "Xã Thịnh Lộc"),
    ("18430", "Xã Bình An"),
    ("18448", "Xã Bình Lộc"),
    ("18457", "Xã Ích Hậu"),
    ("18493", "Xã Phù Lưu"),
    ("18568", "Thị trấn Lộc Hà"),
    ("18577", "Xã Thạch Mỹ"),
    ("18580", "Xã Thạch Kim"),
    ("18583", "Xã Thạch Châu"),
    ("18670", "Xã Mai Phụ"),
)


def units() -> list[Unit]:
    """Every row, the unit above before the units below it, older periods first."""
    return [*_above(), *_of_2019(), *_of_2020(), *_of_2025()]


def successors() -> list[UnitSuccessor]:
    """Which row takes the place of which: many to one in 2020, one to one when a parent changes."""
    merged = [
        _link(code, SINCE_UNKNOWN, into, _began_by(into, MERGED), MERGED)
        for code, _, into in COMMUNES_OF_2019
        if into
    ]
    moved = [
        _link(code, _began_by(code, MERGED), code, REDRAWN, REDRAWN) for code in TO_THE_CITY_IN_2025
    ]
    return [*merged, *moved]


def _above() -> Iterator[Unit]:
    since, until = SINCE_UNKNOWN, TWO_TIERS - A_DAY
    source = f"{BEFORE_2020}; {OWN_NUMBER}"
    ended = f"{source}; cấp huyện kết thúc ngày 30/06/2025"
    city = f"{ended}; thành phố thuộc tỉnh, ngang cấp huyện"
    yield _unit(PROVINCE, "Tỉnh Hà Tĩnh", UnitKind.PROVINCE, None, since, None, source)
    yield _unit(DISTRICT, "Huyện Thạch Hà", UnitKind.DISTRICT, PROVINCE, since, until, ended)
    yield _unit(CITY, "Thành phố Hà Tĩnh", UnitKind.DISTRICT, PROVINCE, since, until, city)


def _of_2019() -> Iterator[Unit]:
    for code, name, into in COMMUNES_OF_2019:
        until = MERGED - A_DAY if into else _end(code)
        yield _commune(code, name, DISTRICT, SINCE_UNKNOWN, until, BEFORE_2020)


def _of_2020() -> Iterator[Unit]:
    for code, name in COMMUNES_OF_2020:
        yield _commune(code, name, DISTRICT, MERGED, _end(code), NEW_IN_2020)


def _of_2025() -> Iterator[Unit]:
    names = {code: name for code, name, _ in COMMUNES_OF_2019} | dict(COMMUNES_OF_2020)
    until = TWO_TIERS - A_DAY
    for code in TO_THE_CITY_IN_2025:
        yield _commune(code, names[code], CITY, REDRAWN, until, MOVED_IN_2025)
    for code, name in FROM_LOC_HA_IN_2025:
        source = f"{MOVED_IN_2025}; trước đó thuộc huyện Lộc Hà"
        doubt = f"; {ONLY_IN_LIST}" if code == "18448" else ""
        yield _commune(code, name, DISTRICT, REDRAWN, until, source + doubt)


def _end(code: str) -> date:
    """The last day of a commune's row that outlived 2020."""
    return (REDRAWN if code in TO_THE_CITY_IN_2025 else TWO_TIERS) - A_DAY


def _began_by(code: str, on: date) -> date:
    """When the row of a code that holds on 1/1/2020 began."""
    return on if code in dict(COMMUNES_OF_2020) else SINCE_UNKNOWN


def _commune(code: str, name: str, parent: str, since: date, until: date, source: str) -> Unit:
    kind = UnitKind.TOWNLET if name.startswith("Thị trấn") else UnitKind.COMMUNE
    unknown = f"; {AFTER_2025}" if until == TWO_TIERS - A_DAY else ""
    return _unit(code, name, kind, parent, since, until, f"{source}; {OWN_NUMBER}{unknown}")


def _unit(
    code: str,
    name: str,
    kind: UnitKind,
    parent: str | None,
    since: date,
    until: date | None,
    source: str,
) -> Unit:
    row = row_id(code, since)
    return Unit(row, code, name, kind, parent, _agency_code(code), since, until, source)


def _agency_code(code: str) -> str:
    """Our provisional number: H27 is the province, 35 Thạch Hà, then the place in the tables above."""
    above = {PROVINCE: "H27", DISTRICT: "H27.35", CITY: "H27.36"}
    if code in above:
        return above[code]
    order = [row[0] for row in (*COMMUNES_OF_2019, *FROM_LOC_HA_IN_2025)]
    return f"H27.35.{order.index(code) + 1:02d}"


def _link(code: str, since: date, into: str, began: date, on: date) -> UnitSuccessor:
    before, after = row_id(code, since), row_id(into, began)
    return UnitSuccessor(f"{before}-to-{after}", before, after, on)
