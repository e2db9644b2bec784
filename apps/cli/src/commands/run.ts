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
import { readNumber } from './keys.ts'
import { withJson, type Json } from './with-json.ts'

const DEFAULT_MODEL = 'anthropic/claude-sonnet-4.5'
type Options = Json & { model: string; maxSteps: number; maxCost?: number; thread?: string }

export const addRun = (program: Command, context: Context): void => {
  withJson(program.command('run').description('have a model do something on a computer, and watch it'))
    .argument('<computer>', 'its id or name')
    .argument('<words...>', 'what it shall do')
    .option('-m, --model <id>', 'which model', DEFAULT_MODEL)
    .option('--max-steps <count>', 'how often it may look and act', readNumber, 25)
    .option('--max-cost <usd>', 'what the model may cost', readNumber)
    .option('--thread <id>', 'go on with an earlier run')
    .action((text: string, words: string[], options: Options) => run(context, text, words.join(' '), options))
}

const run = async (context: Context, text: string, task: string, options: Options): Promise<void> => {
  const api = await context.api()
  const { id } = await findComputer(api, text)
  const json = {
    model: options.model,
    computer_id: id,
    max_steps: options.maxSteps,
    max_cost: options.maxCost,
    thread_id: options.thread,
    messages: [{ role: 'user', content: task }],
    stream: true,
    stream_options: { include_usage: true },
  }
  const state = startRun()
  try {
    const response = await api.send('POST', '/chat/completions', { json })
    state.runId = response.headers.get('x-run-id') ?? undefined
    state.threadId = response.headers.get('x-thread-id') ?? undefined
    for await (const chunk of readEvents<RunChunk>(response)) follow(context, state, chunk, options)
  } catch (error) {
    if (!context.terminal.signal.aborted) throw error
    await cancel(api, id, state)
    throw new CliError('Stopped. What was done stays done, and is charged.', {
      exitCode: EXIT.interrupted,
      ...(state.threadId ? { advice: `\`--thread ${state.threadId}\` goes on from here.` } : {}),
    })
  }
  finish(context, state, options)
}

/** Text is data, what is done is talk. Under `--json` each chunk is a line. */
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
      terminal.stderr.write(
        `${styled(terminal.stderr, 'cyan', '·')} ${styled(terminal.stderr, 'dim', line)}\n`,
      )
    },
  })
}

const CANCEL_TIMEOUT_MS = 5_000

/** With a signal of its own: ours has ended. */
const cancel = async ({ baseUrl, apiKey }: Api, computerId: string, { runId }: RunState): Promise<void> => {
  if (runId === undefined) return
  const url = `${baseUrl}/computers/${computerId}/runs/${encodeURIComponent(runId)}/cancel`
  const headers = { authorization: `Bearer ${apiKey}` }
  // The connection is closed in any case, which ends the run too.
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
