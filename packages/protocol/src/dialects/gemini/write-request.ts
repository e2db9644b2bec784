import { withoutOwnFields } from '../own-fields.ts'
import type { ChatRequest, Tool, ToolChoice } from '../../canonical/request.ts'
import type { Target } from '../../dialect.ts'
import { compact, type JsonObject } from '../../json/object.ts'
import { ownFields } from '../native-fields.ts'
import { configExtensions } from './read-request.ts'
import { isEmptySchema } from './schema.ts'
import { writeContents } from './write-contents.ts'

/** Writes the body of a `generateContent` request; model and streaming are in its path. Expects an adapted request. */
export const writeRequest = (request: ChatRequest, target: Target): JsonObject => {
  const isOwn = request.source === 'gemini'
  const { generationConfig: _config, ...extensions } = isOwn ? withoutOwnFields(request.extensions) : {}
  return compact({
    ...extensions,
    systemInstruction: writeSystem(request),
    contents: writeContents(request, target),
    tools: writeTools(request.tools, isOwn),
    toolConfig: extensions['toolConfig'] ?? writeToolConfig(request),
    generationConfig: writeConfig(request),
  })
}

const writeSystem = ({ system }: ChatRequest): JsonObject | undefined => {
  const texts = system.filter(({ text }) => text !== '')
  return texts.length === 0 ? undefined : { parts: texts.map(({ text }) => ({ text })) }
}

const writeTools = (tools: Tool[], isOwn: boolean): unknown[] | undefined => {
  const functions = tools.flatMap((tool) => (tool.type === 'function' ? [writeFunction(tool, isOwn)] : []))
  const others = tools.flatMap((tool) => (tool.type === 'function' ? [] : [tool.value]))
  const all = [...(functions.length > 0 ? [{ functionDeclarations: functions }] : []), ...others]
  return all.length > 0 ? all : undefined
}

const writeFunction = (
  { name, description, parameters, native }: Extract<Tool, { type: 'function' }>,
  isOwn: boolean,
) =>
  compact({
    ...ownFields('gemini', native),
    name,
    description,
    parametersJsonSchema: parameters === undefined ? undefined : writeSchema(parameters, isOwn),
  })

/** Callers of this dialect know that the schema of an object without properties must be omitted. */
const writeSchema = (schema: JsonObject, isOwn: boolean): JsonObject | undefined =>
  !isOwn && isEmptySchema(schema) ? undefined : schema

const writeToolConfig = ({ toolChoice, tools }: ChatRequest): JsonObject | undefined => {
  if (toolChoice === undefined || tools.length === 0) return undefined
  const names = namesOf(toolChoice)
  const allowed = names === undefined ? {} : { allowedFunctionNames: names }
  return { functionCallingConfig: { mode: MODES[toolChoice.type], ...allowed } }
}

const namesOf = (choice: ToolChoice): string[] | undefined => {
  if (choice.type === 'tool') return [choice.name]
  return choice.type === 'allowed' ? choice.tools.map(({ name }) => name) : undefined
}

const MODES = { auto: 'AUTO', none: 'NONE', required: 'ANY', tool: 'ANY', allowed: 'ANY' } as const

const writeConfig = (request: ChatRequest): JsonObject | undefined => {
  const { sampling } = request
  const config = compact({
    ...configExtensions(request),
    maxOutputTokens: sampling.maxOutputTokens,
    temperature: sampling.temperature,
    topP: sampling.topP,
    topK: sampling.topK,
    stopSequences: sampling.stop,
    seed: sampling.seed,
    frequencyPenalty: sampling.frequencyPenalty,
    presencePenalty: sampling.presencePenalty,
    responseLogprobs: sampling.topLogprobs === undefined ? undefined : true,
    logprobs: sampling.topLogprobs || undefined,
    ...writeOutputFormat(request),
    thinkingConfig: writeThinking(request.reasoning),
  })
  return Object.keys(config).length > 0 ? config : undefined
}

const writeOutputFormat = ({ output, source }: ChatRequest): JsonObject => {
  if (output.type === 'text' || output.type === 'opaque') return {}
  if (output.type === 'json') return { responseMimeType: 'application/json' }
  const schema = writeSchema(output.schema, source === 'gemini')
  return compact({ responseMimeType: 'application/json', responseJsonSchema: schema })
}

const writeThinking = (reasoning: ChatRequest['reasoning']): JsonObject | undefined => {
  if (reasoning === undefined) return undefined
  const config = compact({
    includeThoughts: reasoning.isVisible,
    thinkingBudget: budgetOf(reasoning),
    thinkingLevel: reasoning.effort === 'none' ? undefined : reasoning.effort?.toUpperCase(),
  })
  return Object.keys(config).length > 0 ? config : undefined
}

const budgetOf = ({
  effort,
  budgetTokens,
  isAdaptive,
}: NonNullable<ChatRequest['reasoning']>): number | undefined => {
  if (effort === 'none') return 0
  return isAdaptive ? -1 : budgetTokens
}
