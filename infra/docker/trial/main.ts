import { copyFile } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { findFreePort } from '@gptget/embedded-servers'
import { resolveCacheDirectory } from '@gptget/package-files'
import { REPOSITORY } from '../read-compose.ts'
import { makeBaseImages } from './base-images.ts'
import { CHECKS, openTrial } from './checks.ts'
import { buildImages, prepareDeployment } from './deployment.ts'
import type { Deployment } from './deployment.ts'
import { requireEngine, startEngine } from './engine.ts'
import { observe } from './observe.ts'
import type { Report } from './programs.ts'

const help = `npm run deploy:test -- [compose|observe]

compose (default)

Starts docker-compose.yml for real and holds it to what docs/operating.md says of it: health, limits, pages, metrics,
a reload of keys and a stop of an edge under streams, the ledger. Runs Docker's compose on a podman of its own, with
base images made of Debian packages: nothing is pulled. Needs Linux, root, and the Debian packages that it names when
they are missing. Takes about five minutes the first time, three later.

observe
Runs a real Prometheus (of Debian) beside npm start: alerts are checked and tested by promtool, every service is
scraped, and every query of every dashboard is asked. Takes half a minute.
`

const startedAtMs = performance.now()
const report: Report = (line) =>
  void process.stdout.write(
    `${((performance.now() - startedAtMs) / 1000).toFixed(0).padStart(4)} s  ${line}\n`,
  )

const runTrial = async (): Promise<boolean> => {
  await requireEngine()
  const directory = path.join(resolveCacheDirectory(process.env), 'deploy-test')
  const engine = await startEngine(directory)
  try {
    await makeBaseImages(engine, directory, report)
    await buildImages(engine, report)
    const deployment = await prepareDeployment(engine, directory, await findFreePort())
    try {
      return await holdToPromises(engine, deployment)
    } finally {
      await deployment.compose('down', '--volumes', '--timeout', '5')
    }
  } finally {
    await engine.stop()
  }
}

const holdToPromises = async (
  engine: Awaited<ReturnType<typeof startEngine>>,
  deployment: Deployment,
): Promise<boolean> => {
  await copyFile(
    path.join(REPOSITORY, 'infra/compose/config/gptget.yaml'),
    path.join(deployment.configDirectory, 'gptget.yaml'),
  )
  report('docker compose up')
  await start(deployment)
  report('every container is healthy')
  const trial = await openTrial(engine, deployment)
  try {
    let hasHeld = true
    for (const { promise, findFaults } of CHECKS) {
      const faults = await findFaults(trial)
      report(`${faults.length === 0 ? 'ok  ' : 'FAIL'}  ${promise}`)
      for (const fault of faults) report(`      ${fault}`)
      hasHeld &&= faults.length === 0
    }
    return hasHeld
  } finally {
    await trial.upstream.stop()
  }
}

/** What a container said is worth more than that it is unhealthy. */
const start = async ({ compose }: Deployment): Promise<void> => {
  try {
    await compose('up', '--no-build', '--pull', 'never', '--detach', '--wait')
  } catch (error) {
    for (const line of (await compose('logs', '--no-color', '--tail', '8')).split('\n')) report(line)
    throw error
  }
}

const TRIALS: Record<string, () => Promise<boolean>> = {
  compose: runTrial,
  observe: () => observe(path.join(resolveCacheDirectory(process.env), 'deploy-test'), report),
}

const { values, positionals } = parseArgs({ options: { help: { type: 'boolean' } }, allowPositionals: true })
const [name = 'compose'] = positionals
const trial = TRIALS[name]
if (values.help) process.stdout.write(`${help}\n`)
else if (trial === undefined || positionals.length > 1) {
  process.stderr.write(
    `There is no trial ${positionals.join(' ')}. One of: ${Object.keys(TRIALS).join(', ')}\n`,
  )
  process.exitCode = 1
} else {
  try {
    process.exitCode = (await trial()) ? 0 : 1
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`)
    process.exitCode = 1
  }
}
