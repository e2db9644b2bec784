/** A server that runs as our child and ends with us. */
export type EmbeddedServer = {
  /** How clients reach it, credentials included. */
  url: string
  port: number
  /** Resolves with a line that says why, when the server ends by itself; never after `stop` or `kill`. */
  crashed: Promise<string>
  /** Orderly end. Resolves when the process is gone. */
  stop(): Promise<void>
  /** kill -9, for tests of what follows. Resolves when the process is gone. */
  kill(): Promise<void>
}
