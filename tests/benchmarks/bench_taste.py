"""What a taste gains, how often luck passes for one, and what learning costs.

python tests/benchmarks/bench_taste.py DATA [--embeddings FILE.npz] [--pack NAME]

DATA holds corpus/, oasis/ and culling/ with their labels.csv; what is not there is passed over.

culling/ holds real culls: what photographers kept and threw out of their own galleries. Each is learned by five-fold
cross-validation, near-duplicates in one fold, with and without the time of capture; *asked* and *random* are how many
decisions it takes until the taste takes over, five at a time, as *Ask me* asks and by chance; *in order* is by time.

Besides, photographers are simulated: one who goes by rated beauty within
one OASIS category, one who prefers a category, and one who picks a single source's style among good and ordinary
photographs of other sources. Each decides on up to 200 photographs; themes and the other sources are split, so that
the photographs on which the gain is measured are of themes and sources that were never decided on. Gains there are of
balanced accuracy, *pairs* is what the taste says of itself; *moved* is the
model alone with the threshold that suits the decisions best; *in use* is the gain where the taste takes over, else 0.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from scipy.sparse.csgraph import connected_components

from aesthetic_gui.catalog.catalog import Catalog, Result
from aesthetic_gui.culling.item import Item
from aesthetic_gui.culling.operations.deciding import decide
from aesthetic_gui.culling.scoring.judging import Judge, base_logit
from aesthetic_gui.culling.taste import tasting
from aesthetic_gui.photo import Flag, Photo
from aesthetic_gui.scoring.pack import Pack, load_pack
from aesthetic_gui.scoring.runtime import predict_many, start_runtime
from aesthetic_gui.taste.asking import farthest, most_telling
from aesthetic_gui.taste.bursts import GAP
from aesthetic_gui.taste.head import Learned, Taste, logistic
from aesthetic_gui.taste.learning import learn
from aesthetic_gui.taste.timeline import HOUR, seconds_of
from aesthetic_gui.training.data.folders import Labelled, read_corpus, read_oasis, read_rgb
from aesthetic_gui.training.statistics import calibration_errors

DECISIONS = 200
DRAWS = 20
SHOOTS = 300
MOST = 90  # photographs that a preferred source needs
CULL_DRAWS = 5
AT_ONCE = 5
EARLY = 60
ALIKE = 0.8  # cosine of two embeddings less the gallery's mean


@dataclass(frozen=True)
class Photographs:
    """Embeddings (n, d), the pack's logits (n,), the photographer's picks (n,) and what may not be split (n,)."""

    embeddings: np.ndarray
    logits: np.ndarray
    picked: np.ndarray
    group: np.ndarray

    def at(self, rows: np.ndarray) -> Photographs:
        return Photographs(self.embeddings[rows], self.logits[rows], self.picked[rows], self.group[rows])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, nargs="?", default=Path(__file__).resolve().parents[3] / "shared" / "data")
    parser.add_argument("--embeddings", type=Path, help="keep what the model said here, and take it from here")
    parser.add_argument("--pack")
    options = parser.parse_args()
    pack = load_pack(options.pack)
    costs(pack)
    culls(pack, options.data / "culling", options.embeddings)
    if not (options.data / "oasis" / "labels.csv").is_file():
        print(f"no photographs in {options.data}: gains are not measured")
        return
    oasis = read_oasis(options.data / "oasis")
    collections = [read_corpus(options.data / "corpus", name) for name in ("wide", "narrow")]
    corpus = Labelled(
        sum((part.paths for part in collections), ()),
        np.concatenate([part.value for part in collections]),
        np.concatenate([part.group for part in collections]),
    )
    said = answers(pack, {"oasis": oasis, "corpus": corpus}, options.embeddings)
    gains(pack, said, oasis, corpus, options.data)
    luck(said["corpus"])


def answers(pack: Pack, sets: dict[str, Labelled], kept: Path | None) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Embeddings float16 and logits of every photograph, by set."""
    if kept and kept.is_file():
        with np.load(kept) as found:
            if str(found["pack"]) == pack.key:
                return {name: (found[name], found[f"{name}-logits"]) for name in sets}
    runtime = start_runtime(pack, "cpu")
    said = {}
    for name, photographs in sets.items():
        embeddings, logits = [], []
        for start in range(0, len(photographs.paths), 32):
            prepared = [pack.prepare(read_rgb(path)) for path in photographs.paths[start : start + 32]]
            for outputs in predict_many(runtime, prepared):
                embeddings.append(outputs.embedding[0].astype(np.float16))
                logits.append(base_logit(float(outputs.evidence[0]), pack))
        said[name] = np.array(embeddings), np.array(logits)
    runtime.close()
    if kept:
        columns = {f"{name}-logits": logits for name, (_, logits) in said.items()}
        np.savez(kept, pack=pack.key, **{name: embeddings for name, (embeddings, _) in said.items()}, **columns)
    return said


