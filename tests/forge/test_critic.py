"""The critic learns from drawings what latents show, and says so of others."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import torch
from msgspec.structs import replace

from forge.critic import Critic, load_critic, make_critic, shares
from forge.dataset import open_dataset
from forge.errors import VocabularyDiffers, WorkIncomplete
from forge.subject import Subject
from forge.teaching import by_steps
from runtime.prompt.vocabulary import Vocabulary

KIND = "animal"


def test_a_critic_reads_latents_of_drawings_that_it_never_saw(
    read_work: Path, toy_vocabulary: Vocabulary
) -> None:
    held = open_dataset(read_work, "held")
    torch.manual_seed(0)
    unlearned = shares(Critic(toy_vocabulary, held.latents.shape[1]).eval(), toy_vocabulary, held)
    learned = shares(load_critic(read_work, toy_vocabulary), toy_vocabulary, held)
    assert learned[KIND] > max(0.8, unlearned[KIND] + 0.3)


def test_its_drawings_are_not_those_of_the_judge(read_work: Path) -> None:
    assert [path.name for path in (read_work / "probe").iterdir()] == ["critic"]
    assert not (read_work / "probe.pt").exists()


def test_a_second_lesson_goes_on_from_the_first(
    read_work: Path, subject: Subject, toy_vocabulary: Vocabulary, tmp_path: Path
) -> None:
    work = tmp_path / "work"
    shutil.copytree(read_work, work)
    held = open_dataset(work, "held")
    before = shares(load_critic(work, toy_vocabulary), toy_vocabulary, held)
    make_critic(work, subject, toy_vocabulary, by_steps(1), 256)
    after = shares(load_critic(work, toy_vocabulary), toy_vocabulary, held)
    assert after[KIND] == pytest.approx(before[KIND], abs=0.1)


def test_a_critic_of_other_words_is_refused(read_work: Path, toy_vocabulary: Vocabulary) -> None:
    fewer = replace(toy_vocabulary, concepts=toy_vocabulary.concepts[:2])
    with pytest.raises(VocabularyDiffers, match="delete it and run"):
        load_critic(read_work, fewer)


def test_without_a_critic_one_is_told_how_to_get_one(
    toy_work: Path, toy_vocabulary: Vocabulary
) -> None:
    with pytest.raises(WorkIncomplete, match="python -m forge critic"):
        load_critic(toy_work, toy_vocabulary)
