from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Optional

from .._core.parse import Parsed


@dataclass(frozen=True)
class Architecture(Parsed):
    modality: str = ""
    input_modalities: list[str] = field(default_factory=list)
    output_modalities: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Model(Parsed):
    """A model. `pricing` is in US dollars per unit, as decimal text; `prompt` and `completion` are per token."""

    id: str
    owned_by: str
    name: str = ""
    description: str = ""
    context_length: Optional[int] = None
    architecture: Architecture = field(default_factory=Architecture)
    pricing: dict[str, Any] = field(default_factory=dict)
    supported_parameters: list[str] = field(default_factory=list)

    def __repr__(self) -> str:
        return f"Model({self.id!r}, {self.architecture.modality}, context_length={self.context_length})"
