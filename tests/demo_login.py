"""Logging in at a server started as a demonstration, as the buttons of its login page do."""

import http.cookiejar
import re
import urllib.parse
import urllib.request

COOKIE = "taiodo_login"


def demo_cookie(url: str, who: str = "demo-admin") -> dict[str, str]:
    """The login cookie of somebody of the demonstration, as Playwright's add_cookies wants it."""
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    with opener.open(f"{url}/login", timeout=20) as answer:
        found = re.search(r'name="form" value="([^"]+)"', answer.read().decode())
    assert found is not None
    fields = {"form": found[1], "login": who, "next": "/login/plain.css"}
    opener.open(f"{url}/login/demo", urllib.parse.urlencode(fields).encode(), timeout=20).close()
    value = next(cookie.value for cookie in jar if cookie.name == COOKIE)
    return {"name": COOKIE, "value": value or "", "url": url}
