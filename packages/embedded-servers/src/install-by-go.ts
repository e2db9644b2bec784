import { rm } from 'node:fs/promises'
import path from 'node:path'
import { mustRun, run } from './run.ts'
import { tryInstall, type InstallOptions, type InstallOutcome } from './try-install.ts'

/** A program in Go: `github.com/nats-io/nats-server/v2@v2.15.1`. */
type Program = { name: string; module: string }
const REPORT_INTERVAL_MS = 5_000

/** Builds a program with the installed Go; Go 1.21 or later downloads the newer version that the build needs. */
export const installByGo = async (
  { name, module }: Program,
  { target, env, report, goCommands }: InstallOptions,
): Promise<InstallOutcome> => {
  const go = await findGo(env, goCommands)
  if (go === undefined) return { status: 'unavailable', reason: 'there is no Go' }
  report(`building ${module} with ${go.version}; this takes minutes, once`)
  const startedAt = Date.now()
  const timer = setInterval(
    () => report(`building ${name} … ${Math.round((Date.now() - startedAt) / 1000)} s`),
    REPORT_INTERVAL_MS,
  )
  try {
    return await tryInstall(target, (directory) => build(go.command, module, directory, env))
  } finally {
    clearInterval(timer)
  }
}

/** Go's downloads and compiled packages, half a gigabyte, stay out of the user's folders and are removed afterwards. */
const build = async (
  command: string,
  module: string,
  directory: string,
  env: NodeJS.ProcessEnv,
): Promise<void> => {
  const home = path.join(directory, 'go')
  const goEnv = {
    ...env,
    CGO_ENABLED: '0',
    GOBIN: directory,
    GOPATH: home,
    GOMODCACHE: path.join(home, 'modules'),
    GOCACHE: path.join(home, 'build'),
    // Otherwise its downloads are read-only and cannot be removed.
    GOFLAGS: '-modcacherw',
  }
  await mustRun(command, ['install', module], { env: goEnv, cwd: directory })
  await rm(home, { recursive: true, force: true })
}

/** Go's own installer uses a folder that is not in every PATH. */
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
