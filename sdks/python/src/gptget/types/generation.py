from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Optional

from .._core.parse import Parsed


@dataclass(frozen=True)
class Attempt(Parsed):
    """One attempt at a provider. Times are in milliseconds."""

    provider_name: str
    model: str
    status: Optional[int] = None
    outcome: Optional[str] = None
    latency: Optional[float] = None
    duration: Optional[float] = None


@dataclass(frozen=True)
class ChargeLine(Parsed):
    """A quantity of a unit and its rate. Amounts in US dollars are exact decimal text."""

    unit: str
    quantity: int
    rate_usd: Optional[str] = None
    cost_usd: Optional[str] = None


@dataclass(frozen=True)
class Generation(Parsed):
    """The receipt of one answer. `total_cost` is in US dollars, times are in milliseconds."""

    id: str
    model: str
    status: str
    total_cost: float
    created_at: datetime
    provider_name: Optional[str] = None
    finish_reason: Optional[str] = None
    latency: Optional[float] = None
    generation_time: Optional[float] = None
    turn_latency: Optional[Mapping[str, float]] = None
    tokens_prompt: int = 0
    tokens_completion: int = 0
    streamed: bool = False
    cancelled: bool = False
    request_id: Optional[str] = None
    provider_responses: list[Attempt] = field(default_factory=list)
    lines: list[ChargeLine] = field(default_factory=list)
