import { CAPABILITIES } from '../registry/dialects.ts'
import type { Adaptation, AdaptTarget } from './adapt.ts'
import { unsupported, type ExtensionRule } from '../canonical/losses.ts'
import type { ChatRequest } from '../canonical/request.ts'

const UNKNOWN: ExtensionRule = {
  action: 'dropped',
  reason: 'It has no counterpart at this model’s provider.',
}

/** Names the caller's extra fields that stay behind, and refuses those that must not. */
export const adaptExtensions: Adaptation = (request, target, losses) => {
  const { extensions } = CAPABILITIES[request.source]
  const openAiFields = sharedFields(request, target)
  for (const [param, value] of Object.entries(request.extensions)) {
    const rule = Object.hasOwn(extensions, param) ? extensions[param]! : UNKNOWN
    if (rule.action === 'handled' || Object.hasOwn(openAiFields, param)) continue
    if (rule.action === 'refused' && (rule.isNeeded?.(value) ?? true)) throw unsupported(param, rule.reason)
    if (rule.action === 'dropped') losses.push({ param, action: 'dropped', reason: rule.reason })
  }
  return { ...request, openAiFields }
}

/** The fields that two dialects of one family have in common, as far as the target's server takes them. */
const sharedFields = ({ source, extensions }: ChatRequest, { dialect, quirks }: AdaptTarget) => {
  const { family, sharedFields: fieldsOf } = CAPABILITIES[dialect]
  if (CAPABILITIES[source].family !== family) return {}
  const taken = fieldsOf(quirks)
  return Object.fromEntries(Object.entries(extensions).filter(([name]) => taken.has(name)))
}
