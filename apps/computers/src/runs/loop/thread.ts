import type { Entry } from '@gptget/computer-use'
import type { ComputerTool } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import type { RunRequest } from '@gptget/api/schemas/runs'
import type { Database } from '../../db/schema/index.ts'
import type { Agreed } from '../act/do-calls.ts'
import { newestOfThread, type StoredRun } from '../store/run-rows.ts'
import { answerOpenCalls, checksOf, type Pending } from './conversation-of.ts'

/** The start of a run: the earlier conversation, and what a person has approved since. */
export type Beginning = {
  threadId: string | null
  entries: Entry[]
  agreed: { turn: Pending['turn']; checks: Agreed } | null
  tool: ComputerTool | null
}

type Request = Pick<RunRequest, 'thread_id' | 'confirmation' | 'model'>

const NOT_AGREED = 'Not executed: the user did not approve this.'
const BROKEN_OFF = 'Not executed: the run ended before this.'

/** Reads the end of a thread. @throws PublicError 404 for an unknown one, 400 and 409 for a wrong confirmation */
export const beginningOf = async (
  db: Database,
  accountId: string,
  { thread_id: threadId, confirmation, model }: Request,
): Promise<Beginning> => {
  if (threadId === undefined) {
    if (confirmation === undefined) return { threadId: null, entries: [], agreed: null, tool: null }
    throw new PublicError('invalid_request', 'confirmation: name its thread_id too.', { param: 'thread_id' })
  }
  const row = await newestOfThread(db, accountId, threadId)
  if (row.status === 'running' || row.status === 'paused')
    throw new PublicError('conflict', 'A run of this thread has not ended.', { param: 'thread_id' })
  const pending = requirePending(row, confirmation)
  const kept = row.conversation === null ? [] : (JSON.parse(row.conversation) as Entry[])
  const tool = row.tool as ComputerTool | null
  if (pending !== null && confirmation?.approved === true)
    return { threadId, entries: kept, agreed: { turn: pending.turn, checks: checksOf(pending.turn) }, tool }
  const whole = answerOpenCalls(kept, pending === null ? BROKEN_OFF : NOT_AGREED)
  const isSameTool = row.model === model && tool !== null
  return {
    threadId,
    entries: isSameTool ? whole : inWords(whole),
    agreed: null,
    tool: isSameTool ? tool : null,
  }
}

const requirePending = (row: StoredRun, confirmation: Request['confirmation']): Pending | null => {
  const pending = row.pending === null ? null : (JSON.parse(row.pending) as Pending)
  if (confirmation === undefined || confirmation.id === pending?.id) return pending
  throw new PublicError('conflict', 'No confirmation with this id is pending.', {
    param: 'confirmation.id',
  })
}

/** One model's output cannot be read by another: only its text continues. */
const inWords = (entries: readonly Entry[]): Entry[] =>
  entries.flatMap((entry): Entry[] => {
    switch (entry.type) {
      case 'turn':
        return entry.turn.text === '' ? [] : [{ type: 'said', text: entry.turn.text }]
      case 'results':
        return []
      case 'said':
      case 'user':
        return [entry]
    }
  })
