import { setTimeout as sleep } from 'node:timers/promises'
import { startScriptedUpstream } from '@gptget/testkit'
import type { Account, KeyLimits } from '../../platform/admin.ts'
import { modelOf, scriptedConfig } from '../../platform/scripted-config.ts'
import { startPlatform, type Platform } from '../../platform/start-platform.ts'
import { call } from '../callers/call.ts'
import { DIALECTS } from '../callers/dialects.ts'
import type { Check } from '../table.ts'

export type LimitsOptions = {
  /** How long requests are made against a limit of 60 a minute, beyond its first burst. */
  overTimeMs: number
  report: (line: string) => void
}

const SCRIPT = 'text-8'
/** 11 tokens in and 8 out. */
const REQUEST_TOKENS = 19
const PER_MINUTE = 60
const TOLERANCE = 2
const WINDOW_MS = 60_000

type Admission = { atMs: number; status: number | null; headers: Record<string, string> }

/** Holds limits per minute against three edges: at a burst, over time, in requests and in tokens. */
export const proveLimits = async ({ overTimeMs, report }: LimitsOptions): Promise<Check[]> => {
  const upstream = await startScriptedUpstream()
  const platform = await startPlatform({
    config: scriptedConfig(upstream, [SCRIPT]),
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
    if (overTimeMs === 0) return [burst, tokens]
    const [overTime, obeying] = await Promise.all([
      proveOverTime(platform, account, overTimeMs, report),
      proveObeying(platform, account),
    ])
    return [burst, tokens, overTime, obeying]
  } finally {
    await platform.stop()
    await upstream.stop()
  }
}

const keyWith = async (platform: Platform, account: Account, limits: KeyLimits): Promise<string> => {
  const { apiKey } = await platform.admin.createKey(account.accountId, limits)
  // Every edge has seen the key before it counts: what is timed is the limit.
  for (const { url } of platform.edges)
    await fetch(`${url}/v1/key`, { headers: { authorization: `Bearer ${apiKey}` } })
  return apiKey
}

const ask = async (platform: Platform, apiKey: string, index: number): Promise<Admission> => {
  const seen = await call({
    dialect: DIALECTS[index % DIALECTS.length]!,
    url: platform.edges[index % platform.edges.length]!.url,
    apiKey,
    model: modelOf(SCRIPT),
    isStream: index % 2 === 0,
    maxTokens: 8,
  })
  return { atMs: performance.now(), status: seen.status, headers: seen.headers }
}

/** Whatever became of it afterwards: what is not refused for the limit has taken part of it. */
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
/** What an edge may hold that is too little for another request, and what requests at once may be off by. */
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

const OBEYING = 12

/** Callers who come back exactly when a refusal says: each is let through then. */
const proveObeying = async (platform: Platform, account: Account): Promise<Check> => {
  const breaches: string[] = []
  const obey = async (index: number): Promise<void> => {
    const apiKey = await keyWith(platform, account, { requestsPerMinute: 1 })
    const first = await ask(platform, apiKey, index)
    const refused = await ask(platform, apiKey, index + 1)
    const retryAfterMs = Number(refused.headers['retry-after-ms'])
    await sleep(retryAfterMs)
    const third = await ask(platform, apiKey, index + 2)
    const seen = [first.status, refused.status, third.status].join(', ')
    if (seen !== '200, 429, 200')
      breaches.push(`caller ${index} saw ${seen} after waiting ${retryAfterMs} ms`)
  }
  await Promise.all(Array.from({ length: OBEYING }, (_, index) => obey(index)))
  return { name: 'who comes back exactly when told is let through', checkedCount: OBEYING, breaches }
}

const PAUSE_MS = 300
/** A request is counted when it arrives and seen admitted a little later. */
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
