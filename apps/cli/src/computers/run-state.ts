import { CliError } from '../cli-error.ts'

type ComputerEvent = {
  type: string
  id?: string
  run_id?: string
  thread_id?: string
  step?: number
  action?: string
  input?: Record<string, unknown>
  ok?: boolean
  error?: string | null
  message?: string
  reason?: string
  steps?: number
  cost?: number
  by?: string
}

/** A chunk of a chat completion whose model uses a computer. `computer` holds the events of that computer. */
export type RunChunk = {
  choices?: { delta?: { content?: string | null } }[]
  computer?: ComputerEvent
  usage?: { cost?: number } | null
}

/** An action that the model's provider wants a person to confirm. */
export type Question = { id: string; message: string }

export type RunState = {
  runId?: string | undefined
  threadId?: string | undefined
  steps: number
  costUsd?: number | undefined
  reason?: string | undefined
  question?: Question | undefined
  /** Whether the last text did not end with a line break. */
  isInLine: boolean
}

export const startRun = (): RunState => ({ steps: 0, isInLine: false })

type Shown = {
  text(piece: string): void
  /** Shows an action on one line, cut to the width of the terminal. */
  action(line: string): void
}

/** Updates the state from one chunk, and shows its text and actions. */
export const readRun = (state: RunState, chunk: RunChunk, shown: Shown): void => {
  state.costUsd = chunk.usage?.cost ?? state.costUsd
  if (chunk.computer !== undefined) readEvent(state, chunk.computer, shown)
  const said = chunk.choices?.[0]?.delta?.content
  // Each action has its own line, so the empty lines between the texts of two steps are dropped.
  const piece = state.isInLine ? said : said?.replace(/^\n+/, '')
  if (!piece) return
  state.isInLine = !piece.endsWith('\n')
  shown.text(piece)
}

const readEvent = (state: RunState, event: ComputerEvent, shown: Shown): void => {
  state.runId = event.run_id ?? state.runId
  state.threadId = event.thread_id ?? state.threadId
  state.steps = Math.max(state.steps, event.step ?? 0)
  switch (event.type) {
    case 'action':
      return shown.action(showAction(event))
    case 'action.result':
      return event.ok === false ? shown.action(`failed: ${event.error ?? 'no reason was given'}`) : undefined
    case 'confirmation_required':
      state.question = { id: event.id ?? '', message: event.message ?? 'The model needs your consent.' }
      return
    case 'run.paused':
      return shown.action(
        event.by === 'person'
          ? 'paused because a person is using the computer: `gptget resume <computer>` continues it'
          : 'paused: `gptget resume <computer>` continues it',
      )
    case 'run.resumed':
      return shown.action('resumed')
    case 'run.finished':
      state.reason = event.reason
      state.steps = event.steps ?? state.steps
      state.costUsd = event.cost ?? state.costUsd
      return
    default:
      // A newer server may send other events.
      return
  }
}

const showAction = ({ action = '', input = {} }: ComputerEvent): string => {
  const fields = Object.entries(input).map(([name, value]) => `${name}=${JSON.stringify(value)}`)
  return `${action} ${fields.join(' ')}`.trim()
}

/** The error of a run that failed or needs a confirmation; undefined if it completed. */
export const explainRun = ({ reason, question, threadId }: RunState): CliError | undefined => {
  const advice = threadId === undefined ? {} : { advice: `\`--thread ${threadId}\` continues from here.` }
  if (question !== undefined)
    return new CliError(`The model asks: ${question.message}`, {
      advice: `\`--thread ${threadId} --approve ${question.id}\` allows it and continues, \`--deny\` rejects it.`,
    })
  if (reason === undefined || reason === 'stop') return undefined
  return new CliError(REASONS[reason] ?? `The run ended: ${reason}.`, advice)
}

const REASONS: Record<string, string> = {
  max_seconds: 'The run reached its time limit.',
  repeating: 'The run was stopped: the model repeated the same action on the same screen.',
  refusal: 'The model refused.',
  length: 'An answer of the model reached its token limit.',
  max_steps: 'The run reached its step limit. Raise --max-steps.',
  budget: 'The run reached its cost limit. Raise --max-cost.',
  cancelled: 'The run was cancelled.',
  error: 'The run ended with an error.',
}
