import { HOLD_LIFETIME_MS, type CaptureHold, type LeaseRefusal } from '@gptget/contracts'
import { exportLedgerEntry } from '@gptget/money'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readActivity } from '../src/exports/read-activity.ts'
import { readLedger } from '../src/exports/read-ledger.ts'
import { captureHold } from '../src/holds/capture-hold.ts'
import { extendHold } from '../src/holds/extend-hold.ts'
import { listHolds } from '../src/holds/list-holds.ts'
import { openHold } from '../src/holds/open-hold.ts'
import { releaseHold } from '../src/holds/release-hold.ts'
import { renewHolds } from '../src/holds/renew-holds.ts'
import { createKey } from '../src/keys/create-key.ts'
import { takeLease } from '../src/leases/take-lease.ts'
import { settleUsage } from '../src/ledger/settle-usage.ts'
import { findBreaches, openBilling, readWallet, usageOf, type TestBilling } from './open-billing.ts'

let billing: TestBilling
beforeAll(async () => {
  billing = await openBilling()
})
afterAll(() => billing.close())

let count = 0
const newSubject = () => `task_${++count}`

const open = async (creditsNanoUsd: bigint, amountNanoUsd: bigint) => {
  const { accountId, keyId } = await billing.openAccount(creditsNanoUsd)
  const subject = newSubject()
  const input = { subject, accountId, keyId, owner: 'tasks-worker', amountNanoUsd }
  const { hold, refusal } = await openHold(billing.context, input)
  expect(refusal).toBeNull()
  return { ...input, hold: hold! }
}

const captureOf = (subject: string, step: string, costNanoUsd: bigint, isLast = false): CaptureHold => ({
  subject,
  step,
  product: 'google/veo-3',
  lines: [{ unit: 'seconds', quantity: 8, rateNanoUsd: costNanoUsd, costNanoUsd }],
  costNanoUsd,
  priceVersion: 'v1',
  startedAt: billing.context.now().toISOString(),
  details: { operation: 'video', provider: 'google' },
  isLast,
})
const capture = (subject: string, step: string, costNanoUsd: bigint, isLast = false) =>
  captureHold(billing.context, captureOf(subject, step, costNanoUsd, isLast))
const wallet = (accountId: string) => readWallet(billing.context, accountId)

