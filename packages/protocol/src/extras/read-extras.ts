import type { AskedTool, Dialect, Extras } from '@gptget/contracts'
import { arrayOf, isObject, optionalText, type JsonObject } from '../json/object.ts'
import { CAPABILITIES } from '../registry/dialects.ts'

/** Fields besides `tools` that make a provider search or run something itself or through other services. */
const TOOL_FIELDS = [
  'mcp_servers',
  'web_search_options',
  'plugins',
  'search_parameters',
  'enable_search',
] as const

/**
 * The parts of a request that tokens do not pay for: the service tier and the like, and tools that its provider runs.
 * null without any, as in most requests.
 */
export const readExtras = (dialect: Dialect, body: JsonObject): Extras | null => {
  if (!mayAsk(body)) return null
  const serviceTier = termOf(body, 'service_tier') ?? termOf(body, 'serviceTier')
  const speed = termOf(body, 'speed')
  const geography = termOf(body, 'inference_geo')
  const tools = toolsIn(dialect, body)
  if ((serviceTier ?? speed ?? geography) === undefined && tools.length === 0) return null
  return {
    ...(serviceTier ? { serviceTier } : {}),
    ...(speed ? { speed } : {}),
    ...(geography ? { geography } : {}),
    ...(tools.length > 0 ? { tools } : {}),
    ...(tools.length > 0 && hasCallersTools(dialect, body) ? { hasCallersTools: true } : {}),
  }
}

const ASKING: ReadonlySet<string> = new Set([
  'tools',
  'service_tier',
  'serviceTier',
  'speed',
  'inference_geo',
  ...TOOL_FIELDS,
])

const mayAsk = (body: JsonObject): boolean => {
  for (const name in body) if (ASKING.has(name)) return true
  return false
}

const termOf = (body: JsonObject, param: string): Extras['speed'] => {
  const value = termName(body[param])
  return value === undefined ? undefined : { value, param }
}

/** The providers' names for the usual service. */
const USUAL = new Set([
  'auto',
  'default',
  'standard',
  'standard_only',
  'on_demand',
  'unspecified',
  'global',
  'not_available',
])

/**
 * A tier, speed or location by its name in prices; undefined for the usual one. Google has names of enums.
 */
export const termName = (value: unknown): string | undefined => {
  const name = optionalText(value)
    ?.toLowerCase()
    .replace(/^service_tier_|^on_demand_/, '')
  return name === undefined || USUAL.has(name) ? undefined : name
}

const toolsIn = (dialect: Dialect, body: JsonObject): AskedTool[] => {
  const all: AskedTool[] = []
  for (const field of TOOL_FIELDS) if (isAsked(body[field])) all.push({ type: field, param: field })
  if (!Array.isArray(body['tools'])) return all
  const { toolsAskedBy } = CAPABILITIES[dialect]
  for (const [index, tool] of body['tools'].entries()) {
    if (!isObject(tool)) continue
    const maxCalls = countOf(tool['max_uses'] ?? body['max_tool_calls'])
    for (const { type, field } of toolsAskedBy(tool))
      all.push({
        type,
        param: `tools[${index}].${field}`,
        ...(maxCalls === undefined ? {} : { maxCalls }),
      })
  }
  return all
}

/** Whether the caller runs some tool: functions and the like. */
const hasCallersTools = (dialect: Dialect, body: JsonObject): boolean =>
  arrayOf(body['tools']).some(
    (tool) => isObject(tool) && CAPABILITIES[dialect].toolsAskedBy(tool).length === 0,
  )

const isAsked = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== false && !(Array.isArray(value) && value.length === 0)

const countOf = (value: unknown): number | undefined =>
  Number.isInteger(value) && (value as number) >= 0 ? (value as number) : undefined
