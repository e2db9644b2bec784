import { copyFile } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { findFreePort } from '@gptget/embedded-servers'
import { findOutsideFiles } from '../../../tests/platform/outside-files.ts'
import { outsideSettings } from '../../../tests/platform/outside-settings.ts'
import { REPOSITORY } from '../read-compose.ts'
import { makeBaseImages } from './base-images.ts'
import { checksOf, openTrial } from './checks.ts'
import { buildImages, prepareDeployment } from './deployment.ts'
import type { Deployment } from './deployment.ts'
import { requireEngine, startEngine, type Engine } from './engine.ts'
import { outsideTests } from './outside-tests.ts'
import type { Report } from './programs.ts'
import { hold, type Subcommand } from './subcommand.ts'

export const compose: Subcommand = {
  help: `[--small] [--only promises|tests] [test files …]
Starts docker-compose.yml for real and holds it to what docs/operating.md says of it: health, limits, pages, metrics,
a reload of keys and a stop of an edge under streams, the ledger, TLS. First it runs those tests of the platform against
it that work from outside (tests/platform/outside-files.ts), or those files alone. With --small, starts one of each
service. Runs Docker's compose on a podman of its own, with base images made of Debian packages: nothing is pulled.
Needs Linux, root, and the Debian packages that it names when they are missing.`,
  run: async ({ directory, report, args }) => {
    const options = { small: { type: 'boolean' }, only: { type: 'string' } } as const
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    const { small = false, only } = values
    const files = positionals.length > 0 ? positionals : findOutsideFiles()
    await requireEngine()
    const engine = await startEngine(directory)
    try {
      await makeBaseImages(engine, directory, report)
      await buildImages(engine, report)
      const deployment = await prepareDeployment(engine, directory, {
        port: await findFreePort(),
        files: small ? ['infra/compose/small.yml'] : [],
      })
      try {
        await deployment.setVariables(outsideSettings(deployment.host))
        await start(deployment, report)
        const results: boolean[] = []
        if (only !== 'promises')
          results.push(await hold([outsideTests], report, engine, deployment, directory, files))
        if (only !== 'tests')
          results.push(await holdToPromises(engine, deployment, checksOf({ small }), report))
        return !results.includes(false)
      } finally {
        await deployment.compose('down', '--volumes', '--timeout', '5')
      }
    } finally {
      await engine.stop()
    }
  },
}

const holdToPromises = async (
  engine: Engine,
  deployment: Deployment,
  checks: ReturnType<typeof checksOf>,
  report: Report,
): Promise<boolean> => {
  const trial = await openTrial(engine, deployment)
  try {
    return await hold(checks, report, trial)
  } finally {
    await trial.upstream.stop()
  }
}

/** Starts the deployment. If it fails, the error includes the logs of unhealthy containers. */
const start = async ({ compose, configDirectory }: Deployment, report: Report): Promise<void> => {
  await copyFile(
    path.join(REPOSITORY, 'infra/compose/config/gptget.yaml'),
    path.join(configDirectory, 'gptget.yaml'),
  )
  report('docker compose up')
  try {
    await compose('up', '--no-build', '--pull', 'never', '--detach', '--wait')
  } catch (error) {
    for (const line of (await compose('logs', '--no-color', '--tail', '8')).split('\n')) report(line)
    throw error
  }
  report('every container is healthy')
}
