import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { OutsidePlatform } from '../../../tests/platform/outside-platform.ts'
import { outsideSettings } from '../../../tests/platform/outside-settings.ts'
import { REPOSITORY } from '../read-compose.ts'
import { containersOf } from './checks.ts'
import type { Deployment } from './deployment.ts'
import type { Engine } from './engine.ts'
import type { Check } from './subcommand.ts'

type Input = [engine: Engine, deployment: Deployment, directory: string, files: readonly string[]]

/** Runs the platform's tests that need no access to its inside against the containers, with their own upstreams. */
export const outsideTests: Check<Input> = {
  promise: 'the tests of the platform pass against it from outside',
  findFaults: async (engine, deployment, directory, files) => {
    const file = path.join(directory, 'outside-platform.json')
    await writeFile(file, JSON.stringify(await describePlatform(engine, deployment)), { mode: 0o600 })
    const vitest = path.join(REPOSITORY, 'node_modules/vitest/vitest.mjs')
    // One file after another: each gives the platform its own configuration.
    const args = [vitest, 'run', '--no-file-parallelism', ...files]
    const child = spawn(process.execPath, args, {
      cwd: REPOSITORY,
      env: { ...process.env, GPTGET_TEST_PLATFORM: file, GPTGET_TEST_HOST: deployment.host },
      stdio: 'inherit',
    })
    const [code] = (await once(child, 'exit')) as [number | null]
    return code === 0 ? [] : [`vitest ended with ${code}`]
  },
}

type Addresses = { NetworkSettings: { Networks: Record<string, { IPAddress: string }> } }

const describePlatform = async (engine: Engine, deployment: Deployment): Promise<OutsidePlatform> => {
  const [nats] = await containersOf({ engine }, 'nats')
  const { NetworkSettings } = await engine.get<Addresses>(`/v1.41/containers/${nats!.Id}/json`)
  const [network] = Object.values(NetworkSettings.Networks)
  const natsUrl = await deployment.secretOf('admin', 'GPTGET_NATS_URL')
  return {
    url: deployment.url,
    natsUrl: natsUrl.replace('@nats:', `@${network!.IPAddress}:`),
    configFile: path.join(deployment.configDirectory, 'gptget.yaml'),
    routers: (await containersOf({ engine }, 'router')).length,
    settings: outsideSettings(deployment.host),
  }
}
