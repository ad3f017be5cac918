"""Levels of models with a thousand of them are those of diffusers' schedulers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from diffusers import EulerDiscreteScheduler, LCMScheduler

from runtime.families.discrete import Noising

pytestmark = pytest.mark.filterwarnings(
    "ignore:__array__ implementation:DeprecationWarning"  # diffusers on numpy 2.4
)
SHAPE = (4, 8, 8)
BETAS = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"}


@pytest.mark.parametrize("steps", [1, 2, 3, 4, 7, 8, 20, 25, 50])
@pytest.mark.parametrize("spacing", ["leading", "trailing", "linspace"])
def test_euler_levels_and_what_noise_begins_with(spacing: Any, steps: int) -> None:
    theirs = EulerDiscreteScheduler(timestep_spacing=spacing, steps_offset=1, **BETAS)
    theirs.set_timesteps(steps)
    ours = Noising(spacing=spacing, offset=1)
    course = ours.course(SHAPE, steps)
    assert course.levels == pytest.approx(theirs.sigmas.tolist(), rel=1e-5)
    assert course.first == pytest.approx(float(theirs.init_noise_sigma), rel=1e-5)
    times = ours.times(np.array(course.levels[:-1], np.float32))
    assert times == pytest.approx(theirs.timesteps.numpy(), abs=1e-2)


@pytest.mark.parametrize("steps", [1, 2, 4, 5, 8, 50])
def test_levels_of_latent_consistency_models(steps: int) -> None:
    theirs = LCMScheduler(**BETAS)
    theirs.set_timesteps(steps)
    ours = Noising(kind="lcm")
    course = ours.course(SHAPE, steps)
    times = ours.times(np.array(course.levels[:-1], np.float32))
    assert times.tolist() == theirs.timesteps.tolist()
    assert course.fresh


def test_more_steps_than_a_consistency_model_knows_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 50 steps"):
        Noising(kind="lcm").course(SHAPE, 51)


@pytest.mark.parametrize("prediction", ["epsilon", "v_prediction", "sample"])
def test_whatever_the_model_predicts_the_noise_is_found(prediction: Any) -> None:
    ours, rng = Noising(prediction=prediction), np.random.default_rng(0)
    clean, noise = rng.normal(size=(2, 2, *SHAPE)).astype(np.float32)
    levels = np.array([0.5, 9.0], np.float32)
    sigma = levels[:, None, None, None]
    scale = np.sqrt(1 + sigma**2)
    told = {
        "epsilon": noise,
        "v_prediction": (noise - sigma * clean) / scale,
        "sample": clean,
    }
    found = ours.velocity(told[prediction], clean + sigma * noise, levels)
    assert found == pytest.approx(noise, abs=1e-3)
