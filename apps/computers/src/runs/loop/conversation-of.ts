import { prune, type CallResult, type Entry, type SafetyCheck, type Turn } from '@gptget/computer-use'

/** What a person is asked before a turn is done. */
export type Pending = { id: string; message: string; actions: object[]; turn: Turn }

/** A conversation as it is kept: without pictures. */
export const keptConversation = (entries: readonly Entry[]): Entry[] => prune(entries, { keep: 0, at: 1 })

/** A turn whose actions were not done must be answered all the same before anything else is said. */
export const answerOpenCalls = (entries: readonly Entry[], text: string): Entry[] => {
  const last = entries.at(-1)
  if (last?.type !== 'turn' || last.turn.calls.length === 0) return [...entries]
  return [
    ...entries,
    { type: 'results', results: last.turn.calls.map((call) => unanswered(call, text)), notes: [] },
  ]
}

const unanswered = (call: CallResult['call'], text: string): CallResult => ({
  call,
  texts: [text],
  isError: true,
  image: null,
  acknowledged: [],
})

/** All checks of a turn by call. */
export const checksOf = ({ calls }: Turn): Map<string, SafetyCheck[]> =>
  new Map(calls.filter(({ checks }) => checks.length > 0).map(({ id, checks }) => [id, checks]))
