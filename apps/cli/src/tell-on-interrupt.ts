import { CliError } from './cli-error.ts'
import { EXIT } from './exit-codes.ts'
import type { Terminal } from './terminal.ts'

/** Runs what Ctrl-C may interrupt. @throws CliError that says what was stopped, and what to do about it */
export const tellOnInterrupt = async <Answer>(
  { signal }: Terminal,
  message: string,
  advice: string | undefined,
  attempt: () => Promise<Answer>,
): Promise<Answer> => {
  try {
    return await attempt()
  } catch (cause) {
    if (!signal.aborted) throw cause
    throw new CliError(message, {
      exitCode: EXIT.interrupted,
      cause,
      ...(advice === undefined ? {} : { advice }),
    })
  }
}
