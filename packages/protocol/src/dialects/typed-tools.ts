import { optionalText, type JsonObject } from '../json/object.ts'

const NOT_BUILT_IN = new Set(['function', 'custom', 'namespace'])

/** The kind of an entry of `tools`, in dialects whose tools have a type. */
export const typedTool = (tool: JsonObject): { type: string; field: string }[] => {
  const type = optionalText(tool['type'])
  return type === undefined || NOT_BUILT_IN.has(type) ? [] : [{ type, field: 'type' }]
}
