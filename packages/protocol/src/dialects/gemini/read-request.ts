import type {
  ChatRequest,
  OutputFormat,
  ReasoningEffort,
  TextPart,
  Tool,
  ToolChoice,
} from '../../canonical/request.ts'
import { compact, isObject, objectOf } from '../../json/object.ts'
import { nativeFieldsOf } from '../native-fields.ts'
import { extensionsOf, parseAt } from '../parse-at.ts'
import { readContents } from './read-contents.ts'
import { upgradeSchema } from '../../json-schema/upgrade.ts'
import {
  camelFields,
  ENUM_TYPES,
  isTextFormat,
  JSON_TYPES,
  KNOWN_CONFIG_FIELDS,
  KNOWN_FIELDS,
  requestSchema,
  type WireConfig,
  type WireFunction,
  type WireRequest,
} from './wire.ts'
import { unreadFields } from '../unread-fields.ts'
import { readFields } from './read-fields.ts'

/**
 * Reads the body of a `generateContent` request, to which `model` and `stream` were added from the path.
 * @throws PublicError `invalid_request` naming the field.
 */
export const readRequest = (body: unknown): ChatRequest => {
  const wire = parseAt(requestSchema, body)
  const config = wire.generationConfig ?? {}
  return compact({
    model: wire.model,
    isStream: wire.stream ?? false,
    system: readSystem(wire.systemInstruction),
    turns: readContents(Array.isArray(wire.contents) ? wire.contents : [wire.contents]),
    tools: (wire.tools ?? []).flatMap((tool, index) => readTool(tool, `tools[${index}]`)),
    toolChoice: readToolChoice(wire),
    output: readOutputFormat(config),
    sampling: readSampling(config),
    reasoning: readReasoning(config),
    extensions: readExtensions(wire),
    unread: unreadFields(wire, readFields, camelFields),
    source: 'gemini' as const,
  })
}

/** Fields without a canonical form: of the body, of `generationConfig`, and a tool choice among several. */
const readExtensions = (wire: WireRequest): Record<string, unknown> => {
  const given = wire.generationConfig ?? {}
  const config = extensionsOf(given, isTextFormat(given.responseFormat) ? WITH_FORMAT : KNOWN_CONFIG_FIELDS)
  const isPlainChoice = Object.keys(wire.toolConfig ?? {}).every((key) => key === 'functionCallingConfig')
  const calling = wire.toolConfig?.functionCallingConfig
  const isKnownChoice = isPlainChoice && calling?.mode !== 'VALIDATED'
  return {
    ...extensionsOf(wire, KNOWN_FIELDS),
    ...(Object.keys(config).length > 0 ? { generationConfig: config } : {}),
    ...(wire.toolConfig && !isKnownChoice ? { toolConfig: wire.toolConfig } : {}),
  }
}

const WITH_FORMAT: ReadonlySet<string> = new Set([...KNOWN_CONFIG_FIELDS, 'responseFormat'])

const readSystem = (instruction: WireRequest['systemInstruction']): TextPart[] => {
  if (!instruction) return []
  if (typeof instruction === 'string') return [{ type: 'text', text: instruction }]
  return (instruction.parts ?? []).flatMap(({ text }) =>
    typeof text === 'string' ? [{ type: 'text' as const, text }] : [],
  )
}

/** One tool object has all functions; each other key is a tool that the provider runs. */
const readTool = (
  { functionDeclarations, ...others }: NonNullable<WireRequest['tools']>[number],
  path: string,
): Tool[] => [
  ...(functionDeclarations ?? []).map((declared, index) =>
    readFunction(declared, `${path}.functionDeclarations[${index}]`),
  ),
  ...Object.entries(others).map(([key, value]): Tool => ({
    type: 'opaque',
    dialect: 'gemini',
    value: { [key]: value },
  })),
]

