import lighthouse from 'lighthouse'

const CATEGORIES = ['performance', 'accessibility', 'best-practices']

export type Scores = {
  /** 0 to 100, by category. */
  scores: Record<string, number>
  /** The failed audits. */
  faults: string[]
}

type Visit = { port: number; headers: Record<string, string>; slowdown?: number }

/** A slow mobile network, Lighthouse's default. */
const NETWORK = {
  rttMs: 150,
  throughputKbps: 1_638.4,
  requestLatencyMs: 562.5,
  downloadThroughputKbps: 1_474.56,
  uploadThroughputKbps: 675,
}

const visit = async (url: URL, { port, headers, slowdown = 4 }: Visit) => {
  const run = await lighthouse(url.href, {
    port,
    onlyCategories: CATEGORIES,
    extraHeaders: headers,
    throttling: { ...NETWORK, cpuSlowdownMultiplier: slowdown },
    logLevel: 'error',
    output: 'json',
  })
  return run!.lhr
}

/**
 * The CPU slowdown for a mid-range phone, by Lighthouse's rule and its benchmark of this machine.
 * https://github.com/GoogleChrome/lighthouse/blob/main/docs/throttling.md
 */
export const slowdownOf = async (url: URL, options: Omit<Visit, 'slowdown'>): Promise<number> => {
  const { benchmarkIndex } = (await visit(url, options)).environment
  if (benchmarkIndex >= 1_300) return 3 + (benchmarkIndex - 1_300) / 233
  if (benchmarkIndex >= 800) return 2 + (benchmarkIndex - 800) / 500
  return Math.max(1, 1 + (benchmarkIndex - 150) / 650)
}

/** Runs Lighthouse for a page on a simulated phone, with the browser on `port`. */
export const scoresOf = async (url: URL, options: Visit): Promise<Scores> => {
  const { categories, audits } = await visit(url, options)
  const scores = Object.values(categories).map(({ id, score }) => [id, Math.round((score ?? 0) * 100)])
  const faults = Object.values(categories)
    .flatMap(({ auditRefs }) => auditRefs)
    .filter(({ id, weight }) => weight > 0 && (audits[id]!.score ?? 1) < 0.9)
    .map(({ id }) => `${id}: ${audits[id]!.displayValue ?? audits[id]!.title}`)
  return { scores: Object.fromEntries(scores), faults }
}
