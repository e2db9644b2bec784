import { captureHold } from '@gptget/contracts'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Context } from '../context.ts'
import type { SessionRow } from '../db/schema/index.ts'
import type { Capture } from '../money/session-hold.ts'
import type { SessionFacts } from '../live/session-facts.ts'

const NANO_PER_USD = 1e9

/** The retention of closed sessions and of latencies. */
export const RETENTION_MS = 30 * 24 * 3_600_000

/** A session continues without its row, which is only for display. */
export const inBackground = ({ logger }: Context, sessionId: string, writing: Promise<unknown>): void => {
  writing.catch((error: unknown) =>
    logger.warn({ err: error, sessionId }, 'a session could not be written down'),
  )
}

/** Writes a session's row. A session that reserves credit waits for it, so that no hold is forgotten. */
export const noteOpened = async (context: Context, facts: SessionFacts): Promise<void> => {
  const createdAt = new Date(facts.createdAtMs)
  const row = {
    session_id: facts.id,
    account_id: facts.accountId,
    key_id: facts.keyId,
    model: facts.model,
    type: facts.type,
    backend: facts.backend,
    owner: context.bus.instanceId,
    hold_subject: facts.holdSubject,
    close_reason: null,
    created_at: createdAt,
    seen_at: createdAt,
    closed_at: null,
  }
  await context.db.insertInto('sessions').values(row).execute()
}

const counted = ({ responses, costUsd, backend }: SessionFacts) => ({
  backend,
  responses,
  cost: BigInt(Math.round(costUsd * NANO_PER_USD)),
})

export const noteClosed = (context: Context, facts: SessionFacts): void => {
  const now = new Date(context.now())
  const writing = context.db
    .updateTable('sessions')
    .set({
      ...counted(facts),
      status: 'closed',
      close_reason: facts.closeReason ?? 'client',
      seen_at: now,
      closed_at: now,
    })
    .where('session_id', '=', facts.id)
    .execute()
  inBackground(context, facts.id, writing)
}

/** Renews every session here, and updates the counters of those with new answers. */
export const noteLive = async ({ db, bus, live, now }: Context): Promise<void> => {
  await db
    .updateTable('sessions')
    .set({ seen_at: new Date(now()) })
    .where('owner', '=', bus.instanceId)
    .where('status', '=', 'open')
    .where('session_id', 'in', [...live].map(({ facts }) => facts.id).concat(''))
    .execute()
  for (const { facts } of live) {
    if (facts.responses === facts.notedResponses) continue
    facts.notedResponses = facts.responses
    await db.updateTable('sessions').set(counted(facts)).where('session_id', '=', facts.id).execute()
  }
}

/** Records what was delivered and is not charged yet, so that it can be charged if this process dies; null: nothing. */
export const notePending = (context: Context, sessionId: string, capture: Capture | null): void => {
  const pending =
    capture === null ? null : JSON.stringify(z.encode(captureHold.request, { ...capture, ...PENDING }))
  const writing = context.db
    .updateTable('sessions')
    .set({ pending })
    .where('session_id', '=', sessionId)
    .execute()
  inBackground(context, sessionId, writing)
}

/** The charge names its hold, and whether it is the last one. */
const PENDING = { subject: 'pending', isLast: true }

/** The sessions that died with their process: open, and no longer renewed. */
export const findLost = ({ db, now, config }: Context): Promise<SessionRow[]> =>
  db
    .selectFrom('sessions')
    .selectAll()
    .where('status', '=', 'open')
    .where('seen_at', '<', new Date(now() - config.silenceMs))
    .limit(200)
    .execute()

/** What a lost session had delivered without a charge. */
export const pendingOf = ({ pending }: SessionRow): Capture | null =>
  pending === null ? null : captureHold.request.parse(JSON.parse(pending))

export const closeRow = async ({ db }: Context, sessionId: string): Promise<void> => {
  await db
    .updateTable('sessions')
    .set({ status: 'closed', pending: null, close_reason: 'lost', closed_at: sql<Date>`seen_at` })
    .where('session_id', '=', sessionId)
    .execute()
}

/** Deletes old rows. */
export const forgetOld = async ({ db, now }: Context): Promise<void> => {
  await db
    .deleteFrom('sessions')
    .where('created_at', '<', new Date(now() - RETENTION_MS))
    .where('status', '=', 'closed')
    .execute()
}

/** The sessions of an account, newest first. */
export const listSessions = (
  { db }: Context,
  accountId: string,
  { status, limit }: { status: 'open' | 'closed' | undefined; limit: number },
): Promise<SessionRow[]> => {
  const all = db.selectFrom('sessions').selectAll().where('account_id', '=', accountId)
  const chosen = status === undefined ? all : all.where('status', '=', status)
  return chosen.orderBy('created_at', 'desc').orderBy('session_id').limit(limit).execute()
}

export const findSession = async (
  { db }: Context,
  accountId: string,
  id: string,
): Promise<SessionRow | undefined> =>
  await db
    .selectFrom('sessions')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('session_id', '=', id)
    .executeTakeFirst()
