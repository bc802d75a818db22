"""The one door to HTML: the only module that renders a page and knows of htmx.

A view says what happened (`show`, `done`, `refused`) and which block of its template holds the answer. htmx
gets that block alone; everyone else gets the page, or a 303 to it.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, flash, make_response, redirect, render_template
from htmx_flask import Htmx, request
from jinja2_fragments.flask import render_block
from markupsafe import Markup

from app.domain.refusals import Refusal

CHANGED = "changed"
"""The event the lamps and the counters listen for after every change."""


class Fault(NamedTuple):
    """One thing to mend: the name of the field it belongs to (or None) and the words beside it."""

    field: str | None
    words: str


Faults = Refusal | Mapping[str, Iterable[Any]] | Iterable[tuple[str | None, str]]


def show(template: str, *, block: str | None = None, status: int = 200, **context: Any) -> Response:
    """The full page, or only `block` of it when htmx asks for a part."""
    if block is not None and wants_fragment():
        return _answer(render_block(template, block, **context), status)
    return _answer(render_template(template, **context), status)


def done(
    url: str,
    template: str | None = None,
    *,
    block: str | None = None,
    message: str | None = None,
    **context: Any,
) -> Response:
    """The answer to a change that was made: htmx gets `block`, everyone else a 303 to `url`.

    Without a block htmx too goes to `url`. `message` is said once, on whichever page comes next.
    """
    if message:
        flash(message, "good")
    if not wants_fragment():
        return _varied(make_response(redirect(url, 303)))
    if template is None or block is None:
        return _varied(make_response("", 200, {"HX-Redirect": url}))
    said = render_template("_messages.html", oob=True)
    response = _answer(render_block(template, block, **context) + said, 200)
    response.headers["HX-Trigger"] = json.dumps({CHANGED: True})
    if urlsplit(url).path != urlsplit(request.htmx.current_url or "").path:
        response.headers["HX-Push-Url"] = url
    return response


def refused(
    template: str, faults: Faults, *, block: str | None = None, status: int = 422, **context: Any
) -> Response:
    """The page again with what has to be mended; the template finds it as `errors`."""
    return show(template, block=block, status=status, errors=faults_of(faults), **context)


def failed(template: str, status: int, **context: Any) -> Response:
    """An error page. htmx gets its words alone, to be shown above a page that stays as it is."""
    if not wants_fragment():
        return _answer(render_template(template, **context), status)
    words = Markup(render_block(template, "words", **context))  # noqa: S704 - from a template
    response = _answer(render_template("errors/_said.html", words=words), status)
    response.headers["HX-Retarget"] = "#messages"
    response.headers["HX-Reswap"] = "innerHTML"
    return response


def wants_fragment() -> bool:
    """A real htmx request: boosted links and restored history want the whole page."""
    htmx = request.htmx
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def faults_of(faults: Faults) -> list[Fault]:
    """A refusal, the errors of a form, or pairs of field and words: as one list."""
    if isinstance(faults, Refusal):
        return [Fault(faults.facts.get("field"), str(faults))]
    if isinstance(faults, Mapping):
        return [Fault(name, str(words)) for name, several in faults.items() for words in several]
    return [Fault(*pair) for pair in faults]


def of_field(errors: Iterable[Fault] | None, name: str) -> list[str]:
    """The words for one field: `errors|of_field("reason")`."""
    return [fault.words for fault in errors or () if fault.field == name]


class Macros:
    """`ui.html` as a global of every template, so that a block rendered alone has it too."""

    def __getattr__(self, name: str) -> Any:
        """Looked up once: a list asks for the same few macros hundreds of times."""
        macro = getattr(current_app.jinja_env.get_template("ui.html").module, name)
        if not current_app.jinja_env.auto_reload:
            setattr(self, name, macro)
        return macro


def register(app: Flask) -> None:
    """Teach the app htmx, and its templates the macros."""
    Htmx(app)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["ui"] = Macros()
    app.jinja_env.filters["of_field"] = of_field


def _answer(html: str, status: int) -> Response:
    return _varied(make_response(html, status))


def _varied(response: Response) -> Response:
    response.vary.add("HX-Request")
    return response
