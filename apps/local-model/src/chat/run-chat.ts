import type { LlamaContextSequence } from 'node-llama-cpp'
import { generate } from '../engine/generate.ts'
import type { GenerationEvent } from '../engine/generate.ts'
import type { Engine } from '../engine/load-engine.ts'
import type { ChatPlan, ToolCandidate } from './plan-chat.ts'
import { openToolCall, openToolName } from './to-prompt.ts'

export type ChatEvent =
  | { type: 'start' }
  | { type: 'text'; text: string }
  | { type: 'tool-start'; name: string }
  | { type: 'tool-arguments'; text: string }
  | { type: 'end'; finishReason: 'stop' | 'length' | 'tool_calls'; usage: ChatUsage }

export type ChatUsage = { promptTokens: number; completionTokens: number }

/**
 * Runs a plan in a sequence of its own, which it may have to wait for. Yields `start`, the answer, and `end`. Leaving
 * the loop early or aborting the signal stops the evaluation and frees the sequence.
 */
export async function* runChat(
  plan: ChatPlan,
  engine: Engine,
  signal: AbortSignal,
): AsyncGenerator<ChatEvent, void, undefined> {
  const sequence = await engine.acquire(plan.prompt, signal)
  try {
    yield { type: 'start' }
    if (plan.isReproducible) await sequence.clearHistory()
    if (plan.output.type === 'text') yield* runText(plan, plan.output, sequence, signal)
    else yield* runToolCall(plan, plan.output, engine, sequence, signal)
  } finally {
    engine.release(sequence)
  }
}

async function* runText(
  plan: ChatPlan,
  output: Extract<ChatPlan['output'], { type: 'text' }>,
  sequence: LlamaContextSequence,
  signal: AbortSignal,
): AsyncGenerator<ChatEvent, void, undefined> {
  for await (const event of generate(sequence, { ...plan, ...output }, signal)) {
    if (event.type === 'text') yield event
    else yield { ...event, usage: usageOf(plan, event.completionTokens) }
  }
}

async function* runToolCall(
  plan: ChatPlan,
  output: Extract<ChatPlan['output'], { type: 'tool-call' }>,
  engine: Engine,
  sequence: LlamaContextSequence,
  signal: AbortSignal,
): AsyncGenerator<ChatEvent, void, undefined> {
  const { candidate, nameTokens } = await chooseTool(plan, output.candidates, engine, sequence, signal)
  yield { type: 'tool-start', name: candidate.name }
  const prompt = [...plan.prompt, ...engine.tokenize(openToolCall(candidate.name))]
  const maxTokens = Math.min(plan.maxTokens - nameTokens, engine.contextTokens - prompt.length)
  const { grammar } = candidate
  for await (const event of generate(sequence, { ...plan, prompt, maxTokens, grammar, stops: [] }, signal)) {
    if (event.type === 'text') yield { type: 'tool-arguments', text: event.text }
    else {
      const finishReason = event.finishReason === 'stop' ? 'tool_calls' : 'length'
      yield { type: 'end', finishReason, usage: usageOf(plan, event.completionTokens + nameTokens) }
    }
  }
}

/** Lets the model choose a function by generating its name. Returns the only function without asking. */
const chooseTool = async (
  plan: ChatPlan,
  candidates: readonly ToolCandidate[],
  engine: Engine,
  sequence: LlamaContextSequence,
  signal: AbortSignal,
): Promise<{ candidate: ToolCandidate; nameTokens: number }> => {
  const [only, ...others] = candidates
  if (others.length === 0) return { candidate: only!, nameTokens: 0 }
  const prompt = [...plan.prompt, ...engine.tokenize(openToolName)]
  const grammar = await engine.createChoiceGrammar(candidates.map(({ name }) => name))
  const { text, completionTokens } = await collect(
    generate(sequence, { ...plan, prompt, grammar, stops: [] }, signal),
  )
  // max_tokens may cut the name short.
  const candidate = candidates.find(({ name }) => name === text) ?? only!
  return { candidate, nameTokens: completionTokens }
}

const collect = async (events: AsyncIterable<GenerationEvent>) => {
  let text = ''
  let completionTokens = 0
  for await (const event of events) {
    if (event.type === 'text') text += event.text
    else ({ completionTokens } = event)
  }
  return { text, completionTokens }
}

const usageOf = (plan: ChatPlan, completionTokens: number): ChatUsage => ({
  promptTokens: plan.prompt.length,
  completionTokens,
})
