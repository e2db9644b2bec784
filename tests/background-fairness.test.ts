import { updateKey } from '@gptget/contracts'
import { describe, expect, it } from 'vitest'
import { modelOf, scriptedConfig } from './platform/scripted-config.ts'
import { openaiFor, usePlatform } from './platform/use-platform.ts'

const SLOW = 'text-4+late-400'
const MAX_WAITING = 12

const world = usePlatform((upstream) => ({
  env: { BACKGROUND_MAX_RUNS: '2', BACKGROUND_MAX_WAITING_PER_ACCOUNT: String(MAX_WAITING) },
  config: scriptedConfig(upstream, [SLOW]),
}))

const clientOf = (apiKey: string) => openaiFor(world.platform.baseUrl, apiKey).withOptions({ maxRetries: 0 })
type Client = ReturnType<typeof clientOf>

const queue = async (client: Client): Promise<string> =>
  (await client.responses.create({ model: modelOf(SLOW), input: 'Hello!', background: true })).id
const queueMany = (client: Client, count: number): Promise<string[]> =>
  Promise.all(Array.from({ length: count }, () => queue(client)))
const statusOf = async (client: Client, id: string) => (await client.responses.retrieve(id)).status
const until = (client: Client, id: string, status: string) =>
  expect.poll(() => statusOf(client, id), { timeout: 15_000, interval: 50 }).toBe(status)

describe('background responses', () => {
  it('of one account do not block those of another account', async () => {
    const [busy, other] = await Promise.all([
      world.platform.admin.createAccount(),
      world.platform.admin.createAccount(),
    ])
    const many = await queueMany(clientOf(busy.apiKey), 10)
    const one = await queue(clientOf(other.apiKey))
    await until(clientOf(other.apiKey), one, 'completed')
    const statuses = await Promise.all(many.map((id) => statusOf(clientOf(busy.apiKey), id)))
    expect(statuses.filter((status) => status === 'queued').length).toBeGreaterThanOrEqual(4)
    for (const id of many) await until(clientOf(busy.apiKey), id, 'completed')
  }, 40_000)

  const STOPS: [word: string, stop: (of: { accountId: string; keyId: string }) => Promise<unknown>][] = [
    ['revoked', ({ accountId, keyId }) => world.platform.admin.revokeKey(accountId, keyId)],
    ['disabled', (of) => world.platform.bus.call(updateKey, { ...of, isDisabled: true })],
  ]
  it.each(STOPS)(
    'fail without a charge if their key is %s while they wait',
    async (word, stop) => {
      const { accountId, apiKey } = await world.platform.admin.createAccount()
      const second = await world.platform.admin.createKey(accountId)
      const ids = await queueMany(clientOf(apiKey), 6)
      const waiting = await queue(clientOf(second.apiKey))
      await stop({ accountId, keyId: second.keyId })
      await until(clientOf(apiKey), waiting, 'failed')
      const { error } = await clientOf(apiKey).responses.retrieve(waiting)
      expect(error?.message).toContain(word)
      expect(await world.platform.admin.generation(accountId, waiting)).toBeNull()
      for (const id of ids) await until(clientOf(apiKey), id, 'completed')
    },
    40_000,
  )

  it('are refused with a retry time if too many of one account are waiting', async () => {
    const { apiKey } = await world.platform.admin.createAccount()
    const client = clientOf(apiKey)
    const outcomes = await Promise.allSettled(Array.from({ length: MAX_WAITING + 12 }, () => queue(client)))
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
    expect(refused.length).toBeGreaterThan(0)
    for (const error of refused) {
      expect(error.status).toBe(429)
      expect(error.headers.get('retry-after')).toBe('5')
      expect(error.message).toContain(`${MAX_WAITING} background responses`)
    }
  }, 40_000)
})
