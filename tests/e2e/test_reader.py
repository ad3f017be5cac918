"""The tablet's reader against the box's, in a real browser: the same reading of every sentence."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from edged.api.pages import File, read_pages
from forge.vocabulary import load_vocabulary
from runtime.prompt import PromptTooLong, read
from runtime.prompt.style import styled
from runtime.prompt.tables import as_json
from tests.runtime.prompt.sentences import listed, sentences

COUNT = int(os.environ.get("READINGS", "20000"))
"""Sentences that are generated; a thousand take a second."""
SEED = int(os.environ.get("READINGS_SEED", "20261123"))
BATCH = 2000
HOME = "http://box.test/"
POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'"
VOCABULARY = load_vocabulary()
OPEN = """async () => {
  const { Reader } = await import('/web/reader/read.js');
  const { styled } = await import('/web/reader/style.js');
  const tables = await (await fetch('/reader.json')).json();
  const reader = new Reader(tables);
  const { vocabulary } = reader;
  window.readAll = (sentences) => sentences.map((sentence) => {
    try {
      const { caption, understood, dropped, refused, language } = reader.read(sentence);
      return {
        caption: vocabulary.text(caption), tokens: vocabulary.tokens(caption), styled: styled(vocabulary.text(caption), tables.styles),
        understood: understood.map(({ kind, word, concept }) => [kind, word, concept]), dropped, refused, language,
      };
    } catch (error) {
      return { code: error.code, en: error.en, zh: error.zh, fix_en: error.fix_en, fix_zh: error.fix_zh };
    }
  });
}"""
ASK = "(asked) => JSON.stringify(window.readAll(JSON.parse(asked)))"


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A page of a box with nothing on it, that has the reader."""
    pages = read_pages()
    tables = as_json(VOCABULARY)

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(HOME)
        file = pages.get(path.removeprefix("web/"), File(data=b"", media_type="text/html", etag=""))
        body, kind = (
            (tables, "application/json") if path == "reader.json" else (file.data, file.media_type)
        )
        route.fulfill(body=body, headers={"Content-Type": kind, "Content-Security-Policy": POLICY})

    context = browser.new_context()
    context.route(f"{HOME}**", answer)
    opened = context.new_page()
    opened.goto(HOME)
    opened.evaluate(OPEN)
    yield opened
    context.close()


def _box(sentence: str) -> dict[str, Any]:
    """What the box says."""
    try:
        found = read(sentence, VOCABULARY)
    except PromptTooLong as error:
        said = {language: error.message(language) for language in ("en", "zh")}
        return {"code": error.code, **said, "fix_en": error.fix("en"), "fix_zh": error.fix("zh")}
    refused, caption = found.refused, VOCABULARY.text(found.caption)
    return {
        "caption": caption,
        "tokens": VOCABULARY.tokens(found.caption),
        "styled": styled(caption),
        "understood": [[each.kind, each.word, each.concept] for each in found.understood],
        "dropped": list(found.dropped),
        "refused": refused and {"category": refused.category, "zh": refused.zh, "en": refused.en},
        "language": found.language,
    }


def _differences(page: Page, asked: Sequence[str]) -> list[tuple[str, Any, Any]]:
    """(sentence, what the tablet says, what the box says) where those are not the same."""
    answers = json.loads(page.evaluate(ASK, json.dumps(asked)))
    both = ((text, tablet, _box(text)) for text, tablet in zip(asked, answers, strict=True))
    return [each for each in both if each[1] != each[2]]


def test_the_tablet_reads_every_listed_sentence_as_the_box_does(page: Page) -> None:
    assert len(listed()) > 1300
    assert _differences(page, listed()) == []


def test_the_tablet_reads_generated_sentences_as_the_box_does(page: Page) -> None:
    generated = sentences(COUNT, SEED, VOCABULARY)
    while batch := list(islice(generated, BATCH)):
        assert _differences(page, batch)[:5] == []


def test_the_tablet_knows_every_word_alone_as_the_box_does(page: Page) -> None:
    """Each word of the vocabulary, and what it becomes with a letter missing."""
    words = [
        *VOCABULARY.words,
        *(word[:-1] for word in VOCABULARY.words),
        *(f"{word}s" for word in VOCABULARY.words),
    ]
    for start in range(0, len(words), BATCH):
        assert _differences(page, words[start : start + BATCH])[:5] == []
