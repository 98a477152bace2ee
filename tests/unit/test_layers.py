"""Which way imports go, what the window's start costs, and that the core needs no Qt."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import grimp
import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
HEAVY = ("tensorflow", "keras", "lime", "shap", "matplotlib", "sklearn")
LATER = (
    *HEAVY,
    *("numpy", "PIL", "cv2", "ai_edge_litert", "reportlab", "jinja2", "send2trash"),
    *("asyncio", "email", "http", "multiprocessing", "subprocess", "urllib.request", "xml"),
    *(f"aesthetic_gui.ui.dialogs.{name}" for name in ("name_dialog", "opening", "settings_dialog", "shortcut_sheet")),
    *(f"aesthetic_gui.ui.files.{name}" for name in ("export_dialog", "page_dialogs", "sort_dialog")),
    *("aesthetic_gui.ui.ingest.dialog", "aesthetic_gui.ui.statistics.dialog"),
    *(f"aesthetic_gui.ui.{name}" for name in ("second_look.dialog", "second_look.result", "quality.dialog")),
    *(
        "aesthetic_gui.culling.explaining",
        "aesthetic_gui.culling.ingest",
        "aesthetic_gui.culling.second_look",
        "aesthetic_gui.culling.statistics",
    ),
    "aesthetic_gui.ui.sidecars.conflict_dialog",
    *(f"aesthetic_gui.culling.{name}" for name in ("albums", "score_table", "sidecars.exchange", "taste.tasting")),
    *(f"aesthetic_gui.culling.operations.{name}" for name in ("deciding", "history", "planning", "transferring")),
    *(f"aesthetic_gui.culling.scoring.{name}" for name in ("opening", "pipeline")),
    *(f"aesthetic_gui.files.{name}" for name in ("decoding.decode", "decoding.isolation", "export", "xmp")),
    *(f"aesthetic_gui.catalog.damage.{name}" for name in ("backup", "rebuilding", "restoring")),
    *("aesthetic_gui.explain.hiding.lime", "aesthetic_gui.explain.drawing.overlay", "aesthetic_gui.taste.learning"),
)

SQL = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|REPLACE|WITH|CREATE|ALTER|DROP|PRAGMA|BEGIN|COMMIT|ROLLBACK)\b")
ASKS_SQLITE = {"execute", "executemany", "executescript"}

IMPORTS_EVERY_CORE_MODULE = """
import importlib, pkgutil, sys
sys.modules["PySide6"] = sys.modules["shiboken6"] = None  # importing them now raises ImportError
import aesthetic_gui
names = [f"aesthetic_gui.{name}" for name in ("api", "disk_io", "photo", "settings", "__main__")]
for room in ("files", "catalog", "scoring", "explain", "taste", "culling", "cli"):
    package = importlib.import_module(f"aesthetic_gui.{room}")
    names += [found.name for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")]
for name in names:
    importlib.import_module(name)
print(len(names), sorted(set(sys.argv[1:]) & set(sys.modules)))
"""

FIRST_SCREEN = """
import os, sys
from aesthetic_gui import app

def told(_window, _paths):
    print(*sorted(set(sys.argv[1:]) & set(sys.modules)), flush=True)
    os._exit(0)

app._begin = told  # what is begun once the first frame is painted
app.run([])
"""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(arguments, cwd=CHECKOUT, capture_output=True, text=True, timeout=110, check=False)


def loaded_by(statement: str) -> list[str]:
    """The heavy packages that are in memory after ``statement`` ran in a fresh interpreter."""
    told = run(sys.executable, "-c", f"{statement}\nimport sys; print(*sorted(set({HEAVY!r}) & set(sys.modules)))")
    assert told.returncode == 0, told.stderr
    return told.stdout.split()


def test_imports_go_one_way_only() -> None:
    told = run(str(Path(sys.executable).with_name("lint-imports")), "--no-cache")
    assert told.returncode == 0, told.stdout + told.stderr


def test_no_imports_go_in_a_circle() -> None:
    """Nor where a function imports, or where only the types are needed: whoever reads the one must read the other."""
    graph = grimp.build_graph("aesthetic_gui", cache_dir=None)
    around = {module: graph.find_upstream_modules(module) for module in graph.modules}
    circles = {
        f"{module} -> {imported}"
        for module in graph.modules
        for imported in graph.find_modules_directly_imported_by(module)
        if module in around[imported]
    }
    assert circles == set()


def sql_in(source: str) -> list[int]:
    """The lines of a module in which SQL is written, or SQLite asked."""
    nodes = list(ast.walk(ast.parse(source)))
    texts = [node for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    calls = [node for node in nodes if isinstance(node, ast.Attribute) and node.attr in ASKS_SQLITE]
    return sorted({node.lineno for node in (*calls, *(text for text in texts if SQL.match(text.value)))})


def test_sql_stands_in_the_catalog_only() -> None:
    """But for the thumbnails, which are a database of their own that may be thrown away."""
    package = CHECKOUT / "aesthetic_gui"
    found = {str(path.relative_to(package)) for path in package.rglob("*.py") if sql_in(path.read_text("utf-8"))}
    assert {path for path in found if not path.startswith("catalog/")} == {"files/thumbnails/thumbnail_cache.py"}


@pytest.mark.parametrize(
    "source",
    [
        'rows = "SELECT 1 FROM photos"',
        'rows = f"""\n  INSERT INTO {table} VALUES (?)"""',
        "connection.execute(query)",
        "ask = connection.executemany",
    ],
)
def test_sql_is_found_wherever_it_is_written(source: str) -> None:
    assert sql_in(f"def f():\n    return 1\n{source}\n")
    assert not sql_in('"""SQL is what says SELECT."""\nfolder = select(rows)\n')


def test_starting_the_window_loads_nothing_heavy() -> None:
    assert loaded_by("import aesthetic_gui.app") == []


def test_the_first_screen_is_painted_before_anything_is_loaded_that_it_does_not_show(
    monkeypatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert run(sys.executable, "-m", "aesthetic_gui", "recover").returncode == 0  # makes the catalog
    told = run(sys.executable, "-c", FIRST_SCREEN, *LATER)
    assert told.returncode == 0, told.stderr
    assert told.stdout.split() == []


def test_what_the_first_screen_does_without_is_there() -> None:
    """A module that was renamed would be missed by nobody above."""
    missing = [name for name in LATER if name.startswith("aesthetic_gui") and find_spec(name) is None]
    assert missing == []


def test_starting_the_command_line_loads_neither_qt_nor_anything_heavy() -> None:
    assert loaded_by("import aesthetic_gui.__main__, sys; assert 'PySide6' not in sys.modules") == []


def test_opencv_brings_no_qt_of_its_own() -> None:
    check = "import os, cv2; assert not [name for name in os.environ if name.startswith('QT_QPA_PLATFORM_PLUGIN')]"
    told = run(sys.executable, "-c", check)
    assert told.returncode == 0, told.stderr


def test_the_core_imports_without_qt_and_loads_nothing_heavy() -> None:
    told = run(sys.executable, "-c", IMPORTS_EVERY_CORE_MODULE, *HEAVY)
    assert told.returncode == 0, told.stderr
    count, loaded = told.stdout.split(maxsplit=1)
    assert int(count) > 150
    assert loaded.strip() == "[]"


@pytest.mark.parametrize(("hall", "most"), [("ui", 8), ("culling", 6), ("files", 6)])
def test_a_newcomer_finds_few_files_in_a_hall(hall: str, most: int) -> None:
    assert len(list((CHECKOUT / "aesthetic_gui" / hall).glob("*.py"))) <= most


def test_no_folder_has_outgrown_itself() -> None:
    """About a dozen files, and what says how they hang together; of verbs there are as many as the user is offered."""
    folders = {path.parent for path in (CHECKOUT / "aesthetic_gui").rglob("*.py")} - {
        CHECKOUT / "aesthetic_gui" / "cli" / "verbs"
    }
    assert [folder for folder in folders if len(list(folder.glob("*.py"))) > 14] == []
