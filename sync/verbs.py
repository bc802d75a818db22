"""Requests that are not an exchange of operations, in the same envelope at the same address: header field `verb`.

The parent has already checked who asks. A verb this program does not know is answered `unknown-verb`, which an older
parent says too: the child then leaves it for another year.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sync.keys import NodeKey


@dataclass(frozen=True)
class Asked:
    """A request under a verb. `scopes` is what the child may hold; `folder` is this node's own."""

    unit: str
    public: bytes
    scopes: Sequence[str]
    header: Mapping[str, Any]
    bodies: Sequence[bytes]
    key: NodeKey
    folder: Path
    at: datetime


@dataclass(frozen=True)
class Reply:
    """The header (its `verdict` among it) and segments of the answer; `raw` as in `wire.seal`."""

    header: dict[str, Any]
    bodies: Sequence[bytes] = ()
    raw: bool = False


Verb = Callable[[Asked], Reply]


def all_verbs() -> Mapping[str, Verb]:
    """Every verb this program knows."""
    from sync import snapshots
    from sync.files import above as lane_above
    from sync.members import rotation

    return {"rotate": rotation.answer, "chunks": lane_above.answer, "snapshot": snapshots.answer}


def reply(asked: Asked) -> Reply:
    verb = all_verbs().get(str(asked.header["verb"]))
    if verb is None:
        return Reply({"verdict": "unknown-verb", "words": "Cấp trên chưa biết yêu cầu này."})
    return verb(asked)
