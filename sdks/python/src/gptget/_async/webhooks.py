from __future__ import annotations

from typing import Any, List, Optional
from urllib.parse import quote

from .._core.parse import parse
from ..types import Webhook, WebhookDelivery
from .transport import AsyncTransport


class AsyncWebhooks:
    """URLs that are notified when tasks end. `gptget.webhooks.unwrap` verifies and parses the events."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def list(self) -> List[Webhook]:
        answer = await self._transport.ask_json("GET", "/webhooks")
        return [parse(Webhook, item) for item in answer["data"]]

    async def create(
        self, url: str, *, events: Optional[List[str]] = None, description: Optional[str] = None
    ) -> Webhook:
        """Creates a webhook for an https URL and some or all events. Store its `secret`: it is shown only once."""
        body = {"url": url, "events": events, "description": description}
        return await self._transport.ask(Webhook, "POST", "/webhooks", body=body)

    async def update(self, id: str, **changes: Any) -> Webhook:
        """Changes `url`, `events`, `description` or `enabled`."""
        return await self._transport.ask(Webhook, "PATCH", self._path(id), body=changes)

    async def rotate(self, id: str, *, overlap_seconds: Optional[int] = None) -> Webhook:
        """Creates a new secret. The previous one also signs for a day, or for `overlap_seconds`."""
        body = {"overlap_seconds": overlap_seconds}
        return await self._transport.ask(Webhook, "POST", self._path(id, "/rotate"), body=body)

    async def test(self, id: str) -> None:
        """Sends a test event."""
        await self._transport.ask_json("POST", self._path(id, "/test"))

    async def deliveries(self, id: str, *, limit: Optional[int] = None) -> List[WebhookDelivery]:
        """Returns the deliveries, newest first."""
        answer = await self._transport.ask_json("GET", self._path(id, "/deliveries"), query={"limit": limit})
        return [parse(WebhookDelivery, item) for item in answer["data"]]

    async def delete(self, id: str) -> None:
        await self._transport.ask_json("DELETE", self._path(id))

    def _path(self, id: str, more: str = "") -> str:
        return f"/webhooks/{quote(id)}{more}"
