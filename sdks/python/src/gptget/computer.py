from __future__ import annotations

import secrets
from collections.abc import Generator, Mapping
from types import TracebackType
from typing import Any, Optional

from typing_extensions import Self

from ._async.actions import AsyncComputerActions
from ._async.client import AsyncClient
from ._async.computers import DEFAULT_WORKSPACE
from ._sync.actions import ComputerActions
from ._sync.client import Client
from .errors import NotLaunchedError
from .types import ComputerInfo


class Computer(ComputerActions):
    """A new or existing cloud desktop.

    `Computer(instance_type="2c4g", region="us")` creates a desktop. With a `name`, it attaches to the desktop of that
    name and starts or creates it if necessary. With a `computer_id`, it attaches to that desktop. A missing workspace
    is created. As a context manager, it destroys the desktop at the end of the block, unless `computer_id` was given.
    """

    def __init__(
        self,
        computer_id: Optional[str] = None,
        *,
        name: Optional[str] = None,
        workspace: str = DEFAULT_WORKSPACE,
        instance_type: Optional[str] = None,
        region: Optional[str] = None,
        resolution: Optional[str] = None,
        network: Optional[str] = None,
        allowed_hosts: Optional[list[str]] = None,
        auto_stop_minutes: Optional[int] = None,
        api_key: Optional[str] = None,
        base_url: Optional[str] = None,
        client: Optional[Client] = None,
    ) -> None:
        self._is_own_client = client is None
        client = client or Client(api_key=api_key, base_url=base_url)
        self._is_destroyed = False
        self._is_destroyed_at_end = computer_id is None
        try:
            if computer_id is not None:
                info = client.computers.attach(computer_id)
            else:
                options = _options(instance_type, region, resolution, network, allowed_hosts, auto_stop_minutes)
                info = client.computers.launch(name or new_name(), workspace, **options)
        except BaseException:
            if self._is_own_client:
                client.close()
            raise
        super().__init__(client, info)

    def destroy(self) -> None:
        """Deletes the computer and its disk. Repeating the call has no effect."""
        if not self._is_destroyed:
            super().destroy()
            self._is_destroyed = True
        self.close()

    def close(self) -> None:
        """Closes the connection. The computer stays."""
        if self._is_own_client:
            self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        if self._is_destroyed_at_end:
            self.destroy()
        else:
            self.close()


class AsyncComputer(AsyncComputerActions):
    """`Computer` for asyncio: `async with AsyncComputer(…) as computer`, or `computer = await AsyncComputer(…)`."""

    def __init__(
        self,
        computer_id: Optional[str] = None,
        *,
        name: Optional[str] = None,
        workspace: str = DEFAULT_WORKSPACE,
        instance_type: Optional[str] = None,
        region: Optional[str] = None,
        resolution: Optional[str] = None,
        network: Optional[str] = None,
        allowed_hosts: Optional[list[str]] = None,
        auto_stop_minutes: Optional[int] = None,
        api_key: Optional[str] = None,
        base_url: Optional[str] = None,
        client: Optional[AsyncClient] = None,
    ) -> None:
        self._is_own_client = client is None
        self._given_client = client or AsyncClient(api_key=api_key, base_url=base_url)
        self._computer_id = computer_id
        self._name = name or new_name()
        self._workspace = workspace
        self._options = _options(instance_type, region, resolution, network, allowed_hosts, auto_stop_minutes)
        self._is_destroyed = False
        self._is_launched = False

    async def launch(self) -> Self:
        """Creates or attaches to the computer. Repeating the call has no effect."""
        if self._is_launched:
            return self
        client = self._given_client
        try:
            super().__init__(client, await self._find_or_make(client))
        except BaseException:
            await self.close()
            raise
        self._is_launched = True
        return self

    async def _find_or_make(self, client: AsyncClient) -> ComputerInfo:
        if self._computer_id is not None:
            return await client.computers.attach(self._computer_id)
        return await client.computers.launch(self._name, self._workspace, **self._options)

    async def destroy(self) -> None:
        """Deletes the computer and its disk. Repeating the call has no effect."""
        if not self._is_destroyed:
            await super().destroy()
            self._is_destroyed = True
        await self.close()

    async def close(self) -> None:
        """Closes the connection. The computer stays."""
        if self._is_own_client:
            await self._given_client.aclose()

    def __getattr__(self, name: str) -> Any:
        # Python calls this only for missing attributes: those that `launch` sets, used too early.
        raise NotLaunchedError("The computer is not launched yet. Use `await AsyncComputer(…)` or `async with`.")

    def __await__(self) -> Generator[Any, Any, Self]:
        return self.launch().__await__()

    async def __aenter__(self) -> Self:
        return await self.launch()

    async def __aexit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        if self._computer_id is None:
            await self.destroy()
        else:
            await self.close()


def new_name() -> str:
    return f"computer-{secrets.token_hex(3)}"


def _options(
    instance_type: Optional[str],
    region: Optional[str],
    resolution: Optional[str],
    network: Optional[str],
    allowed_hosts: Optional[list[str]],
    auto_stop_minutes: Optional[int],
) -> Mapping[str, Any]:
    return {
        "instance_type": instance_type,
        "region": region,
        "resolution": resolution,
        "network": network,
        "allowed_hosts": allowed_hosts,
        "auto_stop_minutes": auto_stop_minutes,
    }
