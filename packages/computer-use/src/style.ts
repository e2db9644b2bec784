import type { Entry, Turn } from './conversation.ts'

/** The display in pixels, and the screenshots that a model gets. */
export type Scale = { width: number; height: number; sentWidth: number; sentHeight: number }

/** The parts of a request to a model. */
export type StyleRequest = {
  model: string
  instructions: string
  entries: readonly Entry[]
  scale: Scale
  maxTokens: number | null
  temperature: number | null
  effort: string | null
}

/** A request to one of our own paths. */
export type WrittenRequest = { path: string; headers: Record<string, string>; body: Record<string, unknown> }

/** The parts of an answer in progress. */
export type Heard = { type: 'text' | 'reasoning'; text: string }

/** Reads the events of one answer, in order. */
export type Reader = {
  /** @throws StreamFailure for an error in the stream */
  push(data: string): Heard[]
  /** The whole answer. @throws StreamFailure if its end is missing */
  end(): Turn
}

/** How one vendor's models use a computer. */
export type Style = {
  write(request: StyleRequest): WrittenRequest
  read(scale: Scale): Reader
}

/** An answer that broke off, or an error in it. */
export class StreamFailure extends Error {
  override name = 'StreamFailure'
}

export const cutOff = (): StreamFailure => new StreamFailure('The answer of the model broke off.')
