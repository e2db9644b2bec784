import { setTimeout as sleep } from 'node:timers/promises'
import { startScriptedUpstream } from '@gptget/testkit'
import { startPlatform, type Platform } from '../../platform/start-platform.ts'
import { chanceOf } from '../chance.ts'
import { killAtRandom, victimsOf, type Outage } from '../kill-at-random.ts'
import type { Check } from '../table.ts'
import { readBooks, type Books } from './books.ts'
import { startCrowd, type Crowd, type Memory } from './caller.ts'
import { judge } from './judge.ts'
import { moneyConfig } from './models.ts'
import { createPayers, type Payer } from './payers.ts'

export type MoneyOptions = {
  seed: number
  callers: number
  edges: number
  routers: number
  billings: number
  /** How long to send requests while processes are killed. */
  loadMs: number
  leaseLifetimeMs: number
  pauseMs: [least: number, most: number]
  awayMs: [least: number, most: number]
  report: (line: string) => void
}

export type MoneyProof = {
  checks: Check[]
  memories: Memory[]
  books: Books
  outages: Outage[]
  payers: Payer[]
}

/** Many callers spend money while every process is killed in turn. Then compares what they saw with the database. */
export const proveMoney = async (options: MoneyOptions): Promise<MoneyProof> => {
  const upstream = await startScriptedUpstream()
  const crashes: string[] = []
  const platform = await startPlatform({
    ...options,
    config: moneyConfig(upstream),
    mode: 'processes',
    hasOwnPostgres: true,
    env: { LEASE_LIFETIME_MS: String(options.leaseLifetimeMs) },
    onCrash: (service, said) => crashes.push(`${service} ended by itself: ${said}`),
    onBusError: () => {},
  })
  try {
    return await prove(options, platform, crashes)
  } finally {
    await platform.stop()
    await upstream.stop()
  }
}

/** The last kill is early enough for requests after it. */
const CALM_SHARE = 0.85

const prove = async (options: MoneyOptions, platform: Platform, crashes: string[]): Promise<MoneyProof> => {
  const chance = chanceOf(options.seed)
  const payers = await createPayers(platform.admin)
  const startedAtMs = performance.now()
  const report = (line: string): void => options.report(`${seconds(startedAtMs)}  ${line}`)
  const crowd = startCrowd({
    chance: chance.fork(),
    size: options.callers,
    untilMs: startedAtMs + options.loadMs,
    edges: platform.edges,
    payers,
  })
  const ticker = setInterval(() => report(describeCrowd(crowd)), 5_000)
  const killing = killAtRandom({
    ...options,
    chance: chance.fork(),
    victims: victimsOf(platform),
    untilMs: startedAtMs + options.loadMs * CALM_SHARE,
    report,
  })
  const [outages] = await Promise.all([killing, crowd.gone])
  clearInterval(ticker)
  report(describeCrowd(crowd))
  const { memories } = crowd
  const books = await settle(platform, memories, 3 * options.leaseLifetimeMs + SETTLE_MS, report)
  const breaches = await platform.admin.findBreaches()
  return {
    memories,
    books,
    outages,
    payers,
    checks: [
      ...judge({ memories, books, outages }),
      await checkReceipts(platform, memories),
      { name: 'the operator’s `ledger verify` finds no violation', checkedCount: 1, breaches },
      { name: 'no process ended by itself', checkedCount: platform.services.length, breaches: crashes },
    ],
  }
}

const seconds = (sinceMs: number): string =>
  `${((performance.now() - sinceMs) / 1_000).toFixed(1).padStart(6)} s`

const describeCrowd = ({ underWay, memories }: Crowd): string =>
  `${underWay} running requests, ${memories.length} over`

/** After the leases of dead processes have expired: time for running work in routers and waiting usage. */
const SETTLE_MS = 30_000

/**
 * Waits until nothing is leased and the database has not changed for a while, or time is up. @returns its contents
 */
const settle = async (
  platform: Platform,
  memories: Memory[],
  patienceMs: number,
  report: (line: string) => void,
): Promise<Books> => {
  const deadlineMs = performance.now() + patienceMs
  let last: Books | null = null
  for (;;) {
    const books = await readBooks(platform.databaseUrl)
    const leased = books.wallets.reduce((sum, { leasedNanoUsd }) => sum + leasedNanoUsd, 0n)
    const isStill = last?.rows.length === books.rows.length && leased === 0n && books.openLeases === 0
    const isConsumed = await platform.bus.usage.waitUntilConsumed(1_000)
    if ((isStill && isConsumed) || performance.now() > deadlineMs) return books
    report(
      `settling: ${books.rows.length} generations booked of ${memories.length} requests, ${books.openLeases} leases open`,
    )
    last = books
    await sleep(2_500)
  }
}

const RECEIPTS_READ = 100

/** The public receipt of a completely delivered answer matches the answer. */
const checkReceipts = async (platform: Platform, memories: Memory[]): Promise<Check> => {
  const whole = memories
    .filter(({ seen }) => seen.costUsd !== null && seen.endCount === 1)
    .slice(-RECEIPTS_READ)
  const breaches: string[] = []
  for (const { seen, payer } of whole) {
    const response = await fetch(`${platform.baseUrl}/generation?id=${seen.generationId}`, {
      headers: { authorization: `Bearer ${payer.apiKey}` },
    })
    const { data } = (await response.json()) as { data?: { total_cost: number } }
    if (data?.total_cost !== seen.costUsd)
      breaches.push(`${seen.generationId}: receipt ${data?.total_cost}, answer ${seen.costUsd}`)
  }
  return { name: '/v1/generation matches the answer', checkedCount: whole.length, breaches }
}
