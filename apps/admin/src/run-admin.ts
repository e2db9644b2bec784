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

/** Runs one command line. Answers the exit code: 0 done, 1 failed, 2 the command line makes no sense. */
export const runAdmin = async (argv: string[], terminal: Terminal): Promise<number> => {
  const program = createProgram(terminal)
  try {
    await program.parseAsync(argv, { from: 'user' })
    return EXIT.done
  } catch (error) {
    return reportFailure(error, terminal)
  }
}

/** All commands, with nothing run yet. */
export const createProgram = (terminal: Terminal): Command => {
  const program = new Command('npm run admin --')
    .description(
      "Operates a running GptGet platform: accounts, keys, credits, the ledger's check, providers.",
    )
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
(GPTGET_DATA_DIR, default .gptget). Every command takes --json; data goes to stdout, talk to stderr.
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
      return `${error.message}: that service of the platform is not running. See what \`npm start\` says of it.`
    case 'timeout':
      return `${error.message}. It may be busy or cut off from Postgres: see its log, then try again.`
    case 'internal':
      return "Billing failed inside; its log says why. Nothing is known of this command's outcome: check before repeating it."
    default:
      return error.message
  }
}
