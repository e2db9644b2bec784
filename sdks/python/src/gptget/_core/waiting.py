"""Functions that differ between the blocking client, which is generated, and the async one."""

from __future__ import annotations

import asyncio
import time

from websockets.asyncio.client import connect as connect_async
from websockets.sync.client import connect as connect_sync


async def sleep_async(seconds: float) -> None:
    await asyncio.sleep(seconds)


def sleep_sync(seconds: float) -> None:
    time.sleep(seconds)


__all__ = ["connect_async", "connect_sync", "sleep_async", "sleep_sync"]
