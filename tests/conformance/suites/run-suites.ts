import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { install } from './install.ts'
import { keepResults } from './results.ts'
import { startWorld, type SuiteWorld } from './start-world.ts'
import { failed, type Check, type Suite } from './suite.ts'
import { SUITES } from './suites.ts'

/**
 * Runs the named suites, or all of them, and stores their results. @returns whether every check passed. @throws Error
 * listing the suites, for an unknown name
 */
export const runSuites = async (names: string[], report: (line: string) => void): Promise<boolean> => {
  const unknown = names.find((name) => !SUITES.some((suite) => suite.name === name))
  if (unknown !== undefined)
    throw new Error(
      `There is no suite ${unknown}. Choose from: ${SUITES.map(({ name }) => name).join(', ')}.`,
    )
  const chosen = names.length === 0 ? SUITES : SUITES.filter(({ name }) => names.includes(name))
  const directory = await mkdtemp(path.join(tmpdir(), 'gptget-suites-'))
  process.env['GPTGET_TEST_RUN_DIRECTORY'] = directory
  const world = await startWorld()
  let isWhole = true
  try {
    for (const suite of chosen) isWhole = (await runSuite(suite, world, report)) && isWhole
  } finally {
    await world.stop()
    await rm(directory, { recursive: true, force: true })
  }
  return isWhole
}

const runSuite = async (
  suite: Suite,
  world: SuiteWorld,
  report: (line: string) => void,
): Promise<boolean> => {
  const startedAtMs = performance.now()
  const checks = await checksOf(suite, world)
  await keepResults(suite, checks)
  const failures = checks.filter(({ failure }) => failure !== undefined)
  const seconds = ((performance.now() - startedAtMs) / 1_000).toFixed(0)
  const count = `${checks.length - failures.length} of ${checks.length}`
  report(`${suite.name} (${suite.shows}): ${count} in ${seconds} s`)
  for (const { name, upstream, failure } of failures) report(`  FAIL ${name} ${upstream ?? ''}: ${failure}`)
  return failures.length === 0
}

/** A suite that could not run counts as one failed check. The others still run. */
const checksOf = async (suite: Suite, world: SuiteWorld): Promise<Check[]> => {
  try {
    const { registry } = suite.packages
    return await suite.run(world, registry === 'none' ? '' : await install(suite.name, suite.packages))
  } catch (error) {
    return [failed('runs', error instanceof Error ? error.message : String(error))]
  }
}
