import type { Readable } from 'node:stream'

/** The environment, streams, signal and clock of a command. */
export type Terminal = {
  env: NodeJS.ProcessEnv
  stdin: Readable & { isTTY?: boolean; setRawMode?(isRaw: boolean): unknown }
  /** Data, for people or programs. */
  stdout: NodeJS.WriteStream
  /** Messages for people. */
  stderr: NodeJS.WriteStream
  /** Aborted by Ctrl-C. */
  signal: AbortSignal
  now(): number
}

const NARROWEST = 20

export const widthOf = (stream: NodeJS.WriteStream): number => Math.max(NARROWEST, stream.columns ?? 80)

/** The width of tables in cells: that of the terminal, or unlimited for a pipe. */
export const tableWidth = ({ stdout }: Terminal): number => (stdout.isTTY ? widthOf(stdout) : Infinity)

/** The width of messages in cells: that of the terminal, or unlimited for a log. */
export const talkWidth = ({ stderr }: Terminal): number => (stderr.isTTY ? widthOf(stderr) : Infinity)
