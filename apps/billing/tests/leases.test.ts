import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setAccountLimits } from '../src/accounts/account-limits.ts'
import { createKey } from '../src/keys/create-key.ts'
import { settleUsage } from '../src/ledger/settle-usage.ts'
import { extendLease } from '../src/leases/extend-lease.ts'
import { renewLeases } from '../src/leases/renew-leases.ts'
import { returnLease } from '../src/leases/return-lease.ts'
import { sweepLeases } from '../src/leases/sweep-leases.ts'
import { takeLease } from '../src/leases/take-lease.ts'
import { findBreaches, openBilling, readWallet, usageOf, type TestBilling } from './open-billing.ts'

const DOLLAR = 1_000_000_000n

let billing: TestBilling
beforeAll(async () => {
  billing = await openBilling()
})
afterAll(() => billing.close())

const take = (accountId: string, wantNanoUsd: bigint, keyId: string | null = null, holder = 'edge-1') =>
  takeLease(billing.context, { accountId, keyId, holder, wantNanoUsd })

const extend = (leaseId: string, amountNanoUsd: bigint) =>
  extendLease(billing.context, { leaseId, amountNanoUsd })

const sweepAll = () => sweepLeases(billing.context, { isOpenIncluded: true })

describe('takeLease', () => {
  it('moves credit from available to leased and grants at least the requested amount', async () => {
    const { accountId } = await billing.openAccount(10n * DOLLAR)
    const taken = await take(accountId, 1_000n)
    expect(taken.refusal).toBeNull()
    const granted = taken.lease!.grantedNanoUsd
    expect(granted).toBeGreaterThanOrEqual(1_000n)
    expect(await readWallet(billing.context, accountId)).toMatchObject({
      available: 10n * DOLLAR - granted,
      leased: granted,
    })
  })

  it('refuses what the wallet does not cover and reports what is leased', async () => {
    const { accountId } = await billing.openAccount(DOLLAR)
    const first = await take(accountId, (DOLLAR * 3n) / 4n)
    expect(await take(accountId, DOLLAR / 2n, null, 'edge-2')).toEqual({
      lease: null,
      refusal: {
        source: 'credits',
        limitNanoUsd: null,
        availableNanoUsd: DOLLAR / 4n,
        leasedNanoUsd: first.lease!.grantedNanoUsd,
        resetsAt: null,
      },
    })
  })

  it('tells an empty wallet from an unknown account', async () => {
    const { accountId } = await billing.openAccount(0n)
    expect((await take(accountId, 0n)).refusal?.source).toBe('credits')
    expect((await take('acct_nobody', 1n)).refusal?.source).toBe('unknown_account')
  })

  it('lets many callers at once share a dollar to the last cent and no further', async () => {
    const { accountId } = await billing.openAccount(DOLLAR)
    const want = DOLLAR / 25n
    const taken = await Promise.all(
      Array.from({ length: 60 }, (_, index) => take(accountId, want, null, `edge-${index % 3}`)),
    )
    const granted = taken.reduce((sum, { lease }) => sum + (lease?.grantedNanoUsd ?? 0n), 0n)
    const wallet = await readWallet(billing.context, accountId)
    expect(wallet.leased).toBe(granted)
    expect(wallet.available).toBe(DOLLAR - granted)
    expect(wallet.available).toBeLessThan(want)
    expect(await findBreaches(billing.context)).toEqual([])
  })

  it('never lends a key more than its own limit leaves, however many calls at once', async () => {
    const { accountId } = await billing.openAccount(10n * DOLLAR)
    const { key } = await createKey(billing.context, { accountId, creditLimitNanoUsd: 1_000n })
    await settleUsage(billing.context, [usageOf({ accountId, keyId: key.keyId, costNanoUsd: 400n })])
    const taken = await Promise.all(Array.from({ length: 10 }, () => take(accountId, 150n, key.keyId)))
    const granted = taken.reduce((sum, { lease }) => sum + (lease?.grantedNanoUsd ?? 0n), 0n)
    expect(granted).toBeLessThanOrEqual(600n)
    expect(granted).toBeGreaterThan(450n)
    expect(taken.filter(({ refusal }) => refusal?.source === 'key_credit_limit').length).toBeGreaterThan(0)
    expect((await take(accountId, 150n)).refusal).toBeNull()
  })
})

