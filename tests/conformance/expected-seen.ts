import type { UpstreamDialect } from '@gptget/testkit'
import { MAX_OUTPUT_TOKENS, type Ask, type Part, type Tool, type Turn } from './conversation.ts'
import { joinTurns, type Seen, type SeenPart, type SeenTurn } from './received/seen.ts'
import { forgetsThoughts, type Way } from './way.ts'

/** What the provider must have received, except reasoning. Calls are identified by their place in the conversation. */
export const expectedSeen = (ask: Ask, way: Way, upstream: UpstreamDialect): Seen => ({
  system: systemOf(ask, upstream),
  turns: joinTurns(ask.turns.map((turn) => ({ role: roleOf(turn), parts: partsOf(turn) }))),
  tools: (ask.tools ?? []).map((tool) => toolOn(upstream, way, tool)),
  toolChoice: ask.toolChoice ?? 'auto',
  output: outputOf(ask, upstream),
  reasons: (ask.reasons ?? false) && !cannotGoOn(ask, way, upstream),
  maxOutputTokens: MAX_OUTPUT_TOKENS,
  stop: upstream === 'openai-responses' ? [] : (ask.stop ?? []),
  marksCache: upstream === 'anthropic-messages' && ask.turns.some(marksCache),
})

const marksCache = (turn: Turn): boolean =>
  turn.role === 'user' && turn.parts.some((part) => part.type === 'text' && part.endsCache)

/** Claude cannot think in the middle of a tool loop if the SDK did not send its first thoughts back. */
const cannotGoOn = ({ turns }: Ask, way: Way, upstream: UpstreamDialect): boolean =>
  upstream === 'anthropic-messages' && turns.at(-1)?.role === 'results' && forgetsThoughts(way)

/** Gemini refuses an object without properties, so a translated tool without arguments has no schema. */
const toolOn = (upstream: UpstreamDialect, { inbound }: Way, tool: Tool): Seen['tools'][number] =>
  upstream === 'gemini' && inbound !== 'gemini' && Object.keys(tool.schema.properties).length === 0
    ? { ...tool, schema: undefined }
    : tool

const hasNoJsonMode = (upstream: UpstreamDialect): boolean => upstream === 'anthropic-messages'

const systemOf = ({ system = '', output }: Ask, upstream: UpstreamDialect): string =>
  output === 'json' && hasNoJsonMode(upstream)
    ? 'Answer with one JSON value and nothing else: no explanation, no code fence.'
    : system

const outputOf = ({ output }: Ask, upstream: UpstreamDialect): Seen['output'] => {
  if (output === 'json') return hasNoJsonMode(upstream) ? 'text' : 'json'
  return output === undefined ? 'text' : { schema: output.schema }
}

const roleOf = ({ role }: Turn): SeenTurn['role'] =>
  role === 'assistant' || role === 'replay' ? 'assistant' : 'user'

const partsOf = (turn: Turn): SeenPart[] => {
  switch (turn.role) {
    case 'user':
      return turn.parts.map(partOf)
    case 'assistant':
      return [{ text: turn.text }]
    case 'replay': {
      const { text, calls } = turn.answer
      const said = calls.map(({ name, input }, index) => ({ call: name, input, id: String(index + 1) }))
      return [...(text === '' ? [] : [{ text }]), ...said]
    }
    case 'results':
      return turn.results.map(({ text, png }, index) => ({
        result: text,
        of: String(index + 1),
        ...(png === undefined ? {} : { image: pngUrl(png) }),
      }))
  }
}

const pngUrl = (base64: string): string => `data:image/png;base64,${base64}`

const partOf = (part: Part): SeenPart => {
  switch (part.type) {
    case 'text':
      return { text: part.text }
    case 'image':
      return { image: pngUrl(part.base64) }
    case 'image-url':
      return { image: part.url }
    case 'audio':
      return { audio: `data:audio/wav;base64,${part.base64}` }
    case 'pdf':
      return { pdf: `data:application/pdf;base64,${part.base64}` }
    case 'pdf-url':
      return { pdf: part.url }
  }
}
