import { BusError, type Bus } from '@gptget/bus'
import {
  findLimitLeader,
  limiterAlive,
  takeLeaderLimits,
  takeLimits,
  type LimitGrant,
  type LimitRequest,
} from '@gptget/contracts'
import { chooseLeader, type Peer } from './leader.ts'
import type { Limiter } from './limiter.ts'

const ALIVE_INTERVAL_MS = 1_000
const KEEPER_TIMEOUT_MS = 1_000
const MAX_KEEPERS_TRIED = 2

type Options = { bus: Bus; limiter: Limiter; nowMs: () => number; startedAtMs: number }

/**
 * Serves `takeLimits` in every billing process, while one of them keeps the limits and the others forward to it. If the
 * leader dies, the next oldest takes over with unused limits; a leader that stops in order hands them over.
 */
export const joinLeaderElection = async ({
  bus,
  limiter,
  nowMs,
  startedAtMs,
}: Options): Promise<{ leave(): void }> => {
  const peers = new Map<string, Peer>()
  let hasLeft = false
  /** A process that is stopping is the last choice: it answers only if it is alone. */
  const self = (): Peer => ({
    instanceId: bus.instanceId,
    startedAtMs: hasLeft ? Number.MAX_SAFE_INTEGER : startedAtMs,
    heardAtMs: nowMs(),
  })
  const announce = (isLeaving: boolean) =>
    bus.emit(limiterAlive, { instanceId: bus.instanceId, startedAtMs, isLeaving })

  bus.on(limiterAlive, ({ instanceId, startedAtMs, isLeaving }) => {
    if (instanceId === bus.instanceId) return
    const isNew = !peers.has(instanceId)
    if (isLeaving) peers.delete(instanceId)
    else peers.set(instanceId, { instanceId, startedAtMs, heardAtMs: nowMs() })
    if (isNew && !isLeaving && !hasLeft) announce(false)
  })

  const take = async (request: LimitRequest, patience = MAX_KEEPERS_TRIED): Promise<LimitGrant> => {
    const { instanceId: leader } = chooseLeader(self(), peers.values(), nowMs())
    if (leader === bus.instanceId || patience === 0) return limiter.take(request)
    try {
      return await bus.call(takeLeaderLimits, request, { instanceId: leader, timeoutMs: KEEPER_TIMEOUT_MS })
    } catch (error) {
      if (!(error instanceof BusError) || !bus.isConnected()) throw error
      // It died without notice: the next oldest keeps the limits now.
      peers.delete(leader)
      return take(request, patience - 1)
    }
  }

  bus.serve(takeLeaderLimits, (request) => limiter.take(request))
  announce(false)
  // An existing process answers; without one, NATS says so at once.
  const known = await bus.call(findLimitLeader, {}, { timeoutMs: KEEPER_TIMEOUT_MS }).catch(ignoreBusError)
  if (known !== null) peers.set(known.instanceId, { ...known, heardAtMs: nowMs() })
  bus.serve(findLimitLeader, () => chooseLeader(self(), peers.values(), nowMs()))
  bus.serve(takeLimits, (request) => take(request))
  const timer = setInterval(() => {
    announce(false)
    limiter.prune()
  }, ALIVE_INTERVAL_MS)
  return {
    leave() {
      hasLeft = true
      clearInterval(timer)
      announce(true)
    },
  }
}

const ignoreBusError = (error: unknown): null => {
  if (!(error instanceof BusError)) throw error
  return null
}
