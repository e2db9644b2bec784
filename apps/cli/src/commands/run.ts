import type { Command } from 'commander'
import type { Api } from '../api/api.ts'
import { readEvents } from '../api/read-events.ts'
import { CliError } from '../cli-error.ts'
import { findComputer } from '../computers/find-computer.ts'
import { explainRun, readRun, startRun, type RunChunk, type RunState } from '../computers/run-state.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { showUsd } from '../output/amounts.ts'
import { styled } from '../output/style.ts'
import { cut } from '../output/table.ts'
import { talkWidth } from '../terminal.ts'
import { askYes } from '../login/ask-secret.ts'
import { readNumber } from './keys.ts'
import { withJson, type Json } from './with-json.ts'

const DEFAULT_MODEL = 'anthropic/claude-sonnet-4.5'
type Options = Json & {
  model: string
  maxSteps: number
  maxCost?: number
  thread?: string
  approve?: string
  deny?: string
}

export const addRun = (program: Command, context: Context): void => {
  withJson(program.command('run').description('let a model use a computer, and watch it'))
    .argument('<computer>', 'its id or name')
    .argument('[words...]', 'the task for the model')
    .option('-m, --model <id>', 'the model to use', DEFAULT_MODEL)
    .option('--max-steps <count>', 'maximum number of steps', readNumber, 25)
    .option('--max-cost <usd>', 'maximum cost of the model', readNumber)
    .option('--thread <id>', 'continue an earlier run')
    .option('--approve <question>', 'allow the action that the thread asked about')
    .option('--deny <question>', 'forbid it')
    .action((text: string, words: string[], options: Options) => run(context, text, words.join(' '), options))
}

const run = async (context: Context, text: string, task: string, options: Options): Promise<void> => {
  if (task === '' && !options.approve && !options.deny)
    throw new CliError('The task is missing.', {
      exitCode: EXIT.misused,
      advice: `For example: gptget run ${text} "Open example.com and tell me its title".`,
    })
  const api = await context.api()
  const { id } = await findComputer(api, text)
  let state = await runOnce(context, api, id, requestOf(id, task, options), options)
  while (state.question !== undefined && context.terminal.stdin.isTTY && !options.json) {
    const approved = await askYes(context.terminal, `${state.question.message} Allow it?`)
    const confirmation = { id: state.question.id, approved }
    const next = { ...requestOf(id, '', { ...options, thread: state.threadId }), confirmation }
    state = await runOnce(context, api, id, next, options)
  }
  finish(context, state, options)
}

const requestOf = (computerId: string, task: string, options: Options): object => ({
  model: options.model,
  computer_id: computerId,
  max_steps: options.maxSteps,
  max_cost: options.maxCost,
  thread_id: options.thread,
  confirmation: confirmationOf(options),
  messages: task === '' ? [] : [{ role: 'user', content: task }],
  stream: true,
  stream_options: { include_usage: true },
})

const confirmationOf = ({ approve, deny }: Options): object | undefined => {
  const id = approve ?? deny
  return id === undefined ? undefined : { id, approved: approve !== undefined }
}

/** Follows one run to its end. @throws CliError if Ctrl-C ended it */
const runOnce = async (
  context: Context,
  api: Api,
  computerId: string,
  json: object,
  options: Options,
): Promise<RunState> => {
  const state = startRun()
  try {
    const response = await api.send('POST', '/chat/completions', { json })
    state.runId = response.headers.get('x-run-id') ?? undefined
    state.threadId = response.headers.get('x-thread-id') ?? undefined
    for await (const chunk of readEvents<RunChunk>(response)) follow(context, state, chunk, options)
    return state
  } catch (error) {
    if (!context.terminal.signal.aborted) throw error
    await cancel(api, computerId, state)
    if (state.isInLine) context.terminal.stdout.write('\n')
    throw new CliError('Stopped. Completed actions stay in effect and are charged.', {
      exitCode: EXIT.interrupted,
      ...(state.threadId ? { advice: `\`--thread ${state.threadId}\` continues from here.` } : {}),
    })
  }
}

const MOST_CHARACTERS = 100

/** Writes the model's text to stdout and its actions to stderr. With `--json`, each chunk is a line on stdout. */
const follow = ({ terminal }: Context, state: RunState, chunk: RunChunk, { json }: Json): void => {
  if (json) {
    terminal.stdout.write(`${JSON.stringify(chunk)}\n`)
    return readRun(state, chunk, { text: () => {}, action: () => {} })
  }
  readRun(state, chunk, {
    text: (piece) => terminal.stdout.write(piece),
    action: (line) => {
      if (state.isInLine) terminal.stdout.write('\n')
      state.isInLine = false
      const shown = cut(line, Math.min(MOST_CHARACTERS, talkWidth(terminal) - 2))
      terminal.stderr.write(
        `${styled(terminal.stderr, 'cyan', '·')} ${styled(terminal.stderr, 'dim', shown)}\n`,
      )
    },
  })
}

const CANCEL_TIMEOUT_MS = 5_000

/** Cancels the run on the server. Needs its own signal because Ctrl-C has aborted the command's. */
const cancel = async ({ baseUrl, apiKey }: Api, computerId: string, { runId }: RunState): Promise<void> => {
  if (runId === undefined) return
  const url = `${baseUrl}/computers/${computerId}/runs/${encodeURIComponent(runId)}/cancel`
  const headers = { authorization: `Bearer ${apiKey}` }
  // If this fails, closing the connection also ends the run.
  await fetch(url, { method: 'POST', headers, signal: AbortSignal.timeout(CANCEL_TIMEOUT_MS) }).catch(
    () => {},
  )
}

const finish = (context: Context, state: RunState, { json }: Json): void => {
  if (state.isInLine && !json) context.terminal.stdout.write('\n')
  const cost = state.costUsd === undefined ? '' : `, ${showUsd(state.costUsd)}`
  context.say(`${state.steps} steps${cost}${state.threadId ? `, thread ${state.threadId}` : ''}`)
  const failure = explainRun(state)
  if (failure !== undefined) throw failure
}
