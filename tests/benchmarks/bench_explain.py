"""How long explanations take, each against the package used as it comes, all in one run; and how alike their maps are.

    python tests/benchmarks/bench_explain.py [PHOTO]                 times, on one photograph
    python tests/benchmarks/bench_explain.py --alike N FOLDER…       LIME's maps, over N photographs drawn from folders
    python tests/benchmarks/bench_explain.py --truth N FOLDER…       the same, against 10,000 samples of the package

"As it comes": the same model and regions handed to the package's ``explain_instance`` with its 1,000 samples, and
each copy of the photograph prepared for the model on its own. Targets on two cores: CAM ≤ 50 ms; LIME at least
3 times as fast as the package, its map alike (r ≥ 0.98), its first picture after ≤ 0.7 s; SHAP at least 6 times
as fast; LRP, after the first, ≤ 1 s.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import random
import threading
import time
from pathlib import Path

import numpy as np

from aesthetic_gui.culling.explaining import asking
from aesthetic_gui.explain.drawing import overlay
from aesthetic_gui.explain.hiding import lime
from aesthetic_gui.explain.methods import LIME_SAMPLES, METHODS, Asked
from aesthetic_gui.explain.question import of_the_model
from aesthetic_gui.files.decoding.decode import decode
from aesthetic_gui.scoring.pack import load_pack
from aesthetic_gui.scoring.runtime import start_runtime

LONG = 10_000  # samples of the package: the truth that shorter runs are compared with


def main():
    options = arguments()
    pack = load_pack()
    runtime = start_runtime(pack, "cpu")
    for method in ("lime", "shap"):
        print(
            "first use of {}: {:.2f} s of imports in a thread; longest stop of another thread {:.0f} ms".format(
                method, *warmed_up(method)
            )
        )
    if options.alike:
        report_alike(chosen(options.paths, options.alike), pack, runtime)
    if options.truth:
        report_truth(chosen(options.paths, options.truth), pack, runtime)
    if not options.alike and not options.truth:
        report_times(picture(options.paths), pack, runtime)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path, metavar="PHOTO or FOLDER")
    parser.add_argument("--alike", type=int, default=0, metavar="N")
    parser.add_argument("--truth", type=int, default=0, metavar="N")
    return parser.parse_args()


def picture(paths):
    if paths:
        return decode(paths[0]).rgb
    from skimage import data

    return data.coffee()


def chosen(folders, count):
    """``count`` photographs of ``folders`` (and what lies in them), always the same, as many of each folder."""
    generator = random.Random(16)
    each = [sorted(folder.rglob("*.jpg")) for folder in folders]
    share = -(-count // len(each))
    return [path for paths in each for path in generator.sample(paths, min(share, len(paths)))][:count]


def warmed_up(method):
    """Seconds of imports, and the longest time (ms) that a 5 ms timer in the main thread came late meanwhile."""
    thread = threading.Thread(target=asking.warm_up, args=(method,))
    start = last = time.perf_counter()
    latest = 0.0
    thread.start()
    while thread.is_alive():
        time.sleep(0.005)
        now = time.perf_counter()
        latest, last = max(latest, now - last - 0.005), now
    return time.perf_counter() - start, 1000 * latest


def report_times(rgb, pack, runtime):
    print(f"photograph {rgb.shape[1]} x {rgb.shape[0]}, input {pack.prepare(rgb).shape}, {pack.id}, {runtime.device}")
    rate = evaluations_per_second(rgb, pack, runtime)
    print(f"the model alone: {rate:.0f} evaluations/s, so 1,000 take {1000 / rate:.2f} s at least")
    report_cam(rgb, pack, runtime)
    for method in METHODS:
        if method.needs != "forward" and method.offered:
            report_method(method, rgb, pack, runtime, rate)
    report_lime(rgb, pack, runtime)
    report_shap(rgb, pack, runtime)


def evaluations_per_second(rgb, pack, runtime):
    batch = np.repeat(pack.prepare(rgb)[None], 16, axis=0)
    runtime.predict(batch)
    start = time.perf_counter()
    for _ in range(20):
        runtime.predict(batch)
    return 320 / (time.perf_counter() - start)


def timed(rgb, method, pack, runtime, **options):
    """(seconds to the first picture, seconds in all, the last explanation)."""
    start = time.perf_counter()
    steps = asking.explain(rgb, Asked(method, **options), pack, runtime)
    last = next(steps)
    first = time.perf_counter() - start
    last = [last, *steps][-1]
    return first, time.perf_counter() - start, last


def report_cam(rgb, pack, runtime):
    runs = sorted(timed(rgb, "cam", pack, runtime)[1] for _ in range(20))
    explanation = timed(rgb, "cam", pack, runtime)[2]
    start = time.perf_counter()
    overlay.render(rgb, explanation)
    drawn = time.perf_counter() - start
    print(
        f"CAM: median {1000 * runs[10]:.0f} ms, worst of 20 {1000 * runs[-1]:.0f} ms; drawing it {1000 * drawn:.0f} ms"
    )


def report_method(method, rgb, pack, runtime, rate):
    if method.needs == "gradients":
        timed(rgb, method.id, pack, runtime)  # starts TensorFlow
    first, whole, last = timed(rgb, method.id, pack, runtime)
    print(
        f"{method.title}, {last.total} evaluations: {whole:.2f} s ({whole * rate / last.total:.2f} x the model alone), "
        f"first picture {first:.2f} s"
    )


def report_lime(rgb, pack, runtime):
    question = of_the_model(rgb, pack, runtime)
    first, ours, last = timed(rgb, "lime", pack, runtime)
    theirs, weights = package_lime(question)
    _, thorough, published = timed(rgb, "lime", pack, runtime, samples=lime.PUBLISHED)
    print(f"LIME, fidelity {last.fidelity:.2f} of {last.total} samples, {published.fidelity:.2f} of 1,000")
    print(
        f"LIME as the package comes, 1,000 samples: {theirs:.2f} s, {theirs / ours:.1f} x as long as ours "
        f"(r {alike(question, weights, last.contributions):.3f}) and {theirs / thorough:.1f} x as long as the same "
        f"1,000 by us (r {alike(question, weights, published.contributions):.3f}); "
        f"its only picture comes {theirs / first:.0f} x as late as our first"
    )


def report_shap(rgb, pack, runtime):
    _, ours, last = timed(rgb, "shap", pack, runtime)
    theirs = package_shap(rgb, pack, runtime, last.total)
    print(
        f"SHAP as the package comes, with inpainting, {last.total} evaluations: {theirs:.2f} s, "
        f"{theirs / ours:.1f} x as long as ours, whose shares add up but for {last.notes['off']:.0e}"
    )


def package_shap(rgb, pack, runtime, evaluations):
    """Seconds on a picture no larger than the model's input: inpainting a larger one takes longer."""
    import cv2
    import shap

    def scores(pictures):
        return np.stack([runtime.predict(pack.prepare(one.astype(np.uint8))[None]).distribution[0] for one in pictures])

    height, width = pack.prepare(rgb).shape[:2]
    small = cv2.resize(rgb, (width, height), interpolation=cv2.INTER_AREA)
    explainer = shap.Explainer(scores, shap.maskers.Image("inpaint_telea", small.shape))
    start = time.perf_counter()
    explainer(small[None], max_evals=evaluations, batch_size=50, silent=True)
    return time.perf_counter() - start


