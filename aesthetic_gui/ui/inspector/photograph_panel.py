"""What is known of the file: camera, lens, exposure, date, size, folder."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from aesthetic_gui.photo import DETAIL_TEXTS, NO_DETAILS, Details, Metadata, Photo
from aesthetic_gui.ui.widgets.layouts import STRETCH, row
from aesthetic_gui.ui.widgets.text import (
    ElidedLabel,
    PlainLabel,
    WrappedLabel,
    aperture,
    exposure,
    file_size,
    millimetres,
    moment,
    quiet,
)

_ROWS = (
    "Name",
    "Title",
    "Caption",
    "Creator",
    "Rights",
    "Taken",
    "Camera",
    "Lens",
    "Exposure",
    "Pixels",
    "File",
    "With it",
    "Keywords",
    "Sidecar",
    "Folder",
)
_SIDECAR = "Sidecar"  # for which a file has to be read
_LONG = ("Title", "Caption", "Rights", "Keywords", _SIDECAR)


class PhotographPanel(QWidget):
    """Rows of name and value; a row without a value is not shown."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(14, 0, 14, 14)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(1, 1)
        self._rows: dict[str, tuple[QLabel, QLabel]] = {}
        self._path: Path | None = None
        for place, name in enumerate(_ROWS):
            self._add_row(place, name)

    def show_photo(self, photo: Photo, metadata: Metadata | None, details: Details = NO_DETAILS) -> None:
        """Show a photograph; ``metadata`` is None while it is not read yet."""
        known = photograph_rows(photo, metadata or Metadata())
        known |= {field.capitalize(): getattr(details, field) for field in DETAIL_TEXTS}
        known["Keywords"] = ", ".join(word.replace("|", " › ") for word in details.keywords)
        for name, (label, value) in self._rows.items():
            if name != _SIDECAR:
                _show(label, value, known.get(name, ""))
        if photo.path != self._path:
            self._path = photo.path
            self.show_sidecar("")

    def show_sidecar(self, sidecar: str) -> None:
        """How the sidecar stands, in words, as soon as that is known."""
        _show(*self._rows[_SIDECAR], sidecar)

    def _add_row(self, place: int, name: str) -> None:
        label, value = quiet(PlainLabel(name)), WrappedLabel() if name in _LONG else ElidedLabel()
        value.setAccessibleName(name)
        self._grid.addWidget(label, place, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(value, place, 1)
        self._rows[name] = (label, value)


def _show(label: QLabel, value: QLabel, text: str) -> None:
    value.setText(text)
    label.setVisible(bool(text))
    value.setVisible(bool(text))


class ExposureLine(QWidget):
    """ISO, focal length, aperture and shutter in one line under the histogram."""

    def __init__(self) -> None:
        super().__init__()
        self._labels = [quiet(PlainLabel()) for _ in range(4)]
        self.setFixedHeight(self.fontMetrics().height() + 5)  # the same with and without EXIF: nothing jumps
        iso, focal, f_number, shutter = self._labels
        row(iso, STRETCH, focal, STRETCH, f_number, STRETCH, shutter, on=self, margins=(0, 5, 0, 0))

    def show_metadata(self, metadata: Metadata | None) -> None:
        for label, text in zip(self._labels, _taken_with(metadata or Metadata()), strict=True):
            label.setText(text)
            label.setVisible(bool(text))


def photograph_rows(photo: Photo, metadata: Metadata) -> dict[str, str]:
    """Row name → value for everything that is known."""
    iso, focal, f_number, shutter = _taken_with(metadata)
    rows = {
        "Name": photo.path.name,
        "Taken": moment(metadata.captured_at) if metadata.captured_at else "",
        "Camera": metadata.camera or "",
        "Lens": metadata.lens or "",
        "Exposure": " · ".join(part for part in (shutter, f_number, iso, focal) if part),
        "Pixels": pixels(metadata),
        "File": file_size(photo.size) if photo.size else "",
        "With it": ", ".join(companion.suffix.removeprefix(".").upper() for companion in photo.companions),
        "Folder": str(photo.path.parent),
    }
    return {name: value for name, value in rows.items() if value}


def pixels(metadata: Metadata) -> str:
    """ "6000 × 4000 · 24.0 MP"; empty where unknown."""
    if not metadata.width or not metadata.height:
        return ""
    return f"{metadata.width} × {metadata.height} · {metadata.width * metadata.height / 1e6:.1f} MP"


def _taken_with(metadata: Metadata) -> tuple[str, str, str, str]:
    """ISO, focal length, aperture and shutter; empty where unknown."""
    return (
        f"ISO {metadata.iso}" if metadata.iso else "",
        millimetres(metadata.focal_length) if metadata.focal_length else "",
        aperture(metadata.f_number) if metadata.f_number else "",
        exposure(metadata.exposure_time) if metadata.exposure_time else "",
    )
