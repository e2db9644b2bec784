import { UNITS, type Unit, type UsageEvent } from '@gptget/contracts'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { takeLease } from '../src/leases/take-lease.ts'
import { readActivity } from '../src/exports/read-activity.ts'
import { rejectUnreadable } from '../src/ledger/reject-usage.ts'
import { settleUsage } from '../src/ledger/settle-usage.ts'
import { verifyLedger } from '../src/ledger/verify-ledger.ts'
import { findBreaches, openBilling, readWallet, usageOf, type TestBilling } from './open-billing.ts'

let billing: TestBilling
beforeAll(async () => {
  billing = await openBilling()
})
afterAll(() => billing.close())

const linesOf = (...costs: bigint[]): Pick<UsageEvent, 'lines'> => ({
  lines: costs.map((costNanoUsd) => ({ unit: 'images', quantity: 1, rateNanoUsd: costNanoUsd, costNanoUsd })),
})

const take = (accountId: string, wantNanoUsd: bigint, keyId: string | null = null) =>
  takeLease(billing.context, { accountId, keyId, holder: 'edge-1', wantNanoUsd })

describe('settleUsage', () => {
  it('charges the lease first, then the free credit', async () => {
    const { accountId } = await billing.openAccount(1_000n)
    const { lease } = await take(accountId, 300n)
    const leased = lease!.grantedNanoUsd
    await settleUsage(billing.context, [
      usageOf({ accountId, leaseId: lease!.leaseId, costNanoUsd: leased + 50n }),
    ])
    expect(await readWallet(billing.context, accountId)).toMatchObject({
      available: 1_000n - leased - 50n,
      leased: 0n,
      charged: leased + 50n,
    })
    expect(await findBreaches(billing.context)).toEqual([])
  })

  it('changes nothing if a batch is delivered again, whole or in part', async () => {
    const { accountId } = await billing.openAccount(100_000n)
    const { lease } = await take(accountId, 40_000n)
    const events = Array.from({ length: 20 }, () => usageOf({ accountId, leaseId: lease!.leaseId }))
    expect(await settleUsage(billing.context, events)).toMatchObject({
      settledCount: 20,
      chargedNanoUsd: 20_000n,
    })
    const after = await readWallet(billing.context, accountId)
    const news = usageOf({ accountId, costNanoUsd: 7n })
    expect(await settleUsage(billing.context, events)).toMatchObject({ settledCount: 0, chargedNanoUsd: 0n })
    expect(await settleUsage(billing.context, [...events.slice(5), news, news])).toMatchObject({
      settledCount: 1,
      chargedNanoUsd: 7n,
    })
    expect((await readWallet(billing.context, accountId)).charged).toBe(after.charged + 7n)
    expect(await findBreaches(billing.context)).toEqual([])
  })

  it('charges once if several processes book the same batch at the same moment', async () => {
    const { accountId } = await billing.openAccount(1_000_000n)
    const events = Array.from({ length: 30 }, () => usageOf({ accountId }))
    const settlements = await Promise.all(
      [events, events.toReversed(), events, events.toReversed()].map((batch) =>
        settleUsage(billing.context, batch),
      ),
    )
    expect(settlements.reduce((sum, settlement) => sum + settlement.settledCount, 0)).toBe(30)
    expect((await readWallet(billing.context, accountId)).charged).toBe(30_000n)
  })

  it('never makes a wallet negative: what it cannot pay is recorded as shortfall', async () => {
    const { accountId } = await billing.openAccount(100n)
    const event = usageOf({ accountId, costNanoUsd: 250n })
    expect(await settleUsage(billing.context, [event])).toMatchObject({
      chargedNanoUsd: 100n,
      shortfallNanoUsd: 150n,
    })
    expect(await readWallet(billing.context, accountId)).toMatchObject({
      available: 0n,
      leased: 0n,
      charged: 100n,
    })
    const { checks } = await verifyLedger(billing.context)
    expect(checks.filter((check) => !check.isPassed)).toEqual([])
    const information = checks.find((check) => check.name.includes('could not wholly pay'))
    expect(
      information?.breaches.some((line) => line.startsWith(`${event.id}:`) && line.includes('150')),
    ).toBe(true)
  })

  it('books a wallet that cannot pay anything', async () => {
    const { accountId } = await billing.openAccount(0n)
    expect(await settleUsage(billing.context, [usageOf({ accountId, costNanoUsd: 9n })])).toMatchObject({
      chargedNanoUsd: 0n,
      shortfallNanoUsd: 9n,
    })
    expect(await findBreaches(billing.context)).toEqual([])
  })

  it('keeps the receipt of a free generation, without a ledger entry', async () => {
    const { accountId } = await billing.openAccount(100n)
    const event = usageOf({ accountId, costNanoUsd: 0n, priceVersion: null }, { outcome: 'failed' })
    expect(await settleUsage(billing.context, [event])).toMatchObject({ settledCount: 1, chargedNanoUsd: 0n })
    const transactions = await billing.context.db
      .selectFrom('ledger_transactions')
      .select('transaction_id')
      .where('charge_id', '=', event.id)
      .execute()
    expect(transactions).toEqual([])
  })

  it("does not pay one account's usage from another's lease", async () => {
    const [rich, poor] = await Promise.all([billing.openAccount(1_000n), billing.openAccount(0n)])
    const { lease } = await take(rich.accountId, 500n)
    await settleUsage(billing.context, [
      usageOf({ accountId: poor.accountId, leaseId: lease!.leaseId, costNanoUsd: 5n }),
    ])
    expect((await readWallet(billing.context, rich.accountId)).charged).toBe(0n)
    expect(await findBreaches(billing.context)).toEqual([])
  })

  it('puts a faulty event aside and books its neighbors', async () => {
    const { accountId } = await billing.openAccount(1_000_000n)
    const poison = [
      usageOf({ accountId: 'acct_nobody' }),
      usageOf({ accountId, costNanoUsd: -1n }),
      usageOf({ accountId, priceVersion: null }),
      usageOf({ accountId, startedAt: 'yesterday' }),
      usageOf({ accountId, product: 'nul\u0000' }),
      usageOf({ accountId, costNanoUsd: 10n ** 30n }),
      usageOf({ accountId, costNanoUsd: 10n ** 16n }),
      usageOf({ accountId, costNanoUsd: 5n, ...linesOf(4n) }),
      usageOf({ accountId, costNanoUsd: 0n, ...linesOf(3n, -3n) }),
    ]
    const sound = Array.from({ length: 9 }, () =>
      usageOf({ accountId }, { userAgent: 'odd \u0000 \uD800 agent' }),
    )
    const batch = sound.flatMap((event, index) => [event, poison[index]!])
    expect(await settleUsage(billing.context, batch)).toMatchObject({ settledCount: 9, rejectedCount: 9 })
    const rejected = await billing.context.db
      .selectFrom('rejected_usage')
      .select(['charge_id', 'reason'])
      .where(
        'charge_id',
        'in',
        poison.map((event) => event.id),
      )
      .execute()
    expect(rejected).toHaveLength(9)
    expect(rejected.find((row) => row.charge_id === poison[0]!.id)?.reason).toContain('no account')
    expect(await settleUsage(billing.context, batch)).toMatchObject({ settledCount: 0 })
    expect(await findBreaches(billing.context)).toEqual([])
  })

  it('keeps unreadable usage once, and shows it in ledger verify', async () => {
    const unreadable = [
      { text: '{"id":"chatcmpl-absurd","lines":[{"quantity":1e400}]}', reason: 'too big' },
      { text: '{"generationId":"chatcmpl-earlier"', reason: 'no JSON' },
      { text: 'nul \u0000 \\ud800 and no id', reason: 'nul \u0000' },
    ]
    await rejectUnreadable(billing.context, unreadable)
    await rejectUnreadable(billing.context, unreadable)
    const { checks } = await verifyLedger(billing.context)
    const shown = checks.find((check) => check.name.includes('could not be booked'))!.breaches
    expect(shown.filter((line) => line.startsWith('chatcmpl-absurd: too big'))).toHaveLength(1)
    expect(shown.filter((line) => line.startsWith('chatcmpl-earlier: no JSON'))).toHaveLength(1)
    expect(shown.filter((line) => line.startsWith('unreadable-'))).toHaveLength(1)
  })

  it('sums every unit of a day', async () => {
    const { accountId, keyId } = await billing.openAccount(1_000_000n)
    const used = (unit: Unit, quantity: number) =>
      usageOf({
        accountId,
        keyId,
        costNanoUsd: 1n,
        lines: [{ unit, quantity, rateNanoUsd: 1n, costNanoUsd: 1n }],
      })
    const units = UNITS.filter((unit) => unit !== 'requests')
    await settleUsage(
      billing.context,
      units.map((unit, index) => used(unit, index + 1)),
    )
    await settleUsage(billing.context, [used('images', 100), used('requests', 1)])
    const { rows } = await readActivity(billing.context, { accountId, from: '2026-11-22', to: '2026-11-22' })
    const expected = Object.fromEntries(units.map((unit, index) => [unit, index + 1]))
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({ requests: units.length + 2, chargedNanoUsd: BigInt(units.length + 2) })
    expect(rows[0]!.quantities).toEqual({ ...expected, images: expected['images']! + 100 })
    expect(await findBreaches(billing.context)).toEqual([])
  })

  it("sums a key's spending in total, per day and per month", async () => {
    const { accountId, keyId } = await billing.openAccount(1_000_000n)
    const at = (startedAt: string, costNanoUsd: bigint) =>
      usageOf({ accountId, keyId, startedAt, costNanoUsd })
    await settleUsage(billing.context, [at('2026-10-31T23:59:59Z', 1n), at('2026-11-01T00:00:00Z', 10n)])
    await settleUsage(billing.context, [at('2026-11-02T00:00:00Z', 100n)])
    const rows = await billing.context.db
      .selectFrom('key_spend')
      .selectAll()
      .where('key_id', '=', keyId)
      .execute()
    expect(Object.fromEntries(rows.map((row) => [row.period, row.amount]))).toEqual({
      total: 111n,
      '2026-10': 1n,
      '2026-10-31': 1n,
      '2026-11': 110n,
      '2026-11-01': 10n,
      '2026-11-02': 100n,
    })
  })
})

