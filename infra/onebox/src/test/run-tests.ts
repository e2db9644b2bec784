import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import type { StageOutcome } from './run-stage.ts'
import { runVisibly } from './run-visibly.ts'

/** The used part of vitest's JSON report: its test counts, and its files, which can fail without running a test. */
const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(
    z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) }),
  ),
})

/** Runs all tests, or those whose file matches a filter, and counts them. */
export const runTests = async (options: { repository: string; filters: string[] }): Promise<StageOutcome> => {
  const directory = await mkdtemp(path.join(tmpdir(), 'gptget-report-'))
  const report = path.join(directory, 'report.json')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const vitest = path.join(options.repository, 'node_modules/.bin/vitest')
  try {
    const code = await runVisibly(vitest, ['run', ...reporters, ...options.filters], {
      cwd: options.repository,
    })
    return countTests(JSON.parse(await readFile(report, 'utf8')), code)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** Counts tests. A file that failed before its tests is one failure, and so is a run that failed without one. */
export const countTests = (report: unknown, exitCode: number): StageOutcome => {
  const { numPassedTests, numFailedTests, testResults } = vitestReport.parse(report)
  const brokenFiles = testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
  ).length
  const failed = numFailedTests + brokenFiles
  return { passed: numPassedTests, failed: failed === 0 && exitCode !== 0 ? 1 : failed }
}
