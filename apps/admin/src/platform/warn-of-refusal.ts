import type { Terminal } from '../terminal.ts'

/** Says so where the router that was asked for its catalog does not use the configuration that it read last. */
export const warnOfRefusal = (terminal: Terminal, { refusal }: { refusal?: string | undefined }): void => {
  if (refusal === undefined) return
  terminal.talk(
    `warning: the configuration file is refused, and what was read before is in force.\n${refusal}`,
  )
}
