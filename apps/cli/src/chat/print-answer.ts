import type { Api } from '../api/api.ts'
import { readEvents } from '../api/read-events.ts'
import { CliError } from '../cli-error.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { showUsd } from '../output/amounts.ts'
import { openText } from '../output/text-stream.ts'
import { tellOnInterrupt } from '../tell-on-interrupt.ts'
import type { Content } from './question.ts'

export type Message = { role: 'system' | 'user' | 'assistant'; content: Content }
export type ChatRequest = { model: string; messages: Message[]; [field: string]: unknown }

type Usage = { prompt_tokens: number; completion_tokens: number; cost?: number }
type Whole = { choices: { message: { content: string | null } }[] }
type Chunk = {
  choices?: { delta?: { content?: string | null }; finish_reason?: string | null }[]
  usage?: Usage | null
}

type Options = { json?: boolean; markdown: boolean }

/** Prints the answer as it arrives and returns its text. With `--json`, requests and prints it in one piece. */
export const printAnswer = (
  context: Context,
  api: Api,
  request: ChatRequest,
  options: Options,
): Promise<string> =>
  tellOnInterrupt(
    context.terminal,
    'Stopped. The answer until then is charged.',
    '`gptget credits` shows what is left.',
    () => (options.json ? printWhole(context, api, request) : printStream(context, api, request, options)),
  )

const printWhole = async (context: Context, api: Api, request: ChatRequest): Promise<string> => {
  const answer = await api.ask<Whole>('POST', '/chat/completions', { json: request })
  context.show({ json: true }, answer, () => '')
  return answer.choices[0]?.message.content ?? ''
}

const printStream = async (
  context: Context,
  api: Api,
  request: ChatRequest,
  { markdown }: Options,
): Promise<string> => {
  const out = await openText(context.terminal, markdown && !('response_format' in request))
  const json = { ...request, stream: true, stream_options: { include_usage: true } }
  let [text, reason, usage] = ['', null as string | null, null as Usage | null]
  try {
    const response = await api.send('POST', '/chat/completions', { json })
    for await (const chunk of readEvents<Chunk>(response)) {
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
  if (reason === 'length') context.say('The answer reached its token limit. Raise --max-tokens.')
  if (reason === 'content_filter')
    throw new CliError('The provider stopped the answer because of its content.', { exitCode: EXIT.failed })
  return text
}

const showUsage = ({ prompt_tokens: read, completion_tokens: written, cost }: Usage): string =>
  `${read + written} tokens${cost === undefined ? '' : `, ${showUsd(cost)}`}`
