import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { Check, Suite } from './suite.ts'

const FILE = fileURLToPath(new URL('./results.json', import.meta.url))

const count = z.object({ passed: z.int(), total: z.int() })
const resultsSchema = z.record(
  z.string(),
  z.object({ versions: z.array(z.string()), counts: z.record(z.string(), count) }),
)
/**
 * For each suite: the installed packages of its last run, and how many checks passed by provider dialect (`any`: for
 * all dialects together).
 */
export type SuiteResults = z.output<typeof resultsSchema>

export const readResults = async (): Promise<SuiteResults> =>
  resultsSchema.parse(JSON.parse(await readFile(FILE, 'utf8')))

/** Replaces the previous results of a suite. */
export const keepResults = async (suite: Suite, checks: Check[]): Promise<void> => {
  const results = await readResults()
  const counts: SuiteResults[string]['counts'] = {}
  for (const { upstream = 'any', failure } of checks) {
    const { passed, total } = counts[upstream] ?? { passed: 0, total: 0 }
    counts[upstream] = { passed: passed + (failure === undefined ? 1 : 0), total: total + 1 }
  }
  results[suite.name] = { versions: suite.packages.pins, counts }
  await writeFile(FILE, `${JSON.stringify(results, null, 2)}\n`)
}
