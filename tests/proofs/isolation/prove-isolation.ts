import { setTimeout as sleep } from 'node:timers/promises'
import { startScriptedUpstream } from '@gptget/testkit'
import { PRICE, scriptedProvider } from '../../platform/scripted-config.ts'
import { startPlatform, type OperatorConfig, type Platform } from '../../platform/start-platform.ts'
import { printChecks, type Check } from '../table.ts'
import { AttackTeam, type HostileUpstream } from './attack-team.ts'
import type { Attack } from './attackers.ts'
import { percentile, watchBystanders, type Observed } from './bystanders.ts'
import { watchMemory, type MemoryWatch } from './memory.ts'
import type { Target } from './target.ts'

export type IsolationOptions = {
  bystanders: number
  /** The duration of each attack. Before and after it, there is no attack for a third of that. */
  attackMs: number
  /** The attacks to run. */
  attacks: readonly Attack[]
  /** Whether to check the time to the first token: not while other tests run. */
  judgesTime: boolean
  report: (line: string) => void
}

/**
 * The allowed p99 under attack: twice the p99 before and after it, on a machine that was as busy then. A p99 of a few
 * milliseconds is noise, so 100 ms are added.
 */
const P99_FACTOR = 2
const P99_MARGIN_MS = 100
const LONGEST_WARM_UP_MS = 10_000
const WARM_UP_FACTOR = 4
/** After an attack: what it left behind is neither quiet nor the next attack. */
const REST_MS = 3_000

const MODELS = {
  quiet: 'test/bystander',
  shared: 'test/shared',
  otherDialect: 'test/other-dialect',
  sameDialect: 'test/same-dialect',
  long: 'test/long',
  endlessLine: 'test/endless-line',
  gzipBomb: 'test/gzip-bomb',
}

const served = (provider: string, script: string) => ({
  routes: [{ provider, model: `scripted:${script}` }],
  price: PRICE,
})

const configOf = (
  sharedUrl: string,
  { chat, anthropic, endlessLine, gzipBomb }: HostileUpstream,
): OperatorConfig => {
  return {
    providers: {
      // Bystanders and attackers share it, so attackers can affect its health for all.
      shared: scriptedProvider(sharedUrl),
      hostile: scriptedProvider(chat),
      endless: scriptedProvider(endlessLine),
      bomb: scriptedProvider(gzipBomb),
      other: { ...scriptedProvider(anthropic), dialect: 'anthropic' },
    },
    models: {
      [MODELS.quiet]: served('shared', 'text-20+trickle-10'),
      [MODELS.shared]: served('shared', 'text-20+trickle-10'),
      [MODELS.otherDialect]: served('other', 'text-5'),
      [MODELS.sameDialect]: served('hostile', 'text-5'),
      [MODELS.long]: served('hostile', 'text-20000'),
      [MODELS.endlessLine]: served('endless', 'any'),
      [MODELS.gzipBomb]: served('bomb', 'any'),
    },
  }
}

const warmUpMs = ({ attackMs }: IsolationOptions): number => Math.min(LONGEST_WARM_UP_MS, attackMs)

/** Runs each kind of attack, one after another, while well-behaved callers send requests. */
export const proveIsolation = async (options: IsolationOptions): Promise<Check[]> => {
  const { attacks, report } = options
  const upstream = await startScriptedUpstream()
  const team = await AttackTeam.start()
  const platform = await startPlatform({
    config: configOf(upstream.baseUrl('openai-chat'), team.upstream),
    mode: 'processes',
    hasOwnPostgres: true,
  })
  try {
    const scene = { ...(await prepare(platform, options)), team }
    // A process that has just started still interprets its code and has an unusually small heap, so memory is compared
    // with a process that was busy before.
    await Promise.all(Array.from({ length: WARM_UP_FACTOR }, () => observe(scene, warmUpMs(options), null)))
    let before = await observeQuiet(scene, options)
    const checks: Check[] = []
    for (const attack of attacks) {
      await scene.memory.takeGrowth()
      const { observed, outcomes } = await observe(scene, options.attackMs, attack)
      const growth = await scene.memory.takeGrowth()
      await sleep(REST_MS)
      const after = await observeQuiet(scene, options)
      const quiet = {
        firstTokenMs: quietP99(before, after, 'firstTokenMs'),
        readMs: quietP99(before, after, 'readMs'),
      }
      const check = judge(attack, observed, outcomes, growth, options.judgesTime ? quiet : null)
      checks.push(check)
      report(printChecks([check]))
      before = after
    }
    scene.memory.stop()
    return [...checks, await judgeLedger(platform)]
  } finally {
    await platform.stop()
    await team.stop()
    await upstream.stop()
  }
}

type Scene = {
  platform: Platform
  apiKeys: string[]
  target: Omit<Target, 'untilMs'>
  memory: MemoryWatch
  team: AttackTeam
}

