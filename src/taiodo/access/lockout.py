"""Guessing passwords made hopeless: failures counted by name and by address."""

from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=15)
PER_NAME = 5
PER_ADDRESS = 30


@dataclass(frozen=True, slots=True)
class Failures:
    """Failed logins within the window before now; `last` is when the newest was."""

    count: int
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Lock:
    """Why a login is not even tried: until when, and whether the name or the address is locked."""

    until: datetime
    by_name: bool

    def minutes(self, now: datetime) -> int:
        """Whole minutes until it may be tried again, at least one."""
        return max(1, -int(-(self.until - now).total_seconds() // 60))


def lock_of(of_name: Failures, of_address: Failures) -> Lock | None:
    """The lock that stands against a login, None when it may be tried."""
    if of_name.count >= PER_NAME and of_name.last is not None:
        return Lock(of_name.last + WINDOW, True)
    if of_address.count >= PER_ADDRESS and of_address.last is not None:
        return Lock(of_address.last + WINDOW, False)
    return None
