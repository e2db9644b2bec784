import { randomBytes } from 'node:crypto'
import { connectBus, type Bus } from '@gptget/bus'
import { type UsageEvent } from '@gptget/contracts'
import { migrate, openDatabase } from '@gptget/postgres'
import { createLogger } from '@gptget/runtime'
import { createTestDatabase, startTestNats } from '@gptget/testkit'
import { nanoid } from 'nanoid'
import { createAccount } from '../src/accounts/create-account.ts'
import type { UsageContext } from '../src/context.ts'
import { migrations } from '../src/db/migrations/index.ts'
import { SCHEMA_NAME, type Schema } from '../src/db/schema/index.ts'
import { verifyLedger } from '../src/ledger/verify-ledger.ts'

export type TestBilling = {
  context: UsageContext
  bus: Bus
  databaseUrl: string
  /** Moves billing's clock. */
  advance(byMs: number): void
  openAccount(creditsNanoUsd: bigint): Promise<{ accountId: string; keyId: string }>
  close(): Promise<void>
}

/** Billing's functions on a real database and a real usage stream, with a clock that tests move. */
export const openBilling = async (): Promise<TestBilling> => {
  const [database, nats] = await Promise.all([createTestDatabase(), startTestNats()])
  const logger = createLogger('billing-test', { LOG_LEVEL: 'silent' })
  const db = openDatabase<Schema>(database.url, { schema: SCHEMA_NAME, maxConnections: 20 })
  await migrate(db, migrations, { schema: SCHEMA_NAME })
  const bus = await connectBus({ url: nats.url, name: 'test', onError: (error) => logger.error(error) })
  let offsetMs = 0
  const context: UsageContext = {
    db,
    logger,
    usage: bus.usage,
    replica: null,
    now: () => new Date(Date.now() + offsetMs),
    createId: (prefix) => `${prefix}_${nanoid()}`,
    randomBytes,
    leaseLifetimeMs: 60_000,
  }
  return {
    context,
    bus,
    databaseUrl: database.url,
    advance: (byMs) => {
      offsetMs += byMs
    },
    openAccount: async (creditsNanoUsd) => {
      const { accountId, key } = await createAccount(context, { name: 'test', creditsNanoUsd })
      return { accountId, keyId: key.keyId }
    },
    close: async () => {
      await bus.close()
      await db.destroy()
      await Promise.all([database.drop(), nats.stop()])
    },
  }
}

type Over = Partial<Omit<UsageEvent, 'details'>> & Pick<UsageEvent, 'accountId'>

/**
 * A usage event of a successful generation; `over` has what matters to the test. The costs of its lines are correct.
 */
export const usageOf = (over: Over, details: Partial<UsageEvent['details']> = {}): UsageEvent => {
  const costNanoUsd = over.costNanoUsd ?? 1_000n
  return {
    kind: 'generation',
    id: `chatcmpl-${nanoid()}`,
    keyId: 'key_1',
    leaseId: null,
    product: 'openai/gpt-4o',
    lines: [
      { unit: 'input_tokens', quantity: 10, rateNanoUsd: 1_000_000n, costNanoUsd },
      { unit: 'output_tokens', quantity: 5, rateNanoUsd: 0n, costNanoUsd: 0n },
    ],
    costNanoUsd,
    priceVersion: 'v1',
    startedAt: '2026-11-22T10:00:00.000Z',
    ...over,
    details: {
      requestId: 'req_1',
      operation: 'chat',
      dialect: 'openai-chat',
      provider: 'openai',
      upstreamModel: 'gpt-4o',
      upstreamId: null,
      outcome: 'completed',
      isStream: true,
      finishReason: 'stop',
      nativeFinishReason: 'stop',
      isEstimated: false,
      attempts: [],
      excluded: [],
      error: null,
      firstTokenMs: 12,
      durationMs: 40,
      userAgent: null,
      sessionId: null,
      origin: null,
      ...details,
    },
  }
}

/** The violations of the ledger, check by check; empty if there are none. */
export const findBreaches = async (context: UsageContext): Promise<string[]> => {
  const { checks } = await verifyLedger(context)
  return checks.filter((check) => !check.isPassed).flatMap((check) => check.breaches)
}

export const readWallet = (context: UsageContext, accountId: string) =>
  context.db.selectFrom('wallets').selectAll().where('account_id', '=', accountId).executeTakeFirstOrThrow()
