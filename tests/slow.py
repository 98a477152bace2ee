"""Which tests `make test-fast` leaves out: `tests/slow.txt` names them, as they were measured in a whole run.

python -m pytest -n 2 --junitxml=run.xml && python tests/slow.py run.xml
"""

from __future__ import annotations

import sys
from pathlib import Path
from xml.etree import ElementTree

LIST = Path(__file__).with_suffix(".txt")
LONGEST = 0.2  # seconds of a test, its fixtures included: eight thousand quicker ones take less than a minute


def named() -> frozenset[str]:
    """Names as ``name_of`` gives them."""
    return frozenset(LIST.read_text("utf-8").splitlines())


def name_of(module: str, test: str) -> str:
    """``unit.files.test_formats test_walks``, whatever it was given as parameters."""
    return f"{module.removeprefix('tests.')} {test.partition('[')[0]}"


def measured(report: Path) -> list[str]:
    """The names of tests that took longer, sorted."""
    cases = ElementTree.parse(report).iter("testcase")
    slow = (case for case in cases if float(case.get("time", 0)) > LONGEST)
    return sorted({name_of(case.get("classname", ""), case.get("name", "")) for case in slow})


if __name__ == "__main__":
    LIST.write_text("".join(f"{name}\n" for name in measured(Path(sys.argv[1]))), "utf-8")
