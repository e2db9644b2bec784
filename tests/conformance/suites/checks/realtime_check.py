"""What the programs about voice sessions share."""

import math
import struct

from report import ORIGIN, model_for

CHAT = model_for("openai-chat", "text-5")
TOOLS = model_for("openai-chat", "reasoned-tools")
RATE_HZ = 24_000


def socket_url(model):
    return f"{ORIGIN.replace('http', 'ws')}/v1/realtime?model={model}"


def hum():
    """Half a second of silence, a second of a tone, a second of silence: 16-bit samples in pieces of a tenth."""
    samples = [
        int(9_000 * math.sin(at / 12)) if RATE_HZ / 2 < at < 1.5 * RATE_HZ else 0 for at in range(int(2.5 * RATE_HZ))
    ]
    tenth = RATE_HZ // 10
    return [struct.pack(f"<{tenth}h", *samples[at : at + tenth]) for at in range(0, len(samples), tenth)]
