"""An office says how citizens reach its counter; its parent receives that with everything else."""

from datetime import datetime

from app.domain.citizens import check_phone
from app.domain.officers import Officer
from app.domain.refusals import FormNotComplete
from app.domain.vietnamese import clean
from app.queries import nodes
from sync import journal

LONGEST_PLACE = 200
LONGEST_PHONE = 16


def set_own(phone: str, place: str, *, by: Officer, at: datetime) -> None:
    """Both may be empty. The same form twice changes nothing."""
    number, where = clean(phone), clean(place)
    faults: dict[str, str] = {}
    if number:
        checked = check_phone(number[: 2 * LONGEST_PHONE])
        number = checked.value
        if checked.warnings or len(number) > LONGEST_PHONE:
            faults["phone"] = (
                "Ghi số máy bàn (02…) hoặc số di động mà người dân gọi được, ví dụ 0239 384 5678."
            )
    if len(where) > LONGEST_PLACE:
        faults["place"] = f"Nơi đặt quầy ghi nhiều nhất {LONGEST_PLACE} ký tự."
    if faults:
        raise FormNotComplete(faults)
    unit = nodes.this().unit
    journal.record(
        "counter",
        unit,
        by=by,
        at=at,
        scope=unit,
        unit=unit,
        phone=number or None,
        place=where or None,
    )
