import { createApiKey } from '@gptget/keys'
import { randomBytes } from 'node:crypto'
import { Pool } from 'pg'
import { afterEach, describe, expect, it } from 'vitest'
import { modelOf, scriptedConfig } from '../platform/scripted-config.ts'
import { usePlatform } from '../platform/use-platform.ts'
import { RealtimeClient, responseOf, type ClientOptions } from './client.ts'

const MODEL = modelOf('text-5')

const world = usePlatform((upstream) => {
  const { providers, models } = scriptedConfig(upstream, ['text-5'])
  const vectors = { ...(models[MODEL] as object), output_modalities: ['embeddings'] }
  return {
    realtimes: 1,
    env: { REALTIME_VAD: 'energy', REALTIME_MAX_SESSIONS_PER_KEY: '3' },
    config: {
      providers,
      models: { ...models, 'test/vectors': vectors },
    },
  }
})

const clients: RealtimeClient[] = []
afterEach(async () => {
  for (const client of clients) client.close()
  await Promise.all(clients.splice(0).map(({ closed }) => closed))
})

const knock = (options: ClientOptions): Promise<RealtimeClient> => {
  const client = new RealtimeClient(world.platform.baseUrl, options)
  clients.push(client)
  return client.open()
}
const bearer = (key = world.account.apiKey) => ({ authorization: `Bearer ${key}` })
const query = { model: MODEL }

const refused = async (options: ClientOptions) => {
  const error = await knock(options).catch(
    (thrown: unknown) =>
      thrown as { status: number; body: { error: { message: string; error_type: string } } },
  )
  if (!('status' in error)) throw new Error('it was not refused')
  return { status: error.status, code: error.body.error.error_type, message: error.body.error.message }
}

