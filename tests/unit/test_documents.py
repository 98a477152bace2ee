"""What README and CONTRIBUTING promise is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from aesthetic_gui.cli.verbs.table import VERBS

CHECKOUT = Path(__file__).resolve().parents[2]
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_file_a_document_links_to_exists(name: str) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", (CHECKOUT / name).read_text("utf-8"))
    local = [link for link in links if "://" not in link]
    assert [link for link in local if not (CHECKOUT / link).exists()] == []


def test_the_readme_names_every_verb() -> None:
    readme = (CHECKOUT / "README.md").read_text("utf-8")
    assert [verb.name for verb in VERBS if f"aesthetic-gui {verb.name}" not in readme] == []


def test_every_make_target_that_contributing_names_is_there() -> None:
    named = set(re.findall(r"\bmake ([a-z-]+)", (CHECKOUT / "CONTRIBUTING.md").read_text("utf-8")))
    targets = set(re.findall(r"^([a-z-]+):", (CHECKOUT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert {"run", "test"} <= named
    assert named <= targets
