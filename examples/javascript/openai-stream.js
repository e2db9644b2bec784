import OpenAI from 'openai'

const client = new OpenAI({ baseURL: process.env.GPTGET_BASE_URL, apiKey: process.env.GPTGET_API_KEY })

const stream = await client.chat.completions.create({
  model: process.env.GPTGET_MODEL,
  messages: [{ role: 'user', content: 'What is a lighthouse for?' }],
  stream: true,
  stream_options: { include_usage: true },
})

for await (const chunk of stream) {
  process.stdout.write(chunk.choices[0]?.delta.content ?? '')
  // The last chunk says what the answer cost in US dollars.
  if (chunk.usage) console.log(`\n${chunk.usage.total_tokens} tokens, $${chunk.usage.cost}`)
}
