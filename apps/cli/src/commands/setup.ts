import { Argument, type Command } from 'commander'
import type { Api } from '../api/api.ts'
import { CliError } from '../cli-error.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { askYes } from '../login/ask-secret.ts'
import { readText, writePrivate, writeWhole } from '../settings/private-file.ts'
import { planSetup, removeMade, takeBack } from '../setup/plan.ts'
import { forgetRecord, readRecord, writeRecord, type Change, type SetupRecord } from '../setup/record.ts'
import { showChanges } from '../setup/show-changes.ts'
import { TOOLS } from '../setup/tools.ts'
import type { Tool } from '../setup/tool.ts'
import { listModels, makes } from '../api/models.ts'
import { withJson, type Json } from './with-json.ts'

type Options = Json & { model?: string; yes?: boolean; undo?: boolean; force?: boolean; dryRun?: boolean }

export const addSetup = (program: Command, context: Context): void => {
  withJson(
    program.command('setup').description('connect a coding agent to this server; shows the change first'),
  )
    .addArgument(new Argument('<tool>').choices(TOOLS.map(({ name }) => name)))
    .option('-m, --model <id>', 'the model it should use')
    .option('-y, --yes', 'change without asking')
    .option('--dry-run', 'only show the change')
    .option('--undo', 'restore the previous settings')
    .option('--force', 'with --undo: also discard your own later changes')
    .action((name: string, options: Options) => {
      const tool = TOOLS.find((one) => one.name === name)!
      return options.undo ? undo(context, tool, options) : setUp(context, tool, options)
    })
}

const setUp = async (context: Context, tool: Tool, options: Options): Promise<void> => {
  const { env } = context.terminal
  const api = await context.api()
  const model = await modelFor(api, tool, options.model)
  const record = await readRecord(env, tool.name)
  const changes = await planSetup(tool, { origin: api.origin, apiKey: api.apiKey, model }, env, record)
  const shown = await Promise.all(
    changes.map(async (change) => ({ ...change, before: await readText(change.file) })),
  )
  const isWanted = await confirm(context, shown, options)
  if (!isWanted) return context.show(options, shown, () => 'Nothing was changed.')
  // The record comes first, so that an interrupted set-up can be undone.
  await writeRecord(env, { tool: tool.name, at: new Date(context.terminal.now()).toISOString(), changes })
  for (const { file, after } of changes) await writePrivate(file, after)
  const files = changes.map(({ file }) => file)
  context.show(
    options,
    { tool: tool.name, model, files },
    () => `${tool.title} uses ${model} at ${api.origin}. Start it with: ${tool.start}`,
  )
  context.say(`\`gptget setup ${tool.name} --undo\` restores the previous settings.`)
  for (const name of tool.rivals.filter((rival) => env[rival]))
    context.say(`${name} is set in your shell and overrides these settings: unset it.`)
}

type Shown = { file: string; before: string | null; after: string | null }

/** Shows the change and returns whether to make it. @throws CliError if there is no terminal to ask in */
const confirm = async ({ terminal }: Context, changes: Shown[], options: Options): Promise<boolean> => {
  terminal.stderr.write(`${showChanges(terminal.stderr, changes)}\n`)
  if (options.dryRun) return false
  if (options.yes) return true
  if (terminal.stdin.isTTY) return askYes(terminal, 'Make this change?')
  throw new CliError('Nothing was changed: there is no terminal to confirm the change.', {
    advice: '--yes makes the change, --dry-run only shows it.',
  })
}

/** The requested model; without one, a model that suits the tool, else any. @throws CliError if there is none */
const modelFor = async (api: Api, tool: Tool, asked: string | undefined): Promise<string> => {
  const ids = (await listModels(api)).filter((model) => makes(model, 'text')).map(({ id }) => id)
  if (asked !== undefined && ids.includes(asked)) return asked
  if (asked !== undefined) {
    // The server resolves other names of a model, and its 404 names the model.
    return (await api.ask<{ id: string }>('GET', `/models/${asked}`)).id
  }
  const found = tool.favorites.map((favorite) => ids.find((id) => favorite.test(id))).find(Boolean) ?? ids[0]
  if (found !== undefined) return found
  throw new CliError('This server has no text model.', { exitCode: EXIT.notFound })
}

const undo = async (context: Context, tool: Tool, options: Options): Promise<void> => {
  const { env } = context.terminal
  const record = await readRecord(env, tool.name)
  if (record === null)
    throw new CliError(
      `\`gptget setup\` has not changed ${tool.title} on this machine: there is nothing to undo.`,
      {
        exitCode: EXIT.notFound,
      },
    )
  const restored = await planUndo(record, options.force ?? false)
  const shown = await Promise.all(
    restored.map(async ({ file, after }) => ({ file, before: await readText(file), after })),
  )
  const isWanted = await confirm(context, shown, options)
  if (!isWanted) return context.show(options, shown, () => 'Nothing was changed.')
  for (const { file, after, mode, folder } of restored)
    await (after === null ? removeMade({ file, folder }) : writeWhole(file, after, mode ?? 0o600))
  await forgetRecord(env, tool.name)
  const files = restored.map(({ file }) => file)
  context.show(options, { tool: tool.name, files }, () => `${tool.title} is as it was before.`)
}

type Restored = Pick<Change, 'file' | 'mode' | 'folder'> & { after: string | null }

const planUndo = (record: SetupRecord, isForced: boolean): Promise<Restored[]> =>
  Promise.all(
    record.changes.map(async (change) => {
      const after = isForced ? change.before : takeBack(change, await readText(change.file))
      const { file, mode, folder } = change
      return { file, mode, folder, after: after === '' && change.before === null ? null : after }
    }),
  )
