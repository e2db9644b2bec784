import type { Readable } from 'node:stream'

/** The world as a command sees it. */
export type Terminal = {
  env: NodeJS.ProcessEnv
  stdin: Readable & { isTTY?: boolean; setRawMode?(isRaw: boolean): unknown }
  /** Data, for people or programs. */
  stdout: NodeJS.WriteStream
  /** Everything that is said about it. */
  stderr: NodeJS.WriteStream
  /** Ends with Ctrl-C. */
  signal: AbortSignal
  now(): number
}

const NARROWEST = 20

export const widthOf = (stream: NodeJS.WriteStream): number => Math.max(NARROWEST, stream.columns ?? 80)

/** Tables are cut to a terminal; for a program that reads them they are whole. */
export const tableWidth = ({ stdout }: Terminal): number => (stdout.isTTY ? widthOf(stdout) : Infinity)

/** The same for what is said: a log is not broken into lines. */
export const talkWidth = ({ stderr }: Terminal): number => (stderr.isTTY ? widthOf(stderr) : Infinity)
