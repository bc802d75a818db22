"""A printed form as a PDF file, made on this machine from the page the browser prints. Needs the extra `pdf`.

A process of its own sets the sheets: an officer's page beside it is not slowed down, the memory is given back, and
whatever goes wrong in it stays there. One at a time; the others wait their turn.
"""

import importlib.util
import json
import logging
import subprocess
import sys
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from app.domain.refusals import NoPdfHere, PdfNotMade, PdfTooLong

log = logging.getLogger(__name__)

STATIC = Path(__file__).resolve().parent.parent / "static"
PROGRAM = Path(__file__).resolve().with_name("typesetting.py")
MOST_SHEETS = 60
DEADLINE_SECONDS = 40
A_SHEET = ('<article class="sheet', '<section class="sheet')

_turn = threading.Lock()


@cache
def is_installed() -> bool:
    """Whether this machine can make PDF files at all."""
    return importlib.util.find_spec("weasyprint") is not None


def make(html: str, styles: Mapping[str, str]) -> bytes:
    """The PDF file of a page. `styles` are the style sheets that are no files, by the path the page names."""
    if not is_installed():
        raise NoPdfHere
    count = sum(html.count(each) for each in A_SHEET)
    if count > MOST_SHEETS:
        raise PdfTooLong(count=count, most=MOST_SHEETS)
    if not _turn.acquire(timeout=DEADLINE_SECONDS):
        raise PdfNotMade
    try:
        return _set(json.dumps({"html": html, "styles": dict(styles)}).encode())
    finally:
        _turn.release()


def _set(sent: bytes) -> bytes:
    command = [sys.executable, "-I", str(PROGRAM), str(STATIC)]
    try:
        made = subprocess.run(command, input=sent, capture_output=True, timeout=DEADLINE_SECONDS)
    except subprocess.TimeoutExpired:
        log.error("a PDF file was not ready after %s seconds", DEADLINE_SECONDS)
        raise PdfNotMade from None
    if made.returncode != 0 or not made.stdout.startswith(b"%PDF"):
        # The last line names the fault; the page itself, with a citizen on it, is in none of them.
        said = made.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        log.error("no PDF file was made, exit code %s: %s", made.returncode, " ".join(said)[:300])
        raise PdfNotMade
    return made.stdout
