import type { Command } from 'commander'
import type { Credits, Generation, Key } from '../api/types.ts'
import type { Context } from '../context.ts'
import { showTime, showUsd } from '../output/amounts.ts'
import { showFields, showTable } from '../output/table.ts'
import { tableWidth } from '../terminal.ts'
import { withJson, type Json } from './with-json.ts'

export const addAccountCommands = (program: Command, context: Context): void => {
  withJson(program.command('whoami').description('show the key in use: its rights and spending')).action(
    (options: Json) => whoami(context, options),
  )
  withJson(program.command('credits').description('show your balance')).action((options: Json) =>
    credits(context, options),
  )
  withJson(
    program
      .command('generation')
      .description('show the cost of one answer')
      .argument('<id>', 'for example chatcmpl-…'),
  ).action((id: string, options: Json) => generation(context, id, options))
}

const whoami = async (context: Context, options: Json): Promise<void> => {
  const api = await context.api()
  const { data } = await api.ask<{ data: Key }>('GET', '/key')
  context.show(options, { ...data, base_url: api.baseUrl }, () =>
    showFields([
      ['server', api.baseUrl],
      ['key', `${data.label}${data.name ? ` (${data.name})` : ''}`],
      ['spent', showUsd(data.usage)],
      ['limit', data.limit === null ? "the account's credit" : showUsd(data.limit)],
      ['models', data.allowed_models?.join(', ') ?? 'all'],
      ['expires', showTime(data.expires_at) || 'never'],
    ]),
  )
}

const credits = async (context: Context, options: Json): Promise<void> => {
  const api = await context.api()
  const answer = await api.ask<Credits>('GET', '/credits')
  const { total_credits: given, total_usage: used } = answer.data
  context.show(
    options,
    answer,
    () => `${showUsd(given - used)} left of ${showUsd(given)}, ${showUsd(used)} spent`,
  )
}

const generation = async (context: Context, id: string, options: Json): Promise<void> => {
  const api = await context.api()
  const answer = await api.ask<{ data: Generation }>('GET', '/generation', { query: { id } })
  context.show(options, answer, () => showReceipt(answer.data, tableWidth(context.terminal)))
}

const showReceipt = (receipt: Generation, width: number): string => {
  const fields = showFields([
    ['model', receipt.model],
    ['provider', receipt.provider_name ?? ''],
    ['when', showTime(receipt.created_at)],
    ['status', receipt.status],
    ['took', `${receipt.generation_time} ms, ${receipt.latency ?? '?'} ms to the first token`],
    ['cost', showUsd(receipt.total_cost)],
  ])
  const rows = receipt.lines.map(({ unit, quantity, cost_usd: cost }) => [
    unit,
    String(quantity),
    `$${cost ?? '?'}`,
  ])
  return `${fields}\n\n${showTable(['UNIT', 'QUANTITY', 'COST'], rows, width)}`
}
