import type { Dialect } from '@gptget/contracts'
import { namesOf, type Path } from './plausible.ts'

type Json = Record<string, unknown>

type Rule = {
  at: RegExp
  of?: Dialect
  /** Only in an item of this type. */
  item?: string
  /** Only this value. */
  value?: unknown
  /** Only in an object like this, in a body like this. */
  within?: (object: Json, body: Json) => boolean
  reason: string
}

/** Leaves that may have no effect in another dialect and need not be named, each with its reason. */
const RULES: Rule[] = [
  { at: /^stream$/, value: false, reason: 'An answer is plain unless a stream is asked for.' },
  { at: /^service_tier$/, value: 'auto', reason: 'It is what everyone does who is told nothing.' },
  { at: /^store$|^background$|^previous_response_id$|^conversation/, reason: 'Our own services act on it.' },
  { at: /^stream_options/, reason: 'Our own writers act on it.' },
  {
    at: /^include$/,
    reason: 'Items of OpenAI’s own tools, of which there are none; the rest is asked for otherwise.',
  },
  { at: /^n$/, value: 1, reason: 'One answer is what is given.' },
  { at: /^truncation$/, value: 'disabled', reason: 'No provider shortens a conversation unasked.' },
  {
    at: /^top_logprobs$|^generationConfig\.logprobs$/,
    reason: 'It counts only where log probabilities are asked for.',
  },
  {
    at: /(^|\.)(id|status|type)$/,
    of: 'openai-responses',
    reason: 'A label: what an item is called where it was made.',
  },
  { at: /^input\.content\.logprobs/, reason: 'How likely earlier words were is not told to a model.' },
  { at: /detail$|mediaResolution/, value: 'auto', reason: 'It is what everyone does who is told nothing.' },
  { at: /(json_schema|text\.format)\.name$/, reason: 'A label of the schema, which elsewhere has none.' },
  { at: /(json_schema|text\.format)\.strict$/, reason: 'Elsewhere an answer is always held to its schema.' },
  {
    at: /reasoning\.summary$|reasoning\.generate_summary$|thinking\.display$|includeThoughts$/,
    reason: 'A caller who asks for reasoning is shown what the provider shows of it.',
  },
  {
    at: /tools\.type$/,
    value: 'custom',
    of: 'anthropic-messages',
    reason: 'It is what a tool without a type is.',
  },
  { at: /caller\.type$/, value: 'direct', reason: 'It is what a call without a caller is.' },
  { at: /(contents|systemInstruction)\.role$/, reason: 'Any word but "model" is the user.' },
  { at: /eager_input_streaming$/, reason: 'How an answer is cut into pieces, not what it says.' },
  { at: /propertyOrdering$|\.nullable$/, value: false, of: 'gemini', reason: 'Said by leaving it out.' },
  { at: /responseMimeType$/, reason: 'With a schema an answer is JSON.' },
  {
    at: /prompt_cache_breakpoint\.ttl$/,
    value: '30m',
    reason: 'It is what a marker means that says nothing.',
  },
  { at: /cache_control\.ttl$/, value: '5m', reason: 'It is what a marker means that says nothing.' },
  { at: /^tool_choice$|^function_call$/, value: 'auto', reason: 'It is what every model does with tools.' },
  {
    at: /^tool_choice$/,
    within: (body) => body['functions'] !== undefined || body['function_call'] !== undefined,
    reason: 'Without it functions take its place.',
  },
  {
    at: /^parallel_tool_calls$/,
    within: ({ tool_choice }) => tool_choice === 'none',
    reason: 'Where no tool may be called, none are called at once.',
  },
  {
    at: /output_config\.effort$/,
    value: 'medium',
    reason: 'It is how hard a model thinks that is told nothing.',
  },
  { at: /parallel_tool_calls$/, value: true, reason: 'It is what every model does that can.' },
  {
    at: /^contents\.parts\.thought$/,
    within: ({ text }) => typeof text !== 'string' || text.trim() === '',
    reason: 'Only words are thoughts.',
  },
  {
    at: /^(tools\.|parallel_tool_calls$)/,
    within: (_tool, { tool_choice }) => (tool_choice as Json | undefined)?.['type'] === 'allowed_tools',
    reason: 'A tool that is not among those allowed is none.',
  },
  {
    at: /functionCallingConfig\.mode$/,
    value: 'AUTO',
    reason: 'It is what every model does with tools.',
  },
  { at: /^model$/, reason: 'It chooses the route.' },
  { at: /^input\.(name|namespace)$/, reason: 'What a result is of is what was called.' },
  {
    at: /^input\.output_format$|(inlineData|fileData)\.mimeType$/,
    reason: 'What the bytes say stands, or what is found at the address.',
  },
  {
    at: /(displayName|filename|content\.title)$/,
    reason: 'What a picture or a file is called, where it has no name.',
  },
  { at: /citations\.cited_text$/, reason: 'The words are those of the page, whose address and place go on.' },
  { at: /input_schema\.required$/, reason: 'Without properties a schema only says that there is an object.' },
  { at: /propertyOrdering$/, reason: 'Properties stand in that order; the one of the sample is not there.' },
  { at: /parameters\.nullable$/, reason: 'Arguments are an object.' },
  { at: /encrypted_index$/, reason: 'Anthropic’s own mark of a page, whose address goes on.' },
]

/** Why a leaf of a body may have no effect; undefined if it must have one. */
export const saysNothing = (from: Dialect, body: unknown, path: Path): string | undefined => {
  const names = namesOf(path)
  const value = valueAt(body, path)
  const item = (valueAt(body, path.slice(0, 2)) as { type?: unknown } | undefined)?.type
  const around = valueAt(body, path.slice(0, -1)) as Json
  const fits = (rule: Rule): boolean =>
    (rule.of === undefined || rule.of === from) &&
    (rule.item === undefined || rule.item === item) &&
    (rule.value === undefined || rule.value === value) &&
    (rule.within === undefined || rule.within(around, body as Json)) &&
    rule.at.test(names)
  if (typeof value === 'string' && value.endsWith('UNSPECIFIED')) return 'Google’s word for nothing said.'
  return RULES.find(fits)?.reason
}

export const valueAt = (body: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (inside, step) => (inside as Record<string | number, unknown> | undefined)?.[step],
    body,
  )
