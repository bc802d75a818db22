"""What happened to a dossier beside the work on it: it was printed here, sent up, answered, brought in by the line."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from app.queries import nodes, operations, prints
from app.queries.history import (
    DATA,
    PRINT,
    STEP,
    SYNC,
    Event,
    names_today,
    newest_first,
    received_above,
    timeline,
)
from app.queries.operations import Operation

FILTERS = {"du-lieu": DATA, "buoc": STEP, "in": PRINT, "dong-bo": SYNC}
"""What the address of the history calls each kind of line."""


def history(dossier_id: str, which: str = "") -> tuple[list[Event], dict[int, datetime]]:
    """The lines of one kind, or all of them, newest first; and when the office above had signed for each."""
    told = timeline(dossier_id)
    above = received_above(told)
    kind = FILTERS.get(which)
    if kind == STEP:
        lines = [event for event in told if event.kind == STEP]
    elif kind == DATA:
        lines = [event for event in told if event.kind == DATA or event.differing]
    elif kind == PRINT:
        lines = _printed(dossier_id)
    elif kind == SYNC:
        lines = _carried(dossier_id)
    else:
        lines = [*told, *_printed(dossier_id), *_carried(dossier_id)]
    return newest_first(lines), above


def _printed(dossier_id: str) -> list[Event]:
    return [
        _line(
            PRINT,
            f"In {each.title[:1].lower()}{each.title[1:]}, lần {each.number}",
            each.at,
            by=each.by,
            place=nodes.this().name,
            note="; ".join(filter(None, [each.state_words, each.copy_words, each.reason])),
        )
        for each in prints.log(dossier_id)
    ]


def _carried(dossier_id: str) -> list[Event]:
    """One line for each time the office above signed for changes of ours, and each time others' changes came."""
    here, names = nodes.this(), names_today()
    every = operations.of_parts(dossier_id)
    ours = [each for each in every if each.unit == here.unit]
    up: dict[datetime, int] = defaultdict(int)
    signed = operations.received_above(ours) if here.parent_unit else {}
    for at in signed.values():
        up[at] += 1
    came: dict[tuple[datetime, str], int] = defaultdict(int)
    for each in every:
        if each.unit != here.unit:
            came[each.arrived_at, each.unit] += 1
    above = here.parent_name or here.parent_label
    lines = [
        _line(SYNC, f"Đã ký nhận {n} thay đổi gửi lên", at, place=above) for at, n in up.items()
    ]
    lines += [
        _line(SYNC, f"Nhận về {n} thay đổi của {names.get(unit, unit)}", at, place=here.name)
        for (at, unit), n in came.items()
    ]
    if here.parent_unit and (left := len(ours) - len(signed)):
        newest = max(each.arrived_at for each in ours)
        lines.append(_line(SYNC, f"Còn {left} thay đổi chờ gửi lên", newest, place=here.name))
    return lines + _beside(operations.waiting(dossier_id), names)


def _beside(waiting: Iterable[operations.Waiting], names: Mapping[str, str]) -> list[Event]:
    return [
        _line(
            SYNC,
            "Không nhận được một thay đổi" if each.is_refused else "Một thay đổi đang chờ",
            each.operation.arrived_at,
            place=names.get(each.operation.unit, each.operation.unit),
            note=each.reason,
        )
        for each in waiting
    ]


def _line(
    kind: str, title: str, at: datetime, *, by: str = "", place: str = "", note: str = ""
) -> Event:
    return Event(
        action="", title=title, at=at, arrived_at=at, by=by, by_title="", unit_name=place, to="", note=note,
        from_label="", to_label="", position=0, changes=(), kind=kind, parts=_NO_PARTS,
    )  # fmt: skip


_NO_PARTS: tuple[Operation, ...] = ()
