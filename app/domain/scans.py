"""What a scanner typed into the scan box: an identity card, the code of a dossier, or a number alone.

A scanner is a keyboard to the computer, so a Vietnamese typing tool may have changed what it typed.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.domain.birth_dates import show_date
from app.domain.citizens import TURN_OFF_TYPING, Card, read_card
from app.domain.codes import TRACKING_NUMBER, DossierCode, is_code, parse
from app.domain.identity_numbers import IDENTITY_CARD, read_card_number
from app.domain.refusals import ScanGarbled, ScanIsParcel, ScanUnknown
from app.domain.vietnamese import clean

LONGEST_SCAN = 1000
CODE_INSIDE = re.compile(
    r"(?:[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.)?H[0-9]{2}(?:\.[0-9]{2}){0,3}-[0-9]{6}-[0-9]{4,7}"
)
SEPARATORS_OF_OTHER_LAYOUTS = str.maketrans({"¦": "|", "ǀ": "|", "¶": "|"})
TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
NEVER_LAST = re.compile(r"[sfrxjwzđ]$", re.IGNORECASE)
"""Letters no Vietnamese word ends with; a typing tool leaves them behind where a tone was meant."""


@dataclass(frozen=True)
class Scan:
    """Either the boxes of the form that a card fills, or the code of a dossier to open."""

    fields: Mapping[str, str]
    code: DossierCode | None = None
    warnings: tuple[str, ...] = ()


def read_scan(text: str, today: date) -> Scan:
    """What was scanned, pasted or typed; says what to do where it cannot be read."""
    line = clean(text).translate(SEPARATORS_OF_OTHER_LAYOUTS)
    if len(line) > LONGEST_SCAN:
        raise ScanUnknown
    if "|" in line:
        card = read_card(line, today)
        doubts = (TURN_OFF_TYPING,) if _looks_garbled(card.name) else ()
        return Scan(_fields(card), warnings=tuple(dict.fromkeys((*card.warnings, *doubts))))
    inside = CODE_INSIDE.search(line.upper())
    code = line if is_code(line) else inside.group() if inside else ""
    if is_code(code):
        return Scan({}, parse(code))
    digits = re.sub(r"[ .-]", "", line)
    if IDENTITY_CARD.fullmatch(digits):
        gender = read_card_number(digits).gender
        return Scan({"id_type": "cccd", "id_no": digits, "gender": gender})
    if TRACKING_NUMBER.fullmatch(digits.upper()):
        raise ScanIsParcel
    raise ScanGarbled if any(ord(char) > 127 for char in line) else ScanUnknown


def for_submitter(scan: Scan) -> Scan:
    """The same card, of the person who hands in for somebody else: only what the form asks of them."""
    named = {"applicant_name": "submitter_name", "id_no": "submitter_id_no"}
    fields = {named[name]: value for name, value in scan.fields.items() if name in named}
    return Scan(fields, scan.code, scan.warnings)


def differing(typed: Mapping[str, str], scan: Scan) -> dict[str, str]:
    """Boxes that hold something else than the card says: the officer decides, box by box."""
    return {
        name: value
        for name, value in scan.fields.items()
        if typed.get(name)
        and not _same(typed[name], value)
        and name not in ("applicant_kind", "id_type")
    }


def _fields(card: Card) -> dict[str, str]:
    fields = {
        "applicant_kind": "citizen",
        "applicant_name": card.name,
        "id_type": "cccd",
        "id_no": card.number,
        "birth_date": show_date(card.birth_date),
        "gender": card.gender.value,
        "address": card.address,
        "id_issued_on": show_date(card.issued_on) if card.issued_on else "",
    }
    return {name: value for name, value in fields.items() if value}


def _looks_garbled(name: str) -> bool:
    return any(NEVER_LAST.search(word) or _tones(word) > 1 for word in name.split())


def _tones(word: str) -> int:
    return sum(char in TONES for char in unicodedata.normalize("NFD", word))


def _same(typed: str, scanned: str) -> bool:
    """“5/3/1990” is what the card calls 05/03/1990."""
    return _bare(typed) == _bare(scanned)


def _bare(text: str) -> str:
    parts = clean(text).casefold().split("/")
    return "/".join(part.lstrip("0") for part in parts) if len(parts) == 3 else parts[0]