const prepare = async (
  platform: Platform,
  { bystanders }: IsolationOptions,
): Promise<Omit<Scene, 'team'>> => {
  const accounts = await Promise.all(
    Array.from({ length: bystanders }, () => platform.admin.createAccount({ creditsUsd: '50' })),
  )
  const [empty, ...paying] = await Promise.all([
    platform.admin.createAccount({ creditsUsd: '0' }),
    // Many times the maximum cost of a body of 50 MiB.
    ...Array.from({ length: 4 }, () => platform.admin.createAccount({ creditsUsd: '1000000' })),
  ])
  return {
    platform,
    apiKeys: accounts.map(({ apiKey }) => apiKey),
    target: {
      url: platform.edges[0]!.url,
      payingKeys: paying.map(({ apiKey }) => apiKey),
      emptyKey: empty.apiKey,
      models: MODELS,
    },
    memory: await watchMemory(platform),
  }
}

type Watched = { observed: Observed; outcomes: Map<string, number> }

const observe = async (
  { platform, apiKeys, target, team }: Scene,
  forMs: number,
  attack: Attack | null,
): Promise<Watched> => {
  const untilMs = performance.now() + forMs
  const urls = platform.edges.map(({ url }) => url)
  const [observed, outcomes] = await Promise.all([
    watchBystanders({ urls, apiKeys, model: MODELS.quiet, untilMs }),
    attack === null ? new Map<string, number>() : team.attack({ name: attack.name, target, forMs }),
  ])
  return { observed, outcomes }
}

/** What the callers see without attacks. */
const observeQuiet = async (scene: Scene, { attackMs, judgesTime }: IsolationOptions): Promise<Observed> => {
  if (!judgesTime) return { firstTokenMs: [], readMs: [], lost: [] }
  return (await observe(scene, attackMs / 3, null)).observed
}

type Timed = 'firstTokenMs' | 'readMs'
/** The p99 of each without attacks; null: times are not judged. */
type Quiet = Record<Timed, number> | null

const p99Of = (times: readonly number[]): number =>
  percentile(
    times.toSorted((a, b) => a - b),
    0.99,
  )

const quietP99 = (before: Observed, after: Observed, timed: Timed): number =>
  p99Of([...before[timed], ...after[timed]])

const allowedBeside = (quietMs: number): number => Math.max(P99_FACTOR * quietMs, quietMs + P99_MARGIN_MS)

const NAMES: Record<Timed, string> = { firstTokenMs: 'first token', readMs: 'lists' }

/** Times under attack: as they are said, and their breaches. */
const judgeTimes = (timed: Timed, observed: Observed, quiet: Quiet): { said: string; breaches: string[] } => {
  const times = observed[timed]
  const p99Ms = percentile(times, 0.99)
  const seen = `${NAMES[timed]} (${times.length}) p50 ${percentile(times, 0.5).toFixed(0)} p99 ${p99Ms.toFixed(0)} ms`
  if (quiet === null) return { said: seen, breaches: [] }
  const allowedMs = allowedBeside(quiet[timed])
  const said = `${seen}, ${allowedMs.toFixed(0)} allowed (quiet ${quiet[timed].toFixed(0)})`
  return { said, breaches: p99Ms <= allowedMs ? [] : [said] }
}

/** The verdict on one attack: what the callers saw, what was allowed, and what was breached. */
const judge = (
  { name, maxGrowthMib }: Attack,
  observed: Observed,
  outcomes: Map<string, number>,
  growth: Map<string, number>,
  quiet: Quiet,
): Check => {
  const times = [judgeTimes('firstTokenMs', observed, quiet), judgeTimes('readMs', observed, quiet)]
  const answered = [...outcomes].map(([outcome, count]) => `${outcome}×${count}`).join(', ')
  const grown = [...growth].map(([service, mib]) => `${service} +${mib.toFixed(0)}`).join(' ')
  const breaches = [
    ...observed.lost.map((lost) => `a bystander lost an answer: ${lost}`),
    ...times.flatMap((time) => time.breaches),
    ...['edge-gateway', 'router'].flatMap((service) => {
      const mib = growth.get(service) ?? 0
      return mib <= maxGrowthMib ? [] : [`${service} grew by ${mib.toFixed(0)} MiB, ${maxGrowthMib} allowed`]
    }),
    ...(outcomes.size === 0 ? ['the attack never arrived'] : []),
  ]
  const lines = [
    `${name}: ${observed.lost.length} lost`,
    ...times.map(({ said }) => said),
    `MiB ${grown} (${maxGrowthMib} allowed for edge and router)`,
    `attackers saw ${answered}`,
  ]
  const checkedCount = observed.firstTokenMs.length + observed.readMs.length
  return { name: lines.join('; '), checkedCount, breaches }
}

const BOOKED_WITHIN_MS = 20_000

/** All usage is booked, and every invariant of the ledger holds. */
const judgeLedger = async ({ admin }: Platform): Promise<Check> => {
  const deadlineMs = performance.now() + BOOKED_WITHIN_MS
  let breaches = await admin.findBreaches()
  while (breaches.length > 0 && performance.now() < deadlineMs) {
    await sleep(500)
    breaches = await admin.findBreaches()
  }
  return { name: 'the ledger is consistent afterwards', checkedCount: 1, breaches }
}
