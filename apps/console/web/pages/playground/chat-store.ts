import { useSyncExternalStore } from 'react'
import { streamChat } from '../../api/chat.ts'
import { FRESH_SETTINGS, type ChatSettings } from './chat-settings.ts'
import { addEvent, newAnswer } from './chat-state.ts'
import type { Answer, Pane, Told, ToolResult } from './chat-state.ts'
import { requestOf } from './request-of.ts'

type State = { panes: readonly Pane[]; settings: ChatSettings }

const FRESH: State = { panes: [{ model: '', turns: [] }], settings: FRESH_SETTINGS }

/** The conversation of the playground. It continues while another page is open. */
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
    this.#changePane(index, (pane) => ({ ...pane, model }))
  }

  /** Adds or removes the second model. */
  compare(isCompared: boolean): void {
    this.#setPanes(([first]) => (isCompared ? [first!, { model: first!.model, turns: [] }] : [first!]))
  }

  changeSettings(change: Partial<ChatSettings>): void {
    this.#set({ ...this.#state, settings: { ...this.#state.settings, ...change } })
  }

  clear(): void {
    this.stop()
    this.#setPanes((panes) => panes.map(({ model }) => ({ model, turns: [] })))
  }

  stop(): void {
    this.#running.abort()
  }

  /** Sends a question to the model of each pane. */
  ask(told: Told): void {
    for (const index of this.#state.panes.keys()) this.#tell(index, told)
  }

  /** Sends the results of tools to a pane's model. */
  answerCalls(index: number, results: ToolResult[]): void {
    this.#tell(index, { type: 'results', results })
  }

  #tell(index: number, told: Told): void {
    const { panes, settings } = this.#state
    // One button stops all running answers, so they share a controller.
    if (this.#running.signal.aborted) this.#running = new AbortController()
    const { signal } = this.#running
    const id = this.#nextId++
    const request = requestOf(panes[index]!, told, settings)
    const turn = { id, told, answer: newAnswer(performance.now()) }
    this.#changePane(index, (pane) => ({ ...pane, turns: [...pane.turns, turn] }))
    void this.#follow(index, id, streamChat(request, signal), signal)
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
    this.#changePane(index, (pane) => ({
      ...pane,
      turns: pane.turns.map((turn) => (turn.id === turnId ? { ...turn, answer: next(turn.answer) } : turn)),
    }))
  }

  #changePane(index: number, next: (pane: Pane) => Pane): void {
    this.#setPanes((panes) => panes.map((pane, at) => (at === index ? next(pane) : pane)))
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
