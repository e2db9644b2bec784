import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { mustRun, run } from '../run.ts'
import { tryInstall, type InstallOptions, type InstallOutcome } from './try-install.ts'

const MODULE = 'github.com/nats-io/nats-server/v2@v2.12.1'

/** Builds nats-server with the Go that is here; a Go of 1.21 or later fetches the newer one that the build asks for. */
export const installByGo = async ({
  target,
  env,
  report,
  goCommands,
}: InstallOptions): Promise<InstallOutcome> => {
  const go = await findGo(env, goCommands)
  if (go === undefined) return { status: 'unavailable', reason: 'there is no Go' }
  report(`building ${MODULE} with ${go.version}; this takes about a minute, once`)
  const buildEnv = { ...env, CGO_ENABLED: '0', ...(await goHome(env, path.dirname(target))) }
  return tryInstall(target, async (directory) => {
    await mustRun(go.command, ['install', MODULE], { env: { ...buildEnv, GOBIN: directory }, cwd: directory })
  })
}

/** Go's own installer leaves it where not every PATH leads. */
const GO_COMMANDS = ['go', '/usr/local/go/bin/go']

const findGo = async (
  env: NodeJS.ProcessEnv,
  commands: string[] = GO_COMMANDS,
): Promise<{ command: string; version: string } | undefined> => {
  for (const command of commands) {
    const version = await run(command, ['version'], { env })
    if (version.status === 'done') return { command, version: version.output.trim() }
  }
  return undefined
}

/** Go wants a home for what it downloads; without one of the user's it gets a place in the cache. */
const goHome = async (env: NodeJS.ProcessEnv, cacheDirectory: string): Promise<NodeJS.ProcessEnv> => {
  if (env.HOME || (env.GOPATH && env.GOCACHE)) return {}
  const home = path.join(cacheDirectory, 'go')
  await mkdir(home, { recursive: true })
  return { GOPATH: home, GOCACHE: path.join(home, 'build') }
}
