/** The path of a value in a body: field names and list indexes. */
export type Path = readonly (string | number)[]

/** Only the names: `messages.content.image_url.url`. */
export const namesOf = (path: Path): string => path.filter((step) => typeof step === 'string').join('.')

const PNG = ['iVBORw0KGgo=', 'iVBORw0KGgoA'] as const
const PDF = ['JVBERi0=', 'JVBERi0x'] as const
const dataUrl = (type: string, [one, other]: readonly [string, string]) =>
  [`data:${type};base64,${one}`, `data:${type};base64,${other}`] as const

const SCHEMA = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
}

/** Two different valid values for fields that accept only some texts. The first match applies. */
const TEXTS: [RegExp, readonly [string, string]][] = [
  [/(^|\.)model$/, ['x/y', 'x/y']],
  [/screenshot|image_url$|image_url\.url$|input_image_mask/, dataUrl('image/png', PNG)],
  [/file_data$/, dataUrl('application/pdf', PDF)],
  [/input_audio\.data$/, ['UklGRg==', 'UklGRgA=']],
  [/document\.source\.data$|source\.text\.data$/, ['some text', 'other text']],
  [/\.data$|imageBytes$|videoBytes$|thoughtSignature$|encrypted_content$|signature$/, PNG],
  [/result$/, PNG],
  [/mimeType$/, ['image/png', 'image/webp']],
  [/(url|uri|Uri|fileUri)$/, ['https://example.com/a', 'https://example.com/b']],
  [/(^|\.)arguments$/, ['{"city":"Paris"}', '{"city":"Rome"}']],
  [/tool_choice\..*name$|allowedFunctionNames$/, ['lookup', 'lookup']],
  [/minItems$|maxItems$|minLength$|maxLength$|minProperties$|maxProperties$/, ['1', '2']],
  [/safety_identifier|prompt_cache_key|user$/, ['u1', 'u2']],
  [/responseMimeType$/, ['application/json', 'text/plain']],
  [/(_at|Time)$/, ['2026-11-01T00:00:00Z', '2026-11-02T00:00:00Z']],
]

const NUMBERS: [RegExp, readonly [number, number]][] = [
  [/start_index$|startIndex$/, [0, 1]],
  [/end_index$|endIndex$/, [4, 5]],
  [/budget_tokens$|thinkingBudget$/, [2000, 3000]],
  [/max_tokens$|max_completion_tokens$|max_output_tokens$|maxOutputTokens$/, [9000, 8000]],
  [
    /^usage(Metadata)?\.(prompt|completion|total|input|output|candidates)_?(tokens|TokenCount)$/,
    [1000, 1001],
  ],
  [/temperature$|top_p$|topP$|_penalty$|Penalty$/, [0.5, 0.25]],
  [/(^|\.)n$|candidateCount$/, [2, 3]],
  [/top_logprobs$|logprobs$/, [2, 3]],
  [/logit_bias/, [5, 6]],
]

const find = <T>(table: readonly [RegExp, readonly [T, T]][], path: Path): readonly [T, T] | undefined =>
  table.find(([names]) => names.test(namesOf(path)))?.[1]

/** A text for a path; `turn` 0 or 1 selects one of two. */
export const textAt = (path: Path, turn: 0 | 1): string => find(TEXTS, path)?.[turn] ?? `text_${'ab'[turn]}`

export const numberAt = (path: Path, turn: 0 | 1): number => find(NUMBERS, path)?.[turn] ?? [7, 8][turn]!

/** Values with content defined by the caller: a schema, arguments, a tool result. */
export const anyAt = (path: Path): unknown =>
  /[sS]chema$|parameters$|parametersJsonSchema$/.test(namesOf(path)) ? SCHEMA : { note: 'kept' }

/** Maps that contain a schema, although their type is only a map. */
export const isSchemaAt = (path: Path): boolean =>
  /(json_schema\.schema|format\.schema|parameters|input_schema|functions\.parameters|JsonSchema)$/.test(
    namesOf(path),
  )
