"""Merge a decision into a packet: what each field is to say, then surgery, then proof by reading it again."""

from __future__ import annotations

import math
from dataclasses import replace

from aesthetic_gui.files.exif import with_turn
from aesthetic_gui.files.xmp import names
from aesthetic_gui.files.xmp.editing import UNSAFE, Edit, applied, with_description
from aesthetic_gui.files.xmp.fields import FIELDS, Field, Target, Texts
from aesthetic_gui.files.xmp.marks import Judgement, Marks, Wanted, XmpError
from aesthetic_gui.files.xmp.names import Name
from aesthetic_gui.files.xmp.packet import Packet, parse, parse_raw
from aesthetic_gui.files.xmp.profiles import Profile
from aesthetic_gui.files.xmp.reading import (
    keywords_of,
    label_of,
    levels_of,
    marks_of,
    said,
    tidy,
    tidy_details,
    turn_of,
)
from aesthetic_gui.files.xmp.values import Values, values_of
from aesthetic_gui.photo import DETAIL_TEXTS, ColourLabel, Decision, Details, Flag

NEW = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Aesthetic GUI">\n'
    ' <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
    '  <rdf:Description\n    rdf:about=""/>\n'
    " </rdf:RDF>\n"
    "</x:xmpmeta>\n"
    '<?xpacket end="w"?>\n'
).encode()


def write(data: bytes | None, wanted: Wanted, profile: Profile) -> bytes:
    """``data`` with what is wanted merged in, or a new packet where it is None or empty.

    Where the packet says it all already, the very same bytes come back. Raises ``XmpError``, also where the result
    would not read back as wanted: a broken packet is never handed out.
    """
    details = wanted.details and tidy_details(wanted.details)
    wanted = replace(wanted, decision=_within(wanted.decision), details=details)
    data = data if data and data.strip() else NEW
    packet = parse(data)
    if not packet.descriptions:
        packet = parse_raw(with_description(packet), packet.encoding)
    before = values_of(packet)
    raw = _merged(packet, before, wanted, profile)
    written = data if raw == packet.raw else packet.encoding.encode(raw.decode("utf-8"))
    if not _says(marks_of(values_of(parse(written)), lambda: wanted.orientation or 1), wanted):
        raise XmpError(UNSAFE)
    return written


def _within(decision: Decision) -> Decision:
    return replace(decision, stars=max(0, min(decision.stars, 5)))


def _merged(packet: Packet, before: Values, wanted: Wanted, profile: Profile) -> bytes:
    edit = Edit(packet)
    after = _decided(edit, before, _target(before, wanted, profile), profile)
    _write_own(edit, before, after, wanted.decision)
    if wanted.orientation is not None:
        _write_turn(edit, before, wanted.decision.turn, wanted.orientation)
    if wanted.details is not None:
        _write_texts(edit, before, wanted.details)
        wanted = _with_keywords(before, wanted, wanted.details)
    _write_keywords(edit, before, wanted)
    if wanted.judgement:
        for name, text in _judged(wanted.judgement):
            _write_text(edit, before, name, text)
    return applied(edit)


def _target(before: Values, wanted: Wanted, profile: Profile) -> Target:
    decision = wanted.decision
    label = label_of(before)
    is_left = not decision.label and not label and not wanted.label_changed
    return Target(
        flag=decision.flag,
        stars=decision.stars,
        label=decision.label,
        rejects_in_rating=profile.rejects_in_rating,
        says_no_stars=profile.says_no_stars,
        names=profile.label_names,
        keeps_foreign=is_left or (label == decision.label and not wanted.label_changed),
    )


def _decided(edit: Edit, before: Values, target: Target, profile: Profile) -> Values:
    """Writes the fields of flag, stars and label; gives every property as it will be."""
    after = dict(before)
    for field in FIELDS:
        old = before.get(field.name)
        new = field.after(target, old, in_profile=field.family in profile.families)
        if new == old:
            continue
        after.pop(field.name, None)
        if new is not None:
            after[field.name] = new
        _write_field(edit, field, new)
    return after


def _write_field(edit: Edit, field: Field, texts: Texts | None) -> None:
    if field.is_list:
        edit.set_list(field.name, names.SEQ, texts or ())
    elif texts is None:
        edit.remove(field.name)
    else:
        edit.set_text(field.name, texts[-1])


def _write_own(edit: Edit, before: Values, after: Values, decision: Decision) -> None:
    """What we remember of the decision; see ``names``."""
    is_minus_one = decision.flag is Flag.REJECT and said(after, names.RATING).flag is Flag.REJECT
    _write_text(edit, before, names.OWN_FLAG, str(int(decision.flag)) if decision.flag else None)
    _write_text(edit, before, names.OWN_STARS, str(decision.stars) if decision.stars else None)
    _write_text(edit, before, names.OWN_LABEL, decision.label.value or None)
    _write_text(edit, before, names.OWN_RATING, "-1" if is_minus_one else None)


