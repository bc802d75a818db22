"""Files that belong to a dossier: what may be attached, what it is called, who may attach.

A scan is kept as it came: pictures and PDF alone, told by their content and never by what their name says.
"""

import re
from dataclasses import dataclass

from app.domain.dossiers import CLOSED, Status, label_of
from app.domain.refusals import (
    DocumentBroken,
    DocumentEmpty,
    DocumentFromPhone,
    DocumentLocked,
    DocumentNotAllowed,
    DocumentTooLarge,
    FormNotComplete,
    HeldElsewhere,
    NeedsReason,
    StepNotOpen,
    TooManyDocuments,
)
from app.domain.vietnamese import clean

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
SUFFIXES = {PDF: ".pdf", JPEG: ".jpg", PNG: ".png"}
PICTURES = frozenset({JPEG, PNG})

LARGEST_BYTES = 20 * 1024 * 1024
LARGEST_PREVIEW_BYTES = 60 * 1024
MOST_PIXELS = 50_000_000
"""An A4 sheet at 600 dots an inch has 35 million."""
MOST_IN_A_DOSSIER = 100
LONGEST_NAME = 120
LONGEST_REASON = 300
UNNAMED = "Bản quét"

HEAD_BYTES, TAIL_BYTES = 1024, 2048
"""How much of a file's beginning and end tells what it is."""


_HEIC = re.compile(rb"....ftyp(hei[cmsx]|hev[cmsx]|mif1|msf1)", re.DOTALL)
_TABLE = re.compile(rb"startxref\s+(\d{1,12})\s+%%EOF")
_LOCKED = re.compile(rb"/Encrypt\s*(\d+\s+\d+\s+R\b|<<)")


@dataclass(frozen=True)
class Sides:
    """How a dossier stands to whoever attaches: its code, its status, who holds it, and the name of that office."""

    code: str
    status: str
    held_here: bool
    holder: str


def may_attach(sides: Sides) -> bool:
    """Whether files may be added to the dossier here and now."""
    return sides.held_here and sides.status not in CLOSED


def refuse_attaching(sides: Sides, step: str = "đính kèm tệp") -> None:
    """Raise what stands in the way of adding a file, or of another change to the papers, if anything does."""
    if sides.status in CLOSED:
        raise StepNotOpen(code=sides.code, status=label_of(sides.status), step=step)
    if not sides.held_here:
        raise HeldElsewhere(code=sides.code, holder=sides.holder, step=step)


def check_size(name: str, size_bytes: int) -> None:
    if size_bytes == 0:
        raise DocumentEmpty(name=name, field="files")
    if size_bytes > LARGEST_BYTES:
        raise DocumentTooLarge(name=name, field="files")


def check_count(count: int) -> None:
    """`count` is how many files the dossier would have."""
    if count > MOST_IN_A_DOSSIER:
        raise TooManyDocuments(most=MOST_IN_A_DOSSIER, field="files")


def check_type(name: str, media_type: str, head: bytes, tail: bytes) -> None:
    """`media_type` is what the content was found to be; `head` and `tail` are the file's ends."""
    if _HEIC.match(head):
        raise DocumentFromPhone(name=name, field="files")
    if media_type not in SUFFIXES:
        raise DocumentNotAllowed(name=name, field="files")
    if media_type == PDF and not (b"%PDF-" in head and b"%%EOF" in tail):
        raise DocumentBroken(name=name, field="files")


def check_pdf(name: str, content: bytes) -> None:
    """Refuse what a reader could not open: its table of contents beyond its end, or a password."""
    table = _TABLE.search(content[-TAIL_BYTES:])
    if table and int(table[1]) >= len(content):
        raise DocumentBroken(name=name, field="files")
    if _LOCKED.search(content):
        raise DocumentLocked(name=name, field="files")


def check_picture(name: str, width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise DocumentTooLarge(name=name, field="files")


def checked_reason(reason: str) -> str:
    """Why a file counts no more, as it is kept."""
    cleaned = clean(reason)
    if not cleaned:
        raise NeedsReason(field="reason")
    if len(cleaned) > LONGEST_REASON:
        raise FormNotComplete({"reason": f"Lý do dài quá {LONGEST_REASON} ký tự."})
    return cleaned


def name_of(typed: str, media_type: str | None = None) -> str:
    """What the file is called: the last part of what the browser says, ending as its content demands."""
    last = re.split(r"[/\\]", typed)[-1]
    plain = clean("".join(char for char in last if char.isprintable() and char not in '<>:"|?*'))
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", plain).strip(". ") or UNNAMED
    if media_type is None:
        return plain.strip(". ")[:LONGEST_NAME] or UNNAMED
    suffix = SUFFIXES[media_type]
    return stem[: LONGEST_NAME - len(suffix)] + suffix


def urgency(status: str, away: bool) -> int:
    """How soon the scans of a dossier travel: 1 somebody waits for them, 2 new work, 3 the dossier is closed."""
    if status in CLOSED:
        return 3
    return 1 if away or status in (Status.APPROVING, Status.FORWARDED) else 2


def percent(here: int, size_bytes: int) -> int:
    """How much of a file has come, in whole per cent; 100 is left to one that is whole."""
    return min(99, here * 100 // max(1, size_bytes))
