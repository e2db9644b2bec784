import { parseArgs } from 'node:util'
import { startInstantUpstream } from './instant-upstream.ts'
import { startScriptedUpstream } from './start-scripted-upstream.ts'

/**
 * `node main.ts [--port N] [--instant]`: starts a provider for benches and trials. Without `--instant`, models are
 * scripts (`scripted:text-20+trickle-50`); with it, `instant-N` and `paced-N-MS`. Prints its URL as a line of JSON.
 */
const { values } = parseArgs({
  options: { port: { type: 'string', default: '0' }, instant: { type: 'boolean', default: false } },
})
const start = values.instant ? startInstantUpstream : startScriptedUpstream
const upstream = await start({ port: Number(values.port) })
process.stdout.write(`${JSON.stringify({ url: upstream.url })}\n`)

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void upstream.stop().then(() => process.exit(0)))
}
