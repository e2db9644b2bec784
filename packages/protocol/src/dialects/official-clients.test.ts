import { readdirSync, readFileSync } from 'node:fs'
import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import OpenAI from 'openai'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { DIALECTS, type Dialect } from '@gptget/contracts'

/** What an official client made of a stream. */
type Heard = { text: string; calls: { name: string; input: unknown }[] } | { failed: true }

const goldens = DIALECTS.flatMap((source) =>
  DIALECTS.flatMap((client) => {
    const folder = `${import.meta.dirname}/${source}/fixtures/golden/${client}`
    return readdirSync(folder).map((name) => ({
      source,
      client,
      name: name.replace('.sse', ''),
      sse: readFileSync(`${folder}/${name}`, 'utf8'),
    }))
  }),
)

const streamOf = (sse: string) => new Response(sse, { headers: { 'content-type': 'text/event-stream' } })
const messages = [{ role: 'user' as const, content: 'x' }]

const openai = (sse: string) =>
  new OpenAI({ apiKey: 'x', maxRetries: 0, fetch: () => Promise.resolve(streamOf(sse)) })

const listeners: Record<Dialect, (sse: string) => Promise<Heard>> = {
  'openai-chat': async (sse) => {
    const stream = openai(sse).chat.completions.stream({ model: 'm', messages })
    const { message } = (await stream.finalChatCompletion()).choices[0]!
    const calls = (message.tool_calls ?? []).flatMap((call) =>
      call.type === 'function' ? [call.function] : [],
    )
    return {
      text: (message.content ?? '') + (message.refusal ?? ''),
      calls: calls.map(({ name, arguments: json }) => ({ name, input: JSON.parse(json) as unknown })),
    }
  },
  'openai-responses': async (sse) => {
    const { output, error } = await openai(sse).responses.stream({ model: 'm', input: 'x' }).finalResponse()
    if (error) return { failed: true }
    const said = output.flatMap((item) => (item.type === 'message' ? item.content : []))
    const calls = output.filter((item) => item.type === 'function_call')
    return {
      text: said.map((part) => (part.type === 'output_text' ? part.text : part.refusal)).join(''),
      calls: calls.map(({ name, arguments: json }) => ({ name, input: JSON.parse(json) as unknown })),
    }
  },
  'anthropic-messages': async (sse) => {
    const client = new Anthropic({ apiKey: 'x', maxRetries: 0, fetch: () => Promise.resolve(streamOf(sse)) })
    const { content } = await client.messages.stream({ model: 'm', max_tokens: 1, messages }).finalMessage()
    return {
      text: content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
      calls: content.flatMap((block) =>
        block.type === 'tool_use' ? [{ name: block.name, input: block.input }] : [],
      ),
    }
  },
  gemini: async (sse) => {
    vi.stubGlobal('fetch', () => Promise.resolve(streamOf(sse)))
    const client = new GoogleGenAI({ apiKey: 'x' })
    const stream = await client.models.generateContentStream({ model: 'm', contents: 'x' })
    const parts = []
    for await (const chunk of stream) parts.push(...(chunk.candidates?.[0]?.content?.parts ?? []))
    return {
      text: parts.map(({ text, thought }) => (thought ? '' : (text ?? ''))).join(''),
      calls: parts.flatMap(({ functionCall }) =>
        functionCall ? [{ name: functionCall.name ?? '', input: functionCall.args }] : [],
      ),
    }
  },
}

const heard = (client: Dialect, sse: string): Promise<Heard> =>
  listeners[client](sse).catch(() => ({ failed: true }) as const)

afterEach(() => vi.unstubAllGlobals())

/** Names of fixtures whose provider failed: every client must notice. */
const FAILS = /cut|error|overloaded|spliced|failed|malformed/

const failures = goldens.filter(({ name }) => FAILS.test(name))

describe.each(failures)('$source $name', ({ client, sse }) => {
  it(`is reported as a failure by the official ${client} client`, async () => {
    expect(await heard(client, sse)).toEqual({ failed: true })
  })
})

/** Speech is text only to the clients that cannot play it. */
const SPOKEN = /audio/

const whole = goldens.filter(({ name }) => !FAILS.test(name) && !SPOKEN.test(name))
const groups = Object.entries(Object.groupBy(whole, ({ source, name }) => `${source} ${name}`))

describe.each(groups)('%s', (_name, group) => {
  it('is read as the same answer by every official client', async () => {
    const answers = []
    for (const { client, sse } of group!) answers.push(await heard(client, sse))
    expect(answers[0]).not.toHaveProperty('failed')
    for (const answer of answers) expect(answer).toEqual(answers[0])
  })
})