describe('a durable hold', () => {
  it('reserves credit, is charged in parts and releases the rest', async () => {
    const { subject, accountId, keyId } = await open(1_000n, 600n)
    expect(await wallet(accountId)).toMatchObject({ available: 400n, held: 600n, charged: 0n })
    const first = await capture(subject, 'first', 150n)
    expect(first).toMatchObject({ chargeId: `${subject}/first`, shortfallNanoUsd: 0n })
    expect(first.hold).toMatchObject({ capturedNanoUsd: 150n, remainingNanoUsd: 450n, status: 'open' })
    expect(await wallet(accountId)).toMatchObject({ available: 400n, held: 450n, charged: 150n })
    const { hold } = await capture(subject, 'second', 50n, true)
    expect(hold).toMatchObject({ status: 'released', releasedNanoUsd: 400n, remainingNanoUsd: 0n })
    expect(await wallet(accountId)).toMatchObject({ available: 800n, held: 0n, charged: 200n })
    const { rows } = await readActivity(billing.context, { accountId, from: '2000-01-01', to: '9999-01-01' })
    expect(rows).toMatchObject([
      { keyId, product: 'google/veo-3', requests: 0, quantities: { seconds: 16 }, chargedNanoUsd: 200n },
    ])
    expect(await findBreaches(billing.context)).toEqual([])
  })

  it('changes nothing when any of its calls is repeated', async () => {
    const { hold: _, ...input } = await open(1_000n, 300n)
    const { subject, accountId } = input
    const extend = () => extendHold(billing.context, { subject, step: 'more', amountNanoUsd: 100n })
    for (const again of [1, 2, 3]) {
      expect((await openHold(billing.context, input)).hold).toMatchObject({ subject })
      expect((await extend()).hold).toMatchObject({ amountNanoUsd: 400n })
      expect(await capture(subject, 'one', 70n)).toMatchObject({ chargeId: `${subject}/one` })
      expect(await wallet(accountId), `round ${again}`).toMatchObject({ available: 600n, held: 330n })
    }
    for (let again = 0; again < 3; again++) {
      const { hold } = await releaseHold(billing.context, { subject })
      expect(hold).toMatchObject({ status: 'released', releasedNanoUsd: 330n })
    }
    expect(await wallet(accountId)).toMatchObject({ available: 930n, held: 0n, charged: 70n })
    expect(await findBreaches(billing.context)).toEqual([])
  })

  it('refuses a step whose name was used for a different one', async () => {
    const { hold: _, ...input } = await open(1_000n, 300n)
    const { subject } = input
    await capture(subject, 'one', 70n)
    const conflict = expect.objectContaining({ code: 'conflict' })
    await expect(capture(subject, 'one', 71n)).rejects.toEqual(conflict)
    const extended = extendHold(billing.context, { subject, step: 'one', amountNanoUsd: 70n })
    await expect(extended).rejects.toEqual(conflict)
    await expect(openHold(billing.context, { ...input, amountNanoUsd: 299n })).rejects.toEqual(conflict)
    const { accountId, keyId } = await billing.openAccount(1_000n)
    await expect(openHold(billing.context, { ...input, accountId, keyId })).rejects.toEqual(conflict)
    expect(await findBreaches(billing.context)).toEqual([])
  })

  it('is not extended after its release, and what was used is still charged', async () => {
    const { subject, accountId } = await open(1_000n, 300n)
    await releaseHold(billing.context, { subject })
    await expect(extendHold(billing.context, { subject, step: 'late', amountNanoUsd: 1n })).rejects.toEqual(
      expect.objectContaining({ code: 'conflict' }),
    )
    expect(await capture(subject, 'late', 40n)).toMatchObject({ shortfallNanoUsd: 0n })
    expect(await wallet(accountId)).toMatchObject({ available: 960n, held: 0n, charged: 40n })
    expect(await findBreaches(billing.context)).toEqual([])
  })

  it('takes what it lacks from the wallet, and records what the wallet lacks as shortfall', async () => {
    const { subject, accountId } = await open(500n, 300n)
    expect(await capture(subject, 'long', 650n)).toMatchObject({ shortfallNanoUsd: 150n })
    expect(await capture(subject, 'long', 650n)).toMatchObject({ shortfallNanoUsd: 150n })
    expect(await wallet(accountId)).toMatchObject({ available: 0n, held: 0n, charged: 500n })
    expect(await findBreaches(billing.context)).toEqual([])
  })

  it('is refused as a whole if the wallet or a limit does not leave enough, and says why', async () => {
    const { accountId } = await billing.openAccount(1_000n)
    const { key } = await createKey(billing.context, { accountId, creditLimitPerDayNanoUsd: 400n })
    const ask = (amountNanoUsd: bigint, subject = newSubject()) =>
      openHold(billing.context, { subject, accountId, keyId: key.keyId, owner: 'computers', amountNanoUsd })
    const refusal = async (amountNanoUsd: bigint): Promise<Partial<LeaseRefusal> | null> =>
      (await ask(amountNanoUsd)).refusal
    expect(await refusal(1_001n)).toMatchObject({ source: 'credits', availableNanoUsd: 1_000n })
    expect((await ask(300n, 'held-300')).refusal).toBeNull()
    expect(await refusal(101n)).toMatchObject({ source: 'key_credit_limit_per_day', availableNanoUsd: 100n })
    expect(await refusal(100n)).toBeNull()
    const extended = await extendHold(billing.context, {
      subject: 'held-300',
      step: 'more',
      amountNanoUsd: 1n,
    })
    expect(extended.refusal).toMatchObject({ source: 'key_credit_limit_per_day', availableNanoUsd: 0n })
    // Held credit counts against leases too.
    const lease = await takeLease(billing.context, {
      accountId,
      keyId: key.keyId,
      holder: 'edge-1',
      wantNanoUsd: 1n,
    })
    expect(lease.refusal?.source).toBe('key_credit_limit_per_day')
    expect((await ask(1n, 'nobody')).refusal?.source).toBe('key_credit_limit_per_day')
    expect(await findBreaches(billing.context)).toEqual([])
  })

  it('refuses charges that cannot be booked, with the reason', async () => {
    const { subject } = await open(1_000n, 300n)
    const wrong: [Partial<CaptureHold>, string][] = [
      [{ costNanoUsd: -1n }, 'negative'],
      [{ lines: [], costNanoUsd: 5n, priceVersion: null }, 'no price version'],
      [{ startedAt: 'yesterday' }, 'no time'],
      [{ costNanoUsd: 6n }, 'its lines cost 5'],
    ]
    for (const [over, said] of wrong)
      await expect(captureHold(billing.context, { ...captureOf(subject, 'x', 5n), ...over })).rejects.toThrow(
        said,
      )
    expect(await findBreaches(billing.context)).toEqual([])
  })

  it('is listed if its owner does not renew it, fails the ledger’s check, and can be released', async () => {
    const own = await openBilling()
    try {
      const { accountId, keyId } = await own.openAccount(1_000n)
      const openFor = (subject: string, owner: string) =>
        openHold(own.context, { subject, accountId, keyId, owner, amountNanoUsd: 100n })
      own.advance(-2 * HOLD_LIFETIME_MS)
      await openFor('kept', 'computers')
      await openFor('left', 'computers')
      await openFor('other', 'realtime')
      own.advance(2 * HOLD_LIFETIME_MS)
      expect(
        await renewHolds(own.context, { owner: 'computers', subjects: ['kept', 'other', 'gone'] }),
      ).toEqual({ goneSubjects: ['other', 'gone'] })
      const list = async (owner?: string) => {
        const asked = { owner, isLeftBehind: true, isReleasedIncluded: false }
        return (await listHolds(own.context, asked)).holds.map(({ subject }) => subject)
      }
      expect(await list()).toEqual(['left', 'other'])
      expect(await list('realtime')).toEqual(['other'])
      const breaches = await findBreaches(own.context)
      expect(breaches.map((breach) => breach.split(':')[0])).toEqual(['left', 'other'])
      for (const subject of ['left', 'other']) await releaseHold(own.context, { subject })
      expect(await list()).toEqual([])
      expect(await findBreaches(own.context)).toEqual([])
      expect(await readWallet(own.context, accountId)).toMatchObject({ available: 900n, held: 100n })
    } finally {
      await own.close()
    }
  })
})

