import type { Bus } from '@gptget/bus'
import { readCatalog } from '@gptget/contracts'
import type { Terminal } from '../terminal.ts'

/** Says so where a router does not use the configuration that it read last. */
export const warnOfRefusal = async (bus: Bus, terminal: Terminal): Promise<void> => {
  const { refusal } = await bus.call(readCatalog, {})
  if (refusal === undefined) return
  terminal.talk(
    `warning: the configuration file is refused, and what was read before is in force.\n${refusal}`,
  )
}
