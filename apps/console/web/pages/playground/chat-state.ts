import type { ChatEvent, ReasoningDetail, ToolCall, ToolPiece, Usage } from '../../api/chat.ts'
import type { Attachment } from './attachments.ts'

export type Answer = {
  status: 'waiting' | 'streaming' | 'done' | 'stopped' | 'failed'
  text: string
  reasoning: string
  reasoningDetails: ReasoningDetail[]
  toolCalls: ToolCall[]
  /** The fields of the request that the provider's format cannot express. */
  losses: string | null
  generationId: string | null
  usage: Usage | null
  startedAtMs: number
  firstTokenMs: number | null
  durationMs: number | null
  error: Error | null
}

export type ToolResult = { callId: string; content: string }

/** The input of a turn: a question, or the results of called tools. */
export type Told =
  | { type: 'question'; text: string; attachments: Attachment[] }
  | { type: 'results'; results: ToolResult[] }

export type Turn = { id: number; told: Told; answer: Answer }

/** One model's side of the conversation. */
export type Pane = { model: string; turns: Turn[] }

export const newAnswer = (startedAtMs: number): Answer => ({
  status: 'waiting',
  text: '',
  reasoning: '',
  reasoningDetails: [],
  toolCalls: [],
  losses: null,
  generationId: null,
  usage: null,
  startedAtMs,
  firstTokenMs: null,
  durationMs: null,
  error: null,
})

/** The answer after one more chunk of its stream. */
export const addEvent = (answer: Answer, event: ChatEvent, nowMs: number): Answer => {
  switch (event.type) {
    case 'losses':
      return { ...answer, losses: event.losses }
    case 'begun':
      return { ...answer, generationId: event.id }
    case 'usage':
      return { ...answer, usage: event.usage }
    case 'reasoning-details':
      return { ...answer, reasoningDetails: event.details.reduce(addDetail, answer.reasoningDetails) }
    case 'text':
      return { ...flowing(answer, nowMs), text: answer.text + event.text }
    case 'reasoning':
      return { ...flowing(answer, nowMs), reasoning: answer.reasoning + event.text }
    case 'tool-pieces':
      return { ...flowing(answer, nowMs), toolCalls: event.pieces.reduce(addPiece, answer.toolCalls) }
  }
}

const flowing = (answer: Answer, nowMs: number): Answer => ({
  ...answer,
  status: 'streaming',
  firstTokenMs: answer.firstTokenMs ?? nowMs - answer.startedAtMs,
})

const addPiece = (calls: ToolCall[], piece: ToolPiece): ToolCall[] => {
  const before = calls[piece.index]
  const call: ToolCall = {
    ...before,
    id: before?.id ?? piece.id ?? '',
    type: 'function',
    function: {
      name: before?.function.name ?? piece.function?.name ?? '',
      arguments: (before?.function.arguments ?? '') + (piece.function?.arguments ?? ''),
    },
    ...(piece.extra_content === undefined ? {} : { extra_content: piece.extra_content }),
  }
  return calls.toSpliced(piece.index, 1, call)
}

/** Joins the pieces of one text, because it is sent back as a whole. */
const addDetail = (details: ReasoningDetail[], piece: ReasoningDetail): ReasoningDetail[] => {
  const last = details.at(-1)
  if (last?.type !== piece.type || last.index !== piece.index) return [...details, piece]
  const joined = (['text', 'summary', 'data'] as const).flatMap((name) =>
    last[name] === undefined && piece[name] === undefined
      ? []
      : [[name, (last[name] ?? '') + (piece[name] ?? '')]],
  )
  return [...details.slice(0, -1), { ...last, ...piece, ...Object.fromEntries(joined) }]
}

/** Whether the answer waits for the results of tools. */
export const isCalling = ({ status, toolCalls }: Answer): boolean => status === 'done' && toolCalls.length > 0

export const isRunning = ({ status }: Answer): boolean => status === 'waiting' || status === 'streaming'
