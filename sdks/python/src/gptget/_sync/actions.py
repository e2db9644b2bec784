"""Written by scripts/write_sync.py from gptget._async: change it there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Callable, Optional, Union
from urllib.parse import quote

from .._core.parse import parse
from .._core.run import DEFAULT_MAX_STEPS, DEFAULT_MODEL, run_body
from .._core.waiting import sleep_sync
from ..errors import CommandError
from ..types import (
    Action,
    ActionResult,
    BashOutput,
    ComputerInfo,
    CursorPosition,
    ExecResult,
    RunEvent,
    RunRecord,
    RunResult,
    ScreenSeen,
    Screenshot,
    Text,
    View,
    Window,
)
from .client import Client
from .computers import Computers
from .files import Files
from .media import download
from .run import Run
from .terminal import Terminal

# The server ends a command in time and says so: the connection waits a little longer.
_GRACE_SECONDS = 30.0


class ComputerActions:
    """Everything that can be done with a computer that is there. Points are pixels from the top left.

    Every action takes `settle=True` (returns once the screen has come to rest) and `screenshot=True` (the result has
    the screen afterwards).
    """

    def __init__(self, client: Client, info: ComputerInfo) -> None:
        self._client = client
        self._transport = client.transport
        self._info = info
        self.files: Files = Files(client.transport, info.id)

    @property
    def id(self) -> str:
        return self._info.id

    @property
    def info(self) -> ComputerInfo:
        """The computer as the server last described it; `refresh` asks again."""
        return self._info

    @property
    def url(self) -> str:
        """The live view, for a browser. The link is good for an hour."""
        return self._info.connection_url

    def refresh(self) -> ComputerInfo:
        self._info = self._computers.retrieve(self.id)
        return self._info

    def status(self) -> str:
        """`running`, `stopped`, … as it is now."""
        return (self.refresh()).status

    # Mouse

    def left_click(
        self, x: Optional[int] = None, y: Optional[int] = None, *, keys: Optional[str] = None, **after: bool
    ) -> ActionResult:
        """Clicks at a point, or where the mouse is; `keys` are held meanwhile (`ctrl+shift`)."""
        return self.act("click", x=x, y=y, keys=keys, **after)

    def right_click(
        self, x: Optional[int] = None, y: Optional[int] = None, *, keys: Optional[str] = None, **after: bool
    ) -> ActionResult:
        return self.act("right_click", x=x, y=y, keys=keys, **after)

    def middle_click(
        self, x: Optional[int] = None, y: Optional[int] = None, *, keys: Optional[str] = None, **after: bool
    ) -> ActionResult:
        return self.act("middle_click", x=x, y=y, keys=keys, **after)

    def double_click(
        self, x: Optional[int] = None, y: Optional[int] = None, *, keys: Optional[str] = None, **after: bool
    ) -> ActionResult:
        return self.act("double_click", x=x, y=y, keys=keys, **after)

    def triple_click(
        self, x: Optional[int] = None, y: Optional[int] = None, *, keys: Optional[str] = None, **after: bool
    ) -> ActionResult:
        """Selects a line."""
        return self.act("triple_click", x=x, y=y, keys=keys, **after)

    def move(self, x: int, y: int, **after: bool) -> ActionResult:
        return self.act("move", x=x, y=y, **after)

    def mouse_down(
        self, x: Optional[int] = None, y: Optional[int] = None, *, button: str = "left", **after: bool
    ) -> ActionResult:
        """Presses a button until `mouse_up`."""
        return self.act("mouse_down", x=x, y=y, button=button, **after)

    def mouse_up(
        self, x: Optional[int] = None, y: Optional[int] = None, *, button: str = "left", **after: bool
    ) -> ActionResult:
        return self.act("mouse_up", x=x, y=y, button=button, **after)

    def drag(
        self,
        start_x: int,
        start_y: int,
        end_x: int,
        end_y: int,
        *,
        button: str = "left",
        duration: Optional[float] = None,
        keys: Optional[str] = None,
        **after: bool,
    ) -> ActionResult:
        """Presses at one point and lets go at another, `duration` seconds later."""
        body = {"start_x": start_x, "start_y": start_y, "end_x": end_x, "end_y": end_y}
        return self.act("drag", **body, button=button, duration=duration, keys=keys, **after)

    def drag_path(self, points: list[tuple[int, int]], *, button: str = "left", **after: bool) -> ActionResult:
        """Drags along a line of points."""
        path = [{"x": x, "y": y} for x, y in points]
        first, rest = path[0], path[1:] or path
        return self.act("drag", start_x=first["x"], start_y=first["y"], path=rest, button=button, **after)

    def scroll(
        self,
        direction: str = "down",
        amount: int = 3,
        *,
        x: Optional[int] = None,
        y: Optional[int] = None,
        keys: Optional[str] = None,
        **after: bool,
    ) -> ActionResult:
        """Turns the wheel `amount` clicks `up`, `down`, `left` or `right`."""
        return self.act("scroll", direction=direction, amount=amount, x=x, y=y, keys=keys, **after)

    # Keyboard

    def type(self, text: str, *, delay_ms: Optional[int] = None, **after: bool) -> ActionResult:
        """Types any text of Unicode; a line break is the Return key."""
        return self.act("type", text=text, delay_ms=delay_ms, **after)

    def key(self, key: str, *, repeat: Optional[int] = None, **after: bool) -> ActionResult:
        """Presses keys: `Return`, `ctrl+c`; several with spaces between come one after the other."""
        return self.act("key", key=key, repeat=repeat, **after)

    def key_down(self, key: str, **after: bool) -> ActionResult:
        """Holds keys down until `key_up`."""
        return self.act("key_down", key=key, **after)

    def key_up(self, key: str, **after: bool) -> ActionResult:
        return self.act("key_up", key=key, **after)

    def hold_key(self, key: str, duration: float, **after: bool) -> ActionResult:
        """Holds keys for so many seconds."""
        return self.act("hold_key", key=key, duration=duration, **after)

    def wait(self, seconds: float = 1.0) -> None:
        """Does nothing here for so many seconds."""
        sleep_sync(seconds)

    def open(self, target: str, **after: bool) -> ActionResult:
        """A URL in the browser, or a program with its arguments."""
        return self.act("open", target=target, **after)

    def act(self, name: str, /, **fields: Any) -> ActionResult:
        """Any action by its name; what is None is left out."""
        return self._transport.ask(ActionResult, "POST", self._path(name), body=fields)

    def batch(self, actions: list[dict[str, Any]], *, settle: bool = True, screenshot: bool = True) -> ActionResult:
        """Several actions in one call: `[{"type": "click", "x": 1, "y": 2}, …]`.

        The first failure ends it; `results` says what became of each.
        """
        body = {"actions": actions, "settle": settle, "screenshot": screenshot}
        return self._transport.ask(ActionResult, "POST", self._path("actions"), body=body)

    # Screen

    def screenshot(
        self,
        *,
        format: str = "png",
        quality: Optional[int] = None,
        region: Optional[tuple[int, int, int, int]] = None,
        scale: Optional[float] = None,
        settle: bool = False,
    ) -> Screenshot:
        """The screen as PNG bytes, or as a JPEG of a `quality`.

        `region` is x, y, width, height; `scale` 0.5 is half as wide and high.
        """
        query = {
            "format": format,
            "quality": quality,
            "region": None if region is None else ",".join(map(str, region)),
            "scale": scale,
            "settle": "true" if settle else None,
        }
        return Screenshot.of(self._transport.ask_json("GET", self._path("screenshot"), query=query))

    def cursor(self) -> CursorPosition:
        return self._transport.ask(CursorPosition, "GET", self._path("cursor"))

    def windows(self) -> list[Window]:
        answer = self._transport.ask_json("GET", self._path("windows"))
        return [parse(Window, item) for item in answer["data"]]

    def focus(self, window: Union[Window, str]) -> ActionResult:
        """Brings a window to the front, and gives it the keyboard."""
        id = window if isinstance(window, str) else window.id
        return self._transport.ask(ActionResult, "POST", self._path(f"windows/{quote(id)}/focus"))

    def clipboard(self) -> str:
        return str((self._transport.ask_json("GET", self._path("clipboard")))["text"])

    def set_clipboard(self, text: str) -> None:
        self._transport.ask_json("PUT", self._path("clipboard"), body={"text": text})

    # Shell

    def bash(
        self, command: str, *, timeout: float = 200.0, session: Optional[str] = None, check: bool = False
    ) -> BashOutput:
        """Runs a command in a shell that keeps its folder and variables; returns what it wrote.

        The result has `exit_code` and `timed_out`. With `check` a code other than 0 raises `CommandError`.
        """
        body = {"command": command, "timeout": timeout, "session": session}
        wait = timeout + _GRACE_SECONDS
        output = BashOutput.of(self._transport.ask_json("POST", self._path("bash"), body=body, timeout=wait))
        if check and not output.success:
            raise CommandError(command, output.exit_code, output)
        return output

    def bash_stream(self, command: str, *, timeout: float = 200.0, session: Optional[str] = None) -> Iterator[str]:
        """What a command writes, as it writes it. Raises `CommandError` where it ends with another code than 0."""
        body = {"command": command, "timeout": timeout, "session": session, "stream": True}
        written = ""
        with self._transport.events(self._path("bash"), body, timeout=timeout + _GRACE_SECONDS) as events:
            for event in events:
                if event["type"] == "output":
                    written = (written + event["data"])[-4000:]
                    yield event["data"]
                elif event.get("exit_code") != 0:
                    raise CommandError(command, event.get("exit_code"), written)

    def exec(self, code: str, *, timeout: float = 10.0) -> ExecResult:
        """Runs Python code on the computer."""
        body = {"code": code, "timeout": timeout}
        wait = timeout + _GRACE_SECONDS
        return self._transport.ask(ExecResult, "POST", self._path("exec"), body=body, timeout=wait)

    def terminal(self, *, cols: int = 80, rows: int = 24) -> Terminal:
        """A login shell on a terminal, as a context manager."""
        return Terminal(self._transport, self.id, cols, rows)

    # Live view

    def view(self, *, mode: str = "view", expires_in_seconds: int = 3600) -> View:
        """A link to the live view, to only look (`view`) or to take over (`control`)."""
        body = {"mode": mode, "expires_in_seconds": expires_in_seconds}
        return self._transport.ask(View, "POST", self._path("views"), body=body)

    def revoke_view(self, view: Union[View, str, None] = None) -> None:
        """Cuts off who looks by this link; without one, by every link that was ever made."""
        id = view.id if isinstance(view, View) else view
        self._transport.ask_json("DELETE", self._path("views" if id is None else f"views/{quote(id)}"))

    # A model at the controls

    def prompt(
        self,
        instruction: str,
        *,
        model: str = DEFAULT_MODEL,
        max_steps: int = DEFAULT_MAX_STEPS,
        max_cost: Optional[float] = None,
        thread_id: Optional[str] = None,
        on_text: Optional[Callable[[str], Any]] = None,
        on_action: Optional[Callable[[Action], Any]] = None,
        on_screenshot: Optional[Callable[[Screenshot], Any]] = None,
        on_event: Optional[Callable[[RunEvent], Any]] = None,
        **more: Any,
    ) -> RunResult:
        """Has a model look at the screen and act until the task is done, and returns what it said.

        The callbacks are told meanwhile. What they raise, and Ctrl-C, cancels the run. `max_cost` is US dollars;
        `thread_id` of an earlier result goes on with that conversation.
        """
        run = self.run(instruction, model=model, max_steps=max_steps, max_cost=max_cost, thread_id=thread_id, **more)
        with run:
            for event in run:
                if on_event is not None:
                    on_event(event)
                if isinstance(event, Text) and on_text is not None:
                    on_text(event.text)
                elif isinstance(event, Action) and on_action is not None:
                    on_action(event)
                elif isinstance(event, ScreenSeen) and on_screenshot is not None:
                    seen = download(self._transport, event.url)
                    on_screenshot(Screenshot.of_bytes(seen, seen.content_type))
        return run.result

    def confirm(self, result: RunResult, *, approved: bool = True, **options: Any) -> RunResult:
        """Answers what a run has asked (`result.confirmation`), and goes on. `options` are those of `prompt`."""
        id = None if result.confirmation is None else result.confirmation.id
        answer = {"id": id, "approved": approved}
        return self.prompt("", thread_id=result.thread_id, confirmation=answer, **options)

    def runs(self) -> list[RunRecord]:
        """What models have done on this computer."""
        answer = self._transport.ask_json("GET", self._path("runs"))
        return [parse(RunRecord, item) for item in answer["data"]]

    def run(
        self,
        instruction: str,
        *,
        model: str = DEFAULT_MODEL,
        max_steps: int = DEFAULT_MAX_STEPS,
        max_cost: Optional[float] = None,
        thread_id: Optional[str] = None,
        **more: Any,
    ) -> Run:
        """The same, to iterate over: `for event in computer.run("…")`; `run.cancel()` ends it."""
        body = run_body(
            self.id,
            instruction,
            model=model,
            max_steps=max_steps,
            max_cost=max_cost,
            thread_id=thread_id,
            more=more,
        )
        return Run(self._transport, self.id, body)

    # Life

    def start(self) -> ComputerInfo:
        self._info = self._computers.start(self.id)
        return self._info

    def stop(self) -> ComputerInfo:
        """Stops it: the disk is kept, and it costs nothing while it is stopped."""
        self._info = self._computers.stop(self.id)
        return self._info

    def restart(self) -> ComputerInfo:
        self._info = self._computers.restart(self.id)
        return self._info

    def resize(self, instance_type: str) -> ComputerInfo:
        """Another size: at once, and by its price from the next hour."""
        self._info = self._computers.update(self.id, instance_type=instance_type)
        return self._info

    def destroy(self) -> None:
        """Ends it and deletes its disk. Once more does nothing."""
        self._computers.delete(self.id)

    @property
    def _computers(self) -> Computers:
        return self._client.computers

    def _path(self, what: str) -> str:
        return f"/computers/{quote(self.id)}/{what}"

    def __repr__(self) -> str:
        info = self._info
        return f"<{type(self).__name__} {info.name!r} {info.instance_type} in {info.region}, id={info.id}>"
