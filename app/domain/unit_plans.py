"""A new period of a unit's code, or a correction of one: what it changes in the tree, and what speaks against it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.domain.intake import read_day
from app.domain.refusals import FormNotComplete
from app.domain.units import Unit, UnitKind, UnitSuccessor, row_id
from app.domain.vietnamese import clean

A_DAY = timedelta(days=1)
TIERS = {UnitKind.PROVINCE: 2, UnitKind.DISTRICT: 1}
LIMITS = {"code": 16, "name": 120, "agency_code": 24, "source": 400}


@dataclass(frozen=True)
class UnitPlan:
    """Rows to write, old ones that end before the new one, and who follows whom."""

    row: Unit
    ended: tuple[Unit, ...] = ()
    links: tuple[UnitSuccessor, ...] = ()


def read_unit(form: Mapping[str, str], row: Unit | None = None) -> Unit:
    """The filled form as a row of the tree. `row` is the one being corrected: its code and first day stay."""
    told = {name: clean(form.get(name, "")) for name in ("code", "name", "agency_code", "source")}
    faults = {
        name: f"Dài quá {most} ký tự." for name, most in LIMITS.items() if len(told[name]) > most
    }
    code = row.code if row else told["code"]
    if not code.isalnum() or not code.isascii():
        faults["code"] = "Ghi mã đơn vị hành chính, ví dụ 18571."
    if not told["name"]:
        faults["name"] = "Ghi tên đầy đủ, ví dụ: Xã Đỉnh Bàn."
    if not told["source"]:
        faults["source"] = "Ghi căn cứ: số và ngày của nghị quyết."
    if form.get("kind") not in set(UnitKind):
        faults["kind"] = "Chọn loại đơn vị."
    begins = row.valid_from if row else read_day(form.get("valid_from", ""))
    if begins is None:
        faults["valid_from"] = "Ghi ngày bắt đầu, ví dụ 01/07/2025."
    ends = read_day(form.get("valid_to", ""))
    if ends is None and clean(form.get("valid_to", "")):
        faults["valid_to"] = "Ngày kết thúc không đọc được. Viết như 30/06/2025 hoặc để trống."
    if begins and ends and ends < begins:
        faults["valid_to"] = "Ngày kết thúc trước ngày bắt đầu."
    if faults or begins is None:
        raise FormNotComplete(faults)
    return Unit(
        id=row.id if row else row_id(code, begins), code=code, name=told["name"],
        kind=UnitKind(form["kind"]), parent=clean(form.get("parent", "")) or None,
        agency_code=told["agency_code"] or None, valid_from=begins, valid_to=ends,
        source=told["source"],
    )  # fmt: skip


def plan_correction(units: Sequence[Unit], row: Unit) -> UnitPlan:
    """The same period with other words, another unit above, or another last day."""
    after = [row if unit.id == row.id else unit for unit in units]
    _check(units, after, row)
    return UnitPlan(row)


def plan_period(units: Sequence[Unit], row: Unit, follows: Sequence[str] = ()) -> UnitPlan:
    """A new row that takes the place of the rows `follows` (ids); those end the day before it begins."""
    known = {unit.id: unit for unit in units}
    row = replace(row, id=_free_id(row, known))
    ended, links = [], []
    for each in dict.fromkeys(follows):
        old = known.get(each)
        if old is None or not old.is_in_force(row.valid_from - A_DAY):
            name = old.name if old else each
            raise FormNotComplete(
                {
                    "follows": f"{name} không còn hiệu lực ngay trước {row.valid_from:%d/%m/%Y}, không kế thừa được."
                }
            )
        if old.valid_to is None or old.valid_to >= row.valid_from:
            ended.append(replace(old, valid_to=row.valid_from - A_DAY))
        links.append(UnitSuccessor(f"{old.id}-to-{row.id}"[:64], old.id, row.id, row.valid_from))
    closed = {unit.id: unit for unit in ended}
    after = [*(closed.get(unit.id, unit) for unit in units), row]
    _check(units, after, row)
    return UnitPlan(row, tuple(ended), tuple(links))


def overlaps(one: Unit, other: Unit) -> bool:
    """Whether two rows hold on a common day."""
    last, others_last = one.valid_to or date.max, other.valid_to or date.max
    return one.valid_from <= others_last and other.valid_from <= last


def _free_id(row: Unit, known: Mapping[str, Unit]) -> str:
    """Codes are reused, even within a year; then the row is named by its whole first day."""
    usual = row_id(row.code, row.valid_from)
    return usual if usual not in known else f"{row.code}-{row.valid_from.isoformat()}"


def _check(before: Sequence[Unit], after: Sequence[Unit], row: Unit) -> None:
    for other in after:
        if other.code == row.code and other.id != row.id and overlaps(other, row):
            until = f"{other.valid_to:%d/%m/%Y}" if other.valid_to else "nay"
            words = (
                f"Mã {row.code} từ {other.valid_from:%d/%m/%Y} đến {until} là {other.name}. Đánh dấu dòng ấy ở "
                "“Kế thừa từ” để nó kết thúc ngày hôm trước, hoặc chọn thời kỳ khác."
            )
            raise FormNotComplete({"valid_from": words})
    above = [unit for unit in after if unit.code == row.parent]
    if row.parent and not above:
        raise FormNotComplete({"parent": f"Không có đơn vị mang mã {row.parent}."})
    if any(TIERS.get(unit.kind, 0) <= TIERS.get(row.kind, 0) for unit in above):
        raise FormNotComplete({"parent": "Đơn vị cấp trên phải ở bậc cao hơn."})
    if row.parent and _alone(after, row):
        words = "Đơn vị cấp trên không tồn tại suốt thời kỳ này. Đổi cấp trên, hoặc đổi thời kỳ."
        raise FormNotComplete({"parent": words})
    known = {unit.id for unit in before if unit.parent and _alone(before, unit)}
    left = [unit for unit in after if unit.parent and unit.id not in known and _alone(after, unit)]
    if left:
        names = ", ".join(unit.name for unit in left[:5]) + ("…" if len(left) > 5 else "")
        words = f"Còn {len(left)} đơn vị trực thuộc sau ngày ấy: {names}. Chuyển hoặc kết thúc chúng trước."
        raise FormNotComplete({"valid_to": words})


def _alone(units: Sequence[Unit], row: Unit) -> bool:
    """Whether on some day of its period nothing stands above it."""
    day, last = row.valid_from, row.valid_to or date.max
    while day <= last:
        above = next((u for u in units if u.code == row.parent and u.is_in_force(day)), None)
        if above is None:
            return True
        if above.valid_to is None or above.valid_to >= last:
            return False
        day = above.valid_to + A_DAY
    return False