def report_alike(paths, pack, runtime):
    """Ours against 1,000 samples of the package with the same seed, and these against 1,000 with another."""
    rows = []
    for path in paths:
        question = of_the_model(decode(path).rgb, pack, runtime)
        start = time.perf_counter()
        *_, ours = lime.explain(question)
        seconds = time.perf_counter() - start
        theirs, package = package_lime(question)
        again = ours_of(question, lime.PUBLISHED, seed=1)
        rows.append(
            (
                alike(question, ours.contributions, package),
                alike(question, ours.contributions, again),
                alike(question, package, again),
                theirs / seconds,
            )
        )
        print(path.name, *(f"{number:.3f}" for number in rows[-1]), flush=True)
    for title, numbers in zip(
        ("r, the package with our seed", "r, with another seed", "r, the package's two seeds", "times as fast"),
        np.transpose(rows),
        strict=True,
    ):
        print(f"{title}: {summary(numbers)}")


def report_truth(paths, pack, runtime):
    """Whose map is nearer to a long run of the package: ours, or its own of 1,000 samples."""
    rows = []
    for path in paths:
        question = of_the_model(decode(path).rgb, pack, runtime)
        _, truth = package_lime(question, LONG, seed=99)
        counts = {"ours": LIME_SAMPLES, "the package's 1,000": lime.PUBLISHED}
        rows.append([alike(question, truth, ours_of(question, count)) for count in counts.values()])
        told = ", ".join(f"{name} {r:.4f}" for name, r in zip(counts, rows[-1], strict=True))
        print(f"{path.name}: r with {LONG:,} samples of the package: {told}", flush=True)
    ours, theirs = np.transpose(rows)
    print(f"ours {summary(ours)}; the package's 1,000 {summary(theirs)}; ours less theirs {summary(ours - theirs)}")


def ours_of(question, samples, seed=0):
    return [*lime.explain(question, samples=samples, seed=seed)][-1].contributions


def package_lime(question, samples=lime.PUBLISHED, seed=0):
    """(seconds, what each region contributes) of the package as it comes: each copy is prepared on its own."""
    from lime.lime_image import LimeImageExplainer

    model = question.model
    height, width = question.rgb.shape[:2]
    rows, columns = (np.arange(n) * m // n for n, m in zip((height, width), question.regions.shape, strict=True))
    laid = question.regions[rows[:, None], columns]
    names = np.unique(laid)

    def scores(pictures):
        return np.stack([model.runtime.predict(model.pack.prepare(one)[None]).evidence for one in pictures])

    start = time.perf_counter()
    with contextlib.redirect_stderr(io.StringIO()):
        found = LimeImageExplainer(random_state=seed).explain_instance(
            question.rgb, scores, labels=(0,), top_labels=None, num_samples=samples, segmentation_fn=lambda _: laid
        )
    seconds = time.perf_counter() - start
    weights = np.zeros(question.regions.max() + 1)
    for place, weight in found.local_exp[0]:
        weights[names[place]] = weight
    return seconds, weights


def alike(question, one, other):
    """The correlation of two heat maps over the photograph."""
    return float(np.corrcoef(one[question.regions].ravel(), other[question.regions].ravel())[0, 1])


def summary(numbers):
    """Mean and its 95 % interval over photographs, and the extremes."""
    generator = np.random.default_rng(0)
    means = generator.choice(numbers, (2000, len(numbers))).mean(axis=1)
    low, high = np.percentile(means, (2.5, 97.5))
    span = f"{np.min(numbers):.3f} to {np.max(numbers):.3f}"
    return f"{np.mean(numbers):.3f} [{low:.3f}, {high:.3f}], {span}, n {len(numbers)}"


if __name__ == "__main__":
    main()
