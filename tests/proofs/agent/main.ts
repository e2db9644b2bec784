import { isHeld, printChecks } from '../table.ts'
import { numberOf, runCommand } from '../run-command.ts'
import { measureAgent, type Measured } from './measure-agent.ts'
import { proveAgent } from './prove-agent.ts'

const help = `npm run prove:agent [-- --runs N --desktops N --seed N]

Runs scripted models on desktops 50 times, while their provider fails in random ways, callers cancel and disconnect,
people take over in the live view, and edges and the computers service are killed (kill -9). Each model leaves a mouse
button held down. Afterwards no key or button may be down, each run must have an end, and the ledger must be exact. Then
measures the time between a model's answer and the next request, and the share of input read from a provider's cache.
Needs root and the desktop image (npm run computers:install). Takes about five minutes on two cores.

  --runs N       runs (50)
  --desktops N   desktops at once (2)
  --seed N       repeats the same choices (1)

Prints each guarantee with the number of checks. Exits with 1 if one is broken.`

const at = (times: number[], share: number): number =>
  Math.round(times[Math.floor(times.length * share)] ?? 0)

const line = (name: string, times: number[]): string =>
  `${name}: p50 ${at(times, 0.5)} ms, p90 ${at(times, 0.9)} ms of ${times.length}`

const printMeasured = ({ unchanged, repainted, cancelled, cache }: Measured): string => {
  return [
    line('answer to next request, static screen', unchanged),
    line('answer to next request, repainting page', repainted),
    line('cancellation until everything is released and stored', cancelled),
    `screenshot tokens of 25 steps: ${cache.screenshotTokens}, never pruned ${cache.unprunedTokens} (${Math.round((100 * cache.screenshotTokens) / cache.unprunedTokens)} %)`,
    `read from the cache after step 5: ${Math.round(100 * cache.readShare)} % of the input`,
  ].join('\n')
}

await runCommand({
  help,
  options: { runs: { type: 'string' }, desktops: { type: 'string' }, seed: { type: 'string' } },
  prove: async (values, report) => {
    const checks = await proveAgent({
      runs: numberOf(values, 'runs', 50),
      desktops: numberOf(values, 'desktops', 2),
      seed: numberOf(values, 'seed', 1),
      report,
    })
    report(`\n${printChecks(checks)}\n`)
    report(printMeasured(await measureAgent()))
    return isHeld(checks)
  },
})