def _write_text(edit: Edit, before: Values, name: Name, text: str | None) -> None:
    if text is None:
        edit.remove(name)
    elif before.get(name) != (text,):
        edit.set_text(name, text)


def _write_turn(edit: Edit, before: Values, turn: int, orientation: int) -> None:
    """Only where the photograph is turned, or the property is there; a mirror image stays where nothing is turned."""
    said_before = turn_of(before, lambda: orientation)
    if turn or said_before:
        _write_text(edit, before, names.ORIENTATION, str(with_turn(orientation, turn)))


def _judged(judgement: Judgement) -> list[tuple[Name, str]]:
    if not (math.isfinite(judgement.score) and 0 <= judgement.p_aesthetic <= 1):
        raise XmpError("the score is no number and cannot be written to a sidecar; score the photograph again")
    return [
        (names.SCORE, f"{judgement.score:.4f}"),
        (names.PROBABILITY, f"{judgement.p_aesthetic:.4f}"),
        (names.VERDICT, judgement.verdict.value),
        (names.PACK, judgement.pack.strip()),
        (names.VERSION, judgement.version.strip()),
    ]


def _write_texts(edit: Edit, before: Values, details: Details) -> None:
    said = marks_of(before)
    for name, field in ((names.TITLE, "title"), (names.CAPTION, "caption"), (names.RIGHTS, "rights")):
        text = getattr(details, field)
        if (getattr(said, field) or "") != text:
            edit.set_alternative(name, text)
    if (said.creator or "") != details.creator:
        edit.set_list(names.CREATOR, names.SEQ, tuple(details.creator.split("; ")) if details.creator else ())


def _with_keywords(before: Values, wanted: Wanted, details: Details) -> Wanted:
    """``wanted`` with the details' keywords as what is added and taken away; a path's last level is a plain one, too.

    With a path its levels go from among the plain ones, or they would be read as keywords of their own.
    """
    gone = set(keywords_of(marks_of(before))) - set(details.keywords)
    paths = tuple(word for word in details.keywords if "|" in word)
    words = tuple(word.rpartition("|")[2] for word in details.keywords)
    gone_words = levels_of(gone) - levels_of(details.keywords)
    return replace(
        wanted,
        keywords=(*words, *wanted.keywords),
        hierarchical=(*paths, *wanted.hierarchical),
        keywords_removed=(*gone_words, *wanted.keywords_removed),
        hierarchical_removed=(*gone, *wanted.hierarchical_removed),
    )


def _write_keywords(edit: Edit, before: Values, wanted: Wanted) -> None:
    """Plain keywords go into the list of paths, too, where there is one: darktable then reads nothing else."""
    words, gone_words = _keywords(wanted.keywords, wanted.keywords_removed)
    edit.change_list(names.SUBJECT, words, gone_words)
    paths, gone_paths = _keywords(wanted.hierarchical, wanted.hierarchical_removed)
    levels = {level for path in paths for level in path.split("|")}
    if paths and names.HIERARCHICAL not in before:
        words = tidy((*_kept(before, gone_words | gone_paths), *words))
    added = (*(word for word in words if word not in levels), *paths)
    gone = (gone_words | gone_paths) - set(added)
    if paths or names.HIERARCHICAL in before:
        edit.change_list(names.HIERARCHICAL, added, gone)
    if names.TAGS in before:  # digiKam reads only these where they are
        edit.change_list(names.TAGS, tuple(map(_as_tag, added)), gone | set(map(_as_tag, gone)))


def _texts_of(said: Marks | Details) -> tuple[str, ...]:
    return tuple(getattr(said, field) or "" for field in DETAIL_TEXTS)


def _kept(before: Values, gone: frozenset[str]) -> list[str]:
    return [word for word in before.get(names.SUBJECT, ()) if word.strip() not in gone]


def _as_tag(path: str) -> str:
    """As digiKam writes levels."""
    return path.replace("|", "/")


def _keywords(added: tuple[str, ...], removed: tuple[str, ...]) -> tuple[tuple[str, ...], frozenset[str]]:
    added = tidy(added)
    return added, frozenset(tidy(removed)) - set(added)


def _says(marks: Marks, wanted: Wanted) -> bool:
    details = wanted.details
    if details is not None and _texts_of(marks) != _texts_of(details):
        return False
    decision = wanted.decision
    decided = (marks.flag or Flag.NONE, marks.stars or 0, marks.label or ColourLabel.NONE)
    words, gone = _keywords(wanted.keywords, wanted.keywords_removed)
    paths, gone_paths = _keywords(wanted.hierarchical, wanted.hierarchical_removed)
    return (
        decided == (decision.flag, decision.stars, decision.label)
        and (wanted.orientation is None or (marks.turn or 0) == decision.turn)
        and set(words) <= set(marks.keywords)
        and not gone & set(marks.keywords)
        and set(paths) <= set(marks.hierarchical)
        and not (gone_paths - set(words)) & set(marks.hierarchical)
        and (
            wanted.judgement is None
            or (marks.judgement is not None and _judged(marks.judgement) == _judged(wanted.judgement))
        )
    )
