"""What a check of typed text gives back when it has no reason to refuse."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Checked:
    """The text as it is stored, and what the officer should look at again before going on."""

    value: str
    warnings: tuple[str, ...] = ()
