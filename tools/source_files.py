"""The source files of a package, as the contracts and checks read them."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar, cast

N = TypeVar("N", bound=ast.AST)
Import = tuple[int, str, str | None]


@dataclass(frozen=True)
class Source:
    """One Python file and what it says; walked once, however many contracts ask."""

    module: str
    path: Path
    tree: ast.Module

    @property
    def package(self) -> str:
        """The package that its relative imports start from."""
        return self.module if self.path.stem == "__init__" else self.module.rpartition(".")[0]

    def every(self, kind: type[N]) -> list[N]:
        """Every node of exactly this kind."""
        return cast("list[N]", self._nodes.get(kind, []))

    @cached_property
    def _nodes(self) -> dict[type[ast.AST], list[ast.AST]]:
        found: defaultdict[type[ast.AST], list[ast.AST]] = defaultdict(list)
        for node in ast.walk(self.tree):
            found[type(node)].append(node)
        return dict(found)

    @cached_property
    def imports(self) -> list[Import]:
        """Every import: its line, the absolute module, and the name taken from it if one is."""
        whole = [
            (node.lineno, alias.name, None)
            for node in self.every(ast.Import)
            for alias in node.names
        ]
        parts = [
            (node.lineno, self.absolute(node), alias.name)
            for node in self.every(ast.ImportFrom)
            for alias in node.names
        ]
        return [*whole, *parts]

    def absolute(self, node: ast.ImportFrom) -> str:
        """The module that a `from … import` names, where it is relative too."""
        if not node.level:
            return node.module or ""
        ancestors = self.package.split(".")
        base = ancestors[: len(ancestors) - node.level + 1]
        return ".".join([*base, *([node.module] if node.module else [])])

    @cached_property
    def strings(self) -> list[tuple[int, str]]:
        """Every string that the code computes with, put together where its parts are literal."""
        prose = {id(node) for node in self._docstrings()}
        kinds = (ast.Constant, ast.BinOp, ast.JoinedStr, ast.Call)
        return [
            (node.lineno, text)
            for kind in kinds
            for node in self.every(kind)
            if id(node) not in prose and (text := literal(node)) is not None
        ]

    def _docstrings(self) -> Iterator[ast.expr]:
        bodies = [self.tree.body]
        bodies += [node.body for node in self.every(ast.ClassDef)]
        bodies += [node.body for node in self.every(ast.FunctionDef)]
        bodies += [node.body for node in self.every(ast.AsyncFunctionDef)]
        for body in bodies:
            for statement in body:
                if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                    yield statement.value


def sources_of(package: str) -> Iterator[Source]:
    """
    Every Python file of a package, without importing it.

    A namespace is read in all of its portions.
    """
    for base in folders_of(package):
        yield from sources_in(base, package)
    for base in folders_of(package.rpartition(".")[0]):
        module = base / f"{package.rpartition('.')[2]}.py"
        if module.exists():
            yield _source(package, module)


def sources_in(folder: Path, package: str) -> Iterator[Source]:
    """Every Python file of the folder that holds a package."""
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder).with_suffix("").parts
        named = parts[:-1] if parts[-1] == "__init__" else parts
        yield _source(".".join((package, *named)), path)


def folders_of(package: str) -> Iterator[Path]:
    """Where a package lies: one folder, or one for each portion of a namespace."""
    root, *below = package.split(".")
    spec = find_spec(root) if root else None
    for location in (spec.submodule_search_locations or ()) if spec else ():
        folder = Path(location, *below)
        if folder.is_dir():
            yield folder


def _source(module: str, path: Path) -> Source:
    stat = path.stat()
    return _read(module, path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=4096)
def _read(module: str, path: Path, mtime_ns: int, size: int) -> Source:
    return Source(module, path, ast.parse(path.read_text("utf-8"), filename=str(path)))


def literal(node: ast.expr) -> str | None:
    """The text of a string whose parts are all literal: `"a" + "b"`, `f"a{'b'}"`, `".".join(…)`."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _joined("", [left, right])
        case ast.JoinedStr(values=values):
            return _joined("", values)
        case ast.FormattedValue(value=value, format_spec=None):
            return literal(value)
        case ast.Call(
            func=ast.Attribute(value=ast.Constant(value=str(glue)), attr="join"),
            args=[ast.List(elts=parts) | ast.Tuple(elts=parts)],
        ):
            return _joined(glue, parts)
    return None


def _joined(glue: str, nodes: list[ast.expr]) -> str | None:
    parts = [text for node in nodes if (text := literal(node)) is not None]
    return glue.join(parts) if len(parts) == len(nodes) else None


def dotted(node: ast.expr) -> tuple[str, ...] | None:
    """The names of `a.b.c`, or None where the expression is more than names."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return (node.id, *reversed(names)) if isinstance(node, ast.Name) else None
