import lighthouse, { type Result } from 'lighthouse'
import { computeMedianRun } from 'lighthouse/core/lib/median-run.js'

/** Accessibility and best practices do not change from run to run. */
const STEADY = ['accessibility', 'best-practices']
/** Lighthouse advises the median of five. https://github.com/GoogleChrome/lighthouse/blob/main/docs/variability.md */
const RUNS = 5

export type Scores = {
  /** 0 to 100, by category; the performance is that of the median run. */
  scores: Record<string, number>
  /** The audits that cost points. */
  faults: string[]
  /** The performance of every run, for people: how far apart they are. */
  performances: number[]
}

type Visit = {
  /** The remote debugging port of the browser. */
  port: number
  headers: Record<string, string>
  /** Lighthouse's `cpuSlowdownMultiplier`. */
  slowdown: number
}

/** A slow mobile network, Lighthouse's default. */
const NETWORK = {
  rttMs: 150,
  throughputKbps: 1_638.4,
  requestLatencyMs: 562.5,
  downloadThroughputKbps: 1_474.56,
  uploadThroughputKbps: 675,
}

/** Runs Lighthouse for a page on a simulated phone. */
export const scoresOf = async (url: URL, visit: Visit): Promise<Scores> => {
  const steady = await run(url, visit, STEADY)
  const runs: Result[] = []
  while (runs.length < RUNS) runs.push(await run(url, visit, ['performance']))
  const median = computeMedianRun(runs)
  return {
    scores: { ...scoresIn(median), ...scoresIn(steady) },
    faults: [...faultsIn(median), ...faultsIn(steady)],
    performances: runs.map((each) => scoresIn(each).performance!),
  }
}

const run = async (url: URL, { port, headers, slowdown }: Visit, categories: string[]): Promise<Result> => {
  const done = await lighthouse(url.href, {
    port,
    onlyCategories: categories,
    extraHeaders: headers,
    throttling: { ...NETWORK, cpuSlowdownMultiplier: slowdown },
    logLevel: 'error',
    output: 'json',
  })
  return done!.lhr
}

const scoresIn = ({ categories }: Result): Record<string, number> =>
  Object.fromEntries(Object.values(categories).map(({ id, score }) => [id, Math.round((score ?? 0) * 100)]))

const faultsIn = ({ categories, audits }: Result): string[] =>
  Object.values(categories)
    .flatMap(({ auditRefs }) => auditRefs)
    .filter(({ id, weight }) => weight > 0 && (audits[id]!.score ?? 1) < 0.9)
    .map(({ id }) => `${id}: ${audits[id]!.displayValue ?? audits[id]!.title}`)
