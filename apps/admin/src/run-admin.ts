import { BusError } from '@gptget/bus'
import { Command, CommanderError } from 'commander'
import { addAccountCommands } from './commands/accounts.ts'
import { addByokCommands } from './commands/byok.ts'
import { addConfigCommands } from './commands/config.ts'
import { addCreditCommands } from './commands/credits.ts'
import { addActivity } from './commands/export-rows.ts'
import { addHoldCommands } from './commands/holds.ts'
import { addKeyCommands } from './commands/keys.ts'
import { addLedgerCommands } from './commands/ledger.ts'
import { addModelCommands } from './commands/models.ts'
import { addProviderCommands } from './commands/providers.ts'
import { AdminError, UsageError, type Terminal } from './terminal.ts'

const EXIT = { done: 0, failed: 1, misused: 2 }

/** Runs one command line. @returns the exit code: 0 for success, 1 for a failure, 2 for an invalid command line */
export const runAdmin = async (argv: string[], terminal: Terminal): Promise<number> => {
  const program = createProgram(terminal)
  try {
    await program.parseAsync(argv, { from: 'user' })
    return EXIT.done
  } catch (error) {
    return reportFailure(error, terminal)
  }
}

/** The program with all commands, before it parses anything. */
export const createProgram = (terminal: Terminal): Command => {
  const program = new Command('npm run admin --')
    .description('Operates a running GptGet platform: accounts, keys, credits, the ledger, providers.')
    .exitOverride()
    .showHelpAfterError('(add --help for usage)')
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.talk(text.trimEnd()),
    })
    .addHelpText('after', HELP)
  addAccountCommands(program, terminal)
  addKeyCommands(program, terminal)
  addCreditCommands(program, terminal)
  addHoldCommands(program, terminal)
  addLedgerCommands(program, terminal)
  addActivity(program, terminal)
  addByokCommands(program, terminal)
  addConfigCommands(program, terminal)
  addModelCommands(program, terminal)
  addProviderCommands(program, terminal)
  return program
}

const HELP = `
Finds the platform through GPTGET_NATS_URL, else through the data directory of \`npm start\`
(GPTGET_DATA_DIR, default .gptget). Every command has --json. Data goes to stdout, messages to stderr.
For a program: npm run --silent admin -- accounts list --json

Examples:
  npm run admin -- accounts create --name acme --credits 10.00
  npm run admin -- keys create --account acct_… --name ci --rpm 60 --expires 30d
  npm run admin -- credits grant --account acct_… --amount 25 --reason "invoice 7"
  npm run admin -- ledger verify
  npm run admin -- providers status`

const reportFailure = (error: unknown, terminal: Terminal): number => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.misused
  terminal.talk(`error: ${explain(error)}`)
  return error instanceof UsageError ? EXIT.misused : EXIT.failed
}

const explain = (error: unknown): string => {
  if (error instanceof AdminError || error instanceof UsageError) return error.message
  if (error instanceof BusError) return explainBusError(error)
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

const explainBusError = (error: BusError): string => {
  switch (error.code) {
    case 'unavailable':
      return `${error.message}. The service is not running. See its output in \`npm start\`.`
    case 'timeout':
      return `${error.message}. The service may be busy or unable to reach Postgres. See its log, then try again.`
    case 'internal':
      return 'Billing failed internally; see its log. The command may have taken effect: check before you repeat it.'
    default:
      return error.message
  }
}
