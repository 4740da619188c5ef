"""What shapes of data files are made of: forms, keys, tables, and the keys many tables share."""

from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from taiodo.catalog.operations import Certainty


class Form(StrEnum):
    """What kind of value a key holds."""

    TEXT = "text"
    TEXTS = "texts"
    NUMBER = "number"
    FLAG = "flag"
    DATE = "date"
    ROUGH_DATE = "rough_date"


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a table: its Japanese title, form, an example, and what its words may be.

    `refers` names the table its words are ids of (移行時期 and 所管課 are those of the same
    file). `pattern` is the form of each word.
    """

    name: str
    title: str
    example: str
    form: Form
    required: bool = True
    may_be_empty: bool = False
    choices: tuple[str, ...] = ()
    pattern: str = ""
    refers: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file: `identity` is the key that must not repeat, `single` allows one only."""

    name: str
    title: str
    keys: tuple[Key, ...]
    identity: str = ""
    single: bool = False
    required: bool = True

    def key(self, name: str) -> Key | None:
        """The key of this name."""
        return next((key for key in self.keys if key.name == name), None)


@dataclass(frozen=True, slots=True)
class FileShape:
    """A kind of data file: where such files lie (a glob under the data root) and their tables."""

    name: str
    files: str
    tables: tuple[Table, ...]

    def table(self, name: str) -> Table | None:
        """The table of this name."""
        return next((table for table in self.tables if table.name == name), None)


ID = r"[a-z0-9][a-z0-9.-]*"
BUSINESS_ID = r"\d{3}"
CERTAINTIES = tuple(Certainty)

text = partial(Key, form=Form.TEXT)
texts = partial(Key, form=Form.TEXTS)
number = partial(Key, form=Form.NUMBER)
flag = partial(Key, form=Form.FLAG)
day = partial(Key, form=Form.DATE)
rough = partial(Key, form=Form.ROUGH_DATE)

ID_KEY = text("id", "識別子", '"jumin"', pattern=ID)
NAME_KEY = text("name", "名称", '"住民基本台帳"')
NOTE_KEY = text("note", "備考", '"…"', required=False, may_be_empty=True)
CERTAINTY_KEY = text("certainty", "確かさ", '"confirmed"', choices=CERTAINTIES)
SOURCED = (text("source", "出典", '"nakano-plan-2021"', refers="sources"), CERTAINTY_KEY)


def business_ids(example: str) -> Key:
    """業務ID: three digits each."""
    return texts("business_ids", "業務ID", example, pattern=BUSINESS_ID)


def operations(name: str, title: str) -> Key:
    """A list of operations, which may be empty."""
    return texts(name, title, '["jumin", "kaigo"]', refers="operations", may_be_empty=True)
