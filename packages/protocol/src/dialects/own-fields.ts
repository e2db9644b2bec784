import type { JsonObject } from '../json/object.ts'

/**
 * Our own request fields: no provider would understand them. The reserved ones (computers and steps) come this far only
 * as nulls, which say nothing: with a value the edge refuses them.
 */
export const OWN_FIELDS: Readonly<Record<string, null>> = {
  provider: null,
  models: null,
  allow_truncation: null,
  image_response_format: null,
  route: null,
  transforms: null,
  computer_id: null,
  computerId: null,
  max_steps: null,
  maxSteps: null,
}

/** A caller's extra fields for a provider of their own dialect: those that are ours stay behind. */
export const withoutOwnFields = (extensions: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(extensions).filter(([name]) => !Object.hasOwn(OWN_FIELDS, name)))
