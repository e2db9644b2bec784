/** What one look at a source of advisories came to. */
export type CheckOutcome =
  | { status: 'clean'; looked: string }
  /** Each line names the package, its version and what is known of it. */
  | { status: 'affected'; looked: string; findings: string[] }
  /** The source cannot be reached from here: that says nothing about the packages. */
  | { status: 'unreachable'; reason: string }

/** One source of advisories and what of ours it knows about. */
export type Check = { name: string; run(): Promise<CheckOutcome> }

export const outcomeOf = (looked: string, findings: string[]): CheckOutcome =>
  findings.length === 0 ? { status: 'clean', looked } : { status: 'affected', looked, findings }
