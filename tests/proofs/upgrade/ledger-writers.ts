import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'

export type Writing = { count: number; longestMs: number }

/** Books charges continuously, each in a transaction like billing's, one after the other. */
export const startWriters = async (
  databaseUrl: string,
  writerCount: number,
): Promise<{
  during<Result>(work: () => Promise<Result>): Promise<Writing & { tookMs: number }>
  stop(): Promise<void>
}> => {
  const stopping = new AbortController()
  let next = 0
  /** The begin and end of one charge of a writer. */
  const written: { beganAtMs: number; endedAtMs: number }[] = []
  const begun = new Set<number>()
  const write = async (client: Client): Promise<void> => {
    while (!stopping.signal.aborted) {
      const beganAtMs = performance.now()
      begun.add(beganAtMs)
      for (const statement of chargeOf((next += 1))) await client.query(statement)
      begun.delete(beganAtMs)
      written.push({ beganAtMs, endedAtMs: performance.now() })
    }
  }
  const clients = await Promise.all(
    Array.from({ length: writerCount }, async () => {
      const client = new Client({ connectionString: databaseUrl, options: '-c search_path=billing' })
      await client.connect()
      return client
    }),
  )
  const writing = clients.map(write)
  return {
    during: async (work) => {
      const fromMs = performance.now()
      await work()
      const untilMs = performance.now()
      // A charge that waits for the work ends after it, and its whole waiting time counts.
      while ([...begun].some((beganAtMs) => beganAtMs < untilMs)) await sleep(20)
      const whole = written.filter(({ beganAtMs, endedAtMs }) => beganAtMs > fromMs && endedAtMs < untilMs)
      const touched = written.filter(({ beganAtMs, endedAtMs }) => endedAtMs > fromMs && beganAtMs < untilMs)
      const longestMs = Math.max(0, ...touched.map(({ beganAtMs, endedAtMs }) => endedAtMs - beganAtMs))
      return { tookMs: untilMs - fromMs, count: whole.length, longestMs }
    },
    stop: async () => {
      stopping.abort()
      await Promise.all(writing)
      await Promise.all(clients.map((client) => client.end()))
    },
  }
}

const chargeOf = (number: number): string[] => {
  const account = `acct_${number % 1_000}`
  return [
    'begin',
    `insert into charges (charge_id, kind, account_id, key_id, product, cost, charged, shortfall, started_at,
      settled_at, document) values ('chatcmpl-new-${number}', 'generation', '${account}', 'key_1', 'a/b', 700, 700, 0,
      now(), now(), '{}')`,
    `insert into ledger_transactions (transaction_id, kind, account_id, charge_id, price_version, created_at,
      wallet_amount, revenue_amount)
      values ('txn_new_${number}', 'usage', '${account}', 'chatcmpl-new-${number}', 'v1', now(), -700, 700)`,
    `update wallets set charged = charged + 700, available = available - 700 where account_id = '${account}'`,
    'commit',
  ]
}
