import { EXIT } from './exit-codes.ts'

/** A failure for people to read: what happened, and what to do next. An empty message prints nothing. */
export class CliError extends Error {
  override name = 'CliError'
  readonly exitCode: number
  readonly advice: string | undefined

  constructor(message: string, options: { exitCode?: number; advice?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.exitCode = options.exitCode ?? EXIT.failed
    this.advice = options.advice
  }
}
