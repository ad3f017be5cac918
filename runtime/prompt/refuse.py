"""The first gate: words that are unmistakable in both languages, refused with a kind sentence.

This is not what keeps a picture safe. The closed vocabulary is: only concepts of the pack reach the model, and it has
never seen anything but friendly animals, so what these lists miss is dropped, not drawn. The gate exists so that a child
who asks for something dreadful gets a kind answer instead of a bear. Words count only as whole words or segments, never as
parts of others, and every homophone, code word and split character that is not listed here passes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from msgspec import Struct

from runtime.errors import Language
from runtime.prompt.blocked import BLOCKED, PAIRS, Category


class Refusal(Struct, frozen=True):
    """Why there is no picture, in a sentence that a child can read."""

    category: Category
    zh: str
    en: str

    def message(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


_FRIENDLY: Final = (
    "我们来画些友好又可爱的吧，比如“抱着气球的小熊”。",
    "Let us draw something friendly instead, for example “a little bear with a balloon”.",
)
SENTENCES: Final[dict[Category, tuple[str, str]]] = {
    "empty": (
        "告诉我想画什么吧，比如“小熊”。",
        "Tell me what to draw, for example “a little bear”.",
    ),
    "no_subject": (
        "我最会画小动物啦！试试“小熊”或者“戴红帽子的小鸭子”吧。",
        "I draw animals best! Try “a little bear” or “a duck with a red hat”.",
    ),
    "violence": _FRIENDLY,
    "horror": _FRIENDLY,
    "adult": _FRIENDLY,
    "drugs": _FRIENDLY,
    "self_harm": (
        "听起来你可能不太开心。请和老师或家里的大人聊一聊，他们愿意帮助你。",
        "That sounds as if you might be sad. Please talk to your teacher or a grown-up you trust; they want to help.",
    ),
    "hate": (
        "每个人都值得被友好对待。我们来画一只可爱的小动物吧！",
        "Everybody deserves kindness. Let us draw a nice animal instead!",
    ),
    "privacy": (
        "名字、地址和真实的人我们不画。画一只小动物怎么样？",
        "We do not draw names, addresses or real people. How about an animal?",
    ),
}

_LEET: Final = str.maketrans("01345789@$", "oieastbgas")


def refusal(category: Category) -> Refusal:
    return Refusal(category, *SENTENCES[category])


def worst(found: Iterable[str]) -> Category | None:
    """The category that decides which sentence is shown, of all that were found."""
    seen = set(found)
    return next((category for category in BLOCKED if category in seen), None)


def paired(words: set[str]) -> Iterator[Category]:
    """Categories whose two halves both stand in the sentence."""
    for category, first, second in PAIRS:
        if not (words & first and words & second):
            continue
        yield category


def plainly(word: str) -> str:
    """`kn1fe` -> `knife`: digits and signs written for letters; a number alone stays."""
    return word if word.isdigit() else word.translate(_LEET)


def spelled(words: Sequence[str]) -> Iterator[str]:
    """Words spelled letter by letter (`b.o.m.b`), one for each run, with and without an article before it."""
    run = ""
    for word in (*words, ""):
        if len(word) == 1 and word.isascii() and word.isalpha():
            run += word
            continue
        if len(run) > 2:
            yield run
            yield run[1:]
        run = ""
