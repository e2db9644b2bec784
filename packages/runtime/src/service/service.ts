/**
 * What every service is: made by its own `create(config)`, which also starts it; the same in `main.ts`, in tests
 * and in the one-box start.
 */
export type Service = {
  name: string
  /** The address of its HTTP port, once started: `http://127.0.0.1:1234`. */
  url: string
  /** The address of its metrics and the details of its health. */
  metricsUrl: string
  /** Stops taking work, finishes its work, gives back what it holds, closes. */
  stop(): Promise<void>
  /** Cuts short what a `stop` waits for, so that it resolves within seconds. */
  hurry?(): void
}
