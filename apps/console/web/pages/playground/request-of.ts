import type { ChatMessage, ChatRequest } from '../../api/chat.ts'
import { partOf } from './attachments.ts'
import { parametersOf, type ChatSettings } from './chat-settings.ts'
import type { Answer, Pane, Told, Turn } from './chat-state.ts'

/** The request for a new input after the previous turns. */
export const requestOf = ({ model, turns }: Pane, told: Told, settings: ChatSettings): ChatRequest => ({
  model,
  messages: [
    ...(settings.system.trim() === '' ? [] : [{ role: 'system' as const, content: settings.system }]),
    ...turns.flatMap((turn, index) => saidIn(turn, turns[index + 1]?.told ?? told)),
    ...messagesOf(told),
  ],
  ...parametersOf(settings),
})

/** A turn as messages of a request; none if it has no answer. */
const saidIn = ({ told, answer }: Turn, next: Told): ChatMessage[] => {
  const isAnswered = next.type === 'results'
  if (answer.text === '' && !isAnswered) return told.type === 'results' ? messagesOf(told) : []
  return [...messagesOf(told), answerOf(answer, isAnswered)]
}

/** Calls without a result are left out, because providers refuse them. */
const answerOf = ({ text, toolCalls, reasoningDetails }: Answer, isAnswered: boolean): ChatMessage => ({
  role: 'assistant',
  content: text === '' ? null : text,
  ...(isAnswered ? { tool_calls: toolCalls } : {}),
  ...(isAnswered && reasoningDetails.length > 0 ? { reasoning_details: reasoningDetails } : {}),
})

const messagesOf = (told: Told): ChatMessage[] => {
  if (told.type === 'results')
    return told.results.map(({ callId, content }) => ({ role: 'tool', tool_call_id: callId, content }))
  const { text, attachments } = told
  const parts = attachments.map(partOf)
  return [{ role: 'user', content: parts.length === 0 ? text : [...parts, { type: 'text', text }] }]
}
