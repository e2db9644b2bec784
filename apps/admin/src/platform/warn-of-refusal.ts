import type { Terminal } from '../terminal.ts'

/** Warns if the router refused the configuration that it read last, and still uses an older one. */
export const warnOfRefusal = (terminal: Terminal, { refusal }: { refusal?: string | undefined }): void => {
  if (refusal === undefined) return
  terminal.talk(
    `warning: the configuration file is invalid; the previous configuration is still in use.\n${refusal}`,
  )
}
