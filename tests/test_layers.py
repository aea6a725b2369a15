"""The layout of the README, held: who may import whom, and which names the tree may not have."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
APP = ROOT / "commitments"

# Each layer may import itself and the layers above it in this list.
LAYERS: list[set[str]] = [
    {"errors"},
    {"text"},
    {"models"},
    {
        "moments",
        "sightings",
        "drafts",
        "proposals",
        "fetching",
        "reading",
        "steps",
        "blobs",
        "watermarks",
        "lexicon",
        "frames",
    },
    {"archive", "backfill", "capture", "review", "dataset", "comparing"},
    {
        "exports",
        "history",
        "corrections",
        "outline",
        "stretches",
        "standing",
        "matrix",
        "duties",
        "deadlines",
        "ics",
        "kin",
        "pledges",
        "statistics",
        "stages",
        "searching",
        "finding",
        "watching",
        "asking",
        "editions",
        "facets",
        "changelog",
        "feeds",
    },
    {
        "tasks",
        "api",
        "views",
        "templatetags",
        "admin",
        "management",
        "converters",
        "demo",
        "sample",
    },
    {"urls"},
]
FREE = {"apps", "migrations", "__init__"}
NEVER = {  # on top of the layers: machine code never publishes, people's code never fetches
    "capture": {"review", "tasks"},
    "backfill": {"review", "tasks"},
    "tasks": {"review"},
    "review": {"fetching", "capture"},
}
PURE_FORBIDS = {"django", "httpx", "requests", "socket", "time", "datetime", "random"}
ONLY_IMPORTER = {
    "httpx": {"fetching"},
    "httpcore": {"fetching"},
    "protego": {"fetching"},
    "difflib": {"text"},
    "warcio": {"archive"},
}


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def module_of(path: Path) -> str:
    return path.relative_to(APP).parts[0].removesuffix(".py")


def imports_of(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names |= {f"{node.module}.{alias.name}" for alias in node.names} | {str(node.module)}
    return names


def own_modules(path: Path) -> set[str]:
    parts = (name.split(".") for name in imports_of(path))
    return {p[1] for p in parts if p[0] == "commitments" and len(p) > 1}


FILES = sorted(APP.rglob("*.py"))
RANK = {name: rank for rank, layer in enumerate(LAYERS) for name in layer}


def test_every_module_has_a_layer():
    assert {module_of(path) for path in FILES} - FREE == set(RANK)


def test_imports_follow_the_layers():
    assert [fault for path in FILES for fault in faults_of_imports(path)] == []


def faults_of_imports(path: Path) -> Iterator[str]:
    module = module_of(path)
    for used in own_modules(path) - FREE if module not in FREE else ():
        if used not in RANK:
            yield f"{path}: {used} is in no layer"
        elif RANK[used] > RANK[module] or used in NEVER.get(module, set()):
            yield f"{path}: {module} may not import {used}"


def test_libraries_stay_behind_their_door():
    used = {path: {name.split(".")[0] for name in imports_of(path)} for path in FILES}
    for library, owners in ONLY_IMPORTER.items():
        assert {module_of(path) for path in FILES if library in used[path]} <= owners, library
    pure = [path for path in FILES if module_of(path) in {"text", "errors"}]
    assert [path for path in pure if used[path] & PURE_FORBIDS] == []


def test_no_drawer_for_odd_things():
    drawers = {"utils", "helpers", "services", "common", "misc", "signals"}
    assert [path for path in FILES if path.stem in drawers] == []


def test_functions_and_modules_stay_short():
    short = [path for path in FILES if module_of(path) != "migrations"]
    assert [path for path in short if path.read_text(encoding="utf-8").count("\n") > 500] == []
    nodes = (node for path in short for node in ast.walk(tree_of(path)))
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef)]
    assert [one.name for one in functions if one.end_lineno - one.lineno + 1 > 60] == []
