"""Laws are tried with the same examples on every machine, and slowness alone fails none of them."""

from hypothesis import settings

settings.register_profile("same everywhere", derandomize=True, deadline=None)
settings.load_profile("same everywhere")
