import type { OperationName } from '@gptget/contracts'
import {
  countableCompletion,
  countableEmbedding,
  countableImages,
  countableModeration,
  countableOf,
  countableRerank,
  countableSpeech,
  countableTranscription,
  readCompletionRequest,
  readModerationRequest,
} from '@gptget/protocol'
import type { Countable } from '@gptget/protocol'
import { MAX_COUNTED_CHARACTERS } from '@gptget/tokenizer'
import type { ReadHead } from './prepared.ts'
import { readImages } from './prepare-images.ts'
import { readSpeech, readTranscription } from './prepare-audio.ts'
import { readRerank } from './prepare-rerank.ts'
import { readChat } from './read-chat.ts'
import { readEmbedding } from './read-embedding.ts'

/** The counted part of a request. `uncountedCharacters`: the length of the rest. */
export type CutCountable = Countable & { uncountedCharacters: number }

const READERS: Record<OperationName, (body: Buffer, head: ReadHead) => Countable> = {
  chat: (body, head) => countableOf(readChat(head, body)),
  embeddings: (body, head) => countableEmbedding(readEmbedding(body, head)),
  completions: (body) => countableCompletion(readCompletionRequest(JSON.parse(body.toString()))),
  moderations: (body) => countableModeration(readModerationRequest(JSON.parse(body.toString()))),
  images: (body, head) => countableImages(readImages(body, head)),
  speech: (body, head) => countableSpeech(readSpeech(body, head)),
  transcriptions: (body, head) => countableTranscription(readTranscription(body, head)),
  translations: (body, head) => countableTranscription(readTranscription(body, head)),
  rerank: (body, head) => countableRerank(readRerank(body, head)),
}

/** The parts of a request that are tokens, for when the provider does not count; only as much as is counted. */
export const readCountable = (body: Buffer, head: ReadHead): CutCountable =>
  cutCountable(READERS[head.operation](body, head))

/** Several texts are counted as one, because each call costs time; the difference is a token or so at each border. */
const MAX_TEXTS = 1_000

/** Only as much as the tokenizer looks at. */
export const cutCountable = ({ texts, otherTokens }: Countable): CutCountable => {
  const characters = texts.reduce((sum, { length }) => sum + length, 0)
  if (characters <= MAX_COUNTED_CHARACTERS && texts.length <= MAX_TEXTS)
    return { texts, otherTokens, uncountedCharacters: 0 }
  const counted: string[] = []
  let left = MAX_COUNTED_CHARACTERS
  for (const text of texts) {
    if (left === 0) break
    counted.push(text.slice(0, left))
    left -= Math.min(left, text.length)
  }
  const uncountedCharacters = Math.max(0, characters - MAX_COUNTED_CHARACTERS)
  return { texts: [counted.join('\n')], otherTokens, uncountedCharacters }
}
