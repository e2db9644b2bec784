from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Optional

from .._core.parse import Parsed


@dataclass(frozen=True)
class Webhook(Parsed):
    """A URL that is notified when tasks end. `secret` is only set after it was created or rotated."""

    id: str
    events: list[str]
    enabled: bool
    url: Optional[str] = None
    description: str = ""
    disabled_reason: Optional[str] = None
    secret: Optional[str] = field(default=None, repr=False)


@dataclass(frozen=True)
class WebhookDelivery(Parsed):
    """The delivery of an event to a webhook. `state` is `pending`, `delivered` or `failed`."""

    id: str
    event_id: str
    event_type: str
    state: str
    attempts: list[dict[str, Any]] = field(default_factory=list)
