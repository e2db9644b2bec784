/** What was tried, and why it failed where it did. */
export type Outcome = { name: string; failure?: string }

export type Trial = [name: string, attempt: () => Promise<unknown>]

/** Tries each in turn and tells of it as it ends. What throws has failed; the others are still tried. */
export const tryAll = async (trials: Trial[], report: (line: string) => void): Promise<Outcome[]> => {
  const outcomes: Outcome[] = []
  for (const [name, attempt] of trials) {
    const startedAt = performance.now()
    const failure = await attempt().then(
      () => undefined,
      (error: Error) => error.message,
    )
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    report(`${failure === undefined ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`)
    if (failure !== undefined) report(failure)
    outcomes.push({ name, ...(failure === undefined ? {} : { failure }) })
  }
  return outcomes
}
