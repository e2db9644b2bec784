import { stat } from 'node:fs/promises'
import { PublicError } from '@gptget/errors'
import { getLlama, LlamaLogLevel } from 'node-llama-cpp'
import type {
  GbnfJsonSchema,
  Llama,
  LlamaContextSequence,
  LlamaGrammar,
  LlamaModel,
  Token,
} from 'node-llama-cpp'
import type { Logger } from '@gptget/runtime'
import { servedContextTokens } from '../weights/served-context-tokens.ts'
import { createSlots } from './create-slots.ts'
import { createPromptRenderer } from './render-prompt.ts'
import type { RenderPrompt } from './render-prompt.ts'

export type Engine = {
  /** Maximum tokens of prompt and answer together. */
  contextTokens: number
  render: RenderPrompt
  tokenize: (text: string) => Token[]
  /** @throws PublicError if the schema cannot be converted to a grammar; `param` names its field */
  createSchemaGrammar(schema: GbnfJsonSchema, param: string): Promise<LlamaGrammar>
  /** A grammar that allows exactly one of the texts. */
  createChoiceGrammar(texts: readonly string[]): Promise<LlamaGrammar>
  /** Waits for a free sequence. Among several, chooses the one that already holds most of the prompt. */
  acquire(prompt: readonly Token[], signal: AbortSignal): Promise<LlamaContextSequence>
  release(sequence: LlamaContextSequence): void
  activeCount(): number
  waitingCount(): number
  dispose(): Promise<void>
}

const MAX_WAITING = 64
const SMALL_MODEL_BYTES = 2 ** 30
/** The number of parallel generations. Each needs memory for a whole context, which is large for a large model. */
const slotCount = (modelBytes: number): number => (modelBytes <= SMALL_MODEL_BYTES ? 4 : 1)

/** Loads a GGUF file to run on `threads` CPU cores. @throws Error if llama.cpp cannot run the model */
export const loadEngine = async (
  options: { modelPath: string; threads: number },
  logger: Logger,
): Promise<Engine> => {
  const { modelPath, threads } = options
  const llama = await getLlama({
    gpu: false,
    build: 'never',
    maxThreads: threads,
    logLevel: LlamaLogLevel.warn,
    logger: (level, message) => logger[level === LlamaLogLevel.warn ? 'warn' : 'error'](message.trim()),
  })
  const model = await llama.loadModel({ modelPath })
  const sequences = await createSequences(model, slotCount((await stat(modelPath)).size), threads)
  return createEngine(llama, model, sequences)
}

const createSequences = async (model: LlamaModel, slots: number, threads: number) => {
  const context = await model.createContext({
    sequences: slots,
    // The library leaves the last position of a context unused.
    contextSize: servedContextTokens(model.trainContextSize) + 1,
    threads,
  })
  return Array.from({ length: slots }, () => context.getSequence())
}

const createEngine = (
  llama: Llama,
  model: LlamaModel,
  sequences: readonly LlamaContextSequence[],
): Engine => {
  const slots = createSlots(sequences, MAX_WAITING)
  return {
    contextTokens: servedContextTokens(model.trainContextSize),
    render: createPromptRenderer(model),
    tokenize: (text) => model.tokenize(text),
    createSchemaGrammar: async (schema, param) => {
      try {
        return await llama.createGrammarForJsonSchema<GbnfJsonSchema>(schema)
      } catch (error) {
        throw new PublicError(
          'invalid_request',
          `This JSON Schema cannot be converted to a grammar.`,
          { param },
          error,
        )
      }
    },
    createChoiceGrammar: (texts) =>
      llama.createGrammar({ grammar: `root ::= ${texts.map((text) => JSON.stringify(text)).join(' | ')}` }),
    acquire: (prompt, signal) => slots.acquire(signal, (free) => mostReusable(free, prompt)),
    release: slots.release,
    activeCount: slots.busyCount,
    waitingCount: slots.waitingCount,
    dispose: () => llama.dispose(),
  }
}

const mostReusable = (
  sequences: readonly LlamaContextSequence[],
  prompt: readonly Token[],
): LlamaContextSequence => {
  const reusable = (sequence: LlamaContextSequence): number =>
    sequence.compareContextTokens([...prompt]).firstDifferentIndex
  return sequences.reduce((best, candidate) => (reusable(candidate) > reusable(best) ? candidate : best))
}
