from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Callable, Optional, Union
from urllib.parse import quote

from .._core.parse import parse
from .._core.run import DEFAULT_MAX_STEPS, DEFAULT_MODEL, run_body
from .._core.waiting import sleep_async
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
from .client import AsyncClient
from .computers import AsyncComputers
from .files import AsyncFiles
from .media import download
from .run import AsyncRun
from .terminal import AsyncTerminal

# The server ends a command when its time is up, and reports it. The connection waits a little longer for that.
_GRACE_SECONDS = 30.0


class AsyncComputerActions:
    """The actions of an existing computer. Points are pixels from the top left.

    Every action accepts `settle=True` (return once the screen stops changing) and `screenshot=True` (add a screenshot,
    taken afterwards, to the result).
    """

    def __init__(self, client: AsyncClient, info: ComputerInfo) -> None:
        self._client = client
        self._transport = client.transport
        self._info = info
        self.files: AsyncFiles = AsyncFiles(client.transport, info.id)

    @property
    def id(self) -> str:
        return self._info.id

    @property
    def info(self) -> ComputerInfo:
        """The computer's data from the last answer of the server. `refresh` updates it."""
        return self._info

    @property
    def url(self) -> str:
        """The link to the live view, for a browser. It is valid for an hour."""
        return self._info.connection_url

    async def refresh(self) -> ComputerInfo:
        self._info = await self._computers.retrieve(self.id)
        return self._info

    async def status(self) -> str:
        """Returns the current status: `running`, `stopped`, …"""
        return (await self.refresh()).status

    # Mouse

    async def left_click(
        self, x: Optional[int] = None, y: Optional[int] = None, *, keys: Optional[str] = None, **after: bool
    ) -> ActionResult:
        """Clicks at a point or at the current position, while `keys` are held down (`ctrl+shift`)."""
        return await self.act("click", x=x, y=y, keys=keys, **after)

    async def right_click(
        self, x: Optional[int] = None, y: Optional[int] = None, *, keys: Optional[str] = None, **after: bool
    ) -> ActionResult:
        return await self.act("right_click", x=x, y=y, keys=keys, **after)

    async def middle_click(
        self, x: Optional[int] = None, y: Optional[int] = None, *, keys: Optional[str] = None, **after: bool
    ) -> ActionResult:
        return await self.act("middle_click", x=x, y=y, keys=keys, **after)

    async def double_click(
        self, x: Optional[int] = None, y: Optional[int] = None, *, keys: Optional[str] = None, **after: bool
    ) -> ActionResult:
        return await self.act("double_click", x=x, y=y, keys=keys, **after)

    async def triple_click(
        self, x: Optional[int] = None, y: Optional[int] = None, *, keys: Optional[str] = None, **after: bool
    ) -> ActionResult:
        """Selects a line."""
        return await self.act("triple_click", x=x, y=y, keys=keys, **after)

    async def move(self, x: int, y: int, **after: bool) -> ActionResult:
        return await self.act("move", x=x, y=y, **after)

    async def mouse_down(
        self, x: Optional[int] = None, y: Optional[int] = None, *, button: str = "left", **after: bool
    ) -> ActionResult:
        """Presses a button until `mouse_up`."""
        return await self.act("mouse_down", x=x, y=y, button=button, **after)

    async def mouse_up(
        self, x: Optional[int] = None, y: Optional[int] = None, *, button: str = "left", **after: bool
    ) -> ActionResult:
        return await self.act("mouse_up", x=x, y=y, button=button, **after)

    async def drag(
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
        """Presses the button at one point and releases it at another, `duration` seconds later."""
        body = {"start_x": start_x, "start_y": start_y, "end_x": end_x, "end_y": end_y}
        return await self.act("drag", **body, button=button, duration=duration, keys=keys, **after)

    async def drag_path(self, points: list[tuple[int, int]], *, button: str = "left", **after: bool) -> ActionResult:
        """Drags along a path of points."""
        path = [{"x": x, "y": y} for x, y in points]
        first, rest = path[0], path[1:] or path
        return await self.act("drag", start_x=first["x"], start_y=first["y"], path=rest, button=button, **after)

    async def scroll(
        self,
        direction: str = "down",
        amount: int = 3,
        *,
        x: Optional[int] = None,
        y: Optional[int] = None,
        keys: Optional[str] = None,
        **after: bool,
    ) -> ActionResult:
        """Turns the mouse wheel by `amount` clicks `up`, `down`, `left` or `right`."""
        return await self.act("scroll", direction=direction, amount=amount, x=x, y=y, keys=keys, **after)

    # Keyboard

    async def type(self, text: str, *, delay_ms: Optional[int] = None, **after: bool) -> ActionResult:
        """Types any Unicode text. A line break presses Return."""
        return await self.act("type", text=text, delay_ms=delay_ms, **after)

    async def key(self, key: str, *, repeat: Optional[int] = None, **after: bool) -> ActionResult:
        """Presses keys: `Return`, `ctrl+c`. Separate several with spaces to press them one after the other."""
        return await self.act("key", key=key, repeat=repeat, **after)

    async def key_down(self, key: str, **after: bool) -> ActionResult:
        """Holds keys down until `key_up`."""
        return await self.act("key_down", key=key, **after)

    async def key_up(self, key: str, **after: bool) -> ActionResult:
        return await self.act("key_up", key=key, **after)

    async def hold_key(self, key: str, duration: float, **after: bool) -> ActionResult:
        """Holds keys down for `duration` seconds."""
        return await self.act("hold_key", key=key, duration=duration, **after)

    async def wait(self, seconds: float = 1.0) -> None:
        """Sleeps for `seconds` in this program, not on the computer."""
        await sleep_async(seconds)

    async def open(self, target: str, **after: bool) -> ActionResult:
        """Opens a URL in the browser, or starts a program with its arguments."""
        return await self.act("open", target=target, **after)

    async def act(self, name: str, /, **fields: Any) -> ActionResult:
        """Runs any action by its name. Fields that are None are left out."""
        return await self._transport.ask(ActionResult, "POST", self._path(name), body=fields)

    async def batch(
        self, actions: list[dict[str, Any]], *, settle: bool = True, screenshot: bool = True
    ) -> ActionResult:
        """Runs several actions in one call: `[{"type": "click", "x": 1, "y": 2}, …]`.

        The first failure stops the rest. `results` has the outcome of each action.
        """
        body = {"actions": actions, "settle": settle, "screenshot": screenshot}
        return await self._transport.ask(ActionResult, "POST", self._path("actions"), body=body)

    # Screen

    async def screenshot(
        self,
        *,
        format: str = "png",
        quality: Optional[int] = None,
        region: Optional[tuple[int, int, int, int]] = None,
        scale: Optional[float] = None,
        settle: bool = False,
    ) -> Screenshot:
        """Returns the screen as PNG bytes, or as a JPEG if `quality` is given.

        `region` is x, y, width, height. With `scale=0.5`, the image is half as wide and high.
        """
        query = {
            "format": format,
            "quality": quality,
            "region": None if region is None else ",".join(map(str, region)),
            "scale": scale,
            "settle": "true" if settle else None,
        }
        return Screenshot.of(await self._transport.ask_json("GET", self._path("screenshot"), query=query))

    async def cursor(self) -> CursorPosition:
        return await self._transport.ask(CursorPosition, "GET", self._path("cursor"))

    async def windows(self) -> list[Window]:
        answer = await self._transport.ask_json("GET", self._path("windows"))
        return [parse(Window, item) for item in answer["data"]]

    async def focus(self, window: Union[Window, str]) -> ActionResult:
        """Brings a window to the front and gives it the keyboard focus."""
        id = window if isinstance(window, str) else window.id
        return await self._transport.ask(ActionResult, "POST", self._path(f"windows/{quote(id)}/focus"))

    async def clipboard(self) -> str:
        return str((await self._transport.ask_json("GET", self._path("clipboard")))["text"])

    async def set_clipboard(self, text: str) -> None:
        await self._transport.ask_json("PUT", self._path("clipboard"), body={"text": text})

    # Shell

    async def bash(
        self, command: str, *, timeout: float = 200.0, session: Optional[str] = None, check: bool = False
    ) -> BashOutput:
        """Runs a command in a shell that keeps its working directory and variables. Returns the output.

        The result also has `exit_code` and `timed_out`. With `check=True`, a failure raises `CommandError`.
        """
        body = {"command": command, "timeout": timeout, "session": session}
        wait = timeout + _GRACE_SECONDS
        output = BashOutput.of(await self._transport.ask_json("POST", self._path("bash"), body=body, timeout=wait))
        if check and not output.success:
            raise CommandError(command, output.exit_code, output)
        return output

    async def bash_stream(
        self, command: str, *, timeout: float = 200.0, session: Optional[str] = None
    ) -> AsyncIterator[str]:
        """Iterates over the output of a command while it runs. Raises `CommandError` for an exit code other than 0."""
        body = {"command": command, "timeout": timeout, "session": session, "stream": True}
        written = ""
        async with self._transport.events(self._path("bash"), body, timeout=timeout + _GRACE_SECONDS) as events:
            async for event in events:
                if event["type"] == "output":
                    written = (written + event["data"])[-4000:]
                    yield event["data"]
                elif event.get("exit_code") != 0:
                    raise CommandError(command, event.get("exit_code"), written)

    async def exec(self, code: str, *, timeout: float = 10.0) -> ExecResult:
        """Runs Python code on the computer."""
        body = {"code": code, "timeout": timeout}
        wait = timeout + _GRACE_SECONDS
        return await self._transport.ask(ExecResult, "POST", self._path("exec"), body=body, timeout=wait)

    def terminal(self, *, cols: int = 80, rows: int = 24) -> AsyncTerminal:
        """Opens a login shell in a terminal. Use it as a context manager."""
        return AsyncTerminal(self._transport, self.id, cols, rows)

    # Live view

    async def view(self, *, mode: str = "view", expires_in_seconds: int = 3600) -> View:
        """Creates a link to the live view, only to watch (`view`) or also to control it (`control`)."""
        body = {"mode": mode, "expires_in_seconds": expires_in_seconds}
        return await self._transport.ask(View, "POST", self._path("views"), body=body)

    async def revoke_view(self, view: Union[View, str, None] = None) -> None:
        """Disconnects the viewers of a link and revokes it; without an id, does so for every link to the computer."""
        id = view.id if isinstance(view, View) else view
        await self._transport.ask_json("DELETE", self._path("views" if id is None else f"views/{quote(id)}"))

    # Control by a model

    async def prompt(
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
        """Lets a model see the screen and act until the task is done. Returns what the model said.

        The callbacks receive the events. An exception in a callback, or Ctrl-C, cancels the run. `max_cost` is in US
        dollars. `thread_id` of an earlier result continues that conversation.
        """
        run = self.run(instruction, model=model, max_steps=max_steps, max_cost=max_cost, thread_id=thread_id, **more)
        async with run:
            async for event in run:
                if on_event is not None:
                    on_event(event)
                if isinstance(event, Text) and on_text is not None:
                    on_text(event.text)
                elif isinstance(event, Action) and on_action is not None:
                    on_action(event)
                elif isinstance(event, ScreenSeen) and on_screenshot is not None:
                    seen = await download(self._transport, event.url)
                    on_screenshot(Screenshot.of_bytes(seen, seen.content_type))
        return run.result

    async def confirm(self, result: RunResult, *, approved: bool = True, **options: Any) -> RunResult:
        """Answers the question of a run (`result.confirmation`) and continues it. `options` are those of `prompt`."""
        id = None if result.confirmation is None else result.confirmation.id
        answer = {"id": id, "approved": approved}
        return await self.prompt("", thread_id=result.thread_id, confirmation=answer, **options)

    async def runs(self) -> list[RunRecord]:
        """Returns the runs of models on this computer."""
        answer = await self._transport.ask_json("GET", self._path("runs"))
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
    ) -> AsyncRun:
        """Like `prompt`, but iterates over the events: `for event in computer.run("…")`. `run.cancel()` ends it."""
        body = run_body(
            self.id,
            instruction,
            model=model,
            max_steps=max_steps,
            max_cost=max_cost,
            thread_id=thread_id,
            more=more,
        )
        return AsyncRun(self._transport, self.id, body)

    # Lifecycle

    async def start(self) -> ComputerInfo:
        self._info = await self._computers.start(self.id)
        return self._info

    async def stop(self) -> ComputerInfo:
        """Stops the computer and keeps its disk. A stopped computer costs nothing."""
        self._info = await self._computers.stop(self.id)
        return self._info

    async def restart(self) -> ComputerInfo:
        self._info = await self._computers.restart(self.id)
        return self._info

    async def resize(self, instance_type: str) -> ComputerInfo:
        """Changes the size. It takes effect at once and its price from the next hour."""
        self._info = await self._computers.update(self.id, instance_type=instance_type)
        return self._info

    async def destroy(self) -> None:
        """Deletes the computer and its disk. Repeating the call has no effect."""
        await self._computers.delete(self.id)

    @property
    def _computers(self) -> AsyncComputers:
        return self._client.computers

    def _path(self, what: str) -> str:
        return f"/computers/{quote(self.id)}/{what}"

    def __repr__(self) -> str:
        info = self._info
        return f"<{type(self).__name__} {info.name!r} {info.instance_type} in {info.region}, id={info.id}>"
