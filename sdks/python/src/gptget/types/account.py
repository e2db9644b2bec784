from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Optional

from .._core.parse import Parsed


@dataclass(frozen=True)
class Credits(Parsed):
    """The account's credit in US dollars."""

    total_credits: float
    total_usage: float

    @property
    def remaining(self) -> float:
        """The remaining credit, exact to the nano-dollar."""
        return round(self.total_credits - self.total_usage, 9)

    def __repr__(self) -> str:
        return f"Credits(remaining=${self.remaining:.2f} of ${self.total_credits:.2f})"


@dataclass(frozen=True)
class Key(Parsed):
    """The key in use. Amounts are US dollars; None means no limit."""

    id: str
    label: str
    name: str
    usage: float
    limit: Optional[float] = None
    limit_remaining: Optional[float] = None
    allowed_models: Optional[list[str]] = None
    is_management_key: bool = False
    expires_at: Optional[datetime] = None
    created_at: Optional[datetime] = None


@dataclass(frozen=True)
class ManagedKey(Parsed):
    """A key of the account, as seen by a management key. Amounts are US dollars; None means no limit."""

    id: str
    label: str
    name: str
    disabled: bool
    usage: float
    is_management_key: bool = False
    limit: Optional[float] = None
    limit_remaining: Optional[float] = None
    limit_daily: Optional[float] = None
    limit_monthly: Optional[float] = None
    requests_per_minute: Optional[int] = None
    tokens_per_minute: Optional[int] = None
    allowed_models: Optional[list[str]] = None
    expires_at: Optional[datetime] = None
    revoked_at: Optional[datetime] = None
    created_at: Optional[datetime] = None


@dataclass(frozen=True)
class CreatedKey(Parsed):
    """A key with a new secret. `key` is the secret, which is shown only once."""

    key: str
    data: ManagedKey
    overlap_ends_at: Optional[datetime] = None

    def __repr__(self) -> str:
        return f"CreatedKey(id={self.data.id!r}, name={self.data.name!r}, key='{self.key[:13]}…')"
