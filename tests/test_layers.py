"""The architecture, held by the imports: each module imports only from layers above its own."""

import ast
from collections.abc import Iterator
from pathlib import Path

import generator

PACKAGE = Path(generator.__file__).parent
LAYERS = (
    ("vocabulary",),
    ("model", "problems"),
    ("source",),
    ("dataset", "messages"),
    ("wording",),
    ("checks",),
    ("timeline", "history", "redline", "applicability"),
    ("changes",),
    ("recorded",),
    ("text",),
    ("urls",),
    ("views", "lookup", "statistics"),
    ("change_views", "applicability_views"),
    ("slices",),
    ("pages", "downloads"),
    ("feeds", "reports"),
    ("calendar",),
    ("shell",),
    ("plugin", "build", "scaffold", "correlation", "terminal"),
    ("serve",),
    ("cli",),
    ("documentation", "catalogues"),
    ("__main__",),
)
ONLY = {
    "mkdocs": {"shell", "plugin"},
    "git": {"history"},
    "yaml": {"source"},
    "click": {"cli", "documentation"},
    "jinja2": {"pages"},
    "rich": {"terminal", "cli"},
    "deepdiff": {"changes"},
    "feedgen": {"feeds"},
    "icalendar": {"calendar"},
}
"""Library -> the modules that may import it."""

LONGEST_FUNCTION = 60
"""Lines, docstring included: a function fits on a screen."""


def imports(module: str) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse((PACKAGE / f"{module}.py").read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = (
                [f"{node.module}.{alias.name}" for alias in node.names] if node.module == "generator" else [node.module]
            )
            yield from ((name, node.lineno) for name in names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)


def test_every_module_has_a_layer() -> None:
    assert {path.stem for path in PACKAGE.glob("*.py")} - {"__init__"} == {name for layer in LAYERS for name in layer}


def test_imports_go_one_way() -> None:
    order = {name: depth for depth, layer in enumerate(LAYERS) for name in layer}
    upward = [
        f"{module} imports {name} (line {line})"
        for module, depth in order.items()
        for name, line in imports(module)
        if name.startswith("generator.") and order[name.split(".")[1]] >= depth
    ]
    assert upward == []


def test_libraries_stay_in_their_modules() -> None:
    modules = [name for layer in LAYERS for name in layer]
    strays = [
        f"{module} imports {name} (line {line})"
        for module in modules
        for name, line in imports(module)
        if module not in ONLY.get(name.split(".")[0], {module})
    ]
    assert strays == []


def test_functions_fit_on_a_screen() -> None:
    long = [
        f"{path.name}: {node.name} has {node.end_lineno - node.lineno + 1} lines"
        for path in PACKAGE.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and node.end_lineno and node.end_lineno - node.lineno >= LONGEST_FUNCTION
    ]
    assert long == []
