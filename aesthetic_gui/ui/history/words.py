"""What a row of the history says: a title, a quieter line below it, a sign, and all of it for the tool tip."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from aesthetic_gui.ui.session.rooms import deciding, history
from aesthetic_gui.ui.widgets.text import day, one_line, paragraphs
from aesthetic_gui.words import counted

SECOND_LINE = Qt.ItemDataRole.UserRole  # what stands under the title, quieter
FADED = Qt.ItemDataRole.UserRole + 1  # undone: as if it had not been
TROUBLE = Qt.ItemDataRole.UserRole + 2  # the second line tells what is wrong
SIGN = Qt.ItemDataRole.UserRole + 3  # the name of the glyph for its kind

_SIGNS = {
    "move": "moved",
    "sort": "sorted",
    "copy": "copied",
    "ingest": "copied",
    "trash": "trashed",
    "decide": "flag_outline",
    "describe": "written",
    "stack": "copied",
    "import": "drop",
    "sidecars": "written",
    "autosave": "written",
    "export": "picture",
    "sheet": "sheet",
    "gallery": "sheet",
}


_OTHER = ("decision", "decisions")
_DONE = {  # a title says what to do: these words of it, once it is done
    "pick": "picked",
    "reject": "rejected",
    "unflag": "unflagged",
    "give": "gave",
    "take": "took",
    "rotate": "rotated",
    "move": "moved",
    "copy": "copied",
    "sort": "sorted",
    "save": "saved",
    "export": "exported",
    "ingest": "ingested",
    "edit": "edited",
    "link": "linked",
    "write": "wrote",
    "add": "added",
    "keep": "kept",
    "stack": "stacked",
    "unstack": "unstacked",
    "merge": "merged",
    "choose": "chose",
}
_FIRST = re.compile(r"^\w+")
_ALSO = re.compile(r"(?<= and )\w+")
_ONE = re.compile(r"\b1 photograph\b")
_SORTS = {  # of decisions, by how their titles begin: one, several
    "pick": ("pick", "picks"),
    "reject": ("reject", "rejects"),
    "unflag": ("flag removed", "flags removed"),
    "give": ("rating", "ratings"),
    "take the stars": ("rating", "ratings"),
    "put": ("label", "labels"),
    "take the label": ("label", "labels"),
    "rotate": ("rotation", "rotations"),
}


def title_of(entry: history.Entry) -> str:
    """What was done, "Picked IMG_0123.jpg": of one photograph, which it was."""
    title = _FIRST.sub(_as_done, entry.title)
    if entry.kind in deciding.KINDS:
        title = _ALSO.sub(_as_done, title)
    name = entry.alone.name if entry.alone else ""
    return _ONE.sub(lambda _: name, title, count=1) if name else title


def run_in_words(run: Sequence[history.Entry]) -> str:
    """What decisions in a row were, "38 picks, 56 rejects"."""
    found = dict.fromkeys((*_SORTS.values(), _OTHER), 0)
    for entry in run:
        words = next((words for start, words in _SORTS.items() if entry.title.lower().startswith(start)), _OTHER)
        found[words] += entry.total
    return ", ".join(counted(number, *words) for words, number in found.items() if number)


def of_run(run: Sequence[history.Entry], role: int) -> Any:
    """The answer of decisions in a row, the newest first, to Qt's question for ``role``."""
    if role == Qt.ItemDataRole.DisplayRole:
        return run_in_words(run)
    if role == SECOND_LINE:
        return " · ".join(filter(None, (_times(run), _undone_in(run))))
    if role == FADED:
        return all(of_entry(entry, FADED) for entry in run)
    if role == TROUBLE:
        return any(of_entry(entry, TROUBLE) for entry in run)
    if role == SIGN:
        return _SIGNS["decide"]
    return _whole([run_in_words(run), _times(run), "Unfold it to see each of them."], role)


def _as_done(found: re.Match[str]) -> str:
    word = found[0]
    done = _DONE.get(word.lower(), word)
    return done.capitalize() if word[0].isupper() else done


