import type { TokenCount } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { parseJsonBody } from '@gptget/http/parse-json-body'
import {
  estimateInputTokens,
  mayHoldCompaction,
  providerObjectRefusal,
  TOKEN_COUNTING,
} from '@gptget/protocol'
import type { CountingDialect } from '@gptget/contracts'
import type { ChatRequest } from '@gptget/protocol'
import { findMisspelt, refuseMisspelt, withHint } from '../pipeline/parse/find-misspelt.ts'
import type { Misspelt } from '../pipeline/parse/find-misspelt.ts'
import { inspectFields } from '../pipeline/parse/inspect-fields.ts'
import { readState } from '../pipeline/parse/read-state.ts'
import type { RequestedState } from '../pipeline/parse/read-state.ts'

/** The format of a request to count tokens: the caller's dialect, and the model of its path. */
export type Counting = { dialect: CountingDialect; pathFields: Readonly<Record<string, unknown>> }

type CountingFacts = {
  model: string
  state: RequestedState | null
  mayHoldCompaction: boolean
  misspelt: readonly Misspelt[]
}

/** The facts of a request to count tokens. @throws PublicError 400 naming the field */
export const readCounting = (sent: Buffer, counting: Counting & { isStrict: boolean }): CountingFacts => {
  const misspelt = findMisspelt({ operation: 'chat', dialect: counting.dialect }, parseJsonBody(sent))
  if (counting.isStrict) refuseMisspelt(misspelt)
  const request = withHint(misspelt, () => readRequest(sent, counting))
  const state = readState(request)
  const isCompacted = state !== null && mayHoldCompaction(sent)
  return { model: request.model, state, mayHoldCompaction: isCompacted, misspelt }
}

/** A rough count. */
export const estimateCount = (body: Buffer, counting: Counting): TokenCount => ({
  tokens: estimateInputTokens(readRequest(body, counting)),
  provider: null,
})

const readRequest = (body: Buffer, { dialect, pathFields }: Counting): ChatRequest => {
  const fields = parseJsonBody(body)
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields))
    throw new PublicError('invalid_request', 'The request body must be a JSON object.')
  const { providerObject } = inspectFields(fields)
  // Tokens are counted with the platform's keys.
  if (providerObject !== null) throw providerObjectRefusal(providerObject)
  return TOKEN_COUNTING[dialect].readRequest({ ...fields, ...pathFields })
}
