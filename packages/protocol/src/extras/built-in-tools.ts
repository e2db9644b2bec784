import type { Dialect } from '@gptget/contracts'
import type { BuiltInTool } from '../canonical/built-in-tool.ts'
import { CAPABILITIES } from '../registry/dialects.ts'

const NONE: ReadonlyMap<string, BuiltInTool> = new Map()

/**
 * The cost of a tool; undefined if callers may not use it. `more` are those that the operator allows in addition.
 * Names may end in a date: `web_search_20250305` is `web_search`.
 */
export const builtInTool = (
  dialect: Dialect,
  type: string,
  more: ReadonlyMap<string, BuiltInTool> = NONE,
): BuiltInTool | undefined => {
  const ours = CAPABILITIES[dialect].builtInTools
  const undated = type.replace(/_\d{4}_?\d{2}_?\d{2}$/, '')
  return more.get(type) ?? more.get(undated) ?? (Object.hasOwn(ours, undated) ? ours[undated] : undefined)
}
