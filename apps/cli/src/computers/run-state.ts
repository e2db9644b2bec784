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

/** A chunk of a chat completion whose model drives a computer; what is done there stands in `computer`. */
export type RunChunk = {
  choices?: { delta?: { content?: string | null } }[]
  computer?: ComputerEvent
  usage?: { cost?: number } | null
}

/** What a model's vendor wants a person to agree to. */
export type Question = { id: string; message: string }

export type RunState = {
  runId?: string | undefined
  threadId?: string | undefined
  steps: number
  costUsd?: number | undefined
  reason?: string | undefined
  question?: Question | undefined
  /** Whether text was shown whose line has not ended. */
  isInLine: boolean
}

export const startRun = (): RunState => ({ steps: 0, isInLine: false })

type Shown = {
  text(piece: string): void
  /** The line is to be cut to what the terminal shows. */
  action(line: string): void
}

/** Takes one chunk into the state, and shows what is in it. */
export const readRun = (state: RunState, chunk: RunChunk, shown: Shown): void => {
  state.costUsd = chunk.usage?.cost ?? state.costUsd
  if (chunk.computer !== undefined) readEvent(state, chunk.computer, shown)
  const said = chunk.choices?.[0]?.delta?.content
  // Between the words of two steps are empty lines, which the lines of actions make already.
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
      state.question = { id: event.id ?? '', message: event.message ?? 'It wants your consent.' }
      return
    case 'run.paused':
      return shown.action(
        event.by === 'person'
          ? 'paused, because somebody uses the computer: `gptget resume <computer>` continues it'
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
      // What a newer server tells beside is not for people.
      return
  }
}

const showAction = ({ action = '', input = {} }: ComputerEvent): string => {
  const fields = Object.entries(input).map(([name, value]) => `${name}=${JSON.stringify(value)}`)
  return `${action} ${fields.join(' ')}`.trim()
}

/** Why a run did not end well; undefined where it did. */
export const explainRun = ({ reason, question, threadId }: RunState): CliError | undefined => {
  const goOn = threadId === undefined ? {} : { advice: `\`--thread ${threadId}\` goes on from here.` }
  if (question !== undefined)
    return new CliError(`The model asks: ${question.message}`, {
      advice: `\`--thread ${threadId} --approve ${question.id}\` allows it and goes on, \`--deny\` forbids it.`,
    })
  if (reason === undefined || reason === 'stop') return undefined
  return new CliError(REASONS[reason] ?? `The run ended: ${reason}.`, goOn)
}

const REASONS: Record<string, string> = {
  max_seconds: 'It had no more time.',
  repeating: 'It repeated the same action on the same screen and was stopped.',
  refusal: 'The model refused.',
  length: 'An answer of the model was cut off because of its length.',
  max_steps: 'It reached its step limit: raise --max-steps.',
  budget: 'It reached its cost limit: raise --max-cost.',
  cancelled: 'The run was cancelled.',
  error: 'The run ended with an error.',
}
