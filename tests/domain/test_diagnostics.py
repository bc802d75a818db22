"""Nothing of a person leaves in a log, whatever a library wrote into it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.diagnostics import MOST_LINES, scrubbed

LINE = "2026-11-23 10:00:00,123 WARNING app.jobs "


def test_what_helps_stays() -> None:
    lines = [
        LINE + "exchange Away: timed out after 60 seconds",
        LINE + 'exchange done: {"requests": 1, "bytes_up": 274}',
        "Traceback (most recent call last):",
        '  File "C:\\motcua\\app\\jobs.py", line 214, in _exchange',
        "    exchange(self._instance)",
        "peewee.IntegrityError: duplicate key: Key (id_no)=(042190000123) of Nguyen Van An",
    ]

    assert scrubbed(lines) == [
        LINE + "exchange … timed out after 60 seconds",
        LINE + "exchange done: {requests: 1, bytes_up: 274}",
        "    jobs.py:214 _exchange",
        "  peewee.IntegrityError",
    ]


NAMES = ("Nguyễn", "Hoà", "Nguyen", "An", "042190000123", "'nguyen van an'", "“thạch hải”", "Đỗ")


@settings(max_examples=50)
@given(st.lists(st.sampled_from((*NAMES, "kept", "n=3", "{}")), max_size=12).map(" ".join))
def test_no_name_and_no_number_of_a_person_stays(words: str) -> None:
    (kept,) = scrubbed([LINE + words])

    assert not [name for name in NAMES if name.strip("'“”") in kept.removeprefix(LINE)]


def test_only_the_end_of_a_log_leaves() -> None:
    assert len(scrubbed([LINE + "one"] * (MOST_LINES + 5))) == MOST_LINES
