"""Written by scripts/write_sync.py from gptget._async: change it there."""

from __future__ import annotations

from typing import Any, List, Optional
from urllib.parse import quote

from .._core.parse import parse
from ..types import Webhook, WebhookDelivery
from .transport import Transport


class Webhooks:
    """Addresses of yours that are told when tasks end. What they get is read by `gptget.webhooks.unwrap`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def list(self) -> List[Webhook]:
        answer = self._transport.ask_json("GET", "/webhooks")
        return [parse(Webhook, item) for item in answer["data"]]

    def create(self, url: str, *, events: Optional[List[str]] = None, description: Optional[str] = None) -> Webhook:
        """Has an https address told of these events, by default of all. Keep its `secret`: it is told this once."""
        body = {"url": url, "events": events, "description": description}
        return self._transport.ask(Webhook, "POST", "/webhooks", body=body)

    def update(self, id: str, **changes: Any) -> Webhook:
        """Changes `url`, `events`, `description` or `enabled`."""
        return self._transport.ask(Webhook, "PATCH", self._path(id), body=changes)

    def rotate(self, id: str, *, overlap_seconds: Optional[int] = None) -> Webhook:
        """A new secret; the one before signs too for a day, or so long."""
        body = {"overlap_seconds": overlap_seconds}
        return self._transport.ask(Webhook, "POST", self._path(id, "/rotate"), body=body)

    def test(self, id: str) -> None:
        """Sends it a test."""
        self._transport.ask_json("POST", self._path(id, "/test"))

    def deliveries(self, id: str, *, limit: Optional[int] = None) -> List[WebhookDelivery]:
        """What was sent to it, newest first."""
        answer = self._transport.ask_json("GET", self._path(id, "/deliveries"), query={"limit": limit})
        return [parse(WebhookDelivery, item) for item in answer["data"]]

    def delete(self, id: str) -> None:
        self._transport.ask_json("DELETE", self._path(id))

    def _path(self, id: str, more: str = "") -> str:
        return f"/webhooks/{quote(id)}{more}"
