"""Laws of the live values: order, repetition and grouping of arrival must not matter."""

import json
from itertools import permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import names, registers
from sync.operations import Operation, compose
from sync.registers import HUMAN, LATEST, STATE, Live
from sync.verify import replay

FIELDS = ("name", "status")
KNOWN = ("name", "status", "phone", "holder_unit")

prefixes = st.integers(0, 2**64 - 1).map("{:016x}".format)
lives = st.dictionaries(
    st.one_of(st.sampled_from([*KNOWN, "@scope", "@void"]), st.text(min_size=1)),
    st.sets(prefixes, min_size=1, max_size=3).map(lambda some: tuple(sorted(some))),
)
"""Live values of fields this program knows and of any others."""


def history(seed: int, length: int) -> list[Operation]:
    """A random causal history of one record by several writers, each of whom has seen some of what went before."""
    chance = Random(seed)
    written: list[Operation] = []
    for n in range(length):
        seen = sorted(chance.sample(range(len(written)), chance.randint(0, len(written))))
        known = _closed(written, seen)
        live = replay([written[i] for i in known])
        names = chance.sample(FIELDS, chance.randint(1, 2))
        written.append(
            compose(
                node="n", tier=chance.randint(0, 1), actor="a", hlc=n, entity="toy", record="r", scope="s",
                values={name: chance.choice("abc") for name in names},
                base={name: live[name] for name in names if live.get(name)},
            )
        )  # fmt: skip
    return written


def _closed(written: list[Operation], seen: list[int]) -> list[int]:
    """Whoever has seen an operation has seen what it replaces."""
    by_prefix = {op.prefix: n for n, op in enumerate(written)}
    todo, found = list(seen), set()
    while todo:
        n = todo.pop()
        found.add(n)
        bases = {prefix for names in written[n].base.values() for prefix in names}
        todo += [by_prefix[prefix] for prefix in bases if by_prefix[prefix] not in found]
    return sorted(found)


def maxima(operations: list[Operation]) -> dict[str, set[str]]:
    """The oracle: a value lives when no operation says it replaces it."""
    replaced = {(f, p) for op in operations for f, names in op.base.items() for p in names}
    live: dict[str, set[str]] = {}
    for op in operations:
        for name in op.values:
            if (name, op.prefix) not in replaced:
                live.setdefault(name, set()).add(op.prefix)
    return live


@given(st.integers(0, 2**32), st.integers(1, 9))
def test_live_values_are_those_nobody_replaced(seed: int, length: int) -> None:
    operations = history(seed, length)

    live = replay(operations)

    assert {name: set(prefixes) for name, prefixes in live.items()} == maxima(operations)


@given(st.integers(0, 2**32), st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(seed: int, chance: Random) -> None:
    operations = history(seed, 7)
    shuffled = operations[:]
    chance.shuffle(shuffled)

    assert replay(shuffled) == replay(operations)


@given(st.integers(0, 2**32))
def test_an_operation_that_comes_twice_counts_once(seed: int) -> None:
    operations = history(seed, 6)

    assert replay(operations + operations[:3]) == replay(operations)


@given(st.integers(0, 2**32))
def test_live_values_survive_being_written_down(seed: int) -> None:
    live = replay(history(seed, 6))

    assert registers.unpack(registers.pack(live)) == live


@given(lives)
def test_fields_known_and_unknown_are_written_short_and_compared_in_full(live: Live) -> None:
    names.learn(KNOWN)
    packed = registers.pack(live)
    long = json.dumps(_by_operation(live), sort_keys=True, separators=(",", ":"))

    assert registers.unpack(packed) == live
    assert registers.unpack(long) == live
    assert registers.spell(packed) == long == registers.spell(long)


def test_two_fields_of_one_code_are_refused_when_they_are_shared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(names, "_names", {})
    monkeypatch.setattr(names, "_codes", {})

    with pytest.raises(names.SameCode):
        names.learn(f"field_{n}" for n in range(3000))


def test_a_forgotten_field_is_an_error_and_damaged_text_is_compared_as_it_is() -> None:
    damaged = "0123456789abcdef ~~~"

    with pytest.raises(names.UnknownCode):
        registers.unpack(damaged)
    assert registers.spell(damaged) == damaged


def _by_operation(live: Live) -> dict[str, list[str]]:
    prefixes = {prefix for several in live.values() for prefix in several}
    return {p: sorted(name for name in live if p in live[name]) for p in prefixes}


def _value(name: str, hlc: int, tier: int = 0) -> Operation:
    return compose(
        node="n", tier=tier, actor="a", hlc=hlc, entity="toy", record="r", scope="s",
        values={"f": name}, base={},
    )  # fmt: skip


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_every_node_shows_the_same_value_of_a_conflict(order: tuple[int, ...]) -> None:
    several = [_value("a", 1), _value("b", 3), _value("c", 2, tier=1)]

    assert registers.shown(HUMAN, [several[i] for i in order], "f") == "b"


def test_the_higher_office_is_shown_where_states_clash() -> None:
    assert registers.shown(STATE, [_value("xã", 9), _value("huyện", 1, tier=1)], "f") == "huyện"


def test_the_newest_of_a_phone_number_needs_nobody() -> None:
    assert not registers.is_contested(LATEST, [_value("1", 1), _value("2", 2)], "f")


def test_equal_values_never_conflict() -> None:
    assert not registers.is_contested(HUMAN, [_value("a", 1), _value("a", 2)], "f")
