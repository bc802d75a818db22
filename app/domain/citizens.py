"""Who a citizen says to be, and how to reach them: everything checked as it was typed or scanned.

A check gives back the text as it is stored with what deserves a second look, or refuses. It blocks only
what cannot be right; doubts (a check digit, a century, a province) are warnings, because the rules
behind them have exceptions. Refusals about numbers carry no personal data: counts and shapes only.
"""

import re
from dataclasses import dataclass
from datetime import date

from app.domain.birth_dates import check_birth_date, show_date, year_of
from app.domain.checked import Checked
from app.domain.identity_numbers import (
    CHECKS,
    CardNumber,
    Gender,
    check_identity_card,
    check_old_identity_card,
    check_passport,
    check_tax_code,
    read_card_number,
)
from app.domain.refusals import (
    BadDate,
    BadEmail,
    BadIdentityNumber,
    BadName,
    BadPhone,
    CardGarbled,
    CardUnreadable,
    NameMissing,
    NameTooLong,
)
from app.domain.vietnamese import clean, fold

__all__ = [
    "CHECKS", "Card", "CardNumber", "Checked", "Gender", "check_birth_date", "check_email",
    "check_identity_card", "check_landline", "check_mobile", "check_name", "check_old_identity_card",
    "check_passport", "check_phone", "check_tax_code", "read_card", "read_card_number", "show_date",
    "year_of",
]  # fmt: skip

LONGEST_NAME = 100
LONGEST_EMAIL = 254
BETWEEN_LETTERS = {" ", "-", "'"}
ONE_WORD = "Họ và tên chỉ có một chữ. Hãy xem lại giấy tờ."
NO_CAPITAL = "Họ và tên chưa viết hoa chữ cái đầu. Hãy xem lại."

MOBILE = re.compile(r"0(3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-9])[0-9]{7}")
LANDLINE = re.compile(r"02[0-9]{9}")
OLD_MOBILE = re.compile(r"(01[0-9]{2})([0-9]{7})")
OLD_MOBILE_PREFIXES = {
    **{f"016{n}": f"03{n}" for n in range(2, 10)},
    "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078",
    "0123": "083", "0124": "084", "0125": "085", "0127": "081", "0129": "082",
    "0186": "056", "0188": "058", "0199": "059",
}  # fmt: skip
OLD_MOBILE_READ_AS = "Số 11 chữ số đã đổi từ năm 2018, ghi theo số mới {phone}."
EMAIL = re.compile(r"[^@\s,;<>]+@(?:[^@\s,;<>.]+\.)+[^@\s,;<>.]+")

FEWEST_PARTS = 6
CARD_DAY = re.compile(r"[0-9]{8}")
CARD_GENDERS = {"nam": Gender.MALE, "nu": Gender.FEMALE}
NEVER_IN_A_NAME = re.compile(r"[fjwzFJWZ]")
MISREAD = re.compile(r"[\u0080-\u00bf\ufffd?ÄÆ]")
TURN_OFF_TYPING = "Tên trên thẻ có chữ lạ. Tắt bộ gõ tiếng Việt (Ctrl+Shift) rồi quét lại nếu sai."


@dataclass(frozen=True)
class Card:
    """What the QR code of an identity card holds; dates as `check_birth_date` stores them."""

    number: str
    old_number: str | None
    name: str
    birth_date: str
    gender: Gender
    address: str
    issued_on: str | None
    warnings: tuple[str, ...] = ()


def check_name(text: str) -> Checked:
    """A person's name, kept as typed: letters, with hyphens and apostrophes of ethnic names."""
    value = clean(text).replace("’", "'").replace("‘", "'")
    if not any(map(str.isalpha, value)):
        raise NameMissing
    wrong = [char for char in value if not char.isalpha() and char not in BETWEEN_LETTERS]
    if wrong:
        raise BadName(wrong=" ".join(f"“{char}”" for char in dict.fromkeys(wrong)))
    if len(value) > LONGEST_NAME:
        raise NameTooLong(most=LONGEST_NAME)
    words = value.split()
    doubts = (
        (len(words) == 1, ONE_WORD),
        (any(word[0].islower() for word in words), NO_CAPITAL),
    )
    return Checked(value, tuple(doubt for raised, doubt in doubts if raised))


