"""A person's record as it is edited: what must be mended, and what deserves a second look."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from app.domain.birth_dates import check_birth_date, year_of
from app.domain.checked import Checked
from app.domain.citizens import check_email, check_name, check_phone
from app.domain.identity_numbers import Gender, check_number
from app.domain.intake import ApplicantKind, IdType
from app.domain.people import CITIZEN
from app.domain.refusals import Refusal
from app.domain.vietnamese import clean

EDITED = (
    "kind", "name", "birth_date", "gender", "id_type", "id_no", "id_issued_on", "id_issued_by", "phone",
    "email", "address", "note",
)  # fmt: skip
LONGEST = {"name": 200, "id_issued_by": 200, "address": 300, "note": 500}


@dataclass
class Looked:
    """`stored` is the record as it would be kept."""

    stored: dict[str, str]
    must_fix: dict[str, str] = field(default_factory=dict)
    take_care: dict[str, str] = field(default_factory=dict)


def look_at(typed: Mapping[str, str], today: date) -> Looked:
    """Check every field that was typed; a doubt is no refusal."""
    looked = Looked({name: clean(typed.get(name, "")) for name in EDITED})
    stored = looked.stored
    if stored["kind"] not in set(ApplicantKind):
        looked.must_fix["kind"] = "Chọn lại: công dân, tổ chức hay đối tượng khác."
    if stored["gender"] not in {"", *Gender}:
        looked.must_fix["gender"] = "Chọn lại giới tính."
    if stored["id_type"] not in {"", *IdType}:
        looked.must_fix["id_type"] = "Chọn lại loại giấy tờ."
    elif stored["id_no"] and not stored["id_type"]:
        looked.must_fix["id_type"] = "Chọn loại giấy tờ của số đã nhập."
    for name, longest in LONGEST.items():
        if len(stored[name]) > longest:
            looked.must_fix[name] = f"Dài quá {longest} ký tự, hãy viết ngắn lại."
    if not stored["name"]:
        looked.must_fix["name"] = "Nhập họ tên hoặc tên tổ chức."
    _read(looked, today)
    return looked


def _read(looked: Looked, today: date) -> None:
    if looked.stored["kind"] == CITIZEN:
        _keep(looked, "name", check_name)
    _keep(looked, "birth_date", lambda text: check_birth_date(text, today))
    _keep(looked, "id_issued_on", lambda text: check_birth_date(text, today))
    _keep(looked, "phone", check_phone)
    _keep(looked, "email", check_email)
    gender, born = looked.stored["gender"], looked.stored["birth_date"]
    known_born = born and "birth_date" not in looked.must_fix
    _keep(
        looked, "id_no",
        lambda text: check_number(
            looked.stored["id_type"], text, today,
            Gender(gender) if gender in set(Gender) else None, year_of(born) if known_born else None,
        ),
    )  # fmt: skip


def _keep(looked: Looked, name: str, reader: Callable[[str], Checked]) -> None:
    text = looked.stored[name]
    if not text or name in looked.must_fix:
        return
    try:
        checked = reader(text)
    except Refusal as no:
        looked.must_fix[name] = str(no)
        return
    looked.stored[name] = checked.value
    if checked.warnings:
        looked.take_care[name] = " ".join(checked.warnings)