Split = tuple[np.ndarray, np.ndarray]
Photographer = Callable[[np.random.Generator], tuple[Photographs, Split]]


def photographers(
    said: dict[str, tuple[np.ndarray, np.ndarray]], oasis: Labelled, corpus: Labelled, data: Path
) -> Iterator[tuple[str, str, Photographer]]:
    category = categories(data)
    beauty, theme = oasis.value, oasis.group
    for name in sorted(set(category)):
        inside = category == name
        whole = Photographs(*said["oasis"], beauty > np.median(beauty[inside]), theme).at(inside)
        yield "beauty within", name, lambda random, whole=whole: (whole, by_group(whole, random))
    for name in sorted(set(category)):
        picked = (category == name) & (beauty > np.median(beauty))
        whole = Photographs(*said["oasis"], picked, theme)
        yield "beautiful ones of", name, lambda random, whole=whole: (whole, by_group(whole, random))
    sources, counts = np.unique(corpus.group[corpus.value == 1], return_counts=True)
    for name in sources[counts >= MOST]:
        whole = Photographs(*said["corpus"], corpus.group == name, corpus.group)
        yield "style of", str(name), lambda random, whole=whole: (whole, by_source(whole, random))


def categories(data: Path) -> np.ndarray:
    with (data / "oasis" / "labels.csv").open(encoding="utf-8", newline="") as file:
        return np.array([row["category"] for row in csv.DictReader(file)])


def by_group(whole: Photographs, random: np.random.Generator) -> Split:
    """Whole themes: up to 200 decisions, and at most 60 % of what there is."""
    names = random.permutation(np.unique(whole.group))
    place = np.argsort(names)[np.searchsorted(np.sort(names), whole.group)]
    order = np.argsort(place, kind="stable")
    count = min(DECISIONS, int(0.6 * len(order)))
    return order[:count], order[count:]


