"""Parses JSON into dataclasses. Unknown fields are kept in `raw`, so that newer servers work too."""

from __future__ import annotations

import typing
from collections.abc import Hashable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypeVar, Union, cast

from ..errors import UnexpectedAnswerError

T = TypeVar("T")


class Parsed:
    """An answer of the server as fields. `raw` has the whole answer."""

    @property
    def raw(self) -> Mapping[str, Any]:
        return cast("Mapping[str, Any]", self.__dict__.get("_raw", {}))


def parse(kind: type[T], data: Any) -> T:
    """Parses `data` as the dataclass `kind`. Raises `UnexpectedAnswerError` if a required field is missing."""
    if not isinstance(data, dict):
        raise UnexpectedAnswerError(f"Expected an object with the fields of {kind.__name__}, got {str(data)[:200]!r}.")
    given = cast("dict[str, Any]", data)
    values: dict[str, Any] = {}
    for name, hint, is_required in _fields_of(cast("Hashable", kind)):
        if name in given:
            values[name] = _value(hint, given[name])
        elif is_required:
            raise UnexpectedAnswerError(f"The server's answer has no {name!r}, which {kind.__name__} needs.")
    made = kind(**values)
    made.__dict__["_raw"] = given
    return made


@cache
def _fields_of(kind: Any) -> list[tuple[str, Any, bool]]:
    hints = typing.get_type_hints(kind)
    return [
        (field.name, hints[field.name], field.default is MISSING and field.default_factory is MISSING)
        for field in fields(kind)
    ]


def _value(hint: Any, value: Any) -> Any:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if value is None:
        return None
    if origin is Union:
        return _value(next(kind for kind in arguments if kind is not type(None)), value)
    if origin is list and isinstance(value, list):
        return [_value(arguments[0], item) for item in value]
    if hint is datetime:
        return parse_time(value)
    if is_dataclass(hint):
        return parse(cast("type[Any]", hint), value)
    return value


def parse_time(value: Any) -> datetime:
    """Parses an ISO 8601 time, or seconds since 1970."""
    if isinstance(value, (int, float)):
        return datetime.fromtimestamp(value).astimezone()
    return datetime.fromisoformat(str(value).replace("Z", "+00:00"))
