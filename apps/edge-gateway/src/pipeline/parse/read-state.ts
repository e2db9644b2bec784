import { CAPABILITIES, referenceOf } from '@gptget/protocol'
import { PublicError } from '@gptget/errors'
import type { ChatRequest } from '@gptget/protocol'
import { z } from 'zod'

/** The state fields of a Responses request: its history, and what is to be stored. */
export type RequestedState = {
  isStored: boolean
  isBackground: boolean
  previousResponseId: string | null
  conversationId: string | null
  /** Stored items that the input names by id. */
  referencedIds: string[]
}

const id = z.string().min(1).max(200)
const fields = z.object({
  store: z.boolean().nullish(),
  background: z.boolean().nullish(),
  previous_response_id: id.nullish(),
  conversation: z.union([id, z.looseObject({ id })]).nullish(),
})

/** null: this dialect has no state. @throws PublicError 400 naming the field. */
export const readState = ({ source, extensions, turns }: ChatRequest): RequestedState | null => {
  if (!CAPABILITIES[source].hasStoredAnswers) return null
  const { success, data, error } = fields.safeParse(extensions)
  if (!success) {
    const [issue] = error.issues
    throw refusal(String(issue?.path[0]), issue?.message ?? 'is not understood')
  }
  const state: RequestedState = {
    isStored: data.store ?? true,
    isBackground: data.background ?? false,
    previousResponseId: data.previous_response_id ?? null,
    conversationId:
      typeof data.conversation === 'object' ? (data.conversation?.id ?? null) : (data.conversation ?? null),
    referencedIds: referencedIdsOf(turns),
  }
  refuseContradictions(state)
  return state
}

const referencedIdsOf = (turns: ChatRequest['turns']): string[] =>
  turns.flatMap(({ parts }) =>
    parts.flatMap((part) => (part.type === 'opaque' ? (referenceOf(part.value) ?? []) : [])),
  )

const refuseContradictions = (state: RequestedState): void => {
  if (state.previousResponseId !== null && state.conversationId !== null)
    throw refusal('conversation', 'cannot be used together with previous_response_id')
  if (state.isBackground && !state.isStored) throw refusal('background', 'needs store to be true')
}

const refusal = (param: string, why: string): PublicError =>
  new PublicError('invalid_request', `${param}: ${why}.`, { param })
