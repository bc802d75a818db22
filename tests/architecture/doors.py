"""The five doors: what must be true everywhere passes through one place."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.source import Fault, Source, lies_in, within

# ── The clock ───────────────────────────────────────────────────────────────────────────────────────

ASKS_THE_TIME = {
    *("datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today"),
    *("datetime.date.today", "time.time", "time.time_ns", "time.localtime", "time.gmtime"),
    *("time.ctime", "time.strftime", "peewee.fn.NOW"),
}


def clock(source: Source) -> Iterator[Fault]:
    """Only app/clock.py asks what time it is. `time.monotonic` measures, and is free."""
    if source.path == "app/clock.py":
        return
    remedy = (
        "The engine is given its clock by whoever starts it."
        if source.path.startswith("sync/")
        else "Take the time as an argument (`at=`, `today=`); its source is app/clock.py."
    )
    for node, name in source.references():
        if name in ASKS_THE_TIME:
            yield Fault(source.path, node.lineno, f"asks the time with {name}.", remedy)


# ── Carriers ────────────────────────────────────────────────────────────────────────────────────────

NETWORK = (
    *("aiohttp", "asyncio", "ftplib", "http.client", "httpx", "requests", "smtplib", "socket"),
    *("ssl", "urllib.request", "urllib3", "xmlrpc"),
)


def carriers(source: Source) -> Iterator[Fault]:
    """Only sync/carriers opens a connection."""
    if lies_in(source.path, "sync/carriers/"):
        return
    remedy = "Connections are opened in sync/carriers; ask a carrier."
    for line, name in source.imports:
        if within(name, *NETWORK):
            yield Fault(source.path, line, f"imports {name}.", remedy)


# ── Pages ───────────────────────────────────────────────────────────────────────────────────────────

RENDERS = {
    *("render_template", "render_template_string", "stream_template", "stream_template_string"),
    *("render_block", "render_blocks", "render_block_string"),
}


def pages(source: Source) -> Iterator[Fault]:
    """Only app/web/pages.py renders HTML and knows of htmx; app/__init__.py may set the library up."""
    if source.path == "app/web/pages.py":
        return
    remedy = "Answer with a function of app/web/pages.py, and name the block htmx may ask for."
    for line, name in source.imports:
        set_up = source.path == "app/__init__.py" and name in ("htmx_flask", "htmx_flask.Htmx")
        library = within(name, "htmx_flask", "jinja2_fragments") and not set_up
        if library or name.rpartition(".")[2] in RENDERS:
            yield Fault(source.path, line, f"imports {name}.", remedy)
    for node, name in source.references():
        last = name.rpartition(".")[2]
        if last in RENDERS or re.search(r"\brequest\.htmx$", name):
            yield Fault(source.path, node.lineno, f"uses {last}.", remedy)


# ── Refusals ────────────────────────────────────────────────────────────────────────────────────────


def refusals(source: Source) -> Iterator[Fault]:
    """Only app/domain/refusals.py says no: every refusal stands on one page, in one voice."""
    if source.path == "app/domain/refusals.py":
        return
    remedy = "Move the class to app/domain/refusals.py, beside the others."
    for node in ast.walk(source.tree):
        bases = node.bases if isinstance(node, ast.ClassDef) else []
        for name in map(source.full_name, bases):
            if within(name, "app.domain.refusals") or name.rpartition(".")[2] == "Refusal":
                yield Fault(source.path, node.lineno, f"{node.name} is a refusal.", remedy)


# ── The journal ─────────────────────────────────────────────────────────────────────────────────────

WRITES = {
    *("create", "get_or_create", "insert", "insert_from", "insert_many", "bulk_create", "replace"),
    *("replace_many", "update", "bulk_update", "delete", "delete_by_id", "set_by_id", "save"),
    *("delete_instance", "truncate_table"),
}
SAVES_ITSELF = {"save", "delete_instance"}
THROUGH_JOURNAL = "Shared rows change through sync.journal.record(), together with their history."


class Models:
    """Which tables are shared between nodes and which belong to this one, read from app/models."""

    def __init__(self, sources: list[Source]) -> None:
        self.shared = self._children("SharedModel", sources)
        self.local = self._children("LocalModel", sources)
        tables = "|".join(sorted(_snake(name) for name in self.shared)) or "(?!)"
        verbs = r"INSERT\s+(?:OR\s+\w+\s+)?INTO|REPLACE\s+INTO|UPDATE|DELETE\s+FROM"
        self.raw_sql = re.compile(rf'\b(?:{verbs})\s+"?({tables})\b', re.IGNORECASE)

    def looks_local(self, variable: str) -> bool:
        """`account` and `officer_account` are names for a row of OfficerAccount, a local table."""
        words = {word for name in self.local for word in _snake(name).split("_")}
        words -= {word for name in self.shared for word in _snake(name).split("_")}
        return bool(words & set(variable.lower().split("_")))

    @staticmethod
    def _children(base: str, sources: list[Source]) -> set[str]:
        families = {
            node.name: {parent.rpartition(".")[2] for parent in map(source.full_name, node.bases)}
            for source in sources
            for node in ast.walk(source.tree)
            if isinstance(node, ast.ClassDef)
        }
        found = {base}
        while more := {name for name, parents in families.items() if parents & found} - found:
            found |= more
        return found - {base}


def journal(source: Source, models: Models) -> Iterator[Fault]:
    """Only sync/journal.py changes a shared row, with the rooms behind it in sync/applying/. Migrations change tables,
    not rows."""
    if lies_in(source.path, "sync/"):
        yield from _engine_writes(source)
    elif not lies_in(source.path, "app/migrations/"):
        yield from _model_writes(source, models)
        yield from _raw_writes(source, models)


def _model_writes(source: Source, models: Models) -> Iterator[Fault]:
    for call, name in source.calls():
        receiver, _, verb = name.rpartition(".")
        last = receiver.rpartition(".")[2]
        saves = verb in SAVES_ITSELF and not call.args and not models.looks_local(last)
        if verb in WRITES and (last in models.shared or saves):
            yield Fault(source.path, call.lineno, f"calls {last}.{verb}().", THROUGH_JOURNAL)


def _raw_writes(source: Source, models: Models) -> Iterator[Fault]:
    for node in ast.walk(source.tree):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and (found := models.raw_sql.search(text)):
            what = f"writes SQL into {found[1]}."
            yield Fault(source.path, node.lineno, what, THROUGH_JOURNAL)


def _engine_writes(source: Source) -> Iterator[Fault]:
    """Inside the engine the statements that write shared tables are `share.sql[…]`."""
    if source.path == "sync/journal.py" or lies_in(source.path, "sync/applying/"):
        return
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Subscript) or not isinstance(node.ctx, ast.Load):
            continue
        reads = isinstance(node.slice, ast.Constant) and node.slice.value == "read"
        if isinstance(node.value, ast.Attribute) and node.value.attr == "sql" and not reads:
            what = "uses a statement that writes a shared table."
            yield Fault(
                source.path,
                node.lineno,
                what,
                "Only sync/journal.py and sync/applying/ may do that.",
            )


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
