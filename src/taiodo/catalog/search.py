"""Comparing and searching text without regard to 全角/半角, case and blanks."""

import unicodedata


def folded(text: str) -> str:
    """The text as search sees it: NFKC, lower case, no blanks or line breaks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def search_terms(query: str) -> tuple[str, ...]:
    """The terms of a query (all must occur), each folded; blanks of any width separate them."""
    words = (folded(word) for word in unicodedata.normalize("NFKC", query).split())
    return tuple(word for word in words if word)
