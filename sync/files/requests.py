"""Requests of the lane of attachments and what is kept of an answer, the same over a line and on a stick."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sync import blobs, wire
from sync.blobs import Store
from sync.files import attachments, cargo
from sync.files.cargo import Run
from sync.journal import transaction
from sync.keys import NodeKey

VERB = "chunks"


def seal_request(header: dict[str, Any], given: Sequence[Run], key: NodeKey, at: datetime) -> bytes:
    head = {"verb": VERB, "protocol": list(wire.PROTOCOL), "clock": int(at.timestamp())} | header
    segments = [segment for run in given for segment in run.segments()]
    if given:
        head["give"] = [run.spoken() for run in given]
    return wire.seal(head, segments, key, raw=bool(given))


def keep_told(header: dict[str, Any], whole: list[str]) -> int:
    """Keep what the parent says it holds whole, and what it turns out to lack; of how many files the latter is news."""
    lacking = names(header.get("lack", []))
    with transaction():
        attachments.note_above(whole)
        return attachments.note_lacking(lacking)


def keep_answer(shelf: Store, said: wire.Envelope, at: datetime) -> cargo.Kept:
    """Keep the chunks an answer gives."""
    given = cargo.read(said.header, said.bodies)
    return cargo.keep(shelf, given, at, from_above=True)


def names(said: Iterable[Any]) -> list[str]:
    """What a header lists as names of files; raises `ValueError`."""
    listed = list(said)
    if not all(blobs.is_name(name) for name in listed):
        raise ValueError("not names of files")
    return listed
