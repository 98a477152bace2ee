"""What README and CONTRIBUTING promise is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from aesthetic_gui.cli.verbs import SUMMARIES

CHECKOUT = Path(__file__).resolve().parents[2]
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/architecture.md")
PACKAGE = CHECKOUT / "aesthetic_gui"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_file_a_document_links_to_exists(name: str) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", (CHECKOUT / name).read_text("utf-8"))
    local = [link for link in links if "://" not in link]
    assert [link for link in local if not (CHECKOUT / name).parent.joinpath(link).exists()] == []


def test_no_document_has_the_marks_of_a_merge_left_in_it() -> None:
    paths = [*CHECKOUT.glob("*.md"), *(CHECKOUT / "docs").rglob("*.md")]
    marked = re.compile(r"^(<{7} |={7}$|>{7} )", re.MULTILINE)
    assert len(paths) > 20
    assert [path.name for path in paths if marked.search(path.read_text("utf-8"))] == []


def test_the_readme_names_every_verb() -> None:
    readme = (CHECKOUT / "README.md").read_text("utf-8")
    assert [verb for verb in SUMMARIES if f"aesthetic-gui {verb}" not in readme] == []


def quoted_in_the_architecture() -> list[str]:
    return re.findall(r"`([^`\s]+)`", (CHECKOUT / "docs/architecture.md").read_text("utf-8"))


def test_every_module_that_the_architecture_names_is_there() -> None:
    named = {word for word in quoted_in_the_architecture() if word.endswith((".py", "/"))}
    assert len(named) > 40
    assert [path for path in sorted(named) if not (PACKAGE / path).exists()] == []


def test_every_module_that_a_decision_names_is_there() -> None:
    texts = {path.name: path.read_text("utf-8") for path in (CHECKOUT / "docs/decisions").glob("*.md")}
    named = [(name, word) for name, text in texts.items() for word in re.findall(r"`([\w/]+/\w+\.py)`", text)]
    assert len(named) > 10
    assert [pair for pair in named if not (PACKAGE / pair[1]).exists() and not (CHECKOUT / pair[1]).exists()] == []


def test_every_wing_stands_on_the_map() -> None:
    wings = {f"{init.parent.relative_to(PACKAGE).as_posix()}/" for init in PACKAGE.glob("*/**/__init__.py")}
    assert sorted(wings - set(quoted_in_the_architecture())) == []


def test_every_class_and_function_that_the_architecture_names_is_there() -> None:
    """``Class.method`` and ``module.function`` are looked for in the file of the class, or of the module."""
    sources = {path: path.read_text("utf-8") for path in PACKAGE.rglob("*.py")}
    named = {word for word in quoted_in_the_architecture() if re.fullmatch(r"(\w+\.)?(?!py$)[A-Za-z_]+", word)}
    assert len(named) > 50
    assert [word for word in sorted(named) if not is_defined(word, sources)] == []


def is_defined(word: str, sources: dict[Path, str]) -> bool:
    of, _, name = word.rpartition(".")
    homes = [text for path, text in sources.items() if not of or path.stem == of or f"\nclass {of}" in text]
    return any(re.search(rf"^ *(def|class) {name}\b|^ *{name}(: .+)? = ", text, re.MULTILINE) for text in homes)


def test_every_make_target_that_contributing_names_is_there() -> None:
    named = set(re.findall(r"\bmake ([a-z-]+)", (CHECKOUT / "CONTRIBUTING.md").read_text("utf-8")))
    targets = set(re.findall(r"^([a-z-]+):", (CHECKOUT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert {"run", "test"} <= named
    assert named <= targets
