import type { BlockDelta, BlockStart, ChatEvent, Signature } from './events.ts'

/**
 * Blocks for dialects whose streams do not mark their beginning and end. Blocks never overlap in the canonical form,
 * but tool calls may interleave in such a stream: the first lane of the queue is passed on as it arrives, the others
 * are held until it is complete. Nothing is dropped.
 */
export type Lanes = { nextIndex: number; queue: Lane[]; closedKeys: Set<string> }

export type Lane = {
  index: number
  key: string
  block: BlockStart
  isOpen: boolean
  /** Events that wait for their lane to become the first. */
  held: ChatEvent[]
  /** The arguments of a tool call so far: decides whether it is complete. */
  argumentsText: string
  /** Set if the stream marks the end of a block; otherwise its kind and content decide. */
  isDone?: boolean
  /** The name of a tool call may come in pieces: it is whole when the arguments begin. */
  hasNameInPieces?: boolean
}

export const createLanes = (): Lanes => ({ nextIndex: 0, queue: [], closedKeys: new Set() })

/** Adds to the lane of `key`, which must be the newest; otherwise opens a new lane. For text and thinking. */
export const appendToLane = (
  lanes: Lanes,
  key: string,
  block: BlockStart,
  delta: BlockDelta,
  out: ChatEvent[],
): void => {
  const newest = lanes.queue.at(-1)
  const lane = newest?.key === key ? newest : openLane(lanes, key, block, out)
  writeDelta(lanes, lane, delta, out)
}

/** Adds a complete block. */
export const addWholeBlock = (
  lanes: Lanes,
  block: BlockStart,
  deltas: BlockDelta[],
  signatures: Signature[],
  out: ChatEvent[],
): void => {
  const lane = openLane(lanes, `whole ${lanes.nextIndex}`, block, out)
  for (const delta of deltas) writeDelta(lanes, lane, delta, out)
  for (const signature of signatures) signLane(lanes, lane, signature, out)
}

/** Starts a lane behind the existing ones; the first one is closed if it is complete. */
export const openLane = (
  lanes: Lanes,
  key: string,
  block: BlockStart,
  out: ChatEvent[],
  kind: 'content' | 'finishLane' | 'nameInPieces' = 'content',
): Lane => {
  const lane: Lane = { index: lanes.nextIndex++, key, block, isOpen: false, held: [], argumentsText: '' }
  if (kind === 'finishLane') lane.isDone = false
  if (kind === 'nameInPieces') lane.hasNameInPieces = true
  lanes.queue.push(lane)
  advance(lanes, out)
  return lane
}

export const writeDelta = (lanes: Lanes, lane: Lane, delta: BlockDelta, out: ChatEvent[]): void => {
  if (delta.kind === 'arguments') lane.argumentsText += delta.json
  emit(lanes, lane, { type: 'block-delta', index: lane.index, delta }, out)
}

export const signLane = (lanes: Lanes, lane: Lane, signature: Signature, out: ChatEvent[]): void =>
  emit(lanes, lane, { type: 'block-signature', index: lane.index, signature }, out)

/** The stream marked this block as complete. */
export const finishLane = (lanes: Lanes, lane: Lane, out: ChatEvent[]): void => {
  lane.isDone = true
  if (lanes.queue.length > 1) advance(lanes, out)
}

export const findLane = (lanes: Lanes, key: string): Lane | undefined =>
  lanes.queue.find((lane) => lane.key === key)

/** Closes every lane, in order. */
export const closeLanes = (lanes: Lanes, out: ChatEvent[]): void => {
  for (const lane of lanes.queue) closeLane(lanes, lane, out)
  lanes.queue = []
}

const emit = (lanes: Lanes, lane: Lane, event: ChatEvent, out: ChatEvent[]): void => {
  if (lane !== lanes.queue[0] || !isNamed(lane)) {
    lane.held.push(event)
    return
  }
  release(lane, out)
  out.push(event)
  if (lanes.queue.length > 1) advance(lanes, out)
}

const advance = (lanes: Lanes, out: ChatEvent[]): void => {
  while (lanes.queue.length > 1 && isComplete(lanes.queue[0]!)) closeLane(lanes, lanes.queue.shift()!, out)
  if (isNamed(lanes.queue[0]!)) release(lanes.queue[0]!, out)
}

/** A tool call's name may follow its id: until then its block cannot open. */
const isNamed = ({ block, hasNameInPieces, argumentsText }: Lane): boolean =>
  block.kind !== 'tool-call' || (block.name !== '' && (hasNameInPieces !== true || argumentsText !== ''))

const release = (lane: Lane, out: ChatEvent[]): void => {
  if (!lane.isOpen) out.push({ type: 'block-open', index: lane.index, block: lane.block })
  lane.isOpen = true
  if (lane.held.length === 0) return
  out.push(...lane.held)
  lane.held = []
}

const closeLane = (lanes: Lanes, lane: Lane, out: ChatEvent[]): void => {
  if (!lane.isOpen) out.push({ type: 'block-open', index: lane.index, block: lane.block })
  out.push(...lane.held, { type: 'block-close', index: lane.index })
  lanes.closedKeys.add(lane.key)
}

const isComplete = (lane: Lane): boolean =>
  lane.isDone ?? (lane.block.kind !== 'tool-call' || isCompleteJson(lane.argumentsText))

/** Whether a text is a whole JSON object. */
export const isCompleteJson = (text: string): boolean => {
  if (!text.trimEnd().endsWith('}')) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
