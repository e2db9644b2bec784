import type { Command } from 'commander'
import type { Api } from '../api/api.ts'
import { findComputer } from '../computers/find-computer.ts'
import { openTerminal } from '../computers/open-terminal.ts'
import { CliError } from '../cli-error.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { readEvents } from '../api/read-events.ts'
import { tellOnInterrupt } from '../tell-on-interrupt.ts'
import { readNumber } from './keys.ts'
import { withJson, type Json } from './with-json.ts'

type Exec = Json & { timeout: number }

type BashEvent =
  | { type: 'output'; data: string }
  | { type: 'exit'; exit_code: number | null; timed_out: boolean }

export const addShell = (program: Command, context: Context): void => {
  program
    .command('shell')
    .description('open a login shell on a computer, in this terminal')
    .argument('<computer>', 'its id or name')
    .action((text: string) => shell(context, text))
  withJson(program.command('exec').description('run a command on a computer and exit with its code'))
    .argument('<computer>', 'its id or name')
    .argument('<command...>')
    .option('--timeout <seconds>', 'time limit of the command', readNumber, 200)
    .passThroughOptions()
    .action((text: string, words: string[], options: Exec) =>
      runCommand(context, text, words.join(' '), options),
    )
}

const shell = async (context: Context, text: string): Promise<void> => {
  if (!context.terminal.stdin.isTTY)
    throw new CliError('A shell needs a terminal.', {
      exitCode: EXIT.misused,
      advice: `In a script use: gptget exec ${text} "ls ~".`,
    })
  const api = await context.api()
  const code = await openTerminal(context, api, await findComputer(api, text))
  // The shell has printed its own messages.
  if (code !== 0) throw new CliError('', { exitCode: code })
}

const runCommand = async (context: Context, text: string, command: string, options: Exec): Promise<void> => {
  const api = await context.api()
  const { id } = await findComputer(api, text)
  await tellOnInterrupt(
    context.terminal,
    `Stopped watching. The command continues on ${text}.`,
    `\`gptget shell ${text}\` opens a shell where you can end it.`,
    () => showOutput(context, api, id, command, options),
  )
}

/** What the command writes, as it comes. Under `--json` each event is a line, and the last one says how it ended. */
const showOutput = async (
  context: Context,
  api: Api,
  id: string,
  command: string,
  { timeout, json }: Exec,
): Promise<void> => {
  const { stdout } = context.terminal
  const asked = { command, timeout, stream: true }
  const response = await api.send('POST', `/computers/${id}/bash`, { json: asked })
  for await (const event of readEvents<BashEvent>(response)) {
    if (json) stdout.write(`${JSON.stringify(event)}\n`)
    if (event.type === 'output') {
      if (!json) stdout.write(event.data)
    } else if (event.timed_out)
      throw new CliError(`The command took longer than ${timeout} seconds and was ended. Raise --timeout.`)
    else if (event.exit_code !== 0)
      throw new CliError(`The command ended with exit code ${event.exit_code}.`, {
        exitCode: event.exit_code ?? EXIT.failed,
      })
  }
}
