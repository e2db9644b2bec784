import { isDeeperThan, MAX_JSON_DEPTH } from '../json/depth.ts'
import { parseExactly } from '../json/exact.ts'
import { isObject, type JsonObject } from '../json/object.ts'

/**
 * The arguments of a tool call as an object that prints numbers as the model wrote them. Anything that is not a JSON
 * object, or too deep to print, is kept as text.
 */
export const argumentsOf = (json: string): JsonObject => {
  if (json.trim() === '') return {}
  const parsed = objectIn(json)
  return parsed !== undefined && !isDeeperThan(MAX_JSON_DEPTH, parsed) ? parsed : { arguments: json }
}

/** A JSON object parsed exactly; undefined for any other text. */
export const objectIn = (json: string): JsonObject | undefined => {
  try {
    const parsed = parseExactly(json)
    return isObject(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}
