"""Every action of the window, as rows of data: menus, buttons and the shortcut sheet are made from them.

``verb`` names the method that an action calls, of the main window or of a part of it ("viewer.show_grid"), with
``argument`` where there is one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from typing import Any

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from aesthetic_gui.explain.methods import METHODS
from aesthetic_gui.photo import ColourLabel, Flag
from aesthetic_gui.ui.widgets.text import as_title, literal, one_line
from aesthetic_gui.words import FLAGS, counted


@dataclass(frozen=True, slots=True)
class Action:
    """One row. The first of ``keys`` is the one menus show. ``needs``: "photos", "selection", "taste" or nothing."""

    id: str
    menu: str
    title: str
    verb: str
    keys: tuple[str, ...] = ()
    argument: Any = None
    needs: str = ""
    separated: bool = False  # a line above it in the menu
    within: str = ""  # the menu's own menu that it stands in
    checkable: bool = False  # whoever the verb belongs to ticks it


ADVANCING, WHY, GOING, STACK = "Decide and advance", "Why", "Go to", "Stack"
SEVERAL, CLOSELY, LABELS, SIDECARS = "Compare and survey", "Look closely", "Colour label", "Sidecars"

ACTIONS: tuple[Action, ...] = (
    Action("open", "File", "Open folder…", "opening.ask", ("Ctrl+O",)),
    Action("ingest", "File", "Ingest from a card…", "ingest.ask", ("Ctrl+Shift+I",)),
    Action("sort", "File", "Albums…", "files.sort", ("Ctrl+Shift+S",), needs="photos",
           separated=True),
    Action("show_in_file_manager", "File", "Show in file manager", "other_programs.show_in_file_manager", ("Ctrl+R",),
           needs="selection", separated=True),
    Action("open_with", "File", "Open with…", "other_programs.open_with", ("Ctrl+E",), needs="selection"),
    Action("move", "File", "Move to folder…", "files.move", ("Ctrl+Shift+M",), needs="selection",
           separated=True),
    Action("copy_to", "File", "Copy to folder…", "files.copy", ("Ctrl+Shift+C",), needs="selection"),
    Action("trash", "File", "Move to trash…", "files.trash", ("Del",), needs="selection"),
    Action("trash_rejected", "File", "Move rejected to trash…", "files.trash_rejected", ("Ctrl+Backspace",),
           needs="photos"),
    Action("export_pictures", "File", "Export pictures…", "publish.export", ("Ctrl+Shift+E",), needs="photos",
           separated=True),
    Action("contact_sheet", "File", "Contact sheet…", "publish.contact_sheet", needs="photos"),
    Action("gallery", "File", "Web gallery…", "publish.gallery", ("Ctrl+Shift+G",), needs="photos"),
    Action("reasons_report", "File", "Report of reasons…", "publish.report", needs="photos"),
    Action("export", "File", "Export scores…", "files.export", ("Ctrl+Shift+T",), needs="photos"),
    Action("statistics", "File", "Statistics…", "statistics.show", needs="photos"),
    Action("settings", "File", "Settings…", "open_settings", ("Ctrl+,",), separated=True),
    Action("quit", "File", "Quit", "close", ("Ctrl+Q",)),
    Action("undo", "Edit", "Undo", "history_work.undo_last", ("Ctrl+Z",)),
    Action("redo", "Edit", "Redo", "history_work.redo_last", ("Ctrl+Shift+Z", "Ctrl+Y")),
    Action("select_all", "Edit", "Select all", "viewer.select_all", ("Ctrl+A",), needs="photos", separated=True),
    Action("select_none", "Edit", "Select none", "viewer.select_none", ("Ctrl+D",), needs="photos"),
    Action("select_inverse", "Edit", "Invert the selection", "seeking.select_inverse", ("Ctrl+Alt+I",), needs="photos"),
    *(
        Action(f"select_{name}", "Edit", title, "seeking.select", (key,), kind, needs="photos")
        for name, title, key, kind in (("picks", "Select the picked", "Ctrl+Alt+A", "pick"),
                                       ("rejects", "Select the rejected", "Ctrl+Alt+X", "reject"),
                                       ("unflagged", "Select those without a flag", "Ctrl+Alt+U", "unflagged"))
    ),
    Action("find", "Edit", "Find…", "filter_row.search_for", ("Ctrl+F",), separated=True),
    Action("filter_off", "Edit", "Filter off, or on again", "filter_bar.filter.turn_off_or_on", ("Ctrl+L",)),
    Action("pick", "Photo", FLAGS[Flag.PICK], "deciding.flag", ("P",), Flag.PICK, needs="selection"),
    Action("reject", "Photo", FLAGS[Flag.REJECT], "deciding.flag", ("X",), Flag.REJECT, needs="selection"),
    Action("unflag", "Photo", "Remove flag", "deciding.flag", ("U",), Flag.NONE, needs="selection"),
    Action("toggle_pick", "Photo", "Pick, or not", "deciding.toggle_pick", ("`",), needs="selection"),
    *(
        Action(f"stars_{n}", "Photo", counted(n, "star") if n else "No stars", "deciding.stars",
               (str(n),), n, needs="selection", separated=n == 0)
        for n in range(6)
    ),
    *(
        Action(f"label_{label.value}", "Photo", f"{label.value.capitalize()} label", "deciding.label",
               (key,) if key else (), label, needs="selection", within=LABELS)
        for label, key in zip(list(ColourLabel)[1:], ("6", "7", "8", "9", ""), strict=True)
    ),
    Action("label_none", "Photo", "No label", "deciding.label", ("Shift+6",), ColourLabel.NONE, needs="selection",
           within=LABELS),
    Action("turn_right", "Photo", "Rotate right", "deciding.turn", ("'", "Ctrl+]"), 1, needs="selection",
           separated=True),
    Action("turn_left", "Photo", "Rotate left", "deciding.turn", ("Ctrl+[",), -1, needs="selection"),
    Action("stack_keep", "Photo", "Keep this one, reject the rest of its stack", "stack_by_hand.keep", ("K",),
           needs="selection", within=STACK, separated=True),
    Action("stack_keep_best", "Photo", "Keep the suggested best, reject the rest", "stack_by_hand.keep_best",
           ("Shift+K",), needs="selection", within=STACK),
    *(
        Action(f"stack_{name}" if name else "stack", "Photo", title, f"stack_by_hand.{verb}", keys, needs="selection",
               within=STACK)
        for name, title, verb, keys in (("", "Stack, or unstack", "stack", ("B",)),
                                        ("split", "Split here", "split_here", ("Ctrl+B",)),
                                        ("merge", "Merge with the one before", "merge", ("Ctrl+Shift+B",)),
                                        ("cover", "Make it the cover", "choose_cover", ("Shift+S",)),
                                        ("again", "Let the program group it again", "group_again", ()))
    ),
    Action("stack_fold", "Photo", "Fold or unfold", "stacks.fold", ("S",), needs="selection", within=STACK),
    Action("stack_fold_all", "Photo", "Fold or unfold all stacks", "stacks.fold_all", ("Alt+S",), needs="photos",
           within=STACK),
    Action("stack_next", "Photo", "Next stack", "stacks.next", ("Ctrl+Down",), needs="photos", within=STACK),
    Action("stack_previous", "Photo", "Previous stack", "stacks.previous", ("Ctrl+Up",), needs="photos", within=STACK),
    Action("details", "Photo", "Details…", "details.edit", ("Ctrl+I",), needs="selection", separated=True),
    Action("keywords", "Photo", "Keywords…", "details.keywords", ("Ctrl+K",), needs="selection"),
    Action("quality", "Photo", "Flag by quality…", "quality.begin", needs="photos", separated=True),
    Action("second_look", "Photo", "Second look at the rejects…", "second_look.begin", needs="photos"),
    Action("save_sidecars", "Photo", "Save ratings to sidecars", "sidecars.save", ("Ctrl+S",), needs="selection",
           within=SIDECARS, separated=True),
    Action("read_sidecars", "Photo", "Read ratings from sidecars", "sidecars.read", needs="photos", within=SIDECARS),
    Action("review_conflicts", "Photo", "Review conflicts…", "sidecars.review", within=SIDECARS),
    Action("auto_advance", "Photo", "Auto-advance", "deciding.toggle_advance", checkable=True, separated=True),
    *(
        Action(f"{name}_on", "Photo", title, "deciding.flag_and_advance", (f"Shift+{key}",), flag, needs="selection",
               within=ADVANCING)
        for name, title, key, flag in (("pick", FLAGS[Flag.PICK], "P", Flag.PICK),
                                       ("reject", FLAGS[Flag.REJECT], "X", Flag.REJECT),
                                       ("unflag", "Remove flag", "U", Flag.NONE))
    ),
    *(
        Action(f"stars_{n}_on", "Photo", counted(n, "star") if n else "No stars", "deciding.stars_and_advance",
               (f"Shift+{n}",), n, needs="selection", within=ADVANCING)
        for n in range(6)
    ),
    Action("reason", "Photo", "Show why: hold to look, tap to keep", "reasons.look", ("W",), needs="selection",
           within=WHY, separated=True),
    Action("reason_next", "Photo", "Next method", "reasons.next_method", ("Shift+W",), needs="selection", within=WHY),
    Action("reason_blink", "Photo", "Blink: hold for the photograph alone, tap for both in turn", "reasons.blink",
           ("Q",), needs="selection", within=WHY),
    Action("reason_beside", "Photo", "Two methods side by side", "reasons.side_by_side", ("Ctrl+Shift+W",),
           needs="selection", within=WHY),
    Action("reason_over", "Photo", "Why one frame over the other", "why_over.toggle", ("Ctrl+Alt+W",),
           needs="selection", within=WHY),
    Action("reason_fainter", "Photo", "Fainter", "reasons.fainter", (",",), needs="selection", within=WHY),
    Action("reason_stronger", "Photo", "Stronger", "reasons.stronger", (".",), needs="selection", within=WHY),
    *(
        Action(method.id, "Photo", f"Why: {method.title}", "reasons.show", (), method.id, needs="selection", within=WHY)
        for method in METHODS if method.offered
    ),
    Action("reason_save", "Photo", "Save reason…", "reason_saving.save", needs="selection", within=WHY),
    Action("why_not", "Photo", "Hide the reason", "reasons.show", (), "", needs="selection", within=WHY),
    Action("taste_new", "Taste", "New…", "taste.create", separated=True),
    Action("taste_ask", "Taste", "Ask me", "taste.ask", ("A",), needs="taste"),
    Action("taste_learn", "Taste", "Learn from the picks in view", "taste.learn_from_view", needs="taste"),
    Action("taste_rename", "Taste", "Rename…", "taste.rename", needs="taste", separated=True),
    Action("taste_export", "Taste", "Export…", "taste.export", needs="taste"),
    Action("taste_import", "Taste", "Import…", "taste.import_file"),
    Action("taste_reset", "Taste", "Reset…", "taste.reset", needs="taste", separated=True),
    Action("taste_remove", "Taste", "Remove…", "taste.remove", needs="taste"),
    Action("grid", "View", "Grid", "viewer.show_grid", ("G",)),
    Action("loupe", "View", "Loupe", "viewer.show_loupe", ("E",), needs="photos"),
    Action("compare", "View", "Compare", "viewer.show_compare", ("C",), needs="photos"),
    Action("survey", "View", "Survey", "viewer.show_survey", ("N",), needs="photos"),
    Action("promote", "View", "Make the candidate the select", "viewer.promote", needs="photos", within=SEVERAL),
    Action("swap", "View", "Swap select and candidate", "viewer.swap", needs="photos", within=SEVERAL),
    Action("take_out", "View", "Take out of the survey", "viewer.take_out", ("/",), needs="photos", within=SEVERAL),
    Action("together", "View", "Zoom and pan together, or each alone", "viewer.toggle_lock", needs="photos",
           within=SEVERAL),
    Action("space", "View", "Loupe, then zoom", "viewer.loupe_or_zoom", ("Space", "Return", "Enter"),
           needs="photos"),
    Action("zoom", "View", "Zoom: fit / 100 %", "viewer.toggle_zoom", ("Z",), needs="photos", separated=True),
    Action("zoom_in", "View", "Zoom in", "viewer.zoom_in", ("Ctrl++", "Ctrl+="), needs="photos"),
    Action("zoom_out", "View", "Zoom out", "viewer.zoom_out", ("Ctrl+-",), needs="photos"),
    Action("next_face", "View", "Zoom to the next face, or the focus point", "next_face.look", ("Shift+Z",),
           needs="photos", within=CLOSELY),
    Action("focus_point", "View", "Zoom to the focus point", "focus_point.look", needs="photos", within=CLOSELY),
    Action("regions", "View", "Show where it was measured", "regions.toggle", ("D",), within=CLOSELY),
    Action("peaking", "View", "Focus peaking: the sharpest edges", "tinting.toggle_peaking", ("Ctrl+Shift+F",),
           within=CLOSELY),
    Action("clipping", "View", "Clipping: blown out red, crushed blue", "tinting.toggle_clipping", ("J",),
           within=CLOSELY),
    Action("lights_out", "View", "Lights out: dim, black, on again", "lights.switch", ("L",), within=CLOSELY),
    Action("next", "View", "Next photograph", "viewer.next_photo", ("Ctrl+Right",), needs="photos", separated=True),
    Action("previous", "View", "Previous photograph", "viewer.previous_photo", ("Ctrl+Left",), needs="photos"),
    *(
        Action(f"{way}_{kind}", "View", f"{way.capitalize()} {words}", f"seeking.{way}", (f"Alt+{key}",), kind,
               needs="photos", within=GOING)
        for kind, words, keys in (("unflagged", "without a flag", ("Right", "Left")),
                                  ("unsure", "that the model is unsure of", ("Down", "Up")),
                                  ("unrated", "without stars", ("PgDown", "PgUp")))
        for way, key in zip(("next", "previous"), keys, strict=True)
    ),
    Action("side_panels", "View", "Side panels", "arrangement.toggle_sides", ("Tab",), separated=True),
    Action("all_panels", "View", "All panels", "arrangement.toggle_all", ("Shift+Tab",)),
    Action("second_monitor", "View", "Second window, for a second monitor", "second.toggle", ("F11",)),
    Action("filmstrip", "View", "Filmstrip", "viewer.toggle_filmstrip", ("F6",)),
    Action("stacks", "View", "Stacks…", "toggle_stacks", needs="photos"),
    Action("close_ups", "View", "Close-ups of all faces", "close_ups.toggle", ("Y",)),
    Action("left_panel", "View", "Folders", "arrangement.toggle_left", ("F7",)),
    Action("history", "View", "History", "toggle_history", ("Ctrl+H",)),
    Action("right_panel", "View", "Inspector", "arrangement.toggle_right", ("F8",)),
    Action("filter_row", "View", "Filter row", "toggle_filter_row", ("\\",)),
    Action("next_part", "View", "Go to the next panel", "focus_next_part", ("Ctrl+Tab",)),
    Action("full_screen", "View", "Full screen", "full_screen.toggle", ("F",)),
    Action("back", "View", "Back", "back", ("Esc",)),
    Action("cancel", "View", "Stop scoring", "session.scoring.cancel", ("Ctrl+.",)),
    Action("rescore", "View", "Score what is left", "session.scoring.resume", ("Ctrl+Alt+R",), needs="photos"),
    Action("shortcuts", "Help", "Keyboard shortcuts", "show_shortcuts", ("?", "Ctrl+/")),
    Action("tour", "Help", "Tour", "tour.begin", needs="photos"),
    Action("about", "Help", "About Aesthetic GUI", "show_about"),
)  # fmt: skip

_STEPS = ("stack_next", "stack_previous", *(row.id for row in ACTIONS if row.within == GOING))
_SLIDING = ("zoom_in", "zoom_out", "reason_fainter", "reason_stronger")
REPEATED = ("next", "previous", *_STEPS, *_SLIDING)  # a key held down must not reject a whole series

DEFAULT_KEYS = {row.id: row.keys for row in ACTIONS}

MENUS = ("File", "Edit", "Photo", "Taste", "View", "Help")


def make_actions(window: QMainWindow) -> dict[str, QAction]:
    """A QAction for each row, its keys at work in the whole window."""
    actions = {}
    for row in ACTIONS:
        action = QAction(row.title, window)
        action.setObjectName(row.id)
        _tell(action, row.title)
        action.setAutoRepeat(row.id in REPEATED)
        action.setCheckable(row.checkable)
        verb: Callable[..., Any] = attrgetter(row.verb)(window)
        action.triggered.connect(partial(_call, verb, row.argument))
        window.addAction(action)
        actions[row.id] = action
    set_keys(actions, DEFAULT_KEYS)
    return actions


def set_keys(actions: Mapping[str, QAction], keys: Mapping[str, Sequence[str]]) -> None:
    """Give each action the keys that ``keys`` has for its row; menus and tool tips follow."""
    for action in actions.values():
        action.setShortcuts([])  # or a key that changes hands is for a moment two actions'
    for name, action in actions.items():
        action.setShortcuts([QKeySequence(key) for key in keys[name]])
        _tell(action, action.property("told"))


def fill_menus(window: QMainWindow, actions: dict[str, QAction]) -> dict[str, QMenu]:
    """The menu bar."""
    menus = {name: window.menuBar().addMenu(f"&{name}") for name in MENUS}
    inner: dict[str, QMenu] = {}
    for row in ACTIONS:
        menu = menus[row.menu]
        if row.separated:
            menu.addSeparator()
        if row.within:
            menu = inner.get(row.within) or inner.setdefault(row.within, menu.addMenu(row.within))
        menu.addAction(actions[row.id])
    return menus


def menu_of(name: str, window: QMainWindow, actions: dict[str, QAction]) -> QMenu:
    """The rows of the menu ``name`` once more, for a button."""
    menu = QMenu(window)
    for place, row in enumerate(row for row in ACTIONS if row.menu == name):
        if row.separated and place:
            menu.addSeparator()
        menu.addAction(actions[row.id])
    return menu


def shortcut_rows(actions: Mapping[str, QAction]) -> list[tuple[str, str, str]]:
    """(menu, or menu within it, title, keys) of every action with a key, for the shortcut sheet."""
    text = QKeySequence.SequenceFormat.NativeText
    return [
        (row.within or row.menu, row.title, " or ".join(key.toString(text) for key in keys[:2]))
        for row in in_order_of_menus()
        if (keys := actions[row.id].shortcuts())
    ]


def key_of(actions: Mapping[str, QAction], name: str) -> str:
    """The key of an action as it is printed on a keyboard; "" for none."""
    return actions[name].shortcut().toString(QKeySequence.SequenceFormat.NativeText) if name in actions else ""


def in_order_of_menus() -> list[Action]:
    return sorted(ACTIONS, key=lambda row: MENUS.index(row.menu))


def enable(actions: dict[str, QAction], *, photos: bool, selection: bool, taste: bool) -> None:
    """Enable what can be done now; actions that need nothing are left as they are."""
    can = {"photos": photos, "selection": selection, "taste": taste}
    for row in ACTIONS:
        if row.needs:
            actions[row.id].setEnabled(can[row.needs])


def entitle(actions: dict[str, QAction], titles: Mapping[str, str | None]) -> None:
    """Say after "Undo" and "Redo" what they would do; None: nothing."""
    for name, title in titles.items():
        words = f"{name.capitalize()} {title}" if title else name.capitalize()
        actions[name].setText(as_title(words))
        _tell(actions[name], words)
        actions[name].setEnabled(title is not None)


def _tell(action: QAction, words: str) -> None:
    """What a tool tip says, with the key: Qt would make one of the menu's text, and take that for HTML."""
    action.setProperty("told", words)
    keys = action.shortcuts()
    told = one_line(words)
    action.setToolTip(literal(f"{told}  ({keys[0].toString()})" if keys else told))


def _call(verb: Callable[..., Any], argument: Any, _checked: bool = False) -> None:
    if argument is None:
        verb()
    else:
        verb(argument)
