"""The first gate: words that are unmistakable in both languages, refused with a kind sentence.

This is not what keeps a picture safe. The closed vocabulary is: only concepts of the pack reach the model, and it has
never seen anything but friendly animals, so what these lists miss is dropped, not drawn. The gate exists so that a child
who asks for something dreadful gets a kind answer instead of a bear. Words count only as whole words or segments, never as
parts of others, and every homophone, code word and split character that is not listed here passes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from msgspec import Struct

from runtime.errors import Language
from runtime.prompt.blocked import BLOCKED, PAIRS, Category
from runtime.prompt.tokens import Token


class Refusal(Struct, frozen=True):
    """Why there is no picture, in a sentence that a child can read."""

    category: Category
    zh: str
    en: str

    def message(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


SENTENCES: Final[dict[Category, tuple[str, str]]] = {
    "empty": (
        "告诉我想画什么吧，比如“小熊”。",
        "Tell me what to draw, for example “a little bear”.",
    ),
    "no_subject": (
        "我最会画小动物啦！试试“小熊”或者“戴红帽子的小鸭子”吧。",
        "I draw animals best! Try “a little bear” or “a duck with a red hat”.",
    ),
    "violence": (
        "会让谁受伤的画，我不画。我们来画些友好的吧，比如“抱着气球的小熊”。",
        "I only draw pictures in which nobody gets hurt. How about “a little bear with a balloon”?",
    ),
    "horror": (
        "太吓人的东西我不画，免得有小朋友害怕。画一只“在月亮上睡觉的小猫”好吗？",
        "I leave scary things out, so that nobody gets frightened. How about “a kitten sleeping on the moon”?",
    ),
    "adult": (
        "这个不适合画在这里。我们来画可爱的小动物吧，比如“穿裙子的小兔子跳舞”。",
        "That is nothing for our pictures here. How about “a rabbit in a dress dancing”?",
    ),
    "drugs": (
        "烟、酒和药对身体不好，我不画。画一只“喝牛奶的小牛”怎么样？",
        "Smoke, alcohol and drugs are not good for anybody, so I leave them out. How about “a calf drinking milk”?",
    ),
    "self_harm": (
        "听起来你可能很难过。你很重要。请现在就和老师或家里的大人说一说，他们愿意帮助你。",
        "That sounds as if you might be very sad. You matter. Please tell your teacher or a grown-up you trust now; "
        "they want to help.",
    ),
    "hate": (
        "每个人都值得被友好对待。我们来画好朋友吧，比如“小猫和小狗拥抱”。",
        "Everybody deserves kindness. Let us draw friends instead: “a cat and a dog hugging”.",
    ),
    "privacy": (
        "名字、电话、地址和真实的人我不画，也请不要告诉别人。画一只“戴墨镜的小狗”怎么样？",
        "I do not draw names, numbers, addresses or real people, and they are best kept to yourself. "
        "How about “a dog with sunglasses”?",
    ),
}

_PHONE: Final = 7
"""Digits in a row from which a number is taken for somebody's; round numbers and counting (1234567) are none."""
_NUMBER: Final = re.compile(r"[0-9](?:[- ]?[0-9]){6,}")
_MAIL: Final = re.compile(r"[a-z0-9._-]{1,64}@[a-z0-9-]{1,64}\.[a-z]{2,}")
_SPELLED: Final = 12
"""Letters of the longest word that is looked for among spelled ones."""
LEET: Final = str.maketrans("01345789@$", "oieastbgas")


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


def private(text: str) -> bool:
    """Whether a folded text holds what looks like a telephone number, an identity number or an e-mail address."""
    for match in _NUMBER.finditer(text):
        digits = [c for c in match.group() if c.isdigit()]
        steps = {int(b) - int(a) for a, b in pairwise(digits) if b.isascii() and a.isascii()}
        if len(digits) >= _PHONE and len(set(digits)) > 2 and steps != {1}:
            return True
    return _MAIL.search(text) is not None


def plainly(word: str) -> str:
    """`kn1fe` -> `knife`: digits and signs written for letters; a number alone stays."""
    return word if word.isdigit() else word.translate(LEET)


def spelled(tokens: Sequence[Token]) -> Iterator[str]:
    """What may be words spelled letter by letter (`b.o.m.b`, `b 0 m b`) or character by character with something between (`杀。人`)."""
    run: list[str] = []
    han, gap = False, 0
    for token in (*tokens, Token("", "mark", 0, 0)):
        single = token.kind == "han" or _is_letter(token.text)
        if token.kind == "sign" or (token.kind == "mark" and token.text):
            gap += 1
            continue
        goes_on = single and run and han == (token.kind == "han") and gap <= 1 and (not han or gap)
        if not goes_on:
            yield from _inside("".join(run), 2) if han else _letters("".join(run))
            run = []
        if single:
            run.append(token.text)
        han, gap = token.kind == "han", 0


def _is_letter(text: str) -> bool:
    return len(text) == 1 and (text.isalpha() or ord(text) in LEET)


def _letters(run: str) -> Iterator[str]:
    """Digits among letters are letters; alone they count something."""
    if any(sign.isalpha() for sign in run):
        yield from _inside(run.translate(LEET), 3)


def _inside(run: str, shortest: int) -> Iterator[str]:
    """Every piece of a run: there may be an article before the word."""
    for start in range(len(run)):
        for end in range(start + shortest, min(len(run), start + _SPELLED) + 1):
            yield run[start:end]
