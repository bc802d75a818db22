"""The forms of a page, read as a browser reads them: a measurement posts what an officer posts."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """Where it goes, and its fields as the page filled them. `required` are those without an answer yet."""

    action: str
    method: str
    values: list[tuple[str, str]] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def has(self, kind: str) -> bool:
        return self.count(kind) > 0

    def count(self, kind: str) -> int:
        return list(self.kinds.values()).count(kind)

    def named(self, kind: str) -> str:
        """The first field of a kind: `text`, `password`, `checkbox`, `select`, `textarea` …"""
        return next(name for name, one in self.kinds.items() if one == kind)

    def filled(self, **answers: str) -> list[tuple[str, str]]:
        """What the browser sends after an officer typed `answers`; everything else as the page gave it."""
        kept = [(name, value) for name, value in self.values if name not in answers]
        return kept + list(answers.items())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._select: str | None = None
        self._options: list[tuple[str, bool]] = []
        self._textarea: str | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._open)
        elif self._open is not None:
            self._field(self._open, tag, given)

    def _field(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name = given.get("name", "")
        if tag == "option" and self._select:
            self._options.append((given.get("value", ""), "selected" in given))
        if not name or "disabled" in given or tag not in ("input", "select", "textarea", "button"):
            return
        if "required" in given:
            form.required.add(name)
        if tag == "input":
            _input(form, name, given)
        elif tag == "button":
            form.buttons.append((name, given.get("value", "")))
        elif tag == "select":
            form.kinds[name], self._select, self._options = "select", name, []
        else:
            form.kinds[name], self._textarea, self._text = "textarea", name, ""

    def handle_data(self, data: str) -> None:
        self._text += data if self._textarea else ""

    def handle_endtag(self, tag: str) -> None:
        form = self._open
        if form is None:
            return
        if tag == "select" and self._select:
            chosen = [value for value, selected in self._options if selected] or [
                value for value, _ in self._options[:1]
            ]
            form.values += [(self._select, value) for value in chosen]
            form.choices[self._select] = [value for value, _ in self._options]
            self._select = None
        elif tag == "textarea" and self._textarea:
            form.values.append((self._textarea, self._text))
            self._textarea = None
        elif tag == "form":
            self._open = None


def _input(form: Form, name: str, given: dict[str, str]) -> None:
    kind = given.get("type", "text").lower()
    value = given.get("value", "")
    if kind in ("submit", "image"):
        form.buttons.append((name, value))
        return
    form.kinds.setdefault(name, kind)
    if kind in ("checkbox", "radio"):
        form.choices.setdefault(name, []).append(value or "on")
        if "checked" in given:
            form.values.append((name, value or "on"))
    elif kind != "file":
        form.values.append((name, value))


def read(html: str) -> list[Form]:
    reader = _Reader()
    reader.feed(html)
    return reader.forms
