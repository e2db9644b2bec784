import { VOICE_SESSION_PREFIX, type RealtimeRoute } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import type { WebSocket } from 'ws'
import type { Backend, SessionPort } from '../backends/backend.ts'
import { Cascade } from '../cascade/cascade.ts'
import { requireCascade } from '../cascade/requirements.ts'
import type { Context } from '../context.ts'
import { liftSession } from '../events/lift.ts'
import { defaultConfig, updateConfig, type SessionConfig } from '../events/session-config.ts'
import type { Admission } from '../handshake/admission.ts'
import type { SessionFacts } from '../live/session-facts.ts'
import { SessionHold, subjectOf } from '../money/session-hold.ts'
import { nothingBefore, turnCost } from '../money/usage.ts'
import { connectUpstream } from '../relay/connect-upstream.ts'
import { GeminiLive } from '../gemini/gemini-live.ts'
import { routesFor } from '../relay/provider-objects.ts'
import { Relay } from '../relay/relay.ts'
import { inBackground, noteClosed, noteOpened } from '../store/session-rows.ts'
import { Session } from './session.ts'

type Opening = {
  admission: Admission
  isBeta: boolean
  edgeId: string | null
  /** Upgrades the connection. */
  open: () => Promise<WebSocket>
  givePlaceBack: () => void
}

/** What serves a session once its client is connected, and how to release it if the client never connects. */
type Prepared = {
  facts: SessionFacts
  serve: (port: SessionPort) => Backend
  abandon: () => Promise<void>
}

/** Opens an admitted session, which ends with its connection. @throws PublicError before the upgrade */
export const openSession = async (context: Context, opening: Opening): Promise<void> => {
  const { admission, isBeta, edgeId, open, givePlaceBack } = opening
  let prepared: Prepared | null = null
  try {
    prepared = await prepare(context, admission)
    const { facts, serve } = prepared
    const socket = await open()
    const session = new Session(context, { socket, facts, isBeta, edgeId })
    context.live.add(session)
    context.metrics.sessions.inc({ backend: facts.backend })
    socket.once('close', () => void end(context, session, givePlaceBack))
    session.start(serve)
  } catch (error) {
    givePlaceBack()
    await prepared?.abandon()
    throw error
  }
}

const end = async (context: Context, session: Session, givePlaceBack: () => void): Promise<void> => {
  const { facts } = session
  try {
    await session.end()
    noteClosed(context, facts)
  } catch (error) {
    // Its row stays open: the sweeper settles the rest, here or elsewhere.
    context.logger.error(
      { err: error, sessionId: facts.id },
      'a session could not be ended; it is settled later',
    )
  } finally {
    givePlaceBack()
    context.live.remove(session)
    context.metrics.sessions.dec({ backend: facts.backend })
  }
}

const prepare = (context: Context, admission: Admission): Promise<Prepared> | Prepared =>
  admission.routes.length > 0 ? prepareRelay(context, admission) : prepareCascade(context, admission)

const prepareCascade = (context: Context, admission: Admission): Prepared => {
  const config = configOf(admission)
  const facts = factsOf(context, admission, 'cascade')
  inBackground(context, facts.id, noteOpened(context, facts))
  const expiresAtMs = facts.createdAtMs + context.config.maxSessionMs
  return {
    facts,
    serve: (port) => new Cascade(context, port, { config, key: admission.key, expiresAtMs }),
    abandon: async () => noteClosed(context, facts),
  }
}

/**
 * The session's row is written, then credit is reserved, then the provider is connected, all before the client is told:
 * in this order, a crash in between leaves nothing untracked.
 */
const prepareRelay = async (context: Context, admission: Admission): Promise<Prepared> => {
  const { priceVersion } = admission
  const preset = admission.preset === null ? null : liftSession(admission.preset)
  const usable = routesFor(preset, admission.routes)
  const facts = factsOf(context, admission, usable[0]!.provider)
  facts.holdSubject = subjectOf(facts.id)
  const config = usable.some(({ protocol }) => protocol === 'gemini-live')
    ? configOf(admission)
    : defaultConfig('realtime')
  await noteOpened(context, facts)
  const { hold, routes } = await setAside(context, facts, usable).catch((error: unknown) => {
    // Only a refusal is certain. After a lost answer the row stays open, and the sweeper releases what was reserved.
    if (isRefusedForCredit(error)) noteClosed(context, facts)
    throw error
  })
  const abandon = async (): Promise<void> => {
    await hold.release()
    noteClosed(context, facts)
  }
  const upstream = await connectUpstream(context, routes).catch(async (error: unknown) => {
    await abandon()
    throw error
  })
  facts.backend = upstream.route.provider
  const expiresAtMs = facts.createdAtMs + context.config.maxSessionMs
  return {
    facts,
    serve: (port) => {
      const shared = { upstream, hold, priceVersion: priceVersion ?? '', expiresAtMs }
      if (upstream.route.protocol === 'gemini-live')
        return new GeminiLive(context, port, { ...shared, config })
      return new Relay(context, port, { ...shared, preset })
    },
    abandon: () => {
      upstream.socket.terminate()
      return abandon()
    },
  }
}

/**
 * Reserves the highest cost of a turn over all routes. If the wallet does not have it, the fee is enough for the
 * account's own keys alone. @throws PublicError 402
 */
const setAside = async (
  context: Context,
  facts: SessionFacts,
  routes: readonly RealtimeRoute[],
): Promise<{ hold: SessionHold; routes: readonly RealtimeRoute[] }> => {
  const own = routes.filter(({ byok }) => byok !== undefined)
  try {
    return { hold: await SessionHold.open(context, facts, highestTurnCost(routes)), routes }
  } catch (error) {
    if (!isRefusedForCredit(error) || own.length === 0 || own.length === routes.length) throw error
    return { hold: await SessionHold.open(context, facts, highestTurnCost(own)), routes: own }
  }
}

const isRefusedForCredit = (error: unknown): boolean => error instanceof PublicError && error.status === 402

/** The highest cost of a turn, on any route. */
const highestTurnCost = (routes: readonly RealtimeRoute[]): bigint =>
  routes.map((route) => turnCost(route, nothingBefore())).reduce((one, other) => (one > other ? one : other))

/** @throws PublicError for settings of the secret that nothing here supports */
const configOf = ({ type, preset }: Admission): SessionConfig => {
  const plain = defaultConfig(type)
  if (preset === null) return plain
  const { type: _, ...update } = liftSession(preset)
  const config = updateConfig(plain, update)
  requireCascade(config, update)
  return config
}

const factsOf = (
  { makeId, now }: Context,
  { key, keyHash, model, type }: Admission,
  backend: string,
): SessionFacts => ({
  id: `${VOICE_SESSION_PREFIX}${makeId()}`,
  accountId: key.accountId,
  keyId: key.keyId,
  keyHash,
  model: model.id,
  type,
  backend,
  holdSubject: null,
  createdAtMs: now(),
  responses: 0,
  notedResponses: 0,
  costUsd: 0,
  closeReason: null,
})
