import { runProof } from './run-proof.ts'
import type { Subcommand } from './subcommand.ts'

export const dashboards: Subcommand = {
  help: `[--seconds N]
Uses every feature under the eyes of a real Prometheus (of Debian), asks it the queries of every panel, and draws each
dashboard as a picture in the cache: no panel is empty. Needs the desktop image. Takes two minutes.`,
  run: ({ args }) => runProof('dashboards', args),
}
