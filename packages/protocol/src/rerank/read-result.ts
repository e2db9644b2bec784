import { FaultError } from '../canonical/faults.ts'
import { emptyUsage } from '../canonical/usage.ts'
import type { Usage } from '../canonical/usage.ts'
import { readErrorObject } from '../dialects/openai-chat/errors.ts'
import { malformedFault } from '../dialects/read-fault.ts'
import { ReportedCounts } from '../dialects/reported-counts.ts'
import { arrayOf, isObject, objectOf } from '../json/object.ts'
import type { RerankRequest, RerankResult } from './rerank.ts'

/**
 * Reads any provider's ranks: Cohere's, Jina's and most servers' `results`, Voyage's `data`.
 * @throws FaultError if the body is not an answer to `request`
 */
export const readRerankResult = (body: unknown, request: RerankRequest): RerankResult => {
  const answer = objectOf(body)
  if (answer['error']) throw new FaultError(readErrorObject(answer['error'], body))
  const rows = answer['results'] ?? answer['data']
  if (!Array.isArray(rows)) throw new FaultError(malformedFault(body))
  const ranked = rows.map(objectOf).map((row) => ({
    index: numberOf(row['index']),
    score: numberOf(row['relevance_score'] ?? row['score']),
  }))
  if (ranked.some(({ index, score }) => request.documents[index] === undefined || !Number.isFinite(score)))
    throw new FaultError(malformedFault(body))
  const searches = searchesIn(answer['meta'])
  const usage = usageIn(answer)
  return {
    ranked: ranked.toSorted((one, other) => other.score - one.score).slice(0, request.topCount ?? undefined),
    ...(usage ? { usage } : {}),
    ...(searches === undefined ? {} : { searches }),
  }
}

const numberOf = (value: unknown): number =>
  typeof value === 'number' || typeof value === 'string' ? Number(value) : NaN

const searchesIn = (meta: unknown): number | undefined => {
  const searches = objectOf(objectOf(meta)['billed_units'])['search_units']
  return Number.isInteger(searches) && Number(searches) > 0 ? Number(searches) : undefined
}

/** Every token is input. */
const usageIn = ({ usage, meta }: Record<string, unknown>): Usage | undefined => {
  const said = isObject(usage) ? usage : objectOf(objectOf(meta)['tokens'])
  const given = [said['total_tokens'], said['prompt_tokens'], said['input_tokens']].filter(Number.isFinite)
  if (arrayOf(given).length === 0) return undefined
  const counts = new ReportedCounts()
  const inputTokens = counts.of(given[0])
  return { ...emptyUsage(), inputTokens, isEstimated: !counts.areSound, raw: said }
}
