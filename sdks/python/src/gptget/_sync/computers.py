"""Written by scripts/write_sync.py from gptget._async: change it there."""

from __future__ import annotations

from typing import Any, List, Optional
from urllib.parse import quote

from .._core.parse import parse
from ..errors import ComputerStateError, ConflictError
from ..types import ComputerInfo, Workspace
from .transport import Transport

DEFAULT_WORKSPACE = "default"

_STARTABLE = frozenset({"stopped", "error"})


class Workspaces:
    """Folders of computers."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def list(self) -> List[Workspace]:
        answer = self._transport.ask_json("GET", "/workspaces")
        return [parse(Workspace, item) for item in answer["data"]]

    def create(self, name: str) -> Workspace:
        return self._transport.ask(Workspace, "POST", "/workspaces", body={"name": name})

    def find_or_create(self, name: str = DEFAULT_WORKSPACE) -> Workspace:
        """The workspace of this name, made where there is none."""
        found = self._find(name)
        if found is not None:
            return found
        try:
            return self.create(name)
        except ConflictError:
            # Another program made it meanwhile.
            made = self._find(name)
            if made is None:
                raise
            return made

    def _find(self, name: str) -> Optional[Workspace]:
        return next((workspace for workspace in self.list() if workspace.name == name), None)

    def delete(self, id: str) -> None:
        """Deletes it with all of its computers."""
        self._transport.ask_json("DELETE", f"/workspaces/{quote(id)}")


class Computers:
    """Cloud desktops, as a list. To work on one take `Computer`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def list(self, *, workspace_id: Optional[str] = None) -> List[ComputerInfo]:
        answer = self._transport.ask_json("GET", "/computers", query={"workspace_id": workspace_id})
        return [parse(ComputerInfo, item) for item in answer["data"]]

    def create(self, name: str, *, workspace_id: str, **options: Any) -> ComputerInfo:
        """A new computer; it runs when this returns. `options`: `instance_type`, `region`, `resolution`, `network`,
        `allowed_hosts`, `auto_stop_minutes`."""
        body = {"workspace_id": workspace_id, "name": name, **options}
        return self._transport.ask(ComputerInfo, "POST", "/computers", body=body)

    def retrieve(self, id: str) -> ComputerInfo:
        return self._command("GET", id)

    def update(self, id: str, **changes: Any) -> ComputerInfo:
        """Changes `name`, `instance_type` or `auto_stop_minutes`."""
        return self._command("PATCH", id, body=changes)

    def start(self, id: str) -> ComputerInfo:
        return self._command("POST", id, "/start")

    def stop(self, id: str) -> ComputerInfo:
        """Stops it: the disk is kept, and it costs nothing while it is stopped."""
        return self._command("POST", id, "/stop")

    def restart(self, id: str) -> ComputerInfo:
        return self._command("POST", id, "/restart")

    def clone(self, id: str, *, name: Optional[str] = None, start: bool = True) -> ComputerInfo:
        """A copy of its disk as another computer."""
        return self._command("POST", id, "/clone", body={"name": name, "start": start})

    def delete(self, id: str) -> None:
        """Ends it and deletes its disk. Once more does nothing."""
        self._transport.ask_json("DELETE", f"/computers/{quote(id)}")

    def attach(self, id: str) -> ComputerInfo:
        """The computer, started where it is stopped."""
        found = self.retrieve(id)
        if found.status in _STARTABLE:
            return self.start(id)
        if found.status == "deleting":
            raise ComputerStateError(f"The computer {found.name!r} is being deleted.")
        return found

    def launch(self, name: str, workspace: str = DEFAULT_WORKSPACE, **options: Any) -> ComputerInfo:
        """The computer of this name in this workspace, started where it is stopped; both are made where they are not
        there."""
        place = self._find_or_create_workspace(workspace)
        for found in self.list(workspace_id=place.id):
            if found.name == name:
                return self.attach(found.id)
        return self.create(name, workspace_id=place.id, **options)

    def _find_or_create_workspace(self, name: str) -> Workspace:
        return Workspaces(self._transport).find_or_create(name)

    def _command(self, method: str, id: str, verb: str = "", body: Optional[dict[str, Any]] = None) -> ComputerInfo:
        return self._transport.ask(ComputerInfo, method, f"/computers/{quote(id)}{verb}", body=body)
