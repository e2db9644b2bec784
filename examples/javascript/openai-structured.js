import OpenAI from 'openai'
import { zodResponseFormat } from 'openai/helpers/zod'
import { z } from 'zod'

const client = new OpenAI({ baseURL: process.env.GPTGET_BASE_URL, apiKey: process.env.GPTGET_API_KEY })

const person = z.object({ name: z.string(), age: z.number(), tags: z.array(z.string()) })

const completion = await client.chat.completions.parse({
  model: process.env.GPTGET_MODEL,
  messages: [{ role: 'user', content: 'Invent a person of a novel.' }],
  response_format: zodResponseFormat(person, 'person'),
})

const { name, age, tags } = completion.choices[0].message.parsed
console.log(`${name}, ${age}: ${tags.join(', ')}`)
