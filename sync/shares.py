"""Which tables the engine may draw from operations, told once at start. The engine knows columns, not dossiers."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from peewee import BooleanField, CharField, IntegerField, Model

from sync import names
from sync.operations import canonical
from sync.registers import HUMAN, MOVE, OWNER, STATE, Policy

ALL: dict[str, "Share"] = {}
"""What the program has told the engine: entity → its table."""

Derive = Callable[[dict[str, Any]], dict[str, Any]]


class AttachmentFields(NamedTuple):
    """The columns of a shared table that name a file by its content, and how urgent such files are: 0 previews,
    1 what somebody waits for, 2 new ones, 3 the rest; or a function of the row that says so."""

    sha256: str
    size_bytes: str
    media_type: str
    priority: int | Callable[[dict[str, Any]], int]


@dataclass(frozen=True)
class Share:
    """One shared table. `settle` names the shared fields and how each settles; `derive` fills columns that are
    computed here from the row and never sent; `belongs_to` = (column, entity) of the record it is a part of;
    `attachments` the files a row refers to."""

    entity: str
    table: str
    settle: Mapping[str, Policy]
    blank: Mapping[str, Any]
    checks: Mapping[str, Callable[[Any], bool]]
    belongs_to: tuple[str, str] | None
    derive: Derive | None
    columns: tuple[str, ...]
    attachments: tuple[AttachmentFields, ...] = ()
    sql: Mapping[str, str] = field(default_factory=dict)
    owned: frozenset[str] = frozenset()
    """The fields only a higher node may write."""
    longest: Mapping[str, int] = field(default_factory=dict)
    """How long a text each of the fields holds that hold text."""

    def unfit(self, values: Mapping[str, Any]) -> str | None:
        """The first field whose value its column cannot hold, if any."""
        longest = self.longest
        for name, value in values.items():
            if type(value) is str and len(value) <= longest.get(name, -1):
                continue
            check = self.checks.get(name)
            if check is not None and not check(value):
                return name
        return None


def share(
    entity: str,
    model: type[Model],
    *,
    settle: Mapping[str, Policy],
    belongs_to: tuple[str, str] | None = None,
    derive: Derive | None = None,
    attachments: tuple[AttachmentFields, ...] = (),
) -> Share:
    """Describe the table of `model` to the engine; its fields are written short from now on."""
    fields = {f.column_name: f for f in model._meta.sorted_fields if f.name not in ("n", "id")}
    columns = tuple(fields)
    quoted = ", ".join(f'"{name}"' for name in columns)
    names.learn(settle)
    table = model._meta.table_name
    return Share(
        entity=entity,
        table=table,
        settle=dict(settle),
        owned=frozenset(name for name, policy in settle.items() if policy is OWNER),
        blank={name: _blank(f) for name, f in fields.items()},
        checks={name: _check(fields[name]) for name in settle},
        longest={name: _longest(fields[name]) for name in settle if _is_text(fields[name])},
        belongs_to=belongs_to,
        derive=derive,
        columns=columns,
        attachments=attachments,
        sql={
            "read": f'SELECT {quoted} FROM "{table}" WHERE id = ?',
            "insert": f'INSERT INTO "{table}" (id, {quoted}) '
            f"VALUES ({', '.join('?' * (len(columns) + 1))})",
            "delete": f'DELETE FROM "{table}" WHERE id = ?',
        },
    )


def policy(share: Share | None, name: str) -> Policy:
    if name == MOVE:
        return STATE
    return share.settle.get(name, HUMAN) if share else HUMAN


def stored(value: Any) -> Any:
    """The value as a column holds it: nested values as canonical JSON text."""
    return canonical(value).decode() if isinstance(value, list | dict) else value


def _blank(column: Any) -> Any:
    """What a column holds while no operation has given it a value."""
    if column.default is not None and not callable(column.default):
        return column.default
    if column.null:
        return None
    return (
        False if isinstance(column, BooleanField) else 0 if isinstance(column, IntegerField) else ""
    )


def _check(column: Any) -> Callable[[Any], bool]:
    nothing = bool(column.null)
    if isinstance(column, BooleanField):
        return lambda value: isinstance(value, bool) or (value is None and nothing)
    if isinstance(column, IntegerField):
        return lambda value: (
            (isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**31)
            or (value is None and nothing)
        )
    longest = _longest(column)
    return lambda value: (value is None and nothing) or _fits_text(value, longest)


def _is_text(column: Any) -> bool:
    return not isinstance(column, BooleanField | IntegerField)


def _longest(column: Any) -> int:
    return int(column.max_length) if isinstance(column, CharField) else 200_000


def _fits_text(value: Any, longest: int) -> bool:
    if isinstance(value, list | dict):
        return len(json.dumps(value, ensure_ascii=False)) <= longest
    return isinstance(value, str) and len(value) <= longest
