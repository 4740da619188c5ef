"""The words by which vendors' replies are recognised (`mapping/replies/vocabulary.toml`)."""

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from taiodo.catalog.files import data_root
from taiodo.problems import Problem
from taiodo.survey.package import ANSWERS, PackageResponse
from taiodo.workbook.vocabulary import Vocabulary, fold, vocabulary, without_remarks

REPLY_ROLES = ("number", "part", "response", "due", "remark", "name", "obligation", "key")
_FILE = "mapping/replies/vocabulary.toml"


@dataclass(frozen=True)
class ReplyWords:
    """Header words (`headers`, the specification's with those of replies) and response words."""

    headers: Vocabulary
    responses: dict[str, PackageResponse]
    pending: frozenset[str]

    @property
    def blanks(self) -> frozenset[str]:
        """Words for an empty cell, folded."""
        return self.headers.blanks

    def class_within(self, words: str) -> PackageResponse | None:
        """The response an explanation names at its beginning or its end."""
        return self.class_of(words) or self.class_beginning(words) or self.class_ending(words)

    def sign(self, text: str) -> str:
        """The sign as the vocabulary writes it: 〇 and ◯ become ○."""
        return self.headers.sign(text)

    def class_of(self, words: str) -> PackageResponse | None:
        """The response that words name exactly, ignoring width, blanks and bracketed remarks."""
        folded = fold(words)
        bare = without_remarks(folded).strip("[]【】<>「」")
        return self.responses.get(folded) or self.responses.get(bare)

    def class_beginning(self, words: str) -> PackageResponse | None:
        """The response whose name the words begin with; the longest name counts."""
        folded = fold(words).lstrip("「『【[(:・=")
        return next((r for word, r in self.responses.items() if folded.startswith(word)), None)

    def class_ending(self, words: str) -> PackageResponse | None:
        """The response whose name the words end with."""
        folded = fold(words)
        return next((r for word, r in self.responses.items() if folded.endswith(word)), None)

    def is_pending(self, words: str) -> bool:
        """Whether words say that there is no answer yet (確認中)."""
        return without_remarks(fold(words)) in self.pending


@cache
def reply_words(root: Path | None = None) -> ReplyWords:
    """The vocabulary shipped with the product (or under another data root).

    Raises:
        Problem: the file is missing or malformed.
    """
    try:
        data = tomllib.loads(((root or data_root()) / _FILE).read_text(encoding="utf-8"))
        return _built(data, vocabulary(root))
    except OSError as error:
        raise Problem(
            "読み取りに要るデータファイルがありません。", _FILE, "製品を入れ直してください。"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Problem("TOMLとして読めません。", _FILE, str(error)) from error
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise Problem(
            "回答の語彙ファイルの書き方が正しくありません。",
            _FILE,
            f"欠けているか誤っている項目: {error}",
        ) from error


def _built(data: dict[str, Any], specification: Vocabulary) -> ReplyWords:
    columns = dict(specification.columns)
    for role, words in data["columns"].items():
        if role not in REPLY_ROLES:
            raise ValueError(f"columns.{role}")
        columns |= {fold(word): (role, rank) for rank, word in enumerate(words)}
    for code, words in data["response_columns"].items():
        role = PackageResponse(code).value
        columns |= {fold(word): (role, rank) for rank, word in enumerate(words)}
    pairs = [
        (fold(word), PackageResponse(code))
        for code, words in data["responses"].items()
        for word in words
    ]
    if len({word for word, _ in pairs}) < len(pairs) or {r for _, r in pairs} != set(ANSWERS):
        raise ValueError("responses")
    return ReplyWords(
        replace(specification, columns=columns, _roles={}),
        dict(sorted(pairs, key=lambda pair: -len(pair[0]))),
        frozenset(fold(word) for word in data["pending"]["words"]),
    )
