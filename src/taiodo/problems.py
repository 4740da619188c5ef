"""What can go wrong, said to the person at the screen: what, where, what to do next."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs: an error stops the commit, a warning and an info do not."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def label(self) -> str:
        """The Japanese word shown to users."""
        return {"error": "エラー", "warning": "注意", "info": "参考"}[self.value]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing noticed in an input: a stable code, its place (file, sheet, cell) and a mend."""

    code: str
    severity: Severity
    where: str
    message: str
    advice: str = ""

    def as_dict(self) -> dict[str, str]:
        """The JSON form of the command-line contract."""
        return {key: str(value) for key, value in asdict(self).items()}


class Problem(Exception):
    """A refusal explained in Japanese; the only exception caught at the edges (cli, ui)."""

    def __init__(
        self, message: str, where: str = "", advice: str = "", findings: Iterable[Finding] = ()
    ) -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.advice = advice
        self.findings = tuple(findings)

    def __str__(self) -> str:
        place = f"（{self.where}）" if self.where else ""
        mend = f"\n→ {self.advice}" if self.advice else ""
        return f"{self.message}{place}{mend}"


def errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that forbid a commit."""
    return tuple(f for f in findings if f.severity is Severity.ERROR)


def near_miss(word: str, known: Iterable[str]) -> str:
    """An advice naming the known word nearest to `word`, or the empty string."""
    words = list(known)
    near = get_close_matches(word, words, n=1, cutoff=0.6)
    near = near or [w for w in words if len(word) > 2 and (word in w or w in word)][:1]
    return f"「{near[0]}」のことではありませんか。" if near else ""
