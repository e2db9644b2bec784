"""Streams a slow model through each official SDK and prints what text came, as JSON."""

import json
import os

import anthropic
import openai
from google import genai
from google.genai import types

ORIGIN = os.environ["GPTGET_ORIGIN"]
KEY = os.environ["GPTGET_API_KEY"]
MODEL = os.environ["GPTGET_MODEL"]
MESSAGES = [{"role": "user", "content": "Hello!"}]

chat = openai.OpenAI(base_url=ORIGIN + "/v1", api_key=KEY, max_retries=0)
claude = anthropic.Anthropic(base_url=ORIGIN, api_key=KEY, max_retries=0)
google = genai.Client(api_key=KEY, http_options=types.HttpOptions(base_url=ORIGIN))


def from_chat():
    chunks = chat.chat.completions.create(model=MODEL, messages=MESSAGES, stream=True)
    return "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)


def from_responses():
    events = chat.responses.create(model=MODEL, input="Hello!", stream=True)
    return "".join(event.delta for event in events if event.type == "response.output_text.delta")


def from_messages():
    with claude.messages.stream(model=MODEL, max_tokens=99, messages=MESSAGES) as stream:
        return "".join(stream.text_stream)


def from_gemini():
    chunks = google.models.generate_content_stream(model=MODEL, contents="Hello!")
    return "".join(chunk.text or "" for chunk in chunks)


print(json.dumps([from_chat(), from_responses(), from_messages(), from_gemini()]))
