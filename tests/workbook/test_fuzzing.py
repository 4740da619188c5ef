"""Damaged files of every kind end in a reading or a clear refusal, soon, and never in a traceback.

TAIODO_FUZZ_CASES says how many cases each kind gets; a case is repeated by its seed alone.
"""

import io
import os
import random
import re
import time
import zipfile
from collections.abc import Callable

import pytest
from families import Family, Item, Page, delimited, pages, xls, xlsx
from raw import listed

from taiodo.problems import Problem
from taiodo.workbook.spec import read_spec

CASES = int(os.environ.get("TAIODO_FUZZ_CASES", "200"))
BATCHES = 6
SECONDS = 5.0
ITEMS = [
    Item(
        f"001{n:04d}", (f"{n // 6 + 1}. 章", f"{n // 3 + 1}. 節"), f"名称{n}",
        f"要件{n}を記録できること。", "mandatory", "optional", "理由", "備考",
    )
    for n in range(1, 13)
]  # fmt: skip
MADE: list[Page] = pages(ITEMS, Family(classes="kinds", signs=0, height=2, side_sheets=True))
XLSX = xlsx(MADE)
SHARED = listed(
    ("0010001", "甲", "<r><t>残る</t></r><r><rPr><strike/></rPr><t>消える</t></r>", "実装必須"),
    ('<c s="2"><v>10002</v></c>', "乙", "<t>文</t><rPh sb='0' eb='1'><t>ブン</t></rPh>", "任意"),
    ("0010003", "丙", '<c t="str"><f>A1&amp;"x"</f><v>文</v></c>', "実装不可"),
)
ITEMS_AND_FORMS = [
    Page(
        "項目定義書",
        [
            ["データ項目ID", None, "データ項目", "データ型", "実装類型"],
            ["031", ("00000", 1), "宛名番号", "X", "○"],
            ["031", ("00000", 2), "氏名", "N", None],
        ],
        [(1, 1, 1, 2)],
    ),
    Page("帳票要件", [["帳票ID", "帳票名称", "用紙"], ["0310001", "通知書", "A4"]]),
]
KINDS = {
    "items.xlsx": xlsx(ITEMS_AND_FORMS),
    "items.xls": xls(ITEMS_AND_FORMS),
    "xlsx": XLSX,
    "shared.xlsx": SHARED,
    "xls": xls(MADE),
    "csv": delimited(MADE, "utf-8"),
    "cp932.csv": delimited(MADE, "cp932"),
}
WILD = (
    b"0", b"-1", b"99999999999999999999", b"1e999", b"NaN", b"A0", b"XFE1", b"A1048577", b"\x00",
    b"\xff", b"<", b"&", b"&#0;", b"]]>", b"'", b'"', b"true", b"../../x", b"xl/workbook.xml", b"",
)  # fmt: skip


def damaged_bytes(data: bytes, chance: random.Random) -> bytes:
    """Single bytes changed, pieces cut out, doubled, zeroed, or the end lost."""
    out = bytearray(data)
    if chance.random() < 0.6:
        for _ in range(chance.randint(1, 3)):
            out[chance.randrange(len(out))] = chance.randrange(256)
        return bytes(out)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(out))
        length = chance.randint(1, 1 + len(out) // 20)
        match chance.randrange(6):
            case 0:
                out[at] = chance.randrange(256)
            case 1:
                del out[at : at + length]
            case 2:
                out[at:at] = out[at : at + length]
            case 3:
                out[at : at + length] = bytes(len(out[at : at + length]))
            case 4:
                out[at : at + 4] = chance.choice((b"\xff" * 4, b"\x00\x00\x00\x80", b"\x01\x00"))
            case _:
                out[at : at + 1] = chance.choice(WILD)
        if len(out) < 8:
            return bytes(out)
    return bytes(out[: chance.randrange(len(out))] if chance.random() < 0.1 else out)


def damaged_xml(data: bytes, chance: random.Random) -> bytes:
    """One or two parts of a package damaged as XML, the package itself sound."""
    with zipfile.ZipFile(io.BytesIO(data)) as good:
        parts = {name: good.read(name) for name in good.namelist()}
    for _ in range(chance.randint(1, 2)):
        name = chance.choice(sorted(parts))
        part = parts[name]
        values = list(re.finditer(rb'"[^"<>]*"|>[^<>]+<', part))
        tags = list(re.finditer(rb"<[^<>]+>", part))
        choice = chance.randrange(6)
        if choice == 0 and values:
            found = chance.choice(values)
            part = part[: found.start() + 1] + chance.choice(WILD) + part[found.end() - 1 :]
        elif choice == 1 and tags:
            found = chance.choice(tags)
            part = part[: found.start()] + part[found.end() :]
        elif choice == 2 and len(tags) > 1:
            one, other = sorted(chance.sample(range(len(tags)), 2))
            piece = part[tags[one].start() : tags[other].end()]
            part = (
                part[: tags[one].start()] + piece * chance.randint(0, 3) + part[tags[other].end() :]
            )
        elif choice == 3 and values:
            one, other = chance.choice(values), chance.choice(values)
            part = part[: one.start()] + other.group() + part[one.end() :]
        elif choice == 4:
            part = damaged_bytes(part, chance) if part else part
        elif chance.random() < 0.3:
            del parts[name]
            continue
        parts[name] = part
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, part in parts.items():
            made.writestr(name, part)
    return buffer.getvalue()


def check(data: bytes, name: str) -> str:
    """Read one damaged file: what became of it."""
    started = time.monotonic()
    refusal: Problem | None = None
    try:
        reading = read_spec(data, name)
    except Problem as problem:
        refusal = problem
    assert time.monotonic() - started < SECONDS
    if refusal is None:
        return "read" if reading.requirements else "empty"
    assert refusal.message
    assert refusal.where
    assert not re.search(r"Traceback|Error\b|0x[0-9a-f]{6}", str(refusal)), str(refusal)
    return "refused"


def run(kind: str, batch: int, damage: Callable[[bytes, random.Random], bytes]) -> None:
    seen = set()
    for number in range(batch, CASES, BATCHES):
        seed = f"{kind}-{number}"
        try:
            seen.add(check(damage(KINDS[kind], random.Random(seed)), f"a.{kind}"))
        except Exception as error:
            raise AssertionError(f"case {seed}: {error!r}") from error
    assert seen <= {"read", "refused"}


@pytest.mark.parametrize("kind", KINDS)
def test_the_sound_files_are_read(kind):
    assert check(KINDS[kind], f"a.{kind}") == "read"


@pytest.mark.parametrize("batch", range(BATCHES))
@pytest.mark.parametrize("kind", KINDS)
def test_damaged_bytes(kind, batch):
    run(kind, batch, damaged_bytes)


@pytest.mark.parametrize("batch", range(BATCHES))
@pytest.mark.parametrize("kind", ["xlsx", "shared.xlsx", "items.xlsx"])
def test_damaged_xml(kind, batch):
    run(kind, batch, damaged_xml)
