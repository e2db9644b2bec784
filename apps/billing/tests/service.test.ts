import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { connectBus, type Bus } from '@gptget/bus'
import {
  createAccount,
  createKey,
  grantCredits,
  keyChanged,
  listAccounts,
  listKeys,
  readCredits,
  readGeneration,
  readKeyUsage,
  renewLeases,
  resolveKey,
  returnLease,
  revokeKey,
  takeLease,
  takeLimits,
  verifyLedger,
} from '@gptget/contracts'
import { hashApiKey } from '@gptget/keys'
import { createLogger, type Service } from '@gptget/runtime'
import { startTestNats, startTestPostgres, type TestServer } from '@gptget/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { create } from '../src/index.ts'
import { usageOf } from './open-billing.ts'

const DOLLAR = 1_000_000_000n
const silent = createLogger('billing', { LOG_LEVEL: 'silent' })

let nats: TestServer
let postgres: TestServer
let bus: Bus
let services: Service[]

/** Two of them, as in a platform: nothing may depend on which one answers. */
const startBilling = () =>
  create(
    { natsUrl: nats.url, databaseUrl: postgres.url, leaseLifetimeMs: 1_000, sweepIntervalMs: 100 },
    { logger: silent },
  )

beforeAll(async () => {
  ;[nats, postgres] = await Promise.all([startTestNats(), startTestPostgres()])
  services = await Promise.all([startBilling(), startBilling()])
  bus = await connectBus({ url: nats.url, name: 'edge', onError: (error) => silent.error(error) })
})
afterAll(async () => {
  await bus.close()
  await Promise.all(services.map((service) => service.stop()))
  await Promise.all([nats.stop(), postgres.stop()])
})

const openAccount = (creditsNanoUsd: bigint) => bus.call(createAccount, { name: 'test', creditsNanoUsd })

const takeOne = async (edge: Bus, keyId: string, perMinute: number) => {
  const { isGranted, states } = await edge.call(takeLimits, {
    takes: [{ bucket: `${keyId}:requests`, perMinute, need: 1, want: 1 }],
    corrections: [],
  })
  return { isGranted, ...states[0]! }
}

const failedChecks = async () => (await bus.call(verifyLedger, {})).checks.filter((check) => !check.isPassed)

describe('keys', () => {
  it('opens an account with a key that is found by its hash alone', async () => {
    const { accountId, key, apiKey } = await openAccount(DOLLAR)
    expect((await bus.call(resolveKey, { hash: hashApiKey(apiKey) })).key).toMatchObject(key)
    expect((await bus.call(resolveKey, { hash: hashApiKey('sk-getgpt-x') })).key).toBeNull()
    expect(
      (await bus.call(listAccounts, {})).accounts.find((account) => account.accountId === accountId),
    ).toMatchObject({
      name: 'test',
      availableNanoUsd: DOLLAR,
      leasedNanoUsd: 0n,
    })
  })

  it('stores the settings of a key', async () => {
    const { accountId } = await openAccount(0n)
    const options = {
      name: 'ci',
      allowedModels: ['openai/gpt-4o', 'with,comma "and quotes"'],
      requestsPerMinute: 60,
      tokensPerMinute: 10_000,
      creditLimitNanoUsd: 5n,
      expiresAt: '2030-01-01T00:00:00.000Z',
    }
    const { key } = await bus.call(createKey, { accountId, ...options })
    expect(key).toMatchObject(options)
    const { keys } = await bus.call(listKeys, { accountId })
    expect(keys).toContainEqual({ ...key, usedNanoUsd: 0n })
  })

  it('tells every process at once that a key was revoked', async () => {
    const { accountId, key, apiKey } = await openAccount(0n)
    const changed = Promise.withResolvers<{ keyId: string; hash: string }>()
    bus.on(keyChanged, (message) => {
      if (message.keyId === key.keyId) changed.resolve(message)
    })
    const revoked = await bus.call(revokeKey, { accountId, keyId: key.keyId })
    expect(revoked.key.revokedAt).not.toBeNull()
    expect(await changed.promise).toEqual({ keyId: key.keyId, hash: hashApiKey(apiKey) })
    expect((await bus.call(resolveKey, { hash: hashApiKey(apiKey) })).key?.revokedAt).toBe(
      revoked.key.revokedAt,
    )
    expect((await bus.call(revokeKey, { accountId, keyId: key.keyId })).key.revokedAt).toBe(
      revoked.key.revokedAt,
    )
  })

  it("answers not_found for what does not exist, and does not revoke another account's key", async () => {
    const [one, other] = await Promise.all([openAccount(0n), openAccount(0n)])
    const notFound = expect.objectContaining({ code: 'not_found' })
    await expect(bus.call(revokeKey, { accountId: one.accountId, keyId: other.key.keyId })).rejects.toEqual(
      notFound,
    )
    await expect(bus.call(listKeys, { accountId: 'acct_nobody' })).rejects.toEqual(notFound)
    await expect(bus.call(createKey, { accountId: 'acct_nobody' })).rejects.toEqual(notFound)
    await expect(bus.call(readCredits, { accountId: 'acct_nobody' })).rejects.toEqual(notFound)
    await expect(
      bus.call(grantCredits, { accountId: 'acct_nobody', amountNanoUsd: 1n, reason: 'x' }),
    ).rejects.toEqual(notFound)
  })
})

