import { arrayOf, optionalText, type JsonObject } from '../../json/object.ts'
import { invalidAt, parseAt } from '../parse-at.ts'
import { functionMessageSchema, type WireRequest } from './wire.ts'

/*
 * Functions are the predecessors of tools until November 2023: `functions`, `function_call`, messages with the role
 * "function" (`openai` 7.57). Old clients still send them. Such a request is read as one with tools, and answered in
 * the old format.
 */

/** The same request with tools. A request without functions is returned unchanged. */
export const fromFunctions = (wire: WireRequest): WireRequest => {
  const { functions, function_call: choice } = wire
  const messages = wire.messages.some(isOfFunctions) ? withToolMessages(wire.messages) : wire.messages
  if (!functions && !choice) return messages === wire.messages ? wire : { ...wire, messages }
  if (wire.tools && functions) throw invalidAt('functions', 'cannot stand beside `tools`.')
  return {
    ...wire,
    messages,
    tools: functions?.map((declared) => ({ type: 'function', function: declared })) ?? wire.tools,
    tool_choice:
      wire.tool_choice ??
      (typeof choice === 'object' && choice !== null ? { type: 'function', function: choice } : choice),
    parallel_tool_calls: functions ? false : wire.parallel_tool_calls,
  }
}

type WireMessage = WireRequest['messages'][number]

const isOfFunctions = ({ role, function_call }: WireMessage): boolean =>
  role === 'function' || (role === 'assistant' && function_call !== null && function_call !== undefined)

/** Calls had no ids. Each gets one from its position, and a result answers the first open call with its name. */
const withToolMessages = (messages: WireMessage[]): WireMessage[] => {
  const open: { id: string; name: string }[] = []
  return messages.map((message, index) => {
    if (!isOfFunctions(message)) return message
    if (message.role === 'assistant') return toolCallOf(message, index, open)
    const { name, content } = parseAt(functionMessageSchema, message, `messages[${index}]`)
    const place = open.findIndex((call) => call.name === name)
    const [call] = place === -1 ? [] : open.splice(place, 1)
    return { role: 'tool', tool_call_id: call?.id ?? name, content: content ?? '' }
  })
}

const toolCallOf = (
  { function_call: called, ...message }: WireMessage,
  index: number,
  open: { id: string; name: string }[],
): WireMessage => {
  const id = `call_${index}`
  open.push({ id, name: optionalText((called as JsonObject)['name']) ?? '' })
  return {
    ...message,
    tool_calls: [...arrayOf(message['tool_calls']), { id, type: 'function', function: called }],
  }
}
