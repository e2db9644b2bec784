from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import List, Optional, Union
from urllib.parse import quote

from .._core.parse import parse
from ..types import FileEntry
from .transport import AsyncTransport

PIECE_BYTES = 256 * 1024


class AsyncFiles:
    """The files of a computer. Unless it starts with `/`, a path is relative to the home folder."""

    def __init__(self, transport: AsyncTransport, computer_id: str) -> None:
        self._transport = transport
        self._base = f"/computers/{quote(computer_id)}"

    async def list(self, path: Optional[str] = None) -> List[FileEntry]:
        """Lists a folder, by default the home folder."""
        answer = await self._transport.ask_json("GET", f"{self._base}/files/list", query={"path": path})
        return [parse(FileEntry, item) for item in answer["data"]]

    async def read(self, path: str) -> bytes:
        """Returns the bytes of a file."""
        return (await self._transport.send("GET", f"{self._base}/files", query={"path": path})).content

    async def read_text(self, path: str) -> str:
        """Returns a file as text, decoded as UTF-8."""
        return (await self.read(path)).decode("utf-8")

    async def write(self, path: str, content: Union[bytes, str]) -> FileEntry:
        """Writes or replaces a file. Missing folders are created."""
        data = content.encode("utf-8") if isinstance(content, str) else content
        response = await self._transport.send("PUT", f"{self._base}/files", content=data, query={"path": path})
        return parse(FileEntry, response.json())

    async def upload(self, local: Union[str, Path], path: Optional[str] = None) -> FileEntry:
        """Copies a local file to the computer, by default into the home folder."""
        source = Path(local)
        return await self.write(path or source.name, source.read_bytes())

    async def download(self, path: str, local: Union[str, Path, None] = None) -> Path:
        """Copies a file of the computer to this machine, in pieces. Returns its local path."""
        target = Path(local) if local is not None else Path(Path(path).name)
        if target.is_dir():
            target = target / Path(path).name
        return await self._save("files", path, target)

    async def download_folder(self, path: str, local: Union[str, Path]) -> Path:
        """Downloads a folder as a `.tar.gz` file."""
        return await self._save("files/archive", path, Path(local))

    async def delete(self, path: str) -> None:
        """Deletes a file, or a folder with everything in it."""
        await self._transport.ask_json("DELETE", f"{self._base}/files", query={"path": path})

    async def make_folder(self, path: str) -> FileEntry:
        """Creates a folder and its missing parents."""
        return await self._transport.ask(FileEntry, "POST", f"{self._base}/folders", body={"path": path})

    async def _save(self, what: str, path: str, target: Path) -> Path:
        """Saves to a temporary file first, so that an incomplete file never has the requested name."""
        draft = target.with_name(f".{target.name}.part")
        try:
            with draft.open("wb") as file:
                async for piece in self._pieces(what, path):
                    file.write(piece)
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
        return target

    async def _pieces(self, what: str, path: str) -> AsyncIterator[bytes]:
        async with self._transport.open("GET", f"{self._base}/{what}", query={"path": path}) as response:
            async for piece in response.aiter_bytes(PIECE_BYTES):
                yield piece
