import { setTimeout as sleep } from 'node:timers/promises'
import { startScriptedUpstream } from '@gptget/testkit'
import type { Account } from '../../platform/admin.ts'
import { scriptedConfig } from '../../platform/scripted-config.ts'
import { startPlatform, type Platform } from '../../platform/start-platform.ts'
import type { Check } from '../table.ts'
import { ask, keyWith, SCRIPT } from './ask.ts'
import type { Admission } from './ask.ts'
import { proveObeying, proveReturning, RUNNING } from './prove-obeying.ts'

export type LimitsOptions = {
  /** How long to send requests against a limit of 60 a minute, after the first burst. */
  overTimeMs: number
  report: (line: string) => void
}

/** 11 input tokens and 8 output tokens. */
const REQUEST_TOKENS = 19
const PER_MINUTE = 60
const TOLERANCE = 2
const WINDOW_MS = 60_000

/** Tests limits per minute on three edges: in a burst and over time, of requests and of tokens. */
export const proveLimits = async ({ overTimeMs, report }: LimitsOptions): Promise<Check[]> => {
  const upstream = await startScriptedUpstream()
  const platform = await startPlatform({
    config: scriptedConfig(upstream, [SCRIPT, ...Object.values(RUNNING)]),
    mode: 'processes',
    hasOwnPostgres: true,
    edges: 3,
    routers: 2,
    billings: 2,
  })
  try {
    const account = await platform.admin.createAccount()
    const burst = await proveBurst(platform, account)
    report(`burst: ${burst.breaches.length === 0 ? 'held' : 'broken'}`)
    const tokens = await proveTokens(platform, account)
    report(`tokens: ${tokens.breaches.length === 0 ? 'held' : 'broken'}`)
    const returning = await proveReturning(platform, account, overTimeMs === 0 ? 4 : 16)
    report(`returning: ${returning.breaches.length === 0 ? 'held' : 'broken'}`)
    if (overTimeMs === 0) return [burst, tokens, returning]
    const [overTime, obeying] = await Promise.all([
      proveOverTime(platform, account, overTimeMs, report),
      proveObeying(platform, account),
    ])
    return [burst, tokens, returning, overTime, obeying]
  } finally {
    await platform.stop()
    await upstream.stop()
  }
}

/** Also a request that failed later: if the limit did not refuse it, it counts against the limit. */
const admittedOf = (all: Admission[]): Admission[] => all.filter(({ status }) => status !== 429)

const BURST = 240

const proveBurst = async (platform: Platform, account: Account): Promise<Check> => {
  const apiKey = await keyWith(platform, account, { requestsPerMinute: PER_MINUTE })
  const all = await Promise.all(Array.from({ length: BURST }, (_, index) => ask(platform, apiKey, index)))
  const count = admittedOf(all).length
  const breaches = Math.abs(count - PER_MINUTE) <= TOLERANCE ? [] : [`admitted ${count} of ${BURST}`]
  return {
    name: `a burst of ${BURST} over 3 edges against 60 requests a minute: ${count} admitted`,
    checkedCount: BURST,
    breaches,
  }
}

const TOKENS_PER_MINUTE = 3_000
/** The tolerance: an edge may have a rest that is too small for a request, and concurrent requests may vary. */
const TOKENS_TOLERANCE = 3 * 50
const TOKENS_FOR_MS = 10_000
const TOKENS_AT_ONCE = 12

const proveTokens = async (platform: Platform, account: Account): Promise<Check> => {
  const apiKey = await keyWith(platform, account, { tokensPerMinute: TOKENS_PER_MINUTE })
  const untilMs = performance.now() + TOKENS_FOR_MS
  const all: Admission[] = []
  const askOn = async (first: number): Promise<void> => {
    for (let index = first; performance.now() < untilMs; index += TOKENS_AT_ONCE) {
      const admission = await ask(platform, apiKey, index)
      all.push(admission)
      if (admission.status === 429) await sleep(100)
    }
  }
  await Promise.all(Array.from({ length: TOKENS_AT_ONCE }, (_, index) => askOn(index)))
  const used = admittedOf(all).length * REQUEST_TOKENS
  const isHeld = Math.abs(used - TOKENS_PER_MINUTE) <= TOKENS_TOLERANCE
  return {
    name: `requests over 3 edges against 3000 tokens a minute: ${used} tokens used`,
    checkedCount: all.length,
    breaches: isHeld ? [] : [`${used} tokens were used`],
  }
}

const PAUSE_MS = 300
/** The limit counts a request when it arrives; the caller sees it admitted a little later. */
const EDGE_OF_WINDOW_MS = 2_000

const proveOverTime = async (
  platform: Platform,
  account: Account,
  overTimeMs: number,
  report: (line: string) => void,
): Promise<Check> => {
  const apiKey = await keyWith(platform, account, { requestsPerMinute: PER_MINUTE })
  const startedAtMs = performance.now()
  const all: Admission[] = []
  for (let index = 0; performance.now() - startedAtMs < overTimeMs; index++) {
    all.push(await ask(platform, apiKey, index))
    if (index % 50 === 49) report(`over time: ${admittedOf(all).length} of ${all.length} admitted`)
    await sleep(PAUSE_MS)
  }
  const times = admittedOf(all).map(({ atMs }) => atMs)
  const most = Math.max(
    ...times.map(
      (from) => times.filter((at) => at >= from && at < from + WINDOW_MS - EDGE_OF_WINDOW_MS).length,
    ),
  )
  const least = PER_MINUTE * Math.floor(overTimeMs / (WINDOW_MS + EDGE_OF_WINDOW_MS)) - TOLERANCE
  return {
    name: `${all.length} requests in ${Math.round(overTimeMs / 1_000)} s over 3 edges against 60 a minute: ${times.length} admitted, at most ${most} in any minute`,
    checkedCount: all.length,
    breaches: [
      ...(most <= PER_MINUTE + TOLERANCE ? [] : [`${most} in one minute`]),
      ...(times.length >= least ? [] : [`only ${times.length} admitted, at least ${least} are due`]),
    ],
  }
}