describe('the ledger export', () => {
  it('names a capture by its charge, and a generation by both ids', async () => {
    const { subject, accountId, keyId } = await open(1_000n, 300n)
    await capture(subject, 'one', 70n)
    const generation = usageOf({ accountId, keyId, costNanoUsd: 5n })
    await settleUsage(billing.context, [generation])
    const { entries } = await readLedger(billing.context, { accountId, order: 'asc', limit: 10 })
    expect(entries.map(({ kind, chargeId, chargeKind }) => [kind, chargeId, chargeKind])).toEqual([
      ['grant', null, null],
      ['usage', `${subject}/one`, 'capture'],
      ['usage', generation.id, 'generation'],
    ])
    const rows = entries.map(exportLedgerEntry)
    expect(rows.map((row) => [row['generation_id'], row['charge_id']])).toEqual([
      [null, null],
      [null, `${subject}/one`],
      [generation.id, generation.id],
    ])
  })
})

describe('verifyLedger', () => {
  const tamperings: [what: string, statement: string][] = [
    ['held credit that no hold has', 'update wallets set available = available - 1, held = held + 1'],
    ['a hold that its steps do not explain', 'update holds set amount = amount + 1'],
    ['a capture that was not charged', `delete from charges where kind = 'capture'`],
    ['a charge that was not captured', `delete from hold_steps where kind = 'capture'`],
    ['a capture of another amount', `update hold_steps set amount = amount + 1 where kind = 'capture'`],
    ['a hold without an owner', `update holds set expires_at = now() - interval '1 second'`],
  ]

  it.each(tamperings)('finds %s', async (_what, statement) => {
    const own = await openBilling()
    try {
      const { accountId, keyId } = await own.openAccount(10_000n)
      await openHold(own.context, { subject: 's', accountId, keyId, owner: 'realtime', amountNanoUsd: 500n })
      await captureHold(own.context, captureOf('s', 'one', 100n))
      await settleUsage(own.context, [usageOf({ accountId, keyId })])
      expect(await findBreaches(own.context)).toEqual([])
      await sql.raw(statement).execute(own.context.db)
      expect(await findBreaches(own.context)).not.toEqual([])
    } finally {
      await own.close()
    }
  })
})
