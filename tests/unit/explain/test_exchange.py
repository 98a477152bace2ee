"""Why one frame is above another, on made pictures whose number is the light of known places."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from aesthetic_gui.culling.explaining import over
from aesthetic_gui.explain.alignment import NotAligned, aligned
from aesthetic_gui.explain.drawing import beside
from aesthetic_gui.explain.exchange import MOST, NotAbove, why_over
from aesthetic_gui.explain.question import Question
from aesthetic_gui.photo import Sure

HEIGHT, WIDTH = 120, 180


def scene(seed=0):
    """Soft blotches: what can be aligned, and cut into regions."""
    blotches = np.random.default_rng(seed).integers(0, 255, (12, 18, 3)).astype(np.uint8)
    return cv2.resize(blotches, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)


def brighter(rgb, box, by=60):
    left, top, right, bottom = box
    changed = rgb.astype(int)
    changed[top:bottom, left:right] += by
    return changed.clip(0, 255).astype(np.uint8)


def asked(rgb, values=None):
    def light(batch):
        return batch.mean(axis=(1, 2, 3)).astype(np.float64) * 100

    return Question("aesthetic", rgb, prepared(rgb), values or light, (0, 0, WIDTH, HEIGHT), "points")


def prepared(rgb):
    return rgb.astype(np.float32) / 255


BOX = (60, 40, 100, 80)


@pytest.fixture(scope="module")
def found():
    return why_over(asked(brighter(scene(), BOX)), asked(scene()), prepared)


def test_the_regions_that_were_found_lie_where_the_first_is_better_and_turn_the_order_round(found):
    changed = np.zeros((HEIGHT, WIDTH), bool)
    changed[BOX[1] : BOX[3], BOX[0] : BOX[2]] = True
    there = cv2.resize(changed.astype(np.uint8), found.regions.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0
    inside = [there[found.regions == region].mean() for region in found.chosen]
    assert inside[0] > 0
    assert found.contributions[there_only(found, there)].sum() > 0.8 * (found.value - found.other)
    assert found.flips
    assert found.carried == pytest.approx(1, abs=0.05)
    assert found.share < 0.35
    assert found.sure is Sure.FAIRLY


def there_only(found, there):
    return sorted(set(found.regions[there].tolist()))


def test_what_all_regions_contribute_is_the_difference(found):
    assert found.contributions.sum() == pytest.approx(found.value - found.other, abs=0.05)


def test_it_can_be_painted_and_nothing_but_what_was_found_is(found):
    shown = found.explanation
    assert np.array_equal(shown.heat != 0, found.outline)
    assert shown.notes["scale"] * shown.heat.max() == pytest.approx(found.contributions[list(found.chosen)].max())


def test_no_region_of_the_set_can_be_left_out():
    def any_two(batch):  # falls only once both corners have gone
        left, right = batch[:, :40, :40].mean(axis=(1, 2, 3)), batch[:, -40:, -40:].mean(axis=(1, 2, 3))
        return np.maximum(left, right).astype(np.float64) * 100

    dark = (scene() * 0.8).astype(np.uint8)
    bright = brighter(brighter(dark, (0, 0, 40, 40), 50), (WIDTH - 40, HEIGHT - 40, WIDTH, HEIGHT), 50)
    first, second = asked(bright, any_two), asked(dark, any_two)
    found = why_over(first, second, prepared)
    for region in found.chosen:
        fewer = [other for other in found.chosen if other != region]
        gone = (
            cv2.resize(np.isin(first.regions, fewer).astype(np.uint8), (WIDTH, HEIGHT), interpolation=cv2.INTER_NEAREST)
            > 0
        )
        mixed = np.where(gone[..., None], prepared(found.pair[1]), first.canvas)
        assert any_two(mixed[None])[0] > found.other + 0.5


def test_where_half_of_the_picture_does_not_turn_it_round_that_is_said():
    found = why_over(asked(brighter(scene(), (0, 0, WIDTH, HEIGHT), 40)), asked(scene()), prepared)
    assert not found.flips
    assert found.share <= MOST
    assert 0 < found.carried < 1
    assert "No regions of up to half of the picture" in over.told(found, "a.jpg", "b.jpg")


def test_what_random_regions_do_as_well_is_no_reason():
    lit = brighter(scene(), (0, 0, WIDTH, HEIGHT), 15)

    def untouched(batch):
        return np.isclose(batch, prepared(lit)).all(axis=(1, 2, 3)).astype(np.float64)

    found = why_over(asked(lit, untouched), asked(scene(), untouched), prepared)
    assert found.chance > 0.5
    assert found.sure is Sure.NO


def test_the_lower_of_two_is_not_explained_as_the_higher():
    with pytest.raises(NotAbove):
        why_over(asked(scene()), asked(brighter(scene(), BOX)), prepared)


@pytest.mark.parametrize("shift", [(0, 0), (7, -4), (-15, 3)])
def test_a_frame_is_moved_back_by_what_the_camera_moved(shift):
    whole = cv2.resize(scene(), (WIDTH + 60, HEIGHT + 60), interpolation=cv2.INTER_CUBIC)
    first = whole[30 : 30 + HEIGHT, 30 : 30 + WIDTH]
    other = whole[30 - shift[1] : 30 - shift[1] + HEIGHT, 30 - shift[0] : 30 - shift[0] + WIDTH]
    back = aligned(first, other)
    assert back.moved * WIDTH == pytest.approx(np.hypot(*shift), abs=1)
    assert np.abs(back.rgb.astype(int) - first)[back.seen].mean() < 3


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (scene(seed=1), "different scenes"),
        (np.rot90(scene()).copy(), "different shapes"),
        (np.full((HEIGHT, WIDTH, 3), 9, np.uint8), "different scenes"),
    ],
    ids=["another scene", "upright", "black"],
)
def test_what_does_not_show_the_same_is_not_compared(other, words):
    with pytest.raises(NotAligned, match=words):
        aligned(scene(), other)


def test_the_same_pair_gives_the_same_answer(found):
    again = why_over(asked(brighter(scene(), BOX)), asked(scene()), prepared)
    assert again.chosen == found.chosen
    assert np.array_equal(again.contributions, found.contributions)


def test_it_is_told_in_a_sentence_as_json_and_as_a_picture(found, tmp_path):
    sentence = over.told(found, "one.jpg", "other.jpg")
    assert f"{len(found.chosen)} region" in sentence
    assert "no longer above other.jpg" in sentence
    told = over.record(found)
    assert told["flips"] is True
    assert len(told["regions"]) == len(found.chosen)
    assert all(0 <= edge <= 1 for region in told["regions"] for edge in region["box"])
    over.save(found, tmp_path / "pair.png", sentence)
    drawn = cv2.imread(str(tmp_path / "pair.png"))
    assert drawn.shape[1] > 2 * WIDTH
    assert drawn.shape[0] > HEIGHT
    assert beside.png(found, sentence) == (tmp_path / "pair.png").read_bytes()
