import os

from anthropic import Anthropic

# The SDK adds `/v1` itself; a base URL that ends with it is understood too.
client = Anthropic(base_url=os.environ["GPTGET_BASE_URL"], api_key=os.environ["GPTGET_API_KEY"])

message = client.messages.create(
    model=os.environ["GPTGET_MODEL"],
    max_tokens=200,
    messages=[{"role": "user", "content": "What is a lighthouse for?"}],
)

for block in message.content:
    if block.type == "text":
        print(block.text)
print(f"{message.usage.input_tokens} tokens in, {message.usage.output_tokens} out")
