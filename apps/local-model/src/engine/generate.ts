import { LlamaGrammarEvaluationState } from 'node-llama-cpp'
import type { LlamaContextSequence, LlamaGrammar, SequenceEvaluateOptions, Token } from 'node-llama-cpp'
import { decodeTokens } from './decode-tokens.ts'
import { holdStops } from './hold-stops.ts'

export type Sampling = {
  /** 0 selects the most likely token. */
  temperature: number
  topP: number
  /** An unsigned integer of 32 bits. */
  seed: number
  /** Penalties for recent tokens. Without them, the model's probabilities are unchanged. */
  penalties?: { repeat: number; frequency: number; presence: number }
}

export type Generation = {
  prompt: readonly Token[]
  maxTokens: number
  stops: readonly string[]
  sampling: Sampling
  grammar?: LlamaGrammar
}

export type GenerationEvent =
  | { type: 'text'; text: string }
  | { type: 'end'; finishReason: 'stop' | 'length'; completionTokens: number }

/** Long prompts are evaluated in pieces, so that other requests get their turn and an abort takes effect. */
const PROMPT_PIECE_TOKENS = 64
/** The number of recent tokens that penalties apply to. */
const PENALTY_WINDOW_TOKENS = 64

/**
 * Evaluates a prompt in a sequence and yields text as it is generated. A prefix that the sequence already holds is not
 * evaluated again. After an abort, throws the signal's reason within one token or one piece of the prompt.
 */
export async function* generate(
  sequence: LlamaContextSequence,
  generation: Generation,
  signal: AbortSignal,
): AsyncGenerator<GenerationEvent, void, undefined> {
  const { prompt, maxTokens, stops, grammar } = generation
  const decoder = decodeTokens<Token>(
    (tokens, preceding) => sequence.model.detokenize(tokens, false, preceding),
    prompt,
  )
  const filter = holdStops([...stops, ...grammarStops(grammar)])
  const generated: Token[] = []
  const lastPiece = await evaluatePrompt(sequence, prompt, signal)
  for await (const token of sequence.evaluate(lastPiece, evaluateOptions(sequence, generation, generated))) {
    signal.throwIfAborted()
    generated.push(token)
    const { text, isStopped } = filter.push(decoder.push(token))
    if (text) yield { type: 'text', text }
    if (isStopped) return yield end('stop', generated)
    if (generated.length >= maxTokens) break
  }
  const last = filter.push(decoder.flush())
  const rest = last.text + (last.isStopped ? '' : filter.flush())
  if (rest) yield { type: 'text', text: rest }
  yield end(generated.length >= maxTokens && !last.isStopped ? 'length' : 'stop', generated)
}

const end = (finishReason: 'stop' | 'length', generated: readonly Token[]): GenerationEvent => ({
  type: 'end',
  finishReason,
  completionTokens: generated.length,
})

/** Evaluates the prompt except for its last piece, which it returns. */
const evaluatePrompt = async (
  sequence: LlamaContextSequence,
  prompt: readonly Token[],
  signal: AbortSignal,
): Promise<Token[]> => {
  // The last token is always evaluated, because its output is the first token of the answer.
  await sequence.adaptStateToTokens(prompt.slice(0, -1), false)
  for (;;) {
    signal.throwIfAborted()
    const rest = prompt.slice(sequence.nextTokenIndex)
    if (rest.length <= PROMPT_PIECE_TOKENS) return rest
    await sequence.evaluateWithoutGeneratingNewTokens(rest.slice(0, PROMPT_PIECE_TOKENS))
  }
}

const evaluateOptions = (
  sequence: LlamaContextSequence,
  { sampling, grammar }: Generation,
  generated: readonly Token[],
): SequenceEvaluateOptions => ({
  temperature: sampling.temperature,
  topP: sampling.topP,
  topK: 0,
  seed: sampling.seed,
  ...(grammar && {
    grammarEvaluationState: new LlamaGrammarEvaluationState({ model: sequence.model, grammar }),
  }),
  ...(sampling.penalties && {
    repeatPenalty: {
      punishTokens: () => generated.slice(-PENALTY_WINDOW_TOKENS),
      maxPunishTokens: PENALTY_WINDOW_TOKENS,
      penalty: sampling.penalties.repeat,
      frequencyPenalty: sampling.penalties.frequency,
      presencePenalty: sampling.penalties.presence,
    },
  }),
})

/** The library's JSON grammars end with line breaks, which are not part of the answer. */
const grammarStops = (grammar: LlamaGrammar | undefined): string[] =>
  (grammar?.stopGenerationTriggers ?? []).map(String)
