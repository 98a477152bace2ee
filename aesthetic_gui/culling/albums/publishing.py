"""Pictures that leave the shoot: resized copies, a contact sheet, a gallery. Planned here, performed like all else.

    plan_export ──> a 'make' for each photograph (or a copy of the original)
    plan_sheet  ──> one PDF of all                plan_gallery ──> pictures, then the page that shows them

Every file grows under a temporary name, is read back, and gets a name that is free; undo takes all of it to the trash.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.catalog.steps import PAGE
from aesthetic_gui.culling.albums.manifests import Form, with_manifest
from aesthetic_gui.culling.albums.sorting import StacksOf, ways
from aesthetic_gui.culling.albums.templates import read_template
from aesthetic_gui.culling.explaining import asking
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations.naming import FreeNames
from aesthetic_gui.culling.operations.planning import (
    BadDestination,
    Plan,
    Step,
    Way,
    check_destination,
    meant_by,
    plan_units,
    readable,
)
from aesthetic_gui.culling.operations.progress import Failure
from aesthetic_gui.culling.operations.steps.staging import Maker
from aesthetic_gui.culling.ranks import Ranks
from aesthetic_gui.disk_io import LONGEST_NAME, absolute, fitting
from aesthetic_gui.explain.methods import Asked
from aesthetic_gui.files import xmp
from aesthetic_gui.files.decoding import pixels
from aesthetic_gui.files.decoding.decode import decode
from aesthetic_gui.files.export.contact_sheet import SheetFrame, SheetSettings, contact_sheet
from aesthetic_gui.files.export.gallery import gallery
from aesthetic_gui.files.export.gallery_page import Card, GallerySettings
from aesthetic_gui.files.export.picture import render
from aesthetic_gui.files.export.rendition import SUFFIXES, ExportError, Format, Rendition
from aesthetic_gui.photo import Bar, Explanation, Photo
from aesthetic_gui.scoring.pack import Pack
from aesthetic_gui.scoring.runtime import Runtime
from aesthetic_gui.words import FLAGS, UNLIKE_ANYTHING, VERDICTS, percent, photographs, verdict_words

Explain = Callable[[Item], Explanation]

_OVERLAY_QUALITY = 85


def plan_export(
    items: Iterable[Item],
    destination: Path,
    rendition: Rendition,
    *,
    bar: Bar,
    ranks: Ranks | None = None,
    stacks: StacksOf | None = None,
    template: str = "",
    rename: str = "",
    manifest: Form | None = None,
) -> Plan:
    """Write a picture of each photograph as ``rendition`` has it below ``destination``, which is made if absent.

    ``template`` makes folders as in *Albums…* ("": none), ``rename`` names the files ("": as they are); the
    ``ranks`` and ``stacks`` for them are those in the shoot, or among ``items`` where they are not given. A photograph
    that could not be read is left out. Raises ``BadTemplate``, ``BadDestination``, and ``ExportError`` where
    an original is to be other than it is; nothing is touched.
    """
    if rendition.contradiction:
        raise ExportError(rendition.contradiction)
    items, destination = list(items), absolute(destination)
    check_destination(destination)
    good, left_out = readable_ones(items)
    folders = read_template(template) if template else None
    found, not_scored = ways(good, destination, folders, rename, bar, ranks, stacks=stacks)
    left_out += not_scored
    where = destination.name or destination
    if rendition.format is Format.ORIGINAL:
        plan = plan_units("export", "copy", lambda what: f"Export {what} to ‘{where}’", found, destination, left_out)
    else:
        steps = _renditions(found, rendition, {item.photo.path: item for item in good})
        plan = Plan("export", f"Export {photographs(len(steps))} to ‘{where}’", steps, tuple(left_out), destination)
    return with_manifest(plan, items, manifest, bar) if manifest else plan


def plan_sheet(items: Iterable[Item], path: Path, settings: SheetSettings, bar: Bar) -> Plan:
    """Write a contact sheet of ``items`` as the PDF ``path``, or under a name with a number where that is taken.

    Photographs that cannot be read have a frame that says why. Raises ``BadDestination``; nothing is touched.
    """
    (items, left_out), path = _meant(list(items)), absolute(path)
    check_destination(path.parent)
    shown_at = bar if settings.show_scores else None
    frames = [
        SheetFrame(
            item.photo.path,
            item.photo.path.name,
            _lines(item, shown_at),
            str(item.decision.label),
            turn=item.decision.turn,
        )
        for item in items
    ]
    if len(os.fsencode(path.name)) > LONGEST_NAME:
        raise BadDestination(f"The name {path.name[:40]}… is longer than a name can be. Choose a shorter one.")
    with readable(path.parent):
        (name,) = FreeNames().claim(path.parent, [path.name], path.stem)
    target = path.with_name(name)
    step = Step(0, "make", target, target, maker=contact_sheet(frames, settings))
    title = f"Contact sheet ‘{name}’ of {photographs(len(items))}"
    return Plan("sheet", title, (step,) if items else (), tuple(left_out), path.parent)


def plan_gallery(
    items: Iterable[Item],
    folder: Path,
    settings: GallerySettings,
    *,
    bar: Bar,
    explain: Explain | None = None,
) -> Plan:
    """Write a gallery into ``folder``, or beside it under a name with a number where that is not empty.

    With ``explain`` and where the settings show reasons, every scored photograph has an overlay that says why.
    Raises ``BadDestination``; nothing is touched.
    """
    folder = absolute(folder)
    check_destination(folder)
    good, left_out = readable_ones(list(items))
    folder = free_folder(folder)
    cards = [_card(item, settings, bar, explain) for item in good]
    steps, unit = [], -1
    for inside, maker in gallery(cards, settings).items():
        unit += inside.parts[0] == "pictures"
        steps.append(made(inside, maker, folder, good, unit))
    title = f"Gallery ‘{folder.name}’ of {photographs(len(good))}"
    return Plan("gallery", title, tuple(steps) if good else (), tuple(left_out), folder)


def explainer(pack: Pack, runtime: Runtime, catalog: Catalog, method: str = "cam") -> Explain:
    """Explains by ``method``, one photograph at a time whichever thread asks: a runtime belongs to one at once."""
    alone = threading.Lock()

    def explain(item: Item) -> Explanation:
        with alone:
            content, turn = item.content_id, item.decision.turn
            asked = Asked(method)
            *_, last = asking.explain(item.photo, asked, pack, runtime, catalog, content_id=content, turn=turn)
            return last

    return explain


def made(inside: PurePosixPath, maker: Maker, folder: Path, items: Sequence[Item], unit: int) -> Step:
    """The step that makes the file ``inside`` a new ``folder``, of the photograph ``unit``; the page is of them all."""
    target = folder / inside
    if len(inside.parts) == 1:
        return Step(PAGE, "make", target, target, maker=maker)
    return Step(unit, "make", absolute(items[unit].photo.path), target, maker=maker)


def readable_ones(items: Sequence[Item]) -> tuple[list[Item], list[Failure]]:
    """Those of ``items`` that can be shown, and why the others cannot."""
    meant, left_out = _meant(items)
    left_out += [Failure(item.photo.path, f"unreadable: {item.unreadable}") for item in meant if item.unreadable]
    return [item for item in meant if item.unreadable is None], left_out


def _meant(items: Sequence[Item]) -> tuple[list[Item], list[Failure]]:
    return [item for item in items if not item.photo.leads_out], meant_by(item.photo for item in items)[1]


def _renditions(found: Sequence[Way], rendition: Rendition, items: Mapping[Path, Item]) -> tuple[Step, ...]:
    names, steps, suffix = FreeNames(), [], SUFFIXES[rendition.format]
    for unit, (photo, folder, stem) in enumerate(found):
        stem = fitting(stem, suffix)  # ".webp" has more letters than ".jpg"
        with readable(folder):
            (name,) = names.claim(folder, [stem + suffix], stem)
        source = absolute(photo.path)
        item = items[photo.path]
        maker = render(source, rendition, _sidecars(photo), item.decision, item.details)
        steps.append(Step(unit, "make", source, folder / name, maker=maker))
    return tuple(steps)


def _sidecars(photo: Photo) -> tuple[Path, ...]:
    return xmp.sidecars_of([absolute(path) for path in photo.files])


def free_folder(folder: Path) -> Path:
    """``folder`` where it is absent or empty, else one beside it: a gallery never mixes with other files."""
    with readable(folder):
        if not folder.exists() or not any(folder.iterdir()):
            return folder
        (name,) = FreeNames().claim(folder.parent, [folder.name], folder.name)
    return folder.with_name(name)


def _card(item: Item, settings: GallerySettings, bar: Bar, explain: Explain | None) -> Card:
    card = Card(
        absolute(item.photo.path),
        item.photo.path.name,
        stars=item.decision.stars,
        flag=item.decision.flag,
        label=item.decision.label,
        turn=item.decision.turn,
        written=item.details,
        sidecars=_sidecars(item.photo),
    )
    if item.score is None:
        return card
    card = replace(card, score=percent(item.score.p_aesthetic), verdict=VERDICTS[bar.verdict(item.score)])
    if not settings.show_reasons:
        return card
    unknown = (f"This is {UNLIKE_ANYTHING}",) if item.score.unlike_anything else ()
    reasons = (f"Mean rating {item.score.mean:.2f} ± {item.score.sd:.2f} of 10", *unknown)
    overlay = _overlay(item, explain, settings.long_edge) if explain else None
    return replace(card, reasons=reasons, overlay=overlay)


def _overlay(item: Item, explain: Explain, long_edge: int) -> Maker:
    """Writes the photograph with its explanation over it, as a JPEG."""

    def make(target: Path) -> None:
        from PIL import Image

        from aesthetic_gui.explain.drawing import overlay

        rgb = pixels.turned(decode(item.photo.path, long_edge).rgb, item.decision.turn)
        painted = overlay.render(rgb, explain(item))
        with target.open("xb") as file:
            Image.fromarray(painted).save(file, "JPEG", quality=_OVERLAY_QUALITY)

    return make


def _lines(item: Item, bar: Bar | None) -> tuple[str, ...]:
    """What stands under a frame: stars and flag, then what the model says at ``bar``, if that is wanted and known."""
    flag = FLAGS[item.decision.flag]
    first = "  ".join(word for word in ("★" * item.decision.stars, flag) if word)
    second = verdict_words(bar.verdict(item.score), item.score.p_aesthetic) if item.score and bar else ""
    return tuple(line for line in (first, second) if line)
