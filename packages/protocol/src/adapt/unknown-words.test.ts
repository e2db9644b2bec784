import { describe, expect, it } from 'vitest'
import { DIALECTS, type CallerDialect } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { refuseLosses, type Loss } from '../canonical/losses.ts'
import type { JsonObject } from '../json/object.ts'
import { CLIENT_FACING } from '../registry/dialects.ts'
import { adapt } from './adapt.ts'

/*
 * Where a field takes one of a few words, a later version of its dialect may have another. The generated requests of
 * tests/conformance/corpus try one in every such field of the official types; these are the fields that others added,
 * and those of which strict callers were told nothing before.
 */

const WORD = 'newer_word'

const hello = { messages: [{ role: 'user', content: 'Hi' }] }
const lookup = { type: 'function', function: { name: 'lookup' } }
const messages = { ...hello, max_tokens: 99 }
const contents = { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] }

const CASES: { from: CallerDialect; param: string; body: JsonObject }[] = [
  {
    from: 'gemini',
    param: 'generationConfig.thinkingConfig.thinkingLevel',
    body: { ...contents, generationConfig: { thinkingConfig: { thinkingLevel: WORD } } },
  },
  {
    from: 'gemini',
    param: 'toolConfig.functionCallingConfig.mode',
    body: {
      ...contents,
      tools: [{ functionDeclarations: [{ name: 'lookup' }] }],
      toolConfig: { functionCallingConfig: { mode: WORD } },
    },
  },
  {
    from: 'gemini',
    param: 'toolConfig.functionCallingConfig.allowedFunctionNames',
    body: {
      ...contents,
      tools: [{ functionDeclarations: [{ name: 'lookup' }] }],
      toolConfig: { functionCallingConfig: { mode: 'AUTO', allowedFunctionNames: ['lookup'] } },
    },
  },
  {
    from: 'gemini',
    param: 'generationConfig.responseMimeType',
    body: { ...contents, generationConfig: { responseMimeType: 'text/x.enum' } },
  },
  {
    from: 'gemini',
    param: 'generationConfig.responseFormat[0].text.schema',
    body: {
      ...contents,
      generationConfig: {
        responseJsonSchema: { type: 'object' },
        responseFormat: [{ text: { schema: { type: 'object' } } }],
      },
    },
  },
  {
    from: 'gemini',
    param: 'contents[0].role',
    body: { contents: [{ role: WORD, parts: [{ text: 'Hi' }] }] },
  },
  { from: 'openai-chat', param: 'thinking.type', body: { ...hello, thinking: { type: WORD } } },
  { from: 'openai-chat', param: 'reasoning.effort', body: { ...hello, reasoning: { effort: WORD } } },
  {
    from: 'openai-chat',
    param: 'tools[0].cache_control.ttl',
    body: { ...hello, tools: [{ ...lookup, cache_control: { type: 'ephemeral', ttl: WORD } }] },
  },
  {
    from: 'openai-chat',
    param: 'tool_choice',
    body: {
      ...hello,
      tools: [lookup],
      tool_choice: { type: 'allowed_tools', allowed_tools: { mode: WORD, tools: [lookup] } },
    },
  },
  { from: 'openai-responses', param: 'truncation', body: { input: 'Hi', truncation: WORD } },
  { from: 'openai-responses', param: 'include', body: { input: 'Hi', include: [WORD] } },
  {
    from: 'openai-responses',
    param: 'tools[0].tools[0]',
    body: {
      input: 'Hi',
      tools: [{ type: 'namespace', name: 'n', description: 'd', tools: [{ type: WORD, name: 'a' }] }],
    },
  },
  {
    from: 'anthropic-messages',
    param: 'thinking.display',
    body: { ...messages, thinking: { type: 'adaptive', display: WORD } },
  },
  {
    from: 'anthropic-messages',
    param: 'messages[0].content[0].source.content[0].type',
    body: {
      max_tokens: 99,
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Hi' },
            { type: 'document', source: { type: 'content', content: [{ type: WORD, text: 'Hi' }] } },
          ].toReversed(),
        },
      ],
    },
  },
]

const PAIRS = CASES.flatMap((one) => DIALECTS.map((to) => ({ ...one, to }))).filter(
  ({ from, to }) => from !== to,
)

const send = ({ from, to, body }: (typeof PAIRS)[number]): Loss[] => {
  const request = CLIENT_FACING[from].readRequest({ model: 'x/y', ...structuredClone(body) })
  return adapt(request, { dialect: to, model: 'up', quirks: { hasEffortLevels: true } }).losses
}

/** The fields that losses, or a refusal, name. */
const namedBy = (attempt: () => Loss[]): string[] => {
  try {
    return attempt().map(({ param }) => param)
  } catch (error) {
    if (!(error instanceof PublicError)) throw error
    const losses = (error.details.metadata?.['losses'] ?? []) as Loss[]
    return [error.details.param ?? '', ...losses.map(({ param }) => param)]
  }
}

describe.each(PAIRS)('an unknown word in $param from $from to $to', (pair) => {
  it('is named as lost or refused, and refused under strict', () => {
    expect(namedBy(() => send(pair))).toContain(pair.param)
    const sendStrictly = () => {
      refuseLosses(send(pair))
      return []
    }
    expect(namedBy(sendStrictly)).toContain(pair.param)
  })
})