describe('usage', () => {
  it('is in the balance, the key and the receipt from the moment it is acknowledged', async () => {
    const { accountId, key } = await openAccount(DOLLAR)
    const { lease } = await bus.call(takeLease, {
      accountId,
      keyId: null,
      holder: 'edge',
      wantNanoUsd: 2_000n,
    })
    for (let round = 1n; round <= 5n; round += 1n) {
      const event = usageOf({
        accountId,
        keyId: key.keyId,
        leaseId: lease!.leaseId,
        startedAt: new Date().toISOString(),
      })
      await bus.usage.publish(event)
      const receipt = await bus.call(readGeneration, { accountId, generationId: event.id })
      expect(receipt.generation).toEqual(event)
      const credits = await bus.call(readCredits, { accountId })
      expect(credits).toMatchObject({ totalCreditsNanoUsd: DOLLAR, totalUsageNanoUsd: round * 1_000n })
      const usage = await bus.call(readKeyUsage, { keyId: key.keyId, accountId })
      expect(usage).toEqual({
        usedNanoUsd: round * 1_000n,
        usedTodayNanoUsd: round * 1_000n,
        usedThisWeekNanoUsd: round * 1_000n,
        usedThisMonthNanoUsd: round * 1_000n,
        account: { usedTodayNanoUsd: round * 1_000n, usedThisMonthNanoUsd: round * 1_000n },
      })
    }
    expect(await failedChecks()).toEqual([])
  })

  it('shows a receipt to its own account only', async () => {
    const [one, other] = await Promise.all([openAccount(DOLLAR), openAccount(DOLLAR)])
    const event = usageOf({ accountId: one.accountId })
    await bus.usage.publish(event)
    const ask = (accountId: string) => bus.call(readGeneration, { accountId, generationId: event.id })
    expect((await ask(other.accountId)).generation).toBeNull()
    await bus.call(readCredits, { accountId: one.accountId })
    expect((await ask(other.accountId)).generation).toBeNull()
    expect((await ask(one.accountId)).generation).toEqual(event)
  })

  it('is charged once if it is published again after it was booked', async () => {
    const { accountId } = await openAccount(DOLLAR)
    const event = usageOf({ accountId })
    await bus.usage.publish(event)
    await bus.call(readCredits, { accountId })
    await bus.usage.publish(event)
    expect((await bus.call(readCredits, { accountId })).totalUsageNanoUsd).toBe(1_000n)
  })
})

describe('leases', () => {
  it('return to the wallet when their holder becomes silent, and stay while it renews', async () => {
    const { accountId } = await openAccount(DOLLAR)
    const holder = 'edge-9'
    const taken = await Promise.all(
      [holder, 'edge-silent'].map((name) =>
        bus.call(takeLease, { accountId, keyId: null, holder: name, wantNanoUsd: 1_000n }),
      ),
    )
    const [kept, silentLease] = taken.map(({ lease }) => lease!)
    const heldUntil = async (leasedNanoUsd: bigint) => {
      const { goneLeaseIds } = await bus.call(renewLeases, { holder, leaseIds: [kept!.leaseId] })
      expect(goneLeaseIds).toEqual([])
      return (await bus.call(readCredits, { accountId })).leasedNanoUsd === leasedNanoUsd
    }
    await expect.poll(() => heldUntil(kept!.grantedNanoUsd), { timeout: 8_000, interval: 100 }).toBe(true)
    expect(
      await bus.call(returnLease, { leaseId: silentLease!.leaseId, amountNanoUsd: 1n, isFinal: true }),
    ).toEqual({
      isReturned: false,
    })
    await bus.call(returnLease, {
      leaseId: kept!.leaseId,
      amountNanoUsd: kept!.grantedNanoUsd,
      isFinal: true,
    })
    expect(await bus.call(readCredits, { accountId })).toMatchObject({
      availableNanoUsd: DOLLAR,
      leasedNanoUsd: 0n,
    })
    expect(await failedChecks()).toEqual([])
  })
})

