from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import Any, Optional
from urllib.parse import quote

from .._core.parse import parse
from .._core.progress import ProgressBar
from .._core.waiting import sleep_async
from ..errors import TaskFailedError, WaitTimeoutError
from ..types import Content, Task
from .media import download
from .transport import AsyncTransport, new_idempotency_key

FIRST_POLL_SECONDS = 1.0
LONGEST_POLL_SECONDS = 10.0


class AsyncTasks:
    """Images, videos and music that are created in the background."""

    _path = "/tasks"

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def create(self, *, type: str, model: str, prompt: Optional[str] = None, **more: Any) -> Task:
        """Creates a task of a type: `image`, `video`, `music`, `mj`, `suno`. It is charged when it is completed."""
        return await self._create({"type": type, "model": model, "prompt": prompt, **more})

    async def _create(self, body: dict[str, Any]) -> Task:
        return await self._transport.ask(Task, "POST", self._path, body=body, idempotency_key=new_idempotency_key())

    async def retrieve(self, id: str) -> Task:
        return await self._transport.ask(Task, "GET", f"{self._path}/{quote(id)}")

    async def list(
        self, *, limit: Optional[int] = None, page_size: Optional[int] = None, **filters: Any
    ) -> AsyncIterator[Task]:
        """Iterates over all tasks, or the first `limit`, newest first. `filters`: `status`, `type`, `model`."""
        after: Optional[str] = None
        count = 0
        while True:
            page = await self._transport.ask_json(
                "GET", self._path, query={"after": after, "limit": page_size, **filters}
            )
            for item in page["data"]:
                yield parse(Task, item)
                count += 1
                if limit is not None and count >= limit:
                    return
            after = page.get("last_id") or (page["data"][-1]["id"] if page["data"] else None)
            if not page.get("has_more") or after is None:
                return

    async def cancel(self, id: str) -> Task:
        """Cancels the task, if the provider can."""
        return await self._transport.ask(Task, "POST", f"{self._path}/{quote(id)}/cancel")

    async def delete(self, id: str) -> None:
        """Deletes the task and its files."""
        await self._transport.ask_json("DELETE", f"{self._path}/{quote(id)}")

    async def wait(self, task: Task | str, *, timeout: Optional[float] = None, progress: Optional[bool] = None) -> Task:
        """Waits until the task is completed, and returns it.

        Shows a progress bar in terminals and notebooks, unless `progress` is False. Raises `TaskFailedError` if the
        task ends in another way, and `WaitTimeoutError` after `timeout` seconds; the task then continues on the server.
        """
        id = task if isinstance(task, str) else task.id
        give_up_at = None if timeout is None else time.monotonic() + timeout
        pause = FIRST_POLL_SECONDS
        with ProgressBar(id, progress) as bar:
            while True:
                current = await self.retrieve(id)
                bar.show(current.progress, current.status)
                if current.is_completed:
                    return current
                if current.is_ended:
                    reason = current.error_message or "no reason was given"
                    raise TaskFailedError(f"The task {id} is {current.status}: {reason}", current)
                if give_up_at is not None and time.monotonic() + pause > give_up_at:
                    raise WaitTimeoutError(
                        f"The task {id} is still {current.status} after {timeout} seconds. It continues on the server."
                    )
                await sleep_async(pause)
                pause = min(LONGEST_POLL_SECONDS, pause * 1.3)

    async def download(self, task: Task | str, *, index: int = 0) -> Content:
        """Downloads a file of the result."""
        current = task if isinstance(task, Task) else await self.retrieve(task)
        if current.result is None or current.result.url is None:
            raise TaskFailedError(f"The task {current.id} is {current.status} and has no result.", current)
        url = current.result.url
        return await download(self._transport, url if index == 0 else url.replace("index=0", f"index={index}"))


class AsyncVideos(AsyncTasks):
    """Creates videos."""

    _path = "/videos"

    async def create(self, prompt: str, *, model: str, **more: Any) -> Task:  # type: ignore[override]
        """Starts a video. `more` has the other fields of the API: `seconds`, `size`, …"""
        return await self._create({"model": model, "prompt": prompt, **more})

    async def download(self, task: Task | str, *, index: int = 0) -> Content:
        """Downloads a completed video."""
        id = task if isinstance(task, str) else task.id
        return await download(self._transport, f"/v1/videos/{quote(id)}/content?index={index}")