def _times(run: Sequence[history.Entry]) -> str:
    first, last = _time(run[-1]), _time(run[0])
    return first if first == last else f"{first} – {last}"


def _undone_in(run: Sequence[history.Entry]) -> str:
    undone = sum(entry.undone > 0 for entry in run)
    return "" if not undone else "undone" if undone == len(run) else f"{undone:,} undone"


def day_in_words(when: date) -> str:
    """ "Today", "Yesterday", "Monday 23 November", with the year where it is another one."""
    today = datetime.now().astimezone().date()
    if (today - when).days in (0, 1):
        return ("Today", "Yesterday")[(today - when).days]
    return day(when, "dddd d MMMM" if when.year == today.year else "dddd d MMMM yyyy")


def more_in_words(rest: int, at_once: int) -> str:
    """The row below the first photographs of an operation that has very many."""
    return f"Show {rest:,} more" if rest <= at_once else f"Show {at_once:,} of {rest:,} more"


def of_entry(entry: history.Entry, role: int) -> Any:
    """An operation's answer to Qt's question for ``role``."""
    if role == Qt.ItemDataRole.DisplayRole:
        return one_line(title_of(entry))
    if role == SECOND_LINE:
        return " · ".join(word for word in (_time(entry), history.outcome(entry)) if word)
    if role == FADED:
        return entry.state == "nothing" or (entry.state == "undone" and not entry.can_undo)
    if role == TROUBLE:
        return entry.state in ("open", "partial", "nothing") or (entry.state == "undone" and entry.can_undo)
    if role == SIGN:
        return _SIGNS.get(entry.kind, "moved")
    return _whole(_lines_of_entry(entry), role)


def of_photograph(treated: history.Treated, role: int) -> Any:
    """A photograph's answer."""
    if role == Qt.ItemDataRole.DisplayRole:
        return one_line(treated.photo.name)
    if role == SECOND_LINE:
        return one_line(_second_line(treated))
    if role == FADED:
        return treated.state == "undone"
    if role == TROUBLE:
        return treated.state in ("failed", "waiting", "stopped") or bool(treated.obstacle)
    return _whole(_lines_of_photograph(treated), role)


def trouble_of(treated: history.Treated) -> str:
    """Why a photograph was not treated, or cannot be undone or redone now, in full; "" where nothing is wrong."""
    if treated.obstacle:
        return f"Cannot be {_verb(treated)} now. {one_line(treated.obstacle)}"
    return one_line(treated.words) if treated.state == "failed" else ""


def _whole(lines: list[str], role: int) -> str | None:
    if role == Qt.ItemDataRole.ToolTipRole:
        return paragraphs("\n".join(lines))
    return ", ".join(lines) if role == Qt.ItemDataRole.AccessibleTextRole else None


def _lines_of_entry(entry: history.Entry) -> list[str]:
    lines = (one_line(title_of(entry)), f"{_time(entry)}, {counted(entry.total, 'photograph')}", history.outcome(entry))
    return [line for line in lines if line]


def _lines_of_photograph(treated: history.Treated) -> list[str]:
    now = f"now {treated.now}" if treated.now not in (None, treated.photo) else ""
    files = f"{treated.files} files" if treated.files > 1 else ""
    return [one_line(line) for line in (str(treated.photo), _state(treated), now, files, trouble_of(treated)) if line]


def _time(entry: history.Entry) -> str:
    return f"{entry.started_at.astimezone():%H:%M}"


def _second_line(treated: history.Treated) -> str:
    """Short, as the panel is narrow: the whole reason is in the tool tip, and below the list."""
    if treated.obstacle:
        return f"cannot be {_verb(treated)} now"
    if treated.state != "done" or treated.now in (None, treated.photo) or treated.words == "in the trash":
        return _state(treated)
    now: Path = treated.now or treated.photo
    return f"{treated.words} → {now.parent.name if now.name == treated.photo.name else now.name}"


def _state(treated: history.Treated) -> str:
    return f"undone: {treated.words}" if treated.state == "undone" else treated.words


def _verb(treated: history.Treated) -> str:
    return "undone" if treated.state == "done" else "done again"
