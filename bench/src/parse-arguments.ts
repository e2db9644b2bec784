import { parseArgs } from 'node:util'
import { DEFAULT_PLAN, QUICK_PLAN, type Plan } from './measure/plan.ts'

export type BenchOptions = {
  plan: Plan
  /** Ids; null for all. */
  targets: string[] | null
  /** Measures the platform with 1, 2 and 4 edges and routers instead of the peers. */
  isScale: boolean
  /** The duration of a long run for the growth of memory, in milliseconds; null: short runs. */
  longMs: number | null
}
export type BenchArguments =
  | { kind: 'run'; options: BenchOptions }
  /** Measures desktops instead of models. */
  | { kind: 'computers' }
  /** Measures stored files, images and speech. */
  | { kind: 'media' }
  /** Measures voice sessions. */
  | { kind: 'realtime' }
  | { kind: 'help' }
  | { kind: 'invalid'; reason: string }

const LONG_MINUTES = 10

export const parseBenchArguments = (argv: string[]): BenchArguments => {
  try {
    const { values } = parseArgs({
      args: argv,
      options: {
        quick: { type: 'boolean', default: false },
        rounds: { type: 'string' },
        targets: { type: 'string' },
        scale: { type: 'boolean', default: false },
        long: { type: 'boolean', default: false },
        computers: { type: 'boolean', default: false },
        media: { type: 'boolean', default: false },
        realtime: { type: 'boolean', default: false },
        minutes: { type: 'string', default: String(LONG_MINUTES) },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    if (values.help) return { kind: 'help' }
    if (values.computers) return { kind: 'computers' }
    if (values.media) return { kind: 'media' }
    if (values.realtime) return { kind: 'realtime' }
    const plan = values.quick ? QUICK_PLAN : DEFAULT_PLAN
    const rounds = values.rounds === undefined ? plan.rounds : positive('--rounds', values.rounds)
    const longMs = values.long ? positive('--minutes', values.minutes) * 60_000 : null
    return {
      kind: 'run',
      options: {
        plan: { ...plan, rounds: Math.ceil(rounds) },
        targets: values.targets?.split(',').map((id) => id.trim()) ?? null,
        isScale: values.scale,
        longMs,
      },
    }
  } catch (error) {
    return { kind: 'invalid', reason: (error as Error).message }
  }
}

const positive = (name: string, text: string): number => {
  const number = Number(text)
  if (number > 0) return number
  throw new Error(`${name} takes a number above zero, not ${JSON.stringify(text)}`)
}

export const benchHelp = (
  targets: readonly { id: string; title: string }[],
): string => `npm run bench -- [options]

Puts gateways between one load generator and one instant upstream, in turn on this machine, and says what each costs: what
it adds to a request alone, how many requests it does at 10, 32 and 128 at once, the CPU of all its processes for a request
and for 1,000 events of streams, and the memory of 500 streams that are held open. GptGet has all it does switched on.
Peers are installed from their registries on the first run; one that cannot be had is in the table with the reason.

  --quick          One short round of each: a first look, no figures to quote
  --rounds N       How often each is measured, in turn (default ${DEFAULT_PLAN.rounds}); the table has medians
  --targets LIST   Only these: ${targets.map(({ id }) => id).join(',')}
  --scale          Instead of the peers: GptGet with 1, 2 and 4 edges and routers
  --long           Instead of all that: ${LONG_MINUTES} minutes of requests and streams on each target, and how its memory grows
  --computers      Instead of all that: desktops, and beside them xdotool and scrot (root, the desktop image)
  --realtime       Instead of all that: relayed voice sessions beside a direct connection, and a thousand silent ones
  --media          Instead of all that: stored files, and beside them nginx; what pictures and speech take longer
  --minutes N      of --long
  --help           This text

${targets.map(({ id, title }) => `  ${id.padEnd(16)} ${title}`).join('\n')}

Writes every round to bench/results/raw, which git ignores, and of a whole run the medians to bench/results/summary.json
and the picture bench/results/latest.svg (with --quick all below bench/results/quick). Linux only: CPU and memory are read from /proc. Load generator and upstream take their share of the same cores, which the table shows; compare
within a run, and run it while the machine does nothing else.
`
