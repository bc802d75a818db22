"""Run as a program of its own by `pdf_files`: reads a page and its style sheets, writes a PDF file.

    python typesetting.py STATIC < {"html": …, "styles": {"/in/may-in.css": …}} > sheet.pdf

Everything a page names is either a file under STATIC or one of the style sheets it was sent with: nothing is ever
fetched from a network.
"""

import json
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

HERE = "http://sheet.invalid/"
KINDS = {".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}


class Shelf(URLFetcher):
    """What the page may name."""

    def __init__(self, static: Path, styles: dict[str, str]) -> None:
        super().__init__()
        self._static = static.resolve()
        self._styles = styles

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        path = unquote(urlsplit(url).path)
        if not url.startswith(HERE):
            raise ValueError(f"{url}: nothing is fetched from outside")
        if path in self._styles:
            return URLFetcherResponse(url, self._styles[path], {"Content-Type": KINDS[".css"]})
        file = (self._static / path.removeprefix("/static/")).resolve()
        if not path.startswith("/static/") or not file.is_relative_to(self._static):
            raise ValueError(f"{path}: not a file of the program")
        kind = KINDS.get(file.suffix, "application/octet-stream")
        return URLFetcherResponse(url, file.read_bytes(), {"Content-Type": kind})


def main(static: str) -> None:
    sent = json.load(sys.stdin.buffer)
    page = HTML(string=sent["html"], base_url=HERE, url_fetcher=Shelf(Path(static), sent["styles"]))
    page.write_pdf(sys.stdout.buffer)


if __name__ == "__main__":
    main(sys.argv[1])
