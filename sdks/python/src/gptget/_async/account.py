from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timezone
from typing import Any, List, Optional
from urllib.parse import quote

from .._core.parse import parse
from ..errors import NotFoundError
from ..types import CreatedKey, ManagedKey, Model
from .transport import AsyncTransport

_PAGE = 100


class AsyncModels:
    """The available models and their prices."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def list(
        self, *, all: bool = False, search: Optional[str] = None, output: Optional[str] = None
    ) -> List[Model]:
        """Returns the models that the key may call; with `all`, also those that it may not call now.

        `search` selects models whose id or name contains all of these words. `output` selects models with this output
        modality: `text`, `image`, `video`.
        """
        answer = await self._transport.ask_json("GET", "/models", query={"all": "true" if all else None})
        models = [parse(Model, item) for item in answer["data"]]
        words = (search or "").lower().split()
        return [
            model
            for model in models
            if _has_words(model, words) and (output is None or output in model.architecture.output_modalities)
        ]

    async def retrieve(self, id: str) -> Model:
        """Returns the model with the id `provider/model`."""
        return await self._transport.ask(Model, "GET", f"/models/{quote(id)}")


def _has_words(model: Model, words: list[str]) -> bool:
    text = f"{model.id} {model.name}".lower()
    return all(word in text for word in words)


class AsyncKeys:
    """The account's keys. Needs a management key. Amounts are US dollars; None means no limit."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def list(self, *, include_disabled: bool = False) -> AsyncIterator[ManagedKey]:
        """Iterates over all keys. Pages are fetched as needed."""
        offset = 0
        while True:
            query = {"offset": offset, "include_disabled": "true" if include_disabled else None}
            page = (await self._transport.ask_json("GET", "/keys", query=query))["data"]
            for item in page:
                yield parse(ManagedKey, item)
            if len(page) < _PAGE:
                return
            offset += len(page)

    async def create(
        self,
        *,
        name: Optional[str] = None,
        limit: Optional[float] = None,
        limit_daily: Optional[float] = None,
        limit_monthly: Optional[float] = None,
        requests_per_minute: Optional[int] = None,
        tokens_per_minute: Optional[int] = None,
        allowed_models: Optional[List[str]] = None,
        expires_at: Optional[datetime] = None,
    ) -> CreatedKey:
        """Creates a key. Its secret is in `key` of this answer and is never shown again."""
        body = {
            "name": name,
            "limit": limit,
            "limit_daily": limit_daily,
            "limit_monthly": limit_monthly,
            "requests_per_minute": requests_per_minute,
            "tokens_per_minute": tokens_per_minute,
            "allowed_models": allowed_models,
            "expires_at": None if expires_at is None else _utc(expires_at),
        }
        return await self._transport.ask(CreatedKey, "POST", "/keys", body=body)

    async def retrieve(self, id: str) -> ManagedKey:
        return await self._one("GET", id)

    async def update(self, id: str, **changes: Any) -> ManagedKey:
        """Changes any field of `create`, or `disabled`."""
        return await self._one("PATCH", id, changes)

    async def rotate(self, id: str, *, overlap_seconds: int = 0) -> CreatedKey:
        """Gives the key a new secret. The old one keeps working for `overlap_seconds`, at most 7 days."""
        return await self._transport.ask(
            CreatedKey, "POST", f"/keys/{quote(id)}/rotate", body={"overlap_seconds": overlap_seconds}
        )

    async def revoke(self, id: str) -> None:
        """Revokes the key permanently. Repeating the call has no effect."""
        try:
            await self._transport.ask_json("DELETE", f"/keys/{quote(id)}")
        except NotFoundError:
            await self._one("GET", id)

    async def _one(self, method: str, id: str, body: Optional[dict[str, Any]] = None) -> ManagedKey:
        answer = await self._transport.ask_json(method, f"/keys/{quote(id)}", body=body)
        return parse(ManagedKey, answer["data"])


def _utc(moment: datetime) -> str:
    return moment.astimezone(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
