import Anthropic from '@anthropic-ai/sdk'

// The SDK adds `/v1` itself; a base URL that ends with it is understood too.
const client = new Anthropic({ baseURL: process.env.GPTGET_BASE_URL, apiKey: process.env.GPTGET_API_KEY })

const message = await client.messages.create({
  model: process.env.GPTGET_MODEL,
  max_tokens: 200,
  messages: [{ role: 'user', content: 'What is a lighthouse for?' }],
})

for (const block of message.content) if (block.type === 'text') console.log(block.text)
console.log(`${message.usage.input_tokens} tokens in, ${message.usage.output_tokens} out`)
