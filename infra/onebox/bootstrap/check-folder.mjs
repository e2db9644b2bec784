import { spawn } from 'node:child_process'
import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import path from 'node:path'

/**
 * The first file is made by a separate process: if a dead network drive blocks it forever, this process can continue
 * and exit, which a blocked thread would prevent.
 */
const WRITE_PROBE = 'mkdir -p -- "$1" && : > "$1/.probe-$$" && rm -f -- "$1/.probe-$$"'
const TIMEOUT_MS = 5_000

/**
 * Explains for people why a folder cannot be used and what to do; undefined if it can be used. Creates a missing
 * folder. `role` is its purpose (`data`), and `variable` selects another folder. With `isPersonal`, a folder with files
 * of another user is refused. If the folder is read-only, `isReadOnlyEnough` decides whether that is sufficient.
 */
export const whyFolderUnusable = async ({
  folder,
  role,
  variable,
  env,
  isPersonal = false,
  isReadOnlyEnough = () => false,
  timeoutMs = TIMEOUT_MS,
}) => {
  const explain = (problem, ...remedies) => explainFolder({ folder, role, variable }, problem, remedies)
  const outcome = await probe(folder, env, timeoutMs)
  if (outcome === 'no answer')
    return explain(
      `does not answer: making a file there took longer than ${timeoutMs / 1000} s`,
      'bring the drive back, if it is on the network or asleep',
    )
  if (isPersonal && isOfAnother(folder))
    return explain(
      `is another user's: it belongs to uid ${statSync(folder).uid}, and you are ${me()}`,
      'run the command as that user',
    )
  if (outcome === 'failed' && !isReadOnlyEnough())
    return explain(`cannot be written by ${me()} (${whyNotWritable(folder)})`)
  return undefined
}

/** The explanation of an unusable folder. */
const explainFolder = ({ folder, role, variable }, problem, remedies = []) =>
  [
    `The ${role} folder ${folder} ${problem}.`,
    'Nothing in it was changed, and nothing was started.',
    '',
    'Do one of these, then run the command again:',
    ...remedies.map((remedy) => `  - ${remedy}`),
    `  - choose another folder: ${variable}=/path/to/folder`,
    ...(remedies.length === 0
      ? [`  - make it yours: ls -ld ${folder} shows whose it is; free some space if it is full`]
      : []),
  ].join('\n')

const probe = (folder, env, timeoutMs) =>
  new Promise((resolve) => {
    const child = spawn('/bin/sh', ['-c', WRITE_PROBE, 'probe', folder], { env, stdio: 'ignore' })
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      child.unref()
      resolve('no answer')
    }, timeoutMs)
    const end = (outcome) => {
      clearTimeout(timer)
      resolve(outcome)
    }
    child.once('error', () => end('failed'))
    child.once('exit', (code) => end(code === 0 ? 'written' : 'failed'))
  })

const me = () => {
  const { uid, username } = userInfo()
  return `${username} (uid ${uid})`
}

const isOfAnother = (folder) => {
  if (!existsSync(folder) || statSync(folder).uid === process.getuid?.()) return false
  try {
    return readdirSync(folder).length > 0
  } catch {
    // We may not read it, so it belongs to another user.
    return true
  }
}

/** The system's error code for the folder, or for its nearest existing parent. */
const whyNotWritable = (folder) => {
  try {
    if (!statSync(folder).isDirectory()) return 'it is a file'
    accessSync(folder, constants.W_OK | constants.X_OK)
    return 'files cannot be created there'
  } catch (error) {
    if (error.code !== 'ENOENT' || path.dirname(folder) === folder) return error.code
    return whyNotWritable(path.dirname(folder))
  }
}
