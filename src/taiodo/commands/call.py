"""One call of the command line: what the global options said, and how it answers."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click

from taiodo.problems import Finding, Problem
from taiodo.usage import plain

EXIT_REFUSED = 1
# Whether a file can be read is said where it is read, with a mend.
FILE = click.Path(readable=False, path_type=Path)


@dataclass
class Call:
    """What the global options said; the desk is opened when a command first needs it."""

    database: str | None
    format: str
    user: str | None

    def desk(self) -> Any:
        """A desk at the database of this call, cleared when the call ends."""
        from taiodo.workflow.desk import LOCAL_ADMINISTRATOR, open_desk

        desk = open_desk(self.database, self.actor or LOCAL_ADMINISTRATOR)
        click.get_current_context().call_on_close(desk.store.close)
        return desk

    @property
    def actor(self) -> str:
        """Whom the audit records, "" for the local administrator."""
        return " ".join(plain(self.user or "").split())

    def answer(self, document: object, words: Iterable[str] = ()) -> None:
        """Print the JSON document, or its words for people."""
        if self.format == "json":
            click.echo(json.dumps(document, ensure_ascii=False, default=str))
        else:
            for line in words:
                click.echo(line)


def say(words: str) -> None:
    """Tell the person at the keyboard, on stderr."""
    click.echo(words, err=True)


def lines(findings: Sequence[Finding]) -> list[str]:
    """Findings as a line each."""
    return [
        f"{f.severity.label}: {f.where} {f.message}{f' → {f.advice}' if f.advice else ''}"
        for f in findings
    ]


def report_findings(call: Call, findings: Sequence[Finding], all_well: str) -> None:
    """Answer with findings, or with a word that there are none."""
    call.answer({"findings": [f.as_dict() for f in findings]}, lines(findings) or [all_well])


def day_of(words: str, option: str) -> date | None:
    """The day an option names, None when it is not given.

    Raises:
        Problem: it is no date.
    """
    from taiodo.plan.calendar import parse_date

    try:
        return parse_date(words) if words else None
    except ValueError as error:
        raise Problem(
            f"日付「{words}」を読み取れません。", option, "例: 2026-03-31、令和8年3月31日"
        ) from error
