"""The life of a login: its token, how long it lasts, and the words for the browser it is in."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

IDLE = timedelta(hours=2)
LONGEST = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=2)
LOGIN = re.compile(r"[a-z0-9](?:[a-z0-9._@+-]{0,62}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Lifetime:
    """When a login began, was last used, and ends at the latest."""

    created: datetime
    seen: datetime

    @property
    def ends(self) -> datetime:
        """When it ends if nothing more is done."""
        return min(self.created + LONGEST, self.seen + IDLE)

    def is_over(self, now: datetime) -> bool:
        """Whether it has run out."""
        return now >= self.ends


def new_token() -> str:
    """A random token for a cookie, 256 bits."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is stored of a token; whoever reads the database cannot log in with it."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Mac OS", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def browser_label(agent: str) -> str:
    """A browser's user agent in words people know: Edge（Windows）."""
    browser = next((name for sign, name in _BROWSERS if sign in agent), "")
    system = next((name for sign, name in _SYSTEMS if sign in agent), "")
    if browser and system:
        return f"{browser}（{system}）"
    return browser or system or "不明なブラウザ"
