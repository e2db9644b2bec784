import path from 'node:path'
import { fileURLToPath } from 'node:url'
import llamaTokenizer from 'llama-tokenizer-js'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { TRANSCRIPTION_MODEL } from './transcription-model.ts'

export type Recognizer = {
  /** Transcribes one segment, given as samples from -1 to 1. @throws the signal's reason */
  recognize(samples: Float32Array, signal: AbortSignal): Promise<{ text: string; tokens: number }>
  dispose(): Promise<void>
}

/** The shape of the model's empty key-value cache. */
const LAYERS = 6
const EMPTY_CACHE_SHAPE = [0, 8, 1, 36]
const START_TOKEN = 1
const END_TOKEN = 2
/** Speech never has more tokens. The limit stops a model that repeats itself. */
const MAX_TOKENS_PER_SECOND = 6
const FEWEST_TOKENS = 8

/** Loads the model (1 s, 200 MB). It computes on one core, to leave the others to the rest of the machine. */
export const loadRecognizer = async (): Promise<Recognizer> => {
  const entry = fileURLToPath(import.meta.resolve('@moonshine-ai/moonshine-js'))
  const weights = path.join(path.dirname(entry), 'model/tiny/quantized')
  const options = { executionProviders: ['cpu'], intraOpNumThreads: 1 }
  const encoder = await InferenceSession.create(path.join(weights, 'encoder_model.onnx'), options)
  const decoder = await InferenceSession.create(path.join(weights, 'decoder_model_merged.onnx'), options)
  return {
    recognize: async (samples, signal) => {
      const tokens = await decode(encoder, decoder, samples, signal)
      return { text: llamaTokenizer.decode(tokens).trim(), tokens: tokens.length }
    },
    dispose: async () => {
      await encoder.release()
      await decoder.release()
    },
  }
}

type Cache = Record<string, Tensor>

const emptyCache = (): Cache => {
  const cache: Cache = {}
  for (let layer = 0; layer < LAYERS; layer++) {
    for (const part of ['decoder.key', 'decoder.value', 'encoder.key', 'encoder.value'])
      cache[`past_key_values.${layer}.${part}`] = new Tensor('float32', [], EMPTY_CACHE_SHAPE)
  }
  return cache
}

/** Generates tokens, always the most likely one. */
const decode = async (
  encoder: InferenceSession,
  decoder: InferenceSession,
  samples: Float32Array,
  signal: AbortSignal,
): Promise<number[]> => {
  const input = new Tensor('float32', samples, [1, samples.length])
  const { last_hidden_state: heard } = await encoder.run({ input_values: input })
  const seconds = samples.length / TRANSCRIPTION_MODEL.rateHz
  const maxTokens = FEWEST_TOKENS + Math.ceil(seconds * MAX_TOKENS_PER_SECOND)
  const tokens: number[] = []
  let cache = emptyCache()
  let last = START_TOKEN
  while (tokens.length < maxTokens) {
    signal.throwIfAborted()
    const isFirst = tokens.length === 0
    const answer = await decoder.run({
      input_ids: new Tensor('int64', BigInt64Array.of(BigInt(last)), [1, 1]),
      encoder_hidden_states: heard!,
      use_cache_branch: new Tensor('bool', [!isFirst]),
      ...cache,
    })
    last = likeliest(answer['logits']!.data as Float32Array)
    if (last === END_TOKEN) break
    tokens.push(last)
    cache = grown(cache, answer, isFirst)
  }
  return tokens
}

/** Updates the cache. The part for the audio never changes, so the model returns it only with the first token. */
const grown = (cache: Cache, answer: InferenceSession.OnnxValueMapType, isFirst: boolean): Cache =>
  Object.fromEntries(
    Object.entries(cache).map(([name, value]) => {
      if (!isFirst && name.includes('.encoder.')) return [name, value]
      return [name, answer[name.replace('past_key_values', 'present')] as Tensor]
    }),
  )

const likeliest = (scores: Float32Array): number => {
  let best = 0
  for (let token = 1; token < scores.length; token++) if (scores[token]! > scores[best]!) best = token
  return best
}
