import { addCompletion } from './completion.ts'
import { Command } from 'commander'
import type { Context } from './context.ts'
import { addAccountCommands } from './commands/account.ts'
import { addChat } from './commands/chat.ts'
import { addComputerCommands } from './commands/computers.ts'
import { addCopy } from './commands/copy.ts'
import { addDoctor } from './commands/doctor.ts'
import { addImage } from './commands/image.ts'
import { addKeyCommands } from './commands/keys.ts'
import { addLogin } from './commands/login.ts'
import { addModels } from './commands/models.ts'
import { addRun } from './commands/run.ts'
import { addRunsCommands } from './commands/runs.ts'
import { addSetup } from './commands/setup.ts'
import { addShell } from './commands/shell.ts'
import { addSpeech } from './commands/speech.ts'
import { addTaskCommands } from './commands/tasks.ts'
import { formatHelpItem } from './output/help-item.ts'
import { wrap } from './output/wrap.ts'
import { talkWidth } from './terminal.ts'
import { VERSION } from './version.ts'

/** Creates the program with all its commands. */
export const createProgram = (context: Context): Command => {
  const { stdout, stderr } = context.terminal
  const program = new Command('gptget')
    .description('AI models of every kind and cloud desktops, with one key.')
    .version(VERSION, '-V, --version')
    .exitOverride()
    .enablePositionalOptions()
    .showHelpAfterError('(add --help for usage)')
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) })
    .configureHelp({ formatItem: formatHelpItem })
    .addHelpText('after', () => wrap(HELP, talkWidth(context.terminal)))
  for (const add of COMMANDS) add(program, context)
  addCompletion(program)
  return program
}

const COMMANDS = [
  addLogin,
  addAccountCommands,
  addKeyCommands,
  addModels,
  addChat,
  addImage,
  addSpeech,
  addTaskCommands,
  addComputerCommands,
  addRun,
  addRunsCommands,
  addShell,
  addCopy,
  addSetup,
  addDoctor,
]

const HELP = `
Data goes to stdout, talk to stderr; --json prints what the server said.
GPTGET_API_KEY and GPTGET_BASE_URL win over what \`gptget login\` kept.

Exit codes: 0 done, 1 failed, 2 the command makes no sense, 3 not signed in or not allowed, 4 not found,
5 not enough credit, 6 server not reached, 7 too many requests, 130 stopped by Ctrl-C

Examples:
  gptget login
  gptget chat "What is a lighthouse for?" --model openai/gpt-4o
  git diff | gptget chat "Write a commit message"
  gptget computers create --type 2c4g --region us
  gptget run box-1 "Open example.com and tell me its title"
  gptget setup claude-code`
