import type { UpstreamDialect } from '@gptget/testkit'

/** A provider's request in a neutral form, to compare all four dialects with one expectation. */
export type Seen = {
  system: string
  turns: SeenTurn[]
  tools: { name: string; description: string; schema: unknown }[]
  toolChoice: 'auto' | 'none' | 'required' | { name: string }
  output: 'text' | 'json' | { schema: unknown }
  reasons: boolean
  maxOutputTokens: number | undefined
  stop: string[]
  /** A part of it is marked for the provider's cache. */
  marksCache: boolean
}
export type SeenTurn = { role: 'user' | 'assistant'; parts: SeenPart[] }
export type SeenPart =
  | { text: string }
  | { image: string }
  | { pdf: string }
  | { audio: string }
  | { call: string; input: unknown; id: string; signature?: string }
  | { result: string; of: string; image?: string }
  | { thinking: string; signature: string | undefined }

/** Parses a body strictly. @throws ZodError naming each field that is not in the provider's documentation */
export type ReadReceived = (body: unknown) => Seen
export type Readers = Record<UpstreamDialect, ReadReceived>

/** Joins adjacent messages of one role, because dialects split turns differently. */
export const joinTurns = (turns: SeenTurn[]): SeenTurn[] =>
  turns.reduce<SeenTurn[]>((joined, turn) => {
    const last = joined.at(-1)
    if (last?.role !== turn.role) return [...joined, turn]
    return [...joined.slice(0, -1), { role: turn.role, parts: [...last.parts, ...turn.parts] }]
  }, [])

/**
 * Replaces the id of every call by its place in the conversation. @throws Error if a result answers no call, which a
 * provider refuses
 */
export const numberCalls = (turns: SeenTurn[]): SeenTurn[] => {
  const ids: string[] = []
  return turns.map((turn) => ({
    ...turn,
    parts: turn.parts.map((part) => {
      if ('call' in part) {
        if (ids.includes(part.id)) throw new Error(`two calls have the id ${part.id}`)
        ids.push(part.id)
        return { ...part, id: String(ids.length) }
      }
      if (!('result' in part)) return part
      const place = ids.indexOf(part.of)
      if (place < 0) throw new Error(`a result of ${part.of}, but the calls are ${ids.join()}`)
      return { ...part, of: String(place + 1) }
    }),
  }))
}
