from __future__ import annotations

from typing import Any, List, Optional
from urllib.parse import quote

from .._core.parse import parse
from ..errors import ComputerStateError, ConflictError
from ..types import ComputerInfo, Workspace
from .transport import AsyncTransport

DEFAULT_WORKSPACE = "default"

_STARTABLE = frozenset({"stopped", "error"})


class AsyncWorkspaces:
    """Namespaces for computers."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def list(self) -> List[Workspace]:
        answer = await self._transport.ask_json("GET", "/workspaces")
        return [parse(Workspace, item) for item in answer["data"]]

    async def create(self, name: str) -> Workspace:
        return await self._transport.ask(Workspace, "POST", "/workspaces", body={"name": name})

    async def find_or_create(self, name: str = DEFAULT_WORKSPACE) -> Workspace:
        """Returns the workspace with this name, and creates it if there is none."""
        found = await self._find(name)
        if found is not None:
            return found
        try:
            return await self.create(name)
        except ConflictError:
            # Another program has created it in the meantime.
            made = await self._find(name)
            if made is None:
                raise
            return made

    async def _find(self, name: str) -> Optional[Workspace]:
        return next((workspace for workspace in await self.list() if workspace.name == name), None)

    async def delete(self, id: str) -> None:
        """Deletes the workspace and all of its computers."""
        await self._transport.ask_json("DELETE", f"/workspaces/{quote(id)}")


class AsyncComputers:
    """Lists and manages cloud desktops. To control one, use `Computer`."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def list(self, *, workspace_id: Optional[str] = None) -> List[ComputerInfo]:
        answer = await self._transport.ask_json("GET", "/computers", query={"workspace_id": workspace_id})
        return [parse(ComputerInfo, item) for item in answer["data"]]

    async def create(self, name: str, *, workspace_id: str, **options: Any) -> ComputerInfo:
        """Creates a computer, which is running when this returns. `options`: `instance_type`, `region`, `resolution`,
        `network`, `allowed_hosts`, `auto_stop_minutes`."""
        body = {"workspace_id": workspace_id, "name": name, **options}
        return await self._transport.ask(ComputerInfo, "POST", "/computers", body=body)

    async def retrieve(self, id: str) -> ComputerInfo:
        return await self._command("GET", id)

    async def update(self, id: str, **changes: Any) -> ComputerInfo:
        """Changes `name`, `instance_type` or `auto_stop_minutes`."""
        return await self._command("PATCH", id, body=changes)

    async def start(self, id: str) -> ComputerInfo:
        return await self._command("POST", id, "/start")

    async def stop(self, id: str) -> ComputerInfo:
        """Stops the computer and keeps its disk. A stopped computer costs nothing."""
        return await self._command("POST", id, "/stop")

    async def restart(self, id: str) -> ComputerInfo:
        return await self._command("POST", id, "/restart")

    async def clone(self, id: str, *, name: Optional[str] = None, start: bool = True) -> ComputerInfo:
        """Creates another computer with a copy of the disk."""
        return await self._command("POST", id, "/clone", body={"name": name, "start": start})

    async def delete(self, id: str) -> None:
        """Deletes the computer and its disk. Repeating the call has no effect."""
        await self._transport.ask_json("DELETE", f"/computers/{quote(id)}")

    async def attach(self, id: str) -> ComputerInfo:
        """Returns the computer, and starts it if it is stopped."""
        found = await self.retrieve(id)
        if found.status in _STARTABLE:
            return await self.start(id)
        if found.status == "deleting":
            raise ComputerStateError(f"The computer {found.name!r} is being deleted.")
        return found

    async def launch(self, name: str, workspace: str = DEFAULT_WORKSPACE, **options: Any) -> ComputerInfo:
        """Returns the running computer with this name in this workspace. Creates or starts what is missing."""
        place = await self._find_or_create_workspace(workspace)
        for found in await self.list(workspace_id=place.id):
            if found.name == name:
                return await self.attach(found.id)
        return await self.create(name, workspace_id=place.id, **options)

    async def _find_or_create_workspace(self, name: str) -> Workspace:
        return await AsyncWorkspaces(self._transport).find_or_create(name)

    async def _command(
        self, method: str, id: str, verb: str = "", body: Optional[dict[str, Any]] = None
    ) -> ComputerInfo:
        return await self._transport.ask(ComputerInfo, method, f"/computers/{quote(id)}{verb}", body=body)
