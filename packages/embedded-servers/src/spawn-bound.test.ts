import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** A process that starts a long `sleep` with spawnBound and prints its pid. */
const holder = () =>
  spawn(process.execPath, ['--input-type=module-typescript', '-e', HOLDER], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
const HOLDER = `
import { spawnBound } from ${JSON.stringify(new URL('./spawn-bound.ts', import.meta.url).href)}
spawnBound('/bin/sh', ['-c', 'echo $$; exec sleep 60'], {
  stopSignal: 'TERM', runAs: {}, env: process.env, cwd: '/', onLine: (line) => process.stdout.write(line),
})`

describe('spawnBound', () => {
  it('ends the program when its starter is killed with -9', async () => {
    const parent = holder()
    const [text] = await once(parent.stdout, 'data')
    const pid = Number(String(text))
    expect(isAlive(pid)).toBe(true)
    parent.kill('SIGKILL')
    for (let waited = 0; isAlive(pid) && waited < 5000; waited += 20) await sleep(20)
    expect(isAlive(pid)).toBe(false)
  })
})
