"""What Dovetail demands of its imports beyond the contracts that import-linter ships."""

import ast
import re
from abc import abstractmethod
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output
from importlinter.application.contract_utils import render_broken_contract_guidance
from importlinter.domain.helpers import module_expressions_to_modules

from tools.source_files import (
    Source,
    dotted,
    folders_of,
    literal,
    sources_of,
)

Break = tuple[str, int, str]
Modules = Any  # import-linter's fields turn into their values on the instance
OF_A_TEMPLATE = {".html", ".txt", ".xml", ".mjml", ".sql"}
OF_A_URL = {"reverse", "reverse_lazy", "redirect", "resolve_url"}
OF_THE_ENVIRONMENT = {"environ", "environb", "getenv", "getenvb", "putenv", "unsetenv"}
SYSTEM = {"os", "posix"}
OF_COMPUTED_CODE = {"__import__", "eval", "exec"}


class SourceContract(Contract):
    """A contract that is checked in the source, file by file."""

    modules: Modules = fields.ListField(subfield=fields.ModuleExpressionField())
    broken_contract_guidance: Any = fields.TextField(required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        breaks = sorted(set(self.breaks(graph)))
        return ContractCheck(kept=not breaks, metadata={"breaks": breaks})

    @abstractmethod
    def breaks(self, graph: ImportGraph) -> Iterable[Break]:
        """Every module, line and sentence that breaks the contract."""

    def render_broken_contract(self, check: ContractCheck) -> None:
        for module, line, sentence in check.metadata["breaks"]:
            output.print_error(f"- {module}:{line} {sentence}", bold=False)
        output.new_line()
        render_broken_contract_guidance(self.broken_contract_guidance)

    def sources(self, graph: ImportGraph) -> Iterator[Source]:
        for package in self.packages(graph):
            yield from sources_of(package)

    def packages(self, graph: ImportGraph) -> list[str]:
        found = module_expressions_to_modules(graph, self.modules, as_packages=False)
        return sorted(module.name for module in found)


class StringReferences(SourceContract):
    """No string, setting or template names a context other than its own."""

    type_name = "string_references"

    contexts: Any = fields.ListField(subfield=fields.StringField())
    pattern: Any = fields.StringField(default=r"(?i:dovetail[._/-]{context})(?![a-zA-Z0-9])")
    allowed: Any = fields.SetField(
        subfield=fields.StringField(), required=False, default=frozenset()
    )

    def breaks(self, graph: ImportGraph) -> Iterator[Break]:
        for package in self.packages(graph):
            others = [name for name in self.contexts if package.split(".")[1:2] != [name]]
            named = "|".join(map(re.escape, others))
            path = re.compile(rf"(?<!\w)(?:{self.pattern.replace('{context}', f'(?:{named})')})")
            url = re.compile(rf"(?:dovetail[._-])?(?:{named}):")
            for source in sources_of(package):
                yield from self._in_code(source, path, url)
            for folder in folders_of(package):
                yield from self._in_templates(package, folder, path, url)

    def _in_code(
        self, source: Source, path: re.Pattern[str], url: re.Pattern[str]
    ) -> Iterator[Break]:
        for line, text in source.strings:
            if path.search(text) and text not in self.allowed:
                yield source.module, line, f"names another context: {text!r}"
        for node in source.every(ast.Attribute):
            if path.search(node.attr):
                yield source.module, node.lineno, f"names another context: {node.attr}"
        for call in source.every(ast.Call):
            if (name := _url_name(call)) and url.match(name):
                yield source.module, call.lineno, f"names a URL of another context: {name!r}"

    def _in_templates(
        self, package: str, folder: Path, path: re.Pattern[str], url: re.Pattern[str]
    ) -> Iterator[Break]:
        tag = re.compile(rf"{{%\s*url\s+['\"]{url.pattern}")
        for file in sorted(folder.rglob("*")):
            if file.suffix in OF_A_TEMPLATE:
                for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
                    if path.search(line) or tag.search(line):
                        where = f"{package}/{file.relative_to(folder)}"
                        yield where, number, f"names another context: {line.strip()}"


def _url_name(call: ast.Call) -> str | None:
    called = (dotted(call.func) or ("",))[-1]
    return literal(call.args[0]) if called in OF_A_URL and call.args else None


class NamedImports(SourceContract):
    """No import of these modules, which the graph holds only by their distribution."""

    type_name = "named_imports"

    forbidden: Any = fields.SetField(subfield=fields.StringField())
    allowed: Any = fields.SetField(
        subfield=fields.StringField(), required=False, default=frozenset()
    )

    def breaks(self, graph: ImportGraph) -> Iterator[Break]:
        for source in self.sources(graph):
            for line, module, name in source.imports:
                whole = f"{module}.{name}" if name else module
                if _is_within(whole, self.forbidden) and not _is_within(whole, self.allowed):
                    yield source.module, line, f"imports {whole}"


def _is_within(name: str, packages: Iterable[str]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


class ComputedCode(SourceContract):
    """Nothing is imported by a computed name, taken from `sys.modules`, or made from text."""

    type_name = "computed_code"

    def breaks(self, graph: ImportGraph) -> Iterator[Break]:
        for source in self.sources(graph):
            for used in source.every(ast.Name):
                if used.id in OF_COMPUTED_CODE:
                    yield source.module, used.lineno, f"uses {used.id}"
            for node in source.every(ast.Attribute):
                if dotted(node) == ("sys", "modules"):
                    yield source.module, node.lineno, "uses sys.modules"
            for line, module, name in source.imports:
                if (module, name) == ("sys", "modules"):
                    yield source.module, line, "uses sys.modules"


class EnvironmentReads(SourceContract):
    """The environment is not read, by whatever name `os` goes."""

    type_name = "environment_reads"

    def breaks(self, graph: ImportGraph) -> Iterator[Break]:
        for source in self.sources(graph):
            for line in _environment_reads(source):
                yield source.module, line, "reads the environment"


def _environment_reads(source: Source) -> Iterator[int]:
    aliases = [alias for node in source.every(ast.Import) for alias in node.names]
    systems = SYSTEM | {one.asname for one in aliases if one.asname and one.name in SYSTEM}
    for node in source.every(ast.Attribute):
        if node.attr in OF_THE_ENVIRONMENT and systems.intersection(dotted(node.value) or ()):
            yield node.lineno
    for call in source.every(ast.Call):
        asked = dotted(call.args[0]) if call.args else None
        if dotted(call.func) == ("getattr",) and systems.intersection(asked or ()):
            yield call.lineno
    for line, module, name in source.imports:
        if module in SYSTEM and name in OF_THE_ENVIRONMENT | {"*"}:
            yield line


class BareNamespace(SourceContract):
    """The name of the namespace stands only before a module that the file imports."""

    type_name = "bare_namespace"

    namespace: Any = fields.StringField()

    def breaks(self, graph: ImportGraph) -> Iterator[Break]:
        for source in self.sources(graph):
            imported: set[tuple[str, ...]] = set()
            for line, module, name in source.imports:
                if module == self.namespace and name in (None, "*"):
                    yield source.module, line, f"imports the bare namespace {self.namespace}"
                elif name is None:
                    imported.add(tuple(module.split(".")))
            yield from self._uses(source, imported)

    def _uses(self, source: Source, imported: set[tuple[str, ...]]) -> Iterator[Break]:
        mentioned = [node for node in source.every(ast.Name) if node.id == self.namespace]
        reached = [
            names
            for node in source.every(ast.Attribute)
            if (names := dotted(node)) in imported and names and names[0] == self.namespace
        ]
        if len(mentioned) != len(reached):
            line = mentioned[0].lineno
            yield source.module, line, f"reaches past its imports by {self.namespace}"


class ReachedThrough(SourceContract):
    """A module is imported from where it lies, not taken from a module that imports it."""

    type_name = "reached_through"

    def breaks(self, graph: ImportGraph) -> Iterator[Break]:
        everything = list(self.sources(graph))
        bound = {source.module: _modules_bound(source, graph.modules) for source in everything}
        for source in everything:
            own = bound[source.module]
            for line, module, name in source.imports:
                if f"{module}.{name}" not in graph.modules:
                    yield from self._reached(source, line, bound, module, name or "")
            for node in source.every(ast.Attribute):
                if isinstance(node.value, ast.Name):
                    module = own.get(node.value.id, "")
                    yield from self._reached(source, node.lineno, bound, module, node.attr)

    def _reached(
        self, source: Source, line: int, bound: dict[str, dict[str, str]], module: str, name: str
    ) -> Iterator[Break]:
        other = bound.get(module, {}).get(name)
        if other is not None and not _is_within(other, [module]):
            yield source.module, line, f"reaches {other} through {module}"


def _modules_bound(source: Source, modules: set[str]) -> dict[str, str]:
    """The names under which a file has other modules."""
    found: dict[str, str] = {}
    for node in source.every(ast.ImportFrom):
        base = source.absolute(node)
        found |= {alias.asname or alias.name: f"{base}.{alias.name}" for alias in node.names}
    for whole in source.every(ast.Import):
        found |= {alias.asname: alias.name for alias in whole.names if alias.asname}
    return {name: module for name, module in found.items() if module in modules}


class PrivateTopics(SourceContract):
    """A module whose name starts with an underscore is imported only inside its package."""

    type_name = "private_topics"

    def breaks(self, graph: ImportGraph) -> Iterator[Break]:
        for package in self.packages(graph):
            for module in sorted(graph.find_descendants(package)):
                owner, underscore, _ = module.partition("._")
                if not underscore:
                    continue
                for importer in graph.find_modules_that_directly_import(module):
                    if not _is_within(importer, [owner]):
                        line = graph.get_import_details(importer=importer, imported=module)[0]
                        yield importer, line["line_number"] or 0, f"imports {module}"


class CompleteGraph(SourceContract):
    """Every Python file that lies in the portions takes part in the graph."""

    type_name = "complete_graph"

    folder: Any = fields.StringField()

    def breaks(self, graph: ImportGraph) -> Iterator[Break]:
        for package in self.packages(graph):
            for path in sorted(Path(self.folder).glob(f"*/{package}/**/*.py")):
                parts = path.relative_to(self.folder).with_suffix("").parts[1:]
                named = parts[:-1] if parts[-1] == "__init__" else parts
                if len(named) == 1:
                    yield str(path), 1, f"{package} is a namespace and takes no __init__.py"
                elif ".".join(named) not in graph.modules:
                    yield str(path), 1, "is not in the graph: a folder lacks its __init__.py"
