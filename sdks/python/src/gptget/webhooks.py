"""Verifies the server's webhooks as specified by Standard Webhooks: `unwrap(body, headers, secret)`."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any, Optional, Union

from .errors import WebhookVerificationError

TOLERANCE_SECONDS = 5 * 60


def unwrap(
    body: Union[bytes, str],
    headers: Mapping[str, str],
    secret: str,
    *,
    tolerance_seconds: float = TOLERANCE_SECONDS,
    now: Optional[float] = None,
) -> Any:
    """Verifies a webhook and returns its event. `body` is the unchanged request body; `secret` is `whsec_…`.

    Raises `WebhookVerificationError` if the signature is wrong or more than `tolerance_seconds` old.
    """
    verify(body, headers, secret, tolerance_seconds=tolerance_seconds, now=now)
    return json.loads(body)


def verify(
    body: Union[bytes, str],
    headers: Mapping[str, str],
    secret: str,
    *,
    tolerance_seconds: float = TOLERANCE_SECONDS,
    now: Optional[float] = None,
) -> None:
    """Verifies a webhook like `unwrap`, without parsing the event."""
    found = {name.lower(): value for name, value in headers.items()}
    try:
        id, stamp, given = (found[f"webhook-{name}"] for name in ("id", "timestamp", "signature"))
    except KeyError as missing:
        raise WebhookVerificationError(f"The header {missing} is missing: this is not a webhook.") from None
    if not stamp.isdigit() or abs((time.time() if now is None else now) - int(stamp)) > tolerance_seconds:
        raise WebhookVerificationError("The webhook's time is too far in the past or future.")
    data = body.encode() if isinstance(body, str) else body
    expected = hmac.new(_key_of(secret), b".".join([id.encode(), stamp.encode(), data]), hashlib.sha256).digest()
    if not any(_is_signature(one, expected) for one in given.split()):
        raise WebhookVerificationError("The signature does not match: the secret or the body is wrong.")


def _is_signature(text: str, expected: bytes) -> bool:
    version, _, signature = text.partition(",")
    return version == "v1" and hmac.compare_digest(base64.b64encode(expected), signature.encode())


def _key_of(secret: str) -> bytes:
    text = secret.removeprefix("whsec_")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except binascii.Error as error:
        raise WebhookVerificationError("The secret is not valid: expected whsec_ and base64.") from error
