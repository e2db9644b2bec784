/** The result of checking one source of advisories. */
export type CheckOutcome =
  | { status: 'clean'; looked: string }
  /** Each finding names the package, its version and the advisory. */
  | { status: 'affected'; looked: string; findings: string[] }
  /** The source cannot be reached, so nothing is known about the packages. */
  | { status: 'unreachable'; reason: string }

/** A check of some packages against one source of advisories. */
export type Check = { name: string; run(): Promise<CheckOutcome> }

export const outcomeOf = (looked: string, findings: string[]): CheckOutcome =>
  findings.length === 0 ? { status: 'clean', looked } : { status: 'affected', looked, findings }
