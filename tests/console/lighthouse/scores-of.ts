import lighthouse from 'lighthouse'

const CATEGORIES = ['performance', 'accessibility', 'best-practices']

export type Scores = {
  /** 0 to 100, by category. */
  scores: Record<string, number>
  /** What took points away. */
  faults: string[]
}

/** What Lighthouse says of a page as a telephone loads it, with the browser that listens on `port`. */
export const scoresOf = async (
  url: URL,
  { port, headers }: { port: number; headers: Record<string, string> },
): Promise<Scores> => {
  const run = await lighthouse(url.href, {
    port,
    onlyCategories: CATEGORIES,
    extraHeaders: headers,
    logLevel: 'error',
    output: 'json',
  })
  const { categories, audits } = run!.lhr
  const scores = Object.values(categories).map(({ id, score }) => [id, Math.round((score ?? 0) * 100)])
  const faults = Object.values(categories)
    .flatMap(({ auditRefs }) => auditRefs)
    .filter(({ id, weight }) => weight > 0 && (audits[id]!.score ?? 1) < 0.9)
    .map(({ id }) => `${id}: ${audits[id]!.displayValue ?? audits[id]!.title}`)
  return { scores: Object.fromEntries(scores), faults }
}
