import { runProof } from './run-proof.ts'
import type { Subcommand } from './subcommand.ts'

export const cluster: Subcommand = {
  help: `[--only losses|cells] [--seconds N] [--requests N]
Runs three NATS servers and a Postgres that a second one follows, and kills under load the NATS that leads, then a whole
region; runs two cells around leaf nodes and counts what leaves them. Takes three minutes.`,
  run: ({ args }) => runProof('cluster', args),
}
