"""A browser tab as the server sees it: Streamlit's own websocket protocol, without a browser.

It keeps what a tab keeps (elements shown, widget states, messages cached by hash, the address) and
does what a tab does by itself (rerunning fragments that ask for it).
"""

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import pyarrow as pa
from google.protobuf.message import Message
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

LONGEST_WAIT_S = 60.0
CACHED_RUNS = 2


Sign = Callable[[str], bool]


class Gone(Exception):
    """The server went away, or did not answer in time."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One element of the page: the run that brought it, and the fragment it belongs to."""

    run: int
    fragment: str
    kind: str
    element: Any


@dataclass(slots=True)
class Run:
    """What came of one message: `seconds` until the page was whole, and until the sign waited for.

    `said` is None when the sign never came.
    """

    seconds: float
    said: float | None
    size: int


@dataclass
class Tab:
    """One open page. `address` is http://…, `cookies` the login."""

    address: str
    cookies: Mapping[str, str]
    query: str = ""
    page: str = ""
    shown: dict[tuple[int, ...], Shown] = field(default_factory=dict)
    states: dict[str, WidgetState] = field(default_factory=dict)
    typed: dict[str, dict[str, dict[str, object]]] = field(default_factory=dict)
    _socket: ClientConnection | None = None
    _cache: dict[str, tuple[int, ForwardMsg]] = field(default_factory=dict)
    _timers: dict[str, tuple[float, float]] = field(default_factory=dict)
    _page_hash: str = ""
    _run: int = 0
    _fragments: tuple[str, ...] = ()

    async def open(self, page: str, query: str = "") -> Run:
        """Load a page anew: a new connection, nothing kept but the login."""
        await self.close()
        self.shown, self.states, self.typed = {}, {}, {}
        self._cache, self._timers = {}, {}
        self.page, self.query, self._page_hash = page, query, ""
        ways = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            self._socket = await connect(
                self.address.replace("http", "ws", 1) + "/_stcore/stream",
                additional_headers={"Cookie": ways},
                subprotocols=["streamlit"],
                max_size=None,
                open_timeout=LONGEST_WAIT_S,
            )
        except Exception as error:
            raise Gone(f"{type(error).__name__}: {error}") from error
        return await self.rerun()

    async def close(self) -> None:
        """Close the tab."""
        if self._socket is not None:
            await self._socket.close()
            self._socket = None

    # --- what is on the page

    def find(self, key: str) -> Shown | None:
        """The widget with a key of the application's."""
        return next((s for s in self.shown.values() if _id(s).endswith(f"-{key}")), None)

    def keys(self, start: str) -> list[str]:
        """The keys of the widgets shown that begin so."""
        keys = (_id(s).split("-", 2)[-1] for s in self.shown.values() if _id(s))
        return [key for key in keys if key.startswith(start)]

    def texts(self) -> list[str]:
        """What the page says in markdown, alerts, toasts and headings."""
        return [str(getattr(s.element, "body", "")) for s in self.shown.values()]

    def frame(self, key: str) -> tuple[str, pd.DataFrame]:
        """The id of the table whose key begins so, and its rows."""
        for shown in self.shown.values():
            if shown.kind == "dataframe" and _id(shown).split("-", 2)[-1].startswith(key):
                data = shown.element.arrow_data.data
                return _id(shown), pa.ipc.open_stream(data).read_pandas()
        raise LookupError(key)

    # --- what a person does

    def fill(self, key: str, text: str) -> None:
        """Type into a text field; it is sent with the next message, as a form's fields are."""
        shown = self.find(key)
        if shown is None:
            raise LookupError(key)
        self.states[_id(shown)] = WidgetState(id=_id(shown), string_value=text)

    async def press(self, key: str, sign: Sign | None = None) -> Run:
        """Press a button."""
        shown = self.find(key)
        if shown is None or shown.element.disabled:
            raise LookupError(key)
        trigger = WidgetState(id=_id(shown), trigger_value=True)
        return await self.rerun(trigger, fragment=shown.fragment, sign=sign)

    async def turn(self, key: str, number: int) -> Run:
        """Choose a page number."""
        shown = self.find(key)
        if shown is None:
            raise LookupError(key)
        self.states[_id(shown)] = WidgetState(id=_id(shown), int_value=number)
        return await self.rerun(fragment=shown.fragment)

    async def edit(
        self, table: str, cells: Mapping[int, Mapping[str, object]], sign: Sign | None = None
    ) -> Run:
        """Type into cells of an editable table; the browser sends all edits since it was drawn."""
        shown = next(s for s in self.shown.values() if _id(s) == table)
        held = self.typed.setdefault(table, {})
        for row, values in cells.items():
            held.setdefault(str(row), {}).update(values)
        value = json.dumps({"edited_rows": held, "added_rows": [], "deleted_rows": []})
        self.states[table] = WidgetState(id=table, string_value=value)
        return await self.rerun(fragment=shown.fragment, sign=sign)

    async def wait(self, seconds: float) -> None:
        """Sit before the page; fragments that ask for it are run meanwhile."""
        last = time.monotonic() + seconds
        while (left := last - time.monotonic()) > 0:
            due = min(self._timers, key=lambda f: self._timers[f][1], default=None)
            if due is None or self._timers[due][1] > last:
                await self._listen(left)
                continue
            await self._listen(max(0.0, self._timers[due][1] - time.monotonic()))
            if due in self._timers:
                interval = self._timers[due][0]
                self._timers[due] = (interval, time.monotonic() + interval)
                await self.rerun(fragment=due, by_itself=True)

    # --- the protocol

    async def rerun(
        self,
        trigger: WidgetState | None = None,
        *,
        fragment: str = "",
        by_itself: bool = False,
        sign: Sign | None = None,
    ) -> Run:
        """Send what the person did and take in the page until it is whole."""
        if self._socket is None:
            raise Gone("closed")
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_name = self.query, self.page
        state.page_script_hash, state.fragment_id = self._page_hash, fragment
        state.is_auto_rerun = by_itself
        state.cached_message_hashes.extend(self._cache)
        state.context_info.timezone = "Asia/Tokyo"
        state.context_info.locale = "ja-JP"
        state.context_info.timezone_offset = -540
        state.widget_states.widgets.extend(self.states.values())
        if trigger is not None:
            state.widget_states.widgets.append(trigger)
        begun = time.perf_counter()
        run = Run(0.0, None, 0)
        try:
            await self._socket.send(message.SerializeToString())
            async with asyncio.timeout(LONGEST_WAIT_S):
                while await self._take(run, begun, sign) != "finished":
                    pass
        except Gone:
            raise
        except Exception as error:
            raise Gone(f"{type(error).__name__}: {error}") from error
        run.seconds = time.perf_counter() - begun
        return run

    async def _listen(self, seconds: float) -> None:
        if self._socket is None:
            raise Gone("closed")
        try:
            async with asyncio.timeout(seconds):
                while True:
                    await self._take(Run(0.0, None, 0), 0.0, None)
        except TimeoutError:
            return
        except Exception as error:
            raise Gone(f"{type(error).__name__}: {error}") from error

    async def _take(self, run: Run, begun: float, sign: Sign | None) -> str:
        """Take in one message."""
        assert self._socket is not None
        data = await self._socket.recv()
        run.size += len(data)
        message = ForwardMsg()
        message.ParseFromString(data if isinstance(data, bytes) else data.encode())
        kind = message.WhichOneof("type")
        if kind == "ref_hash":
            kept = ForwardMsg()
            kept.CopyFrom(self._cache[message.ref_hash][1])
            kept.metadata.CopyFrom(message.metadata)
            message = kept
            kind = message.WhichOneof("type")
        elif message.metadata.cacheable and message.hash:
            self._cache[message.hash] = (self._run, message)
        if kind == "new_session":
            self._begin(message)
        elif kind == "delta":
            self._place(message)
            if sign is not None and run.said is None and message.delta.HasField("new_element"):
                element = message.delta.new_element
                if sign(str(getattr(getattr(element, element.WhichOneof("type")), "body", ""))):
                    run.said = time.perf_counter() - begun
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "navigation":
            self._page_hash, self.page = message.navigation.page_script_hash, ""
        elif kind == "auto_rerun":
            interval = message.auto_rerun.interval
            self._timers[message.auto_rerun.fragment_id] = (interval, time.monotonic() + interval)
        elif kind == "stop_auto_rerun":
            self._timers.pop(message.stop_auto_rerun.fragment_id, None)
        elif kind == "script_finished":
            return self._finish(message.script_finished)
        return ""

    def _begin(self, message: ForwardMsg) -> None:
        self._run += 1
        self._fragments = tuple(message.metadata.run.fragment_ids)
        if not self._fragments:
            self._timers = {}

    def _place(self, message: ForwardMsg) -> None:
        delta, path = message.delta, tuple(message.metadata.delta_path)
        if delta.WhichOneof("type") != "new_element":
            return
        kind = delta.new_element.WhichOneof("type")
        element = getattr(delta.new_element, kind)
        self.shown[path] = Shown(self._run, delta.fragment_id, kind, element)

    def _finish(self, status: int) -> str:
        if status == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            return ""
        left = self._fragments
        self.shown = {
            path: s
            for path, s in self.shown.items()
            if s.run == self._run or (left and s.fragment not in left)
        }
        here = {_id(s) for s in self.shown.values()}
        self.states = {key: state for key, state in self.states.items() if key in here}
        self.typed = {key: rows for key, rows in self.typed.items() if key in here}
        if not left:
            old = self._run - CACHED_RUNS
            self._cache = {k: v for k, v in self._cache.items() if v[0] > old}
        return "finished"


def _id(shown: Shown) -> str:
    element: Message = shown.element
    return str(getattr(element, "id", ""))
