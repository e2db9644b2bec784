import { CAPABILITIES } from '../registry/dialects.ts'
import type { Adaptation, AdaptTarget } from './adapt.ts'
import { unsupported, type ExtensionRule, type Loss } from '../canonical/losses.ts'
import type { ChatRequest } from '../canonical/request.ts'
import { objectOf, type JsonObject } from '../json/object.ts'

const UNKNOWN = {
  action: 'dropped',
  reason: 'It has no counterpart at this model’s provider.',
} as const satisfies ExtensionRule

/** Reports the caller's extra fields that are dropped, and refuses those that must not be. */
export const adaptExtensions: Adaptation = (request, target, losses) => {
  const { extensions } = CAPABILITIES[request.source]
  const openAiFields = sharedFields(request, target, losses)
  for (const [param, value] of Object.entries(request.extensions)) {
    const rule = Object.hasOwn(extensions, param) ? extensions[param]! : UNKNOWN
    if (rule.action === 'handled' || Object.hasOwn(openAiFields, param)) continue
    if (rule.action === 'refused') refuseIfNeeded(param, value, rule)
    else losses.push({ param, action: rule.action, reason: rule.reason })
  }
  losses.push(...unreadLosses(request))
  return { ...request, openAiFields }
}

type Refusal = Extract<ExtensionRule, { action: 'refused' }>

const refuseIfNeeded = (param: string, value: unknown, { reason, isNeeded }: Refusal): void => {
  const needed = isNeeded?.(value) ?? true
  if (needed !== false) throw unsupported(needed === true ? param : `${param}.${needed}`, reason)
}

/** Fields inside the body that were not read, and so cannot be written. */
const unreadLosses = ({ unread = [] }: ChatRequest): Loss[] => unread.map((param) => ({ param, ...UNKNOWN }))

/** The fields that two dialects of a family share, as far as the target's server supports them. */
const sharedFields = (
  { source, extensions }: ChatRequest,
  { dialect, quirks }: AdaptTarget,
  losses: Loss[],
): Record<string, unknown> => {
  const { family, sharedFields: fieldsOf, unshared = () => [] } = CAPABILITIES[dialect]
  if (CAPABILITIES[source].family !== family) return {}
  const taken = fieldsOf(quirks)
  const shared = Object.entries(extensions).filter(([name]) => taken.has(name))
  return Object.fromEntries(
    shared.map(([name, value]) => {
      const left = unshared(name, value)
      losses.push(...left.map((inner) => ({ param: `${name}.${inner}`, ...UNKNOWN })))
      return [name, left.length === 0 ? value : without(objectOf(value), left)]
    }),
  )
}

const without = (value: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)))
