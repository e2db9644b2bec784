import { runProof } from './run-proof.ts'
import type { Subcommand } from './subcommand.ts'

export const balancers: Subcommand = {
  help: `[--silence SECONDS]
Runs nginx, HAProxy, Caddy and Envoy as infra/balancers configures them, in front of three edges: streams, silence,
WebSockets, large bodies, an edge that stops and one that dies. Takes about three minutes.`,
  run: ({ args }) => runProof('balancers', args),
}
