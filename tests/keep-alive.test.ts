import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import { createSseReader } from '@gptget/protocol'
import { words } from '@gptget/testkit'
import { describe, expect, it } from 'vitest'
import { postChat, readChunks, textOf, USER_TURN } from './platform/ask.ts'
import { findPython } from './platform/find-python.ts'
import { faultConfig, modelOf, PRICE } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

/** Silent before its first token and between all of them. */
const SLOW = 'text-8+late-300+trickle-120'
const FAILING = 'status-500+late-300'
const RESCUED = 'test/rescued'
const TEXT = words(8).join('')

const world = usePlatform((upstream) => {
  const { providers, models } = faultConfig(upstream, [SLOW, FAILING, 'text-8'])
  const failing = {
    provider: 'scripted-status-500-late-300',
    model: `scripted:${FAILING}`,
    weight: 1_000_000,
  }
  const working = { provider: 'scripted-text-8', model: 'scripted:text-8', weight: 0.000_001 }
  return {
    config: { providers, models: { ...models, [RESCUED]: { routes: [failing, working], price: PRICE } } },
    env: { GPTGET_KEEP_ALIVE_MS: '40', GPTGET_HEAD_AFTER_MS: '60' },
  }
})

const origin = (): string => world.platform.baseUrl.replace(/\/v1$/, '')
const MODEL = modelOf(SLOW)

const post = async (path: string, body: object): Promise<string> => {
  const response = await fetch(origin() + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${world.account.apiKey}` },
    body: JSON.stringify({ model: MODEL, ...body }),
  })
  expect(response.status).toBe(200)
  return response.text()
}

const stream = (model: string): Promise<string> =>
  post('/v1/chat/completions', { model, messages: USER_TURN, stream: true })

const GEMINI = { contents: [{ role: 'user', parts: [{ text: 'Hello!' }] }] }

describe('a silent stream', () => {
  it.each([
    ['openai-chat', '/v1/chat/completions', { messages: USER_TURN, stream: true }],
    ['openai-responses', '/v1/responses', { input: 'Hello!', stream: true }],
    ['anthropic-messages', '/v1/messages', { messages: USER_TURN, max_tokens: 99, stream: true }],
  ])('is kept alive by comments before and between its events: %s', async (_, path, body) => {
    const text = await post(path, body)
    const [before, ...between] = text.split(/(?<=\n\n)/)
    expect(before).toMatch(/^(: keep-alive\n)+(id: 1\n|data: )/)
    expect(between.filter((event) => event.startsWith(': keep-alive\n')).length).toBeGreaterThan(4)
    expect(text).not.toMatch(/: keep-alive\n\n/)
    expect(createSseReader().push(text).length).toBeGreaterThan(4)
  })

  it('is kept alive by blank lines in Gemini’s dialect, whose SDKs do not accept comments', async () => {
    const text = await post(`/v1beta/models/${MODEL}:streamGenerateContent?alt=sse`, GEMINI)
    expect(text).toMatch(/^\n+data: /)
    expect(text).not.toMatch(/^[^d\n]/m)
  })

  it('is kept alive by white space within a JSON array', async () => {
    const text = await post(`/v1beta/models/${MODEL}:streamGenerateContent`, GEMINI)
    expect(text).toMatch(/^\n+\[/)
    expect(JSON.parse(text)).toHaveLength(9)
  })
})

describe('a silent stream is read normally by the official SDK', () => {
  it('of OpenAI, for chats', async () => {
    const chunks = await world.openai.chat.completions.create({
      model: MODEL,
      messages: USER_TURN,
      stream: true,
    })
    let text = ''
    for await (const chunk of chunks) text += chunk.choices[0]?.delta.content ?? ''
    expect(text).toBe(TEXT)
  })

  it('of OpenAI, for responses', async () => {
    const response = await world.openai.responses.stream({ model: MODEL, input: 'Hello!' }).finalResponse()
    expect(response.output_text).toBe(TEXT)
  })

  it('of Anthropic', async () => {
    const client = new Anthropic({ baseURL: origin(), apiKey: world.account.apiKey, maxRetries: 0 })
    const asked = { model: MODEL, max_tokens: 99, messages: USER_TURN }
    expect(await client.messages.stream(asked).finalText()).toBe(TEXT)
  })

  it('of Google', async () => {
    const client = new GoogleGenAI({ apiKey: world.account.apiKey, httpOptions: { baseUrl: origin() } })
    const chunks = await client.models.generateContentStream({ model: MODEL, contents: 'Hello!' })
    let text = ''
    for await (const chunk of chunks) text += chunk.text ?? ''
    expect(text).toBe(TEXT)
  })

  it('of each vendor in Python', async () => {
    const python = await findPython()
    const script = fileURLToPath(new URL('./python/keep_alive.py', import.meta.url))
    const { stdout } = await promisify(execFile)(python, [script], {
      env: {
        ...process.env,
        PYTHONDONTWRITEBYTECODE: '1',
        GPTGET_ORIGIN: origin(),
        GPTGET_API_KEY: world.account.apiKey,
        GPTGET_MODEL: MODEL,
      },
    })
    expect(JSON.parse(stdout)).toEqual([TEXT, TEXT, TEXT, TEXT])
  }, 180_000)
})

describe('a stream whose headers were sent before its first token', () => {
  it('still comes from the next provider if the first fails', async () => {
    world.upstream.clear()
    const { chunks, doneCount } = readChunks(await stream(RESCUED))
    expect([textOf(chunks), doneCount]).toEqual([TEXT, 1])
    const asked = world.upstream.requests().map(({ model }) => model)
    expect(asked).toEqual([`scripted:${FAILING}`, 'scripted:text-8'])
  })

  it('reports a failure as its last event', async () => {
    const { chunks, doneCount } = readChunks(await stream(modelOf(FAILING)))
    expect(chunks).toHaveLength(1)
    expect(chunks[0]?.error?.code).toBeGreaterThanOrEqual(500)
    expect(doneCount).toBeLessThanOrEqual(1)
  })

  it('costs nothing if it fails', async () => {
    const { apiKey, accountId } = await world.platform.admin.createAccount()
    const asked = { model: modelOf(FAILING), messages: USER_TURN, stream: true }
    await (await postChat(world.platform.baseUrl, apiKey, asked)).text()
    expect((await world.platform.admin.credits(accountId)).totalUsageNanoUsd).toBe(0n)
  })
})

describe('a plain answer', () => {
  it('keeps the HTTP status of its failure even after a long time', async () => {
    const asked = { model: modelOf(FAILING), messages: USER_TURN }
    const response = await postChat(world.platform.baseUrl, world.account.apiKey, asked)
    expect(response.status).toBeGreaterThanOrEqual(500)
  })
})
