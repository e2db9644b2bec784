import {
  transcript,
  words,
  type RecordedRequest,
  type Rule,
  type Transcript,
  type UpstreamDialect,
} from '@gptget/testkit'
import { readCoderRequest, refusalOf } from './coder-request.ts'

/** A call of one of the agent's tools. */
export type Move = { tool: string; input: Record<string, unknown> }

/**
 * What the model does: it thinks, calls each tool in order and ends with a text. An agent without tools gets `edit` as
 * text.
 */
export type Part = { moves: Move[] } | { edit: string }

export const LAST_WORD = 'The greeting is changed.'

/** Plays a coding model for one agent. Like a model, it continues from the history in the request. */
export const coderRule = (part: Part, dialectOf: (request: RecordedRequest) => UpstreamDialect): Rule => ({
  match: { model: 'scripted:coder' },
  choose: (request) => {
    const dialect = dialectOf(request)
    const refusal = refusalOf(dialect, request.json)
    if (refusal !== undefined)
      return { faults: [{ kind: 'status', status: 400, message: `refused: ${refusal}` }] }
    return { transcript: nextOf(part, dialect, request) }
  },
})

const nextOf = (part: Part, dialect: UpstreamDialect, request: RecordedRequest): Transcript => {
  const { tools, resultCount } = readCoderRequest(dialect, request.json)
  if ('edit' in part) return transcript({ text: [part.edit] })
  const names = part.moves.map(({ tool }) => tools.find((name) => name === tool || name.endsWith(tool)))
  // Agents also request titles and the like, without their tools.
  if (names.includes(undefined)) return transcript({ text: words(4) })
  const move = part.moves[resultCount]
  if (move === undefined) return transcript({ text: [LAST_WORD] })
  const json = JSON.stringify(move.input)
  const half = Math.floor(json.length / 2)
  return transcript({
    reasoning: ['Let', ' me', ' see', '.'],
    text: ['One moment.'],
    toolCalls: [
      {
        id: `call_up_${resultCount + 1}`,
        name: names[resultCount]!,
        argumentPieces: [json.slice(0, half), json.slice(half)],
      },
    ],
  })
}
