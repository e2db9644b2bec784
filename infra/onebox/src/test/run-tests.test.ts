import { describe, expect, it } from 'vitest'
import { countBoth, countTests, filesToRepeat } from './run-tests.ts'

const file = (name: string, status: string, ...tests: string[]) => ({
  name,
  status,
  assertionResults: tests.map((test) => ({ status: test })),
})

/** A run with these files. `exitCode`: vitest fails if a test does, or on an error outside of tests. */
const run = (testResults: ReturnType<typeof file>[], exitCode: number) => {
  const count = (status: string) =>
    testResults.flatMap(({ assertionResults }) => assertionResults).filter((test) => test.status === status)
      .length
  return {
    report: { numPassedTests: count('passed'), numFailedTests: count('failed'), testResults },
    exitCode,
  }
}

describe('countTests', () => {
  it('counts a file that failed before its tests as a failure', () => {
    const files = [file('a', 'passed', 'passed'), file('b', 'failed')]
    expect(countTests(run(files, 1))).toEqual({ passed: 1, failed: 1 })
  })

  it('counts a failed test once', () => {
    expect(countTests(run([file('a', 'failed', 'passed', 'failed')], 1))).toEqual({ passed: 1, failed: 1 })
  })

  it('counts a failure of vitest outside of tests', () => {
    const files = [file('a', 'passed', 'passed')]
    expect(countTests(run(files, 1))).toEqual({ passed: 1, failed: 1 })
    expect(countTests(run(files, 0))).toEqual({ passed: 1, failed: 0 })
  })
})

describe('a second run', () => {
  const first = run(
    [file('a', 'passed', 'passed'), file('b', 'failed', 'passed', 'failed'), file('c', 'failed')],
    1,
  )

  it('repeats the failed files, unless there are many', () => {
    expect(filesToRepeat(first)).toEqual(['b', 'c'])
    expect(
      filesToRepeat(
        run(
          ['a', 'b', 'c', 'd'].map((name) => file(name, 'failed')),
          1,
        ),
      ),
    ).toEqual([])
  })

  it('counts each test of the repeated files as the second time', () => {
    const passing = [file('b', 'passed', 'passed', 'passed'), file('c', 'passed', 'passed')]
    expect(countBoth(first, run(passing, 0))).toEqual({ passed: 4, failed: 0 })
    const failing = [file('b', 'failed', 'passed', 'failed'), file('c', 'passed', 'passed')]
    expect(countBoth(first, run(failing, 1))).toEqual({ passed: 3, failed: 1 })
  })

  it('fails if vitest failed the second time outside of tests', () => {
    const files = [file('b', 'passed', 'passed', 'passed'), file('c', 'passed', 'passed')]
    expect(countBoth(first, run(files, 1)).failed).toBe(1)
  })
})
