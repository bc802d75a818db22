"""The code of a dossier, its look-up PIN, and the tracking number of a parcel.

A dossier's code is agency, day of receipt and the running number of that day. Once printed on paper it
is final: nothing ever renumbers a dossier.
"""

import re
from dataclasses import dataclass
from datetime import date

from app.domain.checked import Checked
from app.domain.refusals import BadAgencyCode, BadDossierCode, ClockBehind, NumbersUsedUp
from app.domain.vietnamese import clean

AGENCY_BEFORE_2020 = re.compile(r"[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.H[0-9]{2}")
AGENCY = re.compile(r"H[0-9]{2}(\.[0-9]{2}){0,3}")
CODE_BEFORE_2020 = re.compile(r"([0-9]{3}\.[0-9]{2}\.[0-9]{2}\.H[0-9]{2})-([0-9]{6})-([0-9]{4,7})")
CODE = re.compile(r"(H[0-9]{2}(?:\.[0-9]{2}){0,3})-([0-9]{6})-([0-9]{4,7})")
LARGEST_NUMBER = 9_999_999
PIN_LENGTH = 4

TRACKING_NUMBER = re.compile(r"[A-Z]{2}[0-9]{9}[A-Z]{2}")
TRACKING_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
NOT_A_TRACKING_NUMBER = "Số hiệu bưu gửi thường gồm 2 chữ cái, 9 chữ số và “VN”. Hãy xem lại."
WRONG_TRACKING_DIGIT = "Số hiệu bưu gửi sai số kiểm tra: có thể gõ nhầm một chữ số. Hãy xem lại."


@dataclass(frozen=True)
class DossierCode:
    """A code taken apart; `str()` puts it together again."""

    agency: str
    on: date
    number: int

    def __str__(self) -> str:
        return f"{self.agency}-{self.on:%y%m%d}-{self.number:04d}"


def dossier_code(agency_code: str, on: date, number: int) -> str:
    """`H27.35.07-190524-0001`; `on` is the civil day in Vietnam, `number` runs from 1 each day."""
    if not (AGENCY.fullmatch(agency_code) or AGENCY_BEFORE_2020.fullmatch(agency_code)):
        raise BadAgencyCode(agency=agency_code)
    if not 1 <= number <= LARGEST_NUMBER:
        raise NumbersUsedUp(day=f"{on:%d/%m/%Y}")
    return str(DossierCode(agency_code, on, number))


def parse(text: str) -> DossierCode:
    """The parts of a code as typed or scanned, in the spelling of today or of 2018-2020."""
    typed = clean(text)
    match = _match(typed)
    try:
        agency, day, number = match.groups() if match else ("", "", "")
        return DossierCode(agency, _day(day), int(number))
    except ValueError:
        raise BadDossierCode(typed=typed) from None


def is_code(text: str) -> bool:
    """Whether the text has the shape of a dossier's code (for the search box)."""
    return _match(clean(text)) is not None


def next_number(today: date, last_day: date | None, last_number: int) -> int:
    """The running number after the last one given; refuses when the clock is behind that day."""
    if last_day is not None and today < last_day:
        raise ClockBehind(today=f"{today:%d/%m/%Y}", last_day=f"{last_day:%d/%m/%Y}")
    return last_number + 1 if today == last_day else 1


def lookup_pin(random_bytes: bytes) -> str:
    """Four digits for the receipt, from at least eight random bytes (so that no PIN is likelier)."""
    if len(random_bytes) < 8:
        raise ValueError("a PIN needs eight random bytes")
    return f"{int.from_bytes(random_bytes, 'big') % 10**PIN_LENGTH:0{PIN_LENGTH}d}"


def check_tracking_number(text: str) -> Checked:
    """A parcel's number (UPU S10); other shapes are kept with a warning, carriers differ."""
    value = re.sub(r"[ .-]", "", clean(text)).upper()
    if not TRACKING_NUMBER.fullmatch(value) or not value.endswith("VN"):
        return Checked(value, (NOT_A_TRACKING_NUMBER,))
    if tracking_check_digit(value[2:10]) != int(value[10]):
        return Checked(value, (WRONG_TRACKING_DIGIT,))
    return Checked(value)


def tracking_check_digit(eight_digits: str) -> int:
    """The ninth digit of an S10 number: 47312482 gives 9."""
    pairs = zip(map(int, eight_digits), TRACKING_WEIGHTS, strict=True)
    digit = 11 - sum(value * weight for value, weight in pairs) % 11
    return {10: 0, 11: 5}.get(digit, digit)


def _match(typed: str) -> re.Match[str] | None:
    code = typed.replace(" ", "").upper()
    return CODE.fullmatch(code) or CODE_BEFORE_2020.fullmatch(code)


def _day(yymmdd: str) -> date:
    return date(2000 + int(yymmdd[:2]), int(yymmdd[2:4]), int(yymmdd[4:]))
