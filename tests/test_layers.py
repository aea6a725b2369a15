"""The layout of the README, held: who may import whom, and which names the tree may not have."""

import ast
from functools import cache
from pathlib import Path

import pytest

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


@pytest.fixture
def _private_places() -> None:
    """Reading files needs no places of its own."""


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


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(APP)))
def test_imports_follow_the_layers(path):
    module = module_of(path)
    if module in FREE:
        return
    for used in own_modules(path) - FREE:
        assert used in RANK, f"{used} is in no layer"
        assert RANK[used] <= RANK[module], f"{module} may not import {used}"
        assert used not in NEVER.get(module, set()), f"{module} never imports {used}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(APP)))
def test_libraries_stay_behind_their_door(path):
    tops = {name.split(".")[0] for name in imports_of(path)}
    for library, owners in ONLY_IMPORTER.items():
        assert library not in tops or module_of(path) in owners, f"{library} in {path}"
    if module_of(path) in {"text", "errors"}:
        assert not tops & PURE_FORBIDS


@pytest.mark.parametrize("name", ["utils", "helpers", "services", "common", "misc", "signals"])
def test_no_drawer_for_odd_things(name):
    assert not [path for path in FILES if path.stem == name]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(APP)))
def test_functions_and_modules_stay_short(path):
    source = path.read_text(encoding="utf-8")
    if module_of(path) == "migrations":
        return
    assert len(source.splitlines()) <= 500
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            assert length <= 60, f"{node.name} has {length} lines"
