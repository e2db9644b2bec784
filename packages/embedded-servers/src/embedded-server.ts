/** A server that runs as our child and ends with us. */
export type EmbeddedServer = {
  /** Its address for clients, including credentials. */
  url: string
  port: number
  /** Resolves with a line that says why, if the server exits by itself; never after `stop` or `kill`. */
  crashed: Promise<string>
  /** Orderly stop. Resolves when the process is gone. */
  stop(): Promise<void>
  /** kill -9, for tests. Resolves when the process is gone. */
  kill(): Promise<void>
}