describe('limits', () => {
  it('are granted once, whichever billing process is called', async () => {
    const edges = await Promise.all(
      [1, 2, 3].map(() =>
        connectBus({ url: nats.url, name: 'edge', onError: (error) => silent.error(error) }),
      ),
    )
    const grants = await Promise.all(
      edges.flatMap((edge) => Array.from({ length: 60 }, () => takeOne(edge, 'key_a', 60))),
    )
    expect(grants.filter(({ isGranted }) => isGranted)).toHaveLength(60)
    const refused = await takeOne(edges[0]!, 'key_a', 60)
    expect(refused).toMatchObject({ isGranted: false, remaining: 0 })
    expect(refused.retryAfterMs).toBeGreaterThan(50_000)
    await Promise.all(edges.map((edge) => edge.close()))
  })

  it('continue to be answered when a process joins and when the one that keeps them leaves', async () => {
    await takeOne(bus, 'key_b', 600)
    const joined = await startBilling()
    services.push(joined)
    expect((await takeOne(bus, 'key_b', 600)).remaining).toBe(598)
    await services.shift()!.stop()
    for (let asked = 0; asked < 20; asked += 1)
      expect((await takeOne(bus, 'key_b', 600)).isGranted).toBe(true)
  })
})

describe('a Postgres that is down', () => {
  it('stops no receipt and no limit, is named as the cause, and loses no usage', async () => {
    const { accountId } = await openAccount(DOLLAR)
    await postgres.stop()
    const events = Array.from({ length: 5 }, () => usageOf({ accountId }))
    await Promise.all(events.map((event) => bus.usage.publish(event)))
    const { generation } = await bus.call(readGeneration, {
      accountId,
      generationId: events[0]!.id,
    })
    expect(generation).toEqual(events[0])
    expect((await takeOne(bus, 'key_c', 1)).isGranted).toBe(true)
    await expect(
      bus.call(takeLease, { accountId, keyId: null, holder: 'edge', wantNanoUsd: 1n }, { timeoutMs: 10_000 }),
    ).rejects.toEqual(expect.objectContaining({ code: 'service_unavailable' }))
    const ready = await fetch(`${services[0]!.url}/readyz`)
    expect([ready.status, await ready.json()]).toEqual([503, { status: 'not ready' }])
    const details = await fetch(`${services[0]!.metricsUrl}/readyz`)
    expect(await details.json()).toMatchObject({
      checks: { bus: true, postgres: false },
      reasons: { postgres: expect.stringMatching(/ECONNREFUSED/) },
    })
    // The metrics that a chart scales billing by.
    const metrics = await fetch(`${services[0]!.metricsUrl}/metrics`)
    expect(await metrics.text()).toMatch(/^gptget_usage_waiting\{.*\} [1-5]$/m)
    await postgres.restart()
    const charged = async () => (await bus.call(readCredits, { accountId })).totalUsageNanoUsd
    await expect.poll(charged, { timeout: 10_000, interval: 100 }).toBe(5_000n)
    expect(await failedChecks()).toEqual([])
  })
})

describe('its process', () => {
  it('starts from its environment and exits with 0 on SIGTERM', async () => {
    const main = path.resolve(import.meta.dirname, '../src/main.ts')
    const env = { ...process.env, NATS_URL: nats.url, DATABASE_URL: postgres.url, LOG_LEVEL: 'info' }
    const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'inherit'] })
    try {
      const started = Promise.withResolvers<void>()
      child.stdout.on('data', (chunk) => {
        if (String(chunk).includes('"started"')) started.resolve()
      })
      await started.promise
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      expect(await exited).toEqual([0, null])
    } finally {
      child.kill('SIGKILL')
    }
  })
})
