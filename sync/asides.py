"""What travels beside the operations in the same request and answer: receipts, scopes, digests, new keys.

An aside is a small JSON value under its name in the header's `beside`. The child asks, the parent replies after it
has taken the operations, the child takes the reply in the transaction that keeps the answer, that is only after
rules R1 to R3. A side that does not know a name leaves it alone, so an aside may be added without a new protocol.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Protocol

from sync.keys import NodeKey

MOST_BYTES = 512 * 1024
"""All asides of one header together, as JSON."""


@dataclass(frozen=True)
class Heard:
    """What the parent knows when it replies. `said` is the child's aside or None; `logs` what is held now of each log
    offered, (incarnation, position, chain), the live one last; `scopes` what this child may hold."""

    key: NodeKey
    at: datetime
    unit: str
    said: Any
    logs: Sequence[tuple[str, int, bytes]]
    scopes: Sequence[str]
    cursor: int
    """The feed number up to which the child had received before this exchange."""
    is_level: bool
    """Whether after this exchange both sides hold the same: nothing waits below and the feed has no more."""


class Aside(Protocol):
    """One thing told beside the operations. Each method runs inside the transaction of its side."""

    name: str

    def ask(self, at: datetime) -> Any:
        """What the child says, or None."""

    def reply(self, heard: Heard) -> Any:
        """What the parent replies, or None."""

    def take(self, reply: Any, at: datetime) -> None:
        """What the child does with a reply that came. Raises `ValueError` when it is not one."""


@cache
def all_asides() -> Sequence[Aside]:
    """Every aside this program knows."""
    from sync.checks.comparing import Comparing
    from sync.members.lost import Lost
    from sync.members.pins import Pin
    from sync.members.receipts import Receipts
    from sync.members.report import Report
    from sync.scopes import Told

    # A receipt is signed by the key believed until now, so it is taken before the pin moves.
    return (Told(), Lost(), Receipts(), Pin(), Comparing(), Report())


def asked(at: datetime) -> dict[str, Any]:
    found = {aside.name: aside.ask(at) for aside in all_asides()}
    return {name: said for name, said in found.items() if said is not None}


def replied(beside: Mapping[str, Any], **known: Any) -> dict[str, Any]:
    found = {
        aside.name: aside.reply(Heard(said=beside.get(aside.name), **known))
        for aside in all_asides()
    }
    return {name: said for name, said in found.items() if said is not None}


BEFORE_OPERATIONS = frozenset({"scopes"})
"""What we may hold must be known before the operations of the same answer are taken in."""


def taken(beside: Mapping[str, Any], at: datetime, *, before_operations: bool) -> None:
    for aside in all_asides():
        if aside.name in beside and (aside.name in BEFORE_OPERATIONS) is before_operations:
            aside.take(beside[aside.name], at)
