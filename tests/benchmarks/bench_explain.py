"""How long explanations take, LIME against the package used as it comes, all in one run on one photograph.

    python tests/benchmarks/bench_explain.py [PHOTO]

Targets on two cores: CAM ≤ 50 ms, LIME ≤ 8 s for 1,000 samples and ≤ 1 s to its first picture, SHAP 6 times as fast
as the package.
"""

from __future__ import annotations

import contextlib
import io
import sys
import threading
import time
from pathlib import Path

import numpy as np

from aesthetic_gui.culling.explaining import asking as explaining
from aesthetic_gui.explain.drawing import overlay
from aesthetic_gui.explain.methods import Asked
from aesthetic_gui.files.decoding.decode import decode
from aesthetic_gui.scoring.pack import load_pack
from aesthetic_gui.scoring.runtime import start_runtime


def main():
    rgb = picture()
    pack = load_pack("nima-mobilenet")
    runtime = start_runtime(pack, "cpu")
    print(f"photograph {rgb.shape[1]} x {rgb.shape[0]}, input {pack.prepare(rgb).shape}, {runtime.device}")
    for method in ("lime", "shap"):
        print(
            "first use of {}: {:.2f} s of imports in a thread; longest stop of another thread {:.0f} ms".format(
                method, *warmed_up(method)
            )
        )
    rate = evaluations_per_second(rgb, pack, runtime)
    print(f"the model alone: {rate:.0f} evaluations/s, so 1,000 take {1000 / rate:.2f} s at least")
    report_cam(rgb, pack, runtime)
    report_shap(rgb, pack, runtime, rate)
    report_lime(rgb, pack, runtime, rate)


def picture():
    if len(sys.argv) > 1:
        return decode(Path(sys.argv[1])).rgb
    from skimage import data

    return data.coffee()


def warmed_up(method):
    """Seconds of imports, and the longest time (ms) that a 5 ms timer in the main thread came late meanwhile."""
    thread = threading.Thread(target=explaining.warm_up, args=(method,))
    start = last = time.perf_counter()
    latest = 0.0
    thread.start()
    while thread.is_alive():
        time.sleep(0.005)
        now = time.perf_counter()
        latest, last = max(latest, now - last - 0.005), now
    return time.perf_counter() - start, 1000 * latest


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
    steps = explaining.explain(rgb, Asked(method, **options), pack, runtime)
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


def report_shap(rgb, pack, runtime, rate):
    first, whole, last = timed(rgb, "shap", pack, runtime)
    naive = naive_shap(rgb, pack, runtime, last.total)
    print(
        f"SHAP, {last.total} evaluations: {whole:.2f} s ({whole * rate / last.total:.2f} x the model alone for as "
        f"many), first picture {first:.2f} s; its shares add up but for {last.notes['off']:.0e}"
    )
    print(f"SHAP as the package comes, with inpainting: {naive:.2f} s, {naive / whole:.1f} x as long")


def naive_shap(rgb, pack, runtime, evaluations):
    """On a picture no larger than the model's input: inpainting a larger one takes longer."""
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


def report_lime(rgb, pack, runtime, rate):
    first, whole, last = timed(rgb, "lime", pack, runtime)
    _, _, half = timed(rgb, "lime", pack, runtime, samples=500)
    naive = naive_lime(rgb, pack, runtime)
    print(
        f"LIME, {last.total} samples: {whole:.2f} s ({whole * rate / last.total:.2f} x the model alone), "
        f"first picture {first:.2f} s"
    )
    print(f"LIME, fidelity {last.fidelity:.2f}; r of the maps of 500 and 1,000 samples {agreement(half, last):.3f}")
    print(
        f"LIME as the package comes, 1,000 samples: {naive:.2f} s, {naive / whole:.1f} x as long; "
        f"its only picture comes {naive / first:.0f} x as late as our first"
    )


def naive_lime(rgb, pack, runtime):
    from lime.lime_image import LimeImageExplainer

    def scores(pictures):
        return np.stack([runtime.predict(pack.prepare(one)[None]).distribution[0] for one in pictures])

    start = time.perf_counter()
    with contextlib.redirect_stderr(io.StringIO()):
        LimeImageExplainer(random_state=0).explain_instance(rgb, scores, num_samples=1000)
    return time.perf_counter() - start


def agreement(one, other):
    return float(np.corrcoef(one.heat.ravel(), other.heat.ravel())[0, 1])


if __name__ == "__main__":
    main()
