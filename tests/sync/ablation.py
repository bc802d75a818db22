"""Each rule of the exchange, switched off: the simulator must notice, or the rule proves nothing."""

from collections.abc import Callable
from typing import Any

import pytest

from sync import child, feed, offers, parent, store
from sync.applying import parking

Switch = Callable[[pytest.MonkeyPatch], None]


def r1_server_checks_no_chain(patch: pytest.MonkeyPatch) -> None:
    """The parent believes the positions of a log without looking at its chain or ids."""
    patch.setattr(parent, "_follows", lambda *_: True)


def r2_client_checks_no_ack(patch: pytest.MonkeyPatch) -> None:
    """The child takes an acknowledgement by its number alone."""
    patch.setattr(child, "_is_ours", lambda *_: True)
    original = child._keep_ack

    def keep(log: int, have: int, digest: bytes, at: Any) -> int:
        row = store.one("SELECT head_seq FROM log WHERE n = ?", (log,))
        return original(log, min(have, row[0] if row else 0), digest, at)

    patch.setattr(child, "_keep_ack", keep)


def r3_client_takes_the_feed_anyway(patch: pytest.MonkeyPatch) -> None:
    """The feed's cursor is kept although our own log was not proved in the same exchange."""
    original = child._part_ways

    def part(log: Any, *, is_live: bool, at: Any) -> None:
        original(log, is_live=is_live, at=at)
        row = store.one("SELECT cursors FROM sync_parent")
        assert row is not None
        child._keep_cursor(part.cursor, __import__("json").loads(row[0]))  # type: ignore[attr-defined]

    take = child._take_ok

    def take_ok(offer: Any, answer: Any, at: Any) -> Any:
        part.cursor = answer.cursor  # type: ignore[attr-defined]
        return take(offer, answer, at)

    patch.setattr(child, "_part_ways", part)
    patch.setattr(child, "_take_ok", take_ok)


def r4_cursor_is_a_number(patch: pytest.MonkeyPatch) -> None:
    """The parent knows a cursor by its number alone, so it never learns that it was rolled back."""
    patch.setattr(feed, "holds", lambda cursor: cursor[0] <= feed.head()[0])


def r5_no_salvage(patch: pytest.MonkeyPatch) -> None:
    """What a rolled-back parent has lost is not given back."""
    patch.setattr(offers, "to_salvage", lambda after, limit: [])


def r6_salvage_is_done_when_sent(patch: pytest.MonkeyPatch) -> None:
    """A salvage counts as done with the answer, not when the feed brings it back."""
    original = child._take

    def take(offer: Any, answer: bytes, at: Any) -> Any:
        outcome = original(offer, answer, at)
        for n in offer.salvaged:
            store.run("UPDATE operation SET salvage = ? WHERE n = ?", (False, n))
        return outcome

    patch.setattr(child, "_take", take)


def r7_sealed_logs_are_not_offered(patch: pytest.MonkeyPatch) -> None:
    """Of its own logs a node shows only the live one to the parent."""
    original = offers.logs_to_offer

    def logs(*asked: Any) -> list[Any]:
        offered = original(*asked)
        return [log for log in offered[:-1] if log.unit] + offered[-1:]

    patch.setattr(offers, "logs_to_offer", logs)


def r8_nothing_is_parked(patch: pytest.MonkeyPatch) -> None:
    """An operation is applied although what it replaces has not come."""
    patch.setattr(parking, "must_wait", lambda *_: False)


RULES: dict[str, Switch] = {
    "R1": r1_server_checks_no_chain,
    "R2": r2_client_checks_no_ack,
    "R3": r3_client_takes_the_feed_anyway,
    "R4": r4_cursor_is_a_number,
    "R5": r5_no_salvage,
    "R6": r6_salvage_is_done_when_sent,
    "R7": r7_sealed_logs_are_not_offered,
    "R8": r8_nothing_is_parked,
}
