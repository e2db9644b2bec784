import type { BlockDelta, ChatEvent } from './events.ts'
import type { ChatResult, ResultBlock } from './result.ts'

/** Splits a whole answer into the events that would have streamed it: the inverse of `fold`. */
export const explode = (result: ChatResult): ChatEvent[] => [
  startOf(result),
  ...result.blocks.flatMap(explodeBlock),
  ...(result.usage === undefined ? [] : [{ type: 'usage' as const, usage: result.usage }]),
  { type: 'finish', ...result.finish },
]

const startOf = ({ id, model }: ChatResult): ChatEvent => ({
  type: 'start',
  ...(id === undefined ? {} : { id }),
  ...(model === undefined ? {} : { model }),
})

const explodeBlock = (block: ResultBlock, index: number): ChatEvent[] => {
  const deltas = deltasOf(block).map((delta): ChatEvent => ({ type: 'block-delta', index, delta }))
  const signatures = block.signatures.map((signature): ChatEvent => ({
    type: 'block-signature',
    index,
    signature,
  }))
  return [
    { type: 'block-open', index, block: block.block },
    // Some dialects need a call's signature before the call.
    ...(block.block.kind === 'tool-call' ? [...signatures, ...deltas] : [...deltas, ...signatures]),
    { type: 'block-close', index },
  ]
}

const deltasOf = (block: ResultBlock): BlockDelta[] => [
  ...(block.logprobs === undefined ? [] : [{ kind: 'logprobs' as const, tokens: block.logprobs }]),
  ...contentDeltas(block),
  ...(block.refusal === undefined ? [] : [{ kind: 'refusal' as const, text: block.refusal }]),
  ...(block.citations ?? []).map((citation): BlockDelta => ({ kind: 'citation', ...citation })),
  ...(block.opaqueDeltas ?? []).map((delta): BlockDelta => ({ kind: 'opaque', ...delta })),
]

const contentDeltas = ({ block, content, transcript }: ResultBlock): BlockDelta[] => {
  if (content === '' && transcript === undefined) return []
  switch (block.kind) {
    case 'text':
    case 'thinking':
      return [{ kind: block.kind, text: content }]
    case 'tool-call':
      return [{ kind: 'arguments', json: content }]
    case 'audio':
    case 'image':
      return [{ kind: 'data', base64: content, ...(transcript === undefined ? {} : { transcript }) }]
    case 'opaque':
      return []
  }
}
