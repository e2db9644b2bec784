import type { ChatEvent, ChatMessage, ChatRequest, Usage } from '../../api/chat.ts'

export type Answer = {
  status: 'waiting' | 'streaming' | 'done' | 'stopped' | 'failed'
  text: string
  reasoning: string
  generationId: string | null
  usage: Usage | null
  startedAtMs: number
  firstTokenMs: number | null
  durationMs: number | null
  error: Error | null
}

export type Picture = { name: string; url: string }
export type Question = { text: string; pictures: Picture[] }
export type Turn = { id: number; question: Question; answer: Answer }

/** One model's side of the conversation. */
export type Pane = { model: string; turns: Turn[] }

export type ChatSettings = { system: string; temperature: number | null; maxTokens: number | null }

export const newAnswer = (startedAtMs: number): Answer => ({
  status: 'waiting',
  text: '',
  reasoning: '',
  generationId: null,
  usage: null,
  startedAtMs,
  firstTokenMs: null,
  durationMs: null,
  error: null,
})

/** An answer after one more piece of its stream. */
export const addEvent = (answer: Answer, event: ChatEvent, nowMs: number): Answer => {
  switch (event.type) {
    case 'begun':
      return { ...answer, generationId: event.id }
    case 'usage':
      return { ...answer, usage: event.usage }
    case 'text':
    case 'reasoning':
      return {
        ...answer,
        status: 'streaming',
        firstTokenMs: answer.firstTokenMs ?? nowMs - answer.startedAtMs,
        text: answer.text + (event.type === 'text' ? event.text : ''),
        reasoning: answer.reasoning + (event.type === 'reasoning' ? event.text : ''),
      }
  }
}

/** What is asked of a model when a question follows what was said before. */
export const requestOf = (
  { model, turns }: Pane,
  question: Question,
  settings: ChatSettings,
): ChatRequest => ({
  model,
  messages: [
    ...(settings.system.trim() === '' ? [] : [{ role: 'system' as const, content: settings.system }]),
    ...turns
      .filter(({ answer }) => answer.text !== '')
      .flatMap((turn) => [
        messageOf(turn.question),
        { role: 'assistant' as const, content: turn.answer.text },
      ]),
    messageOf(question),
  ],
  ...(settings.temperature === null ? {} : { temperature: settings.temperature }),
  ...(settings.maxTokens === null ? {} : { max_tokens: settings.maxTokens }),
})

const messageOf = ({ text, pictures }: Question): ChatMessage => ({
  role: 'user',
  content:
    pictures.length === 0
      ? text
      : [
          { type: 'text', text },
          ...pictures.map(({ url }) => ({ type: 'image_url' as const, image_url: { url } })),
        ],
})
