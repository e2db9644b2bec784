import { enableCompileCache } from 'node:module'

enableCompileCache?.()

// A reader that has seen enough (`| head`) closes the pipe: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

const ending = new AbortController()
process.on('SIGINT', () => {
  // The first asks for an orderly end, the second does not wait for it.
  if (ending.signal.aborted) process.exit(130)
  ending.abort()
})

// Imported once Ctrl-C is listened to: loading takes a while on a busy machine.
const { runCli } = await import('./run-cli.ts')
process.exitCode = await runCli(process.argv.slice(2), {
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: ending.signal,
  now: () => Date.now(),
})
// What a command left open (a terminal's input, a kept connection) does not hold the program.
process.stdin.unref?.()
