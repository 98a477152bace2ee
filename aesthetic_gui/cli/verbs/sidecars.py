"""``sidecars``: read what other programs rated, write what was decided here, look at both, settle conflicts."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from aesthetic_gui.catalog.catalog import Catalog
from aesthetic_gui.cli import arguments, operations, session
from aesthetic_gui.cli.output import print_json, print_lines, shown, tell
from aesthetic_gui.cli.parser import ALL_WELL, FAILED, PROGRAM, SOME_UNREADABLE, WrongUse
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations import describing
from aesthetic_gui.culling.operations.planning import Plan
from aesthetic_gui.culling.scoring.pipeline import known_items
from aesthetic_gui.culling.sidecars import exchange as culling
from aesthetic_gui.culling.sidecars.exchange import Conflict, News
from aesthetic_gui.culling.sidecars.state import Voice, voices
from aesthetic_gui.files.formats import find_photos
from aesthetic_gui.files.xmp import Marks
from aesthetic_gui.photo import DETAIL_TEXTS, NO_DETAILS, Decision, Details, Photo
from aesthetic_gui.words import FLAGS, decision_signs, details_words

EXAMPLES = (
    f"  {PROGRAM} sidecars read --recursive ~/Pictures/wedding\n"
    f"  {PROGRAM} sidecars write ~/Pictures/wedding --for darktable --dry-run\n"
    f"  {PROGRAM} sidecars show IMG_1.CR2 --json\n"
    f"  {PROGRAM} sidecars settle ~/Pictures/wedding --keep theirs"
)
CHUNK = 500  # photographs


def add_arguments(parser: argparse.ArgumentParser) -> None:
    tasks = arguments.tasks_of(parser)
    for task, what in (
        ("read", "take over what other programs rated; what was rated on both sides is named, and left"),
        ("write", "save flags, stars, labels and scores to sidecars; originals are never written"),
        ("show", "what the sidecars and the photograph itself say, field by field"),
        ("settle", "say which counts where a photograph was rated here and in another program"),
    ):
        one = arguments.add_task(tasks, task, what)
        if task == "show":
            one.add_argument(
                "photo", metavar="PHOTO", type=arguments.path, help="the photograph, or one of its sidecars"
            )
            one.add_argument("--json", action="store_true", help="one JSON array, an object for each file")
        else:
            arguments.add_paths(one)
        if task == "write":
            _add_writing(one)
        if task == "settle":
            one.add_argument(
                "--keep",
                choices=("mine", "theirs"),
                required=True,
                help="what counts in what both sides changed: mine (saved by the next write) or theirs",
            )
        arguments.add_catalog(one)


def _add_writing(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--for",
        dest="program",
        metavar="PROGRAM",
        default="lightroom",
        help="lightroom (default), darktable, digikam, captureone, photomechanic or everything",
    )
    parser.add_argument("--no-score", action="store_true", help="without what the model says")
    parser.add_argument("--keywords", action="store_true", help="the verdict as a keyword, too")
    parser.add_argument("--dry-run", action="store_true", help="only say which sidecars would be made or changed")
    arguments.add_model(parser)
    arguments.add_taste(parser)


def run(options: argparse.Namespace) -> int:
    """Do ``options.task``; 1 where photographs are in conflict or a sidecar cannot be understood, 3 on failure."""
    with session.opened_catalog(options) as catalog:
        return _TASKS[options.task](catalog, options)


def _read(catalog: Catalog, options: argparse.Namespace) -> int:
    photos, well = _photos(options)
    news = culling.together(culling.read_sidecars(catalog, photos, again=True))
    _print_decisions(news)
    return _told(news, well)


def _write(catalog: Catalog, options: argparse.Namespace) -> int:
    try:
        profile = culling.profile_called(options.program)
    except culling.UnknownProfile as error:
        raise WrongUse(str(error)) from error
    photos, well = _photos(options)
    plan, news = culling.plan_save(
        catalog,
        _items(photos, catalog, options),
        profile,
        bar=session.bar(options),
        scores=not options.no_score,
        keywords=options.keywords,
    )
    _print_decisions(news)
    code = _told(news, well)
    disputed = {conflict.photo.path for conflict in news.conflicts}
    for failure in plan.left_out:
        if failure.photo not in disputed and failure.reason not in [problem.reason for problem in news.problems]:
            operations.say_stays(failure)
            code = SOME_UNREADABLE
    if options.dry_run:
        _print_plan(plan)
    elif plan.steps and not operations.perform(catalog, plan):
        return FAILED
    return code


def _show(catalog: Catalog, options: argparse.Namespace) -> int:
    if not os.path.lexists(options.photo):
        raise WrongUse(f"there is no photograph '{shown(options.photo)}'")
    photo = next(find_photos([options.photo]))
    heard = list(voices(photo))
    decision = catalog.decisions([photo]).get(photo.path, Decision())
    written = describing.written_now(catalog, [photo])[photo.path]
    if options.json:
        print_json([_catalogs(photo, decision, written), *(_row(voice, photo) for voice in heard)])
    else:
        words = details_words(NO_DETAILS, written) if written != NO_DETAILS else ""
        print_lines([f"catalog: {', '.join(filter(None, (decision_signs(decision), words)))}"])
        for voice in heard:
            print_lines(_lines(voice, photo))
    return SOME_UNREADABLE if any(voice.problem for voice in heard) else ALL_WELL


def _settle(catalog: Catalog, options: argparse.Namespace) -> int:
    photos, well = _photos(options)
    news = culling.together(culling.read_sidecars(catalog, photos, again=True))
    _print_decisions(news)
    settled = culling.settle(catalog, news.conflicts, options.keep)
    _print_decisions(settled)
    done = len(news.conflicts) - len(settled.conflicts)
    tell(f"{done} settled" if news.conflicts else "nothing was in conflict")
    if done and options.keep == "mine":
        tell(f"`{PROGRAM} sidecars write` saves what was kept")
    return _told(News(news.read, problems=news.problems, conflicts=settled.conflicts), well)


def _photos(options: argparse.Namespace) -> tuple[list[Photo], bool]:
    """The photographs that the paths name, and whether all of them could be looked at."""
    there = [path for path in options.paths if os.path.lexists(path)]
    for path in options.paths:
        if path not in there:
            tell(f"{shown(path)}: there is no such file or folder")
    photos, listed = session.listed(there, recursive=options.recursive)
    well = listed and len(there) == len(options.paths)
    if not photos and well:
        tell("no photographs there" + ("" if options.recursive else "; --recursive looks into subfolders too"))
    return photos, well


def _items(photos: Sequence[Photo], catalog: Catalog, options: argparse.Namespace) -> list[Item]:
    """With the scores that there are; none is made for this."""
    if not photos or (options.no_score and not options.keywords):
        return [Item(photo) for photo in photos]
    judging = session.judge(options, catalog)
    return [
        item
        for start in range(0, len(photos), CHUNK)
        for item in known_items(photos[start : start + CHUNK], judging, catalog)
    ]


def _print_decisions(news: News) -> None:
    print_lines(
        f"{shown(change.before)}: {decision_signs(change.decision)}"
        for change in news.changes
        if change.decision is not None
    )
    print_lines(
        f"{shown(change.before)}: {details_words(NO_DETAILS, change.details)}"
        for change in news.changes
        if change.details is not None
    )


def _print_plan(plan: Plan) -> None:
    """What would be written: new sidecars, and those that would change."""
    print_lines(
        f"{shown(step.source)}: {'new' if step.writing and step.writing.before is None else 'changed'}"
        for step in plan.steps
    )


def _told(news: News, well: bool) -> int:
    """Tell on stderr what is wrong, and give the exit code."""
    for conflict in news.conflicts:
        tell(f"conflict: {shown(conflict.photo.path)}: {_both(conflict)}")
    for problem in news.problems:
        tell(f"{shown(problem.photo)}: {problem.reason}")
    return ALL_WELL if well and not news.conflicts and not news.problems else SOME_UNREADABLE


def _both(conflict: Conflict) -> str:
    theirs = decision_signs(conflict.theirs)
    if conflict.label_text:
        theirs += f", label “{conflict.label_text}”"
    mine = ", ".join(filter(None, (decision_signs(conflict.mine), conflict.texts_in_dispute(conflict.my_details))))
    theirs = ", ".join(filter(None, (theirs, conflict.texts_in_dispute(conflict.their_details))))
    return f"here {mine}, in another program {theirs}"


def _catalogs(photo: Photo, decision: Decision, details: Details) -> dict[str, Any]:
    said: dict[str, Any] = {
        "flag": FLAGS[decision.flag].lower() or "none",
        "stars": decision.stars,
        "label": str(decision.label) or "none",
        "turn": decision.turn,
    }
    said |= {name: text for name in DETAIL_TEXTS if (text := getattr(details, name))}
    said |= {"keywords": list(details.keywords)} if details.keywords else {}
    return {"source": "catalog", "path": shown(photo.path), **said}


def _row(voice: Voice, photo: Photo) -> dict[str, Any]:
    source = "photograph" if voice.path == photo.path else "sidecar"
    row: dict[str, Any] = {"source": source, "path": shown(voice.path)}
    if voice.problem:
        row["problem"] = voice.problem
    return row | (_fields(voice.marks) if voice.marks else {})


def _lines(voice: Voice, photo: Photo) -> Iterable[str]:
    yield f"{shown(voice.path)}:" if voice.path != photo.path else f"{shown(voice.path)} itself:"
    if voice.problem:
        yield f"  {voice.problem}"
    fields = _fields(voice.marks) if voice.marks else {}
    if not fields and not voice.problem:
        yield "  says nothing"
    for name, value in fields.items():
        yield f"  {name.replace('_', ' ') + ':':15}{'; '.join(value) if isinstance(value, list) else value}"


def _fields(marks: Marks) -> dict[str, Any]:
    """What is mentioned, field by field."""
    fields: dict[str, Any] = {}
    if marks.flag is not None:
        fields["flag"] = FLAGS[marks.flag].lower() or "none"
    if marks.stars is not None:
        fields["stars"] = marks.stars
    if marks.label is not None:
        fields["label"] = str(marks.label) or "none"
    if marks.label_text:
        fields["label_text"] = marks.label_text
    if marks.turn is not None:
        fields["turn"] = marks.turn
    fields |= {name: text for name in DETAIL_TEXTS if (text := getattr(marks, name)) is not None}
    if marks.keywords:
        fields["keywords"] = list(marks.keywords)
    if marks.hierarchical:
        fields["hierarchical"] = list(marks.hierarchical)
    if marks.judgement:
        judged = marks.judgement
        fields |= {"score": judged.score, "p_aesthetic": judged.p_aesthetic, "verdict": str(judged.verdict)}
        fields |= {"pack": judged.pack, "version": judged.version}
    return fields


_TASKS: dict[str, Callable[[Catalog, argparse.Namespace], int]] = {
    "read": _read,
    "write": _write,
    "show": _show,
    "settle": _settle,
}
