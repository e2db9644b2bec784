import type { Command } from 'commander'
import type { Api } from '../api/api.ts'
import { findComputer } from '../computers/find-computer.ts'
import { openTerminal } from '../computers/open-terminal.ts'
import { CliError } from '../cli-error.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { readEvents } from '../api/read-events.ts'

type BashEvent =
  | { type: 'output'; data: string }
  | { type: 'exit'; exit_code: number | null; timed_out: boolean }

export const addShell = (program: Command, context: Context): void => {
  program
    .command('shell')
    .description('a login shell on a computer, in this terminal')
    .argument('<computer>', 'its id or name')
    .action((text: string) => shell(context, text))
  program
    .command('exec')
    .description('run a command on a computer; its exit code is ours')
    .argument('<computer>', 'its id or name')
    .argument('<command...>')
    .option('--timeout <seconds>', 'after which it is ended', Number, 200)
    .passThroughOptions()
    .action((text: string, words: string[], options: { timeout: number }) =>
      runCommand(context, text, words.join(' '), options.timeout),
    )
}

const shell = async (context: Context, text: string): Promise<void> => {
  if (!context.terminal.stdin.isTTY)
    throw new CliError('A shell needs a terminal.', {
      exitCode: EXIT.misused,
      advice: `For a script: gptget exec ${text} "ls ~".`,
    })
  const api = await context.api()
  const code = await openTerminal(context, api, await findComputer(api, text))
  // The shell said what there is to say.
  if (code !== 0) throw new CliError('', { exitCode: code })
}

const runCommand = async (
  context: Context,
  text: string,
  command: string,
  timeout: number,
): Promise<void> => {
  const api = await context.api()
  const { id } = await findComputer(api, text)
  try {
    await showOutput(context, api, id, { command, timeout })
  } catch (error) {
    if (!context.terminal.signal.aborted) throw error
    throw new CliError(`Stopped watching. The command continues on ${text}.`, {
      exitCode: EXIT.interrupted,
      advice: `\`gptget shell ${text}\` opens a shell in which you can end it.`,
    })
  }
}

const showOutput = async (
  context: Context,
  api: Api,
  id: string,
  asked: { command: string; timeout: number },
): Promise<void> => {
  const response = await api.send('POST', `/computers/${id}/bash`, { json: { ...asked, stream: true } })
  for await (const event of readEvents<BashEvent>(response)) {
    if (event.type === 'output') context.terminal.stdout.write(event.data)
    else if (event.timed_out)
      throw new CliError(`It took longer than ${asked.timeout} seconds: raise --timeout.`)
    else if (event.exit_code !== 0)
      throw new CliError(`It ended with ${event.exit_code}.`, { exitCode: event.exit_code ?? EXIT.failed })
  }
}
