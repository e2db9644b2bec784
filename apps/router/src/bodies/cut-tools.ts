import { parseExactly, unsupported } from '@gptget/protocol'

type Fields = Record<string, unknown>

/**
 * A body without some of its tools. `param` is the path of each: `tools[1].type`, `tools[0].googleSearch` or the name
 * of a field.
 * @throws PublicError if the request forces one of them
 */
export const cutTools = (sent: Buffer, tools: readonly { param: string; reason: string }[]): Buffer => {
  const body = parseExactly(sent.toString()) as Fields
  const listed = Array.isArray(body['tools']) ? [...(body['tools'] as (Fields | null)[])] : []
  const demanded = demandedType(body['tool_choice'])
  for (const { param, reason } of tools) {
    const place = /^tools\[(\d+)\]\.(.+)$/.exec(param)
    if (place === null) {
      delete body[param]
      continue
    }
    const [index, field] = [Number(place[1]), place[2]!]
    const tool = listed[index]!
    if (demanded !== null && tool['type'] === demanded) throw unsupported(param, reason)
    listed[index] = field === 'type' ? null : without(tool, field)
  }
  if (Array.isArray(body['tools'])) body['tools'] = listed.filter((tool) => tool !== null)
  return Buffer.from(JSON.stringify(body))
}

/** Gemini has several tools in one object. */
const without = (tool: Fields, field: string): Fields | null => {
  const { [field]: _, ...others } = tool
  return Object.keys(others).length > 0 ? others : null
}

/** The forced tool, by its type: `{ "type": "web_search" }`. */
const demandedType = (choice: unknown): string | null => {
  const type = typeof choice === 'object' && choice !== null ? (choice as Fields)['type'] : null
  return typeof type === 'string' ? type : null
}
