"""What a template and a style sheet may contain: nothing from outside, nothing inline.

A node has no network, and its content security policy runs and draws only what lies in a file of its own.
"""

import re
from collections.abc import Iterator

from tests.architecture.source import Fault, Source

JINJA = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)

VENDORED = "Put the file under app/static/vendor, with its version in the name and its licence."
IN_A_FILE = "Put it into a file under app/static: the content security policy forbids inline code."

IN_TEMPLATES = (
    (
        re.compile(r"""\b(?:src|srcset|poster|data)\s*=\s*["']?\s*(?:https?:)?//""", re.I),
        "loads an asset from outside",
        VENDORED,
    ),
    (
        re.compile(r"""<(?!a\b)[a-z][^>]*\bhref\s*=\s*["']?\s*(?:https?:)?//""", re.I),
        "loads an asset from outside",
        VENDORED,
    ),
    (re.compile(r"""\sstyle\s*=\s*["']""", re.I), "has an inline style", IN_A_FILE),
    (re.compile(r"<style\b", re.I), "has an inline style sheet", IN_A_FILE),
    (
        re.compile(r"""<script\b(?![^>]*\b(?:src|type\s*=\s*["']?application/json))""", re.I),
        "has an inline script",
        IN_A_FILE,
    ),
    (re.compile(r"""\son[a-z]{3,}\s*=\s*["']?\w""", re.I), "has an inline handler", IN_A_FILE),
    (re.compile(r"""=\s*["']?\s*javascript:""", re.I), "has an inline script", IN_A_FILE),
    (
        re.compile(r"""\bhx-on\b|\bhx-(?:vals|headers|vars)\s*=\s*["']js:""", re.I),
        "has an inline handler",
        "htmx may not evaluate code here (allowEval is off): " + IN_A_FILE,
    ),
)
IN_STYLES = (
    (re.compile(r"url\(\s*[\"']?\s*(?:https?:)?//", re.I), "loads an asset from outside", VENDORED),
    (re.compile(r"@import", re.I), "imports a style sheet", "Link it from templates/base.html."),
)


def faults(source: Source) -> Iterator[Fault]:
    rules = IN_STYLES if source.path.endswith(".css") else IN_TEMPLATES + IN_STYLES
    text = source.text
    for hidden in (JINJA, COMMENT):
        text = hidden.sub(_blank, text)
    for pattern, what, remedy in rules:
        for found in pattern.finditer(text):
            line = text.count("\n", 0, found.end()) + 1
            yield Fault(source.path, line, f"{what}: {found[0].strip()}", remedy)


def _blank(found: re.Match[str]) -> str:
    """As many lines, without the words. What Jinja prints stands for some word."""
    filler = "x" if found[0].startswith("{{") else " "
    return filler + "\n" * found[0].count("\n")
