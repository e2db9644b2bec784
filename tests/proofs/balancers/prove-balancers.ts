import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startScriptedUpstream } from '@gptget/testkit'
import { scriptedConfig } from '../../platform/scripted-config.ts'
import { startPlatform } from '../../platform/start-platform.ts'
import { askStream, faultsOf } from './ask.ts'
import { CHECKS, SCRIPTS } from './checks.ts'
import type { BalancerName } from './programs.ts'
import { startBalancer, type Balancer } from './start-balancer.ts'

export const NAMES: readonly BalancerName[] = ['nginx', 'haproxy', 'caddy', 'envoy']
const TWO_HOURS_MS = 7_200_000

export type BalancersOptions = {
  cacheDirectory: string
  names: readonly BalancerName[]
  /** How long a stream is silent. */
  silenceMs: number
  report: (line: string) => void
}

/** Runs every load balancer with a configuration in the repository in front of three edges. */
export const proveBalancers = async ({
  cacheDirectory,
  names,
  silenceMs,
  report,
}: BalancersOptions): Promise<boolean> => {
  const workDirectory = mkdtempSync(path.join(tmpdir(), 'gptget-balancers-'))
  const upstream = await startScriptedUpstream()
  const silent = `text-2+trickle-${silenceMs}`
  const config = scriptedConfig(upstream, [...SCRIPTS, silent])
  for (const provider of Object.values(config.providers))
    Object.assign(provider as object, { timeouts: { first_token_ms: TWO_HOURS_MS, idle_ms: TWO_HOURS_MS } })
  const platform = await startPlatform({
    config,
    mode: 'processes',
    hasOwnPostgres: true,
    edges: 3,
    // No comments keep a silent stream open, and a balancer has time to notice that an edge stops.
    env: { GPTGET_KEEP_ALIVE_MS: String(TWO_HOURS_MS), GPTGET_SHUTDOWN_GRACE_MS: '4000' },
  })
  const balancers: Balancer[] = []
  try {
    const { apiKey } = await platform.admin.createAccount({ creditsUsd: '10000.00' })
    const edgePorts = platform.edges.map(({ url }) => Number(new URL(url).port))
    for (const name of names)
      balancers.push(await startBalancer(name, { cacheDirectory, workDirectory, edgePorts }))
    report(`${names.join(', ')} run in front of ${edgePorts.length} edges`)
    let hasHeld = true
    for (const [name, faults] of await proveSilence(balancers, apiKey, silent)) {
      const promise = `${name}: a stream that says nothing for ${silenceMs / 1000} s is not cut`
      hasHeld = sayWhether(report, promise, faults) && hasHeld
    }
    for (const balancer of balancers) {
      for (const { promise, findFaults } of CHECKS) {
        const faults = await findFaults({ platform, upstream, apiKey, balancer }).catch((error: unknown) => [
          String(error),
        ])
        const hasThis = sayWhether(report, `${balancer.name}: ${promise}`, faults)
        if (!hasThis) report(balancer.said())
        hasHeld &&= hasThis
      }
    }
    return hasHeld
  } finally {
    for (const balancer of balancers) await balancer.stop()
    await platform.stop()
    await upstream.stop()
    rmSync(workDirectory, { recursive: true, force: true })
  }
}

const proveSilence = (
  balancers: readonly Balancer[],
  apiKey: string,
  script: string,
): Promise<[BalancerName, string[]][]> =>
  Promise.all(
    balancers.map(async ({ name, url }): Promise<[BalancerName, string[]]> => [
      name,
      faultsOf(await Promise.allSettled([askStream(url, apiKey, script)])),
    ]),
  )

const sayWhether = (report: (line: string) => void, promise: string, faults: readonly string[]): boolean => {
  report(`${faults.length === 0 ? 'ok  ' : 'FAIL'}  ${promise}`)
  for (const fault of faults.slice(0, 5)) report(`      ${fault}`)
  return faults.length === 0
}
