import { describe, expect, it } from 'vitest'
import type { Account } from './platform/admin.ts'
import { readError } from './platform/read-error.ts'
import { modelOf, scriptedConfig } from './platform/scripted-config.ts'
import { usePlatform } from './platform/use-platform.ts'
import { expectWithin } from './platform/expect-within.ts'

const LOOKUPS_PER_MINUTE = 25
const MAX_BYTES = 60_000

const world = usePlatform((upstream) => ({
  config: scriptedConfig(upstream, ['text-5']),
  edges: 2,
  env: {
    STORED_BYTES_PER_ACCOUNT: String(MAX_BYTES),
    GPTGET_LOOKUPS_PER_MINUTE: String(LOOKUPS_PER_MINUTE),
  },
}))

const send = (account: Account, method: string, path: string, body?: object, edge = 0): Promise<Response> =>
  fetch(world.platform.edges[edge]!.url + path, {
    method,
    headers: { authorization: `Bearer ${account.apiKey}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })

const item = (bytes: number) => ({ type: 'message', role: 'user', content: 'x'.repeat(bytes) })
const respond = (account: Account, more: object = {}, edge = 0) =>
  send(
    account,
    'POST',
    '/v1/responses',
    { model: modelOf('text-5'), input: 'y'.repeat(9_000), ...more },
    edge,
  )

/** An account with a stored conversation that leaves little space. */
const fullAccount = async () => {
  const account = await world.platform.admin.createAccount()
  const created = await send(account, 'POST', '/v1/conversations', { items: [item(55_000)] })
  expect(created.status).toBe(200)
  const { id } = (await created.json()) as { id: string }
  return { account, conversationId: id }
}

/** The parts of the error for a full account that programs can use. */
const refusalOf = async (response: Response) => {
  const { code, param, metadata } = await readError(response)
  return { code, param, metadata }
}
const FULL = {
  code: 413,
  param: 'store',
  metadata: { limit_source: 'stored_bytes', max_stored_bytes: MAX_BYTES },
}

describe('an account whose storage is full', () => {
  it.each([
    ['whole', {}],
    ['streamed', { stream: true }],
    ['in the background', { background: true }],
  ])('cannot create a stored response, and no provider is called: %s', async (_how, more) => {
    const { account } = await fullAccount()
    world.upstream.clear()
    expect(await refusalOf(await respond(account, more))).toMatchObject(FULL)
    expect(await refusalOf(await respond(account, more, 1))).toMatchObject(FULL)
    expect(world.upstream.requests()).toEqual([])
    expect((await world.platform.admin.credits(account.accountId)).totalUsageNanoUsd).toBe(0n)
  })

  it('cannot create conversations or items, or enlarge metadata', async () => {
    const { account, conversationId } = await fullAccount()
    expect(
      await refusalOf(await send(account, 'POST', '/v1/conversations', { items: [item(9_000)] })),
    ).toMatchObject(FULL)
    const items = { items: [item(9_000)] }
    expect(
      await refusalOf(await send(account, 'POST', `/v1/conversations/${conversationId}/items`, items)),
    ).toMatchObject(FULL)
  })

  it('can create responses that are not stored, and does not affect other accounts', async () => {
    const { account } = await fullAccount()
    expect((await respond(account, { store: false })).status).toBe(200)
    expect((await respond(await world.platform.admin.createAccount())).status).toBe(200)
  })

  it.each([0, 1])('has room again at once after it deleted something, at every edge: %i', async (edge) => {
    const { account, conversationId } = await fullAccount()
    expect(await refusalOf(await respond(account, {}, edge))).toMatchObject(FULL)
    expect((await send(account, 'DELETE', `/v1/conversations/${conversationId}`)).status).toBe(200)
    await expectWithin(2_000, async () => (await respond(account, {}, edge)).status, 200)
  })

  it('gets an answer that says it was not stored, if the edge noticed too late', async () => {
    const account = await world.platform.admin.createAccount()
    // Edge 0 sees free space, then another edge uses it.
    expect((await respond(account)).status).toBe(200)
    expect((await send(account, 'POST', '/v1/conversations', { items: [item(45_000)] }, 1)).status).toBe(200)
    const answer = (await (await respond(account)).json()) as { store: boolean; id: string }
    expect(answer.store).toBe(false)
    expect((await send(account, 'GET', `/v1/responses/${answer.id}`)).status).toBe(404)
  })
})

describe('requests other than generations', () => {
  it('are limited for each key, and refusals say when to retry', async () => {
    const account = await world.platform.admin.createAccount()
    const other = await world.platform.admin.createAccount()
    const paths = [
      '/v1/credits',
      '/v1/key',
      '/v1/activity',
      '/v1/responses/resp_x',
      '/v1/conversations/conv_x',
    ]
    const statuses = []
    for (let count = 0; count < LOOKUPS_PER_MINUTE; count++)
      statuses.push((await send(account, 'GET', paths[count % paths.length]!)).status)
    expect(statuses).not.toContain(429)
    const refused = await send(account, 'GET', '/v1/credits')
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await readError(refused)).toMatchObject({ code: 429, metadata: { limit_source: 'key_lookups' } })
    expect((await respond(account, { store: false })).status).toBe(200)
    expect((await send(other, 'GET', '/v1/credits')).status).toBe(200)
  })
})
