"""The person at the desk, and what they may do."""

from collections.abc import Collection
from dataclasses import dataclass

from taiodo.access.rights import Action, Role, Scope, scope_of, who_may
from taiodo.problems import Problem


@dataclass(frozen=True, slots=True)
class Person:
    """Who works: 氏名, role, 所管課 ("" for none), 事業者 ("" for none), login name, account key.

    `account` is None for the local administrator of the command line.
    """

    name: str
    role: Role = Role.ADMIN
    department: str = ""
    vendor: str = ""
    login: str = ""
    account: int | None = None

    @property
    def actor(self) -> str:
        """Whom the audit records: 氏名（所管課）."""
        place = self.department or self.vendor
        return f"{self.name}（{place}）" if place else self.name

    def may(self, action: Action, *, departments: Collection[str] = (), vendor: str = "") -> bool:
        """Whether this person may do something to what belongs to these departments or vendor."""
        scope = scope_of(self.role, action)
        if scope is Scope.OWN:
            return self._owns(departments, vendor)
        return scope is Scope.ALL

    def may_somewhere(self, action: Action) -> bool:
        """Whether this person may do something at least to what is their own."""
        return scope_of(self.role, action) is not Scope.NONE

    def _owns(self, departments: Collection[str], vendor: str) -> bool:
        if self.role is Role.VENDOR:
            return bool(self.vendor) and vendor == self.vendor
        return bool(self.department) and self.department in departments

    def refusal(
        self, action: Action, *, departments: Collection[str] = (), vendor: str = ""
    ) -> str:
        """Why this person may not do something, "" when they may; says who can."""
        if self.may(action, departments=departments, vendor=vendor):
            return ""
        if scope_of(self.role, action) is Scope.OWN:
            owner = "・".join(d for d in departments if d) or vendor or "未定"
            own = "自社" if self.role is Role.VENDOR else self.department or "自分の課（未登録）"
            return (
                f"{action.label}は、{own}のものに限られます（この項目の担当は{owner}）。"
                f"できる人: {who_may(action)}"
            )
        return f"{self.role.label}には{action.label}の権限がありません。できる人: {who_may(action)}"

    def require(
        self, action: Action, *, departments: Collection[str] = (), vendor: str = ""
    ) -> None:
        """Refuse what this person may not do.

        Raises:
            Problem: saying who can do it.
        """
        reason = self.refusal(action, departments=departments, vendor=vendor)
        if reason:
            raise refused(reason)

    def require_somewhere(self, action: Action) -> None:
        """Refuse what this person may do to nothing at all; each thing is checked on its own.

        Raises:
            Problem: saying who can do it.
        """
        if not self.may_somewhere(action):
            raise refused(self.refusal(action))


def refused(reason: str) -> Problem:
    """The refusal of something a person has no right to; a sentence, then who can do it."""
    sentence, _, who = reason.partition("できる人: ")
    advice = f"{who}に依頼してください。" if who else ""
    return Problem(sentence or reason, advice=advice)
