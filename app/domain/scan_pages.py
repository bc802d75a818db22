"""Pages of a paper on their way to become one file: how large, which way up, grey or in colour, in what order.

A page waits at the office where it was scanned until an officer puts the pages of a line together.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.documents import LONGEST_NAME
from app.domain.refusals import TooManyPages
from app.domain.vietnamese import fold

LONGEST_SIDE = 2339
"""An A4 sheet at 200 dots an inch is 1654 by 2339."""
GREY_BYTES, COLOUR_BYTES = 300_000, 600_000
TRIES = (
    (1, 75), (1, 65), (1, 55), (1, 45), (0.85, 45), (0.7, 45), (0.7, 35), (0.5, 35), (0.35, 30), (0.2, 30),
)  # fmt: skip
"""Size and JPEG quality, tried in turn until a page is light enough; the last is always light enough."""
MOST_AT_ONCE = 10
MOST_PAGES = 60
KEPT_DAYS = 30
QUARTERS = 4
GREY, COLOUR = "grey", "colour"

_IN_COLOUR = re.compile(r"\b(anh (the|mau|chan dung|\d+ ?x ?\d+)|quet mau|so do|so hong)\b")

A4_POINTS = (595.28, 841.89)


@dataclass(frozen=True)
class Sheet:
    """One page of a PDF: a JPEG as it is, and its size in dots."""

    jpeg: bytes
    width: int
    height: int
    is_grey: bool


def usual_colour(name: str, note: str | None) -> str:
    """Grey, unless what the list says of the paper asks for colour: a portrait, a land certificate, “quét màu”."""
    return COLOUR if _IN_COLOUR.search(fold(f"{name} {note or ''}")) else GREY


def most_bytes(colour: bool) -> int:
    """How heavy one page may be."""
    return COLOUR_BYTES if colour else GREY_BYTES


def check_pages(count: int) -> None:
    """`count` is how many pages would wait at the line."""
    if count > MOST_PAGES:
        raise TooManyPages(most=MOST_PAGES, field="files")


def moved(ids: Sequence[int], page: int, by: int) -> list[int]:
    """The order with this page moved by so many places, as far as there are places."""
    order = [each for each in ids if each != page]
    place = max(0, min(len(order), ids.index(page) + by))
    return [*order[:place], page, *order[place:]]


def seal(pages: Iterable[tuple[int, int, str]]) -> str:
    """A short mark of what a tray shows (id, position, content), so that a stale page is noticed."""
    text = "|".join(f"{page}.{position}.{content}" for page, position, content in pages)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def file_name(paper: str, pages: int) -> str:
    """What the file of a line is called."""
    suffix = ".pdf" if pages > 1 else ".jpg"
    return re.sub(r"[.\s]+", " ", paper).strip()[: LONGEST_NAME - len(suffix)].strip() + suffix


def pdf_of(sheets: Sequence[Sheet]) -> bytes:
    """A PDF of these pages in this order; the same pages make the same bytes.

    The pictures are put in as they are (ISO 32000-1, 7.4.8, DCTDecode), so no page loses by being put together.
    """
    kids = " ".join(f"{3 + 3 * n} 0 R" for n in range(len(sheets)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(sheets)}/Kids[{kids}]>>".encode(),
    ]
    for n, sheet in enumerate(sheets):
        objects += _objects_of(sheet, 3 + 3 * n)
    out, places = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    out += f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def _objects_of(sheet: Sheet, number: int) -> list[bytes]:
    """The page, what draws it, and its picture; `number` is the first of the three."""
    width, height = _points(sheet)
    drawn = f"q {width:.2f} 0 0 {height:.2f} 0 0 cm /P Do Q".encode()
    space = "DeviceGray" if sheet.is_grey else "DeviceRGB"
    return [
        (
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width:.2f} {height:.2f}]/Contents {number + 1} 0 R"
            f"/Resources<</XObject<</P {number + 2} 0 R>>>>>>"
        ).encode(),
        b"<</Length %d>>\nstream\n%b\nendstream" % (len(drawn), drawn),
        (
            f"<</Type/XObject/Subtype/Image/Width {sheet.width}/Height {sheet.height}/ColorSpace/{space}"
            f"/BitsPerComponent 8/Filter/DCTDecode/Length {len(sheet.jpeg)}>>\nstream\n"
        ).encode()
        + sheet.jpeg
        + b"\nendstream",
    ]


def _points(sheet: Sheet) -> tuple[float, float]:
    """The page as large as A4 lets it be, upright or across."""
    short, long = A4_POINTS
    room = (short, long) if sheet.height >= sheet.width else (long, short)
    scale = min(room[0] / sheet.width, room[1] / sheet.height)
    return sheet.width * scale, sheet.height * scale
