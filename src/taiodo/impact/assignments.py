"""Who takes care of a bridge or a change, by when, and how far it is."""

from dataclasses import dataclass
from enum import StrEnum


class TaskKind(StrEnum):
    """What is taken care of: the bridge of a connection, or the change of a system."""

    BRIDGE = "bridge"
    CHANGE = "change"

    @property
    def label(self) -> str:
        """The Japanese words."""
        return {"bridge": "暫定連携", "change": "改修"}[self.value]


class TaskStatus(StrEnum):
    """How far it is."""

    OPEN = "open"
    ARRANGED = "arranged"
    READY = "ready"
    NOT_NEEDED = "not_needed"

    @property
    def label(self) -> str:
        """The Japanese words."""
        return {
            "open": "未調整",
            "arranged": "調整中",
            "ready": "準備完了",
            "not_needed": "不要と判断",
        }[self.value]

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to do."""
        return self in (TaskStatus.READY, TaskStatus.NOT_NEEDED)


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who does it, with what is known of it; `due` is ISO or "", revision 0 while none is stored.

    `code` is the connection's id for a bridge, the system's for a change.
    """

    kind: TaskKind
    code: str
    owner: str = ""
    status: TaskStatus = TaskStatus.OPEN
    due: str = ""
    note: str = ""
    revision: int = 0
