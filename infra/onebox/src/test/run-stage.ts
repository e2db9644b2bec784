/** The number of tests of a stage. A failed check that is not a test counts as one failure. */
export type StageOutcome = { passed: number; failed: number }

/** Runs a stage and prints its name and duration. A stage that throws has failed; later stages still run. */
export const runStage = async (name: string, work: () => Promise<StageOutcome>): Promise<StageOutcome> => {
  const startedAt = performance.now()
  console.log(`\n── ${name}`)
  const outcome = await work().catch((error: unknown) => {
    console.log(error instanceof Error ? error.message : error)
    return { passed: 0, failed: 1 }
  })
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  console.log(`── ${name}: ${outcome.failed === 0 ? 'ok' : 'FAILED'} in ${seconds} s`)
  return outcome
}