const LIMIT = 1_000n
const DAY_MS = 86_400_000
const openKey = async () => {
  const { accountId } = await billing.openAccount(10n * DOLLAR)
  const { key } = await createKey(billing.context, { accountId, creditLimitPerDayNanoUsd: LIMIT })
  return { accountId, keyId: key.keyId }
}
const spentOn = async (keyId: string, day: string) => {
  const row = await billing.context.db
    .selectFrom('key_spend')
    .select('amount')
    .where('key_id', '=', keyId)
    .where('period', '=', day)
    .executeTakeFirst()
  return row?.amount ?? 0n
}
const today = () => billing.context.now().toISOString().slice(0, 10)
const inDays = (days: number) => new Date(billing.context.now().getTime() + days * DAY_MS).toISOString()

describe('extendLease', () => {
  it('adds exactly this amount or nothing, however many calls at once', async () => {
    const { accountId } = await billing.openAccount(DOLLAR)
    const { lease } = await take(accountId, DOLLAR / 2n)
    const asked = await Promise.all(Array.from({ length: 20 }, () => extend(lease!.leaseId, DOLLAR / 16n)))
    const granted = BigInt(asked.filter(({ refusal }) => refusal === null).length)
    const free = DOLLAR - lease!.grantedNanoUsd
    expect(granted).toBe(free / (DOLLAR / 16n))
    const leased = lease!.grantedNanoUsd + (granted * DOLLAR) / 16n
    expect(await readWallet(billing.context, accountId)).toMatchObject({ available: DOLLAR - leased, leased })
    expect(asked.find(({ refusal }) => refusal !== null)?.refusal).toMatchObject({ source: 'credits' })
    expect(await findBreaches(billing.context)).toEqual([])
  })

  it('respects the limit of the lease’s key', async () => {
    const { accountId } = await billing.openAccount(10n * DOLLAR)
    const { key } = await createKey(billing.context, { accountId, creditLimitNanoUsd: 1_000n })
    const { lease } = await take(accountId, 800n, key.keyId)
    expect((await extend(lease!.leaseId, 300n)).refusal?.source).toBe('key_credit_limit')
    expect((await extend(lease!.leaseId, 1_000n - lease!.grantedNanoUsd)).refusal).toBeNull()
  })

  it('changes neither a lease whose holder is done, nor one that does not exist', async () => {
    const { accountId } = await billing.openAccount(DOLLAR)
    const { lease } = await take(accountId, 1_000n)
    await returnLease(billing.context, { leaseId: lease!.leaseId, amountNanoUsd: 0n, isFinal: true })
    const before = await readWallet(billing.context, accountId)
    expect((await extend(lease!.leaseId, 1n)).refusal).not.toBeNull()
    expect((await extend('lease_nowhere', 1n)).refusal).not.toBeNull()
    expect(await readWallet(billing.context, accountId)).toEqual(before)
  })
})

