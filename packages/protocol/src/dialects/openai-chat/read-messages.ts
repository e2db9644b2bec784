import type { ChatRequest, TextPart, ToolResultPart, Turn } from '../../canonical/request.ts'
import { arrayOf, objectOf } from '../../json/object.ts'
import { isInStep } from '../places.ts'
import { resultPart } from '../result-part.ts'
import { invalidAt, parseAt } from '../parse-at.ts'
import { readAssistantParts } from './read-assistant.ts'
import { cacheOf, readContent, withMark } from './read-parts.ts'
import { assistantMessageSchema, speakerMessageSchema, toolMessageSchema } from './wire.ts'

type WireMessage = Record<string, unknown> & { role: string }

/** Reads the messages: leading instructions become the system text, and adjacent results one turn. */
export const readMessages = (messages: WireMessage[]): Pick<ChatRequest, 'system' | 'turns' | 'places'> => {
  const headLength = messages.findIndex((message) => !isInstruction(message.role) || !isPlain(message))
  const head = headLength === -1 ? messages : messages.slice(0, headLength)
  const turns: Turn[] = []
  const places: number[] = []
  messages.slice(head.length).forEach((message, index) => {
    const place = index + head.length
    addTurn(turns, readMessage(message, `messages[${place}]`))
    if (turns.length > places.length) places.push(place)
  })
  return {
    system: head.flatMap((message, index) => readInstruction(message, `messages[${index}]`)),
    turns,
    ...(isInStep(places) ? {} : { places }),
  }
}

/** Instructions of anything but text are a turn: some models accept them. */
const isPlain = ({ content }: WireMessage): boolean =>
  !Array.isArray(content) || content.every((part) => objectOf(part)['type'] === 'text')

const isInstruction = (role: string): boolean => role === 'system' || role === 'developer'

const addTurn = (turns: Turn[], turn: Turn): void => {
  const last = turns.at(-1)
  if (last !== undefined && isToolResults(turn) && isToolResults(last)) last.parts.push(...turn.parts)
  else turns.push(turn)
}

const isToolResults = ({ parts }: Turn): boolean =>
  parts.length > 0 && parts.every(({ type }) => type === 'tool-result')

const readMessage = (message: WireMessage, path: string): Turn => {
  switch (message.role) {
    case 'user':
      return readSpeaker('user', message, path)
    case 'system':
    case 'developer':
      return readSpeaker('system', message, path)
    case 'assistant': {
      const wire = parseAt(assistantMessageSchema, message, path)
      return {
        role: 'assistant',
        parts: withMark(readAssistantParts(wire, path), wire),
        ...nameOf(wire.name),
      }
    }
    case 'tool':
      return { role: 'user', parts: [readToolResult(message, path)] }
    default:
      throw invalidAt(`${path}.role`, 'must be "system", "developer", "user", "assistant" or "tool".')
  }
}

const nameOf = (name: string | null | undefined) => (name ? { name } : {})

const readSpeaker = (role: 'user' | 'system', message: WireMessage, path: string): Turn => {
  const { content, name, ...wire } = parseAt(speakerMessageSchema, message, path)
  return { role, parts: withMark(readContent(content, `${path}.content`), wire), ...nameOf(name) }
}

const readInstruction = (message: WireMessage, path: string): TextPart[] => {
  const { content, ...wire } = parseAt(speakerMessageSchema, message, path)
  const parts = readContent(content, `${path}.content`)
  return withMark(
    parts.filter((part) => part.type === 'text'),
    wire,
  )
}

const readToolResult = (message: WireMessage, path: string): ToolResultPart => {
  const { content, tool_call_id, ...wire } = parseAt(toolMessageSchema, message, path)
  const parts = readContent(content, `${path}.content`)
  return {
    type: 'tool-result',
    callId: tool_call_id,
    content: parts.map((part, index) => resultPart('openai-chat', part, arrayOf(content)[index])),
    ...cacheOf(wire),
  }
}
