import type { NumberedEvent } from '../active/run-event.ts'

type DoneAction = {
  call_id: string
  action: string
  input: object
  ok: boolean | null
  ms: number | null
  error?: string
  output?: string
}

type DoneStep = {
  step: number
  text: string
  reasoning: string
  actions: DoneAction[]
  screenshot: { url: string; width: number; height: number } | null
  generation_ids: string[]
  cost: number
}

/** A run, step by step. Step 0 is the first screenshot, and what a person had approved before. */
export const stepsOf = (events: readonly NumberedEvent[]): DoneStep[] => {
  const steps = new Map<number, DoneStep>()
  for (const event of events) if ('step' in event) take(stepAt(steps, event.step), event)
  return [...steps.values()].toSorted((a, b) => a.step - b.step)
}

const stepAt = (steps: Map<number, DoneStep>, step: number): DoneStep => {
  const known = steps.get(step)
  if (known !== undefined) return known
  const made = { step, text: '', reasoning: '', actions: [], screenshot: null, generation_ids: [], cost: 0 }
  steps.set(step, made)
  return made
}

const take = (step: DoneStep, event: Extract<NumberedEvent, { step: number }>): void => {
  switch (event.type) {
    case 'text':
    case 'reasoning':
      step[event.type] += event.text
      return
    case 'action':
      step.actions.push({
        call_id: event.call_id,
        action: event.action,
        input: event.input,
        ok: null,
        ms: null,
      })
      return
    case 'action.result': {
      const { ok, ms, error, output } = event
      Object.assign(
        step.actions.findLast(({ call_id: id, ok: known }) => id === event.call_id && known === null) ?? {},
        { ok, ms, ...(error === undefined ? {} : { error }), ...(output === undefined ? {} : { output }) },
      )
      return
    }
    case 'screenshot':
      step.screenshot = { url: event.url, width: event.width, height: event.height }
      return
    case 'step.retried':
      step.text = ''
      step.reasoning = ''
      return
    case 'step.finished':
      step.generation_ids.push(event.generation_id)
      step.cost += event.cost
      return
    case 'step':
      return
  }
}
