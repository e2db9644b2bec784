import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import {
  ENGINE_IMAGE,
  findImage,
  importImage,
  resolveCacheDirectory,
  whyNotBuildable,
} from '@gptget/desktop-image'
import { createLogger } from '@gptget/runtime'
import { startPodman, whyNoPodman, type Podman } from '@gptget/testkit'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openBwrapDriver } from '../src/drivers/bwrap/bwrap-driver.ts'
import { openKubernetesDriver } from '../src/drivers/kubernetes/kubernetes-driver.ts'
import { PlayedCluster } from './kubernetes/played-cluster.ts'
import { joinCluster, whyNoCluster } from './kubernetes/real-cluster.ts'
import { openDockerDriver } from '../src/drivers/docker/docker-driver.ts'
import type { ComputerDriver, DesktopSpec } from '../src/drivers/driver.ts'

const GIB = 1024 ** 3
const logger = createLogger('computers', { LOG_LEVEL: 'silent' })
const cacheDir = resolveCacheDirectory(process.env)

type Opened = { driver: ComputerDriver; reopen(): Promise<ComputerDriver>; close(): Promise<void> }
type Case = {
  name: string
  reason: string | null
  /** Whether networks, rights and limits of processes are enforced by the driver, and not by the cluster. */
  isHost: boolean
  open(directory: string): Promise<Opened>
}

const whyNoImage = (): string | null => (findImage(cacheDir) === null ? whyNotBuildable() : null)

const CASES: Case[] = [
  {
    name: 'bwrap',
    reason: whyNoImage(),
    isHost: true,
    open: async (directory) => {
      const open = () => openBwrapDriver({ directory, cacheDir, logger })
      return { driver: await open(), reopen: open, close: async () => {} }
    },
  },
  {
    name: 'docker',
    reason: whyNoImage() ?? whyNoPodman(),
    isHost: true,
    open: async (directory) => {
      const podman: Podman = await startPodman(cacheDir)
      await importImage(findImage(cacheDir)!, podman.socketPath, () => {})
      const { socketPath } = podman
      const open = () =>
        openDockerDriver({ directory, cacheDir, socketPath, image: ENGINE_IMAGE, runtime: null, logger })
      return { driver: await open(), reopen: open, close: podman.stop }
    },
  },
  {
    name: 'kubernetes',
    reason: whyNoImage(),
    isHost: false,
    open: async (directory) => {
      const bwrap = await openBwrapDriver({ directory, cacheDir, logger })
      const { config, close } = await PlayedCluster.start(bwrap, directory)
      const options = { namespace: 'desktops', image: 'desktop', runtimeClass: 'gvisor', storageClass: null }
      const open = () => openKubernetesDriver({ ...options, warmPool: null, logger, kubeConfig: config })
      return { driver: await open(), reopen: open, close }
    },
  },
  {
    name: 'kubernetes, with a real API server',
    reason: whyNoImage() ?? whyNoCluster(),
    isHost: false,
    open: async (directory) => {
      const bwrap = await openBwrapDriver({ directory, cacheDir, logger })
      const { config, namespace, close } = await joinCluster(bwrap, directory)
      const options = { namespace, image: 'desktop', runtimeClass: null, storageClass: null }
      const open = () => openKubernetesDriver({ ...options, warmPool: null, logger, kubeConfig: config })
      return { driver: await open(), reopen: open, close }
    },
  },
]

const specOf = (fields: Partial<DesktopSpec> = {}): DesktopSpec => ({
  instanceId: randomBytes(4).toString('hex'),
  slot: 1 + Math.floor(Math.random() * 1e6),
  hostname: 'box',
  resolution: { width: 1280, height: 720 },
  limits: { cpus: 1, memoryBytes: 2 * GIB, pids: 300, diskBytes: GIB },
  network: 'none',
  allowedHosts: [],
  ...fields,
})

/** The output of a command in a desktop, through its agent. */
const run = async (driver: ComputerDriver, { instanceId }: DesktopSpec, command: string): Promise<string> => {
  const socket = await vi.waitFor(() => driver.connect(instanceId, 'agent'), {
    timeout: 10_000,
    interval: 20,
  })
  const body = JSON.stringify({ command, timeout: 30 })
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        createConnection: () => socket,
        method: 'POST',
        path: '/bash',
        headers: { 'content-length': body.length },
      },
      (response) => {
        let text = ''
        response.on('data', (bytes: Buffer) => (text += bytes.toString()))
        response.on('end', () => {
          const lines = text
            .trim()
            .split('\n')
            .filter(Boolean)
            .map((line) => JSON.parse(line) as { data?: string })
          resolve(lines.map(({ data }) => data ?? '').join(''))
        })
      },
    )
    outgoing.once('error', reject)
    outgoing.end(body)
  })
}

const greeting = async (driver: ComputerDriver, instanceId: string): Promise<string> => {
  const socket = await driver.connect(instanceId, 'rfb')
  return new Promise((resolve, reject) => {
    socket.once('data', (bytes: Buffer) => {
      socket.destroy()
      resolve(bytes.toString())
    })
    socket.once('error', reject)
  })
}

