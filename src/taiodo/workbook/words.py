"""The roles a column can play, and header or class words brought to a comparable form."""

import re
import unicodedata

CLASSES = ("mandatory", "optional", "prohibited")
KINDS = ("designated_city", "other")
FUNCTION, DATA, FORM = "function", "data", "form"
HEADINGS = ("heading1", "heading2", "heading3", "heading4")
_MORE_ROLES = ("rationale", "note", "conformance_date", "revision")
ROLES = (
    *("number", "serial", *HEADINGS, "name", "text", "obligation", *KINDS, *CLASSES),
    *_MORE_ROLES,
)
_WIDTH = {ord("　"): "", **dict.fromkeys(map(ord, "‐−–—"), "-")}
# Characters nobody sees (zero-width blanks, marks of direction, soft hyphens).
INVISIBLE = dict.fromkeys((0xAD, *range(0x200B, 0x2010), *range(0x2060, 0x2065), 0xFEFF), "")
_FOLDED = _WIDTH | INVISIBLE
_REMARK = re.compile(r"\([^()]*\)|<[^<>]*>|\[[^\[\]]*\]|【[^【】]*】|※\d*|注\d+$|\*\d*$")
_BRACKETED = re.compile(r"[(\[【<「『]([^()\[\]【】<>「」『』]*)[)\]】>」』]")
_PIECES = re.compile(r"[\n(（)）\[\]【】<>＜＞「」『』_＿]+")
_JOINTS = {ord(mark): "" for mark in "()[]【】<>「」『』_・/:;の-、,"}
_QUOTES = "[]【】<>「」『』"


def fold(text: str) -> str:
    """A header or class word as compared: NFKC, lower case, no blanks, no line breaks."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return "".join(text.casefold().split()).translate(_FOLDED)


def without_remarks(folded: str) -> str:
    """A folded word without bracketed remarks, ※ marks and the dot of No."""
    return _REMARK.sub("", folded).rstrip(".:") or folded


def without_quotes(folded: str) -> str:
    """A folded word without the brackets around it."""
    return folded.strip(_QUOTES)


def without_joints(folded: str) -> str:
    """A folded word without any brackets, joints and の, as put-together words are compared."""
    return folded.translate(_JOINTS)


def bracketed(folded: str) -> list[str]:
    """What stands in brackets within a folded word."""
    return _BRACKETED.findall(folded)


def pieces(text: str) -> list[str]:
    """The folded words of a header that line breaks, brackets and underscores part."""
    return [piece for part in _PIECES.split(text) if (piece := fold(part))]
