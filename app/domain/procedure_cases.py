"""Cases (trường hợp) of a procedure: the same procedure with other papers, another time or other money (domain §8.3).

A line of papers, fees or legs that names cases holds for those alone; one that names none holds for every case. Where
both say the same thing (the same paper, the same fee), the line that names the case takes the place of the other.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from app.domain.deadlines import DurationUnit


@dataclass(frozen=True)
class ProcedureCase:
    """One case. Without a time of its own it takes as long as the procedure."""

    code: str
    name: str
    value: int | None = None
    unit: DurationUnit | None = None
    note: str | None = None


class _Line(Protocol):
    @property
    def cases(self) -> tuple[str, ...]: ...


Line = TypeVar("Line", bound=_Line)


def lines_in(
    lines: Iterable[Line], case: str, same: Callable[[Line], Hashable] | None = None
) -> tuple[Line, ...]:
    """The lines that hold in a case; `same` tells which lines speak of one thing."""
    held = [line for line in lines if not line.cases or case in line.cases]
    if same is None:
        return tuple(held)
    own = {same(line) for line in held if line.cases}
    return tuple(line for line in held if line.cases or same(line) not in own)


def names_of(content: Mapping[str, Any]) -> dict[str, str]:
    """The names of the cases of a content, by code."""
    return {row["code"]: row["name"] for row in content.get("cases") or ()}


def only_in(codes: Sequence[str], names: Mapping[str, str]) -> str:
    """“chỉ trường hợp Quá hạn, Làm lại”; nothing where a line holds for every case."""
    return f"chỉ trường hợp {', '.join(names.get(code, code) for code in codes)}" if codes else ""
