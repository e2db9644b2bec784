from __future__ import annotations

from typing import Any, List, Optional
from urllib.parse import quote

from .._core.parse import parse
from ..types import Webhook, WebhookDelivery
from .transport import AsyncTransport


class AsyncWebhooks:
    """Addresses of yours that are told when tasks end. What they get is read by `gptget.webhooks.unwrap`."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def list(self) -> List[Webhook]:
        answer = await self._transport.ask_json("GET", "/webhooks")
        return [parse(Webhook, item) for item in answer["data"]]

    async def create(
        self, url: str, *, events: Optional[List[str]] = None, description: Optional[str] = None
    ) -> Webhook:
        """Has an https address told of these events, by default of all. Keep its `secret`: it is told this once."""
        body = {"url": url, "events": events, "description": description}
        return await self._transport.ask(Webhook, "POST", "/webhooks", body=body)

    async def update(self, id: str, **changes: Any) -> Webhook:
        """Changes `url`, `events`, `description` or `enabled`."""
        return await self._transport.ask(Webhook, "PATCH", self._path(id), body=changes)

    async def rotate(self, id: str, *, overlap_seconds: Optional[int] = None) -> Webhook:
        """A new secret; the one before signs too for a day, or so long."""
        body = {"overlap_seconds": overlap_seconds}
        return await self._transport.ask(Webhook, "POST", self._path(id, "/rotate"), body=body)

    async def test(self, id: str) -> None:
        """Sends it a test."""
        await self._transport.ask_json("POST", self._path(id, "/test"))

    async def deliveries(self, id: str, *, limit: Optional[int] = None) -> List[WebhookDelivery]:
        """What was sent to it, newest first."""
        answer = await self._transport.ask_json("GET", self._path(id, "/deliveries"), query={"limit": limit})
        return [parse(WebhookDelivery, item) for item in answer["data"]]

    async def delete(self, id: str) -> None:
        await self._transport.ask_json("DELETE", self._path(id))

    def _path(self, id: str, more: str = "") -> str:
        return f"/webhooks/{quote(id)}{more}"
