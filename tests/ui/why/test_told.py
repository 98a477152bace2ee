from __future__ import annotations

import numpy as np

from aesthetic_gui.photo import Explanation, Sure
from aesthetic_gui.scoring.calibration import Platt
from aesthetic_gui.ui.why.told import no_reason, region_words, told_of

EXPLAINED = Explanation(
    "cam",
    np.zeros((2, 2), np.float32),
    notes={"value": 1.0, "scale": 0.42, "gain": 0.8, "chance": 0.3},
    sure=Sure.VERY,
    regions=np.array([[0, 1], [2, 2]], np.int16),
    contributions=np.array([0.5, -0.25, 0.25], np.float32),
)
CALIBRATION = Platt(1.0, 0.0)


def test_the_legend_has_the_scale_at_both_ends_and_what_the_strongest_region_means_for_p():
    told = told_of(EXPLAINED, CALIBRATION)
    assert told.ends == ("−0.42", "+0.42")
    assert told.means == "The strongest region takes P(aesthetic) from 62 to 73 %."
    assert told_of(EXPLAINED).means == ""


def test_how_sure_it_is_comes_with_the_figures_it_was_told_by():
    told = told_of(EXPLAINED)
    assert told.sure_words == "Very sure"
    assert "+0.80 log-odds" in told.sure_figures
    assert "+0.30" in told.sure_figures


def test_a_region_says_what_it_does_in_the_unit_and_as_a_share_of_all():
    assert region_words(EXPLAINED, 1, CALIBRATION) == (
        "lowers by 0.25 log-odds, 25 % of all",
        "P(aesthetic) from 78 to 73 %",
    )
    assert region_words(EXPLAINED, 7) == ()
    assert region_words(Explanation("cam", EXPLAINED.heat), 0) == ()


def test_no_reliable_reason_names_the_method_to_try_next():
    assert no_reason("cam", "lime") == "No reliable reason by CAM on this photograph. Try LIME."
    assert no_reason("lime", "") == "No reliable reason by LIME on this photograph."
