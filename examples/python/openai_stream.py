import os

from openai import OpenAI

client = OpenAI(base_url=os.environ["GPTGET_BASE_URL"], api_key=os.environ["GPTGET_API_KEY"])

stream = client.chat.completions.create(
    model=os.environ["GPTGET_MODEL"],
    messages=[{"role": "user", "content": "What is a lighthouse for?"}],
    stream=True,
    stream_options={"include_usage": True},
)

for chunk in stream:
    if chunk.choices and chunk.choices[0].delta.content:
        print(chunk.choices[0].delta.content, end="", flush=True)
    # The last chunk says what the answer cost in US dollars.
    if chunk.usage:
        print(f"\n{chunk.usage.total_tokens} tokens, ${chunk.usage.cost}")
