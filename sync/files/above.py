"""The lane of attachments, seen from above: which chunks are wanted of what a child holds, and what it is given.

Nothing is kept that no record here refers to, and no file crosses to or from a child that may hold none of the records
that refer to it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sync import blobs, feed, store
from sync.blobs import Store
from sync.files import attachments, cargo, chunks
from sync.files.cargo import Range, Run
from sync.files.chunks import CHUNK_BYTES
from sync.journal import transaction
from sync.scopes import fed_to
from sync.verbs import Asked, Reply

MOST_NAMES = 128
MOST_RANGES = 8
MOST_LACKING = 64
MOST_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True)
class Said:
    """What a child said, checked for shape."""

    offered: list[str]
    wanted: list[tuple[str, list[Range], bool]]
    given: list[Run]
    cursor: int
    room: int
    looks: bool


def answer(asked: Asked) -> Reply:
    """Keep what is given, and say what is wanted next, what is whole here, and what is lacking."""
    try:
        said = read(asked.header, asked.bodies)
    except (KeyError, TypeError, ValueError):
        return Reply({"verdict": "unreadable", "words": "Gói tin không đúng quy ước."})
    shelf = blobs.of(asked.folder)
    try:
        given = [run for run in said.given if _may_bring(run.sha256, asked.scopes)]
        cargo.keep(shelf, given, asked.at, from_above=False)
        header = _spoken_of(shelf, said, asked.scopes, asked.at)
        runs, absent = give(shelf, said.wanted, asked.scopes, said.room)
    except blobs.StoreAway:
        words = "Kho tệp của cấp trên đang không trả lời; sẽ thử lại."
        return Reply({"verdict": "later", "words": words})
    if runs:
        header["give"] = [run.spoken() for run in runs]
    if absent:
        header["absent"] = absent
    if said.looks and (lacking := _lacking(asked.scopes, said.offered, asked.at)):
        header["lack"] = lacking
    if has_news(asked.unit, asked.scopes, said.cursor):
        header["news"] = True
    with transaction():
        store.run(
            "UPDATE sync_child SET last_contact_at = ? WHERE unit = ?",
            (cargo.text(asked.at), asked.unit),
        )
    return Reply(header, [part for run in runs for part in run.segments()], raw=bool(runs))


def give(
    shelf: Store, wanted: Sequence[tuple[str, list[Range], bool]], scopes: Sequence[str], room: int
) -> tuple[list[Run], list[str]]:
    """The chunks of these files that fit and may be given, and the files that are not here for these scopes."""
    runs: list[Run] = []
    absent: list[str] = []
    for name, ranges, manifest in wanted:
        file = attachments.find(name)
        if file is None or not file.is_here or not attachments.is_for(file, scopes):
            absent.append(name)
            continue
        if room < CHUNK_BYTES:
            continue
        try:
            loaded = cargo.load(shelf, file, ranges, room, manifest=manifest)
        except blobs.Damaged:
            absent.append(name)
            continue
        runs += loaded
        room -= sum(len(chunk) for run in loaded for chunk in run.chunks)
    return runs, absent


def has_news(unit: str, scopes: Sequence[str], cursor: int) -> bool:
    """Whether the feed holds something for this child behind its cursor that did not come by itself."""
    logs = [n for (n,) in store.every("SELECT n FROM log WHERE via = ?", (unit,))]
    page = feed.page(fed_to(unit, scopes, cursor), cursor, not_from_logs=logs, limit_bytes=1)
    return bool(page.bodies)


def _may_bring(name: str, scopes: Sequence[str]) -> bool:
    """Whether this file is one of a record the child may hold, or wrote on before the record was moved away."""
    file = attachments.find(name)
    return file is not None and (
        attachments.is_for(file, scopes) or attachments.is_written_by(file, scopes)
    )


def _spoken_of(shelf: Store, said: Said, scopes: Sequence[str], at: datetime) -> dict[str, Any]:
    """Of each file the child offered or gave: the chunks wanted, or that it is whole here, or nothing."""
    wants: list[Any] = []
    whole: list[str] = []
    for name in dict.fromkeys([*(run.sha256 for run in said.given), *said.offered]):
        if not _may_bring(name, scopes) or (file := cargo.settled(shelf, name, at)) is None:
            continue
        if file.is_here:
            whole.append(name)
        else:
            needs_manifest = file.manifest is None and chunks.count(file.size) > 1
            ranges = chunks.missing(file.have, file.size, MOST_RANGES)
            wants.append([name, ranges, int(needs_manifest)])
    header: dict[str, Any] = {"verdict": "ok"}
    return header | ({"want": wants} if wants else {}) | ({"whole": whole} if whole else {})


def _lacking(scopes: Sequence[str], offered: Sequence[str], at: datetime) -> list[str]:
    """Some of the files this node lacks of records the child may hold: the most urgent, and others in turn."""
    names = [name for name in attachments.lacking(scopes) if name not in offered]
    urgent, rest = names[: MOST_LACKING // 2], names[MOST_LACKING // 2 :]
    skip = int(at.timestamp()) // 60 * (MOST_LACKING // 2) % max(len(rest), 1)
    return urgent + rest[skip : skip + MOST_LACKING // 2]


def read(header: Mapping[str, Any], bodies: Sequence[bytes]) -> Said:
    """Read a request; raises `KeyError`, `TypeError` or `ValueError` when it is none."""
    offered = header.get("offer", [])
    wanted = [
        (name, [(cargo.whole(first), cargo.whole(size)) for first, size in ranges], bool(manifest))
        for name, ranges, manifest in header.get("want", [])
    ]
    names = [*offered, *(name for name, _, _ in wanted)]
    if len(names) > MOST_NAMES or not all(blobs.is_name(name) for name in names):
        raise ValueError("not names of files")
    if any(len(ranges) > MOST_RANGES for _, ranges, _ in wanted):
        raise ValueError("too many ranges")
    return Said(
        offered=offered,
        wanted=wanted,
        given=cargo.read(header, bodies),
        cursor=cargo.whole(header.get("cursor", 0)),
        room=min(cargo.whole(header.get("limit", 0)), MOST_BYTES),
        looks=header.get("look") is True,
    )
