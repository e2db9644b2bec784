import { setTimeout as sleep } from 'node:timers/promises'
import { type Bus } from '@gptget/bus'
import { catalogChanged, catalogReload, readCatalog } from '@gptget/contracts'
import type { Command } from 'commander'
import { withPlatform } from '../platform/with-platform.ts'
import type { Terminal } from '../terminal.ts'

/** Routers read and check a file in far less. */
const RELOAD_TIMEOUT_MS = 2_000

export const addReloadConfig = (config: Command, terminal: Terminal): void => {
  config
    .command('reload')
    .description('Makes every router read its configuration file again. No stream is cut.')
    .option('--json', 'answer as JSON')
    .action((options: { json?: true }) => reload(terminal, options))
}

const reload = async (terminal: Terminal, { json }: { json?: true }): Promise<void> => {
  const { before, after } = await withPlatform(terminal, async (bus) => {
    const before = await readVersion(bus)
    return { before, after: (await askForReload(bus)) ?? (await readVersion(bus)) }
  })
  const isChanged = before !== after
  terminal.print(json ? JSON.stringify({ version: after, is_changed: isChanged }) : `configuration  ${after}`)
  if (!isChanged)
    terminal.talk(
      "The configuration is the one that was running: the file says the same, or has a mistake (see the router's log).",
    )
}

const readVersion = async (bus: Bus): Promise<string> => (await bus.call(readCatalog, {})).version

/** The version that a router announces; null when none does. */
const askForReload = async (bus: Bus): Promise<string | null> => {
  const announced = Promise.withResolvers<string>()
  bus.on(catalogChanged, ({ version }) => announced.resolve(version))
  bus.emit(catalogReload, {})
  return Promise.race([announced.promise, sleep(RELOAD_TIMEOUT_MS, null, { ref: false })])
}
