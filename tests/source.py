"""The project's own source, read as text and syntax trees and never imported: what imports what."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("edged", "runtime", "forge")


@dataclass(frozen=True)
class Module:
    """One Python file of the three packages."""

    name: str
    """Dotted, for example `runtime.prompt.caption`; a package's own name for its `__init__`."""
    path: Path

    @property
    def package(self) -> str:
        return self.name if self.path.name == "__init__.py" else self.name.rpartition(".")[0]

    def tree(self) -> ast.Module:
        return ast.parse(self.path.read_text("utf-8"), filename=str(self.path))


@cache
def modules() -> dict[str, Module]:
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            found[name] = Module(name, path)
    return found


@cache
def imports(name: str) -> frozenset[str]:
    """What the module may load, at the top or inside a function; not what only type checkers see."""
    module = modules()[name]
    return frozenset(_targets(module, module.tree()))


def reach(start: str) -> dict[str, str]:
    """Every module, ours or not, that importing `start` may load, with the module that asks for it."""
    seen = {start: start}
    waiting = [start]
    while waiting:
        asker = waiting.pop()
        if asker not in modules():
            continue
        for target in imports(asker) | _parents(asker):
            if target not in seen:
                seen[target] = asker
                waiting.append(target)
    return seen


def chain(found: dict[str, str], target: str) -> str:
    """`a > b > c`: how `target` was reached, for a failure's message."""
    path = [target]
    while found[path[-1]] != path[-1]:
        path.append(found[path[-1]])
    return " > ".join(reversed(path))


def _parents(name: str) -> set[str]:
    parts = name.split(".")
    return {".".join(parts[:end]) for end in range(1, len(parts))}


def _targets(module: Module, node: ast.AST) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        if isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            yield from _from(module, child)
        else:
            yield from _targets(module, child)


def _from(module: Module, node: ast.ImportFrom) -> Iterator[str]:
    base = node.module or ""
    if node.level:
        ancestors = module.package.split(".")
        kept = ancestors[: len(ancestors) - node.level + 1]
        base = ".".join([*kept, base] if base else kept)
    yield base
    for alias in node.names:
        if f"{base}.{alias.name}" in modules():
            yield f"{base}.{alias.name}"
