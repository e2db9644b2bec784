import { runProof } from './run-proof.ts'
import type { Subcommand } from './subcommand.ts'

export const upgrade: Subcommand = {
  help: `[--only services|migration] [--rows N]
Replaces every service of the version before by this one under streams, tasks, a voice session and a desktop; runs every
kind of migration on a ledger of ten million charges while more are booked. Takes half an hour.`,
  run: ({ args }) => runProof('upgrade', args),
}
