import { spawn } from 'node:child_process'

/** Runs a program, and presses Ctrl-C once it has shown something. Returns how it ended. */
export const interrupt = (
  command: string,
  args: string[],
  { after, ...options }: { after: RegExp; cwd: string; env: Record<string, string> },
): Promise<{ code: number | null; output: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    let [output, isPressed] = ['', false]
    const onData = (data: Buffer): void => {
      output += data.toString()
      if (isPressed || !after.test(output)) return
      isPressed = true
      child.kill('SIGINT')
    }
    child.stdout.on('data', onData)
    child.stderr.on('data', onData)
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, output }))
  })
