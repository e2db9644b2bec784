import { spawn } from 'node:child_process'
import path from 'node:path'
import { repository } from './install-workspace.mjs'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']
const NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }

/**
 * Replaces this process with the command under the right Node. Before Node 22.15 that is impossible: this process then
 * stays as its parent and takes 15 MB.
 */
export const connectProcess = (tools, args, variables) => {
  const env = definedOf({ ...environment(tools), ...variables })
  if (process.execve === undefined) return standInFor(tools, args, env)
  process.chdir(repository)
  process.removeAllListeners('warning')
  process.execve(tools.node, [tools.node, ...args], env)
}

const definedOf = (variables) =>
  Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined))

/** Runs the command as a child. Forwards signals, and exits as the child does. */
const standInFor = (tools, args, env) => {
  const child = spawn(tools.node, args, { cwd: repository, stdio: 'inherit', env })
  for (const signal of SIGNALS) process.on(signal, () => child.kill(signal))
  child.once('error', (error) => {
    process.stderr.write(`Cannot run ${tools.node}: ${error.message}\n`)
    process.exit(1)
  })
  child.once('exit', (code, signal) => process.exit(code ?? 128 + (NUMBERS[signal] ?? 0)))
  if (process.env.npm_lifecycle_event) stopWithParent(child)
}

const environment = ({ cache, directories }) => ({
  ...process.env,
  PATH: [...directories, process.env.PATH].join(path.delimiter),
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? path.join(cache, 'compiled'),
  // Set by npm too: the folder to which relative paths on the command line refer.
  INIT_CWD: process.env.INIT_CWD ?? process.cwd(),
})

/** Stops the child if npm is killed, because nobody could then press Ctrl-C. */
const stopWithParent = (child) => {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    child.kill('SIGTERM')
  }, 1000)
  timer.unref()
}
