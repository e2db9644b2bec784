import { PublicError } from '@gptget/errors'
import { ERROR_FORMS } from '@gptget/protocol'
import type { Frame } from '@gptget/protocol'
import type { FinishReason } from '../../db/schema/runs.ts'
import type { NumberedEvent } from '../active/run-event.ts'
import { finishOf, lastWords, type AnswerFormat, type AnswerNames, type Finished } from './answer-format.ts'
import { computerField } from './computer-field.ts'

/*
 * A run as a chat completion. Actions are in a top-level `computer`, never in `tool_calls`, which clients would
 * execute. Frames are unnamed and `choices` is never empty, for clients that read nothing else.
 */

const FINISH_REASONS: Record<FinishReason, string> = {
  stop: 'stop',
  confirmation: 'stop',
  cancelled: 'stop',
  repeating: 'stop',
  error: 'stop',
  length: 'length',
  max_steps: 'length',
  max_seconds: 'length',
  budget: 'length',
  refusal: 'content_filter',
}

export const answerIdOf = ({ runId }: Pick<AnswerNames, 'runId'>): string => `chatcmpl-${runId}`

const stream = (names: AnswerNames): ((event: NumberedEvent) => Frame[]) => {
  const state = { hasSpoken: false, textStep: 0 }
  const frame = (delta: object, more: object = {}, finish: string | null = null): Frame => {
    const role = state.hasSpoken ? {} : { role: 'assistant' }
    state.hasSpoken = true
    const choices = [{ index: 0, delta: { ...role, ...delta }, finish_reason: finish }]
    return { data: JSON.stringify({ ...headOf(names, 'chat.completion.chunk'), choices, ...more }) }
  }
  const withEvent = (event: NumberedEvent): object => (names.hasEvents ? { computer: event } : {})
  return (event) => {
    if (event.type === 'text') {
      // Separates the text of two steps.
      const between = state.textStep !== 0 && state.textStep !== event.step ? '\n\n' : ''
      state.textStep = event.step
      return [frame({ content: between + event.text })]
    }
    if (event.type === 'run.finished') {
      const finish = FINISH_REASONS[event.reason]
      return [frame({}, { usage: usageOf(event), ...withEvent(event) }, finish), ...failureOf(event), DONE]
    }
    return names.hasEvents ? [frame({}, { computer: event })] : []
  }
}

const DONE: Frame = { data: '[DONE]' }

/** A failure has the format of other answers that break off: the official clients throw it. */
const failureOf = ({ reason, error }: Finished): Frame[] =>
  reason === 'error' ? failure(new PublicError('provider_unavailable', error ?? 'The run failed.')) : []

const failure = (error: PublicError): Frame[] => [
  { data: JSON.stringify(ERROR_FORMS['openai-chat'].body(error)) },
]

const headOf = ({ runId, createdAtSeconds, model }: AnswerNames, object: string) => ({
  id: answerIdOf({ runId }),
  object,
  created: createdAtSeconds,
  model,
})

const usageOf = ({ usage, cost }: Finished) => ({
  prompt_tokens: usage.input_tokens,
  completion_tokens: usage.output_tokens,
  total_tokens: usage.input_tokens + usage.output_tokens,
  prompt_tokens_details: { cached_tokens: usage.cache_read_tokens },
  completion_tokens_details: { reasoning_tokens: usage.reasoning_tokens },
  cost,
})

const whole = (names: AnswerNames, events: readonly NumberedEvent[]): object => {
  const finished = finishOf(events)
  const asked = events.findLast((event) => event.type === 'confirmation_required')
  const content = [lastWords(events), asked?.message].filter(Boolean).join('\n\n')
  const message = { role: 'assistant', content, refusal: null }
  return {
    ...headOf(names, 'chat.completion'),
    choices: [{ index: 0, message, finish_reason: FINISH_REASONS[finished.reason], logprobs: null }],
    usage: usageOf(finished),
    ...(names.hasEvents ? { computer: computerField(names, events) } : {}),
  }
}

export const chatFormat: AnswerFormat = { stream, whole, failure }
