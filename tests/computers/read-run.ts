import type OpenAI from 'openai'
import type { World } from '../platform/use-platform.ts'

type Action = {
  call_id: string
  action: string
  input: Record<string, unknown>
  ok?: boolean | null
  error?: string
}
export type RunEvent = { type: string; seq: number; [field: string]: unknown }

/** A run as the caller's client read it, streamed or plain. */
export type ReadRun = {
  runId: string
  threadId: string
  text: string
  finishReason: string
  finished: { reason: string; error: string | null }
  actions: Action[]
  /** Only for a stream. */
  events: RunEvent[]
  cost: number
  pending: { id: string; message: string } | null
}

type Computer = {
  run_id: string
  thread_id: string
  finish_reason: string
  error: string | null
  steps: { actions: Action[] }[]
  pending_confirmation: { id: string; message: string } | null
}
type Body = { stream?: boolean } & Record<string, unknown>
type Chunk = OpenAI.ChatCompletionChunk & { computer?: RunEvent }
type Completion = OpenAI.ChatCompletion & { computer: Computer }

/** Sends a request with the official SDK, which does not know computers. */
export const readRun = async ({ openai }: Pick<World, 'openai'>, body: Body): Promise<ReadRun> =>
  body.stream === true ? readStream(openai, body) : readWhole(openai, body)

const readWhole = async (openai: OpenAI, body: Body): Promise<ReadRun> => {
  const asked = body as unknown as OpenAI.ChatCompletionCreateParamsNonStreaming
  const { computer, choices, usage } = (await openai.chat.completions.create(asked)) as Completion
  return {
    runId: computer.run_id,
    threadId: computer.thread_id,
    text: choices[0]!.message.content ?? '',
    finishReason: choices[0]!.finish_reason,
    finished: { reason: computer.finish_reason, error: computer.error },
    actions: computer.steps.flatMap(({ actions }) => actions),
    events: [],
    cost: costOf(usage),
    pending: computer.pending_confirmation,
  }
}

const costOf = (usage: unknown): number => (usage as { cost: number }).cost

const readStream = async (openai: OpenAI, body: Body): Promise<ReadRun> => {
  const asked = body as unknown as OpenAI.ChatCompletionCreateParamsStreaming
  const events: RunEvent[] = []
  let [text, finishReason, cost] = ['', '', 0]
  for await (const chunk of (await openai.chat.completions.create(asked)) as AsyncIterable<Chunk>) {
    const [choice] = chunk.choices
    if (choice === undefined) throw new Error('a chunk without a choice')
    if (choice.delta.tool_calls) throw new Error('a client would run this')
    text += choice.delta.content ?? ''
    finishReason = choice.finish_reason ?? finishReason
    if (chunk.usage) cost = costOf(chunk.usage)
    if (chunk.computer) events.push(chunk.computer)
  }
  return { ...foldEvents(events), text, finishReason, events, cost }
}

const foldEvents = (
  events: RunEvent[],
): Pick<ReadRun, 'runId' | 'threadId' | 'finished' | 'actions' | 'pending'> => {
  const all = <Type extends object>(type: string): Type[] =>
    events.filter((event) => event.type === type) as unknown as Type[]
  const [started] = all<{ run_id: string; thread_id: string }>('run.started')
  const [finished] = all<ReadRun['finished']>('run.finished')
  const results = all<Action>('action.result')
  return {
    runId: started!.run_id,
    threadId: started!.thread_id,
    finished: finished!,
    actions: all<Action>('action').map((action, index) => ({ ...action, ...results[index] })),
    pending: all<{ id: string; message: string }>('confirmation_required')[0] ?? null,
  }
}
