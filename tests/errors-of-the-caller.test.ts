import { createApiKey } from '@gptget/keys'
import { randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { RateLimitError } from 'openai'
import { describe, expect, it } from 'vitest'
import { getJson, postChat, USER_TURN } from './platform/ask.ts'
import { readError } from './platform/read-error.ts'
import { modelOf, scriptedConfig } from './platform/scripted-config.ts'
import { openaiFor, usePlatform } from './platform/use-platform.ts'
import { expectWithin } from './platform/expect-within.ts'

const world = usePlatform((upstream) => ({ config: scriptedConfig(upstream, ['text-5', 'text-6']) }))

const MIB = 1024 * 1024
const request = (extra: Record<string, unknown> = {}): Record<string, unknown> => ({
  model: modelOf('text-5'),
  messages: USER_TURN,
  ...extra,
})
const ask = (body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  postChat(world.platform.baseUrl, world.account.apiKey, body, { headers })
const askWithout = (headers: Record<string, string>): Promise<Response> =>
  postChat(world.platform.baseUrl, undefined, request(), { headers })

describe('a key', () => {
  it.each([
    ['authorization', (key: string) => `Bearer ${key}`],
    ['authorization', (key: string) => `bearer ${key}`],
    ['x-api-key', (key: string) => key],
    ['x-goog-api-key', (key: string) => key],
  ])('is accepted in the header %s', async (name, form) => {
    expect((await askWithout({ [name]: form(world.account.apiKey) })).status).toBe(200)
  })

  it('is refused with 401 if it is missing', async () => {
    expect(await readError(await askWithout({}))).toMatchObject({ code: 401 })
  })

  it.each([createApiKey(randomBytes).apiKey, `sk-getgpt-${'A'.repeat(43)}`, 'sk-proj-abc', 'not-a-key'])(
    'that does not exist is refused with 401 and not repeated: %s',
    async (apiKey) => {
      const error = await readError(await postChat(world.platform.baseUrl, apiKey, request()))
      expect(error.code).toBe(401)
      expect(error.message).not.toContain(apiKey)
    },
  )

  it('of another service is refused with the prefix of our keys', async () => {
    const error = await readError(await postChat(world.platform.baseUrl, 'sk-proj-abc', request()))
    expect(error).toMatchObject({ code: 401, message: expect.stringContaining('sk-getgpt-') })
  })

  it('with a typing mistake is recognized by its checksum', async () => {
    const mistyped = `${world.account.apiKey.slice(0, -6)}AAAAAA`
    const error = await readError(await postChat(world.platform.baseUrl, mistyped, request()))
    expect(error).toMatchObject({ code: 401, message: expect.stringContaining('mistyped') })
  })

  it('that is revoked is refused within a second', async () => {
    const { admin, baseUrl } = world.platform
    const key = await admin.createKey(world.account.accountId)
    expect((await postChat(baseUrl, key.apiKey, request())).status).toBe(200)
    await admin.revokeKey(world.account.accountId, key.keyId)
    await expectWithin(1_000, async () => (await postChat(baseUrl, key.apiKey, request())).status, 401)
  })

  it('that has expired is refused with 401', async () => {
    const expiresAt = new Date(Date.now() + 700).toISOString()
    const { apiKey } = await world.platform.admin.createKey(world.account.accountId, { expiresAt })
    expect((await postChat(world.platform.baseUrl, apiKey, request())).status).toBe(200)
    const ask = () => postChat(world.platform.baseUrl, apiKey, request())
    await expectWithin(2_000, async () => (await ask()).status, 401)
    expect(await readError(await ask())).toMatchObject({ code: 401 })
  })

  it('can only use its allowed models', async () => {
    const { apiKey } = await world.platform.admin.createKey(world.account.accountId, {
      allowedModels: [modelOf('text-5')],
    })
    const { baseUrl } = world.platform
    expect((await postChat(baseUrl, apiKey, request())).status).toBe(200)
    expect(
      await readError(await postChat(baseUrl, apiKey, request({ model: modelOf('text-6') }))),
    ).toMatchObject({ code: 403 })
  })

  it.each(['/v1/models', '/v1beta/models'])('sees only its allowed models at %s', async (path) => {
    const { apiKey } = await world.platform.admin.createKey(world.account.accountId, {
      allowedModels: [modelOf('text-5')],
    })
    const get = (url: string) =>
      fetch(world.platform.edges[0]!.url + url, { headers: { authorization: `Bearer ${apiKey}` } })
    const list = await (await get(path)).text()
    expect(list).toContain(modelOf('text-5'))
    expect(list).not.toContain(modelOf('text-6'))
    expect((await get(`${path}/${modelOf('text-6')}`)).status).toBe(403)
  })

  it('above its requests per minute gets 429 with a retry time that the SDK understands', async () => {
    const { apiKey } = await world.platform.admin.createKey(world.account.accountId, { requestsPerMinute: 3 })
    const responses = []
    for (let count = 0; count < 5; count++)
      responses.push(await postChat(world.platform.baseUrl, apiKey, request()))
    expect(responses.map((response) => response.status)).toEqual([200, 200, 200, 429, 429])
    const refused = responses[3] as Response
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(61)
    expect(await readError(refused)).toMatchObject({ code: 429 })
    await expect(
      openaiFor(world.platform.baseUrl, apiKey).chat.completions.create({
        model: modelOf('text-5'),
        messages: USER_TURN,
      }),
    ).rejects.toThrow(RateLimitError)
  })

  it('above its own credit limit gets 402 even if the account has credit', async () => {
    const { apiKey } = await world.platform.admin.createKey(world.account.accountId, {
      creditLimitUsd: '0.000001',
    })
    expect(await readError(await postChat(world.platform.baseUrl, apiKey, request()))).toMatchObject({
      code: 402,
    })
    expect((await ask(request())).status).toBe(200)
  })
})

describe('an account without credit', () => {
  it('gets 402 without a call of the provider', async () => {
    const broke = await world.platform.admin.createAccount({ creditsUsd: '0.00' })
    world.upstream.clear()
    expect(await readError(await postChat(world.platform.baseUrl, broke.apiKey, request()))).toMatchObject({
      code: 402,
    })
    expect(
      await readError(await postChat(world.platform.baseUrl, broke.apiKey, request({ stream: true }))),
    ).toMatchObject({ code: 402 })
    expect(world.upstream.requests()).toEqual([])
  })

  it('is served as soon as it gets credit', async () => {
    const { admin, baseUrl } = world.platform
    const broke = await admin.createAccount({ creditsUsd: '0.00' })
    expect(await readError(await postChat(baseUrl, broke.apiKey, request()))).toMatchObject({ code: 402 })
    await admin.grant(broke.accountId, '1.00')
    await expectWithin(2_000, async () => (await postChat(baseUrl, broke.apiKey, request())).status, 200)
  })
})

describe('a request', () => {
  it('for an unknown model gets 404 that names it', async () => {
    const error = await readError(await ask(request({ model: 'acme/nothing' })))
    expect(error.code).toBe(404)
    expect(error).toMatchObject({ message: expect.stringContaining('acme/nothing') as string })
  })

  it.each([
    '',
    '{',
    '[]',
    '"text"',
    'null',
    '{"model":"test/text-5",}',
    '\u0000',
    '[[[[',
    '{"a":'.repeat(50_000),
  ])('whose body is not a JSON object gets 400: %#', async (body) => {
    expect(await readError(await ask(body))).toMatchObject({ code: 400 })
  })

  it('that is not UTF-8 gets 400', async () => {
    expect(
      await readError(await ask(Uint8Array.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]))),
    ).toMatchObject({ code: 400 })
  })

  it('with extreme nesting is refused and does not affect other requests', async () => {
    const deep = `{"model":"test/text-5","messages":${'['.repeat(200_000)}${']'.repeat(200_000)}}`
    expect(await readError(await ask(deep))).toMatchObject({ code: 400 })
    expect((await ask(request())).status).toBe(200)
  })

  it.each([
    ['model', { model: undefined }],
    ['model', { model: 5 }],
    ['messages', { messages: undefined }],
    ['messages', { messages: 'Hello' }],
    ['messages', { messages: [] }],
    ['messages[0]', { messages: ['Hello'] }],
    ['messages[0].role', { messages: [{ role: 'nobody', content: 'x' }] }],
    ['messages[1].content', { messages: [...USER_TURN, { role: 'user', content: 7 }] }],
    ['temperature', { temperature: 'hot' }],
    ['max_tokens', { max_tokens: 'many' }],
    ['max_tokens', { max_tokens: -1 }],
    ['stream', { stream: 'yes' }],
    ['n', { n: 0 }],
    ['tools', { tools: {} }],
    ['stop', { stop: 5 }],
    ['response_format', { response_format: 'json' }],
    ['stream_options', { stream: true, stream_options: 'usage' }],
  ])('with a wrong %s gets 400 that names the field: %j', async (param, wrong) => {
    world.upstream.clear()
    const error = await readError(await ask(request(wrong)))
    expect(error.code).toBe(400)
    expect(error.message).toContain(param)
    expect(error.param).toBe(param)
    expect(world.upstream.requests()).toEqual([])
  })

  it('over 50 MiB gets 413, with or without content-length', async () => {
    const tooLarge = Buffer.alloc(50 * MIB + 1, ' ')
    expect(await readError(await ask(tooLarge))).toMatchObject({ code: 413 })
    expect(await readError(await ask(gzipSync(tooLarge), { 'content-encoding': 'gzip' }))).toMatchObject({
      code: 413,
    })
  })

  it('in an unknown encoding gets 400', async () => {
    expect(await readError(await ask(request(), { 'content-encoding': 'pack200' }))).toMatchObject({
      code: 400,
    })
    expect(await readError(await ask('not gzip', { 'content-encoding': 'gzip' }))).toMatchObject({
      code: 400,
    })
  })
})

