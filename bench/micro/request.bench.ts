import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { connectBus, type Bus } from '@gptget/bus'
import { resolveKey, takeLease, type ResolvedKey } from '@gptget/contracts'
import { LeaseManager } from '@gptget/credit'
import { authenticate, createKeyCache } from '@gptget/http'
import { createApiKey, hashApiKey } from '@gptget/keys'
import { configFromEnv } from '@gptget/router'
import { createLogger } from '@gptget/runtime'
import { testNatsUrl } from '@gptget/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadCatalog } from '../../apps/router/src/catalog/load-catalog.ts'
import { RouteHealth } from '../../apps/router/src/health/route-health.ts'
import { contentOf } from '../../apps/router/src/bodies/content.ts'
import { planRoutes } from '../../apps/router/src/pipeline/choose-candidates/plan-routes.ts'
import { Credentials } from '../../apps/router/src/upstream/credentials.ts'
import { measureEach } from './measure-each.ts'

const API_KEY = createApiKey(randomBytes).apiKey
const NO_LIMITS = {
  requestsPerMinute: null,
  tokensPerMinute: null,
  creditLimitPerDayNanoUsd: null,
  creditLimitPerMonthNanoUsd: null,
}
const KEY: ResolvedKey = {
  ...NO_LIMITS,
  keyId: 'key_1',
  accountId: 'acc_1',
  name: 'bench',
  label: 'sk-getgpt-aa…aaaa',
  allowedModels: null,
  creditLimitNanoUsd: null,
  expiresAt: null,
  revokedAt: null,
  createdAt: new Date(0).toISOString(),
  account: NO_LIMITS,
  byokKeys: [],
}
const COUNT = 1_000
const HUGE = 10n ** 18n

let bus: Bus
beforeAll(async () => {
  bus = await connectBus({ url: testNatsUrl(), name: 'bench', onError: console.error })
  bus.serve(resolveKey, ({ hash }) => ({ key: hash === hashApiKey(API_KEY) ? KEY : null }))
  bus.serve(takeLease, () => ({
    lease: {
      leaseId: 'lease_1',
      grantedNanoUsd: HUGE,
      expiresAt: new Date(Date.now() + 600_000).toISOString(),
    },
    refusal: null,
    availableNanoUsd: HUGE,
    leasedNanoUsd: HUGE,
  }))
  await bus.flush()
})
afterAll(() => bus.close({ cut: AbortSignal.timeout(200) }))

test('a known key', async (task) => {
  const keys = createKeyCache(bus, Date.now)
  const request = { headers: { authorization: `Bearer ${API_KEY}` } }
  expect(await authenticate(request, { keys, now: Date.now })).toEqual(KEY)
  const work = async () => {
    for (let index = 0; index < COUNT; index += 1) await authenticate(request, { keys, now: Date.now })
  }
  await measureEach(task, 'authenticate a known key', { count: COUNT, of: 'request', work })
})

test('credit', async (task) => {
  const leases = new LeaseManager(bus, Date.now, createLogger('bench', { LOG_LEVEL: 'silent' }))
  const scope = { accountId: 'acc_1', keyId: null }
  await leases.reserve(scope, 1_000n)
  const work = async () => {
    for (let index = 0; index < COUNT; index += 1) {
      const reserved = leases.reserve(scope, 1_000n)
      const hold = reserved instanceof Promise ? await reserved : reserved
      hold.settle(0n)
    }
  }
  await measureEach(task, 'reserve and settle credit', { count: COUNT, of: 'request', work })
})

const provider = { dialect: 'openai', base_url: 'http://127.0.0.1:9/v1', api_key: 'key' }
const modelWith = (providers: string[]) => ({
  routes: providers.map((id) => ({ provider: id, model: 'model' })),
  price: { input: 1, output: 2 },
})
const CONFIGURATION = {
  providers: { one: provider, two: provider, three: provider },
  models: { 'bench/one': modelWith(['one']), 'bench/three': modelWith(['one', 'two', 'three']) },
}

test.for(['bench/one', 'bench/three'])('the routes of %s', async (model, task) => {
  const directory = await mkdtemp(path.join(tmpdir(), 'gptget-bench-'))
  const configurationFile = path.join(directory, 'gptget.yaml')
  await writeFile(configurationFile, JSON.stringify(CONFIGURATION))
  const catalog = (await loadCatalog({ ...configFromEnv({}), configurationFile, env: {} })).catalog
  await rm(directory, { recursive: true })
  const body = Buffer.from(JSON.stringify({ model, messages: [{ role: 'user', content: 'x' }] }))
  const read = { operation: 'chat', dialect: 'openai-chat', isStream: false, isStrict: false, model } as const
  const head = { ...read, accountId: 'acc_1' }
  const operation = { name: 'chat' as const, isServedIn: () => true }
  const content = contentOf(body, read, catalog)
  const asked = { head, operation, catalog, content, byteLength: body.byteLength }
  const planning = {
    health: new RouteHealth(Date.now),
    credentials: new Credentials(Date.now),
    random: Math.random,
  }
  const work = () => {
    for (let index = 0; index < COUNT; index += 1) planRoutes(asked, planning)
  }
  await measureEach(task, `put the routes of ${model} in order`, { count: COUNT, of: 'request', work })
})
