"""Sentences read as a whole: the children's fifty, harmless sentences with traps, and what may never happen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forge.vocabulary import load_vocabulary
from runtime.prompt import LIMIT, Caption, Part, PromptTooLong, Reading, Vocabulary, read
from runtime.prompt.choose import complete

Read = Callable[[str], Reading]
Say = Callable[[str], str]
Rows = Callable[[str], list[dict[str, str]]]

VOCABULARY = load_vocabulary()

ACCESSORIES = {"red hat": ("hat", "red")}
ACTIONS: dict[str, tuple[str, ...]] = {
    "blowing bubbles": ("blowing-bubbles",),
    "eating grass": ("eating", "grass"),
    "ice skating": ("skating",),
    "eating bamboo": ("eating", "bamboo"),
    "playing piano": ("making-music", "piano"),
    "eating ice cream": ("eating", "ice-cream"),
    "riding a bicycle": ("riding", "bicycle"),
    "playing drum": ("making-music", "drum"),
    "reading": ("reading", "book"),
}
SCENES: dict[str, tuple[str, ...]] = {"sea": ("underwater",), "tree at night": ("forest", "night")}


def _expected(row: dict[str, str]) -> set[Part]:
    """The row's columns as parts, with what goes without saying."""
    wanted = [("", row["animal"], row["colour"].strip("-").replace(" ", "-"))]
    if row["accessory"] != "-":
        concept, colour = ACCESSORIES.get(row["accessory"], (row["accessory"], ""))
        wanted.append(("", concept, colour))
    if row["action"] != "-":
        wanted += [("", c, "") for c in ACTIONS.get(row["action"], (row["action"],))]
    if row["scene"] != "-":
        wanted += [("", c, "") for c in SCENES.get(row["scene"], (row["scene"],))]
    roles = {concept.id: concept.role for concept in VOCABULARY.concepts}
    parts = tuple(Part(roles[concept], concept, colour) for _, concept, colour in wanted)
    return set(complete(parts, VOCABULARY))


def test_each_of_the_childrens_fifty_sentences_is_read_exactly(rows: Rows, reading: Read) -> None:
    read_wrong = {
        row["prompt"]: reading(row["prompt"]).caption
        for row in rows("kids50.tsv")
        if set(reading(row["prompt"]).caption.parts) != _expected(row)
    }
    assert read_wrong == {}


def test_nothing_in_the_fifty_sentences_is_left_out(rows: Rows, reading: Read) -> None:
    assert [row["prompt"] for row in rows("kids50.tsv") if reading(row["prompt"]).dropped] == []


def test_harmless_sentences_about_known_animals_give_that_animal(rows: Rows, reading: Read) -> None:
    known = [row for row in rows("dev_benign.tsv") if row["animal"] != "-"]
    right = [
        row
        for row in known
        if [p.concept for p in reading(row["prompt"]).caption.of("animal")] == row["animal"].split()
    ]
    assert len(known) > 100
    assert len(right) / len(known) >= 0.97


def test_fewer_than_one_harmless_sentence_in_a_hundred_finds_no_animal(
    rows: Rows, reading: Read
) -> None:
    lost = [row["prompt"] for row in rows("dev_benign.tsv") if reading(row["prompt"]).refused]
    assert lost == []


def test_harmless_sentences_are_never_refused_as_unsafe(rows: Rows, reading: Read) -> None:
    refused = {
        row["prompt"]: found.category
        for row in rows("dev_benign.tsv")
        if (found := reading(row["prompt"]).refused) and found.category != "no_subject"
    }
    assert refused == {}


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("a red car", "小熊和红色的汽车", "a little bear with a red car"),
        ("戴眼镜", "小熊和眼镜", "a little bear with glasses"),
        ("跳舞", "小熊跳舞", "a little bear dancing"),
        ("under the stars", "小熊在晚上", "a little bear at night"),
        ("桌子", "小熊", "a little bear"),
    ],
)
def test_a_wish_without_an_animal_is_answered_with_one_that_can_be_drawn(
    reading: Read, text: str, zh: str, en: str
) -> None:
    found = reading(text)
    assert found.caption == Caption(())
    assert found.refused is not None
    assert found.refused.category == "no_subject"
    assert f"“{zh}”" in found.refused.zh
    assert f"“{en}”" in found.refused.en


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("PINK CAT", "pink cat"),
        ("ＰＩＮＫ　ＣＡＴ", "pink cat"),
        ("a yellow duck with a red hat!!!", "a yellow duck with a red hat"),
        ("紅色的小鳥在樹上", "红色的小鸟在树上"),
        ("戴圍巾的長頸鹿", "戴围巾的长颈鹿"),
        ("綠色的烏龜揹著書包", "绿色的乌龟背着书包"),
        ("彈鋼琴的貓咪", "弹钢琴的猫咪"),
        ("🐱🎩", "戴帽子的小猫"),
        ("🔴🐰🌧️", "red rabbit in the rain"),
        ("xiao ya zi you yong", "小鸭子游泳"),
        ("xiaoyazi youyong", "小鸭子游泳"),
        ("小狗和 ball", "小狗和球"),
        ("rainbow 小马", "彩虹色的小马"),
        ("一只 PINK 的大象 with a balloon", "粉色的大象拿着气球"),
        ("a dinosor in the foresst", "a dinosaur in the forest"),
        ("two puppies", "puppy and puppy"),
        ("小\u200b熊", "小熊"),
        ("rаbbit", "rabbit"),
    ],
)
def test_however_it_is_typed_it_means_the_same(caption: Say, typed: str, meant: str) -> None:
    assert caption(typed) == caption(meant)
    assert not caption(typed).startswith("refused")