describe('a credit limit per day', () => {
  it('refuses what it does not leave, and says what is left and when it resets', async () => {
    const { accountId, keyId } = await openKey()
    const leased = (await take(accountId, 600n, keyId)).lease!.grantedNanoUsd
    const { lease, refusal } = await take(accountId, 500n, keyId)
    expect(lease).toBeNull()
    expect(refusal).toMatchObject({
      source: 'key_credit_limit_per_day',
      limitNanoUsd: LIMIT,
      availableNanoUsd: LIMIT - leased,
      leasedNanoUsd: leased,
    })
    const resetsAt = new Date(refusal!.resetsAt!)
    expect(resetsAt.toISOString()).toMatch(/T00:00:00.000Z$/)
    expect(resetsAt.getTime() - billing.context.now().getTime()).toBeLessThanOrEqual(DAY_MS)
    expect((await take(accountId, 500n)).refusal).toBeNull()
  })

  it('counts what was lent yesterday against today, and late charges under their own day', async () => {
    const { accountId, keyId } = await openKey()
    const yesterday = today()
    const startedAt = billing.context.now().toISOString()
    const old = (await take(accountId, LIMIT, keyId)).lease!
    billing.advance(DAY_MS)
    // Leased credit may be spent today: nothing more is lent.
    expect((await take(accountId, 1n, keyId)).refusal?.source).toBe('key_credit_limit_per_day')
    const spend = (costNanoUsd: bigint, at: string) =>
      settleUsage(billing.context, [
        usageOf({ accountId, keyId, leaseId: old.leaseId, costNanoUsd, startedAt: at }),
      ])
    await spend(400n, startedAt)
    await spend(300n, billing.context.now().toISOString())
    expect([await spentOn(keyId, yesterday), await spentOn(keyId, today())]).toEqual([400n, 300n])
    // 300 are spent today and 300 are still leased.
    expect((await take(accountId, 401n, keyId)).refusal?.availableNanoUsd).toBe(400n)
    expect((await take(accountId, 400n, keyId)).refusal).toBeNull()
    expect(await findBreaches(billing.context)).toEqual([])
  })

  it('is not broken by a router with a wrong clock', async () => {
    const { accountId, keyId } = await openKey()
    const { lease } = await take(accountId, LIMIT, keyId)
    for (const startedAt of [inDays(-2), inDays(2)])
      await settleUsage(billing.context, [
        usageOf({ accountId, keyId, leaseId: lease!.leaseId, costNanoUsd: 500n, startedAt }),
      ])
    expect(await spentOn(keyId, today())).toBe(LIMIT)
    expect((await take(accountId, 1n, keyId)).refusal?.source).toBe('key_credit_limit_per_day')
  })

  it('of an account applies to all its keys together, whether they have limits or not', async () => {
    const { accountId } = await billing.openAccount(10n * DOLLAR)
    const { key } = await createKey(billing.context, { accountId, creditLimitPerMonthNanoUsd: 10n * LIMIT })
    await setAccountLimits(billing.context, { accountId, creditLimitPerDayNanoUsd: LIMIT })
    const taken = await Promise.all(
      Array.from({ length: 20 }, (_, index) => take(accountId, 90n, index % 2 === 0 ? key.keyId : null)),
    )
    const granted = taken.reduce((sum, { lease }) => sum + (lease?.grantedNanoUsd ?? 0n), 0n)
    expect(granted).toBeLessThanOrEqual(LIMIT)
    expect(granted).toBeGreaterThan(LIMIT - 90n)
    const sources = new Set(taken.flatMap(({ refusal }) => refusal?.source ?? []))
    expect([...sources]).toEqual(['account_credit_limit_per_day'])
    billing.advance(DAY_MS)
    await sweepAll()
    expect((await take(accountId, LIMIT, key.keyId)).refusal).toBeNull()
  })
})

describe('renewLeases', () => {
  it('keeps open leases of their holder alive and names the ones that are gone', async () => {
    const { accountId } = await billing.openAccount(10n * DOLLAR)
    const [mine, done, others] = await Promise.all([
      take(accountId, 10n),
      take(accountId, 10n),
      take(accountId, 10n, null, 'edge-2'),
    ])
    await returnLease(billing.context, { leaseId: done.lease!.leaseId, amountNanoUsd: 0n, isFinal: true })
    const leaseIds = [mine, done, others].map(({ lease }) => lease!.leaseId)
    billing.advance(50_000)
    const renewed = await renewLeases(billing.context, {
      holder: 'edge-1',
      leaseIds: [...leaseIds, 'lease_nobody'],
    })
    expect(renewed.goneLeaseIds).toEqual([leaseIds[1], leaseIds[2], 'lease_nobody'])
    expect(Date.parse(renewed.expiresAt)).toBeGreaterThan(Date.parse(mine.lease!.expiresAt))
    billing.advance(50_000)
    await sweepAll()
    expect((await renewLeases(billing.context, { holder: 'edge-1', leaseIds })).goneLeaseIds).not.toContain(
      leaseIds[0],
    )
  })
})

