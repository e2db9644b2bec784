import { HOSTED } from '@gptget/host/services'
import type { RunningService, ServiceName } from '../../platform/service-name.ts'
import { environmentOf, type Platform } from '../../platform/start-platform.ts'
import { startProcess, type OnCrash } from '../../platform/start-process.ts'
import { waitUntilReady } from '../../platform/wait-until-ready.ts'

export type Replacing = {
  platform: Platform
  /** Every process that runs, of either version. */
  running: RunningService[]
  /** Which processes new connections go to. */
  lead(edges: readonly RunningService[]): void
  onCrash: OnCrash
  report: (line: string) => void
}

/** Desktops end with their service, and two services cannot have the same disks. */
const STOPS_FIRST = new Set<ServiceName>(['computers'])

/**
 * Replaces one process of a service by one of the version in `repository`, as an orchestrator does: the new one is
 * started, and gets work when it is ready; the old one is told to stop, and has the time it needs.
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
 * A round over all services, of each of which one process of `olds` is replaced. After the first of two rounds either
 * version has half of everything.
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
