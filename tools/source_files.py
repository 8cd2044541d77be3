"""The source files of a package, as the contracts and checks read them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

Documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True)
class Source:
    """One Python file and what it says."""

    module: str
    path: Path
    tree: ast.Module

    @property
    def package(self) -> str:
        """The package that its relative imports start from."""
        return self.module if self.path.stem == "__init__" else self.module.rpartition(".")[0]


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
            yield Source(package, module, _parsed(module))


def sources_in(folder: Path, package: str) -> Iterator[Source]:
    """Every Python file of the folder that holds a package."""
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder).with_suffix("").parts
        named = parts[:-1] if parts[-1] == "__init__" else parts
        yield Source(".".join((package, *named)), path, _parsed(path))


def folders_of(package: str) -> Iterator[Path]:
    """Where a package lies: one folder, or one for each portion of a namespace."""
    root, *below = package.split(".")
    spec = find_spec(root) if root else None
    for location in (spec.submodule_search_locations or ()) if spec else ():
        folder = Path(location, *below)
        if folder.is_dir():
            yield folder


def _parsed(path: Path) -> ast.Module:
    stat = path.stat()
    return _parsed_once(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=4096)
def _parsed_once(path: Path, mtime_ns: int, size: int) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def strings_in(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every string that the code computes with, put together where its parts are literal."""
    prose = {id(node) for node in _docstrings(tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.expr) and id(node) not in prose:
            text = literal(node)
            if text is not None:
                yield node.lineno, text


def _docstrings(tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, Documented):
            for statement in node.body:
                if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                    yield statement.value


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


def imports_in(source: Source) -> Iterator[tuple[int, str, str | None]]:
    """Every import, as its line, the absolute module, and the name taken from it if one is."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name, None
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield node.lineno, absolute(source, node), alias.name


def absolute(source: Source, node: ast.ImportFrom) -> str:
    """The module that a `from … import` names, where it is relative too."""
    if not node.level:
        return node.module or ""
    ancestors = source.package.split(".")
    base = ancestors[: len(ancestors) - node.level + 1]
    return ".".join([*base, *([node.module] if node.module else [])])


def dotted(node: ast.expr) -> tuple[str, ...] | None:
    """The names of `a.b.c`, or None where the expression is more than names."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return (node.id, *reversed(names)) if isinstance(node, ast.Name) else None
