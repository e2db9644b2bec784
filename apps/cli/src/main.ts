import { enableCompileCache } from 'node:module'

enableCompileCache?.()

// A reader such as `head` may close the pipe early. That is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

const ending = new AbortController()
process.on('SIGINT', () => {
  // The first Ctrl-C aborts the command, the second exits at once.
  if (ending.signal.aborted) process.exit(130)
  ending.abort()
})

// Imported after the SIGINT handler is set, because loading takes a while on a busy machine.
const { runCli } = await import('./run-cli.ts')
process.exitCode = await runCli(process.argv.slice(2), {
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: ending.signal,
  now: () => Date.now(),
})
// An open stdin must not keep the process running.
process.stdin.unref?.()
