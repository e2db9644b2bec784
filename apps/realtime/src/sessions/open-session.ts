import type { WebSocket } from 'ws'
import type { Backend, SessionPort } from '../backends/backend.ts'
import { Cascade } from '../cascade/cascade.ts'
import { requireCascade } from '../cascade/requirements.ts'
import type { Context } from '../context.ts'
import { liftSession } from '../events/lift.ts'
import { defaultConfig, updateConfig, type SessionConfig } from '../events/session-config.ts'
import type { Admission } from '../handshake/admission.ts'
import type { SessionFacts } from '../live/session-facts.ts'
import { SessionHold } from '../money/session-hold.ts'
import { nothingBefore, turnCost } from '../money/usage.ts'
import { connectUpstream } from '../relay/connect-upstream.ts'
import { Relay } from '../relay/relay.ts'
import { noteClosed, noteOpened } from '../store/session-rows.ts'
import { Session } from './session.ts'

type Opening = {
  admission: Admission
  isBeta: boolean
  /** Upgrades the connection. */
  open: () => Promise<WebSocket>
  givePlaceBack: () => void
}

/** What serves a session once its client is there, and how it is let go should the client never come. */
type Prepared = {
  backend: string
  holdSubject: string | null
  serve: (port: SessionPort) => Backend
  abandon: () => Promise<void>
}

/** Begins a session that was admitted, and has it ended with its connection. @throws PublicError before the upgrade */
export const openSession = async (context: Context, opening: Opening): Promise<void> => {
  const { admission, isBeta, open, givePlaceBack } = opening
  const id = `sess_${context.makeId()}`
  let prepared: Prepared | null = null
  try {
    prepared = await prepare(context, admission, id)
    const socket = await open()
    const facts = factsOf(context, admission, id, prepared)
    const session = new Session(context, { socket, facts, isBeta })
    context.live.add(session)
    context.metrics.sessions.inc({ backend: facts.backend })
    noteOpened(context, facts)
    socket.once('close', () => void end(context, session, givePlaceBack))
    session.start(prepared.serve)
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
    // Its row stays open: the sweeper settles what is left, here or elsewhere.
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

const prepare = (context: Context, admission: Admission, id: string): Promise<Prepared> | Prepared =>
  admission.routes.length > 0 ? prepareRelay(context, admission, id) : prepareCascade(context, admission)

const prepareCascade = (context: Context, admission: Admission): Prepared => {
  const config = configOf(admission)
  const expiresAtMs = context.now() + context.config.maxSessionMs
  return {
    backend: 'cascade',
    holdSubject: null,
    serve: (port) => new Cascade(context, port, { config, key: admission.key, expiresAtMs }),
    abandon: async () => {},
  }
}

/** Credit is set aside, and the provider there, before the client hears of a session. */
const prepareRelay = async (
  context: Context,
  { key, routes, priceVersion, preset }: Admission,
  sessionId: string,
): Promise<Prepared> => {
  const dearest = routes
    .map(({ price }) => turnCost(price, nothingBefore()))
    .reduce((a, b) => (a > b ? a : b))
  const { accountId, keyId } = key
  const hold = await SessionHold.open(context, { sessionId, accountId, keyId, amountNanoUsd: dearest })
  const upstream = await connectUpstream(context, routes).catch(async (error: unknown) => {
    await hold.release()
    throw error
  })
  const expiresAtMs = context.now() + context.config.maxSessionMs
  const lifted = preset === null ? null : liftSession(preset)
  const options = { upstream, hold, priceVersion: priceVersion ?? '', expiresAtMs, preset: lifted }
  return {
    backend: upstream.route.provider,
    holdSubject: hold.subject,
    serve: (port) => new Relay(context, port, options),
    abandon: async () => {
      upstream.socket.terminate()
      await hold.release()
    },
  }
}

/** @throws PublicError for a preset that nothing here can do */
const configOf = ({ type, preset }: Admission): SessionConfig => {
  const plain = defaultConfig(type)
  if (preset === null) return plain
  const { type: _, ...update } = liftSession(preset)
  const config = updateConfig(plain, update)
  requireCascade(config, update)
  return config
}

const factsOf = (
  { now }: Context,
  { key, keyHash, model, type }: Admission,
  id: string,
  { backend, holdSubject }: Prepared,
): SessionFacts => ({
  id,
  accountId: key.accountId,
  keyId: key.keyId,
  keyHash,
  model: model.id,
  type,
  backend,
  holdSubject,
  createdAtMs: now(),
  responses: 0,
  costUsd: 0,
  closeReason: null,
})
