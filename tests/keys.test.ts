import { OPERATIONS } from '@gptget/api'
import { beforeAll, describe, expect, it } from 'vitest'
import { postChat, USER_TURN } from './platform/ask.ts'
import { modelOf, scriptedConfig } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'
import { expectWithin } from './platform/expect-within.ts'

const world = usePlatform((upstream) => ({ edges: 2, config: scriptedConfig(upstream, ['text-5']) }))
const MODEL = modelOf('text-5')

let manager: { keyId: string; apiKey: string }
beforeAll(async () => {
  manager = await world.platform.admin.createManagementKey(world.account.accountId)
})

type Key = { id: string; name: string; label: string; [field: string]: unknown }
type Answer = {
  data: Key
  key: string
  overlap_ends_at: string
  error?: { error_type: string; param: string | null; message: string }
}
type Reply = { status: number; answer: Answer }

const send = async (
  method: string,
  path: string,
  body?: unknown,
  apiKey = manager.apiKey,
): Promise<Reply> => {
  const response = await fetch(`${world.platform.baseUrl}${path}`, {
    method,
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: response.status, answer: (await response.json()) as Answer }
}

const create = async (body: object = {}): Promise<{ data: Key; key: string }> => {
  const { status, answer } = await send('POST', '/keys', body)
  expect(status).toBe(201)
  return answer
}

/** The status of a chat with the key at each edge. */
const chatStatuses = (apiKey: string): Promise<number[]> =>
  Promise.all(
    world.platform.edges.map(
      async ({ url }) =>
        (await postChat(`${url}/v1`, apiKey, { model: MODEL, messages: USER_TURN, max_tokens: 5 })).status,
    ),
  )
const untilAnswered = (apiKey: string, status: number) =>
  expectWithin(1_000, () => chatStatuses(apiKey), [status, status])

const parsesAs = (operationId: string, answer: unknown) =>
  expect(
    OPERATIONS.find((operation) => operation.operationId === operationId)!.answer.schema.safeParse(answer)
      .error,
  ).toBeUndefined()

describe('a management key', () => {
  it('creates a key that works at every edge, within its limits', async () => {
    const limits = {
      limit: 0.000_000_001,
      limit_daily: 2.5,
      requests_per_minute: 60,
      allowed_models: [MODEL],
    }
    const { data, key } = await create({ name: 'ci', ...limits, expires_at: '2099-01-01T00:00:00.000Z' })
    parsesAs('createKey', { data, key })
    expect(data).toMatchObject({
      name: 'ci',
      ...limits,
      limit_remaining: 0.000_000_001,
      limit_monthly: null,
      tokens_per_minute: null,
      expires_at: '2099-01-01T00:00:00.000Z',
      usage: 0,
      is_management_key: false,
    })
    expect(data.label).toBe(`${key.slice(0, 12)}…${key.slice(-4)}`)
    expect(await chatStatuses(key)).toEqual([402, 402])
    expect(await chatStatuses((await create()).key)).toEqual([200, 200])
  })

  it('reads and lists keys with their spending, and never their secrets', async () => {
    const { data, key } = await create({ name: 'spender' })
    const body = { model: MODEL, messages: USER_TURN, max_tokens: 5 }
    const chat = await postChat(world.platform.baseUrl, key, body)
    const { usage } = (await chat.json()) as { usage: { cost: number } }
    expect(usage.cost).toBeGreaterThan(0)
    const one = await send('GET', `/keys/${data.id}`)
    expect(one.answer.data.usage).toBe(usage.cost)
    expect(one.answer.data.last_used_on).toBe(new Date().toISOString().slice(0, 10))
    parsesAs('readManagedKey', one.answer)
    const list = await send('GET', '/keys?include_disabled=true')
    parsesAs('listKeys', list.answer)
    expect(list.answer.data).toContainEqual(one.answer.data)
    expect(JSON.stringify([one.answer, list.answer])).not.toContain(key)
    const next = await send('GET', '/keys?include_disabled=true&offset=1')
    expect(next.answer.data).toEqual((list.answer.data as unknown as Key[]).slice(1))
  })

  it('changes only the given fields of a key', async () => {
    const { data } = await create({ name: 'before', limit: 3, requests_per_minute: 5 })
    const { status, answer } = await send('PATCH', `/keys/${data.id}`, { limit: null, name: 'after' })
    expect(status).toBe(200)
    parsesAs('updateKey', answer)
    expect(answer.data).toEqual({ ...data, name: 'after', limit: null, limit_remaining: null })
  })

  it('disables and enables a key at every edge within a second', async () => {
    const { data, key } = await create()
    await untilAnswered(key, 200)
    await send('PATCH', `/keys/${data.id}`, { disabled: true })
    await untilAnswered(key, 403)
    const ids = async () => ((await send('GET', '/keys')).answer.data as unknown as Key[]).map(({ id }) => id)
    expect(await ids()).not.toContain(data.id)
    await send('PATCH', `/keys/${data.id}`, { disabled: false })
    await untilAnswered(key, 200)
    expect(await ids()).toContain(data.id)
  })

  it('revokes a key at every edge within a second', async () => {
    const { data, key } = await create()
    await untilAnswered(key, 200)
    const { status, answer } = await send('DELETE', `/keys/${data.id}`)
    expect([status, answer]).toEqual([200, { id: data.id, deleted: true }])
    await untilAnswered(key, 401)
    expect((await send('GET', `/keys/${data.id}`)).answer.data.revoked_at).toEqual(expect.any(String))
    expect((await send('POST', `/keys/${data.id}/rotate`)).status).toBe(409)
  })

  it('rotates a secret at once without an overlap', async () => {
    const { data, key } = await create({ name: 'rotated', limit: 4 })
    await untilAnswered(key, 200)
    const { status, answer } = await send('POST', `/keys/${data.id}/rotate`)
    expect(status).toBe(200)
    parsesAs('rotateKey', answer)
    expect(answer.data).toMatchObject({ id: data.id, name: 'rotated', limit: 4 })
    await untilAnswered(key, 401)
    await untilAnswered(answer.key, 200)
  })

  it('rotates a secret with an overlap, after which the old one ends', async () => {
    const { data, key } = await create()
    await untilAnswered(key, 200)
    const rotated = await send('POST', `/keys/${data.id}/rotate`, { overlap_seconds: 3 })
    const endsAtMs = Date.parse(rotated.answer.overlap_ends_at)
    expect(await chatStatuses(key)).toEqual([200, 200])
    expect(await chatStatuses(rotated.answer.key)).toEqual([200, 200])
    expect(Date.now()).toBeLessThan(endsAtMs)
    await expect
      .poll(() => chatStatuses(key), { timeout: endsAtMs - Date.now() + 1_000, interval: 100 })
      .toEqual([401, 401])
    expect(Date.now()).toBeGreaterThanOrEqual(endsAtMs)
    expect(await chatStatuses(rotated.answer.key)).toEqual([200, 200])
  })

  it('revokes the previous secret together with the key, even during the overlap', async () => {
    const { data, key } = await create()
    await send('POST', `/keys/${data.id}/rotate`, { overlap_seconds: 604_800 })
    await untilAnswered(key, 200)
    await send('DELETE', `/keys/${data.id}`)
    await untilAnswered(key, 401)
    expect((await send('GET', `/keys/${data.id}`)).answer.data.revoked_at).toEqual(expect.any(String))
  })

  it('cannot call models or count tokens', async () => {
    expect(await chatStatuses(manager.apiKey)).toEqual([403, 403])
    const asked = { model: MODEL, messages: USER_TURN, input: 'Hello', max_tokens: 5 }
    const paths = ['/responses', '/messages', '/messages/count_tokens', '/embeddings']
    const replies = await Promise.all(paths.map((path) => send('POST', path, asked)))
    expect(replies.map(({ status }) => status)).toEqual([403, 403, 403, 403])
  })

  it('is marked as such by `GET /v1/key`', async () => {
    expect((await send('GET', '/key')).answer.data).toMatchObject({
      id: manager.keyId,
      is_management_key: true,
    })
    const { answer } = await send('GET', '/key', undefined, world.account.apiKey)
    expect(answer.data).toMatchObject({ is_management_key: false })
  })
})

const OPERATIONS_ON_A_KEY: [method: string, path: string, body?: object][] = [
  ['GET', '/keys/{id}'],
  ['PATCH', '/keys/{id}', { name: 'taken' }],
  ['DELETE', '/keys/{id}'],
  ['POST', '/keys/{id}/rotate', {}],
]

describe('the keys of an account', () => {
  it.each([...OPERATIONS_ON_A_KEY, ['GET', '/keys'], ['POST', '/keys', {}], ['GET', '/audit']] as const)(
    'are refused to a key without the right: %s %s',
    async (method, path, body?: object) => {
      const asked = path.replace('{id}', world.account.keyId)
      const { status, answer } = await send(method, asked, body, world.account.apiKey)
      expect([status, answer.error?.error_type]).toEqual([403, 'permission_denied'])
      expect((await send(method, asked, body, 'sk-getgpt-unknown')).status).toBe(401)
    },
  )

  it.each(OPERATIONS_ON_A_KEY)('answer 404 for another account: %s %s', async (method, path, body) => {
    const other = await world.platform.admin.createAccount()
    for (const id of [other.keyId, 'key_unknown', 'no%20id%0A']) {
      const { status, answer } = await send(method, path.replace('{id}', id), body)
      expect([status, answer.error?.error_type, answer.error?.param]).toEqual([404, 'not_found', 'key_id'])
    }
    await untilAnswered(other.apiKey, 200)
  })

  it.each([
    [{ limit: -1 }, 'limit'],
    [{ limit: 1e-10 }, 'limit'],
    [{ limit_daily: '5' }, 'limit_daily'],
    [{ limit_monthly: 1e15 }, 'limit_monthly'],
    [{ requests_per_minute: 0 }, 'requests_per_minute'],
    [{ tokens_per_minute: 1.5 }, 'tokens_per_minute'],
    [{ tokens_per_minute: 3e9 }, 'tokens_per_minute'],
    [{ allowed_models: [] }, 'allowed_models'],
    [{ allowed_models: ['test/none'] }, 'allowed_models'],
    [{ expires_at: 'tomorrow' }, 'expires_at'],
    [{ name: '' }, 'name'],
    [{ name: 'nul \u0000' }, 'name'],
    [{ name: 'half \ud800' }, 'name'],
    [{ rights: ['keys:manage'] }, 'rights'],
  ])('refuse invalid values with the name of the field: %j', async (body, param) => {
    const { data } = await create()
    for (const [method, path] of [
      ['POST', '/keys'],
      ['PATCH', `/keys/${data.id}`],
    ] as const) {
      const { status, answer } = await send(method, path, body)
      expect([status, answer.error?.param]).toEqual([400, param])
    }
    expect((await send('GET', `/keys/${data.id}`)).answer.data).toEqual(data)
  })

  it.each([[-1], [604_801], [1.5], ['60']])('refuse an overlap of %j seconds', async (overlapSeconds) => {
    const { data, key } = await create()
    const { status, answer } = await send('POST', `/keys/${data.id}/rotate`, {
      overlap_seconds: overlapSeconds,
    })
    expect([status, answer.error?.param]).toEqual([400, 'overlap_seconds'])
    await untilAnswered(key, 200)
  })

  it('refuse an empty change', async () => {
    const { data } = await create()
    expect((await send('PATCH', `/keys/${data.id}`)).status).toBe(400)
  })
})

it('audits every change with its actor and without secrets', async () => {
  const account = await world.platform.admin.createAccount()
  const own = await world.platform.admin.createManagementKey(account.accountId)
  const made = (await send('POST', '/keys', { name: 'ci', limit: 5 }, own.apiKey)).answer
  const { id } = made.data
  await send('PATCH', `/keys/${id}`, { limit: 6 }, own.apiKey)
  const rotated = (await send('POST', `/keys/${id}/rotate`, {}, own.apiKey)).answer
  await send('DELETE', `/keys/${id}`, undefined, own.apiKey)
  const { answer } = await send('GET', '/audit', undefined, own.apiKey)
  parsesAs('listAudit', answer)
  const entries = answer.data as unknown as {
    action: string
    actor: object
    subject: string
    details: object
  }[]
  const byKey = { kind: 'key', id: own.keyId }
  const operator = { kind: 'operator', id: 'admin' }
  expect(entries.map(({ action, actor, subject, details }) => [action, actor, subject, details])).toEqual([
    ['key.revoked', byKey, id, {}],
    ['key.rotated', byKey, id, { overlapSeconds: 0 }],
    ['key.updated', byKey, id, { creditLimitNanoUsd: '6000000000' }],
    ['key.created', byKey, id, { name: 'ci', creditLimitNanoUsd: '5000000000' }],
    ['key.created', operator, own.keyId, { rights: ['keys:manage'] }],
    [
      'account.created',
      operator,
      account.accountId,
      expect.objectContaining({ creditsNanoUsd: '100000000000' }),
    ],
  ])
  for (const secret of [account.apiKey, own.apiKey, made.key, rotated.key])
    expect(JSON.stringify(entries)).not.toContain(secret.slice('sk-getgpt-'.length + 2, -4))
})
