import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { labelOf, parsePss, parseStat, treeOf } from './parse-proc.ts'
import { cpuBetween, readCpu, readMemory, total } from './read-processes.ts'

describe('/proc/<pid>/stat', () => {
  it('has the parent and all CPU ticks, also for a name with spaces and parentheses', () => {
    const text =
      '4242 (tmux: (x) y) S 17 4242 4242 0 -1 4194560 812 90 0 0 30 12 5 3 20 0 1 0 99 1000 200 18446744073709551615'
    expect(parseStat(text)).toEqual({ pid: 4242, name: 'tmux: (x) y', parentPid: 17, cpuTicks: 50 })
  })

  it('is refused if it is invalid', () => {
    expect(() => parseStat('no such process')).toThrow('Not the text')
  })
})

const statOf = (pid: number, parentPid: number) => ({ pid, parentPid, name: 'x', cpuTicks: 0 })

it('finds exactly the descendants of a process', () => {
  const all = [statOf(1, 0), statOf(5, 1), statOf(6, 5), statOf(7, 6), statOf(8, 1)]
  expect(treeOf(all, [5]).map(({ pid }) => pid)).toEqual([5, 6, 7])
})

it('reads the proportional set size in bytes', () => {
  expect(parsePss('Rss:      2048 kB\nPss:                1024 kB\nPss_Anon: 7 kB\n')).toBe(1024 * 1024)
})

it.each([
  ['MainThread', ['node', '/clone/apps/router/src/main.ts'], 'router'],
  ['MainThread', ['node', '/clone/infra/host/src/main.ts', 'edge-gateway,router'], 'edge-gateway+router'],
  ['MainThread', ['node', '/clone/node_modules/.gptget-services/0a1b/router.mjs'], 'router'],
  [
    'MainThread',
    ['node', '/clone/node_modules/.gptget-services/0a1b/host.mjs', 'edge-gateway,router'],
    'edge-gateway+router',
  ],
  ['MainThread', ['node', '/clone/infra/onebox/src/start/main.ts', '--port', '1'], 'supervisor'],
  ['MainThread', ['node', '/clone/bench/src/peers/node-proxy.ts'], 'node-proxy.ts'],
  ['postgres', ['postgres: gptget postgres 127.0.0.1(5) idle'], 'postgres'],
  ['nats-server', ['/cache/nats-server', '-c', 'nats.conf'], 'nats-server'],
])('labels the process %s with the command %j as %s', (name, words, label) => {
  expect(labelOf(name, words)).toBe(label)
})

/** Starts a process, and a child that uses CPU for 200 ms and ends. */
const startTree = async () => {
  const busy = `console.log('up'); while (process.cpuUsage().user < 200_000);`
  const parent = `require('node:child_process').spawn(process.execPath, ['-e', process.argv[1]], { stdio: 'inherit' })
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['-e', parent, busy], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  await once(child.stdout, 'data')
  return {
    pid: child.pid!,
    end: async () => {
      child.kill()
      await exited
    },
  }
}

// These tests need `/proc`.
if (process.platform === 'linux')
  describe('a running process', () => {
    it('is found with its memory and the CPU time of its ended child', async () => {
      const { pid, end } = await startTree()
      expect(total(readMemory([pid]))).toBeGreaterThan(10 * 1024 * 1024)
      await expect
        .poll(() => total(readCpu([pid])), { timeout: 15_000, interval: 20 })
        .toBeGreaterThanOrEqual(200)
      await end()
      expect(readCpu([pid])).toEqual({})
    })

    it('has used the difference since an earlier reading', () => {
      expect(cpuBetween({ a: 5, gone: 9 }, { a: 7, b: 2 })).toEqual({ a: 2, b: 2 })
    })
  })
