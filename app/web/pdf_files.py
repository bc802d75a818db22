"""“Lấy tệp PDF” beside every sheet: the page that is printed, as a file, under the same address with `?tep=pdf`."""

import re
from typing import Any
from urllib.parse import urlencode

from flask import make_response, request
from werkzeug.wrappers import Response

from app.domain.printers import style_sheet
from app.domain.prints import PrintState
from app.domain.refusals import PdfIsAPrint
from app.domain.vietnamese import fold
from app.services import pdf_files as services
from app.web import print_panels
from app.web.pages import show

ASKED = "tep"
PRINTER_STYLE = "/in/may-in.css"
TITLE = re.compile(r"<title>(.*?)·", re.S)
LONGEST_NAME = 80


def show_sheet(template: str, **page: Any) -> Response:
    """The page with its sheets at real size; as a PDF file when that was asked for.

    Where prints are counted the file is a print, too: it is made for the print that waits for its answer.
    """
    answer = show(template, **page)
    if request.args.get(ASKED) != "pdf":
        return answer
    last = page.get("last")
    if "print_form" in page and (last is None or last.state != PrintState.WAITING):
        raise PdfIsAPrint
    html = answer.get_data(as_text=True)
    profile = page.get("profile") or print_panels.chosen_printer()[1]
    styles = {PRINTER_STYLE: style_sheet(profile) if profile else ""}
    return _file(services.make(html, styles), html)


def address() -> str:
    """Where the file of this page lies; nothing on a page that answers a form."""
    if request.method != "GET":
        return ""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "in_ngay"]
    return f"{request.path}?{urlencode([*kept, (ASKED, 'pdf')])}"


def _file(content: bytes, html: str) -> Response:
    title = TITLE.search(html)
    words = re.findall(r"[a-z0-9.]+", fold(title[1])) if title else []
    name = "-".join(words)[:LONGEST_NAME].strip("-.") or "ban-in"
    answer = make_response(content)
    answer.mimetype = "application/pdf"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return answer
