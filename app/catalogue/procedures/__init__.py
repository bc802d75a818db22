"""The procedures a commune takes in, by field, in the order of the fields below.

Typed from the national catalogue of 7/2026 and, for procedures with a district leg, a three-tier provincial
catalogue of 2022–2024: facts, no sentences. Names of papers are written out for the desk. Every row carries
its `source` and what in it is unverified; the level of 2019 is an assumption wherever `source` names it.
"""

from app.catalogue.procedures import (
    agriculture,
    business,
    certification,
    civil_status,
    land,
    mediation,
    merit,
    other,
    residence,
    social,
)
from app.domain.procedures import Procedure

FIELDS = (
    civil_status,
    certification,
    mediation,
    social,
    merit,
    land,
    residence,
    agriculture,
    business,
    other,
)


def procedures() -> list[Procedure]:
    """Every version of every procedure, field by field."""
    return [procedure for field in FIELDS for procedure in field.PROCEDURES]
