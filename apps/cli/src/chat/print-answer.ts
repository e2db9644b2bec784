import type { Api } from '../api/api.ts'
import { readEvents } from '../api/read-events.ts'
import { CliError } from '../cli-error.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { showUsd } from '../output/amounts.ts'
import { openText } from '../output/text-stream.ts'
import type { Content } from './question.ts'

export type Message = { role: 'system' | 'user' | 'assistant'; content: Content }
export type ChatRequest = { model: string; messages: Message[]; [field: string]: unknown }

type Usage = { prompt_tokens: number; completion_tokens: number; cost?: number }
type Chunk = {
  choices?: { delta?: { content?: string | null }; finish_reason?: string | null }[]
  usage?: Usage | null
}

/** Asks, and prints the answer as it comes. Returns its text. Under `--json` it is asked for and printed whole. */
export const printAnswer = async (
  context: Context,
  api: Api,
  request: ChatRequest,
  options: { json?: boolean; markdown: boolean },
): Promise<string> => {
  if (options.json) {
    const answer = await api.ask<object>('POST', '/chat/completions', { json: request })
    context.show(options, answer, () => '')
    return ''
  }
  const stream = { ...request, stream: true, stream_options: { include_usage: true } }
  const isJson = 'response_format' in request
  const out = await openText(context.terminal, options.markdown && !isJson)
  let [text, reason, usage] = ['', null as string | null, null as Usage | null]
  try {
    for await (const chunk of readEvents<Chunk>(
      await api.send('POST', '/chat/completions', { json: stream }),
    )) {
      const choice = chunk.choices?.[0]
      if (choice?.delta?.content) {
        text += choice.delta.content
        out.write(choice.delta.content)
      }
      reason = choice?.finish_reason ?? reason
      usage = chunk.usage ?? usage
    }
  } finally {
    out.end()
  }
  if (usage !== null) context.say(showUsage(usage))
  if (reason === 'length') context.say('The answer was cut off: raise --max-tokens.')
  if (reason === 'content_filter')
    throw new CliError('The provider stopped the answer because of its content.', { exitCode: EXIT.failed })
  return text
}

const showUsage = ({ prompt_tokens: read, completion_tokens: written, cost }: Usage): string =>
  `${read + written} tokens${cost === undefined ? '' : `, ${showUsd(cost)}`}`
