import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocket } from 'ws'
import type { ScriptedUpstream } from '@gptget/testkit'
import { modelOf } from '../../platform/scripted-config.ts'
import type { Platform } from '../../platform/start-platform.ts'
import { askStream, faultsOf } from './ask.ts'
import type { BalancerName } from './programs.ts'
import type { Balancer } from './start-balancer.ts'

export type World = { platform: Platform; upstream: ScriptedUpstream; apiKey: string; balancer: Balancer }

/** One promise of a configuration. @returns what is wrong; empty if it holds */
type Check = { promise: string; findFaults(world: World): Promise<string[]> }

/** Streams ten words in two seconds. */
const SLOW = 'text-10+trickle-200'
/** Takes four seconds. */
const LONG = 'text-40+trickle-100'
const QUICK = 'text-5'
export const SCRIPTS = [SLOW, LONG, QUICK]

const MIB = 1024 * 1024
const STREAMS = 24

const asTheyAreMade: Check = {
  promise: 'words arrive as they are generated',
  findFaults: async ({ balancer, apiKey }) => {
    const { arrivedAtMs, isWhole } = await askStream(balancer.url, apiKey, SLOW)
    const apartMs = arrivedAtMs.at(-1)! - arrivedAtMs[0]!
    return isWhole && apartMs > 1_200 ? [] : [`all of two seconds came within ${Math.round(apartMs)} ms`]
  },
}

const sockets: Check = {
  promise: 'WebSockets work',
  findFaults: async ({ balancer, apiKey }) => {
    const headers = { authorization: `Bearer ${apiKey}` }
    const socket = new WebSocket(`${balancer.url.replace('http', 'ws')}/v1/responses`, { headers })
    const completed = new Promise<string>((resolve, reject) => {
      socket.once('error', reject)
      socket.once('close', (code) => reject(new Error(`closed with ${code}`)))
      socket.on('message', (data: Buffer) => {
        const { type } = JSON.parse(String(data)) as { type: string }
        if (/completed|failed|error/.test(type)) resolve(type)
      })
    })
    socket.once('open', () =>
      socket.send(JSON.stringify({ type: 'response.create', model: modelOf(QUICK), input: 'Hello' })),
    )
    const last = await completed.catch((error: Error) => error.message)
    socket.removeAllListeners('close').close()
    return last === 'response.completed' ? [] : [last]
  },
}

const largeBodies: Check = {
  promise: 'bodies of 40 MiB pass, and the edge itself refuses larger ones',
  findFaults: async ({ balancer, apiKey }) => {
    const [passed] = await Promise.allSettled([askStream(balancer.url, apiKey, QUICK, 'a '.repeat(20 * MIB))])
    const refused = await fetch(`${balancer.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        model: modelOf(QUICK),
        messages: [{ role: 'user', content: 'a'.repeat(55 * MIB) }],
      }),
    }).catch((error: Error) => error)
    const reason = refused instanceof Error ? String(refused.cause) : await refused.text()
    // An edge that refuses a body closes the connection. Some clients notice that before they read the answer.
    const isRefused =
      refused instanceof Error ? /EPIPE|ECONNRESET|other side/.test(reason) : /"error"/.test(reason)
    return [...faultsOf([passed]), ...(isRefused ? [] : [`too large: ${reason.slice(0, 200)}`])]
  },
}

const draining: Check = {
  promise: 'an edge that is stopping drops no stream, and new requests go to the others',
  findFaults: async (world) => {
    const { platform, balancer, apiKey } = world
    const edge = platform.of('edge-gateway')[0]!
    const running = Promise.allSettled(
      Array.from({ length: STREAMS }, () => askStream(balancer.url, apiKey, LONG)),
    )
    await sleep(500)
    const stopped = edge.stop()
    const fresh = await Promise.allSettled(
      Array.from({ length: STREAMS }, async (_, index) => {
        await sleep(index * 120)
        return askStream(balancer.url, apiKey, QUICK)
      }),
    )
    const faults = [...faultsOf(await running), ...faultsOf(fresh)]
    await stopped
    await edge.restart()
    return [...faults, ...(await faultsOfReturn(world, edge))]
  },
}

/** Caddy 2.6.2 sends the next edge a POST without its body (findings/caddy-post-after-refused-connection.sh). */
const LOST_BY_RETRY: Record<BalancerName, number> = { nginx: 0, haproxy: 0, caddy: 1, envoy: 0 }

const ejection: Check = {
  promise: 'a dead edge loses no request that it had not begun, and is used again once it is back',
  findFaults: async (world) => {
    const { platform, balancer, apiKey, upstream } = world
    const edge = platform.of('edge-gateway')[1]!
    await edge.kill('SIGKILL')
    // A request on a closing connection may have been begun, so no balancer repeats it.
    await sleep(300)
    upstream.clear()
    const fresh = await Promise.allSettled(
      Array.from({ length: STREAMS }, async (_, index) => {
        await sleep(index * 60)
        return askStream(balancer.url, apiKey, QUICK)
      }),
    )
    const asked = upstream.requests().length
    await edge.restart()
    const lost = faultsOf(fresh)
    return [
      ...(lost.length > LOST_BY_RETRY[balancer.name] ? lost : []),
      ...(asked + lost.length === STREAMS ? [] : [`${STREAMS} requests reached the provider ${asked} times`]),
      ...(await faultsOfReturn(world, edge)),
    ]
  },
}

const RETURN_TIMEOUT_MS = 20_000

/** An edge that came back gets requests again. */
const faultsOfReturn = async (
  { balancer, apiKey }: World,
  { metricsUrl }: { metricsUrl: string },
): Promise<string[]> => {
  const deadline = Date.now() + RETURN_TIMEOUT_MS
  while (Date.now() < deadline) {
    await askStream(balancer.url, apiKey, QUICK)
    const metrics = await (await fetch(`${metricsUrl}/metrics`)).text()
    if (/^gptget_edge_requests_total\{.*\} [1-9]/m.test(metrics)) return []
    await sleep(100)
  }
  return ['it got no request after it was back']
}

export const CHECKS: readonly Check[] = [asTheyAreMade, sockets, largeBodies, draining, ejection]