const makeSecret = async (body: object, apiKey = world.account.apiKey) => {
  const answer = await fetch(`${world.platform.baseUrl}/realtime/client_secrets`, {
    method: 'POST',
    headers: { ...bearer(apiKey), 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return {
    status: answer.status,
    body: (await answer.json()) as { value: string; expires_at: number; session: Record<string, unknown> },
  }
}

describe('a key is accepted', () => {
  it.each([
    ['as a header', () => ({ query, headers: bearer() })],
    ['as Azure has it', () => ({ query, headers: { 'api-key': world.account.apiKey } })],
    ['from the query', () => ({ query: { ...query, api_key: world.account.apiKey } })],
    [
      'as a subprotocol',
      () => ({ query, protocols: ['realtime', `openai-insecure-api-key.${world.account.apiKey}`] }),
    ],
  ])('%s', async (_, options) => {
    const client = await knock(options())
    expect(await client.next('session.created')).toMatchObject({ session: { model: MODEL } })
  })

  it.each([
    [['realtime', 'KEY'], 'realtime'],
    [['openai-realtime', 'KEY'], 'openai-realtime'],
    [['KEY', 'openai-agents-sdk.0.20.0', 'realtime'], 'realtime'],
    [['realtime', 'KEY', 'openai-beta.realtime-v1'], 'realtime'],
  ])('and the answered subprotocol does not contain it: %j', async (offered, chosen) => {
    const protocols = offered.map((name) =>
      name === 'KEY' ? `openai-insecure-api-key.${world.account.apiKey}` : name,
    )
    expect((await knock({ query, protocols })).socket.protocol).toBe(chosen)
  })
})

describe('a handshake is refused with a status and a reason', () => {
  it.each([
    ['no key', () => ({ query }), 401, 'missing_api_key'],
    [
      'another key',
      () => ({ query, headers: bearer(createApiKey(randomBytes).apiKey) }),
      401,
      'invalid_api_key',
    ],
    [
      'a secret that is none',
      () => ({ query, headers: bearer(`ek_${'x'.repeat(43)}`) }),
      401,
      'invalid_api_key',
    ],
    ['no model', () => ({ headers: bearer() }), 400, 'invalid_request'],
    [
      'an unknown model',
      () => ({ query: { model: 'test/none' }, headers: bearer() }),
      404,
      'model_not_found',
    ],
    [
      'a model that no provider serves',
      () => ({ query: { model: 'anthropic/claude-sonnet-4.5' }, headers: bearer() }),
      404,
      'model_not_configured',
    ],
    [
      'a model that does not chat',
      () => ({ query: { model: 'test/vectors' }, headers: bearer() }),
      400,
      'invalid_request',
    ],
    ['a call', () => ({ query: { call_id: 'rtc_1' }, headers: bearer() }), 400, 'unsupported_parameter'],
    ['an intent', () => ({ query: { intent: 'translation' }, headers: bearer() }), 400, 'invalid_request'],
  ])('%s', async (_, options, status, code) => {
    expect(await refused(options())).toMatchObject({ status, code })
  })

  it('for an empty wallet', async () => {
    const { apiKey } = await world.platform.admin.createAccount({ creditsUsd: '0' })
    expect(await refused({ query, headers: bearer(apiKey) })).toMatchObject({
      status: 402,
      code: 'insufficient_credits',
    })
  })

  it('for the fourth session of a key with a limit of three', async () => {
    const { apiKey } = await world.platform.admin.createAccount()
    const open = () => knock({ query, headers: bearer(apiKey) })
    const [first] = await Promise.all([open(), open(), open()])
    expect(await refused({ query, headers: bearer(apiKey) })).toMatchObject({
      status: 429,
      code: 'rate_limit_exceeded',
    })
    first.close()
    await first.closed
    await expect.poll(async () => (await open().catch(() => null)) !== null).toBe(true)
  })

  it('on other paths', async () => {
    const client = new RealtimeClient(`${world.platform.baseUrl}/realtime/nothing?x=`, { headers: bearer() })
    clients.push(client)
    await expect(client.open()).rejects.toMatchObject({ status: 404 })
  })
})

describe('a client secret', () => {
  it('is one of a thousand of its account at most', async () => {
    const { accountId, apiKey } = await world.platform.admin.createAccount()
    const pool = new Pool({ connectionString: world.platform.databaseUrl })
    await pool.query(
      `insert into realtime.client_secrets
        select 'x' || n, $1, 'key', 'hash', '{}', now() + interval '1 hour', now() from generate_series(1, 1000) n`,
      [accountId],
    )
    expect((await makeSecret({ session: query }, apiKey)).status).toBe(429)
    await pool.query(`update realtime.client_secrets set expires_at = now() where secret_hash = 'x1'`)
    expect((await makeSecret({ session: query }, apiKey)).status).toBe(200)
    await pool.end()
  })

  it('opens one session with its settings, and no second one', async () => {
    const session = { type: 'realtime', model: MODEL, instructions: 'Be brief.', output_modalities: ['text'] }
    const { status, body } = await makeSecret({
      expires_after: { anchor: 'created_at', seconds: 60 },
      session,
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      value: expect.stringMatching(/^ek_/),
      session: { model: MODEL, instructions: 'Be brief.' },
    })
    expect(body.expires_at - Date.now() / 1_000).toBeLessThanOrEqual(61)
    const protocols = ['realtime', `openai-insecure-api-key.${body.value}`]
    const client = await knock({ protocols })
    expect(await client.next('session.created')).toMatchObject({
      session: { instructions: 'Be brief.', output_modalities: ['text'] },
    })
    expect(responseOf(await client.say('Hello')).status).toBe('completed')
    await expect(knock({ protocols })).rejects.toMatchObject({ status: 401 })
  })

  it('works for its model only', async () => {
    const { body } = await makeSecret({ session: { type: 'realtime', model: MODEL } })
    const options = { query: { model: 'test/vectors' }, headers: bearer(body.value) }
    await expect(knock(options)).rejects.toMatchObject({ status: 403 })
  })

  it('is refused if its session could not begin', async () => {
    expect(await makeSecret({ session: { type: 'realtime', model: 'test/none' } })).toMatchObject({
      status: 404,
    })
    expect(await makeSecret({ session: { type: 'realtime', vice: 1 } })).toMatchObject({ status: 400 })
    expect(await makeSecret({ expires_after: { seconds: 1 } })).toMatchObject({ status: 400 })
    expect(await makeSecret({}, 'sk-getgpt-nothing')).toMatchObject({ status: 401 })
  })
})

describe('a key that is revoked', () => {
  it('ends its own sessions at once, and no others', async () => {
    const revoked = await world.platform.admin.createAccount()
    const [client, other] = [
      await knock({ query, headers: bearer(revoked.apiKey) }),
      await knock({ query, headers: bearer() }),
    ]
    await Promise.all([client.next('session.created'), other.next('session.created')])
    await world.platform.admin.revokeKey(revoked.accountId, revoked.keyId)
    expect((await client.next('error'))['error']).toMatchObject({ code: 'revoked_api_key' })
    expect(await client.closed).toMatchObject({ code: 1008 })
    expect(responseOf(await other.say('Hello', { output_modalities: ['text'] })).status).toBe('completed')
  })
})

describe('a client of the beta', () => {
  it('gets the beta’s events on request, and may always send them', async () => {
    const client = await knock({ query, headers: { ...bearer(), 'openai-beta': 'realtime=v1' } })
    const created = await client.next('session.created')
    expect(created['session']).toMatchObject({
      modalities: ['text', 'audio'],
      voice: 'alloy',
      input_audio_format: 'pcm16',
    })
    client.send({ type: 'session.update', session: { modalities: ['text'], temperature: 0.8 } })
    expect((await client.next('session.updated'))['session']).toMatchObject({ modalities: ['text'] })
    const done = responseOf(await client.say('Hello'))
    const types = client.types()
    expect(types).toContain('response.text.delta')
    expect(types).toContain('conversation.item.created')
    expect(
      types.filter(
        (type) => /output_text|item\.done|item\.added/.test(type) && !type.includes('output_item'),
      ),
    ).toEqual([])
    expect(done['output']).toMatchObject([{ content: [{ type: 'text' }] }])
  })
})
