import { copyFile } from 'node:fs/promises'
import path from 'node:path'
import { findFreePort } from '@gptget/embedded-servers'
import { REPOSITORY } from '../read-compose.ts'
import { makeBaseImages } from './base-images.ts'
import { CHECKS, openTrial } from './checks.ts'
import { buildImages, prepareDeployment } from './deployment.ts'
import type { Deployment } from './deployment.ts'
import { requireEngine, startEngine, type Engine } from './engine.ts'
import type { Report } from './programs.ts'
import { hold, type Subcommand } from './subcommand.ts'

export const compose: Subcommand = {
  help: `Starts docker-compose.yml for real and holds it to what docs/operating.md says of it: health, limits, pages, metrics,
a reload of keys and a stop of an edge under streams, the ledger. Runs Docker's compose on a podman of its own, with
base images made of Debian packages: nothing is pulled. Needs Linux, root, and the Debian packages that it names when
they are missing. Takes about five minutes the first time, three later.`,
  run: async ({ directory, report }) => {
    await requireEngine()
    const engine = await startEngine(directory)
    try {
      await makeBaseImages(engine, directory, report)
      await buildImages(engine, report)
      const deployment = await prepareDeployment(engine, directory, await findFreePort())
      try {
        return await holdToPromises(engine, deployment, report)
      } finally {
        await deployment.compose('down', '--volumes', '--timeout', '5')
      }
    } finally {
      await engine.stop()
    }
  },
}

const holdToPromises = async (engine: Engine, deployment: Deployment, report: Report): Promise<boolean> => {
  await copyFile(
    path.join(REPOSITORY, 'infra/compose/config/gptget.yaml'),
    path.join(deployment.configDirectory, 'gptget.yaml'),
  )
  report('docker compose up')
  await start(deployment, report)
  report('every container is healthy')
  const trial = await openTrial(engine, deployment)
  try {
    return await hold(CHECKS, report, trial)
  } finally {
    await trial.upstream.stop()
  }
}

/** Starts the deployment. If it fails, the error includes the logs of unhealthy containers. */
const start = async ({ compose }: Deployment, report: Report): Promise<void> => {
  try {
    await compose('up', '--no-build', '--pull', 'never', '--detach', '--wait')
  } catch (error) {
    for (const line of (await compose('logs', '--no-color', '--tail', '8')).split('\n')) report(line)
    throw error
  }
}
