import { randomBytes } from 'node:crypto'
import type { Dialect } from '@gptget/contracts'
import { beforeEach, describe, expect, it } from 'vitest'
import { PRICE, scriptedProvider } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'

const OWN_KEY = 'sk-own-key-of-the-account-5678'
const modelOf = (dialect: Dialect): string => `fields/${dialect}`
const DIALECTS: readonly Dialect[] = ['openai-chat', 'openai-responses', 'anthropic-messages', 'gemini']

const world = usePlatform((upstream) => ({
  env: { GPTGET_ENCRYPTION_KEY: randomBytes(32).toString('base64') },
  config: {
    providers: Object.fromEntries(
      DIALECTS.map((dialect) => [dialect, { ...scriptedProvider(upstream.baseUrl(dialect)), dialect }]),
    ),
    models: Object.fromEntries(
      DIALECTS.map((dialect) => [
        modelOf(dialect),
        { routes: [{ provider: dialect, model: 'scripted:text-5' }], price: PRICE },
      ]),
    ),
  },
}))

beforeEach(() => world.upstream.clear())

const post = (path: string, body: string, apiKey = world.account.apiKey): Promise<Response> =>
  fetch(world.platform.edges[0]!.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body,
  })

/** Sends a request in a dialect. `content` is JSON text of the user's parts, `more` of other members. */
type Asking = { content?: string; more?: string; isStream: boolean; apiKey?: string }
const ASK: Record<Dialect, (asking: Asking) => Promise<Response>> = {
  'openai-chat': ({ content = '"Hi"', more = '', isStream, apiKey }) =>
    post(
      '/v1/chat/completions',
      `{"model":"${modelOf('openai-chat')}","stream":${isStream},"messages":[{"role":"user","content":${content}}]${more}}`,
      apiKey,
    ),
  'openai-responses': ({ content = '"Hi"', more = '', isStream, apiKey }) =>
    post(
      '/v1/responses',
      `{"model":"${modelOf('openai-responses')}","stream":${isStream},"input":[{"role":"user","content":${content}}]${more}}`,
      apiKey,
    ),
  'anthropic-messages': ({ content = '"Hi"', more = '', isStream, apiKey }) =>
    post(
      '/v1/messages',
      `{"model":"${modelOf('anthropic-messages')}","max_tokens":9,"stream":${isStream},"messages":[{"role":"user","content":${content}}]${more}}`,
      apiKey,
    ),
  gemini: ({ content = '[{"text":"Hi"}]', more = '', isStream, apiKey }) =>
    post(
      `/v1beta/models/${modelOf('gemini')}:${isStream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
      `{"contents":[{"role":"user","parts":${content}}]${more}}`,
      apiKey,
    ),
}

/** Each dialect's reference to a file uploaded to a provider. */
const UPLOADED: Record<Dialect, { content: string; param: string }> = {
  'openai-chat': {
    content: '[{"type":"file","file":{"file_id":"file-1"}}]',
    param: 'messages[0].content[0].file.file_id',
  },
  'openai-responses': {
    content: '[{"type":"input_file","file_id":"file-1"}]',
    param: 'input[0].content[0].file_id',
  },
  'anthropic-messages': {
    content: '[{"type":"document","source":{"type":"file","file_id":"file_1"}}]',
    param: 'messages[0].content[0].source.file_id',
  },
  gemini: {
    content:
      '[{"fileData":{"mimeType":"application/pdf","fileUri":"https://generativelanguage.googleapis.com/v1beta/files/a"}}]',
    param: 'contents[0].parts[0].fileData.fileUri',
  },
}

const BOTH = DIALECTS.flatMap((dialect) => [true, false].map((isStream) => [dialect, isStream] as const))
const ownAccount = async (dialect: Dialect): Promise<string> => {
  const { apiKey } = await world.platform.admin.createAccount()
  const stored = await post('/v1/byok', JSON.stringify({ provider: dialect, api_key: OWN_KEY }), apiKey)
  expect(stored.status).toBe(201)
  return apiKey
}

describe.each(BOTH)('in %s, streamed: %s', (dialect, isStream) => {
  it('a duplicate field is refused by name, and reaches no provider', async () => {
    const response = await ASK[dialect]({ isStream, more: ',"tools":[],"tools":[]' })
    expect(response.status).toBe(400)
    expect(await response.text()).toContain('tools: this field occurs twice')
    expect(world.upstream.requests()).toEqual([])
  })

  it('a known field in another letter case is refused by name at every level', async () => {
    const response = await ASK[dialect]({ isStream, content: '[{"Type":"text","text":"Hi"}]' })
    expect(response.status).toBe(400)
    expect(await response.text()).toMatch(/\[0\]\.Type: write \\"type\\"/)
    expect(world.upstream.requests()).toEqual([])
  })

  it('an object in a provider’s account is refused by name, without a charge', async () => {
    const { accountId, apiKey } = await world.platform.admin.createAccount()
    const { content, param } = UPLOADED[dialect]
    const response = await ASK[dialect]({ isStream, content, apiKey })
    expect(response.status).toBe(400)
    expect(await response.text()).toContain(`${param}: what is kept at a provider`)
    expect(world.upstream.requests()).toEqual([])
    expect((await world.platform.admin.credits(accountId)).totalUsageNanoUsd).toBe(0n)
  })

  it('an object in a provider’s account works only with the caller’s own key', async () => {
    const apiKey = await ownAccount(dialect)
    const { content } = UPLOADED[dialect]
    await expect
      .poll(async () => (await ASK[dialect]({ isStream, content, apiKey })).status, { timeout: 3_000 })
      .toBe(200)
    const sent = world.upstream.requests().map(({ headers }) => JSON.stringify(headers))
    expect(sent.every((headers) => headers.includes(OWN_KEY))).toBe(true)
  })
})

/** A chat that refers to the sound of an earlier answer. */
const askWithSound = (apiKey?: string): Promise<Response> => {
  const messages = [
    { role: 'assistant', audio: { id: 'audio_of_another' } },
    { role: 'user', content: 'Go on.' },
  ]
  return post('/v1/chat/completions', JSON.stringify({ model: modelOf('openai-chat'), messages }), apiKey)
}

describe('an object in a provider’s account', () => {
  it('is refused as the sound of an earlier answer, except with the caller’s own key', async () => {
    const refused = await askWithSound()
    expect([refused.status, world.upstream.requests()]).toEqual([400, []])
    expect(await refused.text()).toContain('messages[0].audio: what is kept at a provider')
    const apiKey = await ownAccount('openai-chat')
    await expect.poll(async () => (await askWithSound(apiKey)).status, { timeout: 3_000 }).toBe(200)
  })

  it('is refused as part of the history', async () => {
    const item = {
      type: 'message',
      role: 'user',
      content: [{ type: 'input_image', detail: 'auto', file_id: 'file-1' }],
    }
    const created = await post('/v1/conversations', JSON.stringify({ items: [item] }))
    const { id } = (await created.json()) as { id: string }
    const response = await ASK['openai-responses']({ isStream: false, more: `,"conversation":"${id}"` })
    expect(response.status).toBe(400)
    expect(await response.text()).toContain('input[0].content[0].file_id: what is kept at a provider')
    expect(world.upstream.requests()).toEqual([])
  })

  it.each(['/v1/messages/count_tokens', '/v1/responses/input_tokens'])(
    'is not counted by %s',
    async (path) => {
      const isMessages = path.includes('messages')
      const dialect = isMessages ? 'anthropic-messages' : 'openai-responses'
      const turn = `[{"role":"user","content":${UPLOADED[dialect].content}}]`
      const body = `{"model":"${modelOf(dialect)}","${isMessages ? 'messages' : 'input'}":${turn}}`
      const response = await post(path, body)
      expect([response.status, world.upstream.requests()]).toEqual([400, []])
    },
  )
})

it.each(['/v1/conversations', '/v1/route/simulate', '/v1/byok', '/v1/embeddings', '/v1/moderations'])(
  'a body with a field that occurs twice is refused by %s',
  async (path) => {
    const response = await post(path, '{"model":"a/b","name":"a","name":"b"}')
    expect(await response.text()).toContain('name: this field occurs twice')
    expect(response.status).toBe(400)
  },
)
