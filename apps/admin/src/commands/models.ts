import { readCatalog } from '@gptget/contracts'
import type { CatalogModel } from '@gptget/contracts'
import { formatUsd } from '@gptget/money'
import type { Command } from 'commander'
import { showAmount } from '../show-amount.ts'
import { showTable } from '../show-table.ts'
import { warnOfRefusal } from '../platform/warn-of-refusal.ts'
import { withPlatform } from '../platform/with-platform.ts'
import type { Terminal } from '../terminal.ts'

type Options = { all?: true; json?: true }

export const addModelCommands = (program: Command, terminal: Terminal): void => {
  program
    .command('models')
    .description('The models of the platform')
    .command('list')
    .description('Lists the available models with their highest prices per million tokens.')
    .option('--all', 'include models whose providers have no key here')
    .option('--json', 'print JSON')
    .action((options: Options) => list(terminal, options))
}

const list = async (terminal: Terminal, { all, json }: Options): Promise<void> => {
  const catalog = await withPlatform(terminal, (bus) => bus.call(readCatalog, {}))
  warnOfRefusal(terminal, catalog)
  const shown = (catalog.models ?? []).filter(({ isAvailable }) => all || isAvailable)
  if (json) return terminal.print(JSON.stringify({ models: shown.map(describe) }))
  terminal.print(
    showTable(['MODEL', 'CONTEXT', 'INPUT $', 'OUTPUT $', 'CALLABLE', 'RETIRES'], shown.map(rowOf)),
  )
}

const describe = (model: CatalogModel) => ({
  id: model.id,
  name: model.name,
  context_length: model.contextTokens,
  ...showAmount('input_per_million', model.price.input),
  ...showAmount('output_per_million', model.price.output),
  is_available: model.isAvailable,
  retires_at: model.retiresAt,
})

const rowOf = (model: CatalogModel): string[] => [
  model.id,
  model.contextTokens === null ? '-' : String(model.contextTokens),
  formatUsd(model.price.input),
  formatUsd(model.price.output),
  model.isAvailable ? 'yes' : 'no key',
  model.retiresAt ?? '-',
]