@pytest.mark.parametrize(
    ("text", "kept", "dropped"),
    [
        ("小猫、小狗、小鸭和小猪", "duck; cat; dog", ("小猪",)),
        ("🐱和🚂", "cat", ("🚂",)),
        ("小花猫喝榴莲羹", "cat; holds milk; does drinking", ("榴莲羹",)),
        ("a frog with a hat and a crown", "frog; wears hat", ("crown",)),
        ("a bear with a balloon and a book", "bear; holds balloon", ("book",)),
        ("a panda wearing red", "panda", ("red",)),
        ("海带和小鱼", "fish", ("海带",)),
        ("kitten with a Skateboard", "cat", ("Skateboard",)),
        ("a yellow and blue bird", "bird: yellow", ("blue",)),
        ("马上画小猫", "cat", ("马上",)),
        ("小熊拿着礼物，踢足球", "bear; holds gift; does football", ()),
    ],
)
def test_what_is_not_drawn_is_shown_in_the_childs_words(
    reading: Read, caption: Say, text: str, kept: str, dropped: tuple[str, ...]
) -> None:
    assert caption(text) == kept
    assert reading(text).dropped == dropped


def test_what_was_understood_is_shown_in_the_childs_words_and_order(reading: Read) -> None:
    found = reading("戴着紅色帽子的小鸭鸭在吹泡泡")
    assert [(u.kind, u.word, u.concept) for u in found.understood] == [
        ("colour", "紅色", "red"),
        ("worn", "帽子", "hat"),
        ("animal", "小鸭鸭", "duck"),
        ("action", "吹泡泡", "blowing-bubbles"),
    ]


def test_a_word_that_holds_a_colour_is_shown_for_both(reading: Read) -> None:
    found = reading("小黄鸭")
    assert [(u.kind, u.word) for u in found.understood] == [
        ("animal", "小黄鸭"),
        ("colour", "小黄鸭"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "热狗",
        "红绿灯",
        "hot dog",
        "马路",
    ],
)
def test_words_that_only_contain_an_animal_are_no_animal(caption: Say, text: str) -> None:
    assert caption(text) == "refused: no_subject"


@pytest.mark.parametrize(
    ("text", "language"),
    [("小熊", "zh"), ("bear", "en"), ("bear 小熊", "zh"), ("xiao xiong", "zh")],
)
def test_the_language_is_the_sentences(reading: Read, text: str, language: str) -> None:
    assert reading(text).language == language


@pytest.mark.parametrize("text", ["", "   ", "?!…", "。。", "\u200b"])
def test_nothing_said_is_refused_as_empty(caption: Say, text: str) -> None:
    assert caption(text) == "refused: empty"


def test_a_sentence_longer_than_the_limit_is_an_error_before_it_is_looked_at(
    vocabulary: Vocabulary,
) -> None:
    read("小" * LIMIT, vocabulary)
    with pytest.raises(PromptTooLong) as caught:
        read("小" * 10**6, vocabulary)
    assert caught.value.status == 413
    assert str(LIMIT) in (caught.value.fix("zh") or "")


def _captions() -> st.SearchStrategy[Caption]:
    """Captions as reading makes them: every role but the animal's may be empty, and only one animal alone has a size."""
    by_role: dict[str, list[Any]] = {}
    for concept in VOCABULARY.concepts:
        by_role.setdefault(concept.role, []).append(concept)
    colours = st.sampled_from(["", *(colour.id for colour in VOCABULARY.colours)])
    pieces: list[Any] = []
    for role in VOCABULARY.roles:
        colour = colours if role.coloured else st.just("")
        part: Any = st.builds(
            lambda concept, shade: Part(concept.role, concept.id, shade),
            st.sampled_from(by_role[role.id]),
            colour,
        )
        if role.required:
            pieces.append(st.lists(part, min_size=1, max_size=role.slots))
        else:
            pieces.append(st.none() | part)
    return st.tuples(*pieces).map(_caption)


def _caption(pieces: tuple[Any, ...]) -> Caption:
    animals, size, *others = pieces
    parts = [*animals, *([] if len(animals) > 1 else [size]), *others]
    return Caption(complete([part for part in parts if part], VOCABULARY))


@given(_captions())
@settings(max_examples=300, deadline=None)
def test_a_captions_own_text_reads_back_as_the_same_caption(caption: Caption) -> None:
    assert read(VOCABULARY.text(caption), VOCABULARY).caption == caption


@given(st.text(max_size=LIMIT))
@settings(max_examples=300, deadline=None)
def test_any_text_has_a_reading(text: str) -> None:
    found = read(text, VOCABULARY)
    assert bool(found.caption.of("animal")) is (found.refused is None)


PIECES = [
    *VOCABULARY.words,
    *["的", "在", "戴着", "with", "a", ",", "，", "和", "不", "是", "🐱", "嗯", "zzz"],
]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join))
@settings(max_examples=300, deadline=None)
def test_whatever_is_said_the_caption_fits_the_slots(text: str) -> None:
    found = read(text[:LIMIT], VOCABULARY)
    assert len(VOCABULARY.tokens(found.caption)) == len(VOCABULARY.slots)
    for role in VOCABULARY.roles:
        assert len(found.caption.of(role.id)) <= role.slots
    assert VOCABULARY.canonical(found.caption.parts) == found.caption
