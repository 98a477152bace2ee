"""Standardising, PCA and ICA give what they promise, whatever the blocks, and are the same when they are read again."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aesthetic_gui.training.features import reducing, reduction
from aesthetic_gui.training.features.reducing import Chain, Ica, Pca, Standard
from aesthetic_gui.training.features.reduction import Block, NoReduction, Reduction, Step

WIDE = 24
PARTS = (slice(0, 8), slice(8, WIDE))


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch) -> None:
    monkeypatch.setattr(reducing, "BLOCK", 37)
    monkeypatch.setattr(reduction, "BLOCK", 41)


def mixed(rows: int = 300, columns: int = WIDE, seed: int = 0) -> np.ndarray:
    """Correlated columns far from zero, each at a scale of its own."""
    random = np.random.default_rng(seed)
    return (random.normal(size=(rows, columns)) @ random.normal(size=(columns, columns)) + 50).astype(np.float32)


MATRIX = mixed()
ALL = np.arange(len(MATRIX))
SOME = np.random.default_rng(1).permutation(len(MATRIX))[:200]


def test_a_standardised_column_has_mean_0_and_sd_1_on_the_rows_it_was_fitted_on() -> None:
    found = Standard().fit(MATRIX, SOME).transform(MATRIX)
    np.testing.assert_allclose(found[SOME].mean(axis=0), 0, atol=1e-4)
    np.testing.assert_allclose(found[SOME].std(axis=0), 1, atol=1e-4)
    assert abs(found[ALL[~np.isin(ALL, SOME)]].mean()) > 1e-3


def test_what_lies_far_out_is_clipped_at_six() -> None:
    far = MATRIX.copy()
    far[0] = 1e6
    far[1] = -1e6
    found = Standard().fit(MATRIX, ALL).transform(far)
    assert found[0].tolist() == [6] * WIDE
    assert found[1].tolist() == [-6] * WIDE


@pytest.mark.parametrize("constant", [0, 0.1, 3e4])
def test_a_column_that_never_changes_becomes_zero(constant: float) -> None:
    matrix = MATRIX.copy()
    matrix[:, 3] = constant
    assert not Standard().fit(matrix, ALL).transform(matrix)[:, 3].any()


@pytest.mark.parametrize("whiten", [False, True])
def test_principal_components_are_those_of_scikit_learn(whiten: bool) -> None:
    from sklearn.decomposition import PCA

    expected = PCA(12, whiten=whiten, svd_solver="full").fit(MATRIX[SOME].astype(np.float64)).transform(MATRIX)
    found = Pca(whiten=whiten).fit(MATRIX, SOME).transform(MATRIX)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, expected, atol=2e-5 * np.abs(expected).max())


def test_each_backbone_is_reduced_by_its_own_to_half_its_length() -> None:
    fitted = Pca(parts=PARTS).fit(MATRIX, SOME)
    found = fitted.transform(MATRIX)
    assert found.shape == (300, 4 + 8)
    for part, columns in zip(PARTS, (slice(0, 4), slice(4, 12)), strict=True):
        alone = Pca().fit(MATRIX[:, part], SOME).transform(MATRIX[:, part])
        np.testing.assert_allclose(found[:, columns], alone, rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize(("count", "rows", "expected"), [(5, 300, 5), (99, 300, 24), (99, 10, 9), (1, 2, 1)])
def test_there_are_as_many_components_as_asked_for_and_never_more_than_the_rows_span(
    count: int, rows: int, expected: int
) -> None:
    assert Pca(count=count).fit(MATRIX, ALL[:rows]).transform(MATRIX).shape == (300, expected)


def test_columns_that_say_the_same_twice_add_no_component() -> None:
    twice = np.hstack([MATRIX[:, :6], MATRIX[:, :6]])
    assert Pca(count=12, whiten=True).fit(twice, ALL).transform(twice).shape == (300, 6)


def test_independent_sources_are_found_in_their_mixture() -> None:
    random = np.random.default_rng(0)
    sources = np.stack([random.laplace(size=3000), random.uniform(-1, 1, 3000), random.exponential(size=3000)], axis=1)
    mixture = (sources @ random.normal(size=(3, 3)) + 5).astype(np.float32)
    found = Ica(share=1.0).fit(mixture, np.arange(3000), seed=1).transform(mixture)
    alike = np.abs(np.corrcoef(sources.T, found.T)[:3, 3:])
    assert alike.max(axis=1).min() > 0.99
    assert sorted(alike.argmax(axis=1)) == [0, 1, 2]
    np.testing.assert_allclose(found.std(axis=0), 1, atol=0.01)


def test_ica_of_two_backbones_turns_each_by_its_own() -> None:
    found = Ica(parts=PARTS, tolerance=1.0).fit(MATRIX, SOME).transform(MATRIX)
    assert found.shape == (300, 12)
    inside = np.corrcoef(found[SOME].T)
    np.testing.assert_allclose(inside[:4, :4], np.eye(4), atol=1e-3)
    np.testing.assert_allclose(inside[4:, 4:], np.eye(8), atol=1e-3)


def test_ica_that_does_not_settle_is_told_of(caplog) -> None:
    with caplog.at_level(logging.WARNING):
        Ica(iterations=1, tolerance=1e-12).fit(MATRIX, ALL)
    assert "still turned after 1 rounds" in caplog.text


HOWS = [Standard(), Pca(parts=PARTS), Ica(most=150, tolerance=1.0), Chain((Standard(), Pca(parts=PARTS)))]


@pytest.mark.parametrize("how", HOWS, ids=lambda how: type(how).__name__)
def test_what_is_kept_gives_the_same_when_it_is_read_again(tmp_path: Path, how) -> None:
    fitted = how.fit(MATRIX, SOME, seed=3)
    fitted.save(tmp_path / "one.npz")
    read = Reduction.load(tmp_path / "one.npz")
    np.testing.assert_array_equal(read.transform(MATRIX), fitted.transform(MATRIX))
    how.fit(MATRIX, SOME, seed=3).save(tmp_path / "again.npz")
    assert (tmp_path / "again.npz").read_bytes() == (tmp_path / "one.npz").read_bytes()


def test_a_chain_fits_each_step_on_what_those_before_it_give() -> None:
    standard = Standard(limit=1.5).fit(MATRIX, SOME)
    before = standard.transform(MATRIX)
    expected = Pca(parts=PARTS).fit(before, SOME).transform(before)
    found = Chain((Standard(limit=1.5), Pca(parts=PARTS))).fit(MATRIX, SOME).transform(MATRIX)
    np.testing.assert_allclose(found, expected, atol=1e-5)


@pytest.mark.parametrize("how", HOWS, ids=lambda how: type(how).__name__)
def test_rows_it_is_not_fitted_on_make_no_difference(how) -> None:
    other = MATRIX.copy()
    other[~np.isin(ALL, SOME)] = np.nan
    np.testing.assert_array_equal(
        how.fit(other, SOME).transform(MATRIX[SOME]), how.fit(MATRIX, SOME).transform(MATRIX[SOME])
    )


@pytest.mark.parametrize("how", HOWS, ids=lambda how: type(how).__name__)
def test_a_row_without_features_is_refused_where_it_is_learned_from_and_stays_without(how) -> None:
    broken = MATRIX.copy()
    broken[SOME[5], 2] = np.nan
    with pytest.raises(NoReduction, match="leave out the photographs that could not be read"):
        how.fit(broken, SOME)
    assert np.isnan(how.fit(MATRIX, SOME).transform(broken)[SOME[5]]).any()


def test_the_blocks_size_makes_no_difference(monkeypatch) -> None:
    small = Chain((Standard(), Pca())).fit(MATRIX, SOME).transform(MATRIX)
    monkeypatch.setattr(reducing, "BLOCK", 10_000)
    np.testing.assert_allclose(Chain((Standard(), Pca())).fit(MATRIX, SOME).transform(MATRIX), small, atol=1e-5)


@pytest.mark.parametrize("rows", [[], [4]])
def test_fewer_than_two_photographs_are_refused(rows: list[int]) -> None:
    for how in HOWS:
        with pytest.raises(NoReduction, match="Two photographs"):
            how.fit(MATRIX, np.array(rows, np.intp))


def test_photographs_that_are_all_alike_are_refused() -> None:
    with pytest.raises(NoReduction, match="all alike"):
        Pca().fit(np.ones((9, 4), np.float32), np.arange(9))


@pytest.mark.parametrize("parts", [(slice(0, 8),), (slice(0, 8), slice(9, WIDE)), (slice(8, WIDE), slice(0, 8))])
def test_parts_that_leave_columns_out_are_refused(parts) -> None:
    with pytest.raises(NoReduction, match="must follow each other and end at 24"):
        Pca(parts=parts).fit(MATRIX, ALL)


def test_other_columns_than_it_was_fitted_on_are_refused() -> None:
    with pytest.raises(NoReduction, match="fitted on 24 columns, not 23"):
        Standard().fit(MATRIX, ALL).transform(MATRIX[:, 1:])


def test_without_steps_everything_stays_as_it_is() -> None:
    np.testing.assert_array_equal(Reduction(()).transform(MATRIX), MATRIX)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"nothing of the kind" * 9])
def test_what_is_no_reduction_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.npz").write_bytes(content)
    with pytest.raises(NoReduction, match=r"x\.npz cannot be used: .*Fit it again"):
        Reduction.load(tmp_path / "x.npz")


def test_what_would_be_unpickled_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "x.npz", limits=np.array([print], object))
    with pytest.raises(NoReduction, match="pickle"):
        Reduction.load(tmp_path / "x.npz")


@pytest.mark.parametrize(
    "spoiled",
    [
        {"0-places": np.array([[0, 23]])},
        {"0-places": np.zeros((0, 2), int)},
        {"0-0-bias": np.zeros(5, np.float32)},
        {"0-0-kernel": np.zeros((2, 2), np.float32)},
        {"limits": np.zeros(2)},
    ],
)
def test_numbers_that_do_not_belong_together_are_refused(tmp_path: Path, spoiled: dict[str, np.ndarray]) -> None:
    Standard().fit(MATRIX, ALL).save(tmp_path / "x.npz")
    with np.load(tmp_path / "x.npz") as kept:
        np.savez(tmp_path / "y.npz", **{**kept, **spoiled})
    with pytest.raises(NoReduction):
        Reduction.load(tmp_path / "y.npz")


@settings(max_examples=25, deadline=None)
@given(rows=st.integers(3, 60), columns=st.integers(1, 9), count=st.integers(1, 12), seed=st.integers(0, 99))
def test_principal_components_never_stretch_and_are_uncorrelated(
    rows: int, columns: int, count: int, seed: int
) -> None:
    matrix = mixed(rows, columns, seed)
    found = Pca(count=count).fit(matrix, np.arange(rows)).transform(matrix).astype(np.float64)
    spread = matrix.astype(np.float64).var(axis=0).sum()
    assert found.var(axis=0).sum() <= spread * (1 + 1e-3)
    apart = np.atleast_2d(np.cov(found.T))
    assert np.abs(apart - np.diag(np.diag(apart))).max() <= 1e-3 * spread


def test_a_step_scales_columns_by_their_own_or_mixes_them() -> None:
    ones = np.ones(2, np.float32)
    step = Step((Block(0, 2, np.array([2, 3], np.float32), ones), Block(2, 3, np.array([[4, 5]], np.float32), ones)))
    np.testing.assert_array_equal(step.apply(np.ones((1, 3), np.float32)), [[3, 4, 5, 6]])
