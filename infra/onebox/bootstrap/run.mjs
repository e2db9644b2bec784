import { spawn } from 'node:child_process'

/** Runs a program and returns its stdout. @throws Error with its whole output if it fails */
export const run = (command, args, options = {}) =>
  new Promise((resolve, reject) => {
    let output = ''
    let all = ''
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    child.stdout.on('data', (bytes) => {
      output += bytes
      all += bytes
    })
    child.stderr.on('data', (bytes) => (all += bytes))
    child.once('error', (error) =>
      reject(
        error.code === 'ENOENT'
          ? new Error(`${command} is not on the PATH; install it and try again`)
          : error,
      ),
    )
    child.once('close', (code, signal) => {
      if (code === 0) resolve(output)
      else reject(new Error(`${command} ${args[0]} failed (${signal ?? `exit ${code}`}):\n${all.trim()}`))
    })
  })
