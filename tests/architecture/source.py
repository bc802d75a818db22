"""A source file as the rules see it: its path, its text, what it imports, what each name in it stands for."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Source:
    """`path` is relative to the repository, with forward slashes: `app/domain/fees.py`."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @cached_property
    def module(self) -> str:
        """`app/domain/fees.py` is `app.domain.fees`; `app/domain/__init__.py` is `app.domain`."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @cached_property
    def imports(self) -> list[tuple[int, str]]:
        """Line and full name of everything imported: `from app import clock` is `app.clock`."""
        found: list[tuple[int, str]] = []
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found += [(node.lineno, alias.name) for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                origin = self._origin(node)
                found += [(node.lineno, f"{origin}.{alias.name}") for alias in node.names]
        return found

    def references(self) -> Iterator[tuple[ast.expr, str]]:
        """Every name and attribute with its full name, as far as the imports tell it.

        After `import datetime as dt`, `dt.datetime.now` is `datetime.datetime.now`.
        """
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Name | ast.Attribute) and (name := self.full_name(node)):
                yield node, name

    def calls(self) -> Iterator[tuple[ast.Call, str]]:
        """Every call with the full name of what is called; a chain such as `a().b()` is `().b`."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield node, self.full_name(node.func)

    def full_name(self, node: ast.expr) -> str:
        if isinstance(node, ast.Name):
            return self._aliases.get(node.id, node.id)
        if isinstance(node, ast.Attribute):
            return f"{self.full_name(node.value)}.{node.attr}"
        return "()"

    @cached_property
    def _aliases(self) -> dict[str, str]:
        aliases: dict[str, str] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                aliases |= {alias.asname: alias.name for alias in node.names if alias.asname}
            elif isinstance(node, ast.ImportFrom):
                origin = self._origin(node)
                aliases |= {a.asname or a.name: f"{origin}.{a.name}" for a in node.names}
        return aliases

    def _origin(self, node: ast.ImportFrom) -> str:
        """What an import is from; a relative one is counted from the package this file is in."""
        if not node.level:
            return node.module or ""
        parts = self.module.split(".")
        depth = node.level - (1 if self.path.endswith("/__init__.py") else 0)
        package = parts[: len(parts) - depth] if depth else parts
        return ".".join([*package, *([node.module] if node.module else [])])


@dataclass(frozen=True)
class Fault:
    """One breach of a rule. Its text says which file, what, and where that thing should live."""

    path: str
    line: int
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.what}\n    {self.remedy}"


def within(name: str, *packages: str) -> bool:
    """Whether a dotted name is one of `packages` or lies inside one."""
    return any(name == package or name.startswith(package + ".") for package in packages)


def lies_in(path: str, *places: str) -> bool:
    """Whether a file is one of `places`; a place that ends with a slash is a folder."""
    return any(path.startswith(place) if place.endswith("/") else path == place for place in places)
