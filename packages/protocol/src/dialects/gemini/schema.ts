import { isObject, type JsonObject } from '../../json/object.ts'

/** Whether an object schema describes an object without fields. Gemini requires such parameters to be omitted. */
export const isEmptySchema = (schema: JsonObject): boolean => {
  const { properties } = schema
  const isPlain = Object.keys(schema).every((key) => EMPTY_KEYS.has(key))
  return isPlain && (!isObject(properties) || Object.keys(properties).length === 0)
}

const EMPTY_KEYS = new Set(['type', 'properties', 'required', 'additionalProperties', '$schema', 'title'])
