"""Một Cửa: the one-stop desk of a commune, and of the offices above it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from app.instance import Instance


def create_app(instance: "Instance") -> "Flask":
    """The program over one opened instance; background jobs are started by whoever serves it."""
    # A command that draws no page starts in half the time without them.
    from app.program import assemble

    return assemble(instance)