describe.each(CASES)('the driver $name', ({ name, reason, isHost, open }) => {
  describe.skipIf(reason !== null)(`runs desktops${reason === null ? '' : ` — NOT RUN: ${reason}`}`, () => {
    vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 })
    let directory: string
    let opened: Opened
    let driver: ComputerDriver
    beforeAll(async () => {
      directory = await mkdtemp(path.join(tmpdir(), 'gptget-drivers-'))
      opened = await open(directory)
      driver = opened.driver
    })
    afterAll(async () => {
      for (const instanceId of (await driver?.list()) ?? []) await driver.remove(instanceId)
      await driver?.close()
      await opened?.close()
      await rm(directory, { recursive: true, force: true })
    })

    const startNew = async (fields: Partial<DesktopSpec> = {}) => {
      const spec = specOf(fields)
      await driver.create(spec)
      return { spec, applied: await driver.start(spec) }
    }

    it('with a screen, an agent, and verified limits, also when they change', async () => {
      expect(driver.whyNot()).toBeNull()
      const { spec, applied } = await startNew()
      const limits = isHost ? { ...spec.limits, notes: [] } : { ...spec.limits, pids: null }
      expect(applied).toMatchObject({ ...limits, network: 'none' })
      expect(await greeting(driver, spec.instanceId)).toBe('RFB 003.008\n')
      expect(await run(driver, spec, 'whoami; hostname')).toBe('user\nbox\n')
      const changed = { ...spec.limits, cpus: 2, memoryBytes: GIB }
      expect(await driver.resize({ ...spec, limits: changed })).toMatchObject({ cpus: 2, memoryBytes: GIB })
      const read = 'cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null'
      expect(['', `${GIB}\n`]).toContain(await run(driver, spec, read))
      expect((await driver.stats(spec.instanceId)).memoryBytes).toBeGreaterThan(1024 ** 2)
      expect(await driver.list()).toContain(spec.instanceId)
      await driver.stop(spec.instanceId)
      expect(await driver.start({ ...spec, limits: changed })).toMatchObject({ cpus: 2, memoryBytes: GIB })
      await driver.remove(spec.instanceId)
      expect(await driver.list()).not.toContain(spec.instanceId)
    })

    it('that keep their files over a stop, and can be copied', async () => {
      const { spec } = await startNew()
      await run(driver, spec, 'echo kept > ~/notes.txt; sync')
      const copy = specOf()
      await driver.snapshot(spec.instanceId, copy)
      await driver.stop(spec.instanceId)
      await driver.stop(spec.instanceId)
      await driver.start(spec)
      await driver.start(copy)
      for (const one of [spec, copy]) {
        expect(await run(driver, one, 'cat ~/notes.txt; touch ~/mine && echo mine')).toBe('kept\nmine\n')
        await driver.remove(one.instanceId)
      }
    })

    it('that freeze and thaw, and reports those that end by themselves', async () => {
      const { spec } = await startNew()
      const before = await run(driver, spec, 'while :; do :; done & echo on')
      expect(before).toBe('on\n')
      await driver.pause(spec.instanceId)
      const { cpuMs } = await driver.stats(spec.instanceId)
      await new Promise((resolve) => setTimeout(resolve, 300))
      expect((await driver.stats(spec.instanceId)).cpuMs - cpuMs).toBeLessThan(100)
      await driver.resume(spec.instanceId)
      expect(await run(driver, spec, 'echo awake')).toBe('awake\n')
      const ended: string[] = []
      driver.onEnded((instanceId) => ended.push(instanceId))
      void run(driver, spec, 'kill -9 -1').catch(() => {})
      await vi.waitFor(() => expect(ended).toEqual([spec.instanceId]), { timeout: 15_000 })
      expect(await driver.list()).not.toContain(spec.instanceId)
      await driver.remove(spec.instanceId)
    })

    it.runIf(isHost)('without rights, separate from the host and from each other', async () => {
      const { spec } = await startNew({ network: 'internet' })
      const status = await run(
        driver,
        spec,
        'grep -E "^(CapEff|CapBnd|NoNewPrivs|Seccomp):" /proc/self/status',
      )
      expect(
        status
          .trim()
          .split('\n')
          .map((line) => line.split('\t')[1] ?? ''),
      ).toEqual(['0000000000000000', '0000000000000000', '1', '2'])
      const refused = [
        'touch /usr/x',
        'mount -t tmpfs none /mnt',
        'mknod /tmp/sda b 8 0',
        'echo 1 > /proc/sys/kernel/sysrq',
        'curl -s -m 2 http://169.254.169.254/',
        'curl -s -m 2 http://10.0.2.2:22/',
        'curl -s -m 2 telnet://1.1.1.1:25',
        'ip link set tap0 down',
      ]
      for (const command of refused)
        expect([
          command,
          await run(driver, spec, `(${command}) >/dev/null 2>&1 && echo done || echo refused`),
        ]).toEqual([command, 'refused\n'])
      expect(await run(driver, spec, 'grep -c tap0 /proc/net/dev')).toBe('1\n')
      await driver.remove(spec.instanceId)
    })

    it('which the next service takes over, or reports as ended with the previous one', async () => {
      const { spec, applied } = await startNew()
      const outlives = driver.outlivesService
      await run(driver, spec, 'echo before > /tmp/mark')
      await driver.close()
      driver = await opened.reopen()
      expect(await driver.adopt(spec)).toEqual(outlives ? applied : null)
      expect(await driver.list()).toEqual(outlives ? [spec.instanceId] : [])
      if (!outlives) await driver.start(spec)
      const read = 'cat /tmp/mark 2>/dev/null || echo gone'
      expect(await run(driver, spec, read)).toBe(outlives ? 'before\n' : 'gone\n')
      await driver.remove(spec.instanceId)
      expect(spawnSync('grep', ['-c', spec.instanceId, '/proc/mounts']).stdout.toString()).toBe('0\n')
    })

    it(`as ${name}, described in one readable line`, () => {
      expect(driver.summary).toMatch(/^[^\n]{5,200}$/)
    })
  })
})
