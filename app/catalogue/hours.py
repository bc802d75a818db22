"""Working hours that hold where an office has not set its own: unit "*", Monday to Friday.

07:30–11:30 and 13:30–17:00, as the test vectors for deadlines count them.
Real hours differ from office to office (some communes publish Monday to Saturday, the commune police
Saturday morning): an office adds its own rows with their days of validity.
"""

from collections.abc import Iterator

EVERYWHERE = "*"
MORNING, AFTERNOON = ["07:30", "11:30"], ["13:30", "17:00"]
MONDAY_TO_FRIDAY = range(5)
VALID_FROM = "2004-01-01"


def rows() -> Iterator[tuple[str, dict[str, object]]]:
    """(record id, values) of the shared table `working_hours`; weekday 0 is Monday."""
    for weekday in MONDAY_TO_FRIDAY:
        yield (
            f"all-{weekday}-{VALID_FROM[:4]}",
            {
                "unit": EVERYWHERE,
                "weekday": weekday,
                "sessions": [list(MORNING), list(AFTERNOON)],
                "valid_from": VALID_FROM,
                "valid_to": None,
            },
        )
