import { PublicError } from '@gptget/errors'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { captureHold } from '../src/holds/capture-hold.ts'
import { extendHold } from '../src/holds/extend-hold.ts'
import { listHolds } from '../src/holds/list-holds.ts'
import { openHold } from '../src/holds/open-hold.ts'
import { releaseHold } from '../src/holds/release-hold.ts'
import { returnLease } from '../src/leases/return-lease.ts'
import { sweepLeases } from '../src/leases/sweep-leases.ts'
import { takeLease } from '../src/leases/take-lease.ts'
import { grantCredits } from '../src/ledger/grant-credits.ts'
import { settleUsage } from '../src/ledger/settle-usage.ts'
import { findBreaches, openBilling, readWallet, usageOf, type TestBilling } from './open-billing.ts'

/** A small deterministic generator (mulberry32), so that a failure can be repeated. */
const createRandom = (seed: number) => (below: number) => {
  seed = (seed + 0x6d2b79f5) | 0
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
}

const unlessReleased = (error: unknown): void => {
  if (!(error instanceof PublicError) || !error.message.includes('is released')) throw error
}

let billing: TestBilling
beforeAll(async () => {
  billing = await openBilling()
})
afterAll(() => billing.close())

describe('the ledger under concurrency', () => {
  it('keeps every invariant while leases, holds, usage, replays, returns, sweeps and grants overlap', async () => {
    const { context } = billing
    const accounts = await Promise.all(
      [2_000n, 50_000n, 1_000_000n, 0n].map((credits) => billing.openAccount(credits)),
    )
    const granted = new Map(
      accounts.map(({ accountId }, index) => [accountId, [2_000n, 50_000n, 1_000_000n, 0n][index]!]),
    )
    const cost = new Map<string, bigint>()
    const breachesUnderWay: string[] = []

    /** Any call on one of a few holds that all edges share: each step is done once, by the first to arrive. */
    const useHold = async (
      random: (below: number) => number,
      { accountId, keyId }: (typeof accounts)[number],
    ): Promise<void> => {
      const subject = `${accountId}:${random(3)}`
      const step = `step-${random(6)}`
      const opened = await openHold(context, {
        subject,
        accountId,
        keyId,
        owner: 'test',
        amountNanoUsd: 300n,
      })
      if (opened.hold === null) return
      if (random(12) === 0) await releaseHold(context, { subject })
      else if (random(2) === 0)
        await extendHold(context, { subject, step: `more-${step}`, amountNanoUsd: 50n }).catch(unlessReleased)
      else {
        const costNanoUsd = BigInt(100 * Number(step.at(-1)))
        const { chargeId } = await captureHold(context, {
          subject,
          step,
          product: 'a/video',
          lines: [{ unit: 'seconds', quantity: 1, rateNanoUsd: costNanoUsd, costNanoUsd }],
          costNanoUsd,
          priceVersion: 'v1',
          startedAt: '2026-11-22T10:00:00.000Z',
          details: {},
          isLast: random(10) === 0,
        })
        cost.set(chargeId, costNanoUsd)
      }
    }

    /** One edge: takes a lease, spends mostly within it, sometimes settles twice, returns it. */
    const runEdge = async (edge: number): Promise<void> => {
      const random = createRandom(edge + 1)
      for (let round = 0; round < 12; round += 1) {
        const { accountId, keyId } = accounts[random(accounts.length)]!
        const { lease } = await takeLease(context, {
          accountId,
          keyId: random(3) === 0 ? keyId : null,
          holder: `edge-${edge}`,
          wantNanoUsd: BigInt(random(900)),
        })
        const leaseId = lease?.leaseId ?? null
        const events = Array.from({ length: random(8) }, () =>
          usageOf({ accountId, keyId, leaseId, costNanoUsd: BigInt(random(400)) }),
        )
        for (const event of events) cost.set(event.id, event.costNanoUsd)
        await Promise.all([
          settleUsage(context, events),
          random(2) === 0 ? settleUsage(context, events.toReversed()) : undefined,
          leaseId === null
            ? undefined
            : returnLease(context, { leaseId, amountNanoUsd: BigInt(random(500)), isFinal: random(2) === 0 }),
        ])
        if (random(2) === 0) await useHold(random, accounts[random(accounts.length)]!)
        if (random(4) === 0) {
          await grantCredits(context, { accountId, amountNanoUsd: 500n, reason: 'test' })
          granted.set(accountId, granted.get(accountId)! + 500n)
        }
        if (random(5) === 0) billing.advance(20_000)
        if (random(4) === 0) await sweepLeases(context, { isOpenIncluded: true })
        if (random(8) === 0) breachesUnderWay.push(...(await findBreaches(context)))
      }
    }
    await Promise.all(Array.from({ length: 16 }, (_, edge) => runEdge(edge)))

    expect(breachesUnderWay).toEqual([])
    expect(await findBreaches(context)).toEqual([])
    billing.advance(120_000)
    while ((await sweepLeases(context, { isOpenIncluded: true })).closedCount > 0);
    expect(await findBreaches(context)).toEqual([])

    const subjects = (await listHolds(context, { isLeftBehind: false, isReleasedIncluded: true })).holds
    expect(subjects.length).toBeGreaterThan(3)
    for (const { subject } of subjects) await releaseHold(context, { subject })
    expect(await findBreaches(context)).toEqual([])

    const charges = await context.db.selectFrom('charges').selectAll().execute()
    expect(charges).toHaveLength(cost.size)
    for (const row of charges) expect(row.charged + row.shortfall).toBe(cost.get(row.charge_id))
    for (const { accountId } of accounts) {
      const wallet = await readWallet(context, accountId)
      const charged = charges
        .filter((row) => row.account_id === accountId)
        .reduce((sum, row) => sum + row.charged, 0n)
      expect(wallet).toMatchObject({
        leased: 0n,
        held: 0n,
        charged,
        available: granted.get(accountId)! - charged,
      })
    }
  }, 60_000)

  it('books usage fast enough for a busy platform', async () => {
    const { context } = billing
    const accounts = await Promise.all(Array.from({ length: 20 }, () => billing.openAccount(10n ** 12n)))
    const batches = Array.from({ length: 25 }, () =>
      Array.from({ length: 200 }, (_, index) => usageOf(accounts[index % accounts.length]!)),
    )
    const startedAtMs = performance.now()
    for (const batch of batches) await settleUsage(context, batch)
    const perSecond = (batches.length * 200) / ((performance.now() - startedAtMs) / 1_000)
    expect(perSecond).toBeGreaterThan(500)
    process.stderr.write(`settled ${Math.round(perSecond)} usage events a second\n`)
  })
})
