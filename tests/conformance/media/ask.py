"""Asks for every `kind model` of the arguments with OpenAI's Python SDK, and prints what came, a line of JSON each."""

import base64
import io
import json
import os
import sys
import urllib.request

from openai import OpenAI

KEY = os.environ["GPTGET_API_KEY"]
client = OpenAI(base_url=os.environ["GPTGET_BASE_URL"], api_key=KEY, max_retries=0)
wav = base64.b64decode(os.environ["GPTGET_TEST_WAV"])


def read(url: str) -> bytes:
    asked = urllib.request.Request(url, headers={"Authorization": f"Bearer {KEY}"})
    with urllib.request.urlopen(asked) as answer:
        return answer.read()


def ask(kind: str, model: str) -> str:
    sound = ("speech.wav", io.BytesIO(wav), "audio/wav")
    if kind == "image":
        answer = client.images.generate(model=model, prompt="A watercolor fox in a misty forest", n=1)
        return base64.b64encode(read(answer.data[0].url)).decode()
    if kind == "speech":
        answer = client.audio.speech.create(model=model, input="Hello from GptGet!", voice="alloy")
        return base64.b64encode(answer.read()).decode()
    if kind == "transcript":
        return client.audio.transcriptions.create(model=model, file=sound).text
    return client.audio.translations.create(model=model, file=sound).text


for argument in sys.argv[1:]:
    kind, model = argument.split(" ")
    print(json.dumps([argument, ask(kind, model)]))
