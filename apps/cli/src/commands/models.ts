import { Option, type Command } from 'commander'
import { listModels, makes } from '../api/models.ts'
import type { Model } from '../api/types.ts'
import { CliError } from '../cli-error.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { showPerMillion, showUsd } from '../output/amounts.ts'
import { showTable } from '../output/table.ts'
import { tableWidth } from '../terminal.ts'
import { withJson, type Json } from './with-json.ts'

const SORTS = ['name', 'price', 'context'] as const
type Sort = (typeof SORTS)[number]
type Options = Json & { all?: boolean; output?: string; sort: Sort }

export const addModels = (program: Command, context: Context): void => {
  withJson(program.command('models').description('find models, with prices (US dollars per million tokens)'))
    .argument('[words...]', 'words that the id or name contains')
    .option('--all', 'also models that no provider serves now')
    .option('--output <kind>', 'kind of output: text, image, speech, transcription, video, embeddings')
    .addOption(new Option('--sort <by>', 'the order').choices(SORTS).default('name'))
    .action((words: string[], options: Options) => list(context, words, options))
}

const list = async (context: Context, words: string[], options: Options): Promise<void> => {
  const models = (await listModels(await context.api(), options.all))
    .filter((model) => hasWords(model, words) && (!options.output || makes(model, options.output)))
    .sort(ORDERS[options.sort])
  if (models.length === 0)
    throw new CliError(`No model matches${words.length === 0 ? '' : ` ${words.join(' ')}`}.`, {
      exitCode: EXIT.notFound,
      advice: options.all ? 'Try fewer words.' : '--all also shows models that no provider serves now.',
    })
  const rows = models.map((model) => [
    model.id,
    ...showPrices(model),
    model.context_length === null ? '' : String(model.context_length),
    model.architecture.modality,
  ])
  const heading = ['MODEL', 'INPUT', 'OUTPUT', 'CONTEXT', 'KIND']
  context.show(options, { data: models }, () => showTable(heading, rows, tableWidth(context.terminal)))
}

/** The prices of input and output. A model not priced by tokens shows the price of its unit instead. */
const showPrices = ({ pricing }: Model): [string, string] => {
  const unit = UNITS.find((name) => pricing[name] !== undefined)
  if (Number(pricing.prompt) > 0 || Number(pricing.completion) > 0 || unit === undefined)
    return [showPerMillion(pricing.prompt), showPerMillion(pricing.completion)]
  return ['', `${showUsd(Number(pricing[unit]))}/${unit.replaceAll('_', ' ')}`]
}

const UNITS = ['image', 'second', 'minute', 'million_characters', 'request', 'hour'] as const

const hasWords = ({ id, name }: Model, words: string[]): boolean =>
  words.every((word) => `${id} ${name}`.toLowerCase().includes(word.toLowerCase()))

const ORDERS: Record<Sort, (a: Model, b: Model) => number> = {
  name: (a, b) => a.id.localeCompare(b.id),
  price: (a, b) => Number(a.pricing.prompt) - Number(b.pricing.prompt),
  context: (a, b) => (b.context_length ?? 0) - (a.context_length ?? 0),
}
