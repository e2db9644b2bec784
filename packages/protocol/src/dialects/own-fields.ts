import type { JsonObject } from '../json/object.ts'

/**
 * Our own request fields, which no provider supports. The reserved ones (computers and steps) can only be null here,
 * because the edge refuses other values.
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

/** A caller's extra fields for a provider of the same dialect, without our own fields. */
export const withoutOwnFields = (extensions: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(extensions).filter(([name]) => !Object.hasOwn(OWN_FIELDS, name)))
