"""The short Python API: ``from aesthetic_gui import bar, criteria, score, stacks, explain``.

The model is loaded at the first call and kept; nothing is written anywhere.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import lru_cache
from os import PathLike
from pathlib import Path
from typing import overload

from aesthetic_gui import settings
from aesthetic_gui.culling.explaining import over, wording
from aesthetic_gui.culling.explaining.asking import explain as explain_picture
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.measuring import asking, stacked
from aesthetic_gui.culling.measuring.record import Record, to_record
from aesthetic_gui.culling.scoring.judging import Judge, bar_of
from aesthetic_gui.culling.scoring.pipeline import score_photos
from aesthetic_gui.culling.stacks.stacking import CLOSENESS
from aesthetic_gui.explain.exchange import Exchange
from aesthetic_gui.explain.methods import AESTHETIC, Asked
from aesthetic_gui.explain.words.values import Reason
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.photo import Bar, Explanation, Photo, Score, Unreadable
from aesthetic_gui.scoring.pack import Pack, load_pack
from aesthetic_gui.scoring.runtime import Device, Runtime, start_runtime
from aesthetic_gui.scoring.views import VIEWS, WHOLE, View

_NO_BYTES = "a path is a str or a Path; os.fsdecode makes one of bytes"
_one_at_a_time = threading.Lock()  # a runtime serves one thread at a time


@overload
def score(  # type: ignore[overload-overlap]  # a str is a sequence of str too; one path is meant
    photos: str | PathLike[str], *, pack: str | None = None, device: Device = "auto", augmented: bool = False
) -> Score: ...
@overload
def score(
    photos: Sequence[str | PathLike[str]], *, pack: str | None = None, device: Device = "auto", augmented: bool = False
) -> list[Score | Unreadable]: ...
def score(
    photos: str | PathLike[str] | Sequence[str | PathLike[str]],
    *,
    pack: str | None = None,
    device: Device = "auto",
    augmented: bool = False,
) -> Score | list[Score | Unreadable]:
    """Score one photograph, or many in batches.

    One path gives a :class:`~aesthetic_gui.photo.Score` with ``mean``, ``sd`` (1 to 10), ``distribution``
    (ten probabilities) and ``p_aesthetic`` (0 to 1); raises ``Unreadable`` if it cannot be read.
    A list gives a list in the same order; a photograph that cannot be read is an ``Unreadable`` in its place.
    ``augmented`` averages what the network says of several views of each photograph, mirrored, cropped and scaled
    (:data:`~aesthetic_gui.scoring.views.VIEWS`): steadier, and slower; ``Score.pack`` tells the two apart.
    """
    if isinstance(photos, bytes):
        raise TypeError(_NO_BYTES)
    views = VIEWS if augmented else WHOLE
    if isinstance(photos, (str, PathLike)):
        outcome = _score_all([Path(photos)], pack, device, views)[0]
        if isinstance(outcome, Unreadable):
            raise outcome
        return outcome
    return _score_all([Path(path) for path in photos], pack, device, views)


@overload
def criteria(  # type: ignore[overload-overlap]  # as of score
    photos: str | PathLike[str], *, quick: bool = False, crops: bool = False
) -> Record: ...
@overload
def criteria(
    photos: Sequence[str | PathLike[str]], *, quick: bool = False, crops: bool = False
) -> list[Record | Unreadable]: ...
def criteria(
    photos: str | PathLike[str] | Sequence[str | PathLike[str]], *, quick: bool = False, crops: bool = False
) -> Record | list[Record | Unreadable]:
    """What is measured of one photograph, or of many: technical criteria, and every face with its eyes.

    One path gives a dict: ``path``, ``criteria`` by name with ``value`` (0 to 100, no fault), ``region``, ``unit`` and
    ``raw``, ``class`` (bad, normal or good) and ``faces``, the same as ``aesthetic-gui criteria --json`` prints; raises
    ``Unreadable`` if it cannot be read. A list gives a list in the same order; a photograph that cannot be read is an
    ``Unreadable`` in its place. ``quick`` looks at a reduced picture: faster, and errs more. ``crops``: every picture
    is one aligned face.
    """
    if isinstance(photos, bytes):
        raise TypeError(_NO_BYTES)
    if isinstance(photos, (str, PathLike)):
        outcome = _measure_all([Path(photos)], quick, crops)[0]
        if isinstance(outcome, Unreadable):
            raise outcome
        return outcome
    return _measure_all([Path(path) for path in photos], quick, crops)


def stacks(folder: str | PathLike[str], *, closeness: float = CLOSENESS) -> list[Record]:
    """Which photographs in ``folder``, and in the folders in it, belong together; nothing is decided.

    A list of dicts, as ``aesthetic-gui stacks --json`` prints them: ``kind`` (burst, duplicate, bracket, focus,
    panorama, single), ``photos`` in order, ``best`` and ``why`` (None where nothing can be told; never for series,
    which are kept whole), ``note``, ``by_hand``, ``cover``. ``closeness`` is 0 (only what is almost the same) to 1
    (whatever is of one scene). What cannot be read is grouped by its name. Raises ``NotADirectoryError`` where there
    is no folder.
    """
    if not Path(folder).is_dir():
        raise NotADirectoryError(f"{folder} is no folder")
    items = [Item(photo) for photo in find_photos([Path(folder)])]
    return stacked.stacked(items, closeness=closeness).records(str)


def bar(pack: str | None = None) -> Bar:
    """Where the verdict changes: ``bar().verdict(score("photo.jpg"))`` is the verdict that the window shows.

    It has the threshold and the band chosen in the window, and else those that were measured with the model; a
    :class:`~aesthetic_gui.photo.Bar` of your own does as well. Raises ``BadPack`` where there is no such model.
    """
    return bar_of(settings.load(), load_pack(pack))


def explain(
    photo: str | PathLike[str],
    method: str = "cam",
    *,
    target: str = AESTHETIC,
    level: int | None = None,
    option: str = "",
    samples: int | None = None,
    pack: str | None = None,
    device: Device = "auto",
) -> Explanation:
    """Why ``photo`` got its score, or another number: a heat map, and what each superpixel contributes.

    ``method`` is one of ``explain.methods.METHODS``, ``target`` one of its ``TARGETS``: "aesthetic", "rating", or a
    technical criterion such as "focus" (a taste is in the catalog, which this does not read). With "cam", ``level``
    shows one of the model's levels: 1 is the finest, 0 adds up all, None is the coarsest. ``option`` is a variant of
    the method, ``samples`` how often the model is asked. Raises ``Unreadable`` if the photograph cannot be read,
    ``ValueError`` for an unknown method, target, level or option, and where there is nothing to explain.
    """
    asked = Asked(method, target, level, option, samples)
    with _one_at_a_time:
        model, runtime = _started(pack, device)
        *_, explanation = explain_picture(Photo(Path(photo)), asked, model, runtime)
    return explanation


def reasons(photo: str | PathLike[str], *, pack: str | None = None, device: Device = "auto") -> tuple[Reason, ...]:
    """What is worth saying of ``photo``, in two or three sentences of what was measured, technical faults first.

    Each :class:`~aesthetic_gui.explain.words.values.Reason` has ``text``, the ``figure`` in it, the ``region`` it is
    about (shares of the photograph, or None), ``kind``, and what is ``usual``. Raises ``Unreadable``.
    """
    with _one_at_a_time:
        model, runtime = _started(pack, device)
        return wording.in_words(Photo(Path(photo)), Judge(model), runtime)


def why_over(
    photo: str | PathLike[str],
    other: str | PathLike[str],
    *,
    target: str = AESTHETIC,
    pack: str | None = None,
    device: Device = "auto",
) -> Exchange:
    """Which regions of ``photo`` put it above ``other``, another frame of the same: exchanged, the order turns round.

    ``target`` is "aesthetic" or "rating". The answer has ``flips``, ``share`` of the picture, ``chosen`` regions and
    more, see :class:`~aesthetic_gui.explain.exchange.Exchange`. Raises ``Unreadable``, ``NotAbove`` where ``photo`` is
    not above ``other``, and ``NotAligned`` where they do not show the same.
    """
    first, second = (over.Turned(Photo(Path(each))) for each in (photo, other))
    with _one_at_a_time:
        model, runtime = _started(pack, device)
        return over.why_over(first, second, model, runtime, target=target)


def _score_all(paths: list[Path], pack: str | None, device: Device, views: Sequence[View]) -> list[Score | Unreadable]:
    with _one_at_a_time:
        model, runtime = _started(pack, device)
        photos = [Photo(path) for path in dict.fromkeys(paths)]
        items = {item.photo.path: item for item in score_photos(photos, Judge(model), runtime, views=views)}
    return [items[path].score or Unreadable(path, items[path].unreadable or "") for path in paths]


def _measure_all(paths: list[Path], quick: bool, crops: bool) -> list[Record | Unreadable]:
    photos = [Photo(path) for path in dict.fromkeys(paths)]
    told = asking.crops(photos) if crops else asking.measured(photos, closely=not quick)
    found = {photo.path: facts for photo, facts in told}
    each = ((path, found[path]) for path in paths)
    return [facts if isinstance(facts, Unreadable) else to_record(facts, str(path)) for path, facts in each]


@lru_cache(maxsize=2)
def _started(pack: str | None, device: Device) -> tuple[Pack, Runtime]:
    model = load_pack(pack)
    return model, start_runtime(model, device)
