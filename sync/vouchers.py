"""Proofs that a node once served an operation, as they stand in a header. Pure.

Every operation that goes down carries eight bytes by which the node that served it knows it again (`keys.voucher`).
One that came from further above carries those of every node it passed, the nearest first: a node in the middle that
has lost it is given it back from below and can prove to its own parent, too, that it was served.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sync.keys import VOUCHER_BYTES


def pack(vouchers: Sequence[bytes]) -> dict[str, Any]:
    """Header fields for the vouchers of the operations, in their order; `depths` only where some passed two nodes."""
    if not vouchers:
        return {}
    header: dict[str, Any] = {"vouchers": b"".join(vouchers).hex()}
    depths = [len(voucher) // VOUCHER_BYTES for voucher in vouchers]
    if max(depths) > 1:
        runs: list[list[int]] = []
        for depth in depths:
            if runs and runs[-1][0] == depth:
                runs[-1][1] += 1
            else:
                runs.append([depth, 1])
        header["depths"] = runs
    return header


def unpack(header: Mapping[str, Any]) -> list[bytes]:
    """The vouchers of a header. Raises `ValueError` when they do not add up."""
    whole = bytes.fromhex(header.get("vouchers", ""))
    depths = header.get("depths") or [[1, len(whole) // VOUCHER_BYTES]]
    found: list[bytes] = []
    at = 0
    for depth, count in depths:
        size = int(depth) * VOUCHER_BYTES
        if size <= 0 or count < 0 or at + size * count > len(whole):
            raise ValueError("vouchers do not add up")
        found.extend(whole[at + i * size : at + (i + 1) * size] for i in range(count))
        at += size * count
    if at != len(whole):
        raise ValueError("vouchers do not add up")
    return found
