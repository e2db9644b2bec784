import type { ChatSettings } from './chat-state.ts'

export const LANGUAGES = ['curl', 'Python', 'JavaScript', 'Anthropic', 'Google'] as const
export type Language = (typeof LANGUAGES)[number]

type Facts = { origin: string; model: string; question: string; settings: ChatSettings }

const messagesOf = ({ question, settings }: Facts) => [
  ...(settings.system === '' ? [] : [{ role: 'system', content: settings.system }]),
  { role: 'user', content: question },
]

const optionsOf = ({ settings }: Facts) => ({
  ...(settings.temperature === null ? {} : { temperature: settings.temperature }),
  ...(settings.maxTokens === null ? {} : { max_tokens: settings.maxTokens }),
})

const text = (value: unknown): string => JSON.stringify(value, null, 2)

const indent = (code: string, by: string): string => code.replaceAll('\n', `\n${by}`)

const SAMPLES: Record<Language, (facts: Facts) => string> = {
  curl: (facts) =>
    `curl -N ${facts.origin}/v1/chat/completions \\
  -H "Authorization: Bearer $GPTGET_API_KEY" \\
  -H "Content-Type: application/json" \\
  -d '${text({ model: facts.model, stream: true, ...optionsOf(facts), messages: messagesOf(facts) }).replaceAll("'", "'\\''")}'`,
  Python: (facts) =>
    `import os
from openai import OpenAI

client = OpenAI(base_url="${facts.origin}/v1", api_key=os.environ["GPTGET_API_KEY"])

stream = client.chat.completions.create(
    model=${text(facts.model)},
    messages=${indent(text(messagesOf(facts)), '    ')},
${Object.entries(optionsOf(facts))
  .map(([name, value]) => `    ${name}=${value},\n`)
  .join('')}    stream=True,
)
for chunk in stream:
    print(chunk.choices[0].delta.content or "" if chunk.choices else "", end="", flush=True)`,
  JavaScript: (facts) =>
    `import OpenAI from 'openai'

const client = new OpenAI({ baseURL: '${facts.origin}/v1', apiKey: process.env.GPTGET_API_KEY })

const stream = await client.chat.completions.create(${text({ model: facts.model, stream: true, ...optionsOf(facts), messages: messagesOf(facts) })})
for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta?.content ?? '')`,
  Anthropic: (facts) =>
    `import Anthropic from '@anthropic-ai/sdk'

const client = new Anthropic({ baseURL: '${facts.origin}', apiKey: process.env.GPTGET_API_KEY })

const message = await client.messages.create({
  model: ${text(facts.model)},
  max_tokens: ${facts.settings.maxTokens ?? 1024},${facts.settings.system === '' ? '' : `\n  system: ${text(facts.settings.system)},`}
  messages: [{ role: 'user', content: ${text(facts.question)} }],
})
console.log(message.content)`,
  Google: (facts) =>
    `import { GoogleGenAI } from '@google/genai'

const client = new GoogleGenAI({ apiKey: process.env.GPTGET_API_KEY, httpOptions: { baseUrl: '${facts.origin}' } })

const answer = await client.models.generateContent({ model: ${text(facts.model)}, contents: ${text(facts.question)} })
console.log(answer.text)`,
}

/** What the playground asks, as a program in that language or with that SDK. */
export const sampleIn = (language: Language, facts: Facts): string => SAMPLES[language](facts)
