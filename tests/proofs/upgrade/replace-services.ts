import { HOSTED } from '@gptget/host/services'
import type { RunningService, ServiceName } from '../../platform/service-name.ts'
import { environmentOf, type Platform } from '../../platform/start-platform.ts'
import { startProcess, type OnCrash } from '../../platform/start-process.ts'
import { waitUntilReady } from '../../platform/wait-until-ready.ts'

export type Replacing = {
  platform: Platform
  /** The running processes of both versions. */
  running: RunningService[]
  /** The processes that receive new connections. */
  lead(edges: readonly RunningService[]): void
  onCrash: OnCrash
  report: (line: string) => void
}

/** Desktops end with their service, and two services cannot use the same disks. */
const STOPS_FIRST = new Set<ServiceName>(['computers'])

/**
 * Replaces one process of a service with one of the version in `repository`, like an orchestrator: the new process gets
 * work when it is ready, and the old one is stopped with as much time as it needs.
 */
const replaceOne = async (replacing: Replacing, old: RunningService, repository: string): Promise<void> => {
  const { platform, running, lead, onCrash } = replacing
  const { service } = old
  const start = async (): Promise<void> => {
    const env = environmentOf(service, platform.env)
    const next = await startProcess(service, env, { onCrash, repository, stopTimeoutMs: STOP_TIMEOUT_MS })
    running.push(next)
    await waitUntilReady(next.url)
  }
  if (STOPS_FIRST.has(service)) await stop(replacing, old)
  await start()
  if (service === 'edge-gateway') lead(running.filter((each) => each.service === service && each !== old))
  if (!STOPS_FIRST.has(service)) await stop(replacing, old)
}

const STOP_TIMEOUT_MS = 120_000

const stop = async ({ running }: Replacing, old: RunningService): Promise<void> => {
  await old.kill('SIGTERM')
  running.splice(running.indexOf(old), 1)
}

/**
 * Replaces one process of `olds` of every service. After the first of two rounds, each version has half of the
 * processes.
 */
export const replaceRound = async (
  replacing: Replacing,
  olds: readonly RunningService[],
  repository: string,
): Promise<void> => {
  for (const { name } of HOSTED) {
    const old = olds.find(({ service }) => service === name)
    if (old === undefined) continue
    const startedAtMs = performance.now()
    await replaceOne(replacing, old, repository)
    replacing.report(`${name}: replaced in ${((performance.now() - startedAtMs) / 1_000).toFixed(1)} s`)
  }
}
