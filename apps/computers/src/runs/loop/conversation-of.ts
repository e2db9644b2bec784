import { prune, type CallResult, type Entry, type SafetyCheck, type Turn } from '@gptget/computer-use'

/** The question for a person before a turn is done. */
export type Pending = { id: string; message: string; actions: object[]; turn: Turn }

/** A conversation for storage: without images. */
export const keptConversation = (entries: readonly Entry[]): Entry[] => prune(entries, { keep: 0, at: 1 })

/** A turn whose actions were not done must still be answered before anything else is sent. */
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
