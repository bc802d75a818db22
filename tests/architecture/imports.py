"""Who may import whom: the table of architecture.md, one row a package."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass

from tests.architecture.source import Fault, Source, lies_in, within

OURS = ("app", "sync")
FLASK = ("flask", "flask_babel", "flask_login", "flask_wtf", "htmx_flask", "jinja2_fragments")
WEB = (*FLASK, "jinja2", "markupsafe", "werkzeug", "wtforms", "waitress")
TABLES = ("peewee", "playhouse", "sqlite3", "pysqlite3", "psycopg")
OUTSIDE_WORLD = (
    *("asyncio", "ftplib", "glob", "http", "io", "logging", "os", "pathlib", "random", "secrets"),
    *("shutil", "smtplib", "socket", "sqlite3", "ssl", "subprocess", "tempfile", "threading"),
    *("time", "urllib.request", "uuid"),
)
READS = ("sync.store", "sync.store.one", "sync.store.every", "sync.store.is_postgresql")


@dataclass(frozen=True)
class Row:
    """What the files of one package may import: of our own code only `ours`, and never `never`.

    `libraries` None means any library that `never` does not name.
    """

    package: str
    ours: tuple[str, ...]
    never: tuple[str, ...] = ()
    libraries: tuple[str, ...] | None = None
    remedy: str = ""

    @property
    def folder(self) -> str:
        return self.package.replace(".", "/") + "/"


ROWS = (
    Row(
        "app.domain",
        ours=("app.domain",),
        never=OUTSIDE_WORLD,
        libraries=(),
        remedy="A rule is given everything it needs, the time too, and looks nothing up: "
        "let a service (app/services) fetch it and pass it in.",
    ),
    Row(
        "app.models",
        ours=("app.models", "app.domain", "app.database"),
        never=("flask",),
        libraries=TABLES,
        remedy="A table has fields, indexes and constraints. What is done with its rows lives in "
        "app/services, what is asked of them in app/queries.",
    ),
    Row(
        "app.queries",
        # Of the engine's plain SQL only what reads: `_reads_only` sees to it. "Late" and "silent since" are
        # questions about now, asked of the one clock.
        ours=(
            *("app.queries", "app.models", "app.domain", "app.database", "app.clock"),
            *("sync.tables", "sync.store"),
        ),
        never=WEB,
        remedy="A question only reads. What writes lives in app/services or behind sync/journal.py, "
        "what concerns a page in app/web.",
    ),
    Row(
        "app.services",
        # A verb may ask a question that already has a name instead of selecting once more.
        ours=(
            *("app.services", "app.queries", "app.models", "app.domain", "app.database"),
            "sync.journal",
        ),
        never=WEB,
        remedy="A service loads, asks app/domain and writes sync/journal. Forms and pages live in "
        "app/web; the time and the settings come in as arguments.",
    ),
    Row(
        "app.web",
        ours=("app.web", "app.services", "app.queries", "app.domain", "app.clock", "app.config"),
        never=TABLES,
        remedy="A view says who, what, do, answer. Reading is a function of app/queries, "
        "changing one of app/services.",
    ),
    Row(
        "sync",
        ours=("sync",),
        never=("app",),
        libraries=("peewee", "playhouse", "nacl", "urllib3", "flask"),
        remedy="The engine has never heard of a dossier: what it must know of the program, "
        "app/shared_records.py tells it at start.",
    ),
)

ALSO = {
    # Becoming a node: the identity and the invitation are the engine's, the catalogue comes with the program.
    "app/services/nodes.py": (
        "app.catalogue",
        "sync.members.enrolment",
        "sync.identity",
        "sync.members.nodes",
        "sync.members.held",
    ),
    # The bytes of files lie on the engine's shelf, by their content.
    "app/queries/keys.py": ("sync.members.words",),
    "app/queries/held.py": ("sync.members.held",),
    "app/queries/receipts.py": ("sync.members.receipts",),
    # A row of the past is settled by the rules that settle the row of today.
    "app/queries/versions.py": (
        "sync.registers",
        "sync.operations",
        "sync.shares",
        "sync.records",
    ),
    # Which values of a field live, and what a change says, is the engine's own reading.
    "app/queries/contested.py": ("sync.operations", "sync.registers", "sync.shares"),
    "app/queries/refused_changes.py": ("sync.operations",),
    "app/queries/refused_values.py": (
        "sync.operations",
        "sync.records",
        "sync.registers",
        "sync.shares",
    ),
    "app/queries/refusals.py": ("sync.operations", "sync.shares"),
    "app/services/documents.py": ("sync.blobs",),
    "app/services/enclosures.py": ("sync.blobs",),
    "app/queries/enclosures.py": ("sync.blobs",),
    "app/services/diagnostics.py": ("sync.blobs",),
    "app/queries/diagnostics.py": ("sync.blobs",),
    "app/services/scan_pages.py": ("sync.blobs",),
    "app/queries/scan_pages.py": ("sync.blobs",),
    "app/queries/documents.py": ("sync.blobs",),
    # Two offices compare what the engine holds: asked for by an officer, read to each other by telephone.
    "app/services/verification.py": ("sync.checks.comparing", "sync.checks.incidents"),
    "app/queries/verification.py": ("sync.checks.ledger",),
    "app/queries/reconciliation.py": ("sync.checks.ledger",),
    # A comparison is asked of an office below by the way on which it tells of itself.
    "app/services/fleet.py": ("sync.members.report",),
    # Only where a bucket is configured is its client loaded.
    "sync/carriers/s3.py": ("boto3", "botocore"),
}
"""What one file may import beyond its row."""


def faults(source: Source) -> Iterator[Fault]:
    """Imports that the table does not allow."""
    row = next((row for row in ROWS if source.path.startswith(row.folder)), None)
    for line, name in source.imports if row else ():
        if not _allowed(row, name, ALSO.get(source.path, ())) or within(name, *row.never):
            yield Fault(source.path, line, f"imports {name}, {row.package} may not.", row.remedy)
        elif row.package == "sync" and within(name, *FLASK) and source.path != "sync/routes.py":
            remedy = "The blueprint that a parent serves lives in sync/routes.py."
            yield Fault(source.path, line, f"imports {name}.", remedy)
    yield from _builtins(source)
    yield from _reads_only(source)


def _allowed(row: Row, name: str, also: tuple[str, ...]) -> bool:
    top = name.partition(".")[0]
    if top in OURS:
        # `from app import clock` is `app.clock`; `import app` alone hides what is wanted.
        return within(name, *row.ours, *also)
    if row.libraries is None or top in sys.stdlib_module_names:
        return True
    return top in (*row.libraries, *also)


def _builtins(source: Source) -> Iterator[Fault]:
    """Rules neither open files nor speak to a terminal, for which no import is needed."""
    for call, name in source.calls() if lies_in(source.path, "app/domain/") else ():
        if name in ("open", "print", "input", "__import__"):
            yield Fault(source.path, call.lineno, f"calls {name}().", ROWS[0].remedy)


def _reads_only(source: Source) -> Iterator[Fault]:
    """A question may use the engine's `one` and `every`, not what executes anything."""
    if not lies_in(source.path, "app/queries/"):
        return
    used = [(node.lineno, name) for node, name in source.references()]
    for line, name in sorted({*used, *source.imports}):
        if within(name, "sync.store") and name not in READS:
            what = f"uses {name}, a question only reads."
            yield Fault(source.path, line, what, "Reading is `store.one` and `store.every`.")
