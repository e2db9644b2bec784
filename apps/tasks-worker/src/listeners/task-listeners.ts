import type { Bus } from '@gptget/bus'
import { taskChanged } from '@gptget/contracts'
import { EventEmitter } from 'node:events'
import { Bell } from './bell.ts'

export type TaskListener = {
  /** Resolves when there was news since the last call, or after this time. */
  heard(withinMs: number): Promise<void>
  stop(): void
}

/** Waits for news of a task. Changes of this process are announced locally. */
export class TaskListeners {
  readonly #emitter = new EventEmitter().setMaxListeners(0)

  constructor(bus: Bus) {
    bus.on(taskChanged, ({ taskId }) => this.tell(taskId))
  }

  tell(taskId: string): void {
    this.#emitter.emit(taskId)
  }

  listen(taskId: string): TaskListener {
    const bell = new Bell()
    const hear = (): void => bell.tell()
    this.#emitter.on(taskId, hear)
    return {
      heard: (withinMs) => bell.heard(withinMs),
      stop: () => {
        this.#emitter.off(taskId, hear)
        bell.tell()
      },
    }
  }
}
