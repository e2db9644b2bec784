import { destination, pino } from 'pino'
import type { DestinationStream, Logger } from 'pino'

export type { Logger } from 'pino'

/** Secrets that must not reach a log line, wherever they come from. */
const REDACTED_PATHS = [
  'authorization',
  'x-api-key',
  'x-goog-api-key',
  'api_key',
  'apiKey',
  'cookie',
].flatMap((name) => [`["${name}"]`, `headers["${name}"]`, `*["${name}"]`])

/**
 * A JSON logger on stdout, or another `output`. `LOG_LEVEL` sets the level (default `info`).
 *
 * @example createLogger('router', process.env).info({ provider: 'openai' }, 'circuit opened')
 */
export const createLogger = (
  name: string,
  env: NodeJS.ProcessEnv = process.env,
  output: DestinationStream = openOutput(),
): Logger =>
  pino(
    { name, level: env.LOG_LEVEL ?? 'info', redact: { paths: REDACTED_PATHS, censor: '[redacted]' } },
    output,
  )

/**
 * A logger of the same lines without looking for secrets, which takes 14 kB for each line: for fields that cannot
 * contain any.
 */
export const withoutRedaction = (logger: Logger): Logger =>
  logger.child({}, { redact: { paths: [], censor: '' } })

/** Lines that wait while they cannot be written; later ones are dropped. */
const MAX_WAITING_BYTES = 1024 * 1024
/** Lines of one turn of the event loop that are written together. */
const MAX_TOGETHER_CHARACTERS = 64 * 1024

/** Standard output. A full disk or a closed pipe loses lines, but must not end the process. */
const openOutput = (): DestinationStream => {
  const output = destination({ fd: process.stdout.fd ?? 1, sync: true, maxLength: MAX_WAITING_BYTES })
  output.on('error', () => {})
  return together(output)
}

/** Writes the lines of one turn of the event loop at once, and none later than the end of the process. */
const together = (output: DestinationStream): DestinationStream & { flushSync(): void } => {
  let lines = ''
  const flushSync = (): void => {
    const due = lines
    lines = ''
    if (due !== '') output.write(due)
  }
  process.on('exit', flushSync)
  return {
    write: (line) => {
      if (lines === '') setImmediate(flushSync)
      lines += line
      if (lines.length > MAX_TOGETHER_CHARACTERS) flushSync()
    },
    flushSync,
  }
}
