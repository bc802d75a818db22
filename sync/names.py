"""Short names of the fields a program shares, for what every record keeps of them. Local: never sent. Pure.

A record names each of its fields; written out, those names would be longer than what they name. A field's code is
drawn from its name alone, so a database can be read by every program that knows the name; a field that is not known
when it is written stands there in full.
"""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote, unquote

CODE_LENGTH = 3

_ANY = "surrogatepass"
"""What a stranger calls a field may be any text at all."""

_codes: dict[str, str] = {}
_names: dict[str, str] = {}


class SameCode(ValueError):
    """Two fields of this program would have one code: one of them needs another name."""


class UnknownCode(LookupError):
    """A field that an earlier program shared and this one has forgotten: its name must be learned again."""


def learn(fields: Iterable[str]) -> None:
    """From now on these are written short. What was learned once stays so."""
    for name in fields:
        code = _code_of(name)
        if _names.setdefault(code, name) != name:
            raise SameCode(f"{name} and {_names[code]}")
        _codes[name] = code
    shorten.cache_clear()


@lru_cache(maxsize=4000)
def shorten(fields: tuple[str, ...]) -> str:
    """The codes of these fields, one after the other, then a space and the quoted name of each that has none."""
    known = "".join(_codes[name] for name in fields if name in _codes)
    others = [quote(name, "@", errors=_ANY) for name in fields if name not in _codes]
    return " ".join([known, *others])


@lru_cache(maxsize=4000)
def lengthen(short: str) -> tuple[str, ...]:
    codes, *others = short.split(" ")
    starts = range(0, len(codes), CODE_LENGTH)
    known = [_name_of(codes[at : at + CODE_LENGTH]) for at in starts]
    return (*known, *(unquote(name, errors=_ANY) for name in others))


def _name_of(code: str) -> str:
    if code not in _names:
        raise UnknownCode(code)
    return _names[code]


def _code_of(name: str) -> str:
    return urlsafe_b64encode(hashlib.sha256(name.encode()).digest())[:CODE_LENGTH].decode()
