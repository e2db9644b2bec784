import { runProof } from './run-proof.ts'
import type { Subcommand } from './subcommand.ts'

export const upgrade: Subcommand = {
  help: `[--rows N]
Runs every kind of migration on a ledger of ten million charges while more are booked. Takes half an hour.`,
  run: ({ args }) => runProof('upgrade', args),
}
