import type { WebSocket } from 'ws'
import { Cascade } from '../cascade/cascade.ts'
import { requireCascade } from '../cascade/requirements.ts'
import type { Context } from '../context.ts'
import { liftSession } from '../events/lift.ts'
import { defaultConfig, updateConfig, type SessionConfig } from '../events/session-config.ts'
import type { Admission } from '../handshake/admission.ts'
import { noteClosed, noteOpened } from '../store/session-rows.ts'
import { Session } from './session.ts'
import type { SessionFacts } from '../live/session-facts.ts'

type Opening = {
  admission: Admission
  isBeta: boolean
  /** Upgrades the connection. */
  open: () => Promise<WebSocket>
  givePlaceBack: () => void
}

/** Begins a session that was admitted, and has it ended with its connection. @throws PublicError before the upgrade */
export const openSession = async (context: Context, opening: Opening): Promise<void> => {
  const { admission, isBeta, open, givePlaceBack } = opening
  try {
    const config = configOf(admission)
    const facts = factsOf(context, admission)
    const socket = await open()
    const session = new Session(context, { socket, facts, isBeta })
    context.live.add(session)
    context.metrics.sessions.inc({ backend: facts.backend })
    noteOpened(context, facts)
    socket.once('close', () => void end(context, session, givePlaceBack))
    const expiresAtMs = facts.createdAtMs + context.config.maxSessionMs
    await session.start((port) => new Cascade(context, port, { config, key: admission.key, expiresAtMs }))
  } catch (error) {
    givePlaceBack()
    throw error
  }
}

const end = async (context: Context, session: Session, givePlaceBack: () => void): Promise<void> => {
  givePlaceBack()
  context.live.remove(session)
  context.metrics.sessions.dec({ backend: session.facts.backend })
  await session.end()
  noteClosed(context, session.facts)
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

const factsOf = ({ makeId, now }: Context, { key, keyHash, model, type }: Admission): SessionFacts => ({
  id: `sess_${makeId()}`,
  accountId: key.accountId,
  keyId: key.keyId,
  keyHash,
  model: model.id,
  type,
  backend: 'cascade',
  createdAtMs: now(),
  responses: 0,
  costUsd: 0,
  closeReason: null,
})