describe('a path', () => {
  it.each([
    ['POST', '/v1/nothing'],
    ['GET', '/v1/models/acme/nothing'],
    ['GET', '/v1/generation?id=chatcmpl-nothing'],
  ])('that is unknown gets 404 in the envelope: %s %s', async (method, path) => {
    const url = new URL(path, world.platform.baseUrl)
    expect(
      await readError(
        await fetch(url, { method, headers: { authorization: `Bearer ${world.account.apiKey}` } }),
      ),
    ).toMatchObject({ code: 404 })
  })

  it.each([
    ['GET', '/v1/chat/completions'],
    ['PUT', '/v1/models'],
    ['DELETE', '/v1/credits'],
  ])('served for another method gets 405 in the envelope: %s %s', async (method, path) => {
    const response = await fetch(new URL(path, world.platform.baseUrl), { method })
    expect(await readError(response)).toMatchObject({ code: 405 })
  })

  it('with a missing id says that it needs one', async () => {
    const url = `${world.platform.baseUrl}/generation`
    const error = await readError(await fetch(url, { headers: { 'x-api-key': world.account.apiKey } }))
    expect(error.code).toBe(400)
    expect(error.param).toBe('id')
  })

  it.each(['/models', '/credits', '/key', '/generation?id=x'])('%s needs a key', async (path) => {
    expect(await readError(await fetch(world.platform.baseUrl + path))).toMatchObject({ code: 401 })
  })
})

describe('the whole table', () => {
  it('charges nothing for refusals', async () => {
    const account = await world.platform.admin.createAccount()
    const { baseUrl } = world.platform
    await postChat(baseUrl, account.apiKey, '{')
    await postChat(baseUrl, account.apiKey, request({ model: 'acme/nothing' }))
    await postChat(baseUrl, account.apiKey, request({ temperature: 'hot' }))
    expect(await getJson(`${baseUrl}/credits`, account.apiKey)).toMatchObject({
      data: { total_credits: 100, total_usage: 0 },
    })
  })
})
