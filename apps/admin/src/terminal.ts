/** The world as a command sees it. */
export type Terminal = {
  env: NodeJS.ProcessEnv
  /** Data, for people or programs: stdout. */
  print: (text: string) => void
  /** Everything that is said about it: stderr. */
  talk: (text: string) => void
  now: () => Date
}

/** A failure whose message tells the operator what to do next. */
export class AdminError extends Error {
  override name = 'AdminError'
}

/** A command line that cannot be understood. */
export class UsageError extends Error {
  override name = 'UsageError'
}
