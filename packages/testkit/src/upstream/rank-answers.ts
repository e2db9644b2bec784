import { respond, type Step } from './step.ts'

/*
 * Answers of rerank providers, by their documentation: best first, from the score of each document.
 */

const json = (value: unknown): Step[] =>
  respond(200, { 'content-type': 'application/json' }, JSON.stringify(value))

const ranked = (scores: readonly number[]) =>
  scores
    .map((relevance_score, index) => ({ index, relevance_score }))
    .toSorted((one, other) => other.relevance_score - one.relevance_score)

/** Cohere: `/v2/rerank` (docs.cohere.com/reference/rerank). */
export const cohereRankAnswer = (scores: readonly number[], searches: number): Step[] =>
  json({
    results: ranked(scores),
    id: '07734bd2-2473-4f07-94e1-0d9f0e6843cf',
    meta: { api_version: { version: '2', is_experimental: false }, billed_units: { search_units: searches } },
  })

/** Jina: `/v1/rerank` (api.jina.ai/redoc). */
export const jinaRankAnswer = (scores: readonly number[], tokens: number): Step[] =>
  json({
    model: 'jina-reranker-v2-base-multilingual',
    object: 'list',
    usage: { total_tokens: tokens },
    results: ranked(scores),
  })

/** Voyage: `/v1/rerank` (docs.voyageai.com/reference/reranker-api). */
export const voyageRankAnswer = (scores: readonly number[], tokens: number): Step[] =>
  json({ object: 'list', data: ranked(scores), model: 'rerank-2.5', usage: { total_tokens: tokens } })
