"""Reads what Chromium printed to a PDF: how many pages of which size, and the words on them.

Chromium writes its PDFs plainly (compressed streams, glyphs as hexadecimal numbers, a table from glyphs to
letters for each font), so a few patterns are enough and no library for all the PDFs of the world is needed.
"""

import re
import unicodedata
import zlib
from dataclasses import dataclass

MM_PER_POINT = 25.4 / 72

OBJECT = re.compile(rb"(?m)^(\d+) 0 obj\b(.*?)\bendobj", re.S)
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.S)
MEDIA_BOX = re.compile(rb"/MediaBox \[\s*([\d. ]+)\]")
PAGE = re.compile(rb"/Type /Page\b")
FONT = re.compile(rb"/(F\d+) (\d+) 0 R")
TO_UNICODE = re.compile(rb"/ToUnicode (\d+) 0 R")
ONE_LETTER = re.compile(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]{4,})>\s*$", re.M)
RUN_OF_LETTERS = re.compile(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]{4})> <([0-9A-Fa-f]{4,})>")
SHOWN = re.compile(rb"/(F\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)>|(\bET\b)")


@dataclass(frozen=True)
class Paper:
    """`sizes` are millimetres, width and height of each page; `words` the text of all of them, `pages` of each."""

    sizes: list[tuple[int, int]]
    words: str
    pages: list[str]

    def says(self, words: str) -> bool:
        """Whether these words stand somewhere. Where a font changes, Chromium leaves a gap that is no blank."""
        return _without_blanks(words) in _without_blanks(self.words)


def read(pdf: bytes) -> Paper:
    objects = {int(number): body for number, body in OBJECT.findall(pdf)}
    pages = [body for body in objects.values() if PAGE.search(body)]
    letters = {
        name: _letters(objects, int(number))
        for page in objects.values()
        for name, number in FONT.findall(page)
    }
    shown = [" ".join(_shown(page, objects, letters).split()) for page in pages]
    return Paper([_size(page) for page in pages], " ".join(shown), shown)


def _without_blanks(words: str) -> str:
    return "".join(unicodedata.normalize("NFC", words).split())


def _size(page: bytes) -> tuple[int, int]:
    box = MEDIA_BOX.search(page)
    assert box, page
    left, bottom, right, top = map(float, box.group(1).split())
    return round((right - left) * MM_PER_POINT), round((top - bottom) * MM_PER_POINT)


def _letters(objects: dict[int, bytes], font: int) -> dict[int, str]:
    """Which letter each glyph of the font stands for."""
    table = TO_UNICODE.search(objects[font])
    if not table:
        return {}
    text = _stream(objects[int(table.group(1))])
    known = {int(glyph, 16): _letter(letter) for glyph, letter in ONE_LETTER.findall(text)}
    for first, last, letter in RUN_OF_LETTERS.findall(text):
        for place, glyph in enumerate(range(int(first, 16), int(last, 16) + 1)):
            known[glyph] = chr(ord(_letter(letter)) + place)
    return known


def _letter(code: bytes) -> str:
    return bytes.fromhex(code.decode()).decode("utf-16-be")


def _shown(page: bytes, objects: dict[int, bytes], letters: dict[bytes, dict[int, str]]) -> str:
    contents = re.search(rb"/Contents (\d+) 0 R", page)
    assert contents, page
    font: dict[int, str] = {}
    words: list[str] = []
    for name, glyphs, end in SHOWN.findall(_stream(objects[int(contents.group(1))])):
        if name:
            font = letters.get(name, {})
        elif end:
            words.append(" ")
        else:
            numbers = (int(glyphs[at : at + 4], 16) for at in range(0, len(glyphs), 4))
            words.append("".join(font.get(number, "") for number in numbers))
    return "".join(words)


def _stream(body: bytes) -> bytes:
    found = STREAM.search(body)
    assert found, body[:80]
    if b"/FlateDecode" not in body:
        return found.group(1)
    # The last byte of a stream may look like the end of a line and be left out; nothing of it is needed.
    return zlib.decompressobj().decompress(found.group(1))
