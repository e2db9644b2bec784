import { runProof } from './run-proof.ts'
import type { Subcommand } from './subcommand.ts'

export const restore: Subcommand = {
  help: `[--answers N]
Backs a platform up while it is used, loses Postgres and NATS, and restores both from a dump, and from a base backup and
the archived log up to a moment: every answer is charged once. Takes a minute.`,
  run: ({ args }) => runProof('restore', args),
}
