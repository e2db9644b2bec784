/**
 * The interface of every service: created by its `create(config)`, which also starts it; the same in `main.ts`, in
 * tests and in the one-box start.
 */
export type Service = {
  name: string
  /** The address of its HTTP port, once started: `http://127.0.0.1:1234`. */
  url: string
  /** The address of its metrics and the details of its health. */
  metricsUrl: string
  /** Accepts no more work, finishes its work, returns what it holds, closes. */
  stop(): Promise<void>
  /** Shortens a `stop`, so that it resolves within seconds. */
  hurry?(): void
}
