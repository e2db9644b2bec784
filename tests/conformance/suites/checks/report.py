import asyncio, json, os

UPSTREAMS = ["openai-chat", "openai-responses", "anthropic-messages", "gemini"]
ORIGIN, API_KEY = os.environ["GPTGET_ORIGIN"], os.environ["GPTGET_API_KEY"]


def model_for(upstream, script):
    return f"test/{upstream}.{script}"


async def check(name, upstream, run):
    """Runs a check and prints what it came to as a line of JSON."""
    line = {"check": name, **({"upstream": upstream} if upstream else {})}
    try:
        await asyncio.wait_for(run(), 30)
    except Exception as error:
        line["failure"] = f"{type(error).__name__}: {error}"[:1500]
    print(json.dumps(line), flush=True)
