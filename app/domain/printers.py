"""How a printer lays a sheet down: the paper in its tray, the margins, and the shift that makes up for its own.

Lengths are tenths of a millimetre. The style sheet made of them is the same for the preview and for the paper; only the
shift is for the paper alone, because it undoes what the printer does.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.domain.refusals import FormNotComplete
from app.domain.vietnamese import clean

LENGTH = re.compile(r"([+\-−]?)(\d{1,2})(?:[.,](\d))?(?: ?mm)?")
SMALLEST_MARGIN, LARGEST_MARGIN, LARGEST_SHIFT = 30, 300, 80
LONGEST_NAME = 60


class Tray(StrEnum):
    """What paper lies in the tray: A5, A4 with the form in its corner, or A4 across with two forms side by side."""

    A5 = "a5"
    A4 = "a4"
    PAIR = "pair"


TRAYS = {
    Tray.A5: "A5, mỗi tờ một liên",
    Tray.A4: "A4 dọc, mẫu A5 ở góc trên bên trái, cắt theo vạch",
    Tray.PAIR: "A4 ngang, hai liên A5 cạnh nhau, cắt đôi",
}
MARGINS = {
    "margin_top": "Lề trên",
    "margin_right": "Lề phải",
    "margin_bottom": "Lề dưới",
    "margin_left": "Lề trái",
}
SHIFTS = {"shift_x": "Dịch ngang", "shift_y": "Dịch dọc"}
SIDES = {
    "margin_top": "top",
    "margin_right": "right",
    "margin_bottom": "bottom",
    "margin_left": "left",
}


@dataclass(frozen=True)
class Profile:
    """A printer as it is set; an empty margin is the form's own."""

    name: str
    paper: Tray = Tray.A5
    margin_top: int | None = None
    margin_right: int | None = None
    margin_bottom: int | None = None
    margin_left: int | None = None
    shift_x: int = 0
    shift_y: int = 0


def read_profile(typed: Mapping[str, str]) -> Profile:
    """The profile out of a form, or a refusal that names every box to mend."""
    name, paper, faults = clean(typed.get("name", "")), typed.get("paper", ""), {}
    if not name or len(name) > LONGEST_NAME:
        faults["name"] = f"Đặt tên máy in, nhiều nhất {LONGEST_NAME} ký tự, ví dụ: Canon quầy 1."
    if paper not in set(Tray):
        faults["paper"] = "Chọn loại giấy trong khay."
    margins: dict[str, int | None] = {}
    for box, label in MARGINS.items():
        margins[box] = length(typed.get(box, ""))
        if clean(typed.get(box, "")) and not _fits(margins[box], SMALLEST_MARGIN, LARGEST_MARGIN):
            faults[box] = f"{label} từ 3 đến 30 mm, ví dụ 12,5; để trống là theo mẫu."
    shifts: dict[str, int] = {}
    for box, label in SHIFTS.items():
        read = length(typed.get(box, "") or "0")
        shifts[box] = read or 0
        if not _fits(read, -LARGEST_SHIFT, LARGEST_SHIFT):
            faults[box] = f"{label} từ −8 đến 8 mm, ví dụ −2,5."
    if faults:
        raise FormNotComplete(faults)
    top, right, bottom, left = margins.values()
    return Profile(
        name, Tray(paper), top, right, bottom, left, shifts["shift_x"], shifts["shift_y"]
    )


def length(typed: str) -> int | None:
    """Tenths of a millimetre out of “12,5”, “-3”; None for nothing and for what is no length."""
    match = LENGTH.fullmatch(clean(typed))
    if match is None:
        return None
    tenths = 10 * int(match[2]) + int(match[3] or 0)
    return -tenths if match[1] in ("-", "−") else tenths


def length_words(tenths: int | None) -> str:
    """125 as “12,5”, −30 as “−3”, nothing as nothing."""
    if tenths is None:
        return ""
    whole, part = divmod(abs(tenths), 10)
    return f"{'−' if tenths < 0 else ''}{whole}{f',{part}' if part else ''}"


def style_sheet(profile: Profile) -> str:
    """The rules that make a form fit this printer."""
    margins = "".join(
        f"--sheet-{side}: {_mm(getattr(profile, box))};"
        for box, side in SIDES.items()
        if getattr(profile, box) is not None
    )
    rules = [f":root {{ {margins} }}"] if margins else []
    rules += TRAY_RULES[profile.paper]
    if profile.shift_x or profile.shift_y:
        moved = f"--shift-x: {_mm(profile.shift_x)}; --shift-y: {_mm(profile.shift_y)};"
        rules.append(f"@media print {{ :root {{ {moved} }} }}")
    return "\n".join(rules) + "\n"


TRAY_RULES: Mapping[Tray, list[str]] = {
    Tray.A5: [],
    Tray.A4: [
        "@page sheet-a5 { size: A4 portrait; margin: 0; }",
        ".sheet:not(.sheet-wide) { outline: 0.2mm dashed #777; }",
    ],
    Tray.PAIR: [
        "@page { size: A4 landscape; margin: 0; }",
        ".print-table .sheet:not(.sheet-wide) { display: inline-block; vertical-align: top; }",
        "@media print {",
        "  .print-table { font-size: 0; white-space: nowrap; }",
        "  .print-table .sheet:not(.sheet-wide) { page: auto; white-space: normal; break-after: auto; }",
        "}",
    ],
}


def _mm(tenths: int) -> str:
    return f"{tenths / 10:g}mm"


def _fits(tenths: int | None, least: int, most: int) -> bool:
    return tenths is not None and least <= tenths <= most
