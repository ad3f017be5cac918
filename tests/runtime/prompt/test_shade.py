"""Which words are shown and which are kept as numbers."""

from __future__ import annotations

from runtime.prompt import Vocabulary
from runtime.prompt.hidden import packed, path
from runtime.prompt.lexicon import lexicon
from runtime.prompt.shade import Shade, spelled


def test_what_is_blocked_and_what_contains_it_is_hidden(vocabulary: Vocabulary) -> None:
    shade = Shade(lexicon(vocabulary))
    assert shade.covers(("knife",))
    assert shade.covers(("butter", "knife"))
    assert shade.covers(("杀", "虫", "剂"))
    assert not shade.covers(("butter", "fly"))


def test_every_word_is_either_shown_or_hidden(vocabulary: Vocabulary) -> None:
    known = lexicon(vocabulary)
    shown = [word for each in Shade(known).meanings() for word in each.words.split("|") if word]
    hidden = sum(len(each.hidden) // 8 for each in Shade(known).meanings())
    assert len(shown) + hidden == len(known.planted())
    assert len(set(shown)) == len(shown)


def test_a_hidden_word_is_known_by_its_number_only(vocabulary: Vocabulary) -> None:
    meanings = Shade(lexicon(vocabulary)).meanings()
    (violence,) = (each for each in meanings if each.blocked == "violence" and not each.pinyin)
    assert violence.words == ""
    assert packed([path(("machine", "gun"))]) in [
        violence.hidden[i : i + 8] for i in range(0, len(violence.hidden), 8)
    ]


def test_words_are_written_with_blanks_where_han_characters_have_none() -> None:
    assert spelled(("小", "鸭")) == "小鸭"
    assert spelled(("bow", "tie")) == "bow tie"
    assert spelled(("k", "粉")) == "k 粉"
