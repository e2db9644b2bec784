import { describe, expect, it } from 'vitest'
import type { Dialect } from '@gptget/contracts'
import { CLIENT_FACING, explode, fold, run, UPSTREAM_FACING } from '../src/index.ts'
import { exchange, FOREIGN_PAIRS } from './in-each-dialect.ts'

type Json = Record<string, unknown>

/** How a caller of each dialect asks for the two likeliest tokens at every place; Anthropic has no word for it. */
const ASKED: Partial<Record<Dialect, Json>> = {
  'openai-chat': { logprobs: true, top_logprobs: 2 },
  'openai-responses': { include: ['message.output_text.logprobs'], top_logprobs: 2 },
  gemini: { generationConfig: { responseLogprobs: true, logprobs: 2 } },
}

const NAMES: Partial<Record<Dialect, string>> = {
  'openai-chat': 'logprobs',
  'openai-responses': 'top_logprobs',
  gemini: 'generationConfig.responseLogprobs',
}

describe.each(FOREIGN_PAIRS.filter(({ from }) => ASKED[from] !== undefined))(
  'log probabilities that a $from caller requests from a $to provider',
  ({ from, to }) => {
    const { body, losses } = exchange(from, to, { fields: ASKED[from]! })

    it('are requested in its format, or named as lost', () => {
      expect(body).toMatchObject(ASKED[to] ?? {})
      expect(losses.map(({ param, action }) => [param, action])).toEqual(
        ASKED[to] === undefined ? [[NAMES[from], 'dropped']] : [],
      )
    })
  },
)

const TOKENS = [
  { token: 'Hel', logprob: -0.1, others: [['Hel', -0.1] as const, ['Hi', -2] as const] },
  { token: 'lö', logprob: -0.5, others: [['lö', -0.5] as const, ['lo', -1] as const] },
]
const bytesOf = (token: string) => [...Buffer.from(token)]
const openAi = TOKENS.map(({ token, logprob, others }) => ({
  token,
  logprob,
  bytes: bytesOf(token),
  top_logprobs: others.map(([other, likely]) => ({ token: other, logprob: likely, bytes: bytesOf(other) })),
}))
const google = {
  chosenCandidates: TOKENS.map(({ token, logprob }) => ({ token, logProbability: logprob })),
  topCandidates: TOKENS.map(({ others }) => ({
    candidates: others.map(([token, logProbability]) => ({ token, logProbability })),
  })),
}
const text = TOKENS.map(({ token }) => token).join('')

/** A plain answer of each provider that has them. */
const ANSWERS: Partial<Record<Dialect, Json>> = {
  'openai-chat': {
    choices: [
      { finish_reason: 'stop', message: { content: text }, logprobs: { content: openAi, refusal: null } },
    ],
  },
  'openai-responses': {
    status: 'completed',
    output: [{ type: 'message', content: [{ type: 'output_text', text, logprobs: openAi }] }],
  },
  gemini: {
    candidates: [{ finishReason: 'STOP', content: { parts: [{ text }] }, logprobsResult: google }],
  },
}

const choices = (piece: Json): Json => ({ choices: [{ index: 0, ...piece }] })

/** The same as a stream of two tokens. */
const STREAMS: Partial<Record<Dialect, Json[]>> = {
  'openai-chat': [
    choices({ delta: { role: 'assistant', content: '' }, logprobs: null }),
    ...openAi.map((token) => choices({ delta: { content: token.token }, logprobs: { content: [token] } })),
    choices({ delta: {}, finish_reason: 'stop' }),
  ],
  'openai-responses': [
    { type: 'response.created', response: {} },
    { type: 'response.output_item.added', output_index: 0, item: { type: 'message', content: [] } },
    ...openAi.map((token) => ({
      type: 'response.output_text.delta',
      output_index: 0,
      delta: token.token,
      logprobs: [token],
    })),
    { type: 'response.completed', response: ANSWERS['openai-responses'] },
  ],
  gemini: TOKENS.map(({ token }, place) => ({
    candidates: [
      {
        content: { parts: [{ text: token }] },
        logprobsResult: {
          chosenCandidates: [google.chosenCandidates[place]],
          topCandidates: [google.topCandidates[place]],
        },
        ...(place === TOKENS.length - 1 ? { finishReason: 'STOP' } : {}),
      },
    ],
  })),
}

const context = { id: 'a', model: 'm', createdAtSeconds: 1 }

const inResult = (dialect: Dialect, answer: Json) =>
  UPSTREAM_FACING[dialect].readResult(answer).blocks.flatMap(({ logprobs }) => logprobs ?? [])

describe.each(FOREIGN_PAIRS.filter(({ from, to }) => ASKED[from] && ANSWERS[to]))(
  'log probabilities of a $to provider, for a $from caller',
  ({ from, to }) => {
    const expected = inResult('openai-chat', ANSWERS['openai-chat']!)
    const plain = (tokens: ReturnType<typeof inResult>) =>
      tokens.map(({ token, logprob, top }) => ({
        token,
        logprob,
        top: top.map((one) => ({ token: one.token, logprob: one.logprob })),
      }))

    it('are in a plain answer', () => {
      const result = UPSTREAM_FACING[to].readResult(ANSWERS[to])
      const answer = JSON.parse(JSON.stringify(CLIENT_FACING[from].writeResult(result, context))) as Json
      const found = inResult(from, answer)
      expect(plain(found)).toEqual(plain(expected))
      // Gemini has no place for bytes.
      expect(found).toEqual(from === 'gemini' ? plain(expected) : expected)
    })

    it('are in a streamed answer, each with its text', () => {
      const frames = STREAMS[to]!.map((body) => ({ data: JSON.stringify(body) }))
      const events = run(UPSTREAM_FACING[to].readStream, {}, frames)
      const sent = run(CLIENT_FACING[from].writeStream, context, events)
      const again = fold(run(UPSTREAM_FACING[from].readStream, {}, sent))
      expect(plain(again.blocks.flatMap(({ logprobs }) => logprobs ?? []))).toEqual(plain(expected))
      expect(again.blocks.map(({ content }) => content).join('')).toBe(text)
      for (const { token } of TOKENS) {
        const besides = sent.filter(({ data }) => data.includes(`"token":"${token}"`))
        expect(besides[0]?.data.split(`"${token}"`).length).toBeGreaterThan(2)
      }
    })

    it('of a plain answer are the same when it is streamed', () => {
      const result = UPSTREAM_FACING[to].readResult(ANSWERS[to])
      expect(fold(explode(result))).toEqual(result)
    })
  },
)

it('a Claude caller, whose dialect has no field for log probabilities, gets the text', () => {
  const result = UPSTREAM_FACING['openai-chat'].readResult(ANSWERS['openai-chat'])
  const frames = run(CLIENT_FACING['anthropic-messages'].writeStream, context, explode(result))
  expect(frames.map(({ data }) => data).join('')).toContain(text)
})
