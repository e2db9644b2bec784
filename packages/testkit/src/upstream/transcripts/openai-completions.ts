import { frame, terminal, token, type RenderContext, type ScriptedDialect } from './rendered.ts'
import type { Transcript } from './transcript.ts'
import { openaiChat } from './openai-chat.ts'

export const UPSTREAM_COMPLETION_MODEL = 'upstream-instruct-2026-01-01'

/** OpenAI's legacy `/completions`: each choice is a text. */
export const openaiCompletions: ScriptedDialect = {
  ...openaiChat,
  render: (transcript, context) => ({
    plain: chunk(
      context,
      [choice(transcript.text.join(''), finishOf(transcript))],
      transcript.usagePlacement === 'absent' ? {} : { usage: usageOf(transcript) },
    ),
    events: [
      ...transcript.text.map((piece) => token(chunk(context, [choice(piece, null)]))),
      frame(chunk(context, [choice('', finishOf(transcript))])),
      ...(context.isUsageAsked && transcript.usagePlacement === 'when-asked'
        ? [frame(chunk(context, [], { usage: usageOf(transcript) }))]
        : []),
      terminal('[DONE]'),
    ],
  }),
}

const chunk = ({ requestNumber }: RenderContext, choices: unknown[], extra: object = {}) => ({
  id: `cmpl-up${requestNumber}`,
  object: 'text_completion',
  created: 1_700_000_000,
  model: UPSTREAM_COMPLETION_MODEL,
  choices,
  ...extra,
})

const choice = (text: string, finish: string | null) => ({
  text,
  index: 0,
  logprobs: null,
  finish_reason: finish,
})

const finishOf = ({ finish }: Transcript): string => (finish === 'length' ? 'length' : 'stop')

const usageOf = ({ usage }: Transcript) => ({
  prompt_tokens: usage.inputTokens,
  completion_tokens: usage.outputTokens,
  total_tokens: usage.inputTokens + usage.outputTokens,
})
