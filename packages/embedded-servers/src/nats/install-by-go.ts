import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { mustRun, run } from '../run.ts'
import { tryInstall, type InstallOptions, type InstallOutcome } from './try-install.ts'

const MODULE = 'github.com/nats-io/nats-server/v2@v2.12.1'

/** Builds nats-server with the Go on the PATH; a Go of 1.21 or later fetches the newer one that the build asks for. */
export const installByGo = async ({ target, env, report }: InstallOptions): Promise<InstallOutcome> => {
  const go = await run('go', ['version'], { env })
  if (go.status === 'failed') return { status: 'unavailable', reason: 'there is no Go on the PATH' }
  report(`building ${MODULE} with ${go.output.trim()}; this takes about a minute, once`)
  const buildEnv = { ...env, CGO_ENABLED: '0', ...(await goHome(env, path.dirname(target))) }
  return tryInstall(target, async (directory) => {
    await mustRun('go', ['install', MODULE], { env: { ...buildEnv, GOBIN: directory }, cwd: directory })
  })
}

/** Go wants a home for what it downloads; without one of the user's it gets a place in the cache. */
const goHome = async (env: NodeJS.ProcessEnv, cacheDirectory: string): Promise<NodeJS.ProcessEnv> => {
  if (env.HOME || (env.GOPATH && env.GOCACHE)) return {}
  const home = path.join(cacheDirectory, 'go')
  await mkdir(home, { recursive: true })
  return { GOPATH: home, GOCACHE: path.join(home, 'build') }
}
