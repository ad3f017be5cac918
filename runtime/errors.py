"""What can go wrong, each with a code, a status, a sentence in both languages and what to do about it.

Raise the most specific class; one middleware turns it into JSON, `edgectl` prints it. Anything that is not an
`EdgedError` is a bug and keeps its traceback.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import ClassVar, Literal

Language = Literal["zh", "en"]


class EdgedError(Exception):
    """Base of all expected errors. Keyword arguments fill the sentences' `{placeholders}`."""

    code: ClassVar[str] = "error"
    status: ClassVar[HTTPStatus] = HTTPStatus.INTERNAL_SERVER_ERROR
    en: ClassVar[str] = "Something went wrong."
    zh: ClassVar[str] = "出了点问题。"
    fix_en: ClassVar[str | None] = None
    fix_zh: ClassVar[str | None] = None

    def __init__(self, **details: object) -> None:
        self.details = details
        super().__init__(self.message())

    def message(self, language: Language = "en") -> str:
        return (self.zh if language == "zh" else self.en).format(**self.details)

    def fix(self, language: Language = "en") -> str | None:
        text = self.fix_zh if language == "zh" else self.fix_en
        return None if text is None else text.format(**self.details)
