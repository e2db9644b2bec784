/** What a command reads from and writes to. */
export type Terminal = {
  env: NodeJS.ProcessEnv
  /** Data, for people or programs: stdout. */
  print: (text: string) => void
  /** Messages for people: stderr. */
  talk: (text: string) => void
  now: () => Date
}

/** A failure whose message tells the operator what to do next. */
export class AdminError extends Error {
  override name = 'AdminError'
}

/** An invalid command line. */
export class UsageError extends Error {
  override name = 'UsageError'
}
