import { CommanderError } from 'commander'
import { CliError } from './cli-error.ts'
import { createContext } from './context.ts'
import { createProgram } from './program.ts'
import { EXIT } from './exit-codes.ts'
import { styled } from './output/style.ts'
import { wrap } from './output/wrap.ts'
import { talkWidth, type Terminal } from './terminal.ts'

/** Runs one command line. Returns the exit code. */
export const runCli = async (argv: string[], terminal: Terminal): Promise<number> => {
  const program = createProgram(createContext(terminal))
  try {
    await program.parseAsync(argv, { from: 'user' })
    return EXIT.done
  } catch (error) {
    return reportFailure(error, terminal)
  }
}

const reportFailure = (error: unknown, terminal: Terminal): number => {
  const { stderr, env } = terminal
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.misused
  if (isAbort(error)) {
    stderr.write(`\n${styled(stderr, 'dim', 'Stopped.')}\n`)
    return EXIT.interrupted
  }
  const known = error instanceof CliError
  if (known && error.message === '') return error.exitCode
  // Ends the line on which the terminal echoed ^C.
  if (known && error.exitCode === EXIT.interrupted && stderr.isTTY) stderr.write('\n')
  const said = wrap(`error: ${known ? error.message : explainUnknown(error, env)}`, talkWidth(terminal))
  stderr.write(`${said.replace('error:', styled(stderr, 'red', 'error:'))}\n`)
  if (known && error.advice !== undefined)
    stderr.write(`${styled(stderr, 'dim', wrap(error.advice, talkWidth(terminal)))}\n`)
  return known ? error.exitCode : EXIT.failed
}

const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError'

/** Describes an unexpected error, with its stack only if it was requested. */
const explainUnknown = (error: unknown, env: NodeJS.ProcessEnv): string => {
  if (!(error instanceof Error)) return String(error)
  return env['GPTGET_DEBUG']
    ? (error.stack ?? error.message)
    : `${error.message} (GPTGET_DEBUG=1 shows where)`
}
