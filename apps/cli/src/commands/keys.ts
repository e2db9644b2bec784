import { InvalidArgumentError, type Command } from 'commander'
import type { CreatedKey, List, ManagedKey } from '../api/types.ts'
import type { Context } from '../context.ts'
import { showTime, showUsd } from '../output/amounts.ts'
import { showTable } from '../output/table.ts'
import { tableWidth } from '../terminal.ts'
import { withJson, type Json } from './with-json.ts'

type Create = Json & { name?: string; limit?: number; rpm?: number; models?: string[]; expires?: string }

export const addKeyCommands = (program: Command, context: Context): void => {
  const keys = withJson(
    program.command('keys').description("list the account's keys (needs a management key)"),
  )
    .option('--all', 'also disabled and revoked keys')
    .action((options: Json & { all?: boolean }) => list(context, options))
  withJson(keys.command('create').description('create a key; it is shown only once'))
    .option('--name <name>', 'its name')
    .option('--limit <usd>', 'maximum total spending', readNumber)
    .option('--rpm <count>', 'requests per minute', readNumber)
    .option('--models <list>', 'the only models it may call, separated by commas', (text) => text.split(','))
    .option('--expires <date>', 'for example 2027-01-31', (text) => readDate(text))
    .action((_: Create, command: Command) => create(context, command.optsWithGlobals<Create>()))
  withJson(keys.command('revoke').description('revoke a key for good').argument('<id>')).action(
    (id: string, _: Json, command: Command) => revoke(context, id, command.optsWithGlobals<Json>()),
  )
  withJson(keys.command('rotate').description('give a key a new secret').argument('<id>')).action(
    (id: string, _: Json, command: Command) => rotate(context, id, command.optsWithGlobals<Json>()),
  )
}

export const readNumber = (text: string): number => {
  const number = Number(text)
  if (text.trim() === '' || !Number.isFinite(number)) throw new InvalidArgumentError('Expected a number.')
  return number
}

const readDate = (text: string): string => {
  const date = new Date(text)
  if (Number.isNaN(date.getTime())) throw new InvalidArgumentError('Expected a date such as 2027-01-31.')
  return date.toISOString()
}

const list = async (context: Context, options: Json & { all?: boolean }): Promise<void> => {
  const api = await context.api()
  const data: ManagedKey[] = []
  for (;;) {
    const query = { offset: data.length, include_disabled: String(options.all ?? false) }
    const page = await api.ask<List<ManagedKey>>('GET', '/keys', { query })
    data.push(...page.data)
    if (page.data.length < 100) break
  }
  const rows = data.map((key) => [
    key.id,
    key.name,
    key.label,
    stateOf(key),
    showUsd(key.usage),
    key.limit === null ? '' : showUsd(key.limit),
    showTime(key.expires_at),
  ])
  const heading = ['ID', 'NAME', 'KEY', 'STATE', 'SPENT', 'LIMIT', 'EXPIRES']
  context.show(options, { data }, () => showTable(heading, rows, tableWidth(context.terminal)))
}

const stateOf = (key: ManagedKey): string => {
  if (key.revoked_at !== null) return 'revoked'
  return key.disabled ? 'disabled' : 'active'
}

const create = async (context: Context, options: Create): Promise<void> => {
  const api = await context.api()
  const json = {
    name: options.name,
    limit: options.limit,
    requests_per_minute: options.rpm,
    allowed_models: options.models,
    expires_at: options.expires,
  }
  showSecret(context, options, await api.ask<CreatedKey>('POST', '/keys', { json }))
}

const rotate = async (context: Context, id: string, options: Json): Promise<void> => {
  const api = await context.api()
  showSecret(
    context,
    options,
    await api.ask<CreatedKey>('POST', `/keys/${encodeURIComponent(id)}/rotate`, { json: {} }),
  )
}

const showSecret = (context: Context, options: Json, made: CreatedKey): void => {
  context.show(options, made, () => made.key)
  if (!options.json) context.say(`Created ${made.data.id}. Save the key: it is not shown again.`)
}

const revoke = async (context: Context, id: string, options: Json): Promise<void> => {
  const api = await context.api()
  const answer = await api.ask('DELETE', `/keys/${encodeURIComponent(id)}`)
  context.show(options, answer, () => `${id} is revoked`)
}
