"""Written by scripts/write_sync.py from gptget._async: change it there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any, List, Optional
from urllib.parse import quote

from .._core.parse import parse
from ..errors import NotFoundError
from ..types import CreatedKey, ManagedKey, Model
from .transport import Transport

_PAGE = 100


class Models:
    """What can be called, with prices."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def list(self, *, all: bool = False, search: Optional[str] = None, output: Optional[str] = None) -> List[Model]:
        """Models that the key may call; with `all` also those that nobody serves now.

        `search` keeps ids and names with these words, `output` models that make this: `text`, `image`, `video`.
        """
        answer = self._transport.ask_json("GET", "/models", query={"all": "true" if all else None})
        models = [parse(Model, item) for item in answer["data"]]
        words = (search or "").lower().split()
        return [
            model
            for model in models
            if _has_words(model, words) and (output is None or output in model.architecture.output_modalities)
        ]

    def retrieve(self, id: str) -> Model:
        """One model, by `provider/model`."""
        return self._transport.ask(Model, "GET", f"/models/{quote(id)}")


def _has_words(model: Model, words: list[str]) -> bool:
    text = f"{model.id} {model.name}".lower()
    return all(word in text for word in words)


class Keys:
    """The account's keys; these calls need a management key. Amounts are US dollars, None is no limit."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def list(self, *, include_disabled: bool = False) -> Iterator[ManagedKey]:
        """Every key, page by page."""
        offset = 0
        while True:
            query = {"offset": offset, "include_disabled": "true" if include_disabled else None}
            page = (self._transport.ask_json("GET", "/keys", query=query))["data"]
            for item in page:
                yield parse(ManagedKey, item)
            if len(page) < _PAGE:
                return
            offset += len(page)

    def create(
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
        """A new key. Its secret is in `key`, this once."""
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
        return self._transport.ask(CreatedKey, "POST", "/keys", body=body)

    def retrieve(self, id: str) -> ManagedKey:
        return self._one("GET", id)

    def update(self, id: str, **changes: Any) -> ManagedKey:
        """Changes the fields of `create`, and `disabled`."""
        return self._one("PATCH", id, changes)

    def rotate(self, id: str, *, overlap_seconds: int = 0) -> CreatedKey:
        """A new secret; the old one works on for `overlap_seconds`, at most 7 days."""
        return self._transport.ask(
            CreatedKey, "POST", f"/keys/{quote(id)}/rotate", body={"overlap_seconds": overlap_seconds}
        )

    def revoke(self, id: str) -> None:
        """Ends the key for good. Once more does nothing."""
        try:
            self._transport.ask_json("DELETE", f"/keys/{quote(id)}")
        except NotFoundError:
            self._one("GET", id)

    def _one(self, method: str, id: str, body: Optional[dict[str, Any]] = None) -> ManagedKey:
        answer = self._transport.ask_json(method, f"/keys/{quote(id)}", body=body)
        return parse(ManagedKey, answer["data"])


def _utc(moment: datetime) -> str:
    return moment.astimezone(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
