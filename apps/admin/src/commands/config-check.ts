import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { checkConfiguration, MAX_CONFIGURATION_CHARACTERS, readCatalog } from '@gptget/contracts'
import type { Command } from 'commander'
import { warnOfRefusal } from '../platform/warn-of-refusal.ts'
import { withPlatform } from '../platform/with-platform.ts'
import { AdminError, UsageError, type Terminal } from '../terminal.ts'

export const addCheckConfig = (config: Command, terminal: Terminal): void => {
  config
    .command('check')
    .description('Checks a configuration file without changing anything. Exits with 1 if it is invalid.')
    .argument('[file]', "the file (default: the router's)")
    .option('--json', 'print JSON')
    .action((file: string | undefined, options: { json?: true }) => check(terminal, file, options))
}

const check = async (
  terminal: Terminal,
  file: string | undefined,
  { json }: { json?: true },
): Promise<void> => {
  const source = file === undefined ? null : await readSource(file, terminal.env)
  const { problem, modelCount, operatorModelCount } = await withPlatform(terminal, async (bus) => {
    if (file === undefined) warnOfRefusal(terminal, await bus.call(readCatalog, {}))
    return bus.call(checkConfiguration, { source, name: file ?? '' })
  })
  const shown = { is_valid: problem === null, models: modelCount, own_models: operatorModelCount, problem }
  if (json) terminal.print(JSON.stringify(shown))
  if (problem !== null) throw new AdminError(problem)
  if (!json)
    terminal.print(`valid: ${operatorModelCount} models in the file, ${modelCount} with the built-in ones`)
}

const readSource = async (file: string, env: NodeJS.ProcessEnv): Promise<string> => {
  // Relative to the folder in which npm was called (INIT_CWD).
  const absolute = path.resolve(env.INIT_CWD ?? process.cwd(), file)
  const source = await readFile(absolute, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${absolute} cannot be read (${error.code}).`)
  })
  if (source.length <= MAX_CONFIGURATION_CHARACTERS) return source
  throw new UsageError(`${absolute} is longer than ${MAX_CONFIGURATION_CHARACTERS} characters.`)
}
