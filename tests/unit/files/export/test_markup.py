"""HTML from templates: what comes from outside is text, wherever it stands."""

from __future__ import annotations

from pathlib import Path

import jinja2
import pytest

from aesthetic_gui.files.export import markup
from aesthetic_gui.files.export.gallery_page import Card, GalleryEntry, GallerySettings, Shown, page


@pytest.fixture
def filled(tmp_path, monkeypatch):
    """``filled(template, **values)``, of a template that is given as text."""
    monkeypatch.setattr(markup, "bundled", lambda name: tmp_path)
    markup._environment.cache_clear()

    def fill(template: str, **values: object) -> str:
        (tmp_path / "page.html").write_text(template, "utf-8")
        return markup.filled("page.html", **values)

    yield fill
    markup._environment.cache_clear()


def test_a_value_is_escaped_in_text_and_in_attributes(filled):
    assert filled('<p title="{{ v }}">{{ v }}</p>', v="<b>\"'&") == (
        '<p title="&lt;b&gt;&#34;&#39;&amp;">&lt;b&gt;&#34;&#39;&amp;</p>'
    )


def test_a_name_that_is_no_utf8_and_control_characters_are_made_printable(filled):
    assert filled("{{ v }}", v="a\udcff\x00b\n") == r"a\xff b"


def test_what_the_template_calls_safe_stays_as_it_is(filled):
    assert filled("{{ v|safe }}", v="a {\n  b: c }\n") == "a {\n  b: c }\n"


def test_a_value_that_was_forgotten_is_an_error_and_no_hole_in_the_page(filled):
    with pytest.raises(jinja2.UndefinedError, match="forgotten"):
        filled("<p>{{ forgotten }}</p>")


def test_a_name_in_the_language_of_templates_is_only_a_name():
    name = "{{ 7 * 7 }}{% raw %}{# x #}.jpg"
    entry = GalleryEntry(Card(Path("a.jpg"), name), Shown(3, 2, "#808080"), "pictures/a.jpg", "thumbs/a.jpg", "")
    assert page([entry], [(name, name)], GallerySettings(name)).count(name) == 6  # title, h1, name, label; name, reason