def by_source(whole: Photographs, random: np.random.Generator) -> Split:
    """Half of the preferred source against half of the other sources; the other halves are unseen."""
    own = random.permutation(np.flatnonzero(whole.picked))
    names = random.permutation(np.unique(whole.group[~whole.picked]))
    near = np.isin(whole.group, names[: len(names) // 2])
    others = [random.permutation(np.flatnonzero(side & ~whole.picked)) for side in (near, ~near)]
    half = len(own) // 2
    return np.concatenate([own[:half], others[0][: DECISIONS - half]]), np.concatenate([own[half:], others[1]])


def gains(
    pack: Pack, said: dict[str, tuple[np.ndarray, np.ndarray]], oasis: Labelled, corpus: Labelled, data: Path
) -> None:
    print(f"\nbalanced accuracy on photographs never decided on: means and 95 % ranges of {DRAWS} draws, {pack.key}")
    print(f"{'photographer':<42}decisions  model  moved  taste     pairs  gain [range]        takes over  in use")
    by_kind: dict[str, list[float]] = {}
    errors: dict[str, list[np.ndarray]] = {}
    for kind, name, photographer in photographers(said, oasis, corpus, data):
        rows = np.array([one_draw(pack, photographer, seed) for seed in range(DRAWS)])
        decisions, base, moved, taste, held_out, over = np.nanmean(rows[:, :6], axis=0)
        gain = rows[:, 3] - rows[:, 1]
        low, high = np.quantile(gain, (0.025, 0.975))
        by_kind.setdefault(kind, []).append(float(gain.mean()))
        errors.setdefault(kind, []).append(rows[:, 6:])
        print(
            f"{kind + ' ' + name:<42}{decisions:7.0f}{base:7.3f}{moved:7.3f}{taste:7.3f}{held_out:10.3f}"
            f"{100 * gain.mean():+7.1f} [{100 * low:+5.1f}, {100 * high:+5.1f}]"
            f"{100 * over:8.0f} %{100 * (gain * rows[:, 5]).mean():+10.1f}"
        )
    for kind, found in by_kind.items():
        error, floor = np.nanmean(np.concatenate(errors[kind]), axis=0)
        print(
            f"{kind}: mean gain {interval(np.array(found))} points over {len(found)} photographers; "
            f"ECE {error:.3f} (the truth itself would measure {floor:.3f})"
        )


def one_draw(pack: Pack, photographer: Photographer, seed: int) -> tuple[float, ...]:
    whole, (decided, unseen) = photographer(np.random.default_rng(seed))
    known, new = whole.at(decided), whole.at(unseen)
    # a theme of OASIS is one burst; a preferred source stands for many shoots, each photograph of it for one
    own_style = len(np.unique(known.group[known.picked])) == 1
    groups = np.arange(len(decided)) if own_style else known.group
    learned = learn(known.embeddings, known.logits, known.picked, groups, pack_key=pack.key)
    at = np.log(pack.threshold / (1 - pack.threshold))
    # too little to learn from, as of a category with few themes: the model goes on judging
    p = learned.taste.probability(new.embeddings, new.logits) if learned.taste else logistic(new.logits)
    return (
        len(decided),
        balanced(new.logits >= at, new.picked),
        balanced(new.logits >= best_threshold(known), new.picked),
        balanced(p >= pack.threshold, new.picked),
        learned.held_out.taste.value if learned.held_out else np.nan,
        float(learned.takes_over),
        *(calibration(p, new.picked) if learned.taste else (np.nan, np.nan)),
    )


def calibration(p: np.ndarray, picked: np.ndarray) -> tuple[float, float]:
    """ECE with picks weighing as much as rejects, and what it would be with picks drawn from ``p`` itself."""
    odds = p / (1 - p) * picked.mean() / (1 - picked.mean())
    random = np.random.default_rng(0)
    drawn = [error(p, random.random(len(p)) < odds / (1 + odds)) for _ in range(20)]
    return error(p, picked), float(np.mean(drawn))


def error(p: np.ndarray, picked: np.ndarray) -> float:
    weights = np.where(picked, 0.5 / max(picked.sum(), 1), 0.5 / max((~picked).sum(), 1))
    return float(calibration_errors(p, picked.astype(float), weights[None])[0])


def best_threshold(known: Photographs) -> float:
    """Where the model alone does best on the decisions: what moving its threshold would give."""
    return max(np.sort(known.logits), key=lambda at: balanced(known.logits >= at, known.picked))


def balanced(verdicts: np.ndarray, picked: np.ndarray) -> float:
    return float((verdicts[picked].mean() + (~verdicts[~picked]).mean()) / 2)


def interval(found: np.ndarray) -> str:
    random = np.random.default_rng(0)
    low, high = np.quantile(random.choice(found, (5_000, len(found))).mean(1), (0.025, 0.975))
    return f"{100 * found.mean():+.1f} [{100 * low:+.1f}, {100 * high:+.1f}]"


@dataclass(frozen=True)
class Cull:
    """One photographer's decisions: arguments of ``learn``, near-duplicates numbered alike."""

    embeddings: np.ndarray
    logits: np.ndarray
    picked: np.ndarray
    groups: np.ndarray
    taken: np.ndarray

    def learned(self, rows: np.ndarray | None = None, *, timed: bool = True) -> Learned:
        at = np.arange(len(self.picked)) if rows is None else rows
        times = self.taken[at] if timed else None
        return learn(self.embeddings[at], self.logits[at], self.picked[at], self.groups[at], taken=times)


def culls(pack: Pack, folder: Path, kept: Path | None) -> None:
    if not (folder / "labels.csv").is_file():
        print(f"no photographs in {folder}: real culls are not tried")
        return
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    sources = np.array([row["source"] for row in rows])
    everything = Labelled(tuple(folder / row["path"] for row in rows), np.zeros(len(rows)), sources)
    said = answers(pack, {"culling": everything}, kept and kept.with_name(f"culling-{kept.name}"))["culling"]
    picked = np.array([row["kind"] == "kept" for row in rows])
    taken = np.array([seconds_of(moment_of(row["taken"])) for row in rows])
    report_culls({name: cull_of(*said, picked, taken, sources == name) for name in dict.fromkeys(sources)})


def cull_of(embeddings: np.ndarray, logits: np.ndarray, picked: np.ndarray, taken: np.ndarray, at: np.ndarray) -> Cull:
    groups = near_duplicates(embeddings[at].astype(np.float32), taken[at])
    return Cull(embeddings[at], logits[at], picked[at], groups, taken[at])


def near_duplicates(embeddings: np.ndarray, taken: np.ndarray) -> np.ndarray:
    """Numbers of groups (n,): within a minute of each other, or much more alike than the rest of the gallery."""
    centred = embeddings - embeddings.mean(0)
    unit = centred / np.linalg.norm(centred, axis=1, keepdims=True)
    near = (unit @ unit.T > ALIKE) | (np.abs(taken[:, None] - taken) <= GAP.total_seconds())
    return connected_components(near)[1]


def moment_of(text: str) -> datetime | None:
    return datetime.strptime(text, "%Y:%m:%d %H:%M:%S").replace(tzinfo=UTC) if text else None


def report_culls(galleries: dict[str, Cull]) -> None:
    print("\nreal culls: right pairs of a held-out pick and reject, 95 % intervals over near-duplicates")
    print("gallery              kept   of   model  without time        taste [interval]      takes over", end="")
    print("  asked  random  in order")
    told = [one_cull(name, cull) for name, cull in galleries.items()]
    base, plain, taste, asked, tossed, in_turn = np.array(told).T
    print(f"mean: model {base.mean():.3f}, without time {plain.mean():.3f}, taste {taste.mean():.3f} ", end="")
    low, high = np.quantile(np.random.default_rng(0).choice(taste, (5_000, len(taste))).mean(1), (0.025, 0.975))
    print(f"[{low:.3f}, {high:.3f}] over galleries")
    for name, counts in (("asked", asked), ("random", tossed), ("in order", in_turn)):
        over = np.isfinite(counts)
        print(f"{name}: takes over in {over.sum()} of {len(counts)}, after {np.median(counts[over]):.0f} decisions")


def one_cull(name: str, cull: Cull) -> tuple[float, ...]:
    whole, plain = cull.learned(), cull.learned(timed=False)
    asked, tossed, in_turn = (median_until(cull, order) for order in (as_asked, at_random, in_order))
    taste, base = whole.held_out.taste, whole.held_out.base
    print(
        f"{name:<20}{cull.picked.sum():5}{len(cull.picked):5}{base.value:8.3f}{plain.held_out.taste.value:14.3f}"
        f"{taste.value:13.3f} [{taste.low:.2f}, {taste.high:.2f}]{'yes' if whole.takes_over else 'no':>12}"
        f"{asked:7.0f}{tossed:8.0f}{in_turn:10.0f}",
        flush=True,
    )
    return base.value, plain.held_out.taste.value, taste.value, asked, tossed, in_turn


Asking = Callable[[Cull, np.ndarray, np.random.Generator], np.ndarray]


def median_until(cull: Cull, order: Asking) -> float:
    """Decisions until the taste takes over, median of ``CULL_DRAWS`` first photographs; NaN where most never do."""
    counts = [until_it_takes_over(cull, order, np.random.default_rng(seed)) for seed in range(CULL_DRAWS)]
    median = float(np.median(counts))
    return median if np.isfinite(median) else np.nan


def until_it_takes_over(cull: Cull, order: Asking, random: np.random.Generator) -> float:
    decided = random.permutation(len(cull.picked))[:1]
    while len(decided) < len(cull.picked):
        left = np.setdiff1d(np.arange(len(cull.picked)), decided)
        decided = np.append(decided, left[order(cull, decided, random)[:AT_ONCE]])
        if cull.learned(decided).takes_over:
            return len(decided)
    return np.inf


def at_random(cull: Cull, decided: np.ndarray, random: np.random.Generator) -> np.ndarray:
    return random.permutation(len(cull.picked) - len(decided))


def in_order(cull: Cull, decided: np.ndarray, _random: np.random.Generator) -> np.ndarray:
    """By time, on from the first one; what has no time comes last."""
    left = np.setdiff1d(np.arange(len(cull.picked)), decided)
    return np.lexsort((cull.taken[left], cull.taken[left] < cull.taken[decided[0]]))


def as_asked(cull: Cull, decided: np.ndarray, _random: np.random.Generator) -> np.ndarray:
    left, taste = np.setdiff1d(np.arange(len(cull.picked)), decided), cull.learned(decided).in_charge
    if taste is None:
        return farthest(cull.embeddings[left], cull.embeddings[decided], AT_ONCE)
    p = taste.probability(cull.embeddings[left], cull.logits[left], cull.taken[left])
    return most_telling(p, cull.embeddings[left], cull.embeddings[decided])


def luck(said: tuple[np.ndarray, np.ndarray]) -> None:
    """How often a taste takes over where there is none: 95 % confidence allows 2.5 %."""
    print(f"\ntakes over where there is no taste, of {SHOOTS} simulated photographers (2.5 % are allowed)")
    for what, simulate in (
        ("200 decisions by tossing a coin", by_coin),
        ("200 decisions that follow the model", by_model),
        ("60 decisions by tossing a coin", by_early_coin),
        ("40 bursts of 5, each decided by a coin", by_burst),
    ):
        over = [simulate(*said, np.random.default_rng(seed)) for seed in range(SHOOTS)]
        print(f"{what:<48}{100 * np.mean(over):6.1f} %")


def by_coin(embeddings: np.ndarray, logits: np.ndarray, random: np.random.Generator) -> bool:
    rows = random.choice(len(logits), DECISIONS, replace=False)
    return learn(embeddings[rows], logits[rows], random.random(DECISIONS) < 0.5, np.arange(DECISIONS)).takes_over


def by_early_coin(embeddings: np.ndarray, logits: np.ndarray, random: np.random.Generator) -> bool:
    rows = random.choice(len(logits), EARLY, replace=False)
    taken = np.sort(random.uniform(0, 4 * HOUR, EARLY))
    return learn(embeddings[rows], logits[rows], random.random(EARLY) < 0.5, np.arange(EARLY), taken=taken).takes_over


def by_model(embeddings: np.ndarray, logits: np.ndarray, random: np.random.Generator) -> bool:
    rows = random.choice(len(logits), DECISIONS, replace=False)
    own = logits[rows] - np.median(logits)
    picked = random.random(DECISIONS) < logistic(2 * own)
    return learn(embeddings[rows], own, picked, np.arange(DECISIONS)).takes_over


def by_burst(embeddings: np.ndarray, logits: np.ndarray, random: np.random.Generator) -> bool:
    rows = np.repeat(random.choice(len(logits), 40, replace=False), 5)
    near = (embeddings[rows].astype(np.float32) + random.normal(0, 0.05, (200, embeddings.shape[1]))).astype(np.float16)
    picked = np.repeat(random.random(40) < 0.5, 5)
    return learn(near, logits[rows], picked, np.repeat(np.arange(40), 5)).takes_over


def costs(pack: Pack) -> None:
    random = np.random.default_rng(0)
    embeddings = np.abs(random.normal(size=(10_000, 1_024))).astype(np.float16)
    picked, logits = embeddings[:, :8].sum(1) > embeddings[:, 8:16].sum(1), random.normal(size=10_000)
    print("what it costs: seconds of one core's work, and by the clock; best of three")
    for count in (200, 1_000, 5_000):
        rows = slice(0, count)
        told(
            f"learn from {count:,} × 1,024",
            lambda rows=rows, count=count: learn(embeddings[rows], logits[rows], picked[rows], np.arange(count)),
        )
    with tempfile.TemporaryDirectory() as folder, Catalog.open(Path(folder) / "catalog.db") as catalog:
        items = stored(catalog, Path(folder), pack, embeddings)
        photos = [item.photo for item in items[:5_000]]
        decide(catalog, [photo for photo, yes in zip(photos, picked, strict=False) if yes], flag=Flag.PICK)
        decide(catalog, [photo for photo, yes in zip(photos, picked, strict=False) if not yes], flag=Flag.REJECT)
        tasting.create(catalog, "bench")
        tasting.add_members(catalog, "bench", photos)
        told("learn_taste, 5,000 decisions from the catalog", lambda: tasting.learn_taste(catalog, "bench", pack))
        taste = tasting.learn_taste(catalog, "bench", pack).taste
        assert isinstance(taste, Taste)
        told("rejudge 10,000 items", lambda: tasting.rejudge(catalog, items, Judge(pack, taste)))


def stored(catalog: Catalog, folder: Path, pack: Pack, embeddings: np.ndarray) -> list[Item]:
    ratings = tuple(np.full(10, 0.1).tolist())
    results = [
        Result(Photo(folder / f"{n}.jpg", (), n, n), f"{n}", None, pack.key, ratings, embedding=embedding)
        for n, embedding in enumerate(embeddings)
    ]
    catalog.store(results)
    score = Judge(pack).score(ratings)
    return [Item(result.photo, score, content_id=result.content_id) for result in results]


def told(what: str, work: Callable[[], object]) -> None:
    best = min(timed(work) for _ in range(3))
    print(f"{what:<48}{best[0]:8.3f} s{best[1]:8.3f} s")


def timed(work: Callable[[], object]) -> tuple[float, float]:
    processor, clock = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - processor, time.perf_counter() - clock


if __name__ == "__main__":
    main()
