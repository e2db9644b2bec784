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
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ status: z.string() })),
    }),
  ),
})

type Run = { report: z.infer<typeof vitestReport>; exitCode: number }

/** More failed files than this are no coincidence. */
const MAX_REPEATED_FILES = 3

/**
 * Runs all tests, or those whose file matches a filter, and counts them. A few failed files run a second time, alone:
 * on a shared machine a test may meet a pause that no test allows for. What passes only then is named as unstable.
 */
export const runTests = async (options: { repository: string; filters: string[] }): Promise<StageOutcome> => {
  const first = await runVitest(options)
  const repeated = filesToRepeat(first)
  if (repeated.length === 0) return countTests(first)
  const names = repeated.map((file) => path.relative(options.repository, file)).join(', ')
  console.log(`\n── running again, alone: ${names}`)
  const second = await runVitest({ ...options, filters: ['--maxWorkers=1', ...repeated] })
  const outcome = countBoth(first, second)
  if (outcome.failed === 0) console.log(`── UNSTABLE, passed only the second time: ${names}`)
  return outcome
}

const runVitest = async (options: { repository: string; filters: string[] }): Promise<Run> => {
  const directory = await mkdtemp(path.join(tmpdir(), 'gptget-report-'))
  const report = path.join(directory, 'report.json')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const vitest = path.join(options.repository, 'node_modules/.bin/vitest')
  try {
    const exitCode = await runVisibly(vitest, ['run', ...reporters, ...options.filters], {
      cwd: options.repository,
    })
    return { report: vitestReport.parse(JSON.parse(await readFile(report, 'utf8'))), exitCode }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** The failed files of a run; none if there are too many, or if it failed outside of a file. */
export const filesToRepeat = ({ report }: Run): string[] => {
  const failed = report.testResults.filter(({ status }) => status === 'failed').map(({ name }) => name)
  return failed.length <= MAX_REPEATED_FILES ? failed : []
}

/** Counts tests. A file that failed before its tests is one failure, and so is a run that failed without one. */
export const countTests = ({ report, exitCode }: Run): StageOutcome => {
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
  ).length
  const failed = report.numFailedTests + brokenFiles
  return { passed: report.numPassedTests, failed: failed === 0 && exitCode !== 0 ? 1 : failed }
}

/** Counts a run and the second run of its failed files: each test of those files counts as the second time. */
export const countBoth = (first: Run, second: Run): StageOutcome => {
  const repeated = new Set(filesToRepeat(first))
  const passedBefore = first.report.testResults
    .filter(({ name }) => repeated.has(name))
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'passed').length
  const again = countTests(second)
  return { passed: first.report.numPassedTests - passedBefore + again.passed, failed: again.failed }
}
