"""HTML that the program writes, from the templates in ``resources``: the one place where a value becomes markup.

Every value is escaped and made printable on its way in, unless its template calls it ``safe``: our own styles, scripts
and drawings. A value that a template asks for and nobody gave raises ``jinja2.UndefinedError``.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from aesthetic_gui.bundled import bundled
from aesthetic_gui.disk_io import read_text
from aesthetic_gui.files.export.fonts import printable

if TYPE_CHECKING:
    from jinja2 import Environment


def filled(template: str, **values: object) -> str:
    """The text of a template, by its path within ``resources``, with ``values`` in it."""
    return _environment().get_template(template).render(values)


@lru_cache(maxsize=4)
def resource(name: str) -> str:
    """What lies beside the templates, such as a style, as it is."""
    return read_text(bundled("resources") / name)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(bundled("resources")),
        autoescape=True,
        finalize=_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _shown(value: object) -> object:
    return printable(value).strip() if type(value) is str else value  # what is safe is of a class of its own
