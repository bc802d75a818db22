"""Promises of the envelope: what was sealed opens, and nothing else does."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import parent, wire
from sync.keys import NodeKey
from sync.operations import MalformedOperation, canonical, compose, read
from tests.sync.offices import Office

KEY = NodeKey(bytes(range(32)))
OTHER = NodeKey(bytes(32))
SEALED = wire.seal({"hello": "xã"}, [b'{"a":1}', b'{"b":2}'], KEY)


def test_what_was_sealed_opens() -> None:
    opened = wire.unseal(SEALED)

    assert (opened.header, opened.bodies) == ({"hello": "xã"}, [b'{"a":1}', b'{"b":2}'])


def test_raw_segments_come_out_as_they_went_in() -> None:
    segments = [b"", bytes(range(256)), b"\n\n"]

    opened = wire.unseal(wire.seal({"verb": "x"}, segments, KEY, raw=True))

    assert opened.bodies == segments


def test_it_is_from_whoever_signed_it_and_from_nobody_else() -> None:
    opened = wire.unseal(SEALED)

    assert opened.is_from(KEY.public)
    assert not opened.is_from(OTHER.public)


@pytest.mark.parametrize("cut", range(len(SEALED)))
def test_cut_anywhere_it_does_not_open(cut: int) -> None:
    with pytest.raises(wire.BadEnvelope):
        wire.unseal(SEALED[:cut])


@pytest.mark.parametrize("at", range(len(SEALED)))
def test_one_flipped_bit_is_always_noticed(at: int) -> None:
    damaged = bytearray(SEALED)
    damaged[at] ^= 4

    assert not _opens_as_signed(bytes(damaged))


def _opens_as_signed(envelope: bytes) -> bool:
    try:
        opened = wire.unseal(envelope)
    except wire.BadEnvelope:
        return False
    return opened.is_from(KEY.public) and opened.key == SEALED[4:12]


@given(st.binary(max_size=300))
def test_rubbish_is_refused_calmly(rubbish: bytes) -> None:
    with pytest.raises(wire.BadEnvelope):
        wire.unseal(rubbish)


@given(st.binary(max_size=200))
def test_rubbish_is_no_operation(rubbish: bytes) -> None:
    with pytest.raises(MalformedOperation):
        read(rubbish)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**50), 2**50) | st.text(max_size=20).filter(lambda t: "\0" not in t),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=5), JSON, min_size=1))
def test_the_bytes_of_an_operation_say_it_again(values: dict[str, object]) -> None:
    operation = compose(
        node="1",
        tier=0,
        actor="a",
        hlc=5,
        entity="e",
        record="r",
        scope="s",
        values=values,
        base={},
    )

    assert read(operation.body) == operation
    assert b"\n" not in operation.body


def test_the_same_content_has_the_same_bytes_whatever_its_order() -> None:
    assert canonical({"b": 1, "a": [True, None]}) == canonical({"a": [True, None], "b": 1})


@given(st.binary(max_size=200))
def test_a_parent_answers_rubbish_with_a_signed_no(rubbish: bytes) -> None:
    answer = wire.unseal(_answer(rubbish))

    assert answer.header["verdict"] == "unreadable"


def _answer(envelope: bytes) -> bytes:
    at = datetime(2019, 5, 24, tzinfo=UTC)
    return parent.handle(
        envelope, key=KEY, units_below=lambda unit: [], folder=Path("unused"), at=at
    )


def test_a_stolen_key_of_one_office_does_not_speak_for_another(
    district: Office, hai: Office, khe: Office
) -> None:
    header = {
        "protocol": [1, 1], "node": "18604", "clock": 0, "counter": 1, "limit": 1000,
        "logs": [{"id": "00" * 16, "start": 0, "chain": "00" * 32}], "cursors": [[0, "00" * 32]],
    }  # fmt: skip

    answer = wire.unseal(district.answer(wire.seal(header, [], hai.key)))

    assert answer.header["verdict"] == "other-unit"
