"""What is wrong with a record two nodes hold differently, seen from below, and in words for a person. Pure."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class Finding:
    """Counts are of operations. `row` and `row_above` name the columns that did not say what the operations say."""

    entity: str
    id: str
    row: list[str] = field(default_factory=list)
    row_above: list[str] = field(default_factory=list)
    lacked: int = 0
    lacked_above: int = 0
    damaged: int = 0
    damaged_above: int = 0
    parked: int = 0
    refused: int = 0

    @property
    def is_told_only(self) -> bool:
        """Nothing of it is repaired by the nodes themselves."""
        return not (self.row or self.row_above or self.lacked or self.lacked_above)

    def spoken(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value}

    def from_above(self) -> "Finding":
        """The same, as the parent keeps it: what is here and what is there change places."""
        return Finding(
            self.entity, self.id, row=self.row_above, row_above=self.row, lacked=self.lacked_above,
            lacked_above=self.lacked, damaged=self.damaged_above, damaged_above=self.damaged,
            parked=self.parked, refused=self.refused,
        )  # fmt: skip


def heard(value: Any) -> Finding:
    """A finding somebody else sent. Raises `ValueError` when it is not one."""
    if not isinstance(value, dict):
        raise ValueError("not a finding")
    try:
        finding = Finding(**value)
    except TypeError as error:
        raise ValueError("not a finding") from error
    for name, plain in asdict(Finding("", "")).items():
        if type(getattr(finding, name)) is not type(plain):
            raise ValueError(f"not a finding: {name}")
    return finding


def repair_of(found: Iterable[Finding], *, other: str) -> str:
    """What the two nodes did about it; `other` is what this side calls the other."""
    findings = list(found)
    counts = (
        (sum(bool(one.row) for one in findings), "vẽ lại {} bản ghi tại đây từ sổ thay đổi"),
        (
            sum(bool(one.row_above) for one in findings),
            f"{other} vẽ lại {{}} bản ghi từ sổ thay đổi",
        ),
        (sum(one.lacked for one in findings), f"nhận lại {{}} thay đổi từ {other}"),
        (sum(one.lacked_above for one in findings), f"gửi lại {{}} thay đổi cho {other}"),
    )
    done = [words.format(count) for count, words in counts if count]
    told = sum(one.is_told_only for one in findings)
    if told:
        done.append(f"{told} bản ghi cần người xem, chương trình không tự sửa")
    return ("; ".join(done) + ".").capitalize() if done else ""