const readFunction = (declared: WireFunction, path: string): Tool => {
  const { name, description, parameters, parametersJsonSchema } = declared
  return compact({
    type: 'function' as const,
    name,
    description: description ?? undefined,
    parameters: parametersJsonSchema ?? (parameters ? upgradeSchema(parameters) : undefined),
    schemaPath: `${path}.${parametersJsonSchema ? 'parametersJsonSchema' : 'parameters'}`,
    ...nativeFieldsOf('gemini', declared, KNOWN_FUNCTION_FIELDS),
  })
}

const KNOWN_FUNCTION_FIELDS = new Set(['name', 'description', 'parameters', 'parametersJsonSchema'])

const readToolChoice = ({ toolConfig }: WireRequest): ToolChoice | undefined => {
  const calling = toolConfig?.functionCallingConfig
  const names = calling?.allowedFunctionNames ?? []
  const [name, ...others] = names
  switch (calling?.mode?.toUpperCase()) {
    case 'AUTO':
      return { type: 'auto' }
    case 'VALIDATED':
      return name === undefined
        ? { type: 'auto' }
        : { type: 'allowed', mode: 'auto', tools: names.map((one) => ({ name: one })) }
    case 'NONE':
      return { type: 'none' }
    case 'ANY':
      if (name === undefined) return { type: 'required' }
      return others.length === 0
        ? { type: 'tool', name }
        : { type: 'allowed', mode: 'required', tools: names.map((one) => ({ name: one })) }
    default:
      return undefined
  }
}

const readOutputFormat = ({
  responseMimeType,
  responseSchema,
  responseJsonSchema,
  responseFormat,
}: WireConfig): OutputFormat => {
  const text = isTextFormat(responseFormat) ? responseFormat?.[0]?.text : undefined
  const given = responseJsonSchema ?? (responseSchema ? upgradeSchema(responseSchema) : undefined)
  const schema = given ?? (isObject(text?.schema) ? text.schema : undefined)
  const isBareText = ENUM_TYPES.has(responseMimeType ?? '')
  if (schema) return { type: 'json-schema', name: 'response', schema, ...(isBareText ? { isBareText } : {}) }
  return JSON_TYPES.has(responseMimeType ?? text?.mimeType ?? '') ? { type: 'json' } : { type: 'text' }
}

const readSampling = (config: WireConfig): ChatRequest['sampling'] =>
  compact({
    maxOutputTokens: config.maxOutputTokens ?? undefined,
    temperature: config.temperature ?? undefined,
    topP: config.topP ?? undefined,
    topK: config.topK ?? undefined,
    stop: config.stopSequences ?? undefined,
    seed: config.seed ?? undefined,
    frequencyPenalty: config.frequencyPenalty ?? undefined,
    presencePenalty: config.presencePenalty ?? undefined,
    topLogprobs: config.responseLogprobs ? (config.logprobs ?? 0) : undefined,
  })

/** A map, because a caller's value may be the name of an object's built-in property. */
const EFFORTS: ReadonlyMap<string, ReasoningEffort> = new Map(
  Object.entries({
    minimal: 'minimal',
    low: 'low',
    medium: 'medium',
    high: 'high',
    xhigh: 'xhigh',
  }),
)

const readReasoning = ({ thinkingConfig }: WireConfig): ChatRequest['reasoning'] => {
  if (!thinkingConfig) return undefined
  const { includeThoughts, thinkingBudget, thinkingLevel } = thinkingConfig
  const budget = thinkingBudget ?? undefined
  return compact({
    effort: budget === 0 ? ('none' as const) : EFFORTS.get(thinkingLevel?.toLowerCase() ?? ''),
    budgetTokens: budget !== undefined && budget > 0 ? budget : undefined,
    isAdaptive: budget === -1 ? true : undefined,
    isVisible: includeThoughts ?? undefined,
  })
}

/** The fields of `generationConfig` that only Gemini has. */
export const configExtensions = ({ source, extensions }: ChatRequest): Record<string, unknown> =>
  source === 'gemini' ? objectOf(extensions['generationConfig']) : {}
