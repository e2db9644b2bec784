import type { CallerDialect } from '@gptget/contracts'
import { CAPABILITIES } from '../registry/dialects.ts'
import {
  adaptOutputSchema,
  adaptToolSchema,
  isObjectSchema,
  sizeOf,
  wrapSchema,
  type AdaptedSchema,
  type SchemaNote,
} from '../json-schema/adapt-schema.ts'
import { holdSchema } from '../json-schema/hold-schema.ts'
import type { SchemaLimits } from '../json-schema/rules.ts'
import type { Schema } from '../json-schema/schema.ts'
import type { Adaptation, AdaptTarget } from './adapt.ts'
import { unsupported, type Loss } from '../canonical/losses.ts'
import type { OutputFormat, Tool } from '../canonical/request.ts'

type Context = {
  source: CallerDialect
  target: AdaptTarget
  limits: SchemaLimits
  losses: Loss[]
  /** How many more schemas may be processed. */
  left: { schemas: number }
}

/** More than any provider accepts, and few enough to process several times. */
const MAX_SCHEMAS = 20_000

/** Converts the schemas of tools and of the answer to what the target supports, and reports the rest. */
export const adaptSchemas: Adaptation = (request, target, losses) => {
  const { tools, output, source } = request
  const context: Context = {
    source,
    target,
    limits: CAPABILITIES[target.dialect].schemas,
    losses,
    left: { schemas: MAX_SCHEMAS },
  }
  return {
    ...request,
    tools: tools.map((tool, index) => (tool.type === 'function' ? adaptTool(tool, index, context) : tool)),
    output: output.type === 'json-schema' ? adaptFormat(output, context) : output,
  }
}

type FunctionTool = Extract<Tool, { type: 'function' }>

const adaptTool = (tool: FunctionTool, index: number, context: Context): FunctionTool => {
  const { source, limits, losses } = context
  const { toolSchemaField, toolStrictField } = CAPABILITIES[source]
  const { path = `tools[${index}]`, schemaPath } = tool
  const param = schemaPath ?? `${path}.${toolSchemaField}`
  const { isStrict, ...loose } = tool
  countSchemas(tool.parameters, param, context)
  if (isStrict !== true || hasSameRules(context))
    return { ...tool, ...adaptArguments(tool.parameters, param, context) }
  const held = holdArguments(tool.parameters, limits, param)
  if (typeof held === 'object') return { ...tool, parameters: noting(held, param, losses) }
  losses.push({
    param: `${path}.${toolStrictField}`,
    action: 'dropped',
    reason: held,
  })
  return { ...loose, ...adaptArguments(tool.parameters, param, context) }
}

/** A caller of OpenAI's knows what OpenAI enforces. */
const hasSameRules = ({ source, target }: Context): boolean =>
  source.startsWith('openai-') && target.dialect.startsWith('openai-')

const adaptArguments = (
  parameters: Schema | undefined,
  param: string,
  { limits, losses }: Context,
): { parameters?: Schema } => {
  if (parameters === undefined) return {}
  const adapted = adaptToolSchema(parameters, limits.tool)
  if (adapted === undefined) throw noObject(param)
  return { parameters: noting(adapted, param, losses) }
}

const NO_ARGUMENTS: Schema = { type: 'object', properties: {} }

/** The enforced schema of the arguments, or why it cannot be enforced. */
const holdArguments = (
  parameters: Schema = NO_ARGUMENTS,
  { strictTool }: SchemaLimits,
  param: string,
): AdaptedSchema | string => {
  if (strictTool === undefined) return 'This model does not enforce the schemas of its tools.'
  const adapted = adaptToolSchema(parameters, strictTool)
  if (adapted === undefined) throw noObject(param)
  return holdSchema(adapted, strictTool)
}

const noObject = (param: string) => unsupported(param, 'the arguments of a tool must be an object.')

const countSchemas = (schema: Schema = {}, param: string, { left }: Context): void => {
  left.schemas -= sizeOf(schema, left.schemas)
  if (left.schemas < 0)
    throw unsupported(
      param,
      `more than ${MAX_SCHEMAS} schemas in one request are not written for this model.`,
    )
}

type SchemaFormat = Extract<OutputFormat, { type: 'json-schema' }>

const adaptFormat = (format: SchemaFormat, context: Context): SchemaFormat => {
  const { source, limits, losses } = context
  const param = CAPABILITIES[source].fields.output ?? 'output format'
  countSchemas(format.schema, param, context)
  const isWrapped = limits.isOutputAnObject === true && !isObjectSchema(format.schema)
  const described = { ...format, schema: describedSchema(format, context) }
  const wrapped = isWrapped ? { ...described, schema: wrapSchema(described.schema), isWrapped } : described
  if (context.target.quirks.hasJsonSchema === false) return wrapped
  const held = holdFormat(wrapped, context)
  if (typeof held === 'object') return { ...wrapped, ...held.strict, schema: noting(held, param, losses) }
  if (limits.output === undefined) return { ...wrapped, isHeld: false }
  const { isStrict: _strict, ...loose } = wrapped
  losses.push({ param, action: 'rewritten', reason: held })
  return { ...loose, schema: noting(adaptOutputSchema(wrapped.schema, limits.output), param, losses) }
}

/** OpenAI has the description of an answer beside its schema, the others in it. */
const describedSchema = ({ schema, description }: SchemaFormat, { target }: Context): Schema =>
  description === undefined || CAPABILITIES[target.dialect].hasOutputDescription
    ? schema
    : { description, ...schema }

type HeldFormat = AdaptedSchema & { strict?: { isStrict: true } }

/** Claude and Gemini always enforce the schema of an answer, as their callers expect; OpenAI must be asked to. */
const holdFormat = ({ schema, isStrict }: SchemaFormat, context: Context): HeldFormat | string => {
  const { limits, target } = context
  const isOpen =
    limits.output !== undefined && (hasSameRules(context) || target.quirks.hasStrictTools === false)
  if (limits.output !== undefined && (isOpen || isStrict === false))
    return adaptOutputSchema(schema, limits.output)
  const held = holdSchema(adaptOutputSchema(schema, limits.strictOutput), limits.strictOutput)
  if (typeof held === 'string' || limits.output === undefined) return held
  return { ...held, strict: { isStrict: true } }
}

/** The schema, after what it does not support was reported. */
const noting = ({ schema, notes }: AdaptedSchema, param: string, losses: Loss[]): Schema => {
  if (notes.length > 0) losses.push({ param, action: 'rewritten', reason: reasonOf(notes) })
  return schema
}

const MOST_NAMED = 8

const reasonOf = (notes: SchemaNote[]): string => {
  const named = notes
    .slice(0, MOST_NAMED)
    .map(({ keyword, path }) => (path === '' ? keyword : `${keyword} (${path})`))
  const more = notes.length > MOST_NAMED ? ` and ${notes.length - MOST_NAMED} more` : ''
  return `This model’s schemas do not support ${named.join(', ')}${more}; the description contains them.`
}
