"""Numbers that name a person: identity card, old identity card, passport, tax code."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.checked import Checked
from app.domain.refusals import (
    BadIdentityNumber,
    BadOldIdentityNumber,
    BadPassportNumber,
    BadTaxCode,
)
from app.domain.vietnamese import clean

IDENTITY_CARD = re.compile(r"[0-9]{12}")
OLD_IDENTITY_CARD = re.compile(r"[0-9]{9}")
PASSPORT = re.compile(r"[A-Z][0-9]{7,8}")
FOREIGN_PASSPORT = re.compile(r"[A-Z0-9]{6,12}")
TAX_CODE = re.compile(r"([0-9]{9})([0-9])(-?[0-9]{3})?")
TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
LAST_PROVINCE = 96
LOCAL_OLD_PREFIXES = ("183", "184")
LAST_DAY_OF_OLD_CARDS = date(2024, 12, 31)
FIRST_DAY_OF_LONG_TAX_CODES = date(2025, 7, 1)

NOT_A_PROVINCE = "Ba số đầu {province} không phải mã tỉnh nơi đăng ký khai sinh. Hãy xem lại thẻ."
OTHER_GENDER = "Theo số định danh thì giới tính là {gender}. Hãy xem lại."
OTHER_YEAR = "Theo số định danh thì năm sinh là {year}. Hãy xem lại."
NOT_BORN_YET = "Theo số định danh thì năm sinh là {year}, chưa đến. Hãy xem lại chữ số thứ tư."
NOT_LOCAL = "Số CMND không bắt đầu bằng {prefixes} như CMND cấp tại Hà Tĩnh. Hãy xem lại."
NO_LONGER_VALID = "CMND 9 số hết giá trị sử dụng từ sau ngày 31/12/2024."
NOT_VIETNAMESE_PASSPORT = "Không giống số hộ chiếu Việt Nam (một chữ cái và 7 hoặc 8 chữ số)."
NOT_YET_A_TAX_CODE = (
    "Trước ngày 01/07/2025 mã số thuế có 10 số; 12 số là số định danh. Hãy xem lại."
)
WRONG_TAX_DIGIT = "Mã số thuế sai số kiểm tra: có thể gõ nhầm một chữ số. Hãy xem lại."


class Gender(StrEnum):
    """As the identity card has it."""

    MALE = "male"
    FEMALE = "female"


GENDER_LABELS = {Gender.MALE: "Nam", Gender.FEMALE: "Nữ"}


@dataclass(frozen=True)
class CardNumber:
    """What the twelve digits say (Nghị định 137/2015/NĐ-CP, Đ13)."""

    province: str
    gender: Gender
    birth_year: int


def read_card_number(digits: str) -> CardNumber:
    """Three digits of province, one of century and sex, two of the year of birth, six at random."""
    century_and_sex = int(digits[3])
    gender = Gender.FEMALE if century_and_sex % 2 else Gender.MALE
    return CardNumber(digits[:3], gender, 1900 + century_and_sex // 2 * 100 + int(digits[4:6]))


def check_identity_card(
    text: str,
    gender: Gender | None = None,
    birth_year: int | None = None,
    today: date | None = None,
) -> Checked:
    """The 12 digits; a sex or a year of birth that they contradict is a warning, not a refusal."""
    value = _compact(text)
    if not IDENTITY_CARD.fullmatch(value):
        raise BadIdentityNumber(count=len(value))
    card = read_card_number(value)
    doubts = (
        (not 1 <= int(card.province) <= LAST_PROVINCE, NOT_A_PROVINCE),
        (gender not in (None, card.gender), OTHER_GENDER),
        (birth_year not in (None, card.birth_year), OTHER_YEAR),
        (today is not None and birth_year is None and card.birth_year > today.year, NOT_BORN_YET),
    )
    facts = {
        "province": card.province,
        "gender": GENDER_LABELS[card.gender],
        "year": card.birth_year,
    }
    return Checked(value, tuple(doubt.format(**facts) for raised, doubt in doubts if raised))


def check_old_identity_card(
    text: str, today: date | None = None, prefixes: tuple[str, ...] = LOCAL_OLD_PREFIXES
) -> Checked:
    """The 9 digits of a CMND; `prefixes` are those of the province's own cards."""
    value = _compact(text)
    if not OLD_IDENTITY_CARD.fullmatch(value):
        raise BadOldIdentityNumber(count=len(value))
    warnings = (
        () if value.startswith(prefixes) else (NOT_LOCAL.format(prefixes=", ".join(prefixes)),)
    )
    ended = today is not None and today > LAST_DAY_OF_OLD_CARDS
    return Checked(value, (*warnings, NO_LONGER_VALID) if ended else warnings)


def check_passport(text: str) -> Checked:
    value = _compact(text).upper()
    if PASSPORT.fullmatch(value):
        return Checked(value)
    if FOREIGN_PASSPORT.fullmatch(value):
        return Checked(value, (NOT_VIETNAMESE_PASSPORT,))
    raise BadPassportNumber


def check_tax_code(text: str, today: date | None = None) -> Checked:
    """Ten digits, with `-` and three more for a branch; since 1/7/2025 a person's 12 digits."""
    value = re.sub(r"[ .]", "", clean(text))
    if IDENTITY_CARD.fullmatch(value):
        early = today is not None and today < FIRST_DAY_OF_LONG_TAX_CODES
        return Checked(value, (NOT_YET_A_TAX_CODE,) if early else ())
    match = TAX_CODE.fullmatch(value)
    if not match:
        raise BadTaxCode(count=len(value))
    branch = f"-{match[3][-3:]}" if match[3] else ""
    right = tax_check_digit(match[1]) == int(match[2])
    return Checked(match[1] + match[2] + branch, () if right else (WRONG_TAX_DIGIT,))


def tax_check_digit(nine_digits: str) -> int:
    """The tenth digit: 010010910 gives 6. Ten stands for a number that is never issued."""
    pairs = zip(map(int, nine_digits), TAX_WEIGHTS, strict=True)
    return 10 - sum(value * weight for value, weight in pairs) % 11


CHECKS: Mapping[str, Callable[[str], Checked]] = {
    "cccd": check_identity_card,
    "cmnd": check_old_identity_card,
    "passport": check_passport,
    "tax_code": check_tax_code,
}
"""The check for each kind of number a person may give."""


def check_number(
    kind: str, text: str, today: date, gender: Gender | None = None, birth_year: int | None = None
) -> Checked:
    """A number as its kind asks, held against what else is known of the person and against the day."""
    match kind:
        case "cccd":
            return check_identity_card(text, gender, birth_year, today)
        case "cmnd":
            return check_old_identity_card(text, today)
        case "tax_code":
            return check_tax_code(text, today)
        case _:
            return CHECKS.get(kind, Checked)(text)


def _compact(text: str) -> str:
    return re.sub(r"[ .-]", "", clean(text))
