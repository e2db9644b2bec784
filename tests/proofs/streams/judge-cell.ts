import { words } from '@gptget/testkit'
import type { Receipt } from '../../platform/receipts.ts'
import { isWhole, type Seen } from '../callers/call.ts'
import type { CallerDialect, Json } from '../callers/dialects.ts'
import { STATUS, WHOLE_TOKENS, type Outcome } from './faults.ts'
import { expectedOf, PRICE, type Cell } from './grid.ts'

export type Judged = { cell: Cell; shown: string; breaches: string[] }

/** Compares what a caller saw, and the receipt, with the expected outcome of the cell. */
export const judgeCell = (cell: Cell, seen: Seen, receipt: Receipt | null): Judged => {
  const expected = expectedOf(cell)
  const breaches = [
    ...judgeAnswer(cell, expected, seen),
    ...(receipt === null ? ['there is no receipt'] : judgeCharge(cell, expected, seen, receipt)),
  ]
  return { cell, shown: describe(seen), breaches }
}

const describe = (seen: Seen): string => {
  if (isWhole(seen)) return 'whole'
  if (seen.status !== 200) return String(seen.status ?? 'no answer')
  return `${seen.tokenCount}+${seen.errorCount === 1 ? 'error' : `${seen.errorCount} errors`}`
}

const textOf = (tokens: number): string => words(tokens).join('')

const judgeAnswer = (cell: Cell, expected: Outcome, seen: Seen): string[] => {
  switch (expected.is) {
    case 'whole':
      return [
        ...(isWhole(seen) ? [] : [`is not whole: ${describe(seen)} ${seen.error} ${seen.broke ?? ''}`]),
        ...(seen.text === textOf(WHOLE_TOKENS) ? [] : [`says ${JSON.stringify(seen.text)}`]),
      ]
    case 'refused':
      return judgeRefusal(cell.caller, STATUS[expected.reason], expected.reason, seen)
    case 'part':
      return [
        ...(seen.status === 200 && seen.broke === null ? [] : [`status ${seen.status}, ${seen.broke}`]),
        ...(seen.text === textOf(expected.tokens) ? [] : [`says ${JSON.stringify(seen.text)}`]),
        ...(seen.errorCount === 1 ? [] : [`${seen.errorCount} errors in the stream`]),
        ...(reasonOf(seen) === expected.reason ? [] : [`error ${seen.error}`]),
        ...(endsOf(cell.caller) === seen.endCount ? [] : [`${seen.endCount} ends beside its error`]),
      ]
  }
}

/** The chat dialect ends a stream with `[DONE]` even after an error. In the others, the error is the end. */
const endsOf = (caller: CallerDialect): number => (caller === 'openai-chat' ? 1 : 0)

const reasonOf = ({ error }: Seen): string | undefined => error?.toLowerCase()

const judgeRefusal = (caller: CallerDialect, status: number, reason: string, seen: Seen): string[] => [
  ...(seen.status === status ? [] : [`status ${seen.status} in place of ${status} (${seen.error})`]),
  ...(reasonOf(seen) === reason ? [] : [`error ${seen.error}`]),
  ...(seen.errorBody && hasForm(caller, seen.status, seen.errorBody)
    ? []
    : [`not the dialect’s error: ${JSON.stringify(seen.errorBody)}`]),
  ...(seen.headers['x-should-retry'] === undefined ? ['no x-should-retry'] : []),
]

/** The format in which the clients of each dialect expect an error. */
const hasForm = (caller: CallerDialect, status: number | null, body: Json): boolean => {
  const { error } = body
  if (typeof error?.['message'] !== 'string') return false
  if (caller === 'anthropic-messages') return body['type'] === 'error' && typeof error['type'] === 'string'
  if (caller === 'gemini') return error['code'] === status && typeof error['status'] === 'string'
  return error['code'] === status && typeof error['type'] === 'string'
}

const nano = (usd: number): number => Math.round(usd * 1e9)

const judgeCharge = (cell: Cell, expected: Outcome, seen: Seen, receipt: Receipt): string[] => {
  const cost = nano(receipt.total_cost)
  const counted = (receipt.tokens_prompt * PRICE.input + receipt.tokens_completion * PRICE.output) * 1e3
  if (expected.is === 'refused') return cost === 0 ? [] : [`charged ${cost} for nothing`]
  const isCounted = cost === counted && cost > 0
  const breaches = isCounted ? [] : [`charged ${cost} for what comes to ${counted}`]
  const [least, most] = tokensOf(cell, expected)
  if (receipt.tokens_completion < least || receipt.tokens_completion > most)
    breaches.push(`charged for ${receipt.tokens_completion} tokens, not ${least} to ${most}`)
  if (expected.is === 'whole' && (seen.costUsd === null || nano(seen.costUsd) !== cost))
    breaches.push(`says it costs ${seen.costUsd}, charged ${receipt.total_cost}`)
  return breaches
}

/** A provider's count is exact. Without one, our count of the delivered text may differ slightly. */
const tokensOf = ({ fault }: Cell, expected: Outcome): [least: number, most: number] => {
  const tokens = expected.is === 'part' ? expected.tokens : WHOLE_TOKENS
  const isExact = expected.is === 'whole' && fault.fault !== 'no-usage'
  return isExact ? [tokens, tokens] : [Math.ceil(tokens * 0.6), tokens * 2]
}
