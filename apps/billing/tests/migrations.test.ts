import { UNITS } from '@gptget/contracts'
import { migrate, openDatabase } from '@gptget/postgres'
import { createTestDatabase } from '@gptget/testkit'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import type { UsageContext } from '../src/context.ts'
import { migrations } from '../src/db/migrations/index.ts'
import { SCHEMA_NAME, type Schema } from '../src/db/schema/index.ts'
import { readActivity } from '../src/exports/read-activity.ts'
import { readGeneration } from '../src/generations/read-generation.ts'
import { findBreaches, openBilling } from './open-billing.ts'

const EARLIER_EVENT = {
  generationId: 'chatcmpl-old',
  requestId: 'req_1',
  accountId: 'acct_1',
  keyId: 'key_1',
  leaseId: null,
  operation: 'chat',
  dialect: 'openai-chat',
  model: 'a/b',
  provider: 'a',
  upstreamModel: 'b',
  upstreamId: null,
  outcome: 'completed',
  isStream: true,
  finishReason: 'stop',
  nativeFinishReason: 'stop',
  replica: null,
  usage: {
    inputTokens: 10,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    cacheWrite1hTokens: 3,
    audioInputTokens: 0,
    imageInputTokens: 0,
    outputTokens: 5,
    reasoningTokens: 0,
    audioOutputTokens: 0,
    imageOutputTokens: 0,
    isEstimated: true,
  },
  costNanoUsd: '700',
  priceVersion: 'v1',
  attempts: [],
  excluded: [],
  error: null,
  startedAt: '2026-11-22T10:00:00.000Z',
  firstTokenMs: 12,
  durationMs: 40,
  userAgent: 'curl',
  sessionId: null,
  origin: null,
}

/** One account with 1,000 granted and 700 charged, in the tables before charges had lines. */
const EARLIER_ROWS = [
  `insert into accounts (account_id, name, created_at) values ('acct_1', 'old', now())`,
  `insert into wallets (account_id, available, granted, charged) values ('acct_1', 300, 1000, 700)`,
  `insert into ledger_transactions (transaction_id, kind, account_id, generation_id, price_version, reason, created_at,
      wallet_amount, grants_amount, revenue_amount) values
    ('txn_1', 'grant', 'acct_1', null, null, 'first', now(), 1000, -1000, 0),
    ('txn_2', 'usage', 'acct_1', 'chatcmpl-old', 'v1', null, now(), -700, 0, 700)`,
  `insert into generations (generation_id, account_id, key_id, lease_id, model, outcome, cost, charged, shortfall,
      started_at, settled_at, event)
    values ('chatcmpl-old', 'acct_1', 'key_1', null, 'a/b', 'completed', 700, 700, 0,
      '2026-11-22T10:00:00Z', now(), '${JSON.stringify(EARLIER_EVENT)}')`,
  `insert into key_spend values ('key_1', 'total', 700), ('key_1', '2026-11-22', 700), ('key_1', '2026-11', 700)`,
  `insert into account_spend values ('acct_1', '2026-11-22', 700), ('acct_1', '2026-11', 700)`,
  `insert into activity values ('acct_1', '2026-11-22', 'key_1', 'a/b', false, 1, 10, 0, 0, 3, 0, 0, 5, 0, 0, 0, 700, 700)`,
]

it('carries charges from before they had lines over into the current tables', async () => {
  const database = await createTestDatabase()
  const db = openDatabase<Schema>(database.url, { schema: SCHEMA_NAME })
  const billing = await openBilling()
  try {
    const earlier = Object.fromEntries(Object.entries(migrations).filter(([name]) => name < '0006'))
    await migrate(db, earlier, { schema: SCHEMA_NAME })
    for (const statement of EARLIER_ROWS) await sql.raw(statement).execute(db)
    await migrate(db, migrations, { schema: SCHEMA_NAME })
    const context: UsageContext = { ...billing.context, db }
    expect(await findBreaches(context)).toEqual([])

    const { generation } = await readGeneration(context, {
      accountId: 'acct_1',
      generationId: 'chatcmpl-old',
    })
    expect(generation).toMatchObject({
      id: 'chatcmpl-old',
      product: 'a/b',
      costNanoUsd: 700n,
      lines: [
        { unit: 'input_tokens', quantity: 10, rateNanoUsd: null, costNanoUsd: null },
        { unit: 'cache_write_1h_tokens', quantity: 3, rateNanoUsd: null, costNanoUsd: null },
        { unit: 'output_tokens', quantity: 5, rateNanoUsd: null, costNanoUsd: null },
      ],
      details: { outcome: 'completed', isEstimated: true, userAgent: 'curl' },
    })
    const { rows } = await readActivity(context, {
      accountId: 'acct_1',
      from: '2026-11-01',
      to: '2026-11-30',
    })
    expect(rows).toEqual([
      {
        day: '2026-11-22',
        keyId: 'key_1',
        keyName: null,
        product: 'a/b',
        isByok: false,
        requests: 1,
        quantities: { input_tokens: 10, cache_write_1h_tokens: 3, output_tokens: 5 },
        costNanoUsd: 700n,
        chargedNanoUsd: 700n,
      },
    ])
  } finally {
    await billing.close()
    await db.destroy()
    await database.drop()
  }
})

it('has an activity column for every unit of the vocabulary, and for no other', async () => {
  const billing = await openBilling()
  try {
    const { rows } = await sql<{ column_name: string }>`select column_name from information_schema.columns
      where table_schema = ${SCHEMA_NAME} and table_name = 'activity'`.execute(billing.context.db)
    const others = ['account_id', 'day', 'key_id', 'product', 'is_byok', 'cost', 'charged']
    expect(rows.map((row) => row.column_name).toSorted()).toEqual([...others, ...UNITS].toSorted())
  } finally {
    await billing.close()
  }
})
