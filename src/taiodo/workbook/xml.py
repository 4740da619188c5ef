"""XML of workbooks, streamed: no entities, no tree in memory."""

from collections.abc import Callable
from typing import IO, NoReturn
from xml.parsers import expat

CHUNK = 1 << 16


class Damaged(Exception):
    """A part of a workbook is not what it must be; the message says where, in Japanese."""


Attributes = dict[str, str]
Start = Callable[[str, Attributes], None]


def stream(
    source: IO[bytes],
    start: Start,
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Call `start`, `end` and `text` for the elements of a part; names are "namespace local".

    Raises:
        LookupError, ValueError: its encoding is unknown.
        Damaged: the part is no XML, or has a document type (entities are never expanded).
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.buffer_size = 1 << 14
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = _refuse_document_type
    if end is not None:
        parser.EndElementHandler = end
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        while chunk := source.read(CHUNK):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise Damaged(f"{error.lineno}行目付近のXMLが壊れています") from error


def _refuse_document_type(*_: object) -> NoReturn:
    raise Damaged("XMLに文書型の宣言があります")


def local(name: str) -> str:
    """The name of an element or attribute without its namespace."""
    return name.rpartition(" ")[2]
