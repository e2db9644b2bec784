import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { USER_TURN } from './platform/ask.ts'
import { faultConfig, modelOf } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

const MODEL = modelOf('text-5')
const world = usePlatform((upstream) => ({
  edges: 2,
  routers: 2,
  billings: 2,
  config: faultConfig(upstream, ['text-5']),
}))

let asked = 0
const ask = (at: string, body: object, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(world.platform.edges[(asked += 1) % 2]!.url + at, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${world.account.apiKey}`,
      ...headers,
    },
    body: JSON.stringify(body),
  })

type Case = { at: string; body: object; wrong: object; param: string; meant: string }

const CASES: Record<string, Case> = {
  chat: {
    at: '/v1/chat/completions',
    body: { model: MODEL, messages: USER_TURN },
    wrong: { max_token: 9 },
    param: 'max_token',
    meant: 'max_tokens',
  },
  responses: {
    at: '/v1/responses',
    body: { model: MODEL, input: 'Hello!', store: false },
    wrong: { temprature: 1 },
    param: 'temprature',
    meant: 'temperature',
  },
  messages: {
    at: '/v1/messages',
    body: { model: MODEL, messages: USER_TURN, max_tokens: 9 },
    wrong: { stop_sequence: ['x'] },
    param: 'stop_sequence',
    meant: 'stop_sequences',
  },
  gemini: {
    at: `/v1beta/models/${MODEL}:generateContent`,
    body: { contents: [{ parts: [{ text: 'Hello!' }] }] },
    wrong: { generationConfig: { maxOutputToken: 9 } },
    param: 'generationConfig.maxOutputToken',
    meant: 'generationConfig.maxOutputTokens',
  },
  'counting messages': {
    at: '/v1/messages/count_tokens',
    body: { model: MODEL, messages: USER_TURN },
    wrong: { sytem: 'x' },
    param: 'sytem',
    meant: 'system',
  },
  'counting responses': {
    at: '/v1/responses/input_tokens',
    body: { model: MODEL, input: 'Hello!' },
    wrong: { instruction: 'x' },
    param: 'instruction',
    meant: 'instructions',
  },
}

describe('a misspelled field, at two edges', () => {
  it.each(Object.entries(CASES))('is named in a header: %s', async (_, { at, body, wrong, param, meant }) => {
    const right = await ask(at, body)
    expect([right.status, right.headers.get('x-gptget-warnings')]).toEqual([200, null])
    const answer = await ask(at, { ...body, ...wrong })
    expect([answer.status, answer.headers.get('x-gptget-warnings')]).toEqual([
      200,
      `${param}: unknown parameter, did you mean ${meant}?`,
    ])
  })

  it.each(Object.entries(CASES))('is refused under strict: %s', async (_, { at, body, wrong, param }) => {
    const answer = await ask(at, { ...body, ...wrong }, { 'x-gptget-strict': 'true' })
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain(`${param}: unknown parameter`)
    expect((await ask(at, body, { 'x-gptget-strict': 'true' })).status).toBe(200)
  })

  it('is named if the correct field is missing', async () => {
    const answer = await ask('/v1/chat/completions', { model: MODEL, mesages: USER_TURN })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({
      error: { param: 'messages', message: expect.stringContaining('The body has "mesages".') },
    })
  })
})

/** The fields of an interface in an official SDK's declarations. */
const declared = (file: string, name: string): string[] => {
  const text = readFileSync(path.join(import.meta.dirname, 'node_modules', file), 'utf8')
  const start = text.search(new RegExp(`^export (declare )?interface ${name} `, 'm'))
  if (start === -1) throw new Error(`${file} declares no ${name}`)
  const fields = text.slice(start, text.indexOf('\n}', start)).matchAll(/^ {4}(\w+)\??:/gm)
  return [...fields].map(([, field]) => field!)
}

const ANTHROPIC = '@anthropic-ai/sdk/resources'
/** The declarations of request fields in each SDK, and their place in a body. */
const DECLARATIONS: [at: string, file: string, name: string, wrap?: string][] = [
  ['chat', 'openai/resources/chat/completions/completions.d.ts', 'ChatCompletionCreateParamsBase'],
  ['responses', 'openai/resources/responses/responses.d.ts', 'ResponseCreateParamsBase'],
  ['messages', `${ANTHROPIC}/messages/messages.d.ts`, 'MessageCreateParamsBase'],
  ['messages', `${ANTHROPIC}/beta/messages/messages.d.ts`, 'MessageCreateParamsBase'],
  ['gemini', '@google/genai/dist/genai.d.ts', 'GenerationConfig', 'generationConfig'],
]

describe('no field of an official SDK is treated as misspelled', () => {
  it.each(DECLARATIONS)('%s: %s', async (dialect, file, name, wrap) => {
    const { at, body } = CASES[dialect]!
    const fields = declared(file, name)
    expect(fields.length).toBeGreaterThan(15)
    // All fields are null, so that they can be combined.
    const all = Object.fromEntries(fields.map((field) => [field, null]))
    const answer = await ask(at, { ...(wrap === undefined ? all : { [wrap]: all }), ...body })
    expect([answer.status, answer.headers.get('x-gptget-warnings')]).toEqual([200, null])
  })
})
