"""What an assignment of operations to phases must keep to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from taiodo.catalog.inventory import Inventory, SystemKind
from taiodo.plan.calendar import wareki
from taiodo.problems import Problem

Names = Mapping[str, str]
"""Operation id → Japanese name."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """An operation stays in a phase; `why` says what holds it there (運用開始済み), or ""."""

    operation: str
    phase: str
    why: str = ""

    def words(self, names: Names) -> str:
        """The constraint as people read it."""
        reason = f"（{self.why}）" if self.why else ""
        return f"{names.get(self.operation, self.operation)}は{self.phase}に固定{reason}"


@dataclass(frozen=True, slots=True)
class AtMost:
    """At most so many operations in each phase."""

    count: int

    def words(self, names: Names) -> str:
        """The constraint as people read it."""
        return f"一つの移行時期に{self.count}業務まで"


@dataclass(frozen=True, slots=True)
class NotLater:
    """`first` moves in an earlier phase than `second`, or in the same one."""

    first: str
    second: str

    def words(self, names: Names) -> str:
        """The constraint as people read it."""
        first, second = names.get(self.first, self.first), names.get(self.second, self.second)
        return f"{first}は{second}より後にしない"


@dataclass(frozen=True, slots=True)
class NotAfter:
    """An operation moves on `day` at the latest; `why` names the contract or the deadline."""

    operation: str
    day: date
    why: str

    def words(self, names: Names) -> str:
        """The constraint as people read it."""
        name = names.get(self.operation, self.operation)
        return f"{name}は{wareki(self.day)}までに切替（{self.why}）"


Constraint = Fixed | AtMost | NotLater | NotAfter


def contract_ends(inventory: Inventory, operations: Iterable[str]) -> tuple[NotAfter, ...]:
    """Every operation moves before the contract of its standardised system ends."""
    wanted = set(operations)
    return tuple(
        NotAfter(operation, date.fromisoformat(system.contract_end), f"{system.name}の契約終了日")
        for system in inventory.systems
        if system.kind is SystemKind.STANDARD and system.contract_end
        for operation in system.operations
        if operation in wanted
    )


def require_no_circle(constraints: Sequence[Constraint], names: Names) -> None:
    """Refuse precedence that comes back to where it started.

    Raises:
        Problem: naming the operations of the circle in order.
    """
    later: dict[str, list[str]] = {}
    for one in constraints:
        if isinstance(one, NotLater):
            later.setdefault(one.first, []).append(one.second)
    for start in later:
        circle = _circle(start, later)
        if circle:
            words = " → ".join(names.get(operation, operation) for operation in circle)
            raise Problem(
                f"先後の指定が循環しています: {words}",
                advice="どれか一つの先後の指定を外してください。"
                "同じ移行時期にするだけなら、両方をその移行時期に固定してください。",
            )


def _circle(start: str, later: Mapping[str, Sequence[str]]) -> list[str]:
    """The way from `start` back to itself, empty when there is none."""
    ways: list[list[str]] = [[start]]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        for following in later.get(way[-1], ()):
            if following == start:
                return [*way, start]
            if following not in seen:
                seen.add(following)
                ways.append([*way, following])
    return []
