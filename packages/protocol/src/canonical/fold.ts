import type { BlockDelta, ChatEvent, Finish } from './events.ts'
import { cutFault, FaultError } from './faults.ts'
import type { ChatResult, ResultBlock } from './result.ts'

/**
 * Joins the events of one answer to the whole answer. Blocks keep the order in which they opened.
 * @throws FaultError if the events contain a fault or end without `finish`.
 */
export const fold = (events: Iterable<ChatEvent>): ChatResult => {
  const blocks = new Map<number, ResultBlock>()
  const result: ChatResult = { blocks: [], finish: { reason: 'error' } }
  let isFinished = false
  for (const event of events) {
    foldEvent(result, blocks, event)
    isFinished ||= event.type === 'finish'
  }
  if (!isFinished) throw new FaultError(cutFault())
  result.blocks = [...blocks.values()]
  return result
}

const foldEvent = (result: ChatResult, blocks: Map<number, ResultBlock>, event: ChatEvent): void => {
  switch (event.type) {
    case 'start':
      if (event.id !== undefined) result.id = event.id
      if (event.model !== undefined) result.model = event.model
      return
    case 'block-open':
      blocks.set(event.index, { block: event.block, content: '', signatures: [] })
      return
    case 'block-delta':
      foldDelta(blockAt(blocks, event.index), event.delta)
      return
    case 'block-signature':
      blockAt(blocks, event.index).signatures.push(event.signature)
      return
    case 'block-close':
      return
    case 'usage':
      result.usage = event.usage
      return
    case 'finish':
      result.finish = finishOf(event)
      return
    case 'fault':
      throw new FaultError(event.fault)
  }
}

const finishOf = ({ type: _type, ...finish }: Extract<ChatEvent, { type: 'finish' }>): Finish => finish

const blockAt = (blocks: Map<number, ResultBlock>, index: number): ResultBlock => {
  const block = blocks.get(index)
  if (block === undefined) throw new Error(`No block ${index} is open.`)
  return block
}

const foldDelta = (block: ResultBlock, delta: BlockDelta): void => {
  switch (delta.kind) {
    case 'text':
    case 'thinking':
      block.content += delta.text
      return
    case 'arguments':
      block.content += delta.json
      return
    case 'refusal':
      block.refusal = (block.refusal ?? '') + delta.text
      return
    case 'data':
      block.content += delta.base64
      if (delta.transcript !== undefined) block.transcript = (block.transcript ?? '') + delta.transcript
      return
    case 'logprobs':
      ;(block.logprobs ??= []).push(...delta.tokens)
      return
    case 'citation':
      ;(block.citations ??= []).push({ dialect: delta.dialect, value: delta.value })
      return
    case 'opaque':
      ;(block.opaqueDeltas ??= []).push({ dialect: delta.dialect, value: delta.value })
      return
  }
}
