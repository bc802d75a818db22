"""Promises of packing: byte for byte what went in comes out, in fewer bytes, and rubbish does no harm."""

import tracemalloc
import zlib
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync import columns, packing, wire
from sync.keys import NodeKey
from sync.operations import compose

KEY = NodeKey(bytes(range(32)))
LINE = st.binary(max_size=40).map(lambda raw: raw.replace(b"\n", b" "))
NAMES = ["0" * 32, "f" * 32, "0123456789abcdef" * 2, "thôn Bắc Hải", "7"]
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.text(max_size=12).filter(lambda text: "\0" not in text),
    st.sampled_from(["2019-05-24", "2019-02-30", "2019-05-24T07:00:00Z", "2019-05-24T24:00:00Z"]),
    st.sampled_from(["0042", "42", "", "ab" * 32]),
    st.lists(st.integers(0, 9) | st.text("ab{}[],:\\\""), max_size=3),
)  # fmt: skip
OPERATION = st.builds(
    lambda record, values, base, hlc: compose(
        node="1", tier=0, actor="an", hlc=hlc, entity="toy", record=record, scope="1", values=values, base=base
    ).body,
    st.sampled_from(NAMES),
    st.dictionaries(st.sampled_from(["a", "id", "base", "tên"]), VALUES, min_size=1),
    st.dictionaries(st.sampled_from(["a", "id"]), st.lists(st.sampled_from(["0" * 16, "ab" * 8]), max_size=2)),
    st.integers(0, 2**61),
)  # fmt: skip


@given(st.lists(OPERATION, min_size=4, max_size=12))
def test_operations_come_out_as_they_went_in(bodies: list[bytes]) -> None:
    assert packing.unpack(_packed(bodies)) == bodies


@given(st.lists(st.binary(max_size=60) | OPERATION, min_size=4, max_size=8))
def test_bodies_of_any_bytes_come_out_as_they_went_in(bodies: list[bytes]) -> None:
    assert packing.unpack(_packed(bodies)) == bodies


@given(st.lists(LINE, min_size=1, max_size=20))
def test_a_column_of_any_lines_comes_out_as_it_went_in(lines: list[bytes]) -> None:
    assert columns.read(columns.Reader(columns.write(lines)), len(lines)) == lines


@pytest.mark.parametrize(
    "one",
    [b'"2019-05-24"', b'"2019-05-24T07:00:00Z"', b"17", b'"0042"', b'"00ff00ff"', b'"a  b "', b"-5", b"0",
     b'"0000-00-00"', b'"9999-12-31T23:59:59Z"', b'"0001-01-01"', b'"abc"', b'"999999999999999999"'],
)  # fmt: skip
@pytest.mark.parametrize(
    "other", [b'"2024-02-29"', b'"1999-12-31T00:00:00Z"', b"0", b"-99", b'"7"', b'""', b'"9f"']
)
def test_every_form_of_a_column_gives_back_what_it_was_given(one: bytes, other: bytes) -> None:
    lines = [one, other, one, one]

    assert columns.read(columns.Reader(columns.write(lines)), 4) == lines


@settings(max_examples=200)
@given(st.binary(max_size=200))
def test_rubbish_is_refused_calmly(rubbish: bytes) -> None:
    assert _opens_or_is_broken(rubbish)


@settings(max_examples=300)
@given(st.lists(OPERATION, min_size=4, max_size=8), st.integers(0, 10**6), st.integers(0, 255))
def test_one_changed_byte_is_refused_calmly_or_read(
    bodies: list[bytes], at: int, byte: int
) -> None:
    packed = bytearray(_packed(bodies))
    packed[at % len(packed)] = byte

    assert _opens_or_is_broken(bytes(packed))


@pytest.mark.parametrize("cut", range(1, 80))
def test_cut_anywhere_it_is_refused(cut: int) -> None:
    with pytest.raises(columns.Broken):
        packing.unpack(_packed(_batch(6))[:-cut])


def test_changes_of_one_record_name_each_other_by_their_place() -> None:
    bodies = _batch(400)

    assert len(zlib.compress(_packed(bodies))) < len(zlib.compress(b"\n".join(bodies))) / 2


def test_a_shape_repeated_without_end_stops_at_the_limit() -> None:
    shape = b'{"a":"' + b"x" * 100_000 + b'"}'
    column = b"\0" + bytes([columns.LINES, 0]) + columns.block(b"\n" * 49_999)
    bomb = _bomb(2, shape + b"\n") + b"\0" + columns.number(0) + column

    assert _peak_bytes(bomb) < 3 * columns.MOST_BYTES


def test_values_counted_without_end_are_refused_before_they_take_room() -> None:
    bomb = _bomb(200_001, b"\n" * 200_000)

    assert _peak_bytes(bomb) < 3 * columns.MOST_BYTES


def test_an_envelope_is_packed_only_for_who_speaks_protocol_2() -> None:
    bodies = _batch(10)

    one, two = (wire.seal({"hello": 1}, bodies, KEY, protocol=protocol) for protocol in (1, 2))

    assert "packed" not in wire.unseal(one).header
    assert wire.unseal(two).header["packed"]
    assert wire.unseal(one).bodies == wire.unseal(two).bodies == bodies


def test_a_damaged_packing_is_a_damaged_envelope() -> None:
    sealed = wire.seal({"packed": True}, [b"rubbish"], KEY)

    with pytest.raises(wire.BadEnvelope):
        wire.unseal(sealed)


def _bomb(pieces: int, shape: bytes) -> bytes:
    """50,000 bodies of one shape, up to where what they replace would follow."""
    head = columns.number(50_000) + columns.number(1) + columns.number(pieces)
    return head + columns.block(shape) + b"\1" + b"\1" * 50_000


def _packed(bodies: list[bytes]) -> bytes:
    packed = packing.pack(bodies)
    assert packed is not None
    return packed


def _batch(count: int) -> list[bytes]:
    """Changes of a few records, each replacing the one before it."""
    chance, last = Random(1), {}
    bodies = []
    for n in range(count):
        record = f"{n % 5:032x}"
        values: dict[str, Any] = {"status": chance.choice("abc"), "note": f"Số {n} của thôn"}
        base = {"status": [last[record]]} if record in last else {}
        operation = compose(
            node="1", tier=0, actor="an", hlc=10**15 + n * 7000, entity="toy", record=record, scope="1",
            values=values, base=base,
        )  # fmt: skip
        last[record] = operation.prefix
        bodies.append(operation.body)
    return bodies


def _opens_or_is_broken(packed: bytes) -> bool:
    try:
        return isinstance(packing.unpack(packed), list)
    except columns.Broken:
        return True


def _peak_bytes(bomb: bytes) -> int:
    tracemalloc.start()
    try:
        with pytest.raises(columns.Broken):
            packing.unpack(bomb)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