def check_phone(text: str) -> Checked:
    """A mobile or a landline, in whatever way its digits are parted."""
    phone = _digits_of_phone(text)
    return check_landline(phone) if phone.startswith("02") else check_mobile(phone)


def check_mobile(text: str) -> Checked:
    """Ten digits; one of the eleven digits in use until 2018 becomes its new number."""
    phone = _digits_of_phone(text)
    if MOBILE.fullmatch(phone):
        return Checked(phone)
    old = OLD_MOBILE.fullmatch(phone)
    if old and old[1] in OLD_MOBILE_PREFIXES:
        renewed = OLD_MOBILE_PREFIXES[old[1]] + old[2]
        return Checked(renewed, (OLD_MOBILE_READ_AS.format(phone=renewed),))
    raise BadPhone(count=len(phone))


def check_landline(text: str) -> Checked:
    phone = _digits_of_phone(text)
    if not LANDLINE.fullmatch(phone):
        raise BadPhone(count=len(phone))
    return Checked(phone)


def check_email(text: str) -> Checked:
    """One address in the usual shape; the part behind @ is stored in small letters."""
    value = clean(text)
    if not EMAIL.fullmatch(value) or len(value) > LONGEST_EMAIL:
        raise BadEmail
    name, host = value.split("@")
    return Checked(f"{name}@{host.lower()}")


def read_card(line: str, today: date) -> Card:
    """The person on an identity card, from the line a scanner types (or someone pastes).

    `số|số cũ|họ tên|ddmmyyyy|giới tính|địa chỉ|ddmmyyyy`: at least six parts, more are ignored. Damage
    that would go into a legal field is refused; a merely strange letter in the name is a warning.
    """
    parts = [clean(part) for part in line.split("|")]
    if len(parts) < FEWEST_PARTS:
        raise CardUnreadable(parts=len(parts) if clean(line) else 0)
    number, old_number, name, born, gender, address, issued = [*parts, ""][:7]
    sex = CARD_GENDERS.get(fold(gender))
    if sex is None:
        raise CardGarbled(part="giới tính")
    birth_date = _card_date(born, "ngày sinh", today)
    checked = _card_number(number, sex, year_of(birth_date))
    return Card(
        number=checked.value,
        old_number=_card_old_number(old_number),
        name=_card_text(name, "họ tên"),
        birth_date=birth_date,
        gender=sex,
        address=_card_text(address, "địa chỉ") if address else "",
        issued_on=_card_date(issued, "ngày cấp", today) if issued else None,
        warnings=(*checked.warnings, *((TURN_OFF_TYPING,) if NEVER_IN_A_NAME.search(name) else ())),
    )


def _digits_of_phone(text: str) -> str:
    """Without separators, and with 0 in place of the country code."""
    phone = re.sub(r"[ .()/-]", "", clean(text))
    return re.sub(r"^(?:\+84|0084|84(?=[0-9]{9}))0?", "0", phone)


def _card_number(number: str, gender: Gender, birth_year: int) -> Checked:
    try:
        return check_identity_card(number, gender, birth_year)
    except BadIdentityNumber:
        raise CardGarbled(part="số định danh") from None


def _card_old_number(old_number: str) -> str | None:
    if not re.fullmatch(r"(?:[0-9]{9}|[0-9]{12})?", old_number):
        raise CardGarbled(part="số CMND cũ")
    return old_number or None


def _card_date(digits: str, part: str, today: date) -> str:
    try:
        if CARD_DAY.fullmatch(digits):
            return check_birth_date(digits, today).value
    except BadDate:
        pass
    raise CardGarbled(part=part)


def _card_text(text: str, part: str) -> str:
    """A name or an address; digits belong only to the latter."""
    if MISREAD.search(text):
        raise CardGarbled(part=part)
    if part != "họ tên":
        return text
    try:
        return check_name(text).value
    except (BadName, NameMissing):
        raise CardGarbled(part=part) from None
