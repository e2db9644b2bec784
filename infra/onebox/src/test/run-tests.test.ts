import { describe, expect, it } from 'vitest'
import { countTests } from './run-tests.ts'

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((test) => ({ status: test })),
})

describe('countTests', () => {
  it('counts a file that failed before its tests as a failure', () => {
    const testResults = [file('passed', 'passed'), file('failed')]
    expect(countTests({ numPassedTests: 1, numFailedTests: 0, testResults }, 1)).toEqual({
      passed: 1,
      failed: 1,
    })
  })

  it('counts a failed test once', () => {
    const testResults = [file('failed', 'passed', 'failed')]
    expect(countTests({ numPassedTests: 1, numFailedTests: 1, testResults }, 1)).toEqual({
      passed: 1,
      failed: 1,
    })
  })

  it('counts a failure of vitest outside of tests', () => {
    const testResults = [file('passed', 'passed')]
    expect(countTests({ numPassedTests: 1, numFailedTests: 0, testResults }, 1)).toEqual({
      passed: 1,
      failed: 1,
    })
    expect(countTests({ numPassedTests: 1, numFailedTests: 0, testResults }, 0)).toEqual({
      passed: 1,
      failed: 0,
    })
  })
})
