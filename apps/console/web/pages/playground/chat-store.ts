import { useSyncExternalStore } from 'react'
import { streamChat } from '../../api/chat.ts'
import { addEvent, newAnswer, requestOf } from './chat-state.ts'
import type { Answer, ChatSettings, Pane, Question } from './chat-state.ts'

type State = { panes: readonly Pane[]; settings: ChatSettings }

const FRESH: State = {
  panes: [{ model: '', turns: [] }],
  settings: { system: '', temperature: null, maxTokens: null },
}

/** The conversation of the playground. It goes on while another page is looked at. */
class ChatStore {
  #state = FRESH
  #listeners = new Set<() => void>()
  #running = new AbortController()
  #nextId = 1

  readonly read = (): State => this.#state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  chooseModel(index: number, model: string): void {
    this.#setPanes((panes) => panes.map((pane, at) => (at === index ? { ...pane, model } : pane)))
  }

  /** A second model beside the first, or that one alone again. */
  compare(isCompared: boolean): void {
    this.#setPanes(([first]) => (isCompared ? [first!, { model: first!.model, turns: [] }] : [first!]))
  }

  setSettings(settings: ChatSettings): void {
    this.#set({ ...this.#state, settings })
  }

  clear(): void {
    this.stop()
    this.#setPanes((panes) => panes.map(({ model }) => ({ model, turns: [] })))
  }

  stop(): void {
    this.#running.abort()
  }

  /** Asks every pane's model. */
  ask(question: Question): void {
    this.#running = new AbortController()
    const { panes, settings } = this.#state
    const id = this.#nextId++
    const requests = panes.map((pane) => requestOf(pane, question, settings))
    const answer = newAnswer(performance.now())
    this.#setPanes((all) =>
      all.map((pane) => ({ ...pane, turns: [...pane.turns, { id, question, answer }] })),
    )
    for (const [index, request] of requests.entries())
      void this.#follow(index, id, streamChat(request, this.#running.signal), this.#running.signal)
  }

  async #follow(pane: number, turn: number, events: ReturnType<typeof streamChat>, signal: AbortSignal) {
    const change = (next: (answer: Answer) => Answer) => this.#changeAnswer(pane, turn, next)
    try {
      for await (const event of events) change((answer) => addEvent(answer, event, performance.now()))
      change((answer) => ended(answer, 'done'))
    } catch (error) {
      change((answer) =>
        signal.aborted ? ended(answer, 'stopped') : { ...ended(answer, 'failed'), error: error as Error },
      )
    }
  }

  #changeAnswer(index: number, turnId: number, next: (answer: Answer) => Answer): void {
    this.#setPanes((panes) =>
      panes.map((pane, at) =>
        at === index
          ? {
              ...pane,
              turns: pane.turns.map((turn) =>
                turn.id === turnId ? { ...turn, answer: next(turn.answer) } : turn,
              ),
            }
          : pane,
      ),
    )
  }

  #setPanes(next: (panes: readonly Pane[]) => readonly Pane[]): void {
    this.#set({ ...this.#state, panes: next(this.#state.panes) })
  }

  #set(state: State): void {
    this.#state = state
    for (const listener of this.#listeners) listener()
  }
}

const ended = (answer: Answer, status: Answer['status']): Answer => ({
  ...answer,
  status,
  durationMs: performance.now() - answer.startedAtMs,
})

export const chat = new ChatStore()

export const useChat = (): State => useSyncExternalStore(chat.subscribe, chat.read)

export const isRunning = ({ status }: Answer): boolean => status === 'waiting' || status === 'streaming'
