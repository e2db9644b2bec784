import { PublicError } from '@gptget/errors'
import type { Status } from '../db/schema/index.ts'

export type Command = 'start' | 'stop' | 'restart' | 'delete' | 'clone' | 'resize'

/** What a command does in a state: something, nothing because it already applies, or a refusal. */
export type Outcome = 'act' | 'already' | 'refuse'

const ACT: Record<Command, readonly Status[]> = {
  start: ['stopped', 'error'],
  stop: ['running', 'error'],
  restart: ['running', 'error'],
  delete: ['running', 'stopped', 'error'],
  clone: ['running', 'stopped'],
  resize: ['running', 'stopped', 'error'],
}

const ALREADY: Record<Command, readonly Status[]> = {
  start: ['running', 'starting', 'creating', 'restarting'],
  stop: ['stopped', 'stopping'],
  restart: ['restarting'],
  delete: ['deleting'],
  clone: [],
  resize: [],
}

export const outcomeOf = (command: Command, status: Status): Outcome => {
  if (ACT[command].includes(status)) return 'act'
  return ALREADY[command].includes(status) ? 'already' : 'refuse'
}

const REMEDIES: Partial<Record<Command, string>> = {
  restart: 'Start it instead.',
  start: 'Retry when it has stopped.',
}

/** Why a state refuses a command. */
export const refusalOf = (command: Command, status: Status): PublicError =>
  new PublicError(
    'conflict',
    `The computer is ${status}, so it cannot ${command} now. ${(status === 'stopped' || status === 'stopping') && REMEDIES[command] ? REMEDIES[command] : 'Retry in a moment.'}`,
    { metadata: { status, allowed_in: ACT[command] } },
  )

/** The state that an action needs. */
export const notRunning = (status: Status): PublicError =>
  new PublicError(
    'conflict',
    status === 'stopped' || status === 'error'
      ? `The computer is ${status}. Start it first.`
      : `The computer is ${status}. Retry when it runs.`,
    { metadata: { status } },
  )
