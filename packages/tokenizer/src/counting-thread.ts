import { parentPort } from 'node:worker_threads'
import { cutPieces } from './cut-pieces.ts'
import type { Encoding } from './encoding-of.ts'

export type CountRequest = { id: number; encoding: Encoding; texts: readonly string[] }
export type CountAnswer = { id: number; counts: number[] } | { id: number; error: string }

/** The URL of this module, in the sources and in a bundle: a thread starts from it. */
export const moduleUrl = import.meta.url

type Count = (text: string, options: { disallowedSpecial: Set<string> }) => number

/** A vocabulary has megabytes: it is loaded when it is first needed, and kept. */
const load: Record<Encoding, () => Promise<{ countTokens: Count }>> = {
  o200k_base: () => import('gpt-tokenizer/encoding/o200k_base'),
  cl100k_base: () => import('gpt-tokenizer/encoding/cl100k_base'),
}

/** Text that looks like a control token is the caller's text. */
const AS_TEXT = { disallowedSpecial: new Set<string>() }

/** Answers requests to count, in a thread. */
export const serveCounts = (): void => {
  parentPort?.on('message', (request: CountRequest) => void answer(request))
}

const answer = async ({ id, encoding, texts }: CountRequest): Promise<void> => {
  let reply: CountAnswer
  try {
    const { countTokens } = await load[encoding]()
    reply = { id, counts: texts.map((text) => countText(text, countTokens)) }
  } catch (error) {
    reply = { id, error: String(error) }
  }
  parentPort?.postMessage(reply)
}

const countText = (text: string, count: Count): number => {
  let tokens = 0
  for (const piece of cutPieces(text)) tokens += count(piece, AS_TEXT)
  return tokens
}