describe('the ledger', () => {
  it.each(['wallet_amount', 'grants_amount', 'shortfall_amount', 'revenue_amount'])(
    'refuses a transaction whose legs do not sum to zero: %s',
    async (leg) => {
      const own = await openBilling()
      try {
        const { accountId } = await own.openAccount(10_000n)
        await settleUsage(own.context, [usageOf({ accountId })])
        const change = sql
          .raw(`update billing.ledger_transactions set ${leg} = ${leg} + 1`)
          .execute(own.context.db)
        await expect(change).rejects.toThrow(/violates check constraint/)
      } finally {
        await own.close()
      }
    },
  )
})

describe('verifyLedger', () => {
  const tamperings: [what: string, statement: string][] = [
    [
      'a charge that was changed',
      `update billing.ledger_transactions set wallet_amount = wallet_amount - 1, revenue_amount = revenue_amount + 1
        where kind = 'usage'`,
    ],
    [
      'a grant that was changed',
      `update billing.ledger_transactions set wallet_amount = wallet_amount + 1, grants_amount = grants_amount - 1
        where kind = 'grant'`,
    ],
    [
      'a charge that was not booked in the ledger',
      `delete from billing.ledger_transactions where kind = 'usage'`,
    ],
    [
      "a charge on nobody's account",
      `update billing.ledger_transactions set account_id = 'acct_nobody' where kind = 'usage'`,
    ],
    ['a transaction without a charge', 'delete from billing.charges'],
    [
      'a wallet that holds more than its entries',
      'update billing.wallets set available = available + 1, granted = granted + 1',
    ],
    [
      'leased credit that no lease holds',
      'update billing.wallets set available = available - 1, leased = leased + 1',
    ],
    [
      'a charge without its price version',
      `update billing.ledger_transactions set price_version = '' where kind = 'usage'`,
    ],
    ['key spending that no charge explains', `update billing.key_spend set amount = amount + 1`],
  ]

  it.each(tamperings)('finds %s', async (_what, statement) => {
    const own = await openBilling()
    try {
      const { accountId, keyId } = await own.openAccount(10_000n)
      await settleUsage(own.context, [usageOf({ accountId, keyId }), usageOf({ accountId, keyId })])
      expect(await findBreaches(own.context)).toEqual([])
      await sql.raw(statement).execute(own.context.db)
      expect(await findBreaches(own.context)).not.toEqual([])
    } finally {
      await own.close()
    }
  })
})
