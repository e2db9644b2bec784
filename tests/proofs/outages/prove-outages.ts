import { setTimeout as sleep } from 'node:timers/promises'
import { startScriptedUpstream } from '@gptget/testkit'
import type { Account } from '../../platform/admin.ts'
import { modelOf, scriptedConfig } from '../../platform/scripted-config.ts'
import { startPlatform, type Platform } from '../../platform/start-platform.ts'
import { call, isWhole, type Seen } from '../callers/call.ts'
import { DIALECTS, type CallerDialect } from '../callers/dialects.ts'
import { readBooks } from '../money/books.ts'
import type { Check } from '../table.ts'

export type OutagesOptions = {
  /** How long Postgres is down. */
  postgresAwayMs: number
  natsAwayMs: number
  /** The number of concurrent callers. */
  callers: number
  report: (line: string) => void
}

const QUICK = 'text-8+trickle-20'
const SLOW = 'text-100+trickle-200'

/** Stops Postgres under load, then NATS, and checks that callers see what the documentation promises. */
export const proveOutages = async (options: OutagesOptions): Promise<Check[]> => {
  const upstream = await startScriptedUpstream()
  const platform = await startPlatform({
    config: scriptedConfig(upstream, [QUICK, SLOW]),
    mode: 'processes',
    hasOwnPostgres: true,
    edges: 2,
    routers: 2,
    billings: 2,
    onBusError: () => {},
  })
  try {
    const account = await platform.admin.createAccount({ creditsUsd: '1000.00' })
    return [
      ...(await provePostgresOutage(platform, account, options)),
      ...(await proveNatsOutage(platform, account, options)),
    ]
  } finally {
    await platform.stop()
    await upstream.stop()
  }
}

const ask = (
  platform: Platform,
  { apiKey }: Account,
  index: number,
  script: string,
  onToken?: () => void,
): Promise<Seen> =>
  call({
    dialect: dialectAt(index),
    url: platform.edges[index % platform.edges.length]!.url,
    apiKey,
    model: modelOf(script),
    isStream: index % 3 !== 0 || script === SLOW,
    maxTokens: 100,
    onToken,
  })

/** Uses the next edge for each request, and the next dialect after each round of edges. */
const dialectAt = (index: number): CallerDialect => DIALECTS[Math.floor(index / 2) % DIALECTS.length]!

const PAUSE_MS = 150
const BOOKED_WITHIN_MS = 60_000

const provePostgresOutage = async (
  platform: Platform,
  account: Account,
  { postgresAwayMs, callers, report }: OutagesOptions,
): Promise<Check[]> => {
  // Every edge has leased credit and knows the key, like any edge that is in use.
  for (let index = 0; index < 8; index++) await ask(platform, account, index, QUICK)
  report(`Postgres is taken away for ${postgresAwayMs / 1_000} s`)
  await platform.postgres?.kill()
  const untilMs = performance.now() + postgresAwayMs
  const seen: Seen[] = []
  const askOn = async (first: number): Promise<void> => {
    for (let index = first; performance.now() < untilMs; index += callers) {
      seen.push(await ask(platform, account, index, QUICK))
      if (seen.length % 200 === 0) report(`${seen.length} requests answered without Postgres`)
      await sleep(PAUSE_MS)
    }
  }
  await Promise.all(Array.from({ length: callers }, (_, index) => askOn(index)))
  await platform.postgres?.restart()
  report(`Postgres is back after ${seen.length} requests`)
  return [checkServed(seen, postgresAwayMs), await checkBooked(platform, seen)]
}

const describe = ({ status, error, broke, generationId }: Seen): string =>
  `${generationId ?? 'no answer'}: ${status} ${error ?? ''} ${broke ?? ''}`.trim()

const checkServed = (seen: Seen[], awayMs: number): Check => ({
  name: `every request of ${Math.round(awayMs / 1_000)} s without Postgres is answered completely`,
  checkedCount: seen.length,
  breaches: seen.filter((one) => !isWhole(one)).map(describe),
})

const nano = (usd: number): bigint => BigInt(Math.round(usd * 1e9))

const checkBooked = async (platform: Platform, seen: Seen[]): Promise<Check> => {
  const startedAtMs = performance.now()
  for (;;) {
    const { rows } = await readBooks(platform.databaseUrl)
    const costs = new Map(rows.map((row) => [row.generationId, row.chargedNanoUsd]))
    const missing = seen.filter((one) => costs.get(one.generationId ?? '') !== nano(one.costUsd ?? 0))
    const tookMs = performance.now() - startedAtMs
    if (missing.length === 0 || tookMs > BOOKED_WITHIN_MS)
      return {
        name: `every request is booked at its price once Postgres is back (${(tookMs / 1_000).toFixed(1)} s)`,
        checkedCount: seen.length,
        breaches: missing.map((one) => `${one.generationId}: booked ${costs.get(one.generationId ?? '')}`),
      }
    await sleep(250)
  }
}

const STREAMS = 16
const SERVED_WITHIN_MS = 2_000

const proveNatsOutage = async (
  platform: Platform,
  account: Account,
  { natsAwayMs, report }: OutagesOptions,
): Promise<Check[]> => {
  const started = new Set<number>()
  const streams = Array.from({ length: STREAMS }, (_, index) =>
    ask(platform, account, index, SLOW, () => started.add(index)),
  )
  while (started.size < STREAMS) await sleep(20)
  report(`NATS is taken away for ${natsAwayMs / 1_000} s`)
  await platform.nats.kill()
  await sleep(natsAwayMs)
  await platform.nats.restart()
  const served = await checkServedAgain(platform, account)
  report('NATS is back')
  return [checkEnded(await Promise.all(streams)), served]
}

const checkEnded = (seen: Seen[]): Check => ({
  name: 'every stream that is running when NATS dies ends with one error in its dialect, or completes',
  checkedCount: seen.length,
  breaches: seen
    .filter((one) => {
      const isBroken = one.status === 200 && one.broke === null && one.errorCount === 1
      return !isWhole(one) && !isBroken
    })
    .map(describe),
})

/** Tries every edge in every dialect until it works. */
const checkServedAgain = async (platform: Platform, account: Account): Promise<Check> => {
  const backAtMs = performance.now()
  const ways = Array.from({ length: platform.edges.length * DIALECTS.length }, (_, index) => index)
  const tookMs = await Promise.all(
    ways.map(async (index) => {
      for (;;) {
        const startedAtMs = performance.now()
        if (isWhole(await ask(platform, account, index, QUICK))) return startedAtMs - backAtMs
        if (performance.now() - backAtMs > 10 * SERVED_WITHIN_MS) return Infinity
        await sleep(50)
      }
    }),
  )
  const longestMs = Math.max(...tookMs)
  return {
    name: `requests are served again within 2 s of the return of NATS (${Math.round(longestMs)} ms)`,
    checkedCount: ways.length,
    breaches: tookMs
      .map((ms, index) => ({ ms, index }))
      .filter(({ ms }) => ms > SERVED_WITHIN_MS)
      .map(
        ({ ms, index }) => `edge ${(index % platform.edges.length) + 1}, ${dialectAt(index)}: after ${ms} ms`,
      ),
  }
}
