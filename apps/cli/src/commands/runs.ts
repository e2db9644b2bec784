import type { Command } from 'commander'
import type { Api } from '../api/api.ts'
import type { Computer, List, Run } from '../api/types.ts'
import { CliError } from '../cli-error.ts'
import { findComputer } from '../computers/find-computer.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { showTime, showUsd } from '../output/amounts.ts'
import { showTable } from '../output/table.ts'
import { tableWidth } from '../terminal.ts'
import { withJson, type Json } from './with-json.ts'

/** The commands for a run in another terminal, and the state that each reports. */
const VERBS = {
  pause: { description: 'pause the model that uses a computer, before its next action', done: 'is paused' },
  resume: { description: 'let a paused model continue', done: 'continues' },
  cancel: { description: 'end the run of a model on a computer', done: 'is cancelled' },
} as const
type Verb = keyof typeof VERBS

export const addRunsCommands = (program: Command, context: Context): void => {
  withJson(
    program
      .command('runs')
      .description('list the runs of models on a computer, newest first')
      .argument('<computer>', 'its id or name'),
  ).action((text: string, options: Json) => list(context, text, options))
  for (const verb of Object.keys(VERBS) as Verb[])
    withJson(
      program.command(verb).description(VERBS[verb].description).argument('<computer>', 'its id or name'),
    ).action((text: string, options: Json) => steer(context, text, verb, options))
}

const runsOf = async (api: Api, { id }: Computer): Promise<Run[]> =>
  (await api.ask<List<Run>>('GET', `/computers/${id}/runs`)).data

const list = async (context: Context, text: string, options: Json): Promise<void> => {
  const api = await context.api()
  const computer = await findComputer(api, text)
  const data = await runsOf(api, computer)
  const rows = data.map((run) => [
    run.id,
    run.finish_reason ?? run.status,
    run.model,
    String(run.steps),
    showUsd(run.cost),
    showTime(run.created_at),
  ])
  const heading = ['ID', 'STATUS', 'MODEL', 'STEPS', 'COST', 'WHEN']
  context.show(options, { data }, () => showTable(heading, rows, tableWidth(context.terminal)))
  if (data.length === 0) context.say(`There are no runs yet. \`gptget run ${computer.name} "…"\` starts one.`)
}

const steer = async (context: Context, text: string, verb: Verb, options: Json): Promise<void> => {
  const api = await context.api()
  const computer = await findComputer(api, text)
  const current = (await runsOf(api, computer)).find(({ status }) => status !== 'finished')
  if (current === undefined)
    throw new CliError(`No model is using ${computer.name}.`, {
      exitCode: EXIT.notFound,
      advice: `\`gptget run ${computer.name} "…"\` starts one, \`gptget runs ${computer.name}\` lists the past ones.`,
    })
  const run = await api.ask<Run>('POST', `/computers/${computer.id}/runs/${current.id}/${verb}`)
  context.show(options, run, () => `The run on ${computer.name} ${VERBS[verb].done}`)
}
