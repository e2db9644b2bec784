import { setTimeout as sleep } from 'node:timers/promises'
import type { Bus } from '@gptget/bus'
import { catalogReload, catalogReloaded, readCatalog } from '@gptget/contracts'
import type { Command } from 'commander'
import { withPlatform } from '../platform/with-platform.ts'
import { AdminError, type Terminal } from '../terminal.ts'

/** Routers need far less to read and check a file. */
const RELOAD_TIMEOUT_MS = 5_000
/** How long to wait for the other routers after the first answer. */
const OTHERS_MS = 500

type Options = { allowEmpty?: true; json?: true }

export const addReloadConfig = (config: Command, terminal: Terminal): void => {
  config
    .command('reload')
    .description(
      'Makes every router read its configuration file again, without interrupting streams. Exits with 1 if the file is invalid.',
    )
    .option('--allow-empty', 'accept a file without models')
    .option('--json', 'print JSON')
    .action((options: Options) => reload(terminal, options))
}

type Outcome = { version: string; refusal: string | null }

const reload = async (terminal: Terminal, { allowEmpty, json }: Options): Promise<void> => {
  const { before, outcomes } = await withPlatform(terminal, async (bus) => {
    const { version } = await bus.call(readCatalog, {})
    return { before: version, outcomes: await askForReload(bus, allowEmpty === true) }
  })
  const refused = outcomes.find(({ refusal }) => refusal !== null)
  const version = (refused ?? outcomes[0])?.version ?? before
  const isChanged = version !== before
  const shown = {
    version,
    is_changed: isChanged,
    routers: outcomes.length,
    refusal: refused?.refusal ?? null,
  }
  terminal.print(json ? JSON.stringify(shown) : `configuration  ${version}`)
  if (refused)
    throw new AdminError(
      `The configuration is invalid. The previous one is still in use.\n${refused.refusal}`,
    )
  if (outcomes.length === 0)
    throw new AdminError(
      `No router confirmed within ${RELOAD_TIMEOUT_MS / 1000} s that it has read its configuration.`,
    )
  if (!isChanged && !json) terminal.talk('The file has not changed.')
}

/** The result of each router. */
const askForReload = async (bus: Bus, isEmptyAllowed: boolean): Promise<Outcome[]> => {
  const outcomes: Outcome[] = []
  const first = Promise.withResolvers<void>()
  bus.on(catalogReloaded, (outcome) => {
    outcomes.push(outcome)
    first.resolve()
  })
  await bus.flush()
  bus.emit(catalogReload, { isEmptyAllowed })
  await Promise.race([first.promise, sleep(RELOAD_TIMEOUT_MS, undefined, { ref: false })])
  if (outcomes.length > 0) await sleep(OTHERS_MS)
  return outcomes
}
