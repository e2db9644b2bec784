import { isDeeperThan, MAX_JSON_DEPTH } from '../json/depth.ts'
import { isObject, parseJson, type JsonObject } from './json.ts'

/** The arguments of a tool call as an object. What is no JSON object, or too deep to print, is kept as text, never dropped. */
export const argumentsOf = (json: string): JsonObject => {
  if (json.trim() === '') return {}
  const parsed = parseJson(json)
  return isObject(parsed) && !isDeeperThan(MAX_JSON_DEPTH, parsed) ? parsed : { arguments: json }
}