describe('returnLease', () => {
  it('returns a part and leaves the rest to spend', async () => {
    const { accountId } = await billing.openAccount(10n * DOLLAR)
    const { lease } = await take(accountId, 1_000n)
    const leaseId = lease!.leaseId
    expect(await returnLease(billing.context, { leaseId, amountNanoUsd: 100n, isFinal: false })).toEqual({
      isReturned: true,
    })
    expect((await readWallet(billing.context, accountId)).leased).toBe(lease!.grantedNanoUsd - 100n)
  })

  it('never returns what was settled', async () => {
    const { accountId } = await billing.openAccount(10n * DOLLAR)
    const { lease } = await take(accountId, 1_000n)
    await settleUsage(billing.context, [usageOf({ accountId, leaseId: lease!.leaseId, costNanoUsd: 700n })])
    await returnLease(billing.context, {
      leaseId: lease!.leaseId,
      amountNanoUsd: 10n * DOLLAR,
      isFinal: false,
    })
    expect(await readWallet(billing.context, accountId)).toMatchObject({
      available: 10n * DOLLAR - 700n,
      leased: 0n,
    })
    expect(await findBreaches(billing.context)).toEqual([])
  })

  it('changes nothing if a return is repeated, and makes up for a lost one', async () => {
    const { accountId } = await billing.openAccount(10n * DOLLAR)
    const { lease } = await take(accountId, 1_000n)
    const leaseId = lease!.leaseId
    const once = { leaseId, amountNanoUsd: 100n, returnedBeforeNanoUsd: 0n, isFinal: false }
    await returnLease(billing.context, once)
    await returnLease(billing.context, once)
    expect((await readWallet(billing.context, accountId)).leased).toBe(lease!.grantedNanoUsd - 100n)
    await returnLease(billing.context, {
      leaseId,
      amountNanoUsd: 5n,
      returnedBeforeNanoUsd: 150n,
      isFinal: false,
    })
    expect((await readWallet(billing.context, accountId)).leased).toBe(lease!.grantedNanoUsd - 155n)
    const final = { leaseId, amountNanoUsd: 20n, isFinal: true }
    expect(await returnLease(billing.context, final)).toEqual({ isReturned: true })
    expect(await returnLease(billing.context, final)).toEqual({ isReturned: false })
    expect((await readWallet(billing.context, accountId)).leased).toBe(lease!.grantedNanoUsd - 175n)
  })
})

describe('sweepLeases', () => {
  it('closes a returned lease only after the usage on its way is booked', async () => {
    const { accountId } = await billing.openAccount(10n * DOLLAR)
    const { lease } = await take(accountId, 1_000n)
    const event = usageOf({ accountId, leaseId: lease!.leaseId, costNanoUsd: 900n })
    await billing.bus.usage.publish(event)
    await returnLease(billing.context, {
      leaseId: lease!.leaseId,
      amountNanoUsd: lease!.grantedNanoUsd - 900n,
      isFinal: true,
    })
    billing.advance(5_000)
    const consumer = await billing.bus.usage.consume({
      maxBatch: 10,
      onBatch: async (events) => void (await settleUsage(billing.context, events)),
    })
    await sweepLeases(billing.context, { isOpenIncluded: false })
    await consumer.stop()
    expect(await readWallet(billing.context, accountId)).toMatchObject({
      available: 10n * DOLLAR - 900n,
      leased: 0n,
    })
    expect(await findBreaches(billing.context)).toEqual([])
  })

  it('closes nothing while stored usage is not consumed', async () => {
    const { accountId } = await billing.openAccount(10n * DOLLAR)
    const { lease } = await take(accountId, 1_000n)
    const behind = {
      ...billing.context,
      usage: { ...billing.context.usage, waitUntilConsumed: async () => false },
    }
    billing.advance(120_000)
    expect((await sweepLeases(behind, { isOpenIncluded: true })).closedCount).toBe(0)
    expect((await readWallet(billing.context, accountId)).leased).toBe(lease!.grantedNanoUsd)
  })

  it("returns an expired lease's credit once, even if several sweep at the same moment", async () => {
    billing.advance(61_000)
    await sweepAll()
    await sweepAll()
    const { accountId } = await billing.openAccount(10n * DOLLAR)
    const leases = await Promise.all([take(accountId, 1_000n), take(accountId, 2_000n)])
    expect((await sweepAll()).closedCount).toBe(0)
    billing.advance(61_000)
    const sweeps = await Promise.all([sweepAll(), sweepAll(), sweepAll()])
    expect(sweeps.reduce((sum, sweep) => sum + sweep.closedCount, 0)).toBe(leases.length)
    expect(await readWallet(billing.context, accountId)).toMatchObject({
      available: 10n * DOLLAR,
      leased: 0n,
    })
    await settleUsage(billing.context, [
      usageOf({ accountId, leaseId: leases[0]!.lease!.leaseId, costNanoUsd: 3n }),
    ])
    expect(await readWallet(billing.context, accountId)).toMatchObject({
      available: 10n * DOLLAR - 3n,
      leased: 0n,
    })
    expect(await findBreaches(billing.context)).toEqual([])
  })

  it('keeps open leases while holders may have been unable to renew', async () => {
    billing.advance(61_000)
    await sweepAll()
    const { accountId } = await billing.openAccount(10n * DOLLAR)
    await take(accountId, 1_000n)
    billing.advance(61_000)
    expect((await sweepLeases(billing.context, { isOpenIncluded: false })).closedCount).toBe(0)
    expect((await sweepAll()).closedCount).toBe(1)
  })
})
