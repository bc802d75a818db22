"""What two offices wrote differently into one field: which fields weigh most, what a rule would choose, and how a
value typed instead of either is checked. A rule never decides a legal field unless a person says so each time.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from app.domain import labels
from app.domain.birth_dates import check_birth_date, year_of
from app.domain.calendar import moment
from app.domain.citizens import check_email, check_name, check_phone
from app.domain.identity_numbers import CHECKS, Gender, check_number
from app.domain.intake import ApplicantKind, read_day
from app.domain.money import MOST_MONEY
from app.domain.refusals import FormNotComplete, Refusal
from app.domain.vietnamese import clean

DOSSIER = "dossier"
LEGAL = {
    DOSSIER: frozenset(
        {
            "applicant_name", "birth_date", "gender", "id_type", "id_no", "submitter_name", "submitter_id_no",
            "due_at", "extended_due_at", "duration_value", "duration_unit", "amount_due", "amount_paid", "charges",
            "exemption", "code", "procedure_code", "procedure_version",
        }
    ),
    "result": frozenset({"issued", "outcome", "number", "issued_on", "signer", "content"}),
    "payment": frozenset({"kind", "number", "amount", "method", "payer"}),
}  # fmt: skip
"""What binds the office or the citizen: who, until when, how much, and what was decided."""

ON_RECEIPT = frozenset(
    {
        "code", "applicant_name", "address", "phone", "email", "submitter_name", "procedure_name",
        "set_count", "due_at", "return_mode", "return_place", "amount_due",
    }
)  # fmt: skip
"""What stands on the paper the citizen took home (Mẫu 01)."""

STEPS = frozenset(
    {
        "status", "holder_unit", "holder_officer", "holder_officer_name", "released_at", "finished_at",
        "sent_back_at", "paused_at", "letter", "withdrawal", "tracking_no", "corrected_at", "twin_of",
    }
)  # fmt: skip
"""Where the dossier stands: one rule for all of them, for half a step is none."""


class Pick(StrEnum):
    """Whose value a rule takes."""

    ASK = "ask"
    COMMUNE = "commune"
    PARENT = "parent"
    HOLDER = "holder"


PICKS = {
    Pick.ASK: "Chờ người chọn",
    Pick.COMMUNE: "Theo đơn vị cấp dưới",
    Pick.PARENT: "Theo đơn vị cấp trên",
    Pick.HOLDER: "Theo nơi đang giữ hồ sơ",
}

NOT_RULED = STEPS | {"unit", "received_by", "lookup_pin", "register_seq"}
RULED: Mapping[str, tuple[tuple[str, str], ...]] = {
    DOSSIER: (
        *((name, words) for name, words in labels.FIELDS[DOSSIER].items() if name not in NOT_RULED),
        ("@step", "Bước xử lý (trạng thái, người giữ)"),
    ),
    "result": tuple((name, f"Kết quả: {label}") for name, label in labels.FIELDS["result"].items()),
}
"""The fields that may have a rule, with their words."""

PERSON = (
    "applicant_name", "birth_date", "gender", "id_type", "id_no", "id_issued_on", "id_issued_by", "address",
    "address_unit", "submitter_name", "submitter_id_no", "submitter_relation", "authorisation",
)  # fmt: skip
USUAL: Mapping[str, Pick] = {
    **{f"{DOSSIER}.{name}": Pick.COMMUNE for name in PERSON},
    f"{DOSSIER}.@step": Pick.PARENT,
    **{f"result.{name}": Pick.HOLDER for name in LEGAL["result"]},
}
"""The first version: the office that saw the person knows the person; who works on it knows the result."""


@dataclass(frozen=True)
class Side:
    """One value that nobody has replaced: the operation it came with (`prefix`), whose it is, when by that clock."""

    prefix: str
    value: Any
    unit: str
    tier: int
    actor: str
    at: datetime
    arrived_at: datetime


def is_legal(entity: str, field: str) -> bool:
    """Whether a wrong choice would bind somebody: such a field waits for a person."""
    return field.startswith("@") or field in LEGAL.get(entity, ())


def rule_key(entity: str, field: str) -> str:
    """The name under which a field stands in a set of rules."""
    return f"{entity}.@step" if entity == DOSSIER and field in STEPS else f"{entity}.{field}"


def chosen(pick: Pick, sides: Iterable[Side], holder: str) -> Side | None:
    """The side a rule takes; None where a person must say, or where the rule names no single value."""
    known = list(sides)
    if not known or pick is Pick.ASK:
        return None
    match pick:
        case Pick.COMMUNE:
            fit = [side for side in known if side.tier == min(each.tier for each in known)]
        case Pick.PARENT:
            fit = [side for side in known if side.tier == max(each.tier for each in known)]
        case _:
            fit = [side for side in known if side.unit == holder]
    if len({side.tier for side in known}) < 2 and pick is not Pick.HOLDER:
        return None
    return fit[0] if len({repr(side.value) for side in fit}) == 1 else None


def read_rules(typed: Mapping[str, str]) -> dict[str, str]:
    """A set of rules as it is kept: what is left to people is not written down."""
    known = {f"{entity}.{name}" for entity, fields in RULED.items() for name, _ in fields}
    faults = {
        key: "Chọn lại trong danh sách." for key, pick in typed.items()
        if key in known and pick not in set(Pick)
    }  # fmt: skip
    if faults:
        raise FormNotComplete(faults)
    return {key: pick for key, pick in sorted(typed.items()) if key in known and pick != Pick.ASK}


# ── A value typed instead of either ─────────────────────────────────────────────────────────────────

TEXTS = {
    "abstract": 2000, "address": 300, "id_issued_by": 200, "submitter_relation": 80, "authorisation": 200,
    "exemption": 200, "return_place": 300,
}  # fmt: skip
DAYS, MONEY = frozenset({"birth_date", "id_issued_on"}), frozenset({"amount_due"})
PEOPLE = frozenset({"applicant_name", "submitter_name"})
NUMBERS = frozenset({"id_no", "submitter_id_no"})
PHONES = frozenset({"phone", "submitter_phone"})
DUE = frozenset({"due_at", "extended_due_at"})
END_OF_DAY = time(17, 0)
TYPED = frozenset({*TEXTS, *DAYS, *MONEY, *PEOPLE, *NUMBERS, *PHONES, *DUE, "email"})


def may_be_typed(entity: str, field: str) -> bool:
    """Whether a third value may be typed; a step or a choice from a list is one of the two."""
    return entity == DOSSIER and field in TYPED


def check_value(field: str, typed: str, row: Mapping[str, Any], today: date) -> Any:
    """What is stored for a value typed into this field of a dossier, checked as at the counter; `row` is the dossier
    as it will stand. Empty is nothing, where the field may be empty."""
    text = clean(typed)
    if not text:
        if field in ("applicant_name", "due_at"):
            raise FormNotComplete({field: f"{_label(field)}: hãy nhập giá trị."})
        return None
    if field in TEXTS:
        if len(text) > TEXTS[field]:
            raise FormNotComplete({field: f"{_label(field)} dài quá {TEXTS[field]} ký tự."})
        return text
    try:
        return _reader(field, row, today)(text)
    except FormNotComplete:
        raise
    except Refusal as no:
        raise FormNotComplete({field: f"{_label(field)}: {no}"}) from no


def _reader(field: str, row: Mapping[str, Any], today: date) -> Callable[[str], Any]:
    if field in PEOPLE:
        is_person = field != "applicant_name" or row.get("applicant_kind") == ApplicantKind.CITIZEN
        return (lambda text: check_name(text).value) if is_person else _name_of_organisation
    if field in DAYS:
        return lambda text: check_birth_date(text, today).value
    if field in NUMBERS:
        return lambda text: _number(field, text, row, today)
    if field in PHONES:
        return lambda text: check_phone(text).value
    if field in MONEY:
        return lambda text: _money(field, text)
    if field in DUE:
        return lambda text: _due(field, text)
    return lambda text: check_email(text).value


def _name_of_organisation(text: str) -> str:
    if len(text) > 200:
        raise FormNotComplete({"applicant_name": "Chủ hồ sơ dài quá 200 ký tự."})
    return text


def _number(field: str, text: str, row: Mapping[str, Any], today: date) -> str:
    if field == "submitter_id_no":
        kind = "cmnd" if sum(char.isdigit() for char in text) == 9 else "cccd"
        return CHECKS[kind](text).value
    kind, sex, born = row.get("id_type") or "", row.get("gender"), row.get("birth_date")
    if not kind:
        raise FormNotComplete({field: "Chọn loại giấy tờ của số đã nhập."})
    gender = Gender(sex) if sex in set(Gender) else None
    return check_number(kind, text, today, gender, year_of(born) if born else None).value


def _money(field: str, text: str) -> int:
    digits = text.replace(".", "").replace(" ", "").removesuffix("đ")
    if not digits.isdecimal() or int(digits) > MOST_MONEY:
        raise FormNotComplete({field: f"{_label(field)}: nhập số tiền, từ 0 đồng."})
    return int(digits)


def _due(field: str, text: str) -> str:
    day = read_day(text)
    if day is None:
        raise FormNotComplete({field: f"{_label(field)}: nhập ngày/tháng/năm, ví dụ 24/5/2019."})
    return f"{moment(day, END_OF_DAY):%Y-%m-%dT%H:%M:%SZ}"


def _label(field: str) -> str:
    return labels.FIELDS[DOSSIER].get(field, field)
