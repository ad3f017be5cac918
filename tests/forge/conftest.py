"""A toy data set: three animals in two colours, drawn in seconds."""

import random
import shutil
from pathlib import Path

import msgspec
import pytest

from forge.critic import make_critic
from forge.dataset import build
from forge.draw import draw
from forge.nets.autoencoder import Sizes
from forge.subject import Subject
from forge.teaching import by_steps
from forge.train_autoencoder import Run, train
from forge.vocabulary import load_vocabulary
from runtime.prompt.caption import Caption, Part
from runtime.prompt.vocabulary import Vocabulary
from tests.once import made_once, shared_folder
from tests.toynetworks import KEPT

ANIMALS, COLOURS = 3, 2
TOY_SIZES = Sizes(
    encoder=(8, 8, 16), encoder_units=(1, 1, 1), decoder=(16, 16, 8, 8), decoder_units=(1, 1, 1, 1)
)


def toy_caption(rng: random.Random, vocabulary: Vocabulary) -> Caption:
    animal, colour = rng.choice(vocabulary.concepts), rng.choice(vocabulary.colours)
    return Caption((Part("animal", animal.id, colour.id),))


@pytest.fixture(scope="session")
def toy_vocabulary() -> Vocabulary:
    full = load_vocabulary()
    return msgspec.structs.replace(
        full, roles=full.roles[:1], colours=full.colours[:COLOURS], concepts=full.concepts[:ANIMALS]
    )


@pytest.fixture(scope="session")
def subject() -> Subject:
    return Subject(toy_caption, draw)


@pytest.fixture(scope="session", autouse=True)
def kept(tmp_path_factory: pytest.TempPathFactory) -> None:
    KEPT.folder = shared_folder(tmp_path_factory)


@pytest.fixture(scope="session")
def toy_work(
    tmp_path_factory: pytest.TempPathFactory, subject: Subject, toy_vocabulary: Vocabulary
) -> Path:
    """A work folder with 300 training pictures, 256 held ones and 72 whole ones."""

    def make(work: Path) -> None:
        build(work, subject, toy_vocabulary, {"whole": 72})
        train(Run(TOY_SIZES, "cpu"), work, 0.02, 2)
        build(work, subject, toy_vocabulary, {"held": 256, "train": 300})

    made = made_once(shared_folder(tmp_path_factory) / "toy-work", make)
    own = tmp_path_factory.mktemp("forge") / "work"
    shutil.copytree(made, own)
    return own


@pytest.fixture(scope="session")
def read_work(
    toy_work: Path,
    tmp_path_factory: pytest.TempPathFactory,
    subject: Subject,
    toy_vocabulary: Vocabulary,
) -> Path:
    """The toy's work folder with a critic."""

    def make(work: Path) -> None:
        shutil.copytree(toy_work, work, dirs_exist_ok=True)
        make_critic(work, subject, toy_vocabulary, by_steps(100), 256)

    made = made_once(shared_folder(tmp_path_factory) / "toy-read", make)
    own = tmp_path_factory.mktemp("read") / "work"
    shutil.copytree(made, own)
    return own
