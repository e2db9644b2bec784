"""Makes a video of each model of its arguments with OpenAI's Python SDK, and prints them in base64, a line each."""

import base64
import os
import sys
from concurrent.futures import ThreadPoolExecutor

from openai import OpenAI

client = OpenAI(
    base_url=os.environ["GPTGET_BASE_URL"], api_key=os.environ["GPTGET_API_KEY"], max_retries=0
)


def make(model: str) -> str:
    video = client.videos.create_and_poll(
        model=model, prompt="A timelapse of a blooming flower", poll_interval_ms=100
    )
    if video.status != "completed":
        sys.exit(f"the video of {model} ended as {video.status}: {video.error}")
    return base64.b64encode(client.videos.download_content(video.id).read()).decode()


with ThreadPoolExecutor() as pool:
    for line in pool.map(make, sys.argv[1:]):
        print(line)
