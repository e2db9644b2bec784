import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile } from 'node:fs/promises'
import path from 'node:path'
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

const help = `npm run deploy:test -- [compose|balancers|observe]

compose (default)

Starts docker-compose.yml for real and holds it to what docs/operating.md says of it: health, limits, pages, metrics,
a reload of keys and a stop of an edge under streams, the ledger. Runs Docker's compose on a podman of its own, with
base images made of Debian packages: nothing is pulled. Needs Linux, root, and the Debian packages that it names when
they are missing. Takes about five minutes the first time, three later.

balancers [--silence SECONDS]
Runs nginx, HAProxy, Caddy and Envoy as infra/balancers configures them, in front of three edges: streams, silence,
WebSockets, large bodies, an edge that stops and one that dies. Takes about three minutes.

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

/** A trial that is a program of its own. */
const runProgram = async (file: string): Promise<boolean> => {
  const child = spawn(process.execPath, [path.join(REPOSITORY, file), ...passedOn], { stdio: 'inherit' })
  const [code] = (await once(child, 'exit')) as [number | null]
  return code === 0
}

const TRIALS: Record<string, () => Promise<boolean>> = {
  compose: runTrial,
  balancers: () => runProgram('tests/proofs/balancers/main.ts'),
  observe: () => observe(path.join(resolveCacheDirectory(process.env), 'deploy-test'), report),
}

const [name = 'compose', ...passedOn] = process.argv.slice(2)
const trial = TRIALS[name]
if (name === '--help' || name === '-h') process.stdout.write(help)
else if (trial === undefined) {
  process.stderr.write(`There is no trial ${name}. One of: ${Object.keys(TRIALS).join(', ')}\n`)
  process.exitCode = 1
} else {
  try {
    process.exitCode = (await trial()) ? 0 : 1
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`)
    process.exitCode = 1
  }
}
