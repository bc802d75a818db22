"""What somebody means by the one box for finding: a card or a slip that was scanned, a number parted by spaces."""

import re

from app.domain.citizens import check_phone
from app.domain.codes import CODE, CODE_BEFORE_2020
from app.domain.refusals import Refusal
from app.domain.vietnamese import clean

PARTED_NUMBER = re.compile(r"\+?[0-9][0-9 .()/-]{7,20}[0-9]")
IDENTITY = re.compile(r"[0-9]{12}|[0-9]{9}")
TOO_LONG_TO_TYPE = 24


def meant_by(text: str) -> str:
    """The text to look for.

    The line of an identity card's QR gives the number on it, a line that holds a dossier's code (a label, a slip, an
    address) that code, a telephone or identity number its bare digits; everything else stays as it was typed.
    """
    typed = clean(text)
    if "|" in typed:
        return _of_parts(typed)
    if len(typed) > TOO_LONG_TO_TYPE and (code := _code_in(typed)):
        return code
    return _number(typed) if PARTED_NUMBER.fullmatch(typed) else typed


def _of_parts(line: str) -> str:
    """The first number of a card, also where a Vietnamese typing tool has spoilt the letters behind it."""
    number = next((part for part in map(clean, line.split("|")) if IDENTITY.fullmatch(part)), "")
    return number or _code_in(line) or line.replace("|", " ")


def _code_in(line: str) -> str:
    for shape in (CODE_BEFORE_2020, CODE):
        if found := re.search(shape.pattern, line.upper()):
            return found.group()
    return ""


def _number(typed: str) -> str:
    digits = re.sub(r"[ .]", "", typed)
    if IDENTITY.fullmatch(digits):
        return digits
    try:
        return check_phone(typed).value
    except Refusal:
        return typed
